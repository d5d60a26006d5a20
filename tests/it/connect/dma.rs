//! Poly DMA, against the simulator.

use super::rows;
use super::wire::{self, fetch, form_at};
use trueup::connect::{FailureKind, Form, Wait};
use trueup_simulator::{BusyReply, DmaSettings, Scenario, Simulator, StatusType};

/// The simulator's clock, 2026-10-31 18:00 UTC: its stamp on what can be downloaded.
const MADE_AT: i64 = 1_793_469_600_000;

fn asking(simulator: &Simulator, more: &[(&'static str, &str)]) -> Form {
    let mut form = form_at(
        "dma",
        simulator,
        &[
            ("user", "cdr-reader"),
            ("password", "simulated-dma-password"),
            ("from", "2026-10-01"),
            ("to", "2026-10-31"),
            ("zone", "UTC"),
        ],
    );
    for (name, value) in more {
        form.set(name, *value);
    }
    form
}

fn simulator(dma: DmaSettings) -> Simulator {
    Simulator::start(Scenario { dma, ..Scenario::default() }).unwrap()
}

fn dropped() -> Vec<u8> {
    rows::dropped_files(&Scenario::default(), |folder, _| {
        std::fs::read(folder.join("dma/cdrExport.zip")).unwrap()
    })
}

#[test]
fn records_are_made_waited_for_and_fetched_in_both_forms() {
    let dropped = rows::of("cdrExport.zip", &dropped(), &Default::default());
    assert!(!dropped.is_empty());
    for (format, absolute_urls, accepted) in [("xml", true, 202), ("json", false, 201)] {
        let simulator =
            simulator(DmaSettings { absolute_urls, accepted, ..DmaSettings::default() });
        let fetched = fetch("dma", &asking(&simulator, &[("format", format)]));
        assert_eq!(fetched.code(), "");
        let (received, bytes) = fetched.file();
        assert_eq!(rows::of(&received.name, bytes, &received.settings), dropped);
        assert!(received.statement.complete);
        assert_eq!(received.statement.asked, received.statement.received);
        assert_eq!(received.statement.made_at, Some(MADE_AT), "the download's ETag");
        assert_eq!(fetched.calls.len(), 1 + 4 + 1);
        assert!(fetched.waits.iter().all(|(_, why)| *why == Wait::Working));
        assert!(fetched.waits.is_sorted_by_key(|(ms, _)| *ms) || fetched.waits.len() < 4);
    }
}

#[test]
fn the_direct_download_gives_the_same() {
    let simulator = simulator(DmaSettings::default());
    let direct = fetch("dma", &asking(&simulator, &[("way", "direct")]));
    let made = fetch("dma", &asking(&simulator, &[]));
    assert_eq!(direct.calls.len(), 1);
    let statement = &direct.file().0.statement;
    assert_eq!((statement.asked, statement.received), (None, None), "nobody counted them");
    let rows = |it: &wire::Fetched| rows::of("a.zip", &it.file().1, &it.file().0.settings);
    assert_eq!(rows(&direct), rows(&made));
}

#[test]
fn each_end_of_the_window_has_its_own_offset() {
    let values = [("from", "2026-10-01"), ("to", "2026-10-31"), ("zone", "local")];
    let simulator = simulator(DmaSettings::default());
    let form = asking(&simulator, &values);
    // Two hours east until the clocks change on the 25th, one hour after it.
    let change = 1_792_890_000_000_i64;
    let around = trueup::connect::Around {
        now: wire::NOW,
        local_offset: &move |at| if at < change { 120 } else { 60 },
        asked: &Default::default(),
    };
    let session = trueup::connect::connector("dma").unwrap().start(&form, &around).unwrap();
    let fetched = wire::drive(session, &mut wire::call);
    let url = &fetched.calls[0].url;
    assert!(url.contains("from-date=2026-10-01T00%3A00%3A00%2B02%3A00"), "{url}");
    assert!(url.contains("to-date=2026-10-31T23%3A59%3A59.999%2B01%3A00"), "{url}");
    let statement = &fetched.file().0.statement;
    assert_eq!(statement.window_end, Some(1_793_487_600_000));
    assert_eq!(statement.window_start, Some(1_790_805_600_000));
}

#[test]
fn every_status_means_what_the_vendor_says() {
    use StatusType::{
        ErrorDbNotReady, ErrorUnknownCreate, ErrorUnknownDownload, ErrorUnknownStatus,
        GenerationComplete, Success, WarnCdrResultsIncomplete, WarnCdrResultsTruncated,
    };
    for ends in [Success, GenerationComplete] {
        let fetched = fetch("dma", &asking(&simulator(with(ends)), &[]));
        assert!(fetched.file().0.statement.complete, "{ends:?}");
    }
    for (ends, word) in [
        (WarnCdrResultsTruncated, "WARN_CDR_RESULTS_TRUNCATED"),
        (WarnCdrResultsIncomplete, "WARN_CDR_RESULTS_INCOMPLETE"),
    ] {
        let fetched = fetch("dma", &asking(&simulator(with(ends)), &[("format", "json")]));
        let statement = &fetched.file().0.statement;
        assert!(!statement.complete);
        assert_eq!(statement.remark, word);
    }
    for ends in [
        StatusType::Error,
        ErrorDbNotReady,
        ErrorUnknownCreate,
        ErrorUnknownStatus,
        ErrorUnknownDownload,
    ] {
        let fetched = fetch("dma", &asking(&simulator(with(ends)), &[]));
        assert!(fetched.files.is_empty());
        let kind = fetched.failure.unwrap().kind;
        assert!(matches!(kind, FailureKind::Generation(_)), "{ends:?}: {kind:?}");
    }
}

fn with(ends: StatusType) -> DmaSettings {
    DmaSettings { ends, ..DmaSettings::default() }
}

#[test]
fn somebody_elses_records_are_waited_for() {
    for busy_reply in [BusyReply::Conflict, BusyReply::Status] {
        let simulator = simulator(DmaSettings { busy: 2, busy_reply, ..DmaSettings::default() });
        let fetched = fetch("dma", &asking(&simulator, &[]));
        assert_eq!(fetched.code(), "", "{busy_reply:?}");
        let busy = fetched.waits.iter().filter(|(_, why)| *why == Wait::Busy);
        assert_eq!(busy.map(|(ms, _)| *ms).collect::<Vec<_>>(), [5_000, 10_000]);
        assert!(fetched.file().0.statement.complete);
    }
    let simulator = simulator(DmaSettings { busy: 99, ..DmaSettings::default() });
    let fetched = fetch("dma", &asking(&simulator, &[]));
    assert_eq!(fetched.code(), "busy");
    assert!(fetched.files.is_empty());
}

#[test]
fn refusals_are_told_apart() {
    let wrong = fetch("dma", &asking(&simulator(DmaSettings::default()), &[("password", "other")]));
    assert_eq!(wrong.code(), "credentials");
    for format in ["xml", "json"] {
        let simulator = simulator(DmaSettings { role_missing: true, ..DmaSettings::default() });
        let refused = fetch("dma", &asking(&simulator, &[("format", format)]));
        assert_eq!(refused.code(), "forbidden");
        assert!(refused.failure.unwrap().said.contains("does not have the permission"));
    }
    let simulator = simulator(DmaSettings { direct_download: false, ..DmaSettings::default() });
    assert_eq!(fetch("dma", &asking(&simulator, &[("way", "direct")])).code(), "not_found");
    assert_eq!(wire::test("dma", &asking(&simulator, &[])).code(), "");
}

#[test]
fn what_the_calls_come_to_is_what_the_simulator_counted() {
    let simulator = simulator(DmaSettings { conferences: 40, ..DmaSettings::default() });
    let fetched = fetch("dma", &asking(&simulator, &[]));
    let (received, bytes) = fetched.file();
    let mut driver = trueup::engine::driver::Driver::default();
    let text = Box::new(crate::reconcile::Text(bytes.clone()));
    let source = driver.import(&received.name, text, received.settings.clone());
    let view = driver.view(source).unwrap();
    let findings = view.findings.iter().map(|it| it.first.code.code());
    assert!(!findings.into_iter().any(|it| it == "peak_differs"), "{:?}", view.findings);
    let totals = &view.calls;
    let truth = simulator.truth().dma;
    let whole = &totals[0];
    assert_eq!(whole.calls, truth.calls as u64);
    assert_eq!(whole.conferences, truth.conferences as u64);
    assert_eq!(whole.peak_calls, truth.peak as u64);
    for (room, n) in &truth.conferences_by_room {
        let of_room = totals.iter().find(|it| it.by == "room" && it.of == *room).unwrap();
        assert_eq!(of_room.conferences, *n as u64, "{room}");
    }
}
