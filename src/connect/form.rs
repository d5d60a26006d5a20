//! The form of a connector: which fields there are and what was put into them.

use std::collections::BTreeMap;
use std::fmt;

/// One field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What can be put in.
    pub kind: Kind,
    /// What it holds at first.
    pub default: &'static str,
    /// It counts only while another field holds one of these values.
    pub when: Option<(&'static str, &'static [&'static str])>,
    /// Most people never need it.
    pub advanced: bool,
}

/// What can be put into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Text,
    /// A line that nobody may see: in memory only, never stored, sent only where it belongs.
    Secret,
    /// A day `YYYY-MM-DD`.
    Day,
    /// One of these.
    Choice(&'static [&'static str]),
    /// Names joined by commas; these are known, others can be typed.
    Names(&'static [&'static str]),
}

impl Field {
    const fn new(name: &'static str, kind: Kind, default: &'static str) -> Self {
        Self { name, kind, default, when: None, advanced: false }
    }

    /// A line of text.
    pub(super) const fn text(name: &'static str, default: &'static str) -> Self {
        Self::new(name, Kind::Text, default)
    }

    /// A secret.
    pub(super) const fn secret(name: &'static str) -> Self {
        Self::new(name, Kind::Secret, "")
    }

    /// A day.
    pub(super) const fn day(name: &'static str) -> Self {
        Self::new(name, Kind::Day, "")
    }

    /// A choice; the first is the default.
    pub(super) const fn choice(name: &'static str, of: &'static [&'static str]) -> Self {
        let default = match of {
            [first, ..] => first,
            [] => "",
        };
        Self::new(name, Kind::Choice(of), default)
    }

    /// Names.
    pub(super) const fn names(
        name: &'static str,
        known: &'static [&'static str],
        default: &'static str,
    ) -> Self {
        Self::new(name, Kind::Names(known), default)
    }

    /// The same, only while another field holds one of these values.
    pub(super) const fn when(mut self, name: &'static str, is: &'static [&'static str]) -> Self {
        self.when = Some((name, is));
        self
    }

    /// The same, out of the way.
    pub(super) const fn advanced(mut self) -> Self {
        self.advanced = true;
        self
    }
}

/// Direct, or through the proxy that serves the page; every vendor has this field.
pub(super) const CONNECTION: Field = Field::choice("connection", &["proxy", "direct"]);

/// What was put in. Its secrets are not shown by `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Form {
    values: BTreeMap<&'static str, String>,
}

impl Form {
    /// A form with the defaults of these fields.
    pub fn of(fields: &[Field]) -> Self {
        let defaults = fields.iter().map(|it| (it.name, it.default.to_owned()));
        Self { values: defaults.collect() }
    }

    /// What a field holds, without blanks around it.
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |it| it.trim())
    }

    /// Puts something into a field.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.values.insert(name, value.into());
    }

    /// Whether a field counts at the moment.
    pub fn counts(&self, field: &Field) -> bool {
        field.when.is_none_or(|(name, is)| is.contains(&self.get(name)))
    }

    /// Empties the secrets.
    pub fn forget(&mut self, fields: &[Field]) {
        for field in fields.iter().filter(|it| it.kind == Kind::Secret) {
            self.values.remove(field.name);
        }
    }

    /// Everything that must never be shown.
    pub(super) fn secrets(&self, fields: &[Field]) -> Vec<String> {
        let secret = fields.iter().filter(|it| it.kind == Kind::Secret);
        let values = secret.map(|it| self.get(it.name).to_owned());
        // Shorter ones would blank out ordinary words, and protect nothing.
        values.filter(|it| it.chars().count() >= 4).collect()
    }

    /// What a field holds; a problem when it holds nothing.
    pub(super) fn need(&self, name: &'static str) -> Result<&str, Problem> {
        match self.get(name) {
            "" => Err(Problem { field: name, why: Why::Missing }),
            value => Ok(value),
        }
    }

    /// The days of `from` and `to`, as days since 1970-01-01, the last one included.
    pub(super) fn days(&self) -> Result<(i64, i64), Problem> {
        let day = |name| {
            let day = super::calendar::parse_day(self.need(name)?);
            day.ok_or(Problem { field: name, why: Why::NoDate })
        };
        let (from, to) = (day("from")?, day("to")?);
        if to < from {
            Err(Problem { field: "to", why: Why::EndsBeforeStart })
        } else {
            Ok((from, to))
        }
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.values.keys()).finish()
    }
}

/// Why a form cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// The field to correct.
    pub field: &'static str,
    /// What is wrong with it.
    pub why: Why,
}

/// What can be wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is empty.
    Missing,
    /// It is no address of a server.
    NoAddress,
    /// It is an address without encryption, to which no credentials may go.
    NotEncrypted,
    /// It says more than the host, which is all that the proxy can be told.
    HostOnly,
    /// It is no day.
    NoDate,
    /// The range ends before it starts.
    EndsBeforeStart,
    /// It has a character that cannot be sent.
    NotSendable,
}
