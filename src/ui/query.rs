//! What of the result is looked at, as text in the address: filter and order.

use crate::domain::Outcome;
use crate::engine::protocol::{DecisionFilter, RowFilter, SortKey};
use std::fmt::Write as _;

/// Filter and order of the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Which rows.
    pub filter: RowFilter,
    /// By what.
    pub sort: SortKey,
    /// Largest or latest first.
    pub descending: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { filter: RowFilter::default(), sort: SortKey::Difference, descending: true }
    }
}

const SORT_KEYS: [(SortKey, &str); 8] = [
    (SortKey::Difference, "difference"),
    (SortKey::Start, "start"),
    (SortKey::Expected, "expected"),
    (SortKey::Billed, "billed"),
    (SortKey::Channel, "channel"),
    (SortKey::Account, "account"),
    (SortKey::Outcome, "outcome"),
    (SortKey::Source, "source"),
];

const DECISIONS: [(DecisionFilter, &str); 3] = [
    (DecisionFilter::Disputed, "disputed"),
    (DecisionFilter::Accepted, "accepted"),
    (DecisionFilter::Open, "open"),
];

/// The code of a sort key in the address.
pub fn sort_code(key: SortKey) -> &'static str {
    SORT_KEYS.iter().find(|(it, _)| *it == key).map_or("", |(_, code)| code)
}

impl Look {
    /// The look as a query without its `?`; empty for the default look.
    pub fn to_query(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        let filter = &self.filter;
        if !filter.outcomes.is_empty() {
            let codes: Vec<&str> = filter.outcomes.iter().map(|it| it.code()).collect();
            parts.push(["outcome=", &codes.join(",")].concat());
        }
        if !filter.decisions.is_empty() {
            let codes = DECISIONS.iter().filter(|(it, _)| filter.decisions.contains(it));
            let codes: Vec<&str> = codes.map(|(_, code)| *code).collect();
            parts.push(["decision=", &codes.join(",")].concat());
        }
        for (name, value) in [
            ("channel=", filter.channel.as_deref()),
            ("account=", filter.account.as_deref()),
            ("find=", Some(filter.text.as_str()).filter(|it| !it.is_empty())),
        ] {
            if let Some(value) = value {
                parts.push([name, &encode(value)].concat());
            }
        }
        if let Some(day) = filter.day {
            parts.push(["day=", &day.to_string()].concat());
        }
        let default = Self::default();
        if (self.sort, self.descending) != (default.sort, default.descending) {
            let sign = if self.descending { "-" } else { "" };
            parts.push(["sort=", sign, sort_code(self.sort)].concat());
        }
        parts.join("&")
    }

    /// Reads what follows the `?` of a hash. What it does not know it passes over, so that an
    /// address from another version still leads somewhere.
    pub fn from_hash(hash: &str) -> Self {
        let mut look = Self::default();
        let query = hash.split_once('?').map_or("", |(_, query)| query);
        for (name, value) in query.split('&').filter_map(|it| it.split_once('=')) {
            let filter = &mut look.filter;
            match name {
                "outcome" => {
                    filter.outcomes = value.split(',').filter_map(Outcome::from_code).collect();
                }
                "decision" => {
                    let known = |code| DECISIONS.iter().find(|(_, it)| *it == code);
                    filter.decisions = value.split(',').filter_map(known).map(|it| it.0).collect();
                }
                "channel" => filter.channel = Some(decode(value)),
                "account" => filter.account = Some(decode(value)),
                "find" => filter.text = decode(value),
                "day" => filter.day = value.parse().ok(),
                "sort" => {
                    let (descending, code) = match value.strip_prefix('-') {
                        Some(code) => (true, code),
                        None => (false, value),
                    };
                    if let Some((key, _)) = SORT_KEYS.iter().find(|(_, it)| *it == code) {
                        (look.sort, look.descending) = (*key, descending);
                    }
                }
                _ => {}
            }
        }
        look
    }
}

/// Percent-encodes everything but letters, digits and `-_.~`.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Undoes [`encode`]; a broken sequence stays as it is.
fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped =
            after.split_at_checked(2).filter(|_| *first == b'%').and_then(|(code, rest)| {
                let code = std::str::from_utf8(code).ok()?;
                Some((u8::from_str_radix(code, 16).ok()?, rest))
            });
        let (byte, after) = escaped.unwrap_or((*first, after));
        out.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(look: &Look, query: &str) {
        assert_eq!(look.to_query(), query);
        assert_eq!(&Look::from_hash(&["/result?", query].concat()), look);
    }

    #[test]
    fn a_look_survives_the_address() {
        check(&Look::default(), "");
        let filter = RowFilter {
            outcomes: vec![Outcome::AmountVariance, Outcome::DuplicateLine],
            decisions: vec![DecisionFilter::Disputed, DecisionFilter::Open],
            text: "ñ & 50 %=?#".to_owned(),
            channel: Some(String::new()),
            account: Some("acct/1,2".to_owned()),
            day: Some(-3),
        };
        check(
            &Look { filter, sort: SortKey::Start, descending: false },
            "outcome=amount_variance,duplicate_line&decision=disputed,open&channel=\
             &account=acct%2F1%2C2&find=%C3%B1%20%26%2050%20%25%3D%3F%23&day=-3&sort=start",
        );
    }

    #[test]
    fn what_is_not_known_is_passed_over() {
        let look = Look::from_hash(
            "/result?outcome=nonsense,matched&sort=-nothing&x=1&day=today&find=%Z1%",
        );
        assert_eq!(look.filter.outcomes, [Outcome::Matched]);
        assert_eq!((look.sort, look.descending), (SortKey::Difference, true));
        assert_eq!(look.filter.day, None);
        assert_eq!(look.filter.text, "%Z1%");
        assert_eq!(Look::from_hash("/result"), Look::default());
    }
}
