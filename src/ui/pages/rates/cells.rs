//! The columns of the table: how each is edited and where its text stands in a row.

use crate::domain::forms::RateForm;

/// How a cell is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name.
    Text,
    /// A figure.
    Figure,
    /// A day.
    Day,
    /// `duration`, `records`, `quantity`.
    Measure,
    /// `record`, `sum`.
    Rounding,
}

/// A column.
pub(super) struct Column {
    pub(super) kind: Kind,
    pub(super) get: fn(&RateForm) -> &String,
    pub(super) slot: fn(&mut RateForm) -> &mut String,
}

macro_rules! column {
    ($kind:ident, $field:ident) => {
        Column { kind: Kind::$kind, get: |it| &it.$field, slot: |it| &mut it.$field }
    };
}

/// The columns in the order of `RATE_COLUMNS`.
pub(super) static COLUMNS: [Column; 15] = [
    column!(Text, vendor),
    column!(Text, service),
    column!(Text, account),
    column!(Text, channel),
    column!(Day, valid_from),
    column!(Day, valid_to),
    column!(Text, currency),
    column!(Measure, measure),
    column!(Figure, unit_size),
    column!(Figure, minimum),
    column!(Figure, increment),
    column!(Figure, free_units),
    column!(Figure, tier_from),
    column!(Figure, price),
    column!(Rounding, rounding),
];

/// The columns as they are shown, by their position: the currency stands beside the price.
pub(super) const SHOWN: [usize; 15] = [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 6, 13, 14];

/// The codes of a measure, in the order of their names.
pub(super) const MEASURES: [&str; 3] = ["duration", "records", "quantity"];

/// The codes of a rounding, in the order of their names.
pub(super) const ROUNDINGS: [&str; 2] = ["record", "sum"];
