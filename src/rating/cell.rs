//! One cell of a rate card as a number or a date.

use crate::diagnostics::Code;
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Reads a plain decimal with a point: digits, one sign, no exponent, no thousands marks. The
/// error says whether it is no number at all or one with too many digits.
pub fn decimal(text: &str) -> Result<Decimal, Code> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|it| it.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || whole.len() + fraction.len() == 0 {
        return Err(Code::BadNumber);
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if text.starts_with('-') { "-" } else { "" };
    let fraction = fraction.trim_end_matches('0');
    let canonical = if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    };
    Decimal::from_str_exact(&canonical).map_err(|_| Code::NumberTooLarge)
}

/// Reads `YYYY-MM-DD`.
pub fn date(text: &str) -> Option<NaiveDate> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let text = Some(text).filter(|_| shaped)?;
    let (year, month, day) = (text.get(..4)?, text.get(5..7)?, text.get(8..)?);
    let number = |it: &str| it.parse::<u32>().ok();
    let year = i32::try_from(number(year)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)
}
