//! Blots out what nobody may see, before a text leaves its reader.

use crate::formats::csv::{self, Dialect, Record, Scanned};
use crate::formats::{json, xml};
use crate::layout::{Field, Plan, Syntax, names_secret};
use std::ops::ControlFlow;

/// A record's bytes with secrets blotted out.
pub fn masked(plan: &Plan, record: &Record<'_>) -> Vec<u8> {
    let mut bytes = record.bytes.to_vec();
    for (index, column) in plan.columns.iter().enumerate() {
        if column.field == Some(Field::Secret) {
            let (start, end) = record.field_range(index);
            bytes.get_mut(start..end).into_iter().flatten().for_each(|it| *it = b'*');
        }
    }
    bytes
}

/// Whether texts of a plan may hold what nobody may see. Of a tree any record may, as each has names of
/// its own.
pub fn has_secrets(plan: &Plan) -> bool {
    let is_table = matches!(plan.syntax, Syntax::Csv { .. });
    !is_table || plan.columns.iter().any(|it| it.field == Some(Field::Secret))
}

/// Whether a text that nobody took apart may hold a secret: it has the name of one, or a letter such as
/// the one in `contraseña` is written by its number.
pub fn hides(text: &str) -> bool {
    names_secret(text) || text.contains("\\u00")
}

/// The text of a record with secrets blotted out. Delimited text that does not come apart into one record
/// is withheld, since nobody knows where in it the secret stands; so is a tree that is none and may hold
/// one.
pub fn masked_text(plan: &Plan, text: &str) -> String {
    let Syntax::Csv { delimiter, bare_cr } = plan.syntax else { return masked_tree(plan, text) };
    let mut masked_texts: Vec<String> = Vec::new();
    let mut input = text.as_bytes();
    let dialect = Dialect { delimiter, bare_cr };
    let read = csv::scan(&mut input, dialect, 0, u64::MAX, &mut |scanned| {
        masked_texts.push(match scanned {
            Scanned::Record(record) => String::from_utf8_lossy(&masked(plan, &record)).into_owned(),
            _ => String::new(),
        });
        ControlFlow::Continue(())
    });
    match (read, masked_texts.as_slice()) {
        (Ok(_), [one]) => one.clone(),
        _ => String::new(),
    }
}

fn masked_tree(plan: &Plan, text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let read = places(plan, text, &mut |name, from, until| {
        let quoted = text.get(..from).is_some_and(|it| it.ends_with('"'));
        let is_bare = plan.syntax == Syntax::Json && !quoted;
        let value = text.get(from..until).unwrap_or_default();
        // A list is one value, whatever its entries are called.
        let is_secret = names_secret(name) || is_bare && hides(value);
        if !is_secret {
            return;
        }
        match bytes.get_mut(from..until).unwrap_or_default() {
            // It stays JSON, so that the other values of the record are still found.
            [first, middle @ .., last] if is_bare => {
                middle.fill(b'*');
                (*first, *last) = (b'"', b'"');
            }
            [digit] if is_bare => *digit = b'0',
            other => other.fill(b'*'),
        }
    });
    match read {
        None if hides(text) => String::new(),
        _ => String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// Says where each value of a tree's record stands in its text: path of names, from where, until where.
/// `None` where the text is no record.
pub fn places(plan: &Plan, text: &str, each: &mut dyn FnMut(&str, usize, usize)) -> Option<()> {
    match plan.syntax {
        Syntax::Csv { .. } => None,
        Syntax::Json => json::places(text, each),
        Syntax::Xml => xml::places(text, each),
    }
}
