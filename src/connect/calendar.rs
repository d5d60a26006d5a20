//! Days and instants as vendors want them written, and long ranges cut to what a vendor allows.
//!
//! The calendar is written out here, in a few lines, because the page should not carry a library for
//! four shapes of date.

/// Milliseconds of a day.
pub const DAY: i64 = 86_400_000;

/// Days since 1970-01-01 of `YYYY-MM-DD`.
pub fn parse_day(text: &str) -> Option<i64> {
    let mut parts = text.trim().split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    let read = |it: &str| it.bytes().all(|b| b.is_ascii_digit()).then(|| it.parse().ok()).flatten();
    let (year, month, day): (i64, i64, i64) = (read(year)?, read(month)?, read(day)?);
    let days = (1..=12).contains(&month).then(|| days_of(year, month, day))?;
    (civil(days) == (year, month, day)).then_some(days)
}

/// `YYYY-MM-DD`.
pub fn day(days: i64) -> String {
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `YYYY-MM-DDTHH:MM:SSZ`, with milliseconds where there are any.
pub fn iso(instant: i64) -> String {
    let fraction = match instant.rem_euclid(1000) {
        0 => String::new(),
        rest => format!(".{rest:03}"),
    };
    format!("{}{fraction}Z", wall(instant))
}

/// `YYYY-MM-DDTHH:MM:SS` of an instant in UTC.
fn wall(instant: i64) -> String {
    let second = instant.rem_euclid(DAY) / 1000;
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!("{}T{hour:02}:{minute:02}:{:02}", day(instant.div_euclid(DAY)), second % 60)
}

/// `20261031-180000`, for names of files.
pub fn compact(instant: i64) -> String {
    let digits: String = wall(instant).chars().filter(|it| *it != '-' && *it != ':').collect();
    digits.replace('T', "-")
}

/// `Z` or `±HH:MM`.
pub fn offset(minutes: i64) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let size = minutes.abs();
    if size == 0 { "Z".to_owned() } else { format!("{sign}{:02}:{:02}", size / 60, size % 60) }
}

/// Minutes east of UTC of `UTC`, `Z` or `±HH:MM`.
pub fn parse_offset(text: &str) -> Option<i64> {
    let text = text.strip_prefix("UTC").unwrap_or(text);
    if text.is_empty() || text == "Z" {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// Milliseconds since 1970 of `YYYY-MM-DDTHH:MM:SS[.fraction]` on a wall, and how many minutes east of
/// UTC that wall is, where `Z` or `±HH:MM` stands behind it.
pub fn parse_wall(text: &str) -> Option<(i64, Option<i64>)> {
    let (date, rest) = text.trim().split_once('T')?;
    let (time, zone) = rest.split_at_checked(rest.find(['Z', '+', '-']).unwrap_or(rest.len()))?;
    let offset = if zone.is_empty() { None } else { Some(parse_offset(zone)?) };
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut seconds = 0;
    for part in time.split(':') {
        seconds = seconds * 60 + part.parse::<i64>().ok()?;
    }
    let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
    let wall = parse_day(date)? * DAY + seconds * 1000 + fraction.parse::<i64>().ok()?;
    Some((wall, offset))
}

/// Days since 1970-01-01 of the first day of the month in which an instant lies.
pub fn month_start(instant: i64) -> i64 {
    let (year, month, _) = civil(instant.div_euclid(DAY));
    days_of(year, month, 1)
}

/// The same day so many months later, or the month's last where it has no such day.
pub fn add_months(days: i64, months: i64) -> i64 {
    let (year, month, day) = civil(days);
    let months = year * 12 + month - 1 + months;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    let next = if month == 12 { days_of(year + 1, 1, 1) } else { days_of(year, month + 1, 1) };
    days_of(year, month, day).min(next - 1)
}

/// A range of days cut into parts of at most so many months. The parts follow each other without gap
/// and without a day in two of them.
pub fn split_months(first: i64, last: i64, months: i64) -> Vec<(i64, i64)> {
    split(first, last, |start| add_months(start, months.max(1)))
}

/// The same by a number of days.
pub fn split_days(first: i64, last: i64, days: i64) -> Vec<(i64, i64)> {
    split(first, last, |start| start + days.max(1))
}

fn split(first: i64, last: i64, next: impl Fn(i64) -> i64) -> Vec<(i64, i64)> {
    let mut parts = Vec::new();
    let mut start = first;
    while start <= last {
        let after = next(start).max(start + 1);
        parts.push((start, last.min(after - 1)));
        start = after;
    }
    parts
}

/// Days since 1970-01-01 of a day of the Gregorian calendar, reckoned in years that begin in March.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}
