//! A rate card as a dropped file, so that it is recognised like any other source.

use crate::domain::Role;
use crate::formats::item::Fact;
use crate::layout::head::fields_named;
use crate::layout::{Field, Head, Layout};

/// A table with the columns of `domain::forms::RATE_COLUMNS`.
pub struct RateCardFile;

/// The name of the fact that carries the file's text.
pub const TEXT: &str = "rate_card";

impl Layout for RateCardFile {
    fn id(&self) -> &'static str {
        "rate-card"
    }

    fn role(&self) -> Role {
        Role::Rates
    }

    /// A price beside a measure, a unit size or a tier is a rate card and nothing else.
    fn fits(&self, head: &Head<'_>) -> u8 {
        let names = if head.header_for(self).is_some() {
            head.header_names(self)
        } else {
            head.tree(self)
                .0
                .map(|it| it.cells)
                .unwrap_or_default()
                .into_iter()
                .map(|it| it.0)
                .collect()
        };
        let found = fields_named(self, &mut names.iter().map(String::as_str));
        let has = |field| found.iter().any(|(_, it)| *it == field);
        let telling = [Field::Unit, Field::Quantity, Field::Duration];
        if has(Field::UnitPrice) && telling.into_iter().any(has) { 92 } else { 0 }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[
            (Field::UnitPrice, "price"),
            (Field::Unit, "measure"),
            (Field::Quantity, "unitsize"),
            (Field::Duration, "tierfrom increment"),
            (Field::Service, "service"),
            (Field::Channel, "channel"),
            (Field::Currency, "currency"),
        ]
    }

    fn lists(&self) -> &'static [&'static str] {
        &["", "rates"]
    }

    fn facts_of(&self, text: &str) -> Option<Vec<Fact>> {
        Some(vec![Fact { name: TEXT.to_owned(), value: text.to_owned(), line: 1 }])
    }
}
