//! Names that the bill and the usage have for the same account, service or channel.

use super::{Inputs, check, outcomes};
use serde_json::Value;
use trueup::domain::forms::NameForm;
use trueup::engine::driver::Driver;
use trueup::engine::protocol::{
    Evidence, Otherwise, Reply, Request, ResultView, RowFilter, RowsQuery, SortKey,
};

const RATES: &str = "currency,channel,measure,price\nUSD,rtm,records,0.25\nUSD,IVR,records,0.50\n";

fn inputs(bill: &[&str], names: &[(&str, &str, &str)]) -> Inputs {
    let usage = "session_id,start,service,channel\n\
        s1,2026-03-01T10:00:00Z,Conversation,rtm\n\
        s2,2026-03-02T10:00:00Z,Conversation,rtm\n\
        s3,2026-03-03T10:00:00Z,Conversation,IVR\n";
    let lines: String = bill.iter().map(|it| format!("I1,{it},USD\n")).collect();
    let mut inputs = Inputs {
        usage: vec![usage.to_owned()],
        billed: vec![format!(
            "invoice,service,channel,quantity,unit_price,amount,currency\n{lines}"
        )],
        rates: vec![RATES.to_owned()],
        ..Inputs::default()
    };
    let name = |(of, billed, usage): &(&str, &str, &str)| {
        let [of, billed, usage] = [of, billed, usage].map(|it| (*it).to_owned());
        NameForm { of, billed, usage }
    };
    inputs.policy.names = names.iter().map(name).collect();
    inputs
}

fn view(inputs: &Inputs) -> (Driver, ResultView) {
    let mut driver = inputs.reconciled().unwrap();
    match driver.ask(Request::Reconcile).0 {
        Reply::Result(view) => (driver, *view),
        other => panic!("{other:?}"),
    }
}

/// What names of a line are taken for.
fn taken(evidence: &Evidence) -> Vec<[&str; 3]> {
    evidence.names.iter().map(|it| [&it.of, &it.billed, &it.usage].map(String::as_str)).collect()
}

fn codes(result: &Value) -> Vec<&str> {
    result["findings"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect()
}

#[test]
fn names_that_no_usage_has_are_told_with_what_it_has() {
    let inputs = inputs(&["Chats,web,2,0.25,0.50", "Conversation,phone,1,0.50,0.50"], &[]);
    check(&inputs, &["unbilled_usage 3 0 0 1 -1", "billed_without_usage 0 2 1 0 1"]);
    let (_, view) = view(&inputs);
    let name = |of: &str, billed: &str, usage: &[&str]| Otherwise {
        of: of.to_owned(),
        billed: billed.to_owned(),
        lines: 1,
        usage: usage.iter().map(|it| (*it).to_owned()).collect(),
    };
    assert_eq!(
        view.otherwise,
        [
            name("service", "Chats", &["Conversation"]),
            name("channel", "phone", &["IVR", "rtm"]),
            name("channel", "web", &["IVR", "rtm"]),
        ]
    );
    assert_eq!(codes(&inputs.run().unwrap()).iter().filter(|it| **it == "name_unknown").count(), 3);
}

#[test]
fn lines_find_their_usage_by_what_their_names_are_taken_for() {
    let bill = ["Chats,web,2,0.25,0.50", "Conversation,phone,2,0.50,1.00"];
    let names = [
        ("service", "CHATS ", "conversation"),
        ("channel", "web", "RTM"),
        ("channel", "phone", "somewhere"),
        // Of several for one name the last one holds.
        ("channel", "Phone", "IVR"),
    ];
    let inputs = inputs(&bill, &names);
    check(&inputs, &["matched 2 1 0.50 0.50 0", "quantity_variance 1 1 1 0.50 0.50"]);
    let (mut driver, view) = view(&inputs);
    assert_eq!(view.otherwise, []);

    // They are grouped, filtered and explained by what they stand for.
    let channels: Vec<&str> = view.series[0].channels.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(channels, ["IVR", "rtm"]);
    let filter = RowFilter { channel: Some("IVR".to_owned()), ..RowFilter::default() };
    let sort = SortKey::Difference;
    let query = RowsQuery { filter, sort, descending: true, offset: 0, limit: 9 };
    let Reply::Rows(page) = driver.ask(Request::Rows(query)).0 else { panic!("no rows") };
    let rows: Vec<&str> = page.rows.iter().map(|it| it.channel.as_str()).collect();
    assert_eq!(rows, ["phone"]);
    let Reply::Evidence(evidence) = driver.ask(Request::Evidence(page.rows[0].row)).0 else {
        panic!("no evidence")
    };
    assert_eq!(taken(&evidence), [["channel", "phone", "IVR"]]);
}

/// Usage of two channels and two accounts, without services, and a bill that calls its lines something.
fn described(bill: &[&str], names: &[(&str, &str, &str)]) -> Inputs {
    let mut inputs = inputs(&[], names);
    inputs.usage = vec![
        "session_id,start,channel,account\n\
         s1,2026-03-01T10:00:00Z,rtm,North\n\
         s2,2026-03-02T10:00:00Z,rtm,South\n\
         s3,2026-03-03T10:00:00Z,IVR,South\n"
            .to_owned(),
    ];
    inputs.billed = vec![format!("description,quantity,unit_price,amount\n{}\n", bill.join("\n"))];
    inputs.rates.clear();
    inputs
}

#[test]
fn a_line_that_is_called_as_a_channel_or_an_account_of_the_usage_is_for_that() {
    let inputs = described(&["RTM,2,0.25,0.50", "ivr,1,0.50,0.50", "Set-up fee,1,9.00,9.00"], &[]);
    check(&inputs, &["matched 3 2 1 1 0", "non_usage 0 1 9 9 0"]);
    let (mut driver, view) = view(&inputs);
    assert_eq!(view.otherwise, []);

    // It is filtered and explained by what it is for.
    let filter = RowFilter { channel: Some("rtm".to_owned()), ..RowFilter::default() };
    let sort = SortKey::Difference;
    let query = RowsQuery { filter, sort, descending: true, offset: 0, limit: 9 };
    let Reply::Rows(page) = driver.ask(Request::Rows(query)).0 else { panic!("no rows") };
    let line = page.rows.iter().find(|it| it.service == "RTM").unwrap();
    assert_eq!(line.channel, "rtm");
    let line = line.row;
    let Reply::Evidence(evidence) = driver.ask(Request::Evidence(line)).0 else {
        panic!("no evidence")
    };
    assert_eq!(taken(&evidence), [["channel", "RTM", "rtm"]]);

    let inputs = described(&["South,2,0.25,0.50", "North,1,0.25,0.25"], &[]);
    check(&inputs, &["matched 3 2 0.75 0.75 0"]);
}

#[test]
fn names_of_lines_that_may_be_for_any_usage_are_asked_about() {
    let bill = ["Chat sessions,2,0.25,0.50", "Calls,1,0.50,0.50"];
    let inputs = described(&bill, &[]);
    check(&inputs, &["ambiguous 3 2 1 1 0"]);
    let name = |billed: &str| Otherwise {
        of: "channel".to_owned(),
        billed: billed.to_owned(),
        lines: 1,
        usage: ["IVR", "rtm"].map(str::to_owned).to_vec(),
    };
    assert_eq!(view(&inputs).1.otherwise, [name("Calls"), name("Chat sessions")]);

    let answers = [("channel", "Chat sessions", "rtm"), ("channel", "Calls", "IVR")];
    let inputs = described(&bill, &answers);
    check(&inputs, &["matched 3 2 1 1 0"]);
    assert_eq!(view(&inputs).1.otherwise, []);

    // Whoever says that one stands for any is not asked again.
    let inputs = described(&bill, &[("channel", "Calls", "")]);
    assert_eq!(view(&inputs).1.otherwise, [name("Chat sessions")]);
}

#[test]
fn a_name_may_stand_for_all_of_the_usage() {
    let names = [("service", "Platform usage", ""), ("channel", "all", "")];
    let inputs = inputs(&["Platform usage,all,3,,1.00"], &names);
    check(&inputs, &["matched 3 1 1 1 0"]);
}

#[test]
fn names_are_asked_about_only_where_they_keep_lines_from_usage() {
    // Nothing is left that the line could be for.
    let all = ["Conversation,rtm,2,0.25,0.50", "Conversation,IVR,1,0.50,0.50", "Setup,web,1,5,5"];
    let result = inputs(&all, &[]).run().unwrap();
    assert!(!codes(&result).contains(&"name_unknown"), "{result:#}");
    // The policy does not compare it.
    let mut inputs = inputs(&["Chats,rtm,2,0.25,0.50"], &[]);
    inputs.policy.aggregate_by.retain(|it| it != "service");
    let result = inputs.run().unwrap();
    assert!(!codes(&result).contains(&"name_unknown"), "{result:#}");
    assert_eq!(outcomes(&result)[0], "matched 2 1 0.50 0.50 0");
}

#[test]
fn thousands_of_unknown_names_are_told_by_the_most_frequent() {
    let usage: String =
        (0..3000).map(|it| format!("u{it},2026-03-02 10:00:00,60,Acc{it}\n")).collect();
    let bill: String = (0..3000).map(|it| format!("60,seconds,0.60,X{}\n", it / 2)).collect();
    let inputs = Inputs {
        usage: vec![format!("call_id,start,duration,account\n{usage}")],
        billed: vec![format!("quantity,unit,amount,account\n{bill}60,seconds,0.60,X7\n")],
        ..Inputs::default()
    };
    let mut driver = inputs.reconciled().unwrap();
    let Reply::Result(view) = driver.ask(Request::Reconcile).0 else { panic!("no result") };
    let told: Vec<_> = view.otherwise.iter().map(|it| (it.billed.as_str(), it.lines)).collect();
    assert_eq!(told, [("X7", 3), ("X0", 2), ("X1", 2), ("X10", 2), ("X100", 2), ("X1000", 2)]);
    assert!(view.otherwise.iter().all(|it| it.usage.len() == 200));
}
