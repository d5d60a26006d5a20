//! What the number formats of cells say of their values.

use super::Outcome;
use super::parts::{Flow, Tag, walk};
use crate::domain::Currency;
use crate::normalize::money::Money;
use std::io::Read;

/// How a number is meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Form {
    /// As a number.
    #[default]
    Number,
    /// As money: what stands before or behind it, such as `€` or `USD`.
    Money(String),
    /// As a day, a time of day, or both.
    Date {
        /// Whether the time of day is shown.
        has_time: bool,
    },
    /// As a length, or a time of day without its day.
    Time,
}

/// The forms of a workbook's cells, by the number of their style.
pub(super) fn read(input: &mut dyn Read) -> Outcome<Vec<Form>> {
    let mut own: Vec<(u32, Form)> = Vec::new();
    let mut forms = Vec::new();
    let mut is_of_cells = false;
    walk(input, &mut |tag| {
        match tag {
            Tag::Start("numFmt", given) => {
                let id = given.get("numFmtId").and_then(|it| it.parse().ok());
                if let (Some(id), Some(code)) = (id, given.get("formatCode")) {
                    own.push((id, of_code(&code)));
                }
            }
            Tag::Start("cellXfs", _) => is_of_cells = true,
            Tag::End("cellXfs") => is_of_cells = false,
            Tag::Start("xf", given) if is_of_cells => {
                let id = given.get("numFmtId").and_then(|it| it.parse().ok()).unwrap_or(0);
                let set = own.iter().find(|it| it.0 == id).map(|it| it.1.clone());
                forms.push(set.unwrap_or_else(|| built_in(id)));
            }
            _ => {}
        }
        Flow::Continue(())
    })?;
    Ok(forms)
}

/// The formats that every workbook has (ECMA-376 part 1, 18.8.30), with those that some languages have.
fn built_in(id: u32) -> Form {
    match id {
        14..=17 | 27..=31 | 36 | 50..=58 => Form::Date { has_time: false },
        22 => Form::Date { has_time: true },
        18..=21 | 32..=35 | 45..=47 => Form::Time,
        _ => Form::Number,
    }
}

/// What a format's code means, by its first section: `dd/mm/yyyy hh:mm`, `[h]:mm:ss`, `[$€-407] #,##0.00`.
pub(super) fn of_code(code: &str) -> Form {
    let mut literal = String::new();
    let (mut day, mut time, mut month) = (false, false, false);
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ';' => break,
            '"' => literal.extend(letters.by_ref().take_while(|it| *it != '"')),
            // A letter as it stands, the width of one, and one that fills.
            '\\' => literal.extend(letters.next()),
            '_' | '*' => drop(letters.next()),
            '[' => {
                let inside: String = letters.by_ref().take_while(|it| *it != ']').collect();
                match inside.strip_prefix('$') {
                    Some(sign) => literal.push_str(sign.split('-').next().unwrap_or_default()),
                    None => time |= is_length(&inside),
                }
            }
            'd' | 'D' | 'y' | 'Y' => day = true,
            'h' | 'H' | 's' | 'S' => time = true,
            'm' | 'M' => month = true,
            // `General` says nothing; its letters are no day and no time.
            'G' | 'g' => return Form::Number,
            '$' | '€' | '£' | '¥' => literal.push(letter),
            _ => {}
        }
    }
    let literal = literal.trim();
    match (day || month && !time, time) {
        (true, has_time) => Form::Date { has_time },
        (false, true) => Form::Time,
        (false, false) if is_currency(literal) => Form::Money(literal.to_owned()),
        (false, false) => Form::Number,
    }
}

/// `[h]`, `[mm]`, `[ss]`: hours, minutes or seconds beyond a day, an hour, a minute.
fn is_length(inside: &str) -> bool {
    !inside.is_empty() && inside.chars().all(|it| "hmsHMS".contains(it))
}

/// Whether what a format puts beside a number names a currency, as text beside an amount does.
fn is_currency(literal: &str) -> bool {
    let said = Money::of(literal.as_bytes());
    said.is_some_and(|it| it != Money::default()) && (literal.len() != 3 || known(literal))
}

/// Three letters may be anything, such as `min`.
fn known(literal: &str) -> bool {
    !literal.bytes().all(|it| it.is_ascii_alphabetic())
        || crate::normalize::money::is_code(literal) && Currency::parse(literal).is_some()
}
