//! The handle against workers that play a script: what is told, lost, kept and restored.

use crate::script::{Script, Watch, until};
use std::cell::RefCell;
use std::rc::Rc;
use trueup::diagnostics::{Code, Diagnostic};
use trueup::domain::forms::{PolicyForm, Settings};
use trueup::domain::{Decision, Role};
use trueup::engine::protocol::{
    DecidedRow, DecisionTotals, Envelope, Event, FromEngine, Proof, Provenance, ReadAs, Reply,
    Request, ResultView, RowFilter, Selection, SourceState, SourceView,
};
use trueup::platform::files::LocalFile;
use trueup::source::{RowPlace, RowRef, SourceId};
use trueup::worker::client::{EngineHandle, Lost, News};
use trueup::worker::link::{BUILD, ToEngine, ToPage};
use wasm_bindgen_test::wasm_bindgen_test;

fn ready() -> ToPage {
    ToPage::Said(FromEngine::Event(Event::Ready(BUILD.to_owned())))
}

fn reply(id: u32, body: Reply) -> ToPage {
    ToPage::Said(FromEngine::Reply(Envelope { id, body }))
}

type Told = Rc<RefCell<Vec<String>>>;

fn start(script: &Script, name: &str) -> (EngineHandle, Told) {
    let told = Told::default();
    let telling = Rc::clone(&told);
    let handle = EngineHandle::start_from(&script.url(name), move |news| {
        let word = match news {
            News::Ready => "ready".to_owned(),
            News::Event(_) => "event".to_owned(),
            News::Crashed(message) => format!("crashed: {message}"),
            News::OtherBuild => "other build".to_owned(),
            News::Restarting => "restarting".to_owned(),
            News::Restored(_) => "restored".to_owned(),
        };
        telling.borrow_mut().push(word);
    });
    (handle, told)
}

async fn told(told: &Told, word: &str) {
    until(|| told.borrow().iter().any(|it| it.contains(word))).await;
}

fn import(source: u32) -> (LocalFile, Request) {
    let file = LocalFile::from_text("usage.csv", "id\n1\n").unwrap();
    let request = Request::Import {
        source: SourceId(source),
        name: "usage.csv".to_owned(),
        provenance: Provenance::File,
        settings: Settings::default(),
    };
    (file, request)
}

/// The requests a worker heard, in words that a test can compare.
fn requests(watch: &Watch) -> Vec<String> {
    let word = |message: ToEngine, beside: Option<u64>| match message {
        ToEngine::Ask(envelope) => match envelope.body {
            Request::Import { source, settings, .. } => {
                format!("import {} {} with {beside:?}", source.0, settings.date_order)
            }
            Request::SetPolicy(policy) => format!("policy {}", policy.name),
            Request::PutDecisions(rows) => format!("put {}", rows.len()),
            Request::Decide { decision, .. } => format!("decide {decision:?}"),
            Request::GetDecisions => "get decisions".to_owned(),
            Request::Stop(source) => format!("stop {}", source.0),
            other => format!("{other:?}"),
        },
        other => format!("{other:?}"),
    };
    watch.heard().into_iter().map(|(message, beside)| word(message, beside)).collect()
}

#[wasm_bindgen_test]
async fn what_is_asked_early_waits_for_the_worker() {
    let script = Script::new().says(&[&ready()]).says(&[&reply(1, Reply::Done)]);
    let (handle, news) = start(&script, "early");
    let answer = handle.ask(Request::SetPolicy(PolicyForm::default()));
    assert!(!handle.is_ready());
    assert!(matches!(answer.await.unwrap().reply, Reply::Done));
    told(&news, "ready").await;
    assert!(handle.is_ready());
}

#[wasm_bindgen_test]
async fn answers_find_who_asked_in_any_order() {
    let script = Script::new()
        .says(&[&ready()])
        .says(&[])
        .says(&[&reply(2, Reply::Cancelled), &reply(1, Reply::Done)]);
    let (handle, _) = start(&script, "order");
    let (first, second) = (handle.ask(Request::GetRates), handle.ask(Request::CancelReconcile));
    assert!(matches!(first.await.unwrap().reply, Reply::Done));
    assert!(matches!(second.await.unwrap().reply, Reply::Cancelled));
}

#[wasm_bindgen_test]
async fn another_build_is_refused() {
    let other = ToPage::Said(FromEngine::Event(Event::Ready("another".to_owned())));
    let (handle, news) = start(&Script::new().says(&[&other]), "other");
    let lost = handle.ask(Request::GetRates).await;
    assert_eq!(lost.err(), Some(Lost));
    told(&news, "other build").await;
}

#[wasm_bindgen_test]
async fn a_crash_is_told_and_loses_what_waits() {
    let (handle, news) = start(&Script::new().says(&[&ready()]).throws(), "crash");
    assert_eq!(handle.ask(Request::Reconcile).await.err(), Some(Lost));
    told(&news, "thrown by the script").await;
    // Until a restart nothing answers, and nobody waits for ever.
    assert_eq!(handle.ask(Request::Reconcile).await.err(), Some(Lost));
}

#[wasm_bindgen_test]
async fn a_panic_is_told_in_its_words() {
    let panicked = ToPage::Panicked("at some line".to_owned());
    let (_handle, news) = start(&Script::new().says(&[&ready(), &panicked]), "panic");
    told(&news, "crashed: at some line").await;
}

#[wasm_bindgen_test]
async fn a_worker_that_is_not_there_is_a_crash() {
    let told_words = Told::default();
    let telling = Rc::clone(&told_words);
    let _handle = EngineHandle::start_from("/no_such_worker.js", move |news| {
        telling.borrow_mut().push(format!("{news:?}"));
    });
    told(&told_words, "Crashed").await;
}

#[wasm_bindgen_test]
async fn an_answer_after_the_end_is_not_heard() {
    let (handle, news) = start(&Script::new().says(&[&ready()]), "killed");
    told(&news, "ready").await;
    let answer = handle.ask(Request::GetRates);
    handle.kill_for_test();
    assert_eq!(answer.await.err(), Some(Lost));
    told(&news, "crashed: killed").await;
}

#[wasm_bindgen_test]
async fn a_restart_tells_everything_again() {
    let watch = Watch::on("restart");
    let script = Script::new().says(&[&ready()]).says(&[&reply(1, Reply::Done)]);
    let (handle, news) = start(&script, "restart");
    handle.ask(Request::SetPolicy(named("mine"))).await.unwrap();
    for source in 0..3 {
        let (file, request) = import(source);
        drop(handle.import(&file, request));
    }
    let settings = Settings { date_order: "dmy".to_owned(), ..Settings::default() };
    drop(handle.ask(Request::Configure { source: SourceId(0), settings }));
    drop(handle.ask(Request::Remove(SourceId(1))));
    drop(handle.ask(Request::Stop(SourceId(2))));
    watch.until(7).await;
    handle.kill_for_test();
    handle.restart();
    told(&news, "restarting").await;
    watch.until(11).await;
    let expected = ["policy mine", "import 0 dmy with Some(5)", "import 2  with Some(5)", "stop 2"];
    assert_eq!(requests(&watch)[7..], expected);
}

fn named(name: &str) -> PolicyForm {
    PolicyForm { name: name.to_owned(), ..PolicyForm::default() }
}

#[wasm_bindgen_test]
async fn a_policy_that_was_refused_is_not_told_again() {
    let watch = Watch::on("refused");
    let refused = Reply::Failed(Diagnostic::new(Code::BadNumber));
    let script =
        Script::new().says(&[&ready()]).says(&[&reply(1, Reply::Done)]).says(&[&reply(2, refused)]);
    let (handle, news) = start(&script, "refused");
    handle.ask(Request::SetPolicy(named("taken"))).await.unwrap();
    handle.ask(Request::SetPolicy(named("refused"))).await.unwrap();
    handle.restart();
    told(&news, "restarting").await;
    watch.until(3).await;
    assert_eq!(requests(&watch)[2..], ["policy taken"]);
}

fn decide(rows: Selection, decision: Decision) -> Request {
    Request::Decide { rows, decision: Some(decision), note: None }
}

fn row() -> RowRef {
    RowRef { source: SourceId(0), row: 3 }
}

#[wasm_bindgen_test]
async fn decisions_survive_a_crash() {
    let watch = Watch::on("decisions");
    let decided = || Reply::Decided(DecisionTotals::default());
    let list = vec![
        DecidedRow {
            place: RowPlace { source: SourceId(0), ..RowPlace::default() },
            row: Some(row()),
            decision: Some(Decision::Dispute),
            note: String::new(),
        };
        2
    ];
    let script = Script::new()
        .says(&[&ready()])
        .says(&[&reply(1, decided())])
        .says(&[&reply(2, Reply::Decisions(list))])
        .says(&[&reply(3, decided())])
        .says(&[&reply(4, decided())]);
    let (handle, news) = start(&script, "decisions");
    // What a filter meant is asked back at once; rows by name can be said again.
    let by_filter = Selection::Filter(RowFilter::default());
    handle.ask(decide(by_filter, Decision::Dispute)).await.unwrap();
    watch.until(2).await;
    handle.ask(decide(Selection::Rows(vec![row()]), Decision::Accept)).await.unwrap();
    assert_eq!(requests(&watch)[1], "get decisions");
    handle.restart();
    watch.until(4).await;
    // The new worker plays its script from the start: its first reply goes to nobody.
    assert_eq!(requests(&watch)[3], "put 2");
    drop(news);
}

fn was_read() -> ToPage {
    let view = SourceView {
        source: SourceId(0),
        name: "usage.csv".to_owned(),
        entries: Vec::new(),
        provenance: Provenance::File,
        size: 5,
        state: SourceState::Ready,
        role: Role::Usage,
        may_be_billed: false,
        vendor: String::new(),
        layout: String::new(),
        read_as: ReadAs::default(),
        settings: Settings::default(),
        rows: 1,
        rejected: 0,
        set_aside: 0,
        period: None,
        amounts: Vec::new(),
        measures: Vec::new(),
        calls: Vec::new(),
        findings: Vec::new(),
        questions: Vec::new(),
        case: None,
    };
    ToPage::Said(FromEngine::Event(Event::Source(Box::new(view))))
}

fn result() -> Reply {
    Reply::Result(Box::new(ResultView {
        vendors: Vec::new(),
        period: None,
        totals: Vec::new(),
        outcomes: Vec::new(),
        proof: Proof::default(),
        series: Vec::new(),
        unrated: 0,
        otherwise: Vec::new(),
        decided: DecisionTotals::default(),
        rates_in_use: 0,
    }))
}

#[wasm_bindgen_test]
async fn a_result_comes_back_with_its_decisions() {
    let watch = Watch::on("result");
    let totals = |disputed| Reply::Decided(DecisionTotals { disputed, ..Default::default() });
    // The old worker hears requests 1 to 3, the new one 4 to 6; both play the same script.
    let script = Script::new()
        .says(&[&ready()])
        .says(&[&reply(1, Reply::Done), &was_read()])
        .says(&[&reply(2, result()), &reply(5, result())])
        .says(&[&reply(3, totals(1)), &reply(6, totals(7))]);
    let restored = Rc::new(RefCell::new(None));
    let hearing = Rc::clone(&restored);
    let handle = EngineHandle::start_from(&script.url("result"), move |news| {
        if let News::Restored(result) = news {
            *hearing.borrow_mut() = Some(result);
        }
    });
    let (file, request) = import(0);
    handle.import(&file, request).await.unwrap();
    handle.ask(Request::Reconcile).await.unwrap();
    handle.ask(decide(Selection::Rows(vec![row()]), Decision::Dispute)).await.unwrap();
    handle.restart();
    until(|| restored.borrow().is_some()).await;
    // What the new worker heard comes on another way than what it said, and may come after it.
    watch.until(6).await;
    let heard = requests(&watch);
    assert_eq!(heard[3..], ["import 0  with Some(5)", "Reconcile", "decide Some(Dispute)"]);
    let view = restored.borrow_mut().take().flatten().unwrap();
    assert_eq!(view.decided.disputed, 7, "the result knows what was decided again");
}

#[wasm_bindgen_test]
async fn nothing_to_restore_is_restored_at_once() {
    let (handle, news) = start(&Script::new().says(&[&ready()]), "empty");
    told(&news, "ready").await;
    handle.restart();
    told(&news, "restored").await;
    let words = news.borrow().join(", ");
    assert!(words.starts_with("ready, restarting"), "{words}");
}
