//! Whether calls that share no id would be the same if one side's times were of another zone.

use crate::domain::Instant;

/// Zones differ by multiples of this.
const STEP: i64 = 15 * 60_000;

/// They are this far apart at most.
const FARTHEST: i64 = 14 * 3_600_000;

/// How many multiples there are, up to so far on both sides.
const STEPS: usize = 113;

/// How far starts may be off beside the zone, and lengths beside what rounding up makes of them.
const NEAR: i64 = 3000;

/// How many calls are looked for.
const SAMPLE: usize = 96;

/// As few as these say nothing.
const LEAST: u32 = 3;

/// How far the times of usage are ahead of those of the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// In minutes.
    pub minutes: i16,
    /// About how many lines it would explain.
    pub lines: u64,
}

/// A call: its start, and its length in milliseconds.
type Call = (Instant, i64);

/// The shift by which most of the lines begin as a record did that is as long, or shorter by less than
/// `most`; none if there is none, or another one would do nearly as well. Both in the order of their starts.
#[inline(never)]
pub(super) fn shift(lines: &[Call], records: &[Call], most: i64) -> Option<Shift> {
    let mut counts = [0u32; STEPS];
    let mut n_sampled = 0;
    for line in lines.iter().step_by(lines.len().div_ceil(SAMPLE).max(1)) {
        n_sampled += 1;
        let mut seen = [false; STEPS];
        let from = records.partition_point(|it| it.0 < line.0 - FARTHEST - NEAR);
        let behind = records.get(from..).unwrap_or_default();
        for record in behind.iter().take_while(|it| it.0 <= line.0 + FARTHEST + NEAR) {
            let ahead = record.0 - line.0 + FARTHEST + STEP / 2;
            let off = ahead.rem_euclid(STEP) - STEP / 2;
            let longer = line.1 - record.1;
            if off.abs() <= NEAR
                && (-NEAR..=most).contains(&longer)
                && let Some(it) =
                    usize::try_from(ahead.div_euclid(STEP)).ok().and_then(|it| seen.get_mut(it))
            {
                *it = true;
            }
        }
        for (count, seen) in counts.iter_mut().zip(seen) {
            *count += u32::from(seen);
        }
    }
    let (at, best) = counts.iter().copied().enumerate().max_by_key(|it| it.1)?;
    let others = counts.iter().enumerate().filter(|it| it.0 != at);
    let second = others.map(|it| *it.1).max().unwrap_or(0);
    let steps = i16::try_from(at).ok()? - i16::try_from(STEPS / 2).ok()?;
    let is_clear = best >= LEAST && best * 2 > n_sampled && best * 2 >= second * 3;
    let lines = u64::try_from(lines.len()).unwrap_or(0);
    let lines = lines * u64::from(best) / u64::from(n_sampled.max(1));
    (is_clear && steps != 0).then_some(Shift { minutes: steps * 15, lines })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600_000;

    /// Calls in their order.
    fn calls() -> impl Strategy<Value = Vec<Call>> {
        // Of some seconds each, within ten days.
        let call = (0..10 * 24 * 3600i64, 5..600i64).prop_map(|(at, s)| (at * 1000, s * 1000));
        proptest::collection::vec(call, 20..300).prop_map(|mut it| {
            it.sort_unstable();
            it
        })
    }

    proptest! {
        #[test]
        fn a_zone_is_found_among_any_calls(
            records in calls(),
            quarters in -56i64..=56,
            is_rounded in any::<bool>(),
            lost in 0usize..4,
        ) {
            let length = |it: i64| if is_rounded { it.div_euclid(60_000) * 60_000 + 60_000 } else { it };
            let line = |it: &Call| (it.0 - quarters * STEP, length(it.1));
            let lines: Vec<Call> =
                records.iter().enumerate().filter(|(n, _)| n % 4 >= lost).map(|it| line(it.1)).collect();
            let found = shift(&lines, &records, 60_000);
            let minutes = i16::try_from(quarters * 15).unwrap();
            if quarters == 0 {
                prop_assert_eq!(found, None);
            } else {
                prop_assert_eq!(found.map(|it| it.minutes), Some(minutes));
                prop_assert_eq!(found.map(|it| it.lines), Some(lines.len() as u64));
            }
        }

        #[test]
        fn other_calls_are_no_zone(records in calls(), lines in calls()) {
            prop_assert_eq!(shift(&lines, &records, 60_000), None);
        }
    }

    #[test]
    fn few_calls_or_several_zones_say_nothing() {
        let records = [(0, 1000), (HOUR, 2000), (5 * HOUR, 3000)];
        let later: Vec<Call> = records.iter().map(|it| (it.0 + 2 * HOUR, it.1)).collect();
        assert_eq!(shift(&later, &records, 0), Some(Shift { minutes: -120, lines: 3 }));
        assert_eq!(shift(&later[..2], &records, 0), None);
        // A call every hour fits as well an hour later.
        let hourly: Vec<Call> = (0..50).map(|it| (it * HOUR, 1000)).collect();
        assert_eq!(shift(&hourly[..40], &hourly, 0), None);
        assert_eq!(shift(&[], &records, 0), None);
    }
}
