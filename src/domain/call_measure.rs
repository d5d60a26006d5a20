//! What bills measure of calls and conferences, by the words that bills use.

use crate::domain::order;

/// A measure of calls or conferences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CallMeasure {
    /// The length of all calls.
    CallMinutes,
    /// The length of all conferences.
    ConferenceMinutes,
    /// How many calls there were.
    Calls,
    /// How many conferences there were.
    Conferences,
    /// The most calls at one instant.
    PeakCalls,
    /// The most conferences at one instant.
    PeakConferences,
}

/// Names without blanks and accents, in lower case; the first one is that of settings.
const NAMES: &[(CallMeasure, &str, &[&str])] = &[
    (
        CallMeasure::CallMinutes,
        "call minutes",
        &["callminutes", "minutesofcalls", "callduration", "minutosdellamada", "minutosdellamadas"],
    ),
    (
        CallMeasure::ConferenceMinutes,
        "conference minutes",
        &[
            "conferenceminutes",
            "minutesofconferences",
            "conferenceduration",
            "minutosdeconferencia",
            "minutosdeconferencias",
        ],
    ),
    (CallMeasure::Calls, "calls", &["calls", "numberofcalls", "llamadas", "numerodellamadas"]),
    (
        CallMeasure::Conferences,
        "conferences",
        &["conferences", "numberofconferences", "conferencias", "numerodeconferencias"],
    ),
    (
        CallMeasure::PeakCalls,
        "peak concurrency",
        &[
            "peakconcurrency",
            "peakconcurrentcalls",
            "peakcalls",
            "concurrentcalls",
            "maximumconcurrency",
            "maximumconcurrentcalls",
            "concurrenciamaxima",
            "llamadassimultaneas",
            "maximodellamadassimultaneas",
        ],
    ),
    (
        CallMeasure::PeakConferences,
        "peak conferences",
        &[
            "peakconferences",
            "peakconcurrentconferences",
            "concurrentconferences",
            "conferenciassimultaneas",
            "maximodeconferenciassimultaneas",
        ],
    ),
];

impl CallMeasure {
    /// Every measure.
    pub const ALL: [Self; 6] = [
        Self::CallMinutes,
        Self::ConferenceMinutes,
        Self::Calls,
        Self::Conferences,
        Self::PeakCalls,
        Self::PeakConferences,
    ];

    /// The measure that a service in canonical form names.
    pub fn parse(canonical: &str) -> Option<Self> {
        NAMES.iter().find(|(.., names)| names.contains(&canonical)).map(|(it, ..)| *it)
    }

    /// Its name in rate cards.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(it, ..)| *it == self).map_or("", |(_, name, _)| name)
    }

    /// Its stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::CallMinutes => "call_minutes",
            Self::ConferenceMinutes => "conference_minutes",
            Self::Calls => "calls",
            Self::Conferences => "conferences",
            Self::PeakCalls => "peak_calls",
            Self::PeakConferences => "peak_conferences",
        }
    }

    /// The channel of the records it measures.
    pub fn channel(self) -> &'static str {
        match self {
            Self::CallMinutes | Self::Calls | Self::PeakCalls => "call",
            Self::ConferenceMinutes | Self::Conferences | Self::PeakConferences => "conference",
        }
    }

    /// Whether it is the most at one instant, to which parts do not add up.
    pub fn is_peak(self) -> bool {
        matches!(self, Self::PeakCalls | Self::PeakConferences)
    }

    /// Whether it is a length.
    pub fn is_time(self) -> bool {
        matches!(self, Self::CallMinutes | Self::ConferenceMinutes)
    }
}

/// The most of some half-open stretches that are open at one instant, and the first such instant. A
/// stretch that ends when another begins is not open with it; an empty one is never open.
pub fn peak(stretches: impl Iterator<Item = (i64, i64)>) -> (u64, Option<i64>) {
    let mut borders: Vec<(i64, i64)> = Vec::new();
    for (from, until) in stretches.filter(|(from, until)| from < until) {
        borders.push((from, 1));
        borders.push((until, -1));
    }
    // Of borders at one instant ends come first.
    order::sort_pairs(&mut borders);
    let (mut open, mut most, mut at) = (0_i64, 0_i64, None);
    for (instant, change) in borders {
        open += change;
        if open > most {
            most = open;
            at = Some(instant);
        }
    }
    (u64::try_from(most).unwrap_or(0), at)
}
