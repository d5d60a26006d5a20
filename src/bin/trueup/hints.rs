//! Options that say how files are read. A value that no file could be read with is refused at once.

use crate::args::range;
use trueup::domain::{Currency, Unit};
use trueup::engine::forms::{FIELD_NAMES, Settings};
use trueup::engine::reader::{layout, layouts};
use trueup::intake::Encoding;
use trueup::layout::Field;
use trueup::normalize::{Zone, date};

/// The options.
pub(crate) const OPTIONS: [&str; 14] = [
    "--date-order",
    "--decimal-mark",
    "--time-zone",
    "--encoding",
    "--delimiter",
    "--header",
    "--layout",
    "--part",
    "--column",
    "--currency",
    "--account",
    "--service",
    "--unit",
    "--covers",
];

/// What an option says of one file or of all.
#[derive(Debug)]
pub(crate) struct Hint {
    pub(crate) option: String,
    /// The file's name as given or its last part; empty for all.
    pub(crate) file: String,
    pub(crate) value: String,
}

impl Hint {
    /// Reads `VALUE` or `FILE=VALUE`.
    pub(crate) fn read(option: &str, text: &str) -> Result<Self, String> {
        let (file, value) = of_file(option, text);
        let hint = Self { option: option.to_owned(), file, value };
        hint.set(&mut Settings::default())?;
        Ok(hint)
    }

    pub(crate) fn is_for_all(&self) -> bool {
        self.file.is_empty()
    }

    pub(crate) fn is_for(&self, file: &str) -> bool {
        let last = file.rsplit(['/', '\\']).next().unwrap_or(file);
        self.is_for_all() || self.file == file || self.file == last
    }

    /// Puts the value into the settings of a file.
    pub(crate) fn set(&self, settings: &mut Settings) -> Result<(), String> {
        let value = &self.value;
        match self.option.as_str() {
            "--date-order" => settings.date_order = self.one_of(&["mdy", "dmy", "ymd"])?,
            "--decimal-mark" => settings.decimal_mark = self.one_of(&[".", ",", "dot", "comma"])?,
            "--time-zone" => {
                let example = "the name of a zone such as America/Bogota, or UTC-05:00";
                settings.time_zone = self.checked(Zone::parse(value).is_some(), example)?;
            }
            "--encoding" => {
                let names = "one of utf-8 utf-16le utf-16be windows-1252";
                settings.encoding = self.checked(Encoding::parse(value).is_some(), names)?;
            }
            "--delimiter" => {
                let mut letters = value.chars();
                let is_one =
                    letters.next().is_some_and(|it| it.is_ascii()) && letters.next().is_none();
                let is_tab = value == "tab" || value == "\\t";
                settings.delimiter = self.checked(is_one || is_tab, "one character, or 'tab'")?;
            }
            "--header" => settings.header = self.one_of(&["yes", "no"])?,
            "--layout" => {
                let ids: Vec<&str> = layouts().map(trueup::layout::Layout::id).collect();
                let ids = format!("one of {}", ids.join(" "));
                settings.layout = self.checked(layout(value).is_some(), &ids)?;
            }
            "--part" => settings.part.clone_from(value),
            "--currency" => {
                let is_code = Currency::parse(value).is_some();
                settings.currency = self.checked(is_code, "a code of three letters such as USD")?;
            }
            "--account" => settings.account.clone_from(value),
            "--service" => settings.service.clone_from(value),
            "--unit" => {
                let example = "a unit such as minutes, seconds or calls";
                settings.unit = self.checked(Unit::parse(value).is_some(), example)?;
            }
            "--covers" => {
                let (from, to) = range(value)?;
                let days = date::parse_day(&from).zip(date::parse_day(&to));
                let days = days.filter(|(from, to)| from <= to);
                let example = "two days in their order, such as 2026-03-01..2026-03-31";
                self.checked(days.is_some(), example)?;
                (settings.period_from, settings.period_to) = (from, to);
            }
            _ => settings.columns.push(self.column()?),
        }
        Ok(())
    }

    fn column(&self) -> Result<(u32, String), String> {
        let column = self.value.split_once('=');
        let column =
            column.and_then(|(n, field)| Some((n.parse().ok().filter(|n| *n > 0)?, field)));
        let Some((number, field)) = column else {
            return Err(
                "trueup: --column needs N=FIELD, such as 3=usage_id; N counts from 1".to_owned()
            );
        };
        // Without a name the column is not used.
        if !field.is_empty() && Field::from_code(field).is_none() {
            let names = FIELD_NAMES.join(" ");
            return Err(format!("trueup: the FIELD of --column is one of {names}, not '{field}'"));
        }
        Ok((number, field.to_owned()))
    }

    fn one_of(&self, allowed: &[&str]) -> Result<String, String> {
        let names = format!("one of {}", allowed.join(" "));
        self.checked(allowed.contains(&self.value.as_str()), &names)
    }

    fn checked(&self, is_good: bool, wanted: &str) -> Result<String, String> {
        if is_good {
            return Ok(self.value.clone());
        }
        Err(format!("trueup: {} is {wanted}, not '{}'", self.option, self.value))
    }
}

/// Splits `FILE=VALUE`; a column's own `=` is part of its value.
fn of_file(option: &str, value: &str) -> (String, String) {
    let parts: Vec<&str> = value.splitn(3, '=').collect();
    match (option, parts.as_slice()) {
        ("--column", [file, number, field]) => ((*file).to_owned(), format!("{number}={field}")),
        ("--column", _) => (String::new(), value.to_owned()),
        (_, [file, value]) if !file.is_empty() => ((*file).to_owned(), (*value).to_owned()),
        _ => (String::new(), value.to_owned()),
    }
}
