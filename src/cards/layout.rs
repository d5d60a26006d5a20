//! A rate card as a dropped file, so that it is recognised like any other source.

use crate::cards::written::columns_of;
use crate::domain::Role;
use crate::formats::item::Fact;
use crate::layout::{Field, Head, Layout};
use crate::normalize::header::{canonical, is_among};

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

    /// A price beside a measure, a unit size or a tier is a rate card and nothing else. Where these have
    /// other names, both have to be there.
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
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let has = |of: &str| names.iter().any(|it| is_among(of, &canonical(it)));
        let is_called_so = has("price") && has("measure unitsize tierfrom increment");
        let columns = columns_of(&names);
        let is_card = ["price", "measure"].iter().all(|it| columns.contains(&Some(*it)));
        if is_called_so || is_card { 92 } else { 0 }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[
            (Field::UnitPrice, "price unitprice priceperunit rate unitrate"),
            (Field::Unit, "measure unit uom unitofmeasure"),
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
