//! Rows that are decided by themselves: what usage does not measure, and repeats.

use super::{Inputs, check, outcomes};

fn inputs(usage: &str, billed: &[&str], rates: &str) -> Inputs {
    let list = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    Inputs {
        usage: list(usage),
        billed: billed.iter().map(|it| (*it).to_owned()).collect(),
        rates: list(rates),
        ..Inputs::default()
    }
}

const CALLS: &str = "\
usage_id,account,service,start,duration_seconds
U1,A,Voice,2026-03-02 10:00:00,60
U2,A,Voice,2026-03-03 10:00:00,60
";

const PER_MINUTE: &str = "measure,unit_size,minimum,increment,price\nduration,60,60,60,1\n";

#[test]
fn charges_of_many_names_are_not_measured_by_usage() {
    let words = [
        "Taxes",
        "Sales Tax",
        "VAT 19%",
        "GST",
        "IVA",
        "Impuestos",
        "Credits",
        "Credit note",
        "Nota de crédito",
        "Discounts",
        "Refunds",
        "Adjustments",
        "Subscriptions",
        "Recurring charges",
        "Monthly fee",
        "Platform fee",
        "Minimum commitment",
        "Rounding",
        "One-time",
    ];
    let mut bill = "line_id,usage_id,amount,category\n1,U1,1,usage\n2,U2,1,Usage\n".to_owned();
    let lines = (3..).zip(words).map(|(number, word)| format!("{number},,5,{word}\n"));
    bill.extend(lines);
    let n = words.len();
    check(
        &inputs(CALLS, &[&bill], ""),
        &["matched 2 2 2 2 0", &format!("non_usage 0 {n} {0} {0} 0", n * 5)],
    );
}

#[test]
fn charges_below_the_lines_name_themselves_in_any_column() {
    for head in ["usage_id", "account", "channel", "line_id"] {
        let id = if head == "usage_id" { "" } else { "usage_id," };
        let mut bill = format!("{head},{id}quantity,unit_price,amount\n");
        for (number, usage) in ["U1", "U2"].iter().enumerate() {
            let first = match head {
                "usage_id" => String::new(),
                "line_id" => format!("{number},"),
                _ => "A,".to_owned(),
            };
            bill += &format!("{first}{usage},1,1,1\n");
        }
        let gap = if id.is_empty() { "" } else { "," };
        bill += &format!("VAT 19%{gap},,,0.38\nMonthly fee{gap},,,5\n");
        check(
            &inputs(CALLS, &[&bill], PER_MINUTE),
            &["matched 2 2 2 2 0", "non_usage 0 2 5.38 5.38 0"],
        );
    }
}

#[test]
fn charges_in_a_file_of_their_own_are_the_same_as_below_the_lines() {
    let lines = "usage_id,quantity,unit_price,amount\nU1,1,1,1\nU2,1,1,1\n";
    let below = "usage_id,quantity,unit_price,amount\nVAT 19%,,,0.38\n";
    check(
        &inputs(CALLS, &[below, lines], PER_MINUTE),
        &["matched 2 2 2 2 0", "non_usage 0 1 0.38 0.38 0"],
    );
}

#[test]
fn a_bare_amount_of_what_usage_is_called_is_no_charge() {
    let usage = CALLS.replace(",A,", ",Support,");
    let bill = "account,usage_id,quantity,unit_price,amount\nSupport,U1,1,1,1\nSupport,,,,5\n";
    let found = outcomes(&inputs(&usage, &[bill], PER_MINUTE).run().unwrap());
    assert!(found.iter().all(|it| !it.starts_with("non_usage")), "{found:?}");
}

#[test]
fn taxes_and_credits_take_no_part_in_groups() {
    let by_category = "line_id,account,quantity,unit_price,amount,category
1,A,2,1,2,usage
2,A,,,0.1,Taxes
3,A,,,-0.2,Credits
";
    check(
        &inputs(CALLS, &[by_category], PER_MINUTE),
        &["matched 2 1 2 2 0", "non_usage 0 2 -0.10 -0.10 0"],
    );
    let by_service = "line_id,account,service,quantity,unit_price,amount
1,A,Voice,2,1,2
2,A,Sales tax,,,0.1
3,A,VAT 19%,2,0.19,0.38
4,A,Platform fee,1,5,5
";
    check(
        &inputs(CALLS, &[by_service], PER_MINUTE),
        &["matched 2 1 2 2 0", "non_usage 0 3 5.48 5.48 0"],
    );
}

#[test]
fn what_is_used_is_usage_whatever_it_is_called() {
    // Usage has the name; the unit is one of time; the quantity is no one; the line names its usage;
    // the category says so.
    for (service, of_usage, line) in [
        ("Recurring fee", "Recurring fee", "1,,Recurring fee,2,,2,"),
        ("Support", "", "1,,Support,2,MIN,2,"),
        ("Setup", "", "1,,Setup,2,,2,"),
        ("Credit card IVR", "", "1,,Credit card IVR,2,,2,"),
        ("Toll-free minutes", "", "1,,Toll-free minutes,2,,2,"),
        ("Support", "", "1,,Support,2,,2,Usage"),
    ] {
        let usage = CALLS.replace("Voice", of_usage);
        let head = "line_id,usage_id,service,quantity,unit,amount,category\n";
        let bill = [head, line, "\n"].concat();
        let found = outcomes(&inputs(&usage, &[&bill], PER_MINUTE).run().unwrap());
        assert_eq!(found, ["matched 2 1 2 2 0"], "{service}");
    }
    let named = "line_id,usage_id,service,quantity,amount\n1,U1,Fee,1,1\n2,U2,Fee,1,1\n";
    check(&inputs(CALLS, &[named], PER_MINUTE), &["matched 2 2 2 2 0"]);
}

#[test]
fn a_fee_that_is_billed_twice_is_a_repeat() {
    let head = "line_id,invoice_id,usage_id,service,quantity,amount,category\n";
    let calls = "1,I1,U1,Voice,1,1,usage\n2,I1,U2,Voice,1,1,usage\n";
    let fee = "3,I1,,Platform,1,300,subscription\n";
    let bill = [head, calls, fee, fee].concat();
    check(
        &inputs(CALLS, &[&bill], PER_MINUTE),
        &["matched 2 2 2 2 0", "duplicate_line 0 1 300 0 300", "non_usage 0 1 300 300 0"],
    );
    // The tax on a line has its number, and a fee comes back every month.
    let tax = "3,I1,,Platform,,57,tax\n";
    let bill = [head, calls, fee, tax].concat();
    check(&inputs(CALLS, &[&bill], PER_MINUTE), &["matched 2 2 2 2 0", "non_usage 0 2 357 357 0"]);
    let first = [head, &calls.replace("I1", ""), &fee.replace("I1", "")].concat();
    let second = [head, &fee.replace("I1", "")].concat();
    for bills in [[&*first, &*second], [&*second, &*first]] {
        check(
            &inputs(CALLS, &bills, PER_MINUTE),
            &["matched 2 2 2 2 0", "non_usage 0 2 600 600 0"],
        );
    }
}

#[test]
fn repeats_of_numbers_do_not_depend_on_the_order_of_files() {
    let usage = "usage_id,account,start,quantity\nU1,A,2026-03-02,1\nU2,B,2026-03-02,1\n";
    let head = "line_id,account,quantity,unit_price,amount\n";
    let one = [head, "1,A,1,1,1\n1,A,2,1,2\n"].concat();
    let two = [head, "1,A,1,1,1\n2,B,1,1,1\n"].concat();
    let three = [head, "1,A,2,1,2\n1,A,3,1,3\n"].concat();
    let expected = ["matched 2 2 2 2 0", "duplicate_line 0 4 8 0 8"];
    for bills in [
        [&one, &two, &three],
        [&one, &three, &two],
        [&two, &one, &three],
        [&two, &three, &one],
        [&three, &one, &two],
        [&three, &two, &one],
    ] {
        check(&inputs(usage, &bills.map(String::as_str), ""), &expected);
    }
}

#[test]
fn a_repeated_number_is_one_however_its_account_is_written() {
    let usage = "usage_id,account,start,quantity\nU1,Acme,2026-03-02,1\n";
    let bill = "line_id,account,quantity,unit_price,amount\n1,Acme,1,1,1\n1,ACME ,1,1,1\n";
    check(&inputs(usage, &[bill], ""), &["matched 1 1 1 1 0", "duplicate_line 0 1 1 0 1"]);
}

#[test]
fn a_column_id_of_a_bill_may_hold_the_ids_of_usage() {
    let usage = "id,start,duration_seconds\nc10,2026-03-02 10:00:00,60\n\
        c11,2026-03-02 11:00:00,120\nc12,2026-03-02 12:00:00,180\n";
    let head = "id,minutes,unit_price,amount\n";
    let rows = ["c12,4,0.10,0.40\n", "c11,2,0.10,0.20\n", "c99,1,0.10,0.10\n"];
    let bill = [head, &rows.concat()].concat();
    let halves = [[head, rows[2]].concat(), [head, rows[0], rows[1]].concat()];
    let expected = [
        "matched 1 1 0.20 0.20 0",
        "quantity_variance 1 1 0.40 0.30 0.10",
        "unbilled_usage 1 0 0 0 0",
        "billed_without_usage 0 1 0.10 0 0.10",
    ];
    for bills in [vec![&*bill], halves.iter().map(String::as_str).collect()] {
        check(&inputs(usage, &bills, ""), &expected);
    }
    // What no usage has, and what counts the lines, are the lines' own numbers.
    let usage = "id,account,start,duration_seconds\n1,A,2026-03-02 10:00:00,60\n\
        2,B,2026-03-02 11:00:00,120\n";
    for numbers in [["1", "2"], ["L-1", "L-2"]] {
        let head = "id,account,minutes,unit_price,amount\n";
        let lines = format!("{},B,2,0.10,0.20\n{},A,1,0.10,0.10\n", numbers[0], numbers[1]);
        check(&inputs(usage, &[&[head, &lines].concat()], ""), &["matched 2 2 0.30 0.30 0"]);
    }
}

/// A reply of minutes by customer, as JSON or as XML.
fn minutes(is_xml: bool, of_customers: [u32; 2]) -> String {
    let [one, other] = of_customers;
    if is_xml {
        let row = |name: &str, n: u32| {
            format!(
                "<AICustomerUsage><AccountId>A1</AccountId><AiMinutes>{n}</AiMinutes>\
                 <CustomerId>{name}</CustomerId></AICustomerUsage>"
            )
        };
        return format!(
            "<AIUsage><CustomerUsage>{}{}</CustomerUsage></AIUsage>",
            row("c1", one),
            row("C2", other)
        );
    }
    let row = |name: &str, n: u32| {
        format!(r#"{{"accountId":"A1","customerId":"{name}","aiMinutes":{n}}}"#)
    };
    format!(r#"{{"accountUsage":[],"customerUsage":[{},{}]}}"#, row("C2", other), row("C1", one))
}

#[test]
fn totals_of_the_same_time_count_once() {
    let bill = "line_id,account,channel,quantity,unit,amount
1,A1,C1,60,MIN,6
2,A1,C2,40,MIN,4
";
    let run = |replies: [String; 2], expected: &[&str], n_conflicts: usize| {
        let [one, other] = replies;
        for usage in [vec![one.clone(), other.clone()], vec![other, one]] {
            let mut inputs = inputs("", &[bill], "measure,price\nquantity,0.1\n");
            inputs.usage = usage;
            "2026-03-01".clone_into(&mut inputs.settings.period_from);
            "2026-03-31".clone_into(&mut inputs.settings.period_to);
            check(&inputs, expected);
            let result = inputs.run().unwrap();
            let findings = result["findings"].as_array().unwrap();
            let told = findings.iter().filter(|it| it["code"] == "totals_repeated").count();
            assert_eq!(told, n_conflicts, "{findings:#?}");
        }
    };
    let both = [minutes(false, [60, 40]), minutes(true, [60, 40])];
    run(both, &["matched 2 2 10 10 0", "duplicate_usage 2 0 0 0 0"], 2);
    // What was asked for too early says less.
    let early = [minutes(false, [60, 40]), minutes(false, [50, 40])];
    run(early, &["matched 2 2 10 10 0", "duplicate_usage 2 0 0 0 0"], 2);
    let others = minutes(false, [7, 8]).replace("A1", "A2");
    let apart = [minutes(false, [60, 40]), others];
    run(apart, &["matched 2 2 10 10 0", "unbilled_usage 2 0 0 1.50 -1.50"], 0);
}
