//! What a row of the rate card means, worked through on one session, in exact figures.

use crate::domain::forms::RateForm;

/// The session the example is about: 8 minutes 41 seconds.
pub const EXAMPLE_SECONDS: u64 = 521;

/// What one session of [`EXAMPLE_SECONDS`] would cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Seconds after minimum and increment.
    pub billable: u64,
    /// Units, canonical decimal text.
    pub units: String,
    /// Units times price, canonical decimal text.
    pub amount: String,
}

/// Works the example through; `None` for what is not measured in time or does not read.
pub fn example(form: &RateForm) -> Option<Example> {
    if form.measure.trim() != "duration" {
        return None;
    }
    let unit = whole(&form.unit_size, 1)?;
    let minimum = whole(&form.minimum, 0)?;
    let increment = whole(&form.increment, 0)?;
    if unit == 0 {
        return None;
    }
    let mut billable = EXAMPLE_SECONDS.max(minimum);
    if increment > 0 {
        billable = billable.div_ceil(increment).checked_mul(increment)?;
    }
    let (price, places) = scaled(&form.price)?;
    let amount = ratio(i128::from(billable).checked_mul(price)?, i128::from(unit), places)?;
    let units = ratio(i128::from(billable), i128::from(unit), 0)?;
    Some(Example { billable, units, amount })
}

/// A whole number; `absent` for an empty cell.
fn whole(text: &str, absent: u64) -> Option<u64> {
    let text = text.trim();
    if text.is_empty() { Some(absent) } else { text.parse().ok() }
}

fn scaled(text: &str) -> Option<(i128, u32)> {
    let text = text.trim();
    let (front, part) = text.split_once('.').unwrap_or((text, ""));
    if front.is_empty() && part.is_empty() {
        return None;
    }
    let digits = [front, part].concat();
    Some((digits.parse().ok()?, u32::try_from(part.len()).ok()?))
}

/// `numerator / 10^places / denominator`, to at most four places more, without trailing zeros.
fn ratio(numerator: i128, denominator: i128, places: u32) -> Option<String> {
    const MORE: u32 = 4;
    let raised = numerator.checked_mul(10i128.checked_pow(MORE)?)?;
    let half = denominator / 2;
    let rounded = if raised < 0 { raised - half } else { raised + half } / denominator;
    let places = usize::try_from(places + MORE).ok()?;
    let digits = rounded.unsigned_abs().to_string();
    let mut out = String::new();
    if rounded < 0 {
        out.push('-');
    }
    for _ in digits.len()..=places {
        out.push('0');
    }
    out.push_str(&digits);
    out.insert(out.len() - places, '.');
    Some(out.trim_end_matches('0').trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cells: [&str; 4], expected: Option<(u64, &str, &str)>) {
        let [unit_size, minimum, increment, price] = cells.map(str::to_owned);
        let measure = "duration".to_owned();
        let form =
            RateForm { measure, unit_size, minimum, increment, price, ..RateForm::default() };
        let expected = expected.map(|(billable, units, amount)| Example {
            billable,
            units: units.to_owned(),
            amount: amount.to_owned(),
        });
        assert_eq!(example(&form), expected);
    }

    #[test]
    fn blocks_are_started_and_whole() {
        check(["900", "900", "900", "0.0425"], Some((900, "1", "0.0425")));
        check(["60", "60", "6", "0.01"], Some((522, "8.7", "0.087")));
        check(["60", "", "", "0.01"], Some((521, "8.6833", "0.086833")));
    }

    #[test]
    fn what_does_not_read_has_no_example() {
        check(["0", "", "", "1"], None);
        check(["60", "x", "", "1"], None);
        check(["60", "", "", ""], None);
        check(["60", "", "", "1,5"], None);
    }
}
