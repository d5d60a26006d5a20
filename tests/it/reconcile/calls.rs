//! Calls of several segments: one call, whatever order its records came in.

use super::{Inputs, check, outcomes};
use proptest::prelude::*;

const HEAD: &str = "version,type,callType,callUuid,startTime,endTime,userDataA\n";
const FIRST: &str = "6.1,CALL,VMR,aaaaaaaa-0000-5000-8000-000000000001,2026-10-06T10:00:00.000+02:00,2026-10-06T10:00:20.000+02:00,CC-100\n";
const SECOND: &str = "6.1,CALL,VSC-fwd no answer,aaaaaaaa-0000-5000-8000-000000000001,2026-10-06T10:00:20.000+02:00,2026-10-06T10:05:10.000+02:00,CC-100\n";
const OTHER: &str = "6.1,CALL,VMR,aaaaaaaa-0000-5000-8000-000000000002,2026-10-07T10:00:00.000+02:00,2026-10-07T10:01:30.000+02:00,CC-100\n";
const LINES: &str = "line_id,call_id,quantity,unit,unit_price,amount
1,aaaaaaaa-0000-5000-8000-000000000001,6,MIN,0.05,0.30
2,aaaaaaaa-0000-5000-8000-000000000002,2,MIN,0.05,0.10
";
const MINUTES: &str = "measure,unit_size,minimum,increment,price\nduration,60,60,60,0.05\n";

fn inputs(files: &[&[&str]], billed: &str, rates: &str) -> Inputs {
    let usage = files.iter().map(|rows| [HEAD, &rows.concat()].concat()).collect();
    let list = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    Inputs { usage, billed: list(billed), rates: list(rates), ..Inputs::default() }
}

/// Every way in which the records can come.
fn shuffled() -> Vec<Vec<Vec<&'static str>>> {
    vec![
        vec![vec![FIRST, SECOND, OTHER]],
        vec![vec![SECOND, OTHER, FIRST]],
        vec![vec![OTHER, SECOND], vec![FIRST]],
        vec![vec![FIRST], vec![OTHER], vec![SECOND]],
    ]
}

fn in_each_order(billed: &str, rates: &str, expected: &[&str]) {
    for files in shuffled() {
        let files: Vec<&[&str]> = files.iter().map(Vec::as_slice).collect();
        check(&inputs(&files, billed, rates), expected);
    }
}

#[test]
fn a_line_for_the_whole_call_meets_all_of_its_segments() {
    // 20 s + 290 s are 310 s. A minimum of 100 s is for the call; the first segment alone would be
    // raised to it.
    in_each_order(LINES, MINUTES, &["matched 3 2 0.40 0.40 0"]);
    let tens = "measure,unit_size,minimum,increment,price\nduration,1,100,1,0.001\n";
    let bill = LINES.replace("6,MIN,0.05,0.30", "310,SEC,0.001,0.310");
    let bill = bill.replace("2,MIN,0.05,0.10", "100,SEC,0.001,0.100");
    in_each_order(&bill, tens, &["matched 3 2 0.41 0.41 0"]);
}

#[test]
fn without_a_rate_the_length_of_the_call_counts() {
    let bill = LINES.replace("6,MIN,0.05,0.30", "310,SEC,0.001,0.310");
    let bill = bill.replace("2,MIN,0.05,0.10", "90,SEC,0.001,0.090");
    in_each_order(&bill, "", &["matched 3 2 0.40 0.40 0"]);
}

#[test]
fn a_sum_counts_the_call_once() {
    let records = "measure,price\nrecords,0.50\n";
    let bill = "line_id,account,quantity,unit,unit_price,amount\n1,CC-100,2,calls,0.50,1.00\n";
    in_each_order(bill, records, &["matched 3 1 1 1 0"]);
    in_each_order("", records, &["unbilled_usage 3 0 0 1 -1"]);
}

#[test]
fn a_repeated_segment_counts_once() {
    let twice: &[&[&str]] = &[&[SECOND, FIRST, OTHER, SECOND]];
    check(
        &inputs(twice, LINES, MINUTES),
        &["matched 3 2 0.40 0.40 0", "duplicate_usage 1 0 0 0 0"],
    );
    let other = SECOND.replace("10:05:10", "10:15:10");
    let conflict = inputs(&[&[FIRST, OTHER], &[SECOND, &other]], LINES, MINUTES);
    let turned = inputs(&[&[&other, SECOND], &[OTHER, FIRST]], LINES, MINUTES);
    let (one, two) = (conflict.run().unwrap(), turned.run().unwrap());
    assert_eq!(outcomes(&one), outcomes(&two));
    assert!(outcomes(&one).contains(&"duplicate_usage 1 0 0 0 0".to_owned()), "{one:#}");
}

#[test]
fn a_call_belongs_to_the_period_it_begins_in() {
    let before = FIRST.replace("2026-10-06T10:00:00.000+02:00", "2026-09-30T23:59:50.000Z");
    let before = before.replace("2026-10-06T10:00:20.000+02:00", "2026-10-01T00:00:10.000Z");
    let after = SECOND.replace("2026-10-06T10:00:20.000+02:00", "2026-10-01T00:00:10.000Z");
    let after = after.replace("2026-10-06T10:05:10.000+02:00", "2026-10-01T00:05:00.000Z");
    let mut inputs = inputs(&[&[&after, OTHER, &before]], "", MINUTES);
    inputs.policy.period_from = "2026-10-01".to_owned();
    inputs.policy.period_to = "2026-10-31".to_owned();
    check(&inputs, &["unbilled_usage 1 0 0 0.10 -0.10", "out_of_period 2 0 0 0 0"]);
}

/// A segment: call, minute of its start, seconds, account, room.
type Segment = (u8, u32, u32, u8, u8);

fn row(&(call, minute, seconds, account, room): &Segment) -> String {
    let at = |seconds: u32| {
        format!(
            "2026-10-{:02}T{:02}:{:02}:{:02}Z",
            1 + seconds / 86_400,
            seconds / 3600 % 24,
            seconds / 60 % 60,
            seconds % 60
        )
    };
    let start = minute * 60;
    let (from, until) = (at(start), at(start + seconds));
    format!(
        "6.1,CALL,VMR,00000000-0000-5000-8000-{call:012},{from},{until},CC-{account},555010{room},dma-{account}\n"
    )
}

const WIDE: &str =
    "version,type,callType,callUuid,startTime,endTime,userDataA,dialString,VMRCluster\n";

/// Lines for calls, for accounts, and for measures of any of the names.
fn line(n: usize, (kind, of, quantity): (u8, u8, u8)) -> String {
    let (call, service, account) = match kind {
        0 | 1 => (format!("00000000-0000-5000-8000-{of:012}"), "", String::new()),
        2 => (String::new(), "VMR", format!("CC-{of}")),
        3 => (String::new(), "Calls", String::new()),
        4 => (String::new(), "Call minutes", format!("CC-{of}")),
        5 => (String::new(), "Peak concurrency", format!("555010{of}")),
        6 => (String::new(), "Peak concurrency", format!("dma-{of}")),
        _ => (String::new(), "Call minutes", String::new()),
    };
    // Some lines for a call say which segment they are for.
    let start = if kind == 1 { format!("2026-10-01 00:0{quantity}:00") } else { String::new() };
    let amount = u32::from(quantity) * 5;
    format!("{n},{call},{service},{account},{start},{quantity},0.05,0.{amount:02}\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn neither_the_order_of_segments_nor_of_files_matters(
        segments in prop::collection::vec((0_u8..5, 0_u32..4000, 0_u32..600, 0_u8..3, 0_u8..3), 1..14),
        repeats in prop::collection::vec(0_usize..14, 0..3),
        lines in prop::collection::vec((0_u8..8, 0_u8..4, 0_u8..9), 1..8),
        turn in 0_usize..14,
        has_period in any::<bool>(),
    ) {
        let mut rows: Vec<String> = segments.iter().map(row).collect();
        rows.extend(repeats.iter().filter_map(|it| segments.get(*it)).map(row));
        let lines: Vec<String> = lines.iter().enumerate().map(|(n, it)| line(n, *it)).collect();
        let head = "line_id,call_id,service,account,start,quantity,unit_price,amount\n";
        let mut inputs = Inputs {
            usage: vec![[WIDE, &rows.concat()].concat()],
            billed: vec![[head, &lines.concat()].concat()],
            rates: vec![MINUTES.to_owned()],
            ..Inputs::default()
        };
        if has_period {
            inputs.policy.period_from = "2026-10-01".to_owned();
            inputs.policy.period_to = "2026-10-01".to_owned();
        }
        let whole = inputs.run().unwrap();
        prop_assert_eq!(&whole["proof"]["holds"], true, "{:#}", whole);
        rows.reverse();
        let turn = turn.min(rows.len());
        rows.rotate_left(turn);
        let (first, second) = rows.split_at(turn);
        inputs.usage = vec![[WIDE, &first.concat()].concat(), [WIDE, &second.concat()].concat()];
        let mut turned: Vec<String> = lines.clone();
        turned.reverse();
        inputs.billed = vec![[head, &turned.concat()].concat()];
        let shuffled = inputs.run().unwrap();
        prop_assert_eq!(outcomes(&whole), outcomes(&shuffled));
        prop_assert_eq!(&shuffled["proof"]["holds"], true);
    }
}

/// A bill with a line for each segment, in every order of records and of lines.
fn by_segment(lines: &[&str], rates: &str, expected: &[&str]) {
    let head = "line_id,call_id,start,quantity,unit,unit_price,amount\n";
    let mut turned: Vec<&str> = lines.to_vec();
    for _ in lines {
        turned.rotate_left(1);
        in_each_order(&[head, &turned.concat()].concat(), rates, expected);
    }
}

const LINE_1: &str = "1,aaaaaaaa-0000-5000-8000-000000000001,2026-10-06 08:00:00,1,MIN,0.05,0.05\n";
const LINE_2: &str = "2,aaaaaaaa-0000-5000-8000-000000000001,2026-10-06 08:00:20,5,MIN,0.05,0.25\n";
const LINE_3: &str = "3,aaaaaaaa-0000-5000-8000-000000000002,2026-10-07 08:00:00,2,MIN,0.05,0.10\n";

#[test]
fn lines_for_segments_are_held_against_the_call_together() {
    // The call has 310 s, so 6 minutes; 20 s and 290 s are billed as 1 and 5.
    by_segment(&[LINE_1, LINE_2, LINE_3], MINUTES, &["matched 3 3 0.40 0.40 0"]);
    // Rounding up each segment comes to 7: the minute too many is the second line's.
    let longer = LINE_2.replace(",5,MIN,0.05,0.25", ",6,MIN,0.05,0.30");
    by_segment(
        &[LINE_1, &longer, LINE_3],
        MINUTES,
        &["matched 1 2 0.15 0.15 0", "quantity_variance 2 1 0.30 0.25 0.05"],
    );
    // A minimum is for the call, not for each segment.
    let tens = "measure,unit_size,minimum,increment,price\nduration,60,120,60,0.05\n";
    let twice = LINE_1.replace(",1,MIN,0.05,0.05", ",2,MIN,0.05,0.10");
    by_segment(
        &[&twice, LINE_2, LINE_3],
        tens,
        &["matched 1 2 0.20 0.20 0", "quantity_variance 2 1 0.25 0.20 0.05"],
    );
    // Too little is missing from the last line.
    let shorter = LINE_1.replace(",1,MIN,0.05,0.05", ",0.5,MIN,0.05,0.025");
    by_segment(
        &[&shorter, LINE_2, LINE_3],
        MINUTES,
        &["matched 1 2 0.125 0.125 0", "quantity_variance 2 1 0.25 0.275 -0.025"],
    );
}

#[test]
fn a_line_for_a_segment_that_comes_twice_is_a_repeat() {
    by_segment(
        &[LINE_1, LINE_2, LINE_2, LINE_3],
        MINUTES,
        &["matched 3 3 0.40 0.40 0", "duplicate_line 0 1 0.25 0 0.25"],
    );
    // Without times nothing tells a line for a segment from a second line for the call.
    let head = "line_id,call_id,quantity,unit,unit_price,amount\n";
    let bare: Vec<String> = [LINE_1, LINE_2, LINE_3]
        .iter()
        .map(|it| it.replace(",2026-10-06 08:00:00", "").replace(",2026-10-06 08:00:20", ""))
        .map(|it| it.replace(",2026-10-07 08:00:00", ""))
        .collect();
    let result = inputs(&[&[FIRST, SECOND, OTHER]], &[head, &bare.concat()].concat(), MINUTES);
    let told = outcomes(&result.run().unwrap());
    assert!(told.iter().any(|it| it.starts_with("duplicate_line 0 1 ")), "{told:?}");
}

#[test]
fn without_a_rate_lines_for_segments_are_held_against_the_length() {
    let seconds = |line: &str, was: &str, is: &str| line.replace(was, is);
    let one = seconds(LINE_1, ",1,MIN,0.05,0.05", ",20,SEC,0.001,0.020");
    let two = seconds(LINE_2, ",5,MIN,0.05,0.25", ",300,SEC,0.001,0.300");
    let three = seconds(LINE_3, ",2,MIN,0.05,0.10", ",90,SEC,0.001,0.090");
    by_segment(
        &[&one, &two, &three],
        "",
        &["matched 1 2 0.11 0.11 0", "quantity_variance 2 1 0.30 0.29 0.01"],
    );
}
