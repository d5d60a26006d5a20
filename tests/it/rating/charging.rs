use super::{decimal, ladder};
use proptest::prelude::*;
use rust_decimal::Decimal;
use trueup::rating::{Ladder, Meter, Rounding, between, charge, exact};

fn tiers() -> Ladder {
    ladder("duration,60,,60,", &[("0", "0.10"), ("1000", "0.08"), ("5000", "0.05")])
}

/// Minutes before, minutes now, and the expected `units x price` parts and amount.
fn check(ladder: &Ladder, already: &str, now: &str, parts: &[(&str, &str)], amount: &str) {
    let base = |minutes: &str| exact::times(decimal(minutes), ladder.unit_size).unwrap();
    let free_left = exact::minus(ladder.free_base().unwrap(), base(already)).unwrap();
    let charged = charge(ladder, base(already), free_left, base(now)).unwrap();
    let got: Vec<(Decimal, Decimal)> =
        charged.parts.iter().map(|it| (it.units, it.price)).collect();
    let wanted: Vec<(Decimal, Decimal)> =
        parts.iter().map(|(units, price)| (decimal(units), decimal(price))).collect();
    assert_eq!(got, wanted, "{already} then {now}");
    assert_eq!(charged.amount, decimal(amount), "{already} then {now}");
}

#[test]
fn tiers_are_marginal() {
    let ladder = tiers();
    check(&ladder, "0", "1", &[("1", "0.1")], "0.1");
    check(&ladder, "0", "1000", &[("1000", "0.1")], "100");
    check(&ladder, "0", "1001", &[("1000", "0.1"), ("1", "0.08")], "100.08");
    check(&ladder, "1000", "1", &[("1", "0.08")], "0.08");
    check(&ladder, "999", "2", &[("1", "0.1"), ("1", "0.08")], "0.18");
    check(&ladder, "0", "6000", &[("1000", "0.1"), ("4000", "0.08"), ("1000", "0.05")], "470");
    check(&ladder, "9000", "10", &[("10", "0.05")], "0.5");
    check(&ladder, "0", "0", &[], "0");
}

#[test]
fn free_units_cost_nothing_and_count_towards_tiers() {
    let ladder = ladder("records,1,,,100", &[("0", "0.10"), ("1000", "0.08")]);
    check(&ladder, "0", "100", &[], "0");
    check(&ladder, "0", "101", &[("1", "0.1")], "0.1");
    check(&ladder, "90", "20", &[("10", "0.1")], "1");
    check(&ladder, "0", "1100", &[("900", "0.1"), ("100", "0.08")], "98");
    check(&ladder, "500", "1", &[("1", "0.1")], "0.1");
}

#[test]
fn free_units_may_cover_a_whole_tier() {
    let ladder = ladder("records,1,,,100", &[("0", "0.10"), ("50", "0.08")]);
    check(&ladder, "0", "101", &[("1", "0.08")], "0.08");
}

#[test]
fn the_meter_counts_what_was_charged() {
    let ladder = ladder("records,1,,,2", &[("0", "1"), ("3", "0.5")]);
    let mut meter = Meter::default();
    let amounts: Vec<Decimal> =
        (0..5).map(|_| meter.charge(&ladder, Decimal::ONE).unwrap().amount).collect();
    assert_eq!(amounts, ["0", "0", "1", "0.5", "0.5"].map(decimal));
    assert_eq!(meter, Meter { used: decimal("5"), free_used: decimal("2") });
    assert_eq!(meter.charge(&ladder, decimal("-1")), None);
    assert_eq!(meter.used, decimal("5"), "what cannot be charged is not counted");
}

#[test]
fn units_between_two_positions_of_a_month() {
    let ladder = ladder("records,1,,,2", &[("0", "1"), ("3", "0.5")]);
    for (from, until, amount) in
        [("0", "2", "0"), ("1", "3", "1"), ("2", "5", "2"), ("5", "2", "-2"), ("4", "4", "0")]
    {
        assert_eq!(between(&ladder, decimal(from), decimal(until)), Some(decimal(amount)));
    }
}

#[test]
fn amounts_divide_last() {
    let per_minute = ladder("duration,60,,1,", &[("", "0.05")]);
    let amount = |seconds: &str| {
        charge(&per_minute, Decimal::ZERO, Decimal::ZERO, decimal(seconds)).unwrap().amount
    };
    assert_eq!(amount("12"), decimal("0.01"), "a fifth of a minute, exactly");
    assert_eq!(amount("1"), decimal("0.000833333333"));
    assert_eq!(amount("3"), decimal("0.0025"));
}

#[test]
fn rounding_each_record_is_not_rounding_the_sum() {
    let amount = decimal("0.005");
    let each = |rule: Rounding| {
        let sum: Decimal = (0..3).map(|_| rule.of_record(amount, 2)).sum();
        rule.of_sum(sum, 2)
    };
    assert_eq!(each(Rounding::Record), decimal("0.03"));
    assert_eq!(each(Rounding::Sum), decimal("0.02"));
    assert_eq!(each(Rounding::Exact), decimal("0.015"));
}

#[test]
fn figures_that_do_not_fit_are_refused() {
    let ladder = ladder("quantity,1,,,", &[("", "1000")]);
    let huge = decimal("79228162514264337593543950335");
    assert_eq!(charge(&ladder, Decimal::ZERO, Decimal::ZERO, huge), None);
    assert_eq!(charge(&ladder, huge, Decimal::ZERO, Decimal::ONE), None);
}

proptest! {
    #[test]
    fn splitting_a_month_does_not_change_its_amount(
        pieces in proptest::collection::vec(0u32..3_000, 1..12),
        free in 0u32..500,
    ) {
        let ladder = ladder(
            &format!("records,1,,,{free}"),
            &[("0", "0.1"), ("1000", "0.08"), ("5000", "0.05")],
        );
        let mut meter = Meter::default();
        let mut in_pieces = Decimal::ZERO;
        for piece in &pieces {
            in_pieces += meter.charge(&ladder, (*piece).into()).unwrap().amount;
        }
        let total: u32 = pieces.iter().sum();
        let at_once = Meter::default().charge(&ladder, total.into()).unwrap();
        prop_assert_eq!(in_pieces, at_once.amount);
        let (first, until) = (Decimal::from(pieces[0]), Decimal::from(total));
        let parts = [between(&ladder, Decimal::ZERO, first), between(&ladder, first, until)];
        prop_assert_eq!(parts[0].unwrap() + parts[1].unwrap(), at_once.amount);
        let covered: Decimal = at_once.parts.iter().map(|it| it.base).sum();
        prop_assert_eq!(covered + at_once.free_used, Decimal::from(total));
    }
}
