use super::{card, decimal, instant, midnight, row, told};
use proptest::prelude::*;
use trueup::domain::Currency;
use trueup::rating::{RateCard, RateKey};

const AT: &str = "2026-03-15T12:00:00Z";

/// The price that a card gives for `vendor,service,account,channel` and, where it is known, `,currency`.
fn price(card: &RateCard, key: &str, at: &str) -> Option<String> {
    let words: Vec<&str> = key.split(',').collect();
    let key = RateKey {
        vendor: words[0],
        service: words[1],
        account: words[2],
        channel: words[3],
        at: instant(at),
        currency: words.get(4).and_then(|it| Currency::parse(it)),
    };
    card.find(key).map(|it| it.first_price().to_string())
}

fn check(rows: &[&str], wanted: &[(&str, Option<&str>)]) {
    let (card, diagnostics) = card(rows);
    assert_eq!(told(&diagnostics), Vec::<String>::new());
    for (key, found) in wanted {
        assert_eq!(price(&card, key, AT).as_deref(), *found, "{key}");
    }
}

fn check_told(rows: &[&str], wanted: &[&str]) {
    assert_eq!(told(&card(rows).1), wanted);
}

#[test]
fn the_most_specific_rate_wins() {
    check(
        &[
            ",,,,,,,records,,,,,,1,",
            ",voice,,,,,,records,,,,,,2,",
            ",voice,A-1,,,,,records,,,,,,3,",
            "kore,voice,A-1,web,,,,records,,,,,,4,",
        ],
        &[
            ("kore,voice,A-1,web", Some("4")),
            ("kore,voice,A-1,ivr", Some("3")),
            ("kore,voice,A-2,web", Some("2")),
            ("kore,chat,A-1,web", Some("1")),
            (",,,", Some("1")),
        ],
    );
}

#[test]
fn of_rates_that_are_as_specific_the_one_in_the_currency_holds() {
    let rows = [
        ",voice,,,,,USD,records,,,,,,2,",
        ",voice,,,,,EUR,records,,,,,,3,",
        ",,,,,,,records,,,,,,1,",
        ",voice,A-1,,,,EUR,records,,,,,,4,",
    ];
    check(
        &rows,
        &[
            (",voice,,,USD", Some("2")),
            (",voice,,,EUR", Some("3")),
            (",voice,A-1,,EUR", Some("4")),
            // More specific, but in another currency.
            (",voice,A-1,,USD", Some("2")),
            (",voice,,,COP", Some("1")),
            // Nothing says which of the two, and neither is picked by chance.
            (",voice,,", None),
            (",voice,A-1,", Some("4")),
            (",chat,,", Some("1")),
        ],
    );
    // One that is for any currency gives way to one that names it.
    let rows = [",voice,,,,,,records,,,,,,1,", ",voice,,,,,EUR,records,,,,,,3,"];
    let wanted =
        [(",voice,,,EUR", Some("3")), (",voice,,,USD", Some("1")), (",voice,,", Some("1"))];
    check(&rows, &wanted);
    // Where none is in the currency the comparison has to tell that.
    let rows = [",voice,,,,,USD,records,,,,,,2,", ",chat,,,,,EUR,records,,,,,,3,"];
    check(&rows, &[(",voice,,,EUR", Some("2")), (",sms,,,EUR", None)]);
}

#[test]
fn case_and_blanks_do_not_matter() {
    check(
        &[", Voice ,,IVR,,,,records,,,,,,2,"],
        &[(",VOICE,, ivr ", Some("2")), (",voice,,", None), (",,,ivr", None)],
    );
    check(&[",ÑANDÚ,,,,,,records,,,,,,2,"], &[(",ñandú,,", Some("2"))]);
}

#[test]
fn validity_is_inclusive_in_days() {
    let (card, diagnostics) =
        card(&[",,,,2026-01-01,2026-03-31,,records,,,,,,1,", ",,,,2026-04-01,,,records,,,,,,2,"]);
    assert_eq!(told(&diagnostics), Vec::<String>::new());
    for (at, found) in [
        ("2025-12-31T23:59:59.999Z", None),
        ("2026-01-01T00:00:00Z", Some("1")),
        ("2026-03-31T23:59:59.999Z", Some("1")),
        ("2026-04-01T00:00:00Z", Some("2")),
        ("2036-04-01T00:00:00Z", Some("2")),
    ] {
        assert_eq!(price(&card, ",,,", at).as_deref(), found, "{at}");
    }
}

#[test]
fn days_begin_at_the_midnight_that_is_given() {
    let forms = [row(",,,,2026-03-01,2026-03-31,,records,,,,,,1,")];
    let bogota = |day| midnight(day) + 5 * 3_600_000;
    let (card, _) = RateCard::from_forms(&forms, &bogota);
    assert_eq!(price(&card, ",,,", "2026-03-01T04:59:59Z"), None);
    assert_eq!(price(&card, ",,,", "2026-03-01T05:00:00Z").as_deref(), Some("1"));
    assert_eq!(price(&card, ",,,", "2026-04-01T04:59:59Z").as_deref(), Some("1"));
    assert_eq!(price(&card, ",,,", "2026-04-01T05:00:00Z"), None);
}

#[test]
fn a_less_specific_rate_fills_the_gap_of_a_more_specific_one() {
    let (card, _) = card(&[",,,,,,,records,,,,,,1,", ",voice,,,2026-04-01,,,records,,,,,,2,"]);
    assert_eq!(price(&card, ",voice,,", AT).as_deref(), Some("1"));
    assert_eq!(price(&card, ",voice,,", "2026-05-01T00:00:00Z").as_deref(), Some("2"));
}

#[test]
fn rows_that_differ_in_the_tier_are_one_ladder() {
    let (card, diagnostics) = card(&[
        ",voice,,,,,USD,duration,60,60,60,,1000,0.08,sum",
        ",chat,,,,,USD,records,,,,,,0.01,",
        ", VOICE,,,,,usd,DURATION,60.0,60,60,,,0.10,Sum",
    ]);
    assert_eq!(told(&diagnostics), Vec::<String>::new());
    assert_eq!(card.ladders().len(), 2);
    let tiers: Vec<_> =
        card.ladders()[0].tiers.iter().map(|it| (it.from, it.price, it.row)).collect();
    assert_eq!(tiers, [(decimal("0"), decimal("0.1"), 3), (decimal("1000"), decimal("0.08"), 1)]);
}

#[test]
fn rates_that_fit_equally_well_are_told() {
    let voice = ",voice,,,,,,records,,,,,,1,";
    check_told(&[voice, ",,A-1,,,,,records,,,,,,2,"], &["rate_conflict 2  1 2"]);
    check_told(&[voice, ",voice,,,,,,duration,,,,,,2,"], &["rate_conflict 2  1 2"]);
    check_told(&[voice, ",voice,,,,,,records,,,,,,2,"], &["rate_conflict 2 tier_from 1 2"]);
    check_told(&[voice, voice], &["rate_conflict 2 tier_from 1 2"]);
    let euro = ",voice,,,,,EUR,records,,,,,,1,";
    check_told(&[euro, ",voice,,,,,EUR,records,,,,,,2,"], &["rate_conflict 2 tier_from 1 2"]);
    check_told(&[euro, ",,A-1,,,,EUR,records,,,,,,2,"], &["rate_conflict 2  1 2"]);
    check_told(
        &[",,,,2026-01-01,2026-03-31,,records,,,,,,1,", ",,,,2026-03-31,,,records,,,,,,1,"],
        &["rate_conflict 2  1 2"],
    );
    check_told(
        &["kore,voice,,,,,,records,,,,,,1,", "kore,,,web,,,,records,,,,,,1,", voice],
        &["rate_conflict 2  1 2"],
    );
}

#[test]
fn rates_that_cannot_both_apply_are_no_conflict() {
    let voice = ",voice,,,,,,records,,,,,,1,";
    for other in
        [",chat,,,,,,records,,,,,,1,", ",voice,A-1,,,,,records,,,,,,1,", ",,,,,,,records,,,,,,1,"]
    {
        check_told(&[voice, other], &[]);
    }
    check_told(&["kore,voice,,,,,,records,,,,,,1,", "evo,,,web,,,,records,,,,,,1,"], &[]);
    check_told(
        &[",,,,2026-01-01,2026-03-31,,records,,,,,,1,", ",,,,2026-04-01,,,records,,,,,,2,"],
        &[],
    );
}

#[test]
fn bad_cells_are_told_with_row_and_column() {
    check_told(
        &[
            ",,,,2026-02-30,,,records,,,,,,1,",
            ",,,,31/12/2026,,,records,,,,,,1,",
            ",,,,2026-03-31,2026-03-01,,records,,,,,,1,",
            ",,,,,,dollars,records,,,,,,1,",
            ",,,,,,,minutes,,,,,,1,",
            ",,,,,,,,,,,,,1,",
            ",,,,,,,records,,,,,,,",
            ",,,,,,,records,0,,,,,1,",
            ",,,,,,,records,-1,,,,,1,",
            ",,,,,,,records,,-1,,,,1,",
            ",,,,,,,records,,,,,,1e3,",
            ",,,,,,,records,,,,,,1_000,",
            ",,,,,,,records,,,,,,0.12345678901234567890123456789,",
            ",,,,,,,records,,,,,,1,up",
            ",,,,,,,records,,,,,5,1,",
        ],
        &[
            "bad_date 1 valid_from 2026-02-30",
            "bad_date 2 valid_from 31/12/2026",
            "bad_rate 3 valid_to 2026-03-01 ends_before_start",
            "bad_currency 4 currency dollars",
            "bad_rate 5 measure minutes unknown_measure",
            "missing_value 6 measure measure",
            "missing_value 7 price price",
            "bad_rate 8 unit_size 0 zero",
            "bad_rate 9 unit_size -1 negative",
            "bad_rate 10 minimum -1 negative",
            "bad_number 11 price 1e3",
            "bad_number 12 price 1_000",
            "number_too_large 13 price 0.12345678901234567890123456789",
            "bad_rate 14 rounding up unknown_rounding",
            "bad_rate 15 tier_from 5 first_tier",
        ],
    );
}

#[test]
fn every_bad_cell_of_a_row_is_told_and_the_other_rows_are_used() {
    let (card, diagnostics) =
        card(&[",,,,never,,X,records,,,,,,free,", ",voice,,,,,,records,,,,,,2,"]);
    assert_eq!(
        told(&diagnostics),
        ["bad_date 1 valid_from never", "bad_currency 1 currency X", "bad_number 1 price free",]
    );
    assert_eq!(diagnostics[0].place.column, 5);
    assert_eq!(price(&card, ",voice,,", AT).as_deref(), Some("2"));
}

#[test]
fn zero_minimum_and_increment_mean_none() {
    let (card, diagnostics) = card(&[",,,,,,,duration,1,0,0,0,0,-0.50,"]);
    assert_eq!(told(&diagnostics), Vec::<String>::new());
    assert_eq!((card.ladders()[0].minimum, card.ladders()[0].increment), (None, None));
    assert_eq!(card.ladders()[0].first_price(), decimal("-0.5"));
}

/// Cards of up to a dozen rows over few words, so that clashes are common.
fn any_card() -> impl Strategy<Value = Vec<String>> {
    let word = || prop_oneof![Just(""), Just("a"), Just("b")];
    let day = || prop_oneof![Just(""), Just("2026-01-01"), Just("2026-02-01"), Just("2026-03-01")];
    let currency = prop_oneof![3 => Just(""), 1 => Just("EUR"), 1 => Just("USD")];
    let row = (word(), word(), word(), word(), day(), day(), currency, 1u32..4).prop_map(
        |(vendor, service, account, channel, from, to, currency, price)| {
            let (from, to) = if !to.is_empty() && to < from { (to, from) } else { (from, to) };
            let selectors = format!("{vendor},{service},{account},{channel},{from},{to}");
            format!("{selectors},{currency},records,,,,,,{price},")
        },
    );
    proptest::collection::vec(row, 1..12)
}

proptest! {
    /// Against the plainest reading of the contract: look at every row.
    #[test]
    fn looking_up_agrees_with_reading_every_row(
        rows in any_card(),
        key in proptest::collection::vec(prop_oneof![Just(""), Just("a"), Just("b")], 4),
        day in 0i64..120,
    ) {
        let borrowed: Vec<&str> = rows.iter().map(String::as_str).collect();
        let (card, diagnostics) = card(&borrowed);
        let at = instant("2025-12-15T12:00:00Z") + day * 86_400_000;
        let day_text = chrono::DateTime::from_timestamp_millis(at).unwrap().format("%Y-%m-%d").to_string();
        let fits = |row: &&&str| {
            let cells: Vec<&str> = row.split(',').collect();
            (0..4).all(|it| cells[it].is_empty() || cells[it] == key[it])
                && (cells[4].is_empty() || cells[4] <= day_text.as_str())
                && (cells[5].is_empty() || day_text.as_str() <= cells[5])
        };
        let specific = |row: &&str| row.split(',').take(4).filter(|it| !it.is_empty()).count();
        let currency = |row: &&str| row.split(',').nth(6).unwrap_or_default().to_owned();
        // One that names the currency goes before one for any; where none fits, whichever it is.
        let holding: Vec<&&str> = borrowed.iter().filter(fits).collect();
        let is_other = |row: &&str| !["", "EUR"].contains(&currency(row).as_str());
        let none_fits = holding.iter().all(|it| is_other(it));
        let rank = |row: &&str| (specific(row), currency(row) == "EUR");
        let fitting: Vec<&&str> =
            holding.into_iter().filter(|it| none_fits || !is_other(it)).collect();
        let most = fitting.iter().map(|it| rank(it)).max();
        let best: Vec<&&str> = fitting.into_iter().filter(|it| Some(rank(it)) == most).collect();

        let found = card.find(RateKey {
            vendor: key[0], service: key[1], account: key[2], channel: key[3], at,
            currency: Currency::parse("EUR"),
        });
        let row_of = |text: &str| borrowed.iter().position(|it| *it == text).unwrap() + 1;
        match best.first() {
            None => prop_assert!(found.is_none()),
            Some(first) => {
                let row = found.unwrap().tiers[0].row;
                prop_assert_eq!(usize::try_from(row).unwrap(), row_of(first));
            }
        }
        if best.len() > 1 {
            prop_assert!(!diagnostics.is_empty(), "two equally specific rates are an error");
        }
    }

    #[test]
    fn a_card_without_overlap_has_no_conflict(services in 1usize..30) {
        let rows: Vec<String> =
            (0..services).map(|it| format!(",s{it},,,,,,records,,,,,,1,")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        prop_assert!(card(&rows).1.is_empty());
    }
}
