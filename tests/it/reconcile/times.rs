//! Records by their time: which rate holds for them, and what was used before in their month.

use super::{Inputs, check};

fn inputs(usage: &str, bill: &str, rates: &str, period: [&str; 2]) -> Inputs {
    let [usage, billed, rates] = [usage, bill, rates].map(|it| vec![it.to_owned()]);
    let mut inputs = Inputs { usage, billed, rates, ..Inputs::default() };
    [inputs.policy.period_from, inputs.policy.period_to] = period.map(str::to_owned);
    inputs
}

const ANY_TIME: [&str; 2] = ["", ""];
const MARCH: [&str; 2] = ["2026-03-01", "2026-03-31"];

/// 1 from January on, 2 from March on.
const RATES: &str = "valid_from,valid_to,currency,measure,unit_size,minimum,increment,price
2026-01-01,2026-02-28,USD,duration,60,60,60,1
2026-03-01,,USD,duration,60,60,60,2
";

#[test]
fn a_record_without_a_start_is_rated_as_of_its_end() {
    let usage = "usage_id,account,end,duration_seconds\nU1,A,2026-03-15 10:00:00,60\nU2,A,2026-02-15 10:00:00,60\n";
    for (first, second) in [("2.00", "1.00"), ("2.00", "")] {
        // Agreed on in the join, and looked at one by one.
        let bill = format!(
            "line_id,usage_id,account,quantity,unit_price,amount,currency\n1,U1,A,1,{first},2.00,USD\n2,U2,A,1,{second},1.00,USD\n"
        );
        check(&inputs(usage, &bill, RATES, ANY_TIME), &["matched 2 2 3 3 0"]);
    }
    // What cost 1 in February is not right for March.
    let bill = "line_id,usage_id,account,quantity,unit_price,amount,currency\n1,U1,A,1,1.00,1.00,USD\n2,U2,A,1,1.00,1.00,USD\n";
    let expected = ["matched 1 1 1 1 0", "rate_variance 1 1 1 2 -1"];
    check(&inputs(usage, bill, RATES, ANY_TIME), &expected);
}

#[test]
fn a_record_without_any_time_is_rated_as_of_the_period() {
    let usage = "usage_id,account,duration_seconds\nU1,A,60\nU2,A,60\n";
    let bill = "line_id,usage_id,account,quantity,unit_price,amount,currency\n1,U1,A,1,2.00,2.00,USD\n2,U2,A,1,1.00,1.00,USD\n";
    let expected = ["matched 1 1 2 2 0", "rate_variance 1 1 1 2 -1"];
    check(&inputs(usage, bill, RATES, MARCH), &expected);
    // Without a period no rate holds, and the bill's own prices are all there is.
    let result = inputs(usage, bill, RATES, ANY_TIME).run().unwrap();
    let findings = result["findings"].as_array().unwrap();
    assert!(findings.iter().any(|it| it["code"] == "unrated_usage"), "{findings:?}");
}

#[test]
fn a_month_of_tiers_goes_by_the_end_where_there_is_no_start() {
    let usage = "usage_id,account,end,duration_seconds\nU1,A,2026-03-01 10:00:00,60\nU2,A,2026-03-02 10:00:00,60\nU3,A,2026-04-01 10:00:00,60\n";
    let bill = "line_id,usage_id,account,quantity,amount,currency\n1,U1,A,1,0,USD\n2,U2,A,1,1.00,USD\n3,U3,A,1,0,USD\n";
    let rates = "currency,measure,unit_size,minimum,increment,free_units,price\nUSD,duration,60,60,60,1,1\n";
    check(&inputs(usage, bill, rates, ANY_TIME), &["matched 3 3 1 1 0"]);
}
