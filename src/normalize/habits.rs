//! How the values of a source are to be understood, by its documentation.

use crate::normalize::DateOrder;

/// How a source of this layout is by its documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Habits {
    /// The order of day and month, where the documentation settles it.
    pub date_order: Option<DateOrder>,
    /// The zone of times without one: an IANA name or an offset. Empty: that of the policy.
    pub time_zone: &'static str,
    /// Seconds of a billing block; 0 when it is not billed in blocks.
    pub block_seconds: u32,
    /// Whether each row is a month-to-date counter, of which only the latest counts.
    pub is_counter: bool,
    /// Whether what is measured is time (a duration) rather than a count or a stated quantity.
    pub measures_time: bool,
    /// Whether figures carry no period of their own and the person has to state it.
    pub needs_period: bool,
    /// Whether the service (the report's name) has to be stated by the person when it is missing.
    pub needs_service: bool,
    /// Whether numbers are digits with at most a dot. Anything else is refused until the person says
    /// how numbers are written.
    pub plain_numbers: bool,
    /// Whether a cell may be a comma-separated list of values, of which the first counts.
    pub lists_in_cells: bool,
    /// Whether a text with a header and nothing below it is a whole answer: there was no usage.
    pub may_be_empty: bool,
    /// Whether some records may add up others of the same text; see [`Layout::sums`].
    pub has_sums: bool,
    /// Whether one id can have several records, told apart by their start: segments of one call.
    pub has_segments: bool,
}

impl Habits {
    /// Whether each row is a total for a stretch of time, of which there is one for what it names. A
    /// counter is one too, but has its own rule.
    pub fn has_totals(self) -> bool {
        !self.measures_time && !self.is_counter
    }
}
