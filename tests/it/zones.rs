//! The table of named zones against the library that it is made from.
//!
//! `UPDATE_EXPECT=1 cargo test --test it zones` writes the table anew, when the library's database is.

use chrono::{DateTime, LocalResult, Offset as _, TimeZone as _};
use chrono_tz::{TZ_VARIANTS, Tz};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use trueup::normalize::zone::{Resolved, Zone};

const DAY: i64 = 86_400;
/// 2010-01-01: nothing that is reconciled is older.
const BEGIN: i64 = 1_262_304_000;
/// 2038-01-01, where the library's table ends.
const END: i64 = 2_145_916_800;
const HALF_MINUTE: i64 = 30;

/// Seconds east of UTC at an instant.
fn offset(tz: Tz, at: i64) -> i64 {
    let utc = DateTime::from_timestamp(at, 0).unwrap().naive_utc();
    i64::from(tz.offset_from_utc_datetime(&utc).fix().local_minus_utc())
}

/// The offset when 2010 began, then each change of it: when, and to what.
fn changes(tz: Tz) -> (i64, Vec<(i64, i64)>) {
    let first = offset(tz, BEGIN);
    let (mut changes, mut before) = (Vec::new(), first);
    for day in (BEGIN..END).step_by(86_400) {
        let after = offset(tz, day + DAY);
        if after != before {
            let (mut low, mut high) = (day, day + DAY);
            while high - low > 1 {
                let middle = i64::midpoint(low, high);
                if offset(tz, middle) == before { low = middle } else { high = middle }
            }
            changes.push((high, after));
            before = after;
        }
    }
    (first, changes)
}

fn base_36(number: i64) -> String {
    let (mut digits, mut rest) = (Vec::new(), number.unsigned_abs());
    while rest > 0 || digits.is_empty() {
        digits.push(char::from_digit((rest % 36) as u32, 36).unwrap());
        rest /= 36;
    }
    digits.extend((number < 0).then_some('-'));
    digits.iter().rev().collect()
}

/// The table as it should be.
fn table() -> String {
    let mut zones: BTreeMap<(i64, Vec<(i64, i64)>), Vec<&str>> = BTreeMap::new();
    for tz in TZ_VARIANTS {
        zones.entry(changes(tz)).or_default().push(tz.name());
    }
    let mut table = String::new();
    for ((first, changes), mut names) in zones {
        names.sort_unstable();
        write!(table, "{}\t{}", names.join(" "), base_36(first / HALF_MINUTE)).unwrap();
        let (mut last, mut before) = (0, first);
        for (at, after) in changes {
            assert_eq!((at % HALF_MINUTE, after % HALF_MINUTE), (0, 0), "{names:?} at {at}");
            let by = base_36((after - before) / HALF_MINUTE);
            let sign = if after > before { "+" } else { "" };
            write!(table, " {}{sign}{by}", base_36((at - last) / HALF_MINUTE)).unwrap();
            (last, before) = (at, after);
        }
        table.push('\n');
    }
    table
}

#[test]
fn the_table_of_zones_is_that_of_the_library() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/normalize/places.txt");
    let found = table();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&file, &found).unwrap();
    }
    // Not `assert_eq`: nobody reads 180 kB of it.
    assert!(std::fs::read_to_string(&file).unwrap() == found, "UPDATE_EXPECT=1 writes it anew");
}

#[test]
fn every_zone_reads_local_times_as_the_library_does() {
    for tz in TZ_VARIANTS {
        let zone = Zone::parse(tz.name()).unwrap();
        if matches!(zone, Zone::Fixed(_)) {
            // UTC itself.
            assert!(changes(tz).1.is_empty() && offset(tz, BEGIN) == 0);
            continue;
        }
        assert_eq!(zone.name(), tz.name());
        let (_, changes) = changes(tz);
        let (mut before, mut probes) =
            (offset(tz, BEGIN), vec![BEGIN + 2 * DAY, END - DAY, END + 40 * 365 * DAY]);
        for (at, after) in changes {
            for near in [-7200, -3601, -3600, -1, 0, 1, 1799, 1800, 3599, 3600, 3601, 7200] {
                probes.extend([at + before + near, at + after + near]);
            }
            before = after;
        }
        for local in probes {
            let ms = local * 1000 + 7;
            let naive = DateTime::from_timestamp_millis(ms).unwrap().naive_utc();
            let expected = match tz.from_local_datetime(&naive) {
                LocalResult::Single(at) => Resolved::Once(at.timestamp_millis()),
                LocalResult::Ambiguous(first, second) => {
                    Resolved::Twice(first.timestamp_millis(), second.timestamp_millis())
                }
                LocalResult::None => Resolved::Never,
            };
            assert_eq!(zone.resolve(ms), expected, "{} {naive}", tz.name());
            let minutes = i64::from(zone.offset_at(ms));
            assert_eq!(minutes, offset(tz, local) / 60, "{} at {naive}", tz.name());
        }
    }
}

#[test]
fn before_2010_a_place_keeps_the_offset_it_had_then() {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    assert_eq!(zone.offset_at(-20 * 365 * DAY * 1000), 60);
    assert_eq!(
        zone.resolve(-20 * 365 * DAY * 1000),
        Resolved::Once(-(20 * 365 * DAY + 3600) * 1000)
    );
}

#[test]
fn a_name_is_written_as_the_database_writes_it() {
    assert!(matches!(Zone::parse("America/Bogota"), Some(Zone::Named(_))));
    assert_eq!(Zone::parse("america/bogota"), None);
    assert_eq!(Zone::parse("Mars/Olympus"), None);
    assert_eq!(Zone::parse("Etc/UTC"), Zone::parse("Etc/UTC"));
    assert_ne!(Zone::parse("Etc/UTC"), Zone::parse("Etc/GMT"));
}
