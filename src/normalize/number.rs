//! Decimal numbers as bills and exports write them.

use crate::diagnostics::Code;
use crate::normalize::header::{canonical, is_among};
use crate::normalize::money::{Money, SIGNS, SIGNS_OF_ONE};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Which character separates whole from part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DecimalMark {
    /// `1,234.50`
    Dot,
    /// `1.234,50`
    Comma,
}

impl DecimalMark {
    /// The character as text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dot => ".",
            Self::Comma => ",",
        }
    }

    /// The other mark.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Dot => Self::Comma,
            Self::Comma => Self::Dot,
        }
    }

    /// Reads `.` or `,`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "." | "dot" => Some(Self::Dot),
            "," | "comma" => Some(Self::Comma),
            _ => None,
        }
    }
}

/// A decimal as `mantissa / 10^scale` where that fits 64 bits, else whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scaled {
    /// Fits.
    Small {
        /// The digits.
        mantissa: i64,
        /// How many of them stand behind the mark; at most 18.
        scale: u8,
    },
    /// Does not fit.
    Wide(Decimal),
}

impl Scaled {
    /// Nothing.
    pub const ZERO: Self = Self::Small { mantissa: 0, scale: 0 };

    /// A hundredth of it, as far as that can be held.
    pub fn hundredth(self) -> Option<Self> {
        match self {
            Self::Small { mantissa, scale } if scale <= 16 => {
                Some(Self::Small { mantissa, scale: scale + 2 })
            }
            other => {
                let value = other.decimal();
                let scale = value.scale() + 2;
                Decimal::try_from_i128_with_scale(value.mantissa(), scale).ok().map(Self::Wide)
            }
        }
    }

    /// The value as a decimal.
    pub fn decimal(self) -> Decimal {
        match self {
            Self::Small { mantissa, scale } => Decimal::new(mantissa, u32::from(scale)),
            Self::Wide(value) => value,
        }
    }
}

/// What a number's text says about the decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkEvidence {
    /// Reads the same either way.
    None,
    /// Only `.` can be the mark.
    Dot,
    /// Only `,` can be the mark.
    Comma,
    /// Reads both ways, with different values (`1.234`).
    Either,
}

/// Says what a number's text is evidence for. Text that is no number at all is evidence of nothing.
pub fn mark_evidence(text: &[u8]) -> MarkEvidence {
    let (mut dots, mut commas, mut n_digits) = (0u32, 0u32, 0u32);
    let (mut last_dot, mut last_comma) = (None, None);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => n_digits += 1,
            // The dot of `Rs. 5` is none of the number.
            b'.' if text
                .get(at.wrapping_sub(1))
                .is_some_and(|it| it.is_ascii_alphabetic() || *it == b'/') => {}
            b'.' => (dots, last_dot) = (dots + 1, Some(at)),
            b',' => (commas, last_comma) = (commas + 1, Some(at)),
            _ => {}
        }
    }
    if dots + commas == 0 || n_digits == 0 {
        return MarkEvidence::None;
    }
    let mark = |comma: bool| if comma { MarkEvidence::Comma } else { MarkEvidence::Dot };
    match (dots, commas) {
        (d, 0) if d > 1 => MarkEvidence::Comma,
        (0, c) if c > 1 => MarkEvidence::Dot,
        (1, 0) | (0, 1) => {
            let comma = commas == 1;
            let at = last_dot.or(last_comma).unwrap_or(0);
            let (before, after) = text.split_at(at);
            let digits_after = after.iter().filter(|it| it.is_ascii_digit()).count();
            let mut before = before.iter().copied().filter(u8::is_ascii_digit);
            let first = before.next();
            let groups = digits_after == 3 && first.is_some() && before.count() < 3;
            if groups && first != Some(b'0') { MarkEvidence::Either } else { mark(comma) }
        }
        _ => mark(last_comma > last_dot),
    }
}

/// Reads a number. Blanks around it, a leading or trailing sign, accounting brackets, `CR` and `DR` behind a
/// credit or a debit, thousands marks between groups of three (or as in India), apostrophes and inner blanks as
/// thousands marks, and a currency symbol or code at either end are understood.
///
/// # Errors
/// [`Code::BadNumber`] when it is no number under this mark, [`Code::NumberTooLarge`] when it has
/// more digits than a decimal holds exactly (28).
#[inline]
pub fn parse(text: &[u8], mark: DecimalMark) -> Result<Scaled, Code> {
    if let Some(plain) = parse_plain(text, mark) {
        return Ok(plain);
    }
    parse_written(text, mark)
}

/// The same for what is no amount of money, or whose currency is looked at elsewhere: a number beside
/// which nothing says a currency.
///
/// # Errors
/// Those of [`parse`], and [`Code::BadNumber`] where there is a currency.
#[inline]
pub fn parse_bare(text: &[u8], mark: DecimalMark) -> Result<Scaled, Code> {
    if let Some(plain) = parse_plain(text, mark) {
        return Ok(plain);
    }
    parse_written_bare(text, mark)
}

#[cold]
#[inline(never)]
fn parse_written_bare(text: &[u8], mark: DecimalMark) -> Result<Scaled, Code> {
    if Money::of(text).is_none_or(|it| !it.is_nothing()) {
        return Err(Code::BadNumber);
    }
    parse_written(text, mark)
}

/// The same as [`parse`], for those who rarely ask.
///
/// # Errors
/// Those of [`parse`].
#[cold]
#[inline(never)]
pub fn parse_again(text: &[u8], mark: DecimalMark) -> Result<Scaled, Code> {
    parse(text, mark)
}

/// Whether a text is a number with this mark.
pub fn is_number(text: &[u8], mark: DecimalMark) -> bool {
    parse_again(text, mark).is_ok()
}

/// The common shape: optional minus, digits, one mark, digits; at most 18 digits.
#[inline]
fn parse_plain(text: &[u8], mark: DecimalMark) -> Option<Scaled> {
    let point = if mark == DecimalMark::Dot { b'.' } else { b',' };
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    let mut mantissa: i64 = 0;
    let mut scale: u8 = 0;
    let mut seen_point = false;
    let mut n_digits: u8 = 0;
    for &byte in digits {
        if byte.is_ascii_digit() {
            n_digits += 1;
            if n_digits > 18 {
                return None;
            }
            mantissa = mantissa * 10 + i64::from(byte - b'0');
            scale += u8::from(seen_point);
        } else if byte == point && !seen_point && n_digits > 0 {
            seen_point = true;
        } else {
            return None;
        }
    }
    if seen_point && scale == 0 {
        return None;
    }
    Some(Scaled::Small { mantissa: if negative { -mantissa } else { mantissa }, scale })
}

fn parse_written(text: &[u8], mark: DecimalMark) -> Result<Scaled, Code> {
    let text = std::str::from_utf8(text).map_err(|_| Code::BadNumber)?.trim();
    let text = strip_currency(text);
    let (text, bracketed) = match text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
        Some(inner) => (inner.trim(), true),
        None => (text, false),
    };
    let text = strip_currency(text);
    let (text, sign) = strip_sign(text);
    // Brackets around a negative number: nobody knows whether it is meant twice or turned around.
    if bracketed && sign {
        return Err(Code::BadNumber);
    }
    let negative = bracketed || sign;
    let text = strip_currency(text);
    let (point, group) = if mark == DecimalMark::Dot { ('.', ',') } else { (',', '.') };
    let (text, exponent) = split_exponent(text)?;
    let (whole, part) = text.split_once(point).unwrap_or((text, ""));
    let whole = join_groups(whole, group)?;
    if whole.is_empty() && part.is_empty() || !part.chars().all(|it| it.is_ascii_digit()) {
        return Err(Code::BadNumber);
    }
    let part = part.trim_end_matches('0');
    let whole = whole.trim_start_matches('0');
    if whole.len() + part.len() > 28 {
        return Err(Code::NumberTooLarge);
    }
    let plain = format!("{}{whole}.{part}", if negative { "-0" } else { "0" });
    let value: Decimal = plain.trim_end_matches('.').parse().map_err(|_| Code::BadNumber)?;
    let value = shift(value, exponent).ok_or(Code::NumberTooLarge)?;
    Ok(match (i64::try_from(value.mantissa()), u8::try_from(value.scale())) {
        (Ok(mantissa), Ok(scale)) if scale <= 18 => Scaled::Small { mantissa, scale },
        _ => Scaled::Wide(value),
    })
}

/// Takes a trailing `e±n` off (JSON writes small numbers so).
fn split_exponent(text: &str) -> Result<(&str, i32), Code> {
    match text.split_once(['e', 'E']) {
        None => Ok((text, 0)),
        Some((number, exponent)) => {
            let exponent: i64 = exponent.parse().map_err(|_| Code::BadNumber)?;
            match i32::try_from(exponent) {
                Ok(exponent @ -28..=28) => Ok((number, exponent)),
                _ => Err(Code::NumberTooLarge),
            }
        }
    }
}

fn shift(value: Decimal, exponent: i32) -> Option<Decimal> {
    let power = 10i128.checked_pow(exponent.unsigned_abs());
    let factor = power.and_then(|it| Decimal::try_from_i128_with_scale(it, 0).ok());
    match exponent {
        0 => Some(value),
        1.. => value.checked_mul(factor?).map(|it| it.normalize()),
        _ => {
            let scale = value.scale().checked_add(exponent.unsigned_abs())?;
            Decimal::try_from_i128_with_scale(value.mantissa(), scale).ok()
        }
    }
}

fn strip_sign(text: &str) -> (&str, bool) {
    for minus in ['-', '\u{2212}'] {
        if let Some(rest) = text.strip_prefix(minus).or_else(|| text.strip_suffix(minus)) {
            return (rest.trim(), true);
        }
    }
    for (mark, is_minus) in [("CR", true), ("Cr", true), ("DR", false), ("Dr", false)] {
        if let Some(rest) = text.strip_suffix(mark).map(str::trim_end)
            && !rest.ends_with(char::is_alphabetic)
        {
            return (rest, is_minus);
        }
    }
    (text.strip_prefix('+').unwrap_or(text).trim(), false)
}

/// Whether an amount is written as none: the dash that spreadsheets put for zero, or the word that nothing is
/// charged, in six languages.
#[cold]
#[inline(never)]
pub fn is_free(text: &[u8]) -> bool {
    const WORDS: &str = "free freeofcharge nocharge included incl inclusive gratis nil kostenlos kostenfrei inklusive inkl \
                         enthalten gratuit inclus compris gratuito gratuita incluido incluida incluso inclusa \
                         compreso compresa";
    let text = strip_currency(std::str::from_utf8(text).unwrap_or_default().trim());
    matches!(text, "-" | "--" | "\u{2013}" | "\u{2014}") || is_among(WORDS, &canonical(text))
}

fn strip_currency(text: &str) -> &str {
    let of_one =
        |(sign, _): &(&str, _)| text.strip_prefix(sign).or_else(|| text.strip_suffix(sign));
    let text = SIGNS_OF_ONE.iter().find_map(of_one).unwrap_or(text);
    let text = text.trim_start_matches(SIGNS).trim_end_matches(SIGNS).trim();
    let head = text.get(..3).filter(|it| it.bytes().all(|b| b.is_ascii_uppercase()));
    let tail = text.len().checked_sub(3).and_then(|at| text.get(at..));
    let tail = tail.filter(|it| it.bytes().all(|b| b.is_ascii_uppercase()));
    match (head, tail) {
        (Some(head), _) => text.strip_prefix(head).unwrap_or(text).trim(),
        (_, Some(tail)) => text.strip_suffix(tail).unwrap_or(text).trim(),
        _ => text,
    }
}

/// Joins groups of three; a group of another size is no thousands group. In India those before the last have
/// two digits: `1,20,450`.
fn join_groups(whole: &str, group: char) -> Result<String, Code> {
    let is_group = |it: char| it == group || matches!(it, '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}');
    let parts: Vec<&str> = whole.split(is_group).collect();
    let fits = match parts.as_slice() {
        [first, middle @ .., last] => {
            let all_of = |n: usize| middle.iter().all(|it| it.len() == n);
            let is_indian = first.len() < 3 && all_of(2) && whole.contains(',');
            (1..=3).contains(&first.len()) && last.len() == 3 && (all_of(3) || is_indian)
        }
        _ => true,
    };
    let joined = parts.concat();
    if fits && joined.bytes().all(|it| it.is_ascii_digit()) {
        Ok(joined)
    } else {
        Err(Code::BadNumber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, mark: DecimalMark, expected: &str) {
        let value = parse(text.as_bytes(), mark).map(|it| it.decimal().normalize().to_string());
        let value = value.unwrap_or_else(|code| code.code().to_owned());
        assert_eq!(value, expected, "{text} under {mark:?}");
    }

    #[test]
    fn reads_numbers_as_written() {
        use DecimalMark::{Comma, Dot};
        for (text, mark, expected) in [
            ("0.4925", Dot, "0.4925"),
            ("9999999999999999999", Dot, "9999999999999999999"),
            ("-9223372036854775808", Dot, "-9223372036854775808"),
            ("-12", Dot, "-12"),
            ("1,234.50", Dot, "1234.5"),
            ("1,234,567.50", Dot, "1234567.5"),
            ("1,20,450", Dot, "120450"),
            ("12,34,56,789.50", Dot, "123456789.5"),
            ("123,45,678", Dot, "bad_number"),
            ("1,20,45", Dot, "bad_number"),
            ("1,234,56,789", Dot, "bad_number"),
            ("1.20.450", Comma, "bad_number"),
            (",234", Dot, "bad_number"),
            ("1234,567.0", Dot, "bad_number"),
            ("1.234,50", Comma, "1234.5"),
            ("1 234,50", Comma, "1234.5"),
            ("1'234.50", Dot, "1234.5"),
            ("(12.30)", Dot, "-12.3"),
            ("12.30-", Dot, "-12.3"),
            ("USD 12.30", Dot, "12.3"),
            ("12,30 €", Comma, "12.3"),
            ("$-5", Dot, "-5"),
            ("($5)", Dot, "-5"),
            ("(5,00) €", Comma, "-5"),
            ("EUR (5.00)", Dot, "-5"),
            ("R$ 0,60", Comma, "0.6"),
            ("-US$5.00", Dot, "-5"),
            ("X$5", Dot, "bad_number"),
            ("\u{20b9}1,20,450.50", Dot, "120450.5"),
            ("12,50 z\u{142}", Comma, "12.5"),
            ("S/. 1,250.50", Dot, "1250.5"),
            ("Rs. 1,20,450.50", Dot, "120450.5"),
            ("12,50 kr.", Comma, "12.5"),
            ("-Fr. 12.50", Dot, "-12.5"),
            ("5.00 CR", Dot, "-5"),
            ("$5.00CR", Dot, "-5"),
            ("5.00 DR", Dot, "5"),
            ("(5.00) CR", Dot, "bad_number"),
            ("CR", Dot, "bad_number"),
            ("(-5.00)", Dot, "bad_number"),
            ("($-5)", Dot, "bad_number"),
            ("(5-)", Dot, "bad_number"),
            ("1e-5", Dot, "0.00001"),
            ("12,5", Dot, "bad_number"),
            ("12.5", Comma, "bad_number"),
            ("1,23,456", Dot, "123456"),
            ("abc", Dot, "bad_number"),
            ("", Dot, "bad_number"),
            (".5", Dot, "0.5"),
            ("12345678901234567890123456789", Dot, "number_too_large"),
            ("1234567890123456789012345678", Dot, "1234567890123456789012345678"),
        ] {
            check(text, mark, expected);
        }
    }

    #[test]
    fn knows_what_is_free_of_charge() {
        for text in [
            "-",
            "$ -",
            "\u{2014}",
            "Free",
            "No charge",
            "Incl.",
            "EUR -",
            "inbegriffen",
            "5",
            "",
            "n/a",
        ] {
            let expected = !["inbegriffen", "5", "", "n/a"].contains(&text);
            assert_eq!(is_free(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn tells_what_a_number_is_evidence_for() {
        use MarkEvidence::{Comma, Dot, Either, None};
        for (text, expected) in [
            ("12", None),
            ("1.234", Either),
            ("1,234", Either),
            ("0.425", Dot),
            ("12.5", Dot),
            ("12,5", Comma),
            ("1234.567", Dot),
            ("1.234.567", Comma),
            ("1,234,567", Dot),
            ("1.234,5", Comma),
            ("1,234.5", Dot),
            ("Rs. 1,234", Either),
            ("S/. 50", None),
            ("12,5 kr.", Comma),
            ("€.5", Dot),
        ] {
            assert_eq!(mark_evidence(text.as_bytes()), expected, "{text}");
        }
    }
}
