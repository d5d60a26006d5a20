//! What holds when sources, rates or the policy change under a result, and while something is
//! waited for.

use crate::reconcile::Text;
use crate::reconcile::late::Late;
use trueup::diagnostics::Code;
use trueup::domain::Decision;
use trueup::domain::forms::RateForm;
use trueup::engine::Output;
use trueup::engine::driver::Driver;
use trueup::engine::forms::{PolicyForm, Settings};
use trueup::engine::protocol::{
    DecidedRow, Envelope, Event, ExportKind, FromEngine, Rates, Reply, Request, RowFilter,
    RowsQuery, Selection, SortKey,
};
use trueup::source::{RowRef, SourceId};

const USAGE: &str =
    "session id,start,seconds\na,2026-03-01T10:00:00Z,60\nb,2026-03-02T10:00:00Z,120\n";
const BILL: &str =
    "line id,session id,quantity,unit,amount,currency\n1,a,1,MIN,0.10,EUR\n2,b,3,MIN,0.30,EUR\n";
const CARD: &str =
    "measure,unit_size,minimum,increment,price,currency\nduration,60,60,60,0.10,EUR\n";

fn import(driver: &mut Driver, name: &str, role: &str, text: &str) -> SourceId {
    let settings = Settings { role: role.to_owned(), ..Settings::default() };
    driver.import(name, Box::new(Text(text.as_bytes().to_vec())), settings)
}

/// A desk with a result.
fn reconciled() -> Driver {
    let mut driver = Driver::default();
    import(&mut driver, "usage.csv", "usage", USAGE);
    import(&mut driver, "bill.csv", "billed", BILL);
    import(&mut driver, "rates.csv", "rates", CARD);
    let (reply, _) = driver.ask(Request::Reconcile);
    assert!(matches!(reply, Reply::Result(_)), "{reply:?}");
    driver
}

fn refusal(reply: &Reply) -> Option<Code> {
    match reply {
        Reply::Failed(diagnostic) => Some(diagnostic.code),
        _ => None,
    }
}

#[test]
fn what_was_made_of_other_inputs_is_not_exported_or_compared_with() {
    for change in [
        Request::Remove(SourceId(2)),
        Request::SetPolicy(PolicyForm { amount_absolute: "1".to_owned(), ..PolicyForm::default() }),
        Request::SetRates(Rates::default()),
        Request::Configure { source: SourceId(0), settings: Settings::default() },
    ] {
        let mut driver = reconciled();
        driver.ask(change);
        for kind in [ExportKind::ExceptionsCsv, ExportKind::Workbook, ExportKind::Report] {
            let (reply, bytes) = driver.ask(Request::Export(kind));
            assert_eq!(refusal(&reply), Some(Code::ResultOutdated), "{kind:?}: {reply:?}");
            assert_eq!(bytes, None);
        }
        let (reply, _) = driver.ask(Request::WhatIf { policy: None, rates: None });
        assert_eq!(refusal(&reply), Some(Code::ResultOutdated), "{reply:?}");
        driver.ask(Request::Reconcile);
        let (reply, _) = driver.ask(Request::Export(ExportKind::ExceptionsCsv));
        assert_eq!(refusal(&reply), None, "a new result can be exported");
    }
}

#[test]
fn the_page_is_told_once_that_a_result_is_out_of_date() {
    let mut driver = reconciled();
    let outdated = |outputs: Vec<Output>| {
        let is_one =
            |it: &Output| matches!(it, Output::Tell(FromEngine::Event(Event::Outdated), _));
        outputs.iter().filter(|it| is_one(it)).count()
    };
    let mut remove = |source| {
        let body = Request::Remove(SourceId(source));
        outdated(driver.engine.ask(Envelope { id: 90 + source, body }, 0))
    };
    assert_eq!(remove(2), 1);
    assert_eq!(remove(1), 0, "there was none any more");
}

/// The ids of rows with what was decided on them.
fn decided(driver: &mut Driver) -> Vec<(String, Option<Decision>)> {
    driver.ask(Request::Reconcile);
    let query = RowsQuery {
        filter: RowFilter::default(),
        sort: SortKey::Start,
        descending: false,
        offset: 0,
        limit: 100,
    };
    let (Reply::Rows(page), _) = driver.ask(Request::Rows(query)) else { panic!("no rows") };
    let rows = page.rows.into_iter().filter(|it| it.decision.is_some());
    rows.map(|it| (it.id, it.decision)).collect()
}

/// Four sessions; day first, or month first of which two are dates at all.
const EITHER: &str = "session id,start,seconds\na,25/03/2026 10:00,60\nb,02/03/2026 10:00,60\n\
                      c,26/03/2026 10:00,60\nd,03/03/2026 10:00,60\n";

fn order(source: u32, order: &str) -> Request {
    let settings =
        Settings { role: "usage".to_owned(), date_order: order.to_owned(), ..Settings::default() };
    Request::Configure { source: SourceId(source), settings }
}

#[test]
fn a_decision_stays_with_its_row_however_the_file_is_read() {
    let mut driver = Driver::default();
    import(&mut driver, "usage.csv", "usage", EITHER);
    import(&mut driver, "bill.csv", "billed", &BILL.replace(",a,", ",x,").replace(",b,", ",y,"));
    driver.ask(order(0, "dmy"));
    driver.ask(Request::Reconcile);
    // `b` is the second row now, and the first when the month is read first.
    let b = Selection::Rows(vec![RowRef { source: SourceId(0), row: 1 }]);
    let note = Some("asked".to_owned());
    driver.ask(Request::Decide { rows: b, decision: Some(Decision::Dispute), note });
    let dispute = vec![("b".to_owned(), Some(Decision::Dispute))];
    assert_eq!(decided(&mut driver), dispute);
    for again in ["mdy", "dmy", "mdy"] {
        driver.ask(order(0, again));
        assert_eq!(decided(&mut driver), dispute, "{again}");
    }
}

#[test]
fn a_decision_on_a_row_that_cannot_be_read_waits_for_it() {
    let mut driver = Driver::default();
    import(&mut driver, "usage.csv", "usage", EITHER);
    import(&mut driver, "bill.csv", "billed", &BILL.replace(",a,", ",x,").replace(",b,", ",y,"));
    driver.ask(order(0, "dmy"));
    driver.ask(Request::Reconcile);
    let a = Selection::Rows(vec![RowRef { source: SourceId(0), row: 0 }]);
    driver.ask(Request::Decide { rows: a, decision: Some(Decision::Accept), note: None });
    let aside = |driver: &mut Driver| {
        let (reply, _) = driver.ask(Request::Reconcile);
        let Reply::Result(view) = reply else { panic!("{reply:?}") };
        view.decided.aside
    };
    driver.ask(order(0, "mdy"));
    assert_eq!(aside(&mut driver), 1, "25 is no month");
    assert_eq!(decided(&mut driver), []);
    // What the page keeps and puts back brings it back too.
    let (Reply::Decisions(kept), _) = driver.ask(Request::GetDecisions) else { panic!("no list") };
    assert_eq!(kept.iter().map(|it: &DecidedRow| it.row).collect::<Vec<_>>(), [None]);
    driver.ask(Request::PutDecisions(kept));
    driver.ask(order(0, "dmy"));
    assert_eq!(decided(&mut driver), [("a".to_owned(), Some(Decision::Accept))]);
    assert_eq!(aside(&mut driver), 0);
}

#[test]
fn decisions_on_a_source_that_is_removed_are_not_put_back() {
    let mut driver = reconciled();
    let row = RowRef { source: SourceId(1), row: 1 };
    let rows = Selection::Rows(vec![row]);
    driver.ask(Request::Decide { rows, decision: Some(Decision::Dispute), note: None });
    let (Reply::Decisions(kept), _) = driver.ask(Request::GetDecisions) else { panic!("no list") };
    assert_eq!(kept.len(), 1);
    driver.ask(Request::Remove(SourceId(1)));
    let (reply, _) = driver.ask(Request::PutDecisions(kept));
    let Reply::Decided(totals) = reply else { panic!("{reply:?}") };
    assert_eq!((totals.disputed, totals.aside), (0, 0));
}

fn prices(driver: &mut Driver) -> Vec<String> {
    let (reply, _) = driver.ask(Request::GetRates);
    let Reply::Rates(rates) = reply else { panic!("{reply:?}") };
    rates.rows.into_iter().map(|it| it.price).collect()
}

/// Edits the price of the first rate, as the table does.
fn edit(driver: &mut Driver) -> Rates {
    let (reply, _) = driver.ask(Request::GetRates);
    let Reply::Rates(mut rates) = reply else { panic!("{reply:?}") };
    let first = rates.rows.first_mut().expect("there is a rate");
    *first = RateForm { price: "0.20".to_owned(), ..first.clone() };
    driver.ask(Request::SetRates(rates.clone()));
    rates
}

#[test]
fn edited_rates_do_not_come_twice_when_their_card_is_read_again() {
    let mut driver = reconciled();
    assert_eq!(prices(&mut driver), ["0.10"]);
    edit(&mut driver);
    assert_eq!(prices(&mut driver), ["0.20"]);
    let zone = PolicyForm { time_zone: "Europe/Madrid".to_owned(), ..PolicyForm::default() };
    driver.ask(Request::SetPolicy(zone));
    assert_eq!(prices(&mut driver), ["0.20"], "the zone reads files again");
    let settings = Settings { role: "rates".to_owned(), ..Settings::default() };
    driver.ask(Request::Configure { source: SourceId(2), settings });
    assert_eq!(prices(&mut driver), ["0.20"], "so do settings");
    let (reply, _) = driver.ask(Request::Reconcile);
    assert!(matches!(reply, Reply::Result(_)), "no two rates fit equally well: {reply:?}");
    // A card that was not there when they were edited comes on top.
    import(
        &mut driver,
        "more.csv",
        "rates",
        &CARD.replace("duration,60,60,60,0.10", "records,,,,0.30"),
    );
    assert_eq!(prices(&mut driver), ["0.20", "0.30"]);
}

#[test]
fn edited_rates_are_the_same_after_the_engine_was_started_again() {
    let rates = edit(&mut reconciled());
    // Rates are said before the files are given again.
    let mut driver = Driver::default();
    driver.ask(Request::SetRates(rates));
    import(&mut driver, "usage.csv", "usage", USAGE);
    import(&mut driver, "bill.csv", "billed", BILL);
    import(&mut driver, "rates.csv", "rates", CARD);
    assert_eq!(prices(&mut driver), ["0.20"]);
}

/// A bill and usage, two files of one size, of which it is not known whether they are one.
fn hanging() -> Late {
    let mut late = Late::default();
    late.give("usage", USAGE);
    late.give("usage", &USAGE.replace("b,2026", "c,2026"));
    late.give("billed", BILL);
    late.work();
    assert_eq!(late.hashes.len(), 2, "two files of one size are hashed");
    late
}

#[test]
fn a_comparison_that_waits_for_a_hash_can_be_stopped() {
    let mut desk = hanging();
    desk.ask(1, Request::Reconcile);
    assert!(!desk.replies.contains_key(&1), "it waits");
    desk.ask(2, Request::CancelReconcile);
    assert!(matches!(desk.replies.get(&1), Some(Reply::Cancelled)));
    // A second one takes the place of the first.
    desk.ask(3, Request::Reconcile);
    desk.ask(4, Request::Reconcile);
    assert!(matches!(desk.replies.get(&3), Some(Reply::Cancelled)));
    assert!(!desk.replies.contains_key(&4));
}

#[test]
fn removing_a_file_ends_what_is_asked_of_it() {
    let mut desk = hanging();
    desk.ask(1, Request::Reconcile);
    for source in [SourceId(0), SourceId(1)] {
        desk.ask(10 + source.0, Request::Remove(source));
    }
    desk.work();
    let all_ended = desk.hashes.iter().all(|it| desk.ended.contains(it));
    assert!(all_ended, "nobody hashes a file that is gone");
    assert!(matches!(desk.replies.get(&1), Some(Reply::Result(_))), "{:?}", desk.replies.get(&1));
}

/// What the page asks to go on with a case.
fn go_on_with(driver: &mut Driver, case: SourceId) {
    let (reply, _) = driver.ask(Request::GetCase(case));
    let Reply::Case(case) = reply else { panic!("{reply:?}") };
    for (source, settings) in case.settings {
        driver.ask(Request::Configure { source, settings });
    }
    driver.ask(Request::SetPolicy(case.policy));
    driver.ask(Request::SetRates(case.rates));
    driver.ask(Request::PutDecisions(case.decisions));
}

#[test]
fn a_saved_case_leads_to_the_same_result_with_the_same_decisions() {
    let mut driver = Driver::default();
    import(&mut driver, "usage.csv", "usage", EITHER);
    import(&mut driver, "bill.csv", "billed", BILL);
    import(&mut driver, "rates.csv", "rates", CARD);
    driver.ask(order(0, "dmy"));
    edit(&mut driver);
    let policy = PolicyForm { amount_absolute: "0.01".to_owned(), ..PolicyForm::default() };
    driver.ask(Request::SetPolicy(policy));
    driver.ask(Request::Reconcile);
    let rows = Selection::Rows(vec![RowRef { source: SourceId(1), row: 1 }]);
    let note = Some("twice".to_owned());
    driver.ask(Request::Decide { rows, decision: Some(Decision::Dispute), note });
    let (before, said) = (driver.engine.reconciled(), decided(&mut driver));
    assert_eq!(said.len(), 1);
    let (_, saved) = driver.ask(Request::Export(ExportKind::Case));
    let saved = String::from_utf8(saved.expect("there is a case")).unwrap();

    // The case comes first, the files in another order, and one that is not of it.
    let mut driver = Driver::default();
    let case = driver.import("case.json", Box::new(Text(saved.into_bytes())), Settings::default());
    let there = |driver: &Driver| -> Vec<bool> {
        let view = driver.view(case).unwrap().case.clone().expect("it is a case");
        view.files.iter().map(|it| it.source.is_some()).collect()
    };
    assert_eq!(there(&driver), [false, false, false]);
    import(&mut driver, "bill again.csv", "billed", BILL);
    assert_eq!(there(&driver), [false, true, false], "known by its content, not by its name");
    let other = CARD.replace("0.10", "0.11");
    let other = import(&mut driver, "rates.csv", "rates", &other);
    assert_eq!(there(&driver), [false, true, false], "another one of the same name and size");
    driver.ask(Request::Remove(other));
    let card = import(&mut driver, "rates.csv", "rates", CARD);
    import(&mut driver, "usage.csv", "usage", EITHER);
    assert_eq!(there(&driver), [true, true, true]);
    go_on_with(&mut driver, case);
    assert_eq!(prices(&mut driver), ["0.20"]);
    let Reply::Rates(rates) = driver.ask(Request::GetRates).0 else { panic!("no rates") };
    assert_eq!(rates.of, [card], "no rates are those of a bill or of usage");
    assert_eq!(decided(&mut driver), said);
    let after = driver.engine.reconciled();
    let outcomes = |it: &Option<trueup::export::result_json::Reconciled>| {
        serde_json::to_value(&it.as_ref().unwrap().outcomes).unwrap()
    };
    assert_eq!(outcomes(&after), outcomes(&before));
}

/// What is saved of a desk.
fn saved(driver: &mut Driver) -> String {
    let (_, saved) = driver.ask(Request::Export(ExportKind::Case));
    String::from_utf8(saved.expect("there is a case")).unwrap()
}

#[test]
fn decisions_of_a_case_find_the_copy_that_they_are_of() {
    let give = |driver: &mut Driver| {
        import(driver, "usage.csv", "usage", USAGE);
        import(driver, "bill.csv", "billed", BILL);
        import(driver, "bill copy.csv", "billed", BILL)
    };
    let mut driver = Driver::default();
    let copy = give(&mut driver);
    driver.ask(Request::Reconcile);
    for (source, row) in [(SourceId(1), 1), (copy, 0)] {
        let rows = Selection::Rows(vec![RowRef { source, row }]);
        driver.ask(Request::Decide { rows, decision: Some(Decision::Dispute), note: None });
    }
    let (said, case) = (decided(&mut driver), saved(&mut driver));
    assert_eq!(said.len(), 2);

    let mut driver = Driver::default();
    give(&mut driver);
    let case = import(&mut driver, "case.json", "", &case);
    let files = driver.view(case).unwrap().case.clone().expect("it is a case").files;
    let sources: Vec<_> = files.into_iter().map(|it| it.source).collect();
    assert_eq!(sources, [0, 1, 2].map(|it| Some(SourceId(it))));
    go_on_with(&mut driver, case);
    driver.ask(Request::Reconcile);
    assert_eq!(decided(&mut driver), said);
}

#[test]
fn a_card_that_comes_after_its_case_adds_no_rates() {
    let mut driver = reconciled();
    let case = saved(&mut driver);
    let mut driver = Driver::default();
    import(&mut driver, "usage.csv", "usage", USAGE);
    import(&mut driver, "bill.csv", "billed", BILL);
    let case = import(&mut driver, "case.json", "", &case);
    go_on_with(&mut driver, case);
    import(&mut driver, "rates.csv", "rates", CARD);
    assert_eq!(prices(&mut driver), ["0.10"]);
    let (reply, _) = driver.ask(Request::Reconcile);
    assert!(matches!(reply, Reply::Result(_)), "{reply:?}");
    // Nor once the file of the case is gone, nor where the rates are edited in between.
    driver.ask(Request::Remove(case));
    driver.ask(Request::Remove(SourceId(3)));
    edit(&mut driver);
    import(&mut driver, "rates.csv", "rates", CARD);
    assert_eq!(prices(&mut driver), ["0.20"]);
    // Another card does.
    let other = CARD.replace("0.10", "0.11").replace("measure,", "measure,service,");
    import(&mut driver, "other.csv", "rates", &other.replace("duration,", "duration,x,"));
    assert_eq!(prices(&mut driver), ["0.20", "0.11"]);
}
