//! The columns of an exception, the same in CSV and in the workbook.
//!
//! Names follow FOCUS (billing account, service name, billing currency, contracted unit price,
//! charge period start) and EN 16931 (invoiced quantity). The order is part of the format: new
//! columns are added at the end.

use crate::domain::{Decision, Flag};
use crate::export::pack::ExceptionRow;
use crate::export::time;
use crate::export::words::Words;
use std::borrow::Cow;

/// What a column holds, which decides how its cells are guarded and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, some of it from the sources; never a formula.
    Text,
    /// An instant in ISO 8601, told in a workbook as people write it.
    Time,
    /// A decimal; whatever is none is written as text.
    Number,
    /// A line number.
    Line,
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name in CSV.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Its width in the workbook, in characters.
    pub width: u16,
    /// Its cell in a row, as programs read it.
    pub cell: fn(&ExceptionRow) -> Cow<'_, str>,
    /// The same in words, where the cell is a code.
    pub said: Option<fn(&Words, &ExceptionRow) -> String>,
}

macro_rules! columns {
    (@said) => { None };
    (@said $said:expr) => { Some($said) };
    ($($name:literal $kind:ident $width:literal $cell:expr $(=> $said:expr)?;)*) => {
        /// Every column, in order.
        pub const COLUMNS: &[Column] = &[
            $(Column {
                name: $name,
                kind: Kind::$kind,
                width: $width,
                cell: $cell,
                said: columns!(@said $($said)?),
            },)*
        ];
    };
}

columns! {
    "outcome" Text 22 |it| it.outcome.code().into() => |words, it| (words.called.outcome)(it.outcome).into();
    "id" Text 28 |it| (&it.id).into();
    "billing_account_id" Text 18 |it| (&it.account).into();
    "service_name" Text 18 |it| (&it.service).into();
    "channel" Text 14 |it| (&it.channel).into();
    "charge_period_start" Time 26 start;
    "billing_currency" Text 10 |it| (&it.currency).into();
    "expected_quantity" Number 18 |it| (&it.expected_quantity).into();
    "invoiced_quantity" Number 16 |it| (&it.billed_quantity).into();
    "contracted_unit_price" Number 16 |it| (&it.expected_price).into();
    "invoiced_unit_price" Number 14 |it| (&it.billed_price).into();
    "expected_amount" Number 17 |it| (&it.expected).into();
    "invoiced_amount" Number 16 |it| (&it.billed).into();
    "difference_amount" Number 14 |it| (&it.difference).into();
    "quantity_variance_amount" Number 16 |it| (&it.quantity_part).into();
    "rate_variance_amount" Number 14 |it| (&it.rate_part).into();
    "other_variance_amount" Number 15 |it| (&it.other_part).into();
    "decision" Text 10 |it| it.decision.map_or("", Decision::code).into() => decision;
    "note" Text 30 |it| (&it.note).into();
    "flags" Text 24 flags => flags_in_words;
    "usage_file" Text 28 |it| (&it.usage_file).into();
    "usage_line" Line 11 |it| line(it.usage_line);
    "invoice_file" Text 28 |it| (&it.bill_file).into();
    "invoice_line" Line 11 |it| line(it.bill_line);
    "side" Text 8 |it| it.side.code().into() => |words, it| (words.role)(it.side).into();
}

/// Whether text is a plain decimal that a spreadsheet reads as a number and never as a formula.
pub fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    plain(whole) && plain(fraction)
}

fn start(row: &ExceptionRow) -> Cow<'_, str> {
    row.start.map_or(Cow::Borrowed(""), |at| time::iso(at, row.offset).into())
}

fn flags(row: &ExceptionRow) -> Cow<'_, str> {
    let codes: Vec<&str> = row.flags.iter().copied().map(Flag::code).collect();
    codes.join(" ").into()
}

fn decision(words: &Words, row: &ExceptionRow) -> String {
    row.decision.map_or(String::new(), |it| (words.decision)(it).to_owned())
}

fn flags_in_words(words: &Words, row: &ExceptionRow) -> String {
    let said: Vec<&str> = row.flags.iter().map(|it| (words.called.flag)(*it)).collect();
    said.join("; ")
}

fn line(number: u64) -> Cow<'static, str> {
    if number == 0 { Cow::Borrowed("") } else { number.to_string().into() }
}
