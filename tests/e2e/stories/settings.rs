//! How a file is read can be seen and changed, with what comes of it shown before it is applied.

use serde_json::json;
use trueup_e2e::{Desk, Element, Setup, wait};

in_both!(columns_are_given_a_meaning, Setup::default(), columns_story);
in_both!(the_part_and_the_zone_can_be_changed, Setup::default(), role_story);
in_both!(numbers_that_read_both_ways_are_asked_about, Setup::default(), numbers_story);

const USAGE: &str = "key;when;how long;who\r\n\
    c-1;2026-10-05 09:00:00;60;acme\r\nc-2;2026-10-05 10:00:00;120;acme\r\n";
const BILL: &str = "line_id,call_id,start,quantity,unit,unit_price,amount,currency\r\n\
    1,c-1,2026-10-05 09:00:00,1,MIN,0.10,0.10,USD\r\n2,c-2,2026-10-05 10:00:00,2,MIN,0.10,0.20,USD\r\n";

/// Chooses an option as a person does.
pub(super) fn select(desk: &Desk, field: &Element, value: &str) {
    let script = "const [it, value] = arguments;
        it.value = value; it.dispatchEvent(new Event('change', {bubbles: true}))";
    desk.session.run(script, &json!([field.as_argument(), value]));
}

fn columns_story(desk: &Desk) {
    let usage = desk.write("odd.csv", USAGE);
    let bill = desk.write("bill.csv", BILL);
    desk.sources().give(&[&usage]);
    desk.sources().give_and_wait(&[&bill]);
    desk.sources().card("odd.csv").element();
    wait::until("the way to the columns", || {
        desk.sources().card("odd.csv").element().find_now("[data-testid=set-columns]")
    })
    .click();
    // The first rows stand there as they are; each column gets its meaning.
    let preview = desk.session.by_testid("preview");
    wait::until("the rows", || preview.content().contains("2026-10-05 09:00:00").then_some(()));
    select(desk, &desk.session.by_testid("set-layout"), "usage-table");
    for (n, meaning) in ["usage_id", "start", "duration", "account"].iter().enumerate() {
        let choice = wait::until(format!("column {n}"), || {
            preview.find_all("[data-testid=column-meaning]").into_iter().nth(n)
        });
        select(desk, &choice, meaning);
    }
    // What they then read as is shown before anything is applied.
    wait::until("the preview to follow", || {
        preview.content().contains("2026-10-05T09:00:00").then_some(())
    });
    assert!(!desk.sources().can_reconcile(), "nothing is applied yet");
    desk.session.by_testid("setup-apply").click();
    let card = desk.sources().card("odd.csv");
    card.until("ready");
    wait::until("its records", || {
        (card.facts().get("Records").map(String::as_str) == Some("2")).then_some(())
    });
    desk.sources().reconcile();
    assert_eq!(desk.result().outcomes().get("matched"), Some(&(2, 2)));
}

fn role_story(desk: &Desk) {
    let usage = desk.write(
        "calls.csv",
        "call_id,start,duration,account,amount\r\nc-1,2026-10-05 23:30:00,60,acme,0.10\r\n",
    );
    desk.sources().give_and_wait(&[&usage]);
    let card = desk.sources().card("calls.csv");
    assert_eq!(card.group(), "usage");
    let apply = |field: &str, value: &str| {
        card.press("source-settings");
        let field = desk.session.by_testid(field);
        if field.property("tagName") == "SELECT" {
            select(desk, &field, value);
        } else {
            field.fill(value);
        }
        desk.session.by_testid("setup-apply").click();
        desk.session.until_gone("setup-apply");
    };
    apply("set-role", "billed");
    wait::until("the other side", || (card.group() == "billed").then_some(()));
    apply("set-role", "usage");
    wait::until("its own side again", || (card.group() == "usage").then_some(()));
    // 23:30 in Bogotá is the next day in UTC: the panel shows the source's own day, and its zone.
    apply("set-time-zone", "America/Bogota");
    wait::until("the zone", || desk.sources().ready().contains("UTC−5").then_some(()));
}

fn numbers_story(desk: &Desk) {
    let usage = desk.write("calls.csv", "call_id,start,duration\r\nc-1,2026-10-05 09:00:00,60\r\n");
    let bill = desk.write("bill.csv", "line_id;call_id;currency;amount\r\n1;c-1;USD;1.200\r\n");
    desk.sources().give_and_wait(&[&usage, &bill]);
    let question = wait::until("the question", || desk.sources().questions().into_iter().next());
    assert!(question.content().contains("1.200"), "{}", question.content());
    assert!(!desk.sources().can_reconcile(), "not before it is answered");
    let choices = question.find_all("label");
    let texts: Vec<String> = choices.iter().map(Element::content).collect();
    let comma =
        texts.iter().position(|it| it.contains("comma")).unwrap_or_else(|| panic!("{texts:?}"));
    choices[comma].click();
    question.by_testid("answer").click();
    wait::until("no more questions", || desk.sources().questions().is_empty().then_some(()));
    desk.sources().reconcile();
    assert!(desk.result().summary().contains("1,200"), "{}", desk.result().summary());
}
