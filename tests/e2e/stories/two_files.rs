//! The main job: usage and a bill in, every difference out, with its evidence.

use serde_json::json;
use std::fmt::Write as _;
use trueup_e2e::files::Month;
use trueup_e2e::page::{Evidence, Route};
use trueup_e2e::session::{Element, Key};
use trueup_e2e::{Desk, Setup, wait};

in_both!(finds_what_was_planted, Setup::default(), finds_what_was_planted_story);
in_both!(shows_evidence_and_takes_decisions, Setup::default(), evidence_story);
in_both!(matches_ids_that_are_written_otherwise, Setup::default(), alike_ids_story);
in_both!(matches_calls_that_share_no_id, Setup::default(), times_story);
in_both!(another_time_zone_of_the_bill_is_told, Setup::default(), zone_story);
in_both!(asks_what_names_on_the_bill_are_called_in_the_usage, Setup::default(), names_story);
in_both!(whole_minutes_are_told, Setup::default(), roundings_story);
in_both!(another_rule_for_the_period_is_told, Setup::default(), period_rule_story);
in_both!(a_note_that_is_being_written_stays, Setup::default(), draft_story);
in_both!(who_went_elsewhere_stays_there, Setup::default(), elsewhere_story);
in_both!(filters_and_sorts, Setup::default(), filters_story);
in_both!(says_what_is_missing_and_what_repeats, Setup::default(), missing_story);
in_both!(rows_are_summed_in_each_currency, Setup::default(), currencies_story);

/// Gives a month to the page and reconciles it.
pub(crate) fn reconcile(desk: &Desk, month: &Month) {
    let usage = desk.write("sessions.csv", &month.usage);
    let bill = desk.write("bill.csv", &month.bill);
    let rates = desk.write("rates.csv", &month.rates);
    desk.sources().give_and_wait(&[&usage, &bill, &rates]);
    desk.sources().reconcile();
}

/// Reconciles a month and disputes the line that bills too much; its evidence stays open.
pub(crate) fn dispute(desk: &Desk, month: &Month) -> Evidence {
    reconcile(desk, month);
    let result = desk.result();
    result.search(&month.overbilled);
    result.until_rows(1);
    let evidence = result.open(0);
    evidence.press("Dispute");
    evidence.until("Disputed");
    evidence
}

fn finds_what_was_planted_story(desk: &Desk) {
    let month = Month::new(1);
    reconcile(desk, &month);

    let result = desk.result();
    assert_eq!(result.outcomes(), month.outcomes);
    assert!(result.is_proven(), "{}", result.proof());
    let proof = result.proof();
    for n in [month.rows.0, month.rows.1] {
        assert!(proof.contains(&n.to_string()), "{n} rows were given: {proof}");
    }
    let billed = month.billed.trim_end_matches('0');
    assert!(result.summary().contains(billed), "{billed} was billed: {}", result.summary());
}

fn evidence_story(desk: &Desk) {
    let month = Month::new(2);
    reconcile(desk, &month);
    let result = desk.result();
    result.search(&month.overbilled);
    result.until_rows(1);

    let evidence = result.open(0);
    let texts = evidence.texts();
    assert_eq!(texts.len(), 2, "both sides: {texts:?}");
    let row =
        |text: &str| text.lines().find(|it| it.contains(&month.overbilled)).unwrap().to_owned();
    assert_eq!(texts[0].trim(), row(&month.bill), "the line as it stands in the bill");
    assert_eq!(texts[1].trim(), row(&month.usage), "the record as it stands in the export");
    let content = evidence.content();
    for part in ["bill.csv", "sessions.csv", "0.10", "0.05"] {
        assert!(content.contains(part), "{part} is missing: {content}");
    }

    evidence.press("Dispute");
    evidence.until("Disputed");
    let disputed = || desk.result().summary().contains("1 row");
    wait::until("the headline to count it", || disputed().then_some(()));
    desk.header().undo();
    result.evidence().until("Dispute");
    desk.header().redo();
    result.evidence().until("Disputed");
    result.evidence().write_note("Two blocks for one session");
    result.evidence().press("Accept");
    result.evidence().until("Accepted");
}

fn draft_story(desk: &Desk) {
    let evidence = dispute(desk, &Month::new(2));
    evidence.begin_note("half a thought");
    desk.go_to(Route::Rates);
    desk.go_to(Route::Result);
    let result = desk.result();
    result.until_there();
    let draft = result.evidence().begun_note();
    assert_eq!(draft, "half a thought", "a visit elsewhere brings no new result");
}

fn elsewhere_story(desk: &Desk) {
    let month = Month::new(2);
    let usage = desk.write("sessions.csv", &month.usage);
    let bill = desk.write("bill.csv", &month.bill);
    desk.sources().give_and_wait(&[&usage, &bill]);
    wait::until("all to be ready", || desk.sources().can_reconcile().then_some(()));
    // Nobody is as fast as a comparison of so few rows: both in one go.
    let script = "document.querySelector('[data-testid=reconcile]').click();
        location.hash = '#/policy'";
    desk.session.run(script, &json!([]));
    let toast = desk.session.find(".toast");
    toast.until_says("The result is ready");
    assert!(desk.session.url().contains("#/policy"), "{}", desk.session.url());
    toast.button("Show").click();
    desk.result().until_there();
}

fn alike_ids_story(desk: &Desk) {
    let mut month = Month::new(5);
    month.bill = month.bill.to_ascii_uppercase();
    reconcile(desk, &month);
    let result = desk.result();
    assert!(!result.outcomes().contains_key("matched"), "{:?}", result.outcomes());
    let told = desk.session.by_testid("ids-alike");
    let text = told.text();
    assert!(text.contains("lines without usage have the ids"), "{text}");

    told.find("button").click();
    let matched = || (result.outcomes() == month.outcomes).then_some(());
    wait::until("ids that are alike to match", matched);
    assert!(result.is_proven(), "{}", result.proof());
    assert!(!desk.session.has("ids-alike"));
    result.search(&month.overbilled.to_ascii_uppercase());
    result.until_rows(1);
    let content = result.open(0).content();
    assert!(content.contains("ids that are alike"), "{content}");
}

fn times_story(desk: &Desk) {
    let usage = "call_id,start,account,duration_seconds\n\
        u1,2026-03-01 10:00:03,A1,61\n\
        u2,2026-03-01 10:05:10,A1,30\n\
        u3,2026-03-01 11:00:00,A2,120\n";
    let bill = "line_id,date,account,duration (s),amount,currency\n\
        1,2026-03-01 10:00:04,A1,61,0.61,USD\n\
        2,2026-03-01 10:05:10,A1,30,0.30,USD\n\
        3,2026-03-01 11:00:01,A2,180,1.80,USD\n";
    let (usage, bill) = (desk.write("calls.csv", usage), desk.write("bill.csv", bill));
    desk.sources().give_and_wait(&[&usage, &bill]);
    desk.sources().reconcile();
    let result = desk.result();
    assert!(!result.outcomes().contains_key("matched"), "{:?}", result.outcomes());
    let told = desk.session.by_testid("same-times");
    let text = told.text();
    assert!(text.contains("3 lines share no id with the usage"), "{text}");

    told.find("button").click();
    let matched = || (result.outcomes().get("matched") == Some(&(2, 2))).then_some(());
    wait::until("calls of the same time to match", matched);
    assert_eq!(result.outcomes().get("quantity_variance"), Some(&(1, 1)));
    assert!(result.is_proven(), "{}", result.proof());
    assert!(!desk.session.has("same-times"));
    let content = result.open(0).content();
    assert!(content.contains("no record is nearer"), "{content}");
}

fn names_story(desk: &Desk) {
    let usage = "session_id,start,service,channel\n\
        s1,2026-03-01T10:00:00Z,Conversation,rtm\n\
        s2,2026-03-02T10:00:00Z,Conversation,rtm\n\
        s3,2026-03-03T10:00:00Z,Conversation,IVR\n";
    let bill = "invoice,service,channel,quantity,unit_price,amount,currency\n\
        I1,AI sessions,web,2,0.25,0.50,USD\n\
        I1,AI sessions,phone,1,0.25,0.25,USD\n";
    let (usage, bill) = (desk.write("sessions.csv", usage), desk.write("bill.csv", bill));
    desk.sources().give_and_wait(&[&usage, &bill]);
    desk.sources().reconcile();
    let result = desk.result();
    assert!(!result.outcomes().contains_key("matched"), "{:?}", result.outcomes());

    let asked = desk.session.by_testid("unknown-names");
    let apply = asked.button("Compare again");
    assert!(!apply.is_enabled(), "nothing is chosen yet");
    let fields = asked.find_all("select");
    for (name, choice) in [("“AI sessions”", "Any"), ("“web”", "rtm"), ("“phone”", "IVR")]
    {
        let named = |it: &&Element| it.attribute("aria-label").is_some_and(|it| it.contains(name));
        let options = fields.iter().find(named).unwrap().find_all("option");
        options.iter().find(|it| it.content() == choice).unwrap().click();
    }
    apply.click();
    wait::until("the lines to find their usage", || {
        (result.outcomes().get("matched") == Some(&(3, 2))).then_some(())
    });
    assert!(result.is_proven(), "{}", result.proof());
    assert!(!desk.session.has("unknown-names"));

    // The policy keeps them, until one is taken out.
    desk.go_to(Route::Policy);
    let kept = desk.session.by_testid("policy-names");
    assert!(
        kept.text().contains("“web” on the bill is the channel “rtm” in the usage."),
        "{}",
        kept.text()
    );
}

fn roundings_story(desk: &Desk) {
    let calls = [("c1", 61, 2), ("c2", 20, 1), ("c3", 125, 3), ("c4", 180, 3)];
    let mut usage = "call_id,start,duration_seconds\n".to_owned();
    let mut bill = "invoice,call_id,quantity,unit_price,amount,currency,category\n".to_owned();
    for (id, seconds, minutes) in calls {
        writeln!(usage, "{id},2026-03-01T10:00:00Z,{seconds}").unwrap();
        writeln!(bill, "I1,{id},{minutes},0.10,0.{minutes}0,USD,usage").unwrap();
    }
    bill.push_str("I1,,,,5.00,USD,Monthly fee\n");
    let (usage, bill) = (desk.write("calls.csv", &usage), desk.write("bill.csv", &bill));
    desk.sources().give_and_wait(&[&usage, &bill]);
    desk.sources().reconcile();
    let result = desk.result();
    assert_eq!(result.outcomes().get("not_comparable"), Some(&(4, 4)));
    let said = result.summary();
    assert!(said.contains("Nobody can tell yet"), "{said}");
    assert!(said.contains("4 rows cannot be compared"), "{said}");
    let told = desk.session.by_testid("in-minutes");
    assert!(told.text().contains("would agree if it was minutes"), "{}", told.text());
    told.find("button").click();
    let differ = || (result.outcomes().get("quantity_variance") == Some(&(3, 3))).then_some(());
    wait::until("lines to be compared in minutes", differ);
    assert!(!desk.session.has("in-minutes"));
    let told = desk.session.by_testid("rounding");
    let text = told.text();
    assert!(
        text.contains("3 lines that differ would agree") && text.contains("in steps of 1 min"),
        "{text}"
    );

    told.find("button").click();
    let agree = || (result.outcomes().get("matched") == Some(&(4, 4))).then_some(());
    wait::until("lengths in whole minutes to agree", agree);
    assert!(result.is_proven(), "{}", result.proof());
    assert!(!desk.session.has("rounding"));
    let said = result.summary();
    assert!(said.contains("All 4 lines for usage agree"), "{said}");
    result.toggle_outcome("matched");
    result.until_rows(4);
    let content = result.open(0).content();
    assert!(content.contains("Billable"), "{content}");

    // It stands in the policy, where another one can be written.
    desk.go_to(Route::Policy);
    let field = desk.session.by_testid("policy-lengths");
    assert_eq!(field.property("value"), "60/60");
    field.fill("60/0");
    desk.session.press(&[Key::Tab]);
    desk.session.find("main").until_says("a step of at least 1");
}

fn period_rule_story(desk: &Desk) {
    let usage = "call_id,start,end\n\
        c1,2026-02-28T23:58:00Z,2026-03-01T00:10:00Z\n\
        c2,2026-03-05T10:00:00Z,2026-03-05T10:01:00Z\n";
    let bill = "invoice,call_id,amount,currency\nI1,c1,0.50,USD\nI1,c2,0.25,USD\n";
    let (usage, bill) = (desk.write("calls.csv", usage), desk.write("bill.csv", bill));
    desk.sources().give_and_wait(&[&usage, &bill]);
    desk.go_to(Route::Policy);
    for (field, day) in [("policy-from", "2026-03-01"), ("policy-until", "2026-03-31")] {
        let field = desk.session.by_testid(field);
        let script = "const [field, day] = arguments; field.value = day;
            for (const it of ['input', 'change']) field.dispatchEvent(new Event(it, {bubbles: true}));";
        desk.session.run(script, &json!([field.as_argument(), day]));
    }
    let apply = desk.session.by_testid("policy-apply");
    wait::until("the policy to be usable", || apply.is_enabled().then_some(()));
    apply.click();
    let state = || desk.session.find("main").content().contains("This policy is in use.");
    wait::until("the policy to be in use", || state().then_some(()));
    desk.go_to(Route::Sources);
    desk.sources().reconcile();
    let result = desk.result();
    assert_eq!(result.outcomes().get("matched"), Some(&(1, 1)));
    let told = desk.session.by_testid("period-rule");
    assert!(told.text().contains("it ends in the period"), "{}", told.text());

    told.find("button").click();
    let agree = || (result.outcomes().get("matched") == Some(&(2, 2))).then_some(());
    wait::until("the call over midnight to lie in the period", agree);
    assert!(result.is_proven(), "{}", result.proof());
    assert!(!desk.session.has("period-rule"));
}

fn zone_story(desk: &Desk) {
    let usage = "call_id,start,duration_seconds\n\
        c1,2026-03-02 10:00:03,61\nc2,2026-03-02 10:05:10,30\nc3,2026-03-02 11:00:00,120\n";
    let bill = "line_id,start,duration (s),amount\n\
        1,2026-03-02 05:00:04,61,0.61\n2,2026-03-02 05:05:10,30,0.30\n3,2026-03-02 06:00:01,120,1.20\n";
    let (usage, bill) = (desk.write("calls.csv", usage), desk.write("bill.csv", bill));
    desk.sources().give_and_wait(&[&usage, &bill]);
    desk.sources().reconcile();
    let result = desk.result();
    assert_eq!(result.outcomes().get("matched"), None);
    let told = desk.session.by_testid("other-zone");
    assert!(
        told.text().contains("if the times of the bill were those of UTC-05:00"),
        "{}",
        told.text()
    );

    // Read in that zone, the lines are those calls.
    told.find("button").click();
    wait::until("the bill to be read in its zone", || {
        (!desk.session.has("other-zone") && desk.session.has("same-times")).then_some(())
    });
    desk.session.by_testid("same-times").find("button").click();
    let agree = || (result.outcomes().get("matched") == Some(&(3, 3))).then_some(());
    wait::until("the calls to match by their times", agree);
    assert!(result.is_proven(), "{}", result.proof());
    assert!(!desk.session.has("other-zone"));
    // All agree on their day, which is a day all the same.
    let main = desk.session.find("main");
    main.until_says("There is no difference to show.");
    assert!(!main.content().contains("No line is for one day alone."));
}

fn filters_story(desk: &Desk) {
    let month = Month::new(3);
    reconcile(desk, &month);
    let result = desk.result();
    for code in ["rate_variance", "unbilled_usage", "billed_without_usage"] {
        let (records, lines) = month.outcomes[code];
        result.toggle_outcome(code);
        result.until_rows(records.max(lines));
        result.toggle_outcome(code);
    }
    result.search("no such thing");
    result.until_rows(0);
    // The address says what is shown, so that going back shows what was there.
    assert!(desk.session.url().contains("#/result"), "{}", desk.session.url());
    // So does the link to the page.
    desk.go_to(Route::Sources);
    desk.go_to(Route::Result);
    result.until_rows(0);
    assert!(desk.session.url().contains("find=no"), "{}", desk.session.url());
}

/// A row of usage that cannot be read makes its line look unused, and a repeat says of what it is one.
fn missing_story(desk: &Desk) {
    let month = Month::new(6);
    reconcile(desk, &month);
    let told = desk.session.by_testid("unread-usage");
    let text = told.content();
    assert!(text.contains("1 row of usage could not be read"), "{text}");
    told.find("button").click();
    desk.session.by_testid("rejects").until_says("dead");
    desk.session.press(&[Key::Escape]);
    desk.session.until_gone("rejects");

    let result = desk.result();
    result.toggle_outcome("duplicate_line");
    result.until_rows(month.outcomes["duplicate_line"].1);
    let evidence = result.open(0);
    let texts = evidence.texts();
    let ids: Vec<_> = texts.iter().map(|it| it.split(',').nth(1)).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "the line and the one it repeats: {texts:?}");
    assert_ne!(texts[0], texts[1]);
    let content = evidence.content();
    assert!(content.contains("Repeats bill.csv, line"), "{content}");
    assert!(!content.contains("No usage goes with this line"), "{content}");
}

fn currencies_story(desk: &Desk) {
    let usage = "id,start,end,account\n\
        call-1,2026-05-21 10:00:00,2026-05-21 10:00:30,acme-example\n";
    let bill = "line_id,usage_id,date,quantity,unit,unit_price,amount,currency\n\
        1,call-1,2026-05-21,30,seconds,0.01,0.30,USD\n\
        2,call-2,2026-05-22,41,seconds,0.01,0.41,USD\n\
        3,call-3,2026-05-22,25,seconds,0.01,0.25,EUR\n";
    let (usage, bill) = (desk.write("calls.csv", usage), desk.write("bill.csv", bill));
    desk.sources().give_and_wait(&[&usage, &bill]);
    desk.sources().reconcile();
    let found = desk.session.find(".rows__found");
    for sum in ["USD", "0.41", "EUR", "0.25"] {
        found.until_says(sum);
    }
}
