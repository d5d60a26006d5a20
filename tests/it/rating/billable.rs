use super::{decimal, ladder};
use proptest::prelude::*;
use rust_decimal::Decimal;
use trueup::rating::{Measured, charge, exact};

fn seconds(ms: i64) -> Measured {
    Measured { duration_ms: Some(ms), is_begun: true, ..Measured::default() }
}

/// `terms` are unit size, minimum and increment; pairs are milliseconds and billed seconds.
fn check(terms: &str, pairs: &[(i64, &str)]) {
    let ladder = ladder(&format!("duration,{terms},"), &[("", "1")]);
    for (ms, billed) in pairs {
        assert_eq!(ladder.billable(seconds(*ms)), Some(decimal(billed)), "{terms} of {ms} ms");
    }
}

#[test]
fn usual_increments() {
    check("60,60,60", &[(1_000, "60"), (61_000, "120"), (60_000, "60"), (120_000, "120")]);
    check("60,30,6", &[(10_000, "30"), (31_000, "36"), (30_000, "30"), (36_000, "36")]);
    check("60,6,6", &[(5_000, "6"), (8_000, "12"), (27_000, "30")]);
    check("1,1,1", &[(1_000, "1"), (17_000, "17")]);
    check("60,60,6", &[(1_000, "60"), (61_000, "66"), (66_000, "66"), (67_000, "72")]);
    check("900,900,900", &[(1, "900"), (900_000, "900"), (900_001, "1800"), (2_700_000, "2700")]);
}

#[test]
fn milliseconds_count_before_rounding_up() {
    check("60,60,60", &[(59_999, "60"), (60_001, "120")]);
    check("1,,", &[(1_234, "1.234"), (61_500, "61.5")]);
    check("1,,0.5", &[(1_001, "1.5"), (1_500, "1.5"), (1_501, "2")]);
}

/// A vendor's block that has begun is one, however short it was; a call that nobody answered is none.
#[test]
fn a_call_of_no_length_is_not_raised() {
    for terms in ["60,60,60", "60,30,6", "60,60,"] {
        let ladder = ladder(&format!("duration,{terms},"), &[("", "1")]);
        let unanswered = Measured { is_begun: false, ..seconds(0) };
        assert_eq!(ladder.billable(unanswered), Some(Decimal::ZERO), "{terms}");
    }
}

#[test]
fn a_block_of_no_length_is_raised() {
    check("60,60,60", &[(0, "60")]);
    check("60,,60", &[(0, "0")]);
    check("60,,", &[(0, "0")]);
}

#[test]
fn a_minimum_that_is_no_multiple_is_raised_to_one() {
    check("60,10,6", &[(1_000, "12"), (13_000, "18")]);
}

#[test]
fn other_measures() {
    let records = ladder("records,1,,,", &[("", "1")]);
    assert_eq!(records.billable(Measured::default()), Some(Decimal::ONE));
    let quantity = ladder("quantity,1000,,1000,", &[("", "1")]);
    let of = |text: &str| Measured { quantity: Some(decimal(text)), ..Measured::default() };
    assert_eq!(quantity.billable(of("1000.01")), Some(decimal("2000")));
    assert_eq!(quantity.billable(of("0")), Some(decimal("0")));
    assert_eq!(quantity.billable(of("-1")), None);
    assert_eq!(quantity.billable(seconds(5)), None, "a record without the measure is not guessed");
    let duration = ladder("duration,1,,,", &[("", "1")]);
    assert_eq!(duration.billable(seconds(-1)), None);
    assert_eq!(duration.billable(Measured::default()), None);
}

#[test]
fn units_that_never_end_agree_at_the_places_of_the_bill() {
    let ladder = ladder("duration,60,,1,", &[("", "1")]);
    let third = ladder.units(decimal("20"));
    for (billed, agrees) in [("0.33", true), ("0.3333", true), ("0.34", false), ("0.3330", false)] {
        assert_eq!(third.agrees_with(decimal(billed)), agrees, "{billed}");
    }
    assert_eq!(third.value(), Some(decimal("0.333333333333")));
    let two_thirds = ladder.units(decimal("40"));
    assert!(two_thirds.agrees_with(decimal("0.67")));
    assert_eq!(two_thirds.value(), Some(decimal("0.666666666667")));
    let half = ladder.units(decimal("30"));
    assert!(half.agrees_with(decimal("0.50")));
    assert!(!half.agrees_with(decimal("1")), "one that ends is compared exactly");
}

#[test]
fn what_has_a_fast_form() {
    let fast = |terms: &str, price: &str| ladder(terms, &[("", price)]).flat();
    let blocks = fast("duration,900,900,900,", "0.035").unwrap();
    assert_eq!((blocks.units_ms(900_001), blocks.units_scale), (Some(2), 0));
    assert_eq!((blocks.amount_ms(900_001), blocks.amount_scale), (Some(70), 3));
    for (ms, units) in [(0, 1), (899_999, 1), (900_000, 1), (1_800_000, 2), (1_800_001, 3)] {
        assert_eq!(blocks.units_ms(ms), Some(units), "{ms} ms");
    }
    assert_eq!(blocks.units_ms(-1), None);
    assert_eq!(blocks.units_ms(i64::MAX), None);
    let sixths = fast("duration,60,60,6,", "0.012").unwrap();
    assert_eq!((sixths.units_ms(61_000), sixths.units_scale), (Some(11), 1));
    assert_eq!((sixths.amount_ms(61_000), sixths.amount_scale), (Some(132), 4));

    assert!(fast("duration,60,,1,", "0.05").is_none(), "a sixtieth never ends");
    assert!(fast("duration,60,60,,", "0.05").is_none(), "no increment");
    assert!(fast("duration,60,60,60,10", "0.05").is_none(), "free units");
    assert!(fast("duration,1,0.5,1,", "0.05").is_none(), "a minimum in half seconds");
    assert!(fast("records,1,,,", "0.05").is_none());
    assert!(ladder("duration,60,60,60,", &[("0", "2"), ("9", "1")]).flat().is_none());
}

proptest! {
    #[test]
    fn the_fast_form_equals_the_slow_path(
        unit in 1u32..4000,
        minimum in 0u32..4000,
        increment in 1u32..4000,
        price in 0i64..2_000_000,
        scale in 0u32..7,
        durations in proptest::collection::vec(0i64..100_000_000, 1..20),
        steps in 0i64..1000,
    ) {
        let price = Decimal::new(price, scale);
        let ladder =
            ladder(&format!("duration,{unit},{minimum},{increment},"), &[("", &price.to_string())]);
        let Some(flat) = ladder.flat() else {
            // Only a fraction that never ends may have none.
            let units = exact::divide_exactly(increment.into(), unit.into());
            let per_step = exact::times(increment.into(), price).unwrap();
            let amount = exact::divide_exactly(per_step, unit.into());
            prop_assert!(units.is_none() || amount.is_none());
            return Ok(());
        };
        // Chance seldom hits the edge of an increment, where an error would be.
        let edge = steps * i64::from(increment) * 1000;
        for ms in durations.into_iter().chain([edge, edge + 1, (edge - 1).max(0)]) {
            let base = ladder.billable(seconds(ms)).unwrap();
            let slow = charge(&ladder, Decimal::ZERO, Decimal::ZERO, base).unwrap();
            let units = Decimal::new(flat.units_ms(ms).unwrap(), flat.units_scale);
            prop_assert_eq!(exact::divide_exactly(base, unit.into()), Some(units.normalize()));
            let amount = exact::from_scaled(flat.amount_ms(ms).unwrap(), flat.amount_scale);
            prop_assert_eq!(amount, Some(slow.amount));
            let [(units, units_scale), (amount, amount_scale)] = flat.of_step();
            let steps = flat.steps_ms(ms).unwrap();
            prop_assert_eq!(Some(units * steps), flat.units_ms(ms));
            prop_assert_eq!(Some(i128::from(amount) * i128::from(steps)), flat.amount_ms(ms));
            // What records and lines are compared by: the amount is the units at the price.
            let units = exact::from_scaled(units.into(), units_scale).unwrap();
            prop_assert_eq!(exact::times(units, price), exact::from_scaled(amount.into(), amount_scale));
        }
    }

    #[test]
    fn billable_is_the_least_multiple_that_covers(
        minimum in 0i64..2000,
        increment in 1i64..2000,
        ms in prop_oneof![0i64..10_000_000, (0i64..10_000).prop_map(|it| it * 1000)],
    ) {
        let ladder = ladder(&format!("duration,1,{minimum},{increment},"), &[("", "1")]);
        let billed = ladder.billable(seconds(ms)).unwrap();
        let covered = Decimal::new(ms, 3).max(minimum.into());
        prop_assert!((billed % Decimal::from(increment)).is_zero());
        prop_assert!(billed >= covered && billed - Decimal::from(increment) < covered);
    }
}
