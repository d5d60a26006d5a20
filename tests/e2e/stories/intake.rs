//! Files come in by drop and by paste anywhere on the page, from any of its pages.

use serde_json::json;
use trueup_e2e::files::Month;
use trueup_e2e::{Desk, Route, Setup, wait};

in_both!(dropped_anywhere, Setup::default(), drop_story);
in_both!(pasted_anywhere, Setup::default(), paste_story);
in_both!(hundreds_at_once, Setup::default(), many_story);

/// Does with texts what a person does with files: holds them over the page, then lets go.
const DROP: &str = "const [type, files] = arguments;
    const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([text], name));
    const at = {bubbles: true, cancelable: true, dataTransfer: data};
    return !document.querySelector('main').dispatchEvent(new DragEvent(type, at))";

const PASTE: &str = "const data = new DataTransfer();
    data.setData('text/plain', arguments[0]);
    const event = new ClipboardEvent('paste', {bubbles: true, cancelable: true});
    Object.defineProperty(event, 'clipboardData', {value: data});
    document.body.dispatchEvent(event)";

fn drop_story(desk: &Desk) {
    let month = Month::new(21);
    // Not on the Sources page, and several at once.
    desk.go_to(Route::Policy);
    let files = json!([["sessions.csv", month.usage], ["bill.csv", month.bill]]);
    let taken = desk.session.run(DROP, &json!(["dragover", files]));
    assert_eq!(taken, true, "else the browser opens the file itself");
    assert!(desk.session.by_testid("drop-overlay").content().len() > 10);
    assert_eq!(desk.session.run(DROP, &json!(["drop", files])), true);
    desk.session.until_gone("drop-overlay");
    for (name, group) in [("sessions.csv", "usage"), ("bill.csv", "billed")] {
        let card = desk.sources().card(name);
        card.until("ready");
        assert_eq!(card.group(), group);
    }
    let rates = json!([["rates.csv", month.rates]]);
    desk.session.run(DROP, &json!(["drop", rates]));
    desk.sources().card("rates.csv").until("ready");
    desk.sources().reconcile();
    assert_eq!(desk.result().outcomes(), month.outcomes);
}

fn many_story(desk: &Desk) {
    const DAYS: u64 = 150;
    // The bill comes first, so that there would be something to reconcile before all usage is there.
    let mut bill = "line_id,usage_id,quantity,unit,amount,currency\n".to_owned();
    let mut files = Vec::new();
    for day in 0..DAYS {
        let usage = format!("usage_id,start,duration_seconds\ns{day},2026-03-02T10:00:00Z,60\n");
        let n = day.to_string();
        bill.extend([n.as_str(), ",s", &n, ",1,MIN,0.10,USD\n"]);
        files.push(json!([format!("day-{day:03}.csv"), usage]));
    }
    files.insert(0, json!(["bill.csv", bill]));
    desk.session.run(DROP, &json!(["drop", files]));
    desk.sources().reconcile();
    assert_eq!(desk.result().outcomes()["matched"], (DAYS, DAYS), "all of them were waited for");
    // Cards are made some in each frame; all come, now as well as before.
    desk.go_to(Route::Sources);
    let all = usize::try_from(DAYS).unwrap() + 1;
    wait::until("a card for each", || (desk.sources().names().len() == all).then_some(()));
}

fn paste_story(desk: &Desk) {
    let month = Month::new(22);
    for text in [&month.usage, &month.bill, &month.rates] {
        desk.session.run(PASTE, &json!([text]));
    }
    desk.sources().reconcile();
    assert_eq!(desk.result().outcomes(), month.outcomes);
}
