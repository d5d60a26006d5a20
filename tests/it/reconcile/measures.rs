//! Lines that measure calls and conferences, against the fixtures of the DMA.

use super::{Inputs, check};
use crate::readers::render::fixtures;
use proptest::prelude::*;
use trueup::domain::call_measure::{CallMeasure, peak};

fn dma(case: &str, billed: &str, rates: &str) -> Inputs {
    let read = |name: &str| {
        std::fs::read_to_string(fixtures("vendors/dma").join(case).join(name)).unwrap()
    };
    let list = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    Inputs {
        usage: vec![read("calls.csv"), read("conferences.csv")],
        billed: list(billed),
        rates: list(rates),
        ..Inputs::default()
    }
}

const BILL: &str = "line_id,service,account,quantity,unit_price,amount\n";

#[test]
fn every_measure_is_held_against_the_records() {
    // The fixture's README has the figures: 7 calls, 9725.5 s; 2 conferences, 4560.25 s.
    let lines = "1,Calls,,7,0.10,0.70
2,Call minutes,,162.09,0.02,3.24
3,Conferences,,2,1.00,2.00
4,Minutos de conferencia,,76.00,0.01,0.76
5,Peak concurrency,,2,5.00,10.00
6,Peak conferences,,1,5.00,5.00
";
    check(&dma("v61-csv", &[BILL, lines].concat(), ""), &["matched 10 6 21.70 21.70 0"]);
}

#[test]
fn rooms_users_and_clusters_are_named_as_accounts_or_channels() {
    let lines = "1,Peak concurrency,5550101,2,1,2
2,Peak concurrency,5550102,1,1,1
3,Peak concurrency,dma-east,2,1,2
4,Peak conferences,EXAMPLE\\host01,1,1,1
5,Calls,sip:room103@video.example,1,1,1
6,Calls,CC-101,1,1,1
7,Conference minutes,5550102,45,1,45
8,Calls,nobody,3,1,3
";
    check(
        &dma("v61-csv", &[BILL, lines].concat(), ""),
        &["matched 10 7 53 53 0", "billed_without_usage 0 1 3 0 3"],
    );
    let by_channel = "line_id,service,account,channel,quantity,unit_price,amount
1,Peak concurrency,CC-100,dma-east,2,1,2
2,Peak concurrency,CC-101,Calls,1,1,1
";
    let mut inputs = dma("v61-csv", by_channel, "");
    inputs.usage.truncate(1);
    check(&inputs, &["matched 8 2 3 3 0"]);
}

#[test]
fn a_peak_that_is_too_high_is_told_with_what_it_costs() {
    let lines = "1,Peak concurrency,,3,5.00,15.00\n";
    let mut inputs = dma("v61-csv", &[BILL, lines].concat(), "");
    inputs.usage.truncate(1);
    check(&inputs, &["quantity_variance 8 1 15 10 5"]);
}

#[test]
fn rates_are_found_by_the_measure() {
    let rates = "vendor,service,measure,unit_size,minimum,increment,price,currency,rounding
dma,peak concurrency,quantity,,,,4.00,USD,
dma,call minutes,duration,60,60,60,0.05,USD,sum
dma,conferences,records,,,,2.50,USD,
";
    // Started minutes: 31 + 26 + 6 + 0 + 45 + 36 + 20; nobody answered the call of none.
    let lines = "1,Peak concurrency,,2,5.00,10.00\n2,Call minutes,,164,0.05,8.20\n3,Conferences,,2,2.50,5.00\n";
    check(
        &dma("v61-csv", &[BILL, lines].concat(), rates),
        &["matched 10 2 13.20 13.20 0", "rate_variance 0 1 10 8 2"],
    );
}

#[test]
fn other_lines_for_the_same_records_have_them_first() {
    let itemised = "line_id,call_id,service,quantity,unit_price,amount
1,00000000-0000-5000-8000-000000000007,,2700,0.01,27.00
2,,VMR,3375.5,0.01,33.76
3,,Peak concurrency,2,5.00,10.00
";
    let mut inputs = dma("v61-csv", itemised, "");
    inputs.usage.truncate(1);
    // One by its id, two by their type; the five others end with the peak.
    check(&inputs, &["matched 8 3 70.76 70.76 0"]);
}

#[test]
fn two_lines_for_the_same_minutes_are_not_picked_from() {
    let lines = "1,Call minutes,CC-101,45,1,45\n2,Call minutes,CC-101,45,1,45.00\n3,Peak concurrency,CC-101,1,1,1\n";
    let mut inputs = dma("v61-csv", &[BILL, lines].concat(), "");
    inputs.usage.truncate(1);
    check(&inputs, &["matched 0 1 1 1 0", "unbilled_usage 7 0 0 0 0", "ambiguous 1 2 90 90 0"]);
}

#[test]
fn lines_of_a_bill_by_days_measure_their_days() {
    let bill = "date,service,quantity,unit_price,amount
2026-10-05,Calls,2,1,2
2026-10-06,Calls,1,1,1
2026-10-12,Calls,1,1,1
2026-10-14,Calls,1,1,1
2026-10-25,Calls,1,1,1
2026-10-31,Calls,1,1,1
";
    let mut inputs = dma("v61-csv", bill, "");
    inputs.usage.truncate(1);
    check(&inputs, &["matched 8 6 7 7 0"]);
}

#[test]
fn a_line_measures_its_own_period() {
    let bill = "line_id,service,period_start,period_end,quantity,unit_price,amount
1,Calls,2026-10-01,2026-10-07,3,1,3
2,Calls,2026-10-08,2026-10-31,4,1,4
3,Peak concurrency,2026-10-08,2026-10-31,1,1,1
";
    let mut inputs = dma("v61-csv", bill, "");
    inputs.usage.truncate(1);
    check(&inputs, &["matched 8 3 8 8 0"]);
}

#[test]
fn measures_are_known_by_their_names_in_both_languages() {
    for measure in CallMeasure::ALL {
        let canonical = trueup::normalize::header::canonical(measure.name());
        assert_eq!(CallMeasure::parse(&canonical), Some(measure));
    }
    for (text, measure) in [
        ("Concurrencia máxima", CallMeasure::PeakCalls),
        ("Número de llamadas", CallMeasure::Calls),
        ("Conferencias", CallMeasure::Conferences),
    ] {
        let canonical = trueup::normalize::header::canonical(text);
        assert_eq!(CallMeasure::parse(&canonical), Some(measure), "{text}");
    }
    assert_eq!(CallMeasure::parse("vmr"), None);
}

#[test]
fn a_source_shows_what_its_calls_come_to() {
    let mut driver = trueup::engine::driver::Driver::default();
    let zip = std::fs::read(fixtures("vendors/dma/v61-zip/input.zip")).unwrap();
    let settings = trueup::engine::forms::Settings::default();
    let source = driver.import("cdrExport.zip", Box::new(super::Text(zip)), settings);
    let totals = &driver.view(source).unwrap().calls;
    let told = |by: &str, of: &str| {
        let it = totals.iter().find(|it| it.by == by && it.of == of).unwrap();
        let minutes = (it.call_minutes.as_str(), it.conference_minutes.as_str());
        (it.calls, minutes.0, it.conferences, minutes.1, it.peak_calls)
    };
    // By the README: 7 calls, 9725.5 s; 2 conferences, 4560.25 s.
    assert_eq!(told("", ""), (7, "162.09", 2, "76", 2));
    assert_eq!(told("room", "5550101"), (2, "56.26", 1, "31", 2));
    assert_eq!(told("cluster", "dma-east"), (7, "162.09", 2, "76", 2));
    assert_eq!(told("user", "EXAMPLE\\host01"), (0, "0", 1, "31", 0));
    assert_eq!(told("user", "sip:room103@video.example"), (1, "5.33", 0, "0", 1));
}

#[test]
fn a_stretch_that_ends_is_not_open_with_the_next() {
    assert_eq!(peak([(0, 10), (10, 20)].into_iter()), (1, Some(0)));
    assert_eq!(peak([(0, 11), (10, 20), (10, 10)].into_iter()), (2, Some(10)));
    assert_eq!(peak(std::iter::empty()), (0, None));
}

proptest! {
    #[test]
    fn a_peak_is_what_counting_at_every_instant_finds(
        stretches in prop::collection::vec((0_i64..40, -3_i64..12), 0..24),
        turn in 0_usize..24,
    ) {
        let mut stretches: Vec<(i64, i64)> =
            stretches.into_iter().map(|(from, length)| (from, from + length)).collect();
        let open = |at: i64| stretches.iter().filter(|(from, until)| *from <= at && at < *until).count();
        let most = (0..60).map(open).max().unwrap();
        let found = peak(stretches.iter().copied());
        prop_assert_eq!(found.0, most as u64);
        let turn = turn.min(stretches.len());
        stretches.rotate_left(turn);
        prop_assert_eq!(peak(stretches.into_iter()), found);
    }
}

#[test]
fn records_are_rated_by_when_they_were_and_by_what_their_month_had_before() {
    let rates = "service,measure,unit_size,valid_from,valid_to,price\n\
        Call minutes,duration,60,,2026-10-11,0.03\nCall minutes,duration,60,2026-10-12,,0.06\n";
    let bill = [BILL, "1,Call minutes,,162.09,0.03,4.86\n"].concat();
    let of = |reversed: bool| {
        let mut inputs = dma("v61-csv", &bill, rates);
        if reversed {
            for text in &mut inputs.usage {
                let (head, rows) = text.split_once('\n').unwrap();
                let rows: Vec<&str> = rows.lines().rev().collect();
                *text = [head, "\n", &rows.join("\n"), "\n"].concat();
            }
        }
        super::outcomes(&inputs.run().unwrap())
    };
    let found = of(false);
    assert_eq!(found, of(true));
    assert!(found[0].contains("variance"), "{found:?}");
    // What is free of a month is free once, on however many lines it stands.
    let rates = "service,measure,unit_size,free_units,price\nCall minutes,duration,60,100,0.01\n";
    let expected = |lines: &str| {
        let head = "line_id,service,start,end,quantity,unit_price,amount\n";
        let result = dma("v61-csv", &[head, lines].concat(), rates).run().unwrap();
        let lines = result["outcomes"].as_array().unwrap().iter();
        let sums = lines.filter(|it| it["lines"] != 0).map(|it| it["expected"].as_str().unwrap());
        sums.map(|it| it.parse::<rust_decimal::Decimal>().unwrap()).sum::<rust_decimal::Decimal>()
    };
    let one = expected("1,Call minutes,2026-10-01,2026-10-31,1,0.01,0.01\n");
    let two = expected(
        "1,Call minutes,2026-10-01,2026-10-13,1,0.01,0.01\n\
         2,Call minutes,2026-10-14,2026-10-31,1,0.01,0.01\n",
    );
    assert!(one > rust_decimal::Decimal::ZERO);
    assert_eq!(one, two);
}
