//! What else is told of a row beside its outcome.

use super::Inputs;

/// Sessions of Kore.ai: id, conversation, start and end within an hour, minutes of the conversation.
fn sessions(rows: &[(&str, &str, u8, u8, u8)]) -> Vec<String> {
    let head = "billingSessionId,conversationSessionId,billingSessionStartDateTime,\
                billingSessionEndDateTime,conversationSessionStartDateTime,\
                conversationSessionEndDateTime,botId,billingSessionType,channel\n";
    let row = |(id, conversation, from, until, minutes): &(&str, &str, u8, u8, u8)| {
        format!(
            "{id},{conversation},2026-03-02T10:{from:02}:00Z,2026-03-02T10:{until:02}:00Z,\
             2026-03-02T10:00:00Z,2026-03-02T10:{minutes:02}:00Z,bot,Conversations,IVR\n"
        )
    };
    vec![head.to_owned() + &rows.iter().map(row).collect::<String>()]
}

#[test]
fn sessions_that_overlap_are_marked_with_or_without_a_line() {
    let usage = sessions(&[
        ("a", "k1", 0, 40, 45),
        ("b", "k1", 5, 10, 45),
        ("c", "k1", 20, 25, 45),
        ("d", "k2", 5, 10, 10),
        ("e", "k1", 40, 45, 45),
    ]);
    let bill = "line_id,usage_id,quantity,amount,currency\n\
                1,a,2,2.00,USD\n2,b,2,2.00,USD\n3,d,2,2.00,USD\n4,x,1,1.00,USD\n";
    let billed = vec![bill.to_owned()];
    let inputs = Inputs { usage, billed, ..Inputs::default() };
    let expected = [
        "billed_without_usage x ",
        "quantity_variance a overlapping",
        "quantity_variance b overlapping",
        "quantity_variance d ",
        "unbilled_usage c overlapping",
        "unbilled_usage e ",
    ];
    let mut found = inputs.exceptions(&["outcome", "id", "flags"]);
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn lines_from_before_the_period_are_late_and_those_behind_it_are_not() {
    let usage = "usage_id,start,quantity\nu,2026-03-02T10:00:00Z,1\nv,2026-02-20T10:00:00Z,1\n";
    let bill = "line_id,usage_id,start,quantity,amount,currency\n\
                1,u,2026-03-02T10:00:00Z,1,1.00,USD\n2,v,2026-02-20T10:00:00Z,1,1.00,USD\n\
                3,w,2026-02-28T23:59:59Z,1,1.00,USD\n4,x,2026-04-01T00:00:00Z,1,1.00,USD\n";
    let (usage, billed) = (vec![usage.to_owned()], vec![bill.to_owned()]);
    let mut inputs = Inputs { usage, billed, ..Inputs::default() };
    inputs.policy.period_from = "2026-03-01".to_owned();
    inputs.policy.period_to = "2026-03-31".to_owned();
    let mut found = inputs.exceptions(&["outcome", "side", "id", "flags"]);
    found.retain(|it| it.contains("out_of_period"));
    found.sort();
    let expected = [
        "out_of_period billed v late",
        "out_of_period billed w late",
        "out_of_period billed x ",
        "out_of_period usage v ",
    ];
    assert_eq!(found, expected);
}

#[test]
fn rounding_explains_nothing_where_there_is_no_difference() {
    let usage = "usage_id,account,start,duration_seconds\n\
                 u,A,2026-03-02T10:00:00Z,60\nv,B,2026-03-02T11:00:00Z,60\n";
    let card = "measure,unit_size,minimum,increment,price\nduration,60,60,60,0.105\n";
    let mut inputs =
        Inputs { usage: vec![usage.to_owned()], rates: vec![card.to_owned()], ..Inputs::default() };
    // Twice as many minutes at half the price; the right ones at an amount that was rounded. A sum is
    // rounded before it is compared.
    for (bill, expected) in [
        (
            "line_id,usage_id,quantity,unit,price,amount\n\
             1,u,2,minutes,0.0525,0.105\n2,v,1,minutes,0.105,0.11\n",
            ["amount_variance u ", "amount_variance v rounding_explains"],
        ),
        (
            "line_id,account,quantity,unit,price,amount\n\
             1,A,2,minutes,0.0525,0.105\n2,B,2,minutes,0.0525,0.11\n",
            ["amount_variance 1 ", "amount_variance 2 "],
        ),
    ] {
        inputs.billed = vec![bill.to_owned()];
        let mut found = inputs.exceptions(&["outcome", "id", "flags"]);
        found.sort();
        assert_eq!(found, expected, "{bill}");
    }
}
