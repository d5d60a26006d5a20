use super::decimal;
use proptest::prelude::*;
use rust_decimal::Decimal;
use trueup::domain::ExactSum;
use trueup::rating::{Billed, Due, Parts, Price, Units, exact};

#[test]
fn half_up_goes_away_from_zero() {
    for (value, places, rounded) in [
        ("192.015", 2, "192.02"),
        ("-192.015", 2, "-192.02"),
        ("192.0149999", 2, "192.01"),
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("0.0049", 2, "0"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("1.005", 2, "1.01"),
        ("1.2", 2, "1.2"),
        ("99.995", 2, "100"),
    ] {
        let value = decimal(value);
        assert_eq!(exact::round(value, places), decimal(rounded), "{value}");
        let scaled = exact::round_scaled(value.mantissa(), value.scale(), places).unwrap();
        assert_eq!(exact::from_scaled(scaled, places), Some(decimal(rounded)), "{value} scaled");
    }
    assert_eq!(exact::round_scaled(i128::MAX, 60, 2), Some(0));
    assert_eq!(exact::round_scaled(i128::MAX, 0, 2), None);
}

#[test]
fn a_product_is_exact_or_refused() {
    let tiny = decimal("0.00000000000001");
    assert_eq!(exact::times(tiny, tiny), Some(decimal("0.0000000000000000000000000001")));
    assert_eq!(exact::times(tiny, decimal("0.000000000000001")), None, "29 places");
    let large = decimal("79228162514264337593543950335");
    assert_eq!(exact::times(large, decimal("10")), None);
    assert_eq!(exact::times(large, decimal("1.000")), Some(large));
    assert_eq!(exact::plus(large, Decimal::ONE), None);
    assert_eq!(exact::plus(large, decimal("0.1")), None);
}

#[test]
fn a_quotient_is_exact_where_it_ends() {
    for (over, under, quotient) in [
        ("1", "8", "0.125"),
        ("-1", "8", "-0.125"),
        ("0.0000000000000001", "8", "0.0000000000000000125"),
        ("1", "3", "0.333333333333"),
        ("2", "3", "0.666666666667"),
        ("-2", "3", "-0.666666666667"),
        ("0", "7", "0"),
        ("1e20", "3", "33333333333333333333.333333333333"),
    ] {
        let over = Decimal::from_scientific(over).unwrap_or_else(|_| decimal(over));
        let exact = exact::divide(over, decimal(under));
        if quotient.len() > 30 {
            assert_eq!(exact, None, "{over} / {under} has more digits than can be held");
        } else {
            assert_eq!(exact, Some(decimal(quotient)), "{over} / {under}");
        }
    }
    assert_eq!(exact::divide(Decimal::ONE, Decimal::ZERO), None);
    assert_eq!(exact::divide_to(decimal("1"), decimal("3"), 0), Some(Decimal::ZERO));
    assert_eq!(exact::divide_to(decimal("3"), decimal("2"), 0), Some(decimal("2")));
    assert_eq!(exact::remainder(decimal("61.5"), decimal("6")), Some(decimal("1.5")));
}

fn units(base: &str, unit_size: &str) -> Units {
    Units { base: decimal(base), unit_size: decimal(unit_size) }
}

/// Splits at a price for a unit of the bill.
fn split(billed: Billed, expected: Units, price: Decimal, amount: Decimal) -> Option<Parts> {
    split_at(billed, expected, Price { amount: price, per: expected.unit_size }, amount)
}

fn split_at(billed: Billed, expected: Units, price: Price, amount: Decimal) -> Option<Parts> {
    trueup::rating::split(billed, Due::at(price, billed.quantity, expected)?, amount)
}

#[test]
fn a_variance_splits_into_quantity_and_rate() {
    let billed =
        Billed { quantity: decimal("12"), price: Some(decimal("0.05")), amount: decimal("0.6") };
    let parts = split(billed, units("9000", "900"), decimal("0.04"), decimal("0.4")).unwrap();
    assert_eq!(parts.quantity, decimal("0.08"));
    assert_eq!(parts.rate, decimal("0.12"));
    assert_eq!(parts.remainder, Decimal::ZERO);

    let without_price = Billed { price: None, ..billed };
    assert_eq!(
        split(without_price, units("9000", "900"), decimal("0.04"), decimal("0.4")),
        Some(parts)
    );
}

#[test]
fn the_remainder_carries_a_wrong_amount() {
    let billed =
        Billed { quantity: decimal("10"), price: Some(decimal("0.04")), amount: decimal("0.45") };
    let parts = split(billed, units("10", "1"), decimal("0.04"), decimal("0.4")).unwrap();
    assert_eq!((parts.quantity, parts.rate), (Decimal::ZERO, Decimal::ZERO));
    assert_eq!(parts.remainder, decimal("0.05"));
}

#[test]
fn a_line_without_quantity_has_only_a_remainder_for_its_amount() {
    let billed = Billed { quantity: Decimal::ZERO, price: None, amount: decimal("5") };
    let parts = split(billed, units("60", "60"), decimal("2"), decimal("2")).unwrap();
    assert_eq!(parts.quantity, decimal("-2"));
    assert_eq!(parts.rate, Decimal::ZERO);
    assert_eq!(parts.remainder, decimal("5"));
}

#[test]
fn the_price_may_be_for_a_unit_of_another_size() {
    let check = |quantity: &str, price: &str, amount: &str, parts: [&str; 3]| {
        let (quantity, price) = (decimal(quantity), Some(decimal(price)));
        let billed = Billed { quantity, price, amount: decimal(amount) };
        let contract = Price { amount: decimal("0.012"), per: decimal("60") };
        let found = split_at(billed, units("120", "1"), contract, decimal("0.024"));
        let [quantity, rate, remainder] = parts.map(decimal);
        assert_eq!(found, Some(Parts { quantity, rate, remainder }));
    };
    // Seconds are billed; the contract has a price for a minute.
    check("180", "0.0002", "0.036", ["0.012", "0", "0"]);
    check("120", "0.0003", "0.036", ["0", "0.012", "0"]);
    check("120", "0.0002", "0.025", ["0", "0", "0.001"]);
}

proptest! {
    #[test]
    fn parts_add_up_to_the_difference(
        billed_quantity in -1_000_000i64..1_000_000,
        billed_price in proptest::option::of(-1_000_000i64..1_000_000),
        wrong_by in -5i64..5,
        base in 0i64..1_000_000,
        unit_size in 1i64..4000,
        price in 0i64..1_000_000,
        per in 1i64..4000,
    ) {
        let quantity = Decimal::new(billed_quantity, 2);
        let stated = billed_price.map(|it| Decimal::new(it, 4));
        let amount = quantity * stated.unwrap_or(Decimal::new(7, 2)) + Decimal::new(wrong_by, 2);
        let expected = Units { base: base.into(), unit_size: unit_size.into() };
        let contract = Decimal::new(price, 4);
        let contract = Price { amount: contract, per: per.into() };
        let expected_amount = contract.of(base.into()).unwrap();
        let billed = Billed { quantity, price: stated, amount };
        let parts = split_at(billed, expected, contract, expected_amount).unwrap();
        prop_assert_eq!(parts.quantity + parts.rate + parts.remainder, amount - expected_amount);
        // Without a single price the sum is the same, and price times quantity leaves nothing.
        let due = Due::by_difference(expected_amount, Decimal::new(price, 1)).unwrap();
        let other = trueup::rating::split(billed, due, expected_amount).unwrap();
        prop_assert_eq!(other.quantity + other.rate + other.remainder, amount - expected_amount);
        prop_assert!(stated.is_none() || wrong_by != 0 || other.remainder.is_zero());
        // An amount that is quantity times price leaves nothing but what a quotient without end does.
        if wrong_by == 0 && stated.is_some() {
            prop_assert!(parts.remainder.abs() <= Decimal::new(2, 12));
        }
    }

    #[test]
    fn long_division_agrees_with_multiplying_back(over in any::<i64>(), under in 1i64.., places in 0u32..9) {
        let quotient = exact::divide_to(over.into(), under.into(), places).unwrap();
        let back = exact::times(quotient, under.into());
        if let Some(back) = back {
            let off = exact::minus(back, over.into()).unwrap().abs();
            let half = exact::divide(exact::times(under.into(), Decimal::new(1, places)).unwrap(), Decimal::TWO);
            prop_assert!(off <= half.unwrap());
        }
    }
}

#[test]
fn a_sum_holds_the_largest_and_the_smallest_amount() {
    let sum_of = |values: &[&str]| {
        let mut sum = ExactSum::default();
        values.iter().for_each(|it| sum.add(it.parse().unwrap()));
        sum
    };
    let largest = "79228162514264337593543950335";
    let smallest = "0.0000000000000000000000000001";
    let less = "-0.0000000000000000000000000001";
    for (values, text) in [
        (&["100", smallest][..], "100.0000000000000000000000000001"),
        (&[smallest, "100"], "100.0000000000000000000000000001"),
        (&["100", less], "99.9999999999999999999999999999"),
        (&["-100", smallest], "-99.9999999999999999999999999999"),
        (&[largest, smallest], "79228162514264337593543950335.0000000000000000000000000001"),
        (
            &[smallest, largest, largest],
            "158456325028528675187087900670.0000000000000000000000000001",
        ),
        (&[largest, smallest, "-79228162514264337593543950335", less], "0"),
        (&["0.10", "0.20"], "0.3"),
        (&["-0.05"], "-0.05"),
        (&[], "0"),
    ] {
        let sum = sum_of(values);
        assert_eq!(sum.text(), text, "{values:?}");
        let parsed = ExactSum::parse(text).unwrap();
        assert_eq!((parsed.text(), parsed.magnitude()), (text.to_owned(), sum.magnitude()));
        assert!(sum.less(&parsed).is_zero(), "{values:?}");
        assert_eq!(sum.is_positive(), text != "0" && !text.starts_with('-'), "{values:?}");
    }
    assert_eq!(sum_of(&["100", smallest]).total(), None, "more digits than a decimal has");
    assert_eq!(sum_of(&[largest, smallest, less]).total(), Some(largest.parse().unwrap()));
    for text in ["", "-", "1.2.3", "1e5", "+1", "abc", "1.00000000000000000000000000000"] {
        assert_eq!(ExactSum::parse(text), None, "{text}");
    }
}
