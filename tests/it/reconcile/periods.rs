//! Which period rows belong to, whatever zones the vendor, the bill and the policy are in.

use super::{Inputs, check};
use trueup::engine::protocol::{Otherwise, Reply, Request};

const COUNTER_RATES: &str = "vendor,service,valid_from,measure,price,rounding
wolkvox,IVR Calls,2026-03-01,quantity,0.01,sum
";

/// A snapshot of a counter.
fn snapshot(items: u32, date: &str) -> String {
    format!(
        "{{\"code\": 200, \"error\": null, \"msg\": \"\", \"data\": [{{\"operation\": \"op\", \
         \"description\": \"IVR Calls\", \"items\": \"{items}\", \"date\": \"{date}\"}}]}}"
    )
}

fn of_march(mut inputs: Inputs) -> Inputs {
    "2026-03-01".clone_into(&mut inputs.policy.period_from);
    "2026-03-31".clone_into(&mut inputs.policy.period_to);
    inputs
}

const ZONES: [&str; 5] =
    ["UTC", "America/Mexico_City", "America/Los_Angeles", "Europe/Madrid", "Asia/Kathmandu"];

#[test]
fn a_counter_of_march_is_of_march_in_every_zone() {
    // Asked in the vendor's zone, five hours behind UTC.
    let usage = vec![
        snapshot(100, "2026-03-15 10:00:00"),
        snapshot(250, "2026-03-31 23:50:00"),
        snapshot(90, "2026-04-10 10:00:00"),
        snapshot(70, "2026-02-28 23:50:00"),
    ];
    let plain = "line_id,account,service,quantity,amount\n1,op,IVR Calls,250,2.50\n";
    let dated = "line_id,account,service,period_start,period_end,quantity,amount
1,op,IVR Calls,2026-03-01,2026-03-31,250,2.50
";
    for zone in ZONES {
        for rule in ["start", "end", "overlap"] {
            for bill in [plain, dated] {
                let mut inputs = of_march(Inputs {
                    usage: usage.clone(),
                    billed: vec![bill.to_owned()],
                    rates: vec![COUNTER_RATES.to_owned()],
                    ..Inputs::default()
                });
                inputs.policy.time_zone = zone.to_owned();
                inputs.policy.period_rule = rule.to_owned();
                let expected = [
                    "matched 1 1 2.50 2.50 0",
                    "duplicate_usage 1 0 0 0 0",
                    "out_of_period 2 0 0 0 0",
                ];
                check(&inputs, &expected);
            }
        }
    }
}

#[test]
fn a_counter_that_was_asked_for_at_once_is_of_the_new_month() {
    for zone in ZONES {
        let mut inputs = of_march(Inputs {
            usage: vec![snapshot(5, "2026-03-01 00:30:00")],
            billed: vec!["line_id,account,service,amount\n1,op,IVR Calls,0.05\n".to_owned()],
            rates: vec![COUNTER_RATES.to_owned()],
            ..Inputs::default()
        });
        inputs.policy.time_zone = zone.to_owned();
        check(&inputs, &["matched 1 1 0.05 0.05 0"]);
    }
}

#[test]
fn rows_of_one_answer_are_parts_of_what_it_counts() {
    let rows = |first: u32, second: u32, date: &str| {
        let reply = snapshot(first, date);
        let row = reply.split_once('[').and_then(|it| it.1.split_once(']')).unwrap().0.to_owned();
        let second = row.replace(&format!("\"{first}\""), &format!("\"{second}\""));
        reply.replace(&row, &format!("{row}, {second}"))
    };
    let bill = "line_id,account,service,quantity,amount\n1,op,IVR Calls,2000,20\n".to_owned();
    let mut inputs = of_march(Inputs {
        usage: vec![rows(500, 1500, "2026-03-31")],
        billed: vec![bill],
        rates: vec![COUNTER_RATES.to_owned()],
        ..Inputs::default()
    });
    check(&inputs, &["matched 2 1 20 20 0"]);
    let result = inputs.run().unwrap();
    assert!(!result["findings"].to_string().contains("counter_falls"), "{result:#}");
    // An answer of a day before counts all of it too, and none of it any more.
    inputs.usage.insert(0, rows(300, 1400, "2026-03-30"));
    check(&inputs, &["matched 2 1 20 20 0", "duplicate_usage 2 0 0 0 0"]);
    inputs.usage.reverse();
    check(&inputs, &["matched 2 1 20 20 0", "duplicate_usage 2 0 0 0 0"]);
}

#[test]
fn a_stretch_that_ends_with_the_last_second_of_a_day_ends_with_the_day() {
    let usage = "usage_id,account,start,duration_seconds
U1,A,2026-03-05 10:00:00,60
U2,A,2026-03-31 23:59:59.999,60
";
    for (end, expected) in [
        ("2026-03-31", "matched 2 1 2 2 0"),
        ("2026-03-31 23:59", "matched 2 1 2 2 0"),
        ("2026-03-31 23:59:59", "matched 2 1 2 2 0"),
        ("2026-03-31 23:59:59.999", "matched 2 1 2 2 0"),
        ("2026-03-31T23:59:59-05:00", "matched 2 1 2 2 0"),
        ("2026-03-31 23:58:59", "quantity_variance 1 1 2 1 1"),
    ] {
        for zone in ["UTC-05:00", "America/Bogota"] {
            let bill = format!(
                "account,service,period_start,period_end,quantity,unit,unit_price,amount
A,Voice,2026-03-01 00:00:00,{end},2,MIN,1,2
"
            );
            let mut inputs = inputs(usage, &bill);
            inputs.policy.time_zone = zone.to_owned();
            let result = inputs.run().unwrap();
            assert_eq!(super::outcomes(&result)[0], expected, "{end} {zone}");
        }
    }
}

#[test]
fn what_figures_cover_is_said_in_the_zone_of_the_policy() {
    let usage = r#"{"accountUsage": [{"accountId": "A1", "aiMinutes": 100}], "customerUsage": []}"#;
    let bill = "line_id,account,service,quantity,unit,amount\n1,A1,AI minutes,100,MIN,6.00\n";
    let rates =
        "vendor,service,valid_from,measure,price\nevo,AI minutes,2026-03-01,quantity,0.06\n";
    for zone in ZONES {
        for (own_zone, rule) in [("", "start"), ("Europe/Madrid", "start"), ("", "end")] {
            let mut inputs = of_march(Inputs {
                usage: vec![usage.to_owned()],
                billed: vec![bill.to_owned()],
                rates: vec![rates.to_owned()],
                ..Inputs::default()
            });
            inputs.policy.time_zone = zone.to_owned();
            inputs.policy.period_rule = rule.to_owned();
            inputs.settings.time_zone = own_zone.to_owned();
            inputs.settings.period_from = "2026-03-01".to_owned();
            inputs.settings.period_to = "2026-03-31".to_owned();
            check(&inputs, &["matched 1 1 6 6 0"]);
        }
    }
}

#[test]
fn usage_that_is_told_by_the_day_is_of_the_days_of_the_policy() {
    let usage = "account_sid,as_of,category,count,count_unit,description,start_date,end_date,price,price_unit,usage,usage_unit
AC1,2026-04-02,sms,10,messages,SMS,2026-03-01,2026-03-31,0.10,usd,10,messages
AC1,2026-04-02,sms,20,messages,SMS,2026-04-01,2026-04-30,0.20,usd,20,messages
";
    let bill = "line_id,account,service,quantity,amount,currency\n1,AC1,sms,10,0.10,USD\n";
    for zone in ZONES {
        for rule in ["start", "end", "overlap"] {
            let mut inputs = of_march(Inputs {
                usage: vec![usage.to_owned()],
                billed: vec![bill.to_owned()],
                ..Inputs::default()
            });
            inputs.policy.time_zone = zone.to_owned();
            inputs.policy.period_rule = rule.to_owned();
            check(&inputs, &["matched 1 1 0.10 0.10 0", "out_of_period 1 0 0 0 0"]);
        }
    }
}

const CALLS: &str = "\
usage_id,account,channel,start,duration_seconds
U1,A,ivr,2026-03-05 10:00:00,60
U2,A,ivr,2026-03-20 10:00:00,60
U3,A,chat,2026-03-21 10:00:00,60
";

const PER_MINUTE: &str = "measure,unit_size,minimum,increment,price\nduration,60,60,60,1\n";

fn inputs(usage: &str, billed: &str) -> Inputs {
    Inputs {
        usage: vec![usage.to_owned()],
        billed: vec![billed.to_owned()],
        rates: vec![PER_MINUTE.to_owned()],
        ..Inputs::default()
    }
}

#[test]
fn a_line_that_names_more_hides_others_in_its_own_period_only() {
    let head = "line_id,account,channel,period_start,period_end,quantity,unit_price,amount\n";
    let narrow = "1,A,ivr,2026-03-01,2026-03-15,1,1,1\n";
    for wide in [
        "2,A,,2026-03-16,2026-03-31,2,1,2\n",
        "2,A,,2026-03-01,2026-03-31,2,1,2\n",
        "2,A,,2026-03-10,2026-03-31,2,1,2\n",
    ] {
        for lines in [[narrow, wide], [wide, narrow]] {
            let bill = [head, &lines.concat()].concat();
            check(&inputs(CALLS, &bill), &["matched 3 2 3 3 0"]);
        }
    }
}

#[test]
fn lines_of_a_day_are_of_the_day_where_the_bill_is_from() {
    let usage = "usage_id,account,start,duration_seconds
U1,A,2026-03-10 00:20:00,60
U2,A,2026-03-11 12:00:00,60
U3,A,2026-03-11 23:50:00,60
";
    let bill = "line_id,account,date,quantity,unit_price,amount
1,A,2026-03-10,1,1,1
2,A,2026-03-11,2,1,2
";
    for zone in ZONES {
        let mut inputs = inputs(usage, bill);
        inputs.settings.time_zone = zone.to_owned();
        check(&inputs, &["matched 3 2 3 3 0"]);
    }
}

#[test]
fn a_line_is_held_against_the_whole_of_its_own_period() {
    let mut usage = "usage_id,account,start,duration_seconds\n".to_owned();
    for (number, day) in
        ["02-10", "02-20", "02-21", "03-05", "03-14", "03-15", "04-01"].iter().enumerate()
    {
        usage += &format!("U{number},A,2026-{day} 10:00:00,60\n");
    }
    let head = "line_id,account,period_start,period_end,quantity,unit_price,amount\n";
    let bill =
        [head, "1,A,2026-02-15,2026-03-14,4,1,4\n2,A,2026-03-15,2026-03-31,1,1,1\n"].concat();
    let mut inputs = of_march(inputs(&usage, &bill));
    check(&inputs, &["matched 5 2 5 5 0", "out_of_period 2 0 0 0 0"]);
    // Without that usage the line is no more than it was; free units are counted in the period only.
    let tiers = "measure,unit_size,increment,free_units,price\nduration,60,60,1,1\n";
    inputs.rates = vec![tiers.to_owned()];
    let result = inputs.run().unwrap();
    assert_eq!(result["proof"]["holds"], true, "{result:#}");
    assert_eq!(super::outcomes(&result).last().unwrap(), "out_of_period 4 0 0 0 0");
}

#[test]
fn what_overlaps_the_period_is_of_the_line_for_it() {
    let usage = "usage_id,account,start,end
U1,A,2026-02-28 23:59:30,2026-03-01 00:00:30
U2,A,2026-03-10 10:00:00,2026-03-10 10:01:00
U3,A,2026-02-28 23:00:00,2026-02-28 23:01:00
";
    let bill = "line_id,account,period_start,period_end,quantity,unit_price,amount
1,A,2026-03-01,2026-03-31,2,1,2
";
    for (rule, expected) in [
        ("overlap", ["matched 2 1 2 2 0", "out_of_period 1 0 0 0 0"]),
        ("end", ["matched 2 1 2 2 0", "out_of_period 1 0 0 0 0"]),
        ("start", ["quantity_variance 1 1 2 1 1", "out_of_period 2 0 0 0 0"]),
    ] {
        let mut inputs = of_march(inputs(usage, bill));
        inputs.policy.period_rule = rule.to_owned();
        check(&inputs, &expected);
    }
}

/// A call over the midnight before the month and one over the midnight after it.
fn over_midnight(bill: &str) -> Inputs {
    let usage = "call_id,start,end\n\
        before,2026-02-28 23:58:00,2026-03-01 00:10:00\n\
        within,2026-03-05 10:00:00,2026-03-05 10:01:00\n\
        after,2026-03-31 23:58:00,2026-04-01 00:10:00\n";
    let (usage, billed) = (vec![usage.to_owned()], vec![format!("call_id,amount\n{bill}")]);
    of_march(Inputs { usage, billed, ..Inputs::default() })
}

#[test]
fn the_rule_is_told_by_which_lines_and_usage_lie_on_one_side() {
    for (bill, now, told, agree) in [
        ("before,1\nwithin,2\n", "start", "end", "matched 2 2 3 3 0"),
        ("before,1\nwithin,2\n", "overlap", "", "matched 2 2 3 3 0"),
        ("within,2\nafter,4\n", "end", "start", "matched 2 2 6 6 0"),
        ("before,1\nwithin,2\nafter,4\n", "start", "overlap", "matched 3 3 7 7 0"),
        ("before,1\nwithin,2\nafter,4\n", "end", "overlap", "matched 3 3 7 7 0"),
        ("within,2\n", "start", "", "matched 1 1 2 2 0"),
    ] {
        let mut inputs = over_midnight(bill);
        inputs.policy.period_rule = now.to_owned();
        let mut driver = inputs.reconciled().unwrap();
        let Reply::Result(view) = driver.ask(Request::Reconcile).0 else { panic!("no result") };
        let found: Vec<_> = view.otherwise.iter().filter(|it| it.of == "period").collect();
        let expected = Otherwise {
            of: "period".to_owned(),
            billed: told.to_owned(),
            lines: 1,
            usage: Vec::new(),
        };
        assert_eq!(found, Vec::from_iter((!told.is_empty()).then_some(&expected)), "{now} {bill}");
        let findings = inputs.run().unwrap()["findings"].to_string();
        assert_eq!(findings.contains("period_rule_explains"), !told.is_empty(), "{findings}");
        if !told.is_empty() {
            inputs.policy.period_rule = told.to_owned();
        }
        let result = inputs.run().unwrap();
        assert_eq!(super::outcomes(&result)[0], agree);
        assert!(!result["findings"].to_string().contains("period_rule_explains"), "{result:#}");
    }
}
