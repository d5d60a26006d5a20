//! The whole job without a pointer.

use serde_json::json;
use trueup_e2e::files::Month;
use trueup_e2e::{Desk, Key, Setup, wait};

in_both!(the_sample_without_a_pointer, Setup::default(), sample_story);
in_both!(pasting_without_a_pointer, Setup::default(), paste_story);
in_both!(the_fetch_panel_without_a_pointer, Setup::default(), fetch_story);

/// More stops than any page of the app has.
const STOPS: usize = 90;

fn sample_story(desk: &Desk) {
    tab_to(desk, "[data-testid=sample-data]");
    desk.session.press(&[Key::Enter]);
    desk.result().until_there();
    tab_to(desk, "[role=grid] [role=gridcell]");
    desk.session.press(&[Key::Down, Key::Down, Key::Enter]);
    let evidence = desk.result().evidence();
    let row = "return document.activeElement.closest('[aria-rowindex]')?.ariaRowIndex ?? ''";
    assert_eq!(desk.session.run(row, &json!([])), "4", "the focus stays on the row");
    tab_to_button(desk, "Dispute");
    desk.session.press(&[Key::Enter]);
    evidence.until("Disputed");

    back_to(desk, "header button[aria-haspopup=menu]");
    desk.session.press(&[Key::Enter]);
    wait::until("the first entry to have the focus", || {
        (desk.session.focused().attribute("data-testid").as_deref() == Some("menu-csv"))
            .then_some(())
    });
    desk.session.press(&[Key::Enter]);
    assert!(!desk.take_saved("csv").is_empty());
}

fn paste_story(desk: &Desk) {
    let month = Month::new(15);
    for text in [&month.usage, &month.bill] {
        let few: Vec<&str> = text.lines().take(4).collect();
        tab_to(desk, "[data-testid=paste]");
        desk.session.press(&[Key::Enter]);
        wait::until("the field to have the focus", || {
            (desk.session.focused().attribute("data-testid").as_deref() == Some("paste-text"))
                .then_some(())
        });
        desk.session.focused().send(&few.join("\n"));
        tab_to(desk, "[data-testid=paste-add]");
        desk.session.press(&[Key::Enter]);
        desk.session.until_gone("paste-text");
    }
    wait::until("both to be read", || desk.sources().can_reconcile().then_some(()));
    tab_to(desk, "[data-testid=reconcile]");
    desk.session.press(&[Key::Enter]);
    assert!(desk.result().is_proven());
}

fn fetch_story(desk: &Desk) {
    tab_to(desk, "[data-testid=fetch-vendor]");
    desk.session.press(&[Key::Enter]);
    wait::until("the heading to have the focus", || {
        (desk.session.focused().attribute("id").as_deref() == Some("fetch-title")).then_some(())
    });
    tab_to(desk, "[data-testid=fetch-close]");
    desk.session.press(&[Key::Enter]);
    desk.session.until_gone("fetch-status");
    let focused = desk.session.focused().attribute("data-testid");
    assert_eq!(focused.as_deref(), Some("fetch-vendor"), "back where it was opened");
}

/// Presses Tab until the focus is on one of these; where it is must be seen on the way.
#[track_caller]
fn tab_to(desk: &Desk, css: &str) {
    seek(desk, css, &[], &format!("return document.activeElement.matches('{css}')"));
}

/// The same the other way round.
#[track_caller]
fn back_to(desk: &Desk, css: &str) {
    seek(desk, css, &[Key::Shift], &format!("return document.activeElement.matches('{css}')"));
}

#[track_caller]
fn tab_to_button(desk: &Desk, text: &str) {
    let script = format!(
        "const it = document.activeElement;
        return it.tagName === 'BUTTON' && it.textContent.trim() === '{text}'"
    );
    seek(desk, text, &[], &script);
}

#[track_caller]
fn seek(desk: &Desk, what: &str, held: &[Key], is_there: &str) {
    for _ in 0..STOPS {
        desk.session.press_with(held, Key::Tab.code());
        let seen = desk.session.run(SEEN, &json!([]));
        assert_eq!(seen, true, "the focus cannot be seen on {}", desk.session.focused().content());
        if desk.session.run(is_there, &json!([])) == true {
            return;
        }
    }
    panic!("no Tab leads to {what}");
}

/// Whether what has the focus is marked. The body between two rounds needs no mark.
const SEEN: &str = "const it = document.activeElement;
    if (it === document.body || it === document.documentElement) return true;
    const marked = it => { const s = getComputedStyle(it);
        return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none' };
    return marked(it) || (it.parentElement !== null && marked(it.parentElement))";
