//! What stands in a cell as text.

use super::strings::Shared;
use super::styles::Form;
use crate::normalize::date::{DAY_MS, to_iso};
use crate::normalize::{DecimalMark, number};
use rust_decimal::prelude::ToPrimitive as _;
use rust_decimal::{Decimal, RoundingStrategy};

/// What a workbook's cells refer to.
#[derive(Debug, Default)]
pub(super) struct Values {
    pub(super) shared: Shared,
    pub(super) forms: Vec<Form>,
    /// Days are counted from 1904, as some programs of old did.
    pub(super) counts_from_1904: bool,
}

/// Digits that a spreadsheet keeps of a number. What is behind them comes of counting in twos.
const DIGITS: usize = 15;

/// The largest power of ten that is written out.
const LARGEST: i32 = 40;

/// 1970-01-01 as spreadsheets count days.
const EPOCH: i64 = 25_569;

/// How many days later those begin that count from 1904.
const LATER: i64 = 1_462;

/// The last day that a spreadsheet has: 9999-12-31.
const LAST: i64 = 2_958_465;

/// Lengths are less than this many days; what is more is a day whose format shows its time only.
const LONGEST: i64 = 3_000;

impl Values {
    /// Whether there is the text that a cell names by its number, or it names none.
    pub(super) fn has_text(&self, number: &str) -> bool {
        let number = number.trim();
        number.is_empty() || number.parse().is_ok_and(|it| self.shared.get(it).is_some())
    }

    /// A cell's value as text, by its type (ECMA-376 part 1, 18.18.11) and the number of its style.
    pub(super) fn text(&self, kind: &str, style: usize, value: &str) -> String {
        let value = value.trim_matches(['\r', '\n']);
        match kind {
            "s" => {
                let number = value.trim().parse().ok();
                plain(number.and_then(|it| self.shared.get(it)).unwrap_or_default())
            }
            "b" => match value.trim() {
                "1" | "true" => "TRUE".to_owned(),
                _ => "FALSE".to_owned(),
            },
            "" | "n" => self.number(style, value.trim()),
            _ => plain(value),
        }
    }

    /// Whether a text is a name or a day rather than a figure.
    pub(super) fn is_name(&self, kind: &str, style: usize, text: &str) -> bool {
        match kind {
            "" | "n" => matches!(self.forms.get(style), Some(Form::Date { .. })),
            "b" | "e" => false,
            _ => [DecimalMark::Dot, DecimalMark::Comma]
                .into_iter()
                .all(|mark| !number::is_number(text.as_bytes(), mark)),
        }
    }

    fn number(&self, style: usize, value: &str) -> String {
        let number = shortened(value);
        let meant = match self.forms.get(style) {
            None | Some(Form::Number) => None,
            Some(Form::Money(sign)) => Some(with_sign(&number, sign)),
            Some(Form::Date { has_time }) => self.date(&number, *has_time),
            Some(Form::Time) => self.time(&number),
        };
        meant.unwrap_or(number)
    }

    /// `2026-03-13`, `2026-03-13 10:05:00`. A time is shown although the format has none, if there is one.
    fn date(&self, number: &str, has_time: bool) -> Option<String> {
        let (days, of_day) = parts(number)?;
        let days = match (self.counts_from_1904, days) {
            (true, _) => days + LATER,
            // The first two months are a day off, as 1900 is taken for a leap year.
            (false, ..60) => days + 1,
            (false, _) => days,
        };
        if days > LAST {
            return None;
        }
        let iso = to_iso((days - EPOCH) * DAY_MS + of_day);
        let iso = iso.trim_end_matches('Z');
        let (day, time) = iso.split_once('T').unwrap_or((iso, ""));
        Some(if has_time || of_day > 0 { [day, " ", time].concat() } else { day.to_owned() })
    }

    /// `10:05:00`, `36:00:00`: a time of day and a length look the same.
    fn time(&self, number: &str) -> Option<String> {
        let (days, of_day) = parts(number)?;
        if days >= LONGEST {
            return self.date(number, true);
        }
        let (seconds, ms) = (days * (DAY_MS / 1000) + of_day / 1000, of_day % 1000);
        let text = format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        Some(if ms == 0 { text } else { format!("{text}.{ms:03}") })
    }
}

/// Days, and milliseconds of the day.
fn parts(number: &str) -> Option<(i64, i64)> {
    let number: Decimal = number.parse().ok().filter(|it: &Decimal| !it.is_sign_negative())?;
    let ms = number.checked_mul(Decimal::from(DAY_MS))?;
    let ms = ms.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64()?;
    Some((ms / DAY_MS, ms % DAY_MS))
}

/// A number with the digits that it has: `0.30000000000000004` is 0.3, `1.5E-2` is 0.015.
pub(super) fn shortened(value: &str) -> String {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let is_plain = value.bytes().all(|it| it.is_ascii_digit() || it == b'.' || it == b'-');
    // What programs write out whole, such as an id, is that and not counted in twos.
    if is_plain && (digits <= DIGITS || !value.contains('.')) {
        return value.to_owned();
    }
    let Some(number) = value.parse().ok().filter(|it: &f64| it.is_finite()) else {
        return plain(value);
    };
    let written = format!("{number:.*e}", DIGITS - 1);
    let Some((mantissa, power)) = written.split_once('e') else { return plain(value) };
    let power: i32 = power.parse().unwrap_or(i32::MAX);
    if !(-LARGEST..=LARGEST).contains(&power) {
        return plain(value);
    }
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |it| ("-", it));
    let digits = mantissa.replace('.', "");
    let digits = digits.trim_end_matches('0');
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let n_whole = usize::try_from(power + 1).unwrap_or(0);
    let text = match digits.split_at_checked(n_whole) {
        _ if digits.is_empty() => return "0".to_owned(),
        _ if power < 0 => ["0.", &zeros(-1 - power), digits].concat(),
        Some((whole, "")) => whole.to_owned(),
        Some((whole, part)) => [whole, ".", part].concat(),
        None => [digits, &"0".repeat(n_whole - digits.len())].concat(),
    };
    [sign, &text].concat()
}

/// `-€5.00`, `-USD 5.00`.
fn with_sign(number: &str, sign: &str) -> String {
    let (minus, number) = number.strip_prefix('-').map_or(("", number), |it| ("-", it));
    let blank = if sign.ends_with(char::is_alphanumeric) { " " } else { "" };
    [minus, sign, blank, number].concat()
}

/// Text on one line. Some letters are written as their number (`_x000D_`), and a line that ends within a
/// cell would end the row.
fn plain(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once("_x") {
        whole.push_str(before);
        let letter = from.split_at_checked(4).and_then(|(digits, after)| {
            let after = after.strip_prefix('_')?;
            let is_hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
            let number = is_hex.then(|| u32::from_str_radix(digits, 16).ok())??;
            Some((char::from_u32(number)?, after))
        });
        match letter {
            Some((letter, after)) => {
                whole.push(letter);
                rest = after;
            }
            None => {
                whole.push_str("_x");
                rest = from;
            }
        }
    }
    whole.push_str(rest);
    if whole.contains(char::is_control) {
        let on_one: Vec<&str> = whole.split(char::is_control).filter(|it| !it.is_empty()).collect();
        return on_one.join(" ");
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::super::styles::of_code;
    use super::*;

    #[test]
    fn a_number_has_the_digits_that_a_spreadsheet_shows() {
        let check = |value: &str, expected: &str| assert_eq!(shortened(value), expected, "{value}");
        check("5", "5");
        check("-0.25", "-0.25");
        check("0.30000000000000004", "0.3");
        check("-1.1000000000000001", "-1.1");
        check("1.5E-2", "0.015");
        check("4.5000000000000001E-7", "0.00000045");
        check("1.2345678901234567E+20", "123456789012346000000");
        check("123456789012345678", "123456789012345678");
        check("1E3", "1000");
        check("0E0", "0");
        check("0.00000000000000001", "0.00000000000000001");
        check("1E300", "1E300");
        check("x", "x");
    }

    #[test]
    fn a_format_says_what_a_number_means() {
        let date = |has_time| Form::Date { has_time };
        for (code, expected) in [
            ("General", Form::Number),
            ("0.00", Form::Number),
            ("#,##0.00;[Red]-#,##0.00", Form::Number),
            ("0.00E+00", Form::Number),
            ("0.0\" min\"", Form::Number),
            ("\"days\" 0", Form::Number),
            ("yyyy\\-mm\\-dd", date(false)),
            ("[$-407]d. mmmm yyyy;@", date(false)),
            ("mmm-yy", date(false)),
            ("dd/mm/yyyy hh:mm:ss", date(true)),
            ("m/d/yy h:mm AM/PM", date(true)),
            ("[h]:mm:ss", Form::Time),
            ("hh:mm", Form::Time),
            ("mm:ss.0", Form::Time),
            ("[ss]", Form::Time),
            ("$#,##0.00", Form::Money("$".to_owned())),
            ("_-* #,##0.00\\ [$€-407]_-", Form::Money("€".to_owned())),
            ("[$USD] #,##0.00", Form::Money("USD".to_owned())),
            ("\"EUR\" 0.00", Form::Money("EUR".to_owned())),
            ("\"US$\"0.00", Form::Money("US$".to_owned())),
        ] {
            assert_eq!(of_code(code), expected, "{code}");
        }
    }

    #[test]
    fn days_and_lengths_are_text() {
        let forms = vec![
            Form::Date { has_time: false },
            Form::Date { has_time: true },
            Form::Time,
            Form::Money("€".to_owned()),
            Form::Money("USD".to_owned()),
        ];
        let values = Values { forms, ..Values::default() };
        let check = |style: usize, value: &str, expected: &str| {
            assert_eq!(values.text("n", style, value), expected, "{value}");
        };
        check(0, "46094", "2026-03-13");
        check(0, "46094.5", "2026-03-13 12:00:00");
        check(1, "46094", "2026-03-13 00:00:00");
        check(1, "46094.420138888891", "2026-03-13 10:05:00");
        check(1, "46094.99999999999", "2026-03-14 00:00:00");
        check(1, "46094.0000057870", "2026-03-13 00:00:00.500");
        check(0, "1", "1900-01-01");
        check(0, "61", "1900-03-01");
        check(0, "-1", "-1");
        check(0, "3000000", "3000000");
        check(2, "0.42013888888888890", "10:05:00");
        check(2, "1.5", "36:00:00");
        check(2, "0", "0:00:00");
        check(2, "46094.5", "2026-03-13 12:00:00");
        check(3, "-5.5", "-€5.5");
        check(4, "5", "USD 5");
        check(9, "5", "5");
        let later = Values { counts_from_1904: true, ..values };
        assert_eq!(later.text("n", 0, "44632"), "2026-03-13");
    }

    #[test]
    fn text_stays_on_one_line() {
        let values = Values::default();
        let check = |kind: &str, value: &str, expected: &str| {
            assert_eq!(values.text(kind, 0, value), expected, "{value}");
        };
        check("str", "Call\nDuration", "Call Duration");
        check("str", "a_x000D_\nb_x000d_", "a b");
        check("str", "my_x_file _xZZZZ_", "my_x_file _xZZZZ_");
        check("str", " 5 ", " 5 ");
        check("b", "1", "TRUE");
        check("e", "#N/A", "#N/A");
        check("d", "2026-03-13T10:05:00", "2026-03-13T10:05:00");
        check("s", "7", "");
    }
}
