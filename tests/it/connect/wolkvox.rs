//! wolkvox, against the simulator.

use super::rows;
use super::wire::{self, NOW, call, drive, fetch, form, form_at};
use trueup::connect::{Asked, Form, HttpReply, NetFailure, Note, Wait, wolkvox};
use trueup::domain::forms::Settings;
use trueup_simulator::{Scenario, Simulator, WolkvoxSettings};

fn asking(simulator: &Simulator, more: &[(&'static str, &str)]) -> Form {
    let mut form = form_at("wolkvox", simulator, &[("token", "simulated-wolkvox-token")]);
    for (name, value) in more {
        form.set(name, *value);
    }
    form
}

#[test]
fn each_report_becomes_a_snapshot_that_reads_like_the_reply() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let all = wolkvox::REPORTS.join(", ");
    let fetched = fetch("wolkvox", &asking(&simulator, &[("reports", &all)]));
    assert_eq!((fetched.code(), fetched.files.len()), ("", wolkvox::REPORTS.len()));
    for ((received, bytes), report) in fetched.files.iter().zip(wolkvox::REPORTS) {
        let file: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        assert_eq!(file["trueup_snapshot"], 1);
        assert_eq!(file["vendor"], "wolkvox");
        assert_eq!(file["report"], *report);
        assert_eq!(received.settings.service, *report);
        let reply = simulator.data().wolkvox_snapshot(report, 0).unwrap();
        assert!(String::from_utf8_lossy(bytes).contains(&reply), "the reply is kept word for word");
        assert_eq!(file["sha256"], sha256(&reply));
        assert!(received.statement.complete && received.keep_it);
    }
}

fn sha256(text: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(text).iter().map(|it| format!("{it:02x}")).collect()
}

#[test]
fn a_snapshot_dropped_later_is_the_fetched_one() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let fetched = fetch("wolkvox", &asking(&simulator, &[("reports", "ivr_calls")]));
    let (received, bytes) = fetched.file();
    let live = rows::of(&received.name, bytes, &received.settings);
    assert_eq!(live.len(), 1);
    assert_eq!(rows::of("saved.json", bytes, &Settings::default()).len(), 1);
}

#[test]
fn calls_go_out_one_after_the_other_and_not_sooner_than_five_minutes() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let form = asking(&simulator, &[("reports", "interactions")]);
    let first = fetch("wolkvox", &form);
    let key = first.asked[0].clone();
    assert!(!key.contains("simulated"), "{key}");
    let asked = Asked::from([(key, NOW - 60_000)]);
    let session = wire::start("wolkvox", &form, &asked).unwrap();
    let second = drive(session, &mut call);
    let waited: u64 = second.waits.iter().map(|(it, _)| it).sum();
    assert_eq!(waited, 4 * 60_000);
    assert!(second.waits.iter().all(|(_, it)| *it == Wait::Floor("interactions".into())));
    assert_eq!(second.files.len(), 1);
}

#[test]
fn a_report_that_does_not_exist_leaves_out_no_other() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let form = asking(&simulator, &[("reports", "ivr_calls, no_such_report; amd_ai")]);
    let fetched = fetch("wolkvox", &form);
    assert_eq!(fetched.files.len(), 2);
    assert_eq!(fetched.code(), "refused");
    assert!(fetched.failure.unwrap().said.contains("DOES NOT EXIST"));
}

#[test]
fn one_status_that_means_several_things_is_told_apart() {
    for follows in [true, false] {
        let with = |change: fn(&mut WolkvoxSettings)| {
            let mut wolkvox =
                WolkvoxSettings { http_status_follows: follows, ..WolkvoxSettings::default() };
            change(&mut wolkvox);
            Simulator::start(Scenario { wolkvox, ..Scenario::default() }).unwrap()
        };
        let quota = with(|it| it.daily_calls = Some(1));
        assert_eq!(fetch("wolkvox", &asking(&quota, &[])).code(), "quota");
        let busy = with(|it| it.simultaneous = 0);
        let fetched = fetch("wolkvox", &asking(&busy, &[]));
        assert_eq!(fetched.code(), "too_many");
        assert!(!fetched.waits.is_empty());
        let token = with(|_| {});
        let wrong = fetch("wolkvox", &asking(&token, &[("token", "something-else")]));
        assert_eq!(wrong.code(), "credentials");
    }
}

#[test]
fn a_test_costs_no_report_its_five_minutes() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let tested = wire::test("wolkvox", &asking(&simulator, &[]));
    assert_eq!((tested.code(), tested.files.len()), ("", 0));
    assert!(tested.asked.is_empty());
}

#[test]
fn only_an_answer_begins_the_five_minutes() {
    let answered = |status: u16, body: &str| {
        let values = [("base_url", "0042"), ("token", "token"), ("reports", "ivr_calls")];
        let session = wire::start("wolkvox", &form("wolkvox", &values), &Asked::new()).unwrap();
        let fetched = drive(session, &mut |_| {
            let (body, size) = (body.as_bytes().to_vec(), body.len() as u64);
            match status {
                0 => Err(NetFailure::Unreachable),
                status => Ok(HttpReply { status, headers: Vec::new(), body, size }),
            }
        });
        (fetched.code(), fetched.asked.len())
    };
    let refusal = |code: u16, msg: &str| {
        format!("{{\"code\":{code},\"error\":\"ERROR\",\"msg\":\"{msg}\",\"data\":[]}}")
    };
    let (token, two) = (refusal(403, "VALIDATE TOKEN"), refusal(403, "EXCEEDS SIMULTANEOUS"));
    let (often, none) = (refusal(429, "TOO MANY REQUESTS"), refusal(400, "DOES NOT EXIST"));
    let good = "{\"code\":200,\"error\":null,\"msg\":\"ok\",\"data\":[]}";
    assert_eq!(answered(200, good), ("", 1));
    assert_eq!(answered(0, ""), ("unreachable", 0));
    assert_eq!(answered(500, ""), ("server", 0));
    assert_eq!(answered(200, "{\"code\":2"), ("broken", 1));
    // A refusal's status is the reply's own, or only inside it.
    for outside in [true, false] {
        let status = |code: u16| if outside { code } else { 200 };
        assert_eq!(answered(status(403), &token), ("credentials", 0));
        assert_eq!(answered(status(403), &two), ("too_many", 0));
        assert_eq!(answered(status(429), &often), ("too_many", 1));
        assert_eq!(answered(status(400), &none), ("refused", 0));
    }
}

#[test]
fn a_server_is_named_in_any_way() {
    for typed in ["0042", "wv0042", "wv0042.wolkvox.com", "https://wv0042.wolkvox.com/"] {
        let values = [("base_url", typed), ("token", "t"), ("connection", "direct")];
        let session = wire::start("wolkvox", &form("wolkvox", &values), &Asked::new()).unwrap();
        let mut seen = String::new();
        drive(session, &mut |request| {
            seen = request.url.clone();
            Err(trueup::connect::NetFailure::Policy)
        });
        assert_eq!(seen, "https://wv0042.wolkvox.com/api/v2/billing.php?api=ivr_calls", "{typed}");
    }
}

#[test]
fn a_reply_that_reaches_the_vendors_limit_may_lack_the_rest() {
    for (n, complete) in [(59_999, true), (60_000, false)] {
        let row =
            "{\"operation\":\"o\",\"description\":\"d\",\"items\":\"1\",\"date\":\"2026-10-31\"}";
        let rows = vec![row; n].join(",");
        let body = format!("{{\"code\":200,\"error\":null,\"msg\":\"ok\",\"data\":[{rows}]}}");
        let values = [("base_url", "0042"), ("token", "t"), ("reports", "ivr_calls")];
        let session = wire::start("wolkvox", &form("wolkvox", &values), &Asked::new()).unwrap();
        let fetched = drive(session, &mut |_| {
            let body = body.clone().into_bytes();
            let size = body.len() as u64;
            Ok(trueup::connect::HttpReply { status: 200, headers: Vec::new(), body, size })
        });
        let statement = &fetched.file().0.statement;
        assert_eq!((statement.complete, statement.received), (complete, Some(n as u64)));
        assert_eq!(statement.asked.is_none(), !complete, "how many there are nobody knows");
        assert_eq!(statement.note, (!complete).then_some(Note::Limit(60_000)));
        assert_eq!(statement.remark, "", "the vendor said nothing");
    }
}
