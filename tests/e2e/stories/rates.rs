//! The table of rates: edited, taken back, and what becomes of it without the card it was made of.

use serde_json::json;
use trueup_e2e::files::Month;
use trueup_e2e::{Desk, Element, Key, Route, Setup, wait};

in_both!(undo_leaves_what_is_being_edited, Setup::default(), undo_story);
in_both!(edited_rates_do_not_outlive_their_card_unseen, Setup::default(), left_story);
in_both!(a_change_is_no_matter_of_other_rows, Setup::default(), change_story);

/// The price in a row, counted from 1.
fn price(desk: &Desk, row: usize) -> Element {
    desk.session.find(&format!(".rates__row:nth-of-type({row}) [aria-label^=\"Price, row\"]"))
}

fn set_price(desk: &Desk, row: usize, text: &str) {
    price(desk, row).fill(text);
    desk.session.press(&[Key::Tab]);
}

/// Uses the rates, and waits until that is told and no message is left.
fn apply(desk: &Desk) {
    let button = desk.session.by_testid("rates-apply");
    wait::until("the rates to be usable", || {
        (button.attribute("aria-disabled").as_deref() == Some("false")).then_some(())
    });
    button.click();
    until_used(desk);
}

fn until_used(desk: &Desk) {
    let toast = desk.session.find(".toast");
    toast.until_says("The rates are in use");
    toast.find("[aria-label=Close]").click();
    wait::until("no message", || desk.session.find_now(".toast").is_none().then_some(()));
}

fn undo_story(desk: &Desk) {
    let rates = desk.write("rates.csv", Month::new(41).rates);
    desk.sources().give_and_wait(&[&rates]);
    desk.go_to(Route::Rates);
    let before = price(desk, 1).property("value");
    set_price(desk, 1, "0.91");
    apply(desk);
    set_price(desk, 1, "0.92");
    desk.header().undo();
    until_used(desk);
    assert_eq!(price(desk, 1).property("value"), "0.92", "it is still being edited");
    desk.session.find("main").button("Discard changes").click();
    wait::until("the price from before both", || {
        (price(desk, 1).property("value") == before).then_some(())
    });
}

fn left_story(desk: &Desk) {
    let month = Month::new(42);
    let usage = desk.write("sessions.csv", &month.usage);
    let rates = desk.write("rates.csv", &month.rates);
    desk.sources().give_and_wait(&[&usage, &rates]);
    desk.go_to(Route::Rates);
    set_price(desk, 1, "0.91");
    apply(desk);
    desk.go_to(Route::Sources);
    let left = "file that was removed are still in use";
    assert!(!desk.sources().ready().contains(left), "their card is there");
    desk.sources().card("rates.csv").press("remove-source");
    desk.session.by_testid("ready").until_says(left);
    desk.go_to(Route::Rates);
    assert_eq!(price(desk, 1).property("value"), "0.91");
    desk.session.by_testid("rates-left").find("button").click();
    desk.session.until_gone("rates-table");
    desk.go_to(Route::Sources);
    wait::until("no rates", || {
        let said = desk.sources().ready();
        (said.contains("none: quantities are compared") && !said.contains(left)).then_some(())
    });

    // That can be taken back like any other change of the rates.
    desk.header().undo();
    desk.session.by_testid("ready").until_says(left);
    desk.go_to(Route::Rates);
    assert_eq!(price(desk, 1).property("value"), "0.91");
}

fn change_story(desk: &Desk) {
    let mut rates = "service,measure,unit_size,price\n".to_owned();
    for n in 0..30 {
        rates.extend(["s", &n.to_string(), ",records,1,0.01\n"]);
    }
    let rates = desk.write("rates.csv", rates);
    desk.sources().give_and_wait(&[&rates]);
    desk.go_to(Route::Rates);
    price(desk, 30);
    // Every field that the page writes to is counted by its row.
    let script = "const own = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
        window.__written = new Set();
        Object.defineProperty(HTMLInputElement.prototype, 'value', {...own, set(value) {
            const row = this.closest('.rates__row');
            if (row) window.__written.add(row.querySelector('th').textContent);
            own.set.call(this, value);
        }})";
    desk.session.run(script, &json!([]));
    set_price(desk, 2, "0.02");
    let said = || desk.session.find(".rates__row:nth-of-type(2) .rates__said").content();
    wait::until("the row to say its price", || said().contains("0.02").then_some(()));
    let written = desk.session.run("return [...window.__written]", &json!([]));
    assert_eq!(written, json!(["2"]), "rows that are written to");
}
