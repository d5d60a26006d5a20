//! Work that is saved as a case is gone on with another day.

use trueup_e2e::files::Month;
use trueup_e2e::page::Route;
use trueup_e2e::{Desk, Setup, wait};

in_both!(a_saved_case_is_gone_on_with, Setup::default(), saved_story);
in_both!(an_open_case_is_not_opened_once_more, Setup::default(), opened_story);
in_both!(an_outdated_result_is_not_exported, Setup::default(), outdated_story);

fn saved_story(desk: &Desk) {
    let month = Month::new(8);
    let evidence = super::two_files::dispute(desk, &month);
    evidence.write_note("asked on Monday");
    let case = desk.export("export-case", "json");
    let case = desk.write("march.json", case);

    // Another day: the page knows nothing, and the case comes before its files.
    desk.leave();
    desk.open_page();
    let sources = desk.sources();
    sources.give_and_wait(&[&case]);
    let card = sources.card("march.json");
    assert!(card.text().contains("missing"), "{}", card.text());
    let [usage, bill, rates] =
        ["sessions.csv", "bill.csv", "rates.csv"].map(|it| desk.folder().join("files").join(it));
    sources.give_and_wait(&[&usage, &bill, &rates]);
    wait::until("every file to be known", || {
        (!sources.card("march.json").text().contains("missing")).then_some(())
    });
    assert!(sources.ready().contains("saved case is not open"), "{}", sources.ready());
    sources.card("march.json").press("open-case");
    let result = desk.result();
    result.until_there();
    assert_eq!(result.outcomes(), month.outcomes);
    result.search(&month.overbilled);
    result.until_rows(1);
    let evidence = result.open(0);
    evidence.until("Disputed");
    assert!(evidence.content().contains("asked on Monday"), "{}", evidence.content());
    desk.go_to(Route::Sources);
    assert!(!desk.sources().ready().contains("saved case"), "{}", desk.sources().ready());
}

fn opened_story(desk: &Desk) {
    let month = Month::new(9);
    super::two_files::dispute(desk, &month);
    let case = desk.export("export-case", "json");
    let case = desk.write("march.json", case);
    desk.leave();
    desk.open_page();
    let sources = desk.sources();
    let [usage, bill, rates] =
        ["sessions.csv", "bill.csv", "rates.csv"].map(|it| desk.folder().join("files").join(it));
    sources.give_and_wait(&[&case, &usage, &bill, &rates]);
    wait::until("every file to be known", || {
        (!sources.card("march.json").text().contains("missing")).then_some(())
    });
    sources.card("march.json").press("open-case");
    let result = desk.result();
    result.until_there();
    result.search(&month.overbilled);
    result.until_rows(1);
    let evidence = result.open(0);
    evidence.until("Disputed");
    evidence.press("Accept");
    evidence.until("Accepted");

    // What was decided since is safe: there is nothing of the case left to be opened.
    desk.go_to(Route::Sources);
    let card = sources.card("march.json");
    assert!(card.text().contains("This case is open"), "{}", card.text());
    assert!(card.element().find_now("[data-testid=open-case]").is_none());

    // Opening it was a step before that decision, and is taken back after it.
    desk.header().undo();
    desk.header().undo();
    wait::until("the case to be there to be opened", || {
        card.element().find_now("[data-testid=open-case]").map(drop)
    });
}

fn outdated_story(desk: &Desk) {
    let month = Month::new(8);
    super::two_files::dispute(desk, &month);
    desk.go_to(Route::Sources);
    desk.sources().card("rates.csv").press("remove-source");
    desk.go_to(Route::Result);
    let export = desk.session.by_testid("export-csv");
    wait::until("the export to wait", || (!export.is_enabled()).then_some(()));
    desk.result().until_evidence_closes();
    let again = desk.session.find(".result__stale button");
    again.click();
    wait::until("a new result", || export_is_ready(desk).then_some(()));
}

fn export_is_ready(desk: &Desk) -> bool {
    desk.session.by_testid("export-csv").is_enabled()
}
