//! Half-open periods of UTC instants.

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Instant = i64;

/// `start` belongs to the period, `end` does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// First instant inside.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
}

impl Period {
    /// Whether the instant lies inside.
    pub fn contains(self, at: Instant) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether any instant of `start..end` lies inside; an empty range counts as its start.
    pub fn overlaps(self, start: Instant, end: Instant) -> bool {
        start < self.end && (end > self.start || start >= self.start)
    }
}

/// Which instant of a session decides the period it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PeriodRule {
    /// The session starts in the period (the rule of most vendors' interfaces).
    #[default]
    Start,
    /// The session ends in the period (the rule of the DMA's own export page).
    End,
    /// Any part of the session lies in the period.
    Overlap,
}

impl PeriodRule {
    /// All of them, the most usual first.
    pub const ALL: [Self; 3] = [Self::Start, Self::End, Self::Overlap];

    /// The name in a policy.
    pub fn code(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
            Self::Overlap => "overlap",
        }
    }

    /// Whether a session belongs to the period. A missing end counts as the start.
    pub fn belongs(self, period: Period, start: Instant, end: Option<Instant>) -> bool {
        let end = end.unwrap_or(start);
        match self {
            Self::Start => period.contains(start),
            Self::End => period.contains(end),
            Self::Overlap => period.overlaps(start, end),
        }
    }
}
