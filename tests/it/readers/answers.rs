//! The files of one answer, dropped one by one, are checked as the whole that they are.

use crate::readers::render::{Held, fixtures, inputs};
use std::fs;
use trueup::diagnostics::Code;
use trueup::engine::driver::Driver;
use trueup::engine::forms::Settings;
use trueup::engine::protocol::Request;
use trueup::source::SourceId;

const CONTROLS: &[Code] = &[
    Code::TotalMismatch,
    Code::MoreAvailable,
    Code::CountsMismatch,
    Code::ClustersExcluded,
    Code::CounterFalls,
    Code::SnapshotsSuperseded,
    Code::BlocksFewer,
    Code::BlocksMore,
];

fn dropped(case: &str) -> (Driver, Vec<SourceId>) {
    let mut driver = Driver::default();
    let files = inputs(&fixtures(&format!("vendors/{case}")));
    let import = |file: &std::path::PathBuf| {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let blob = Box::new(Held(fs::read(file).unwrap()));
        driver.import(&name, blob, Settings::default())
    };
    let sources = files.iter().map(import).collect();
    (driver, sources)
}

/// File names with the control findings that are said of them.
fn said(driver: &Driver, sources: &[SourceId]) -> Vec<String> {
    let views = sources.iter().filter_map(|it| driver.view(*it));
    let findings = views.flat_map(|view| {
        let codes = view.findings.iter().map(|it| it.first.code);
        codes
            .filter(|it| CONTROLS.contains(it))
            .map(|it| format!("{} {}", view.name, it.code()))
            .collect::<Vec<_>>()
    });
    findings.collect()
}

fn check(case: &str, expected: &[&str]) {
    let (driver, sources) = dropped(case);
    assert_eq!(said(&driver, &sources), expected, "{case}");
}

#[test]
fn pages_and_files_are_held_together() {
    check("kore/multi-page", &[]);
    check("kore/multi-page-overlap", &[]);
    check("kore/multi-page-missing", &["page-1.json total_mismatch", "page-3.json total_mismatch"]);
    check("kore/several-parts", &[]);
    check("kore/several-parts-missing", &["input.json total_mismatch"]);
    check("kore/summary", &[]);
    check("kore/summary-differs", &["input.json counts_mismatch"]);
    check("twilio/pages", &[]);
    check("twilio/page-missing", &["page-0.json more_available"]);
    check("dma/v61-csv", &[]);
    check("dma/count-differs", &["counts.txt counts_mismatch"]);
    check("dma/excluded-clusters", &["counts.txt clusters_excluded"]);
    check("dma/zip-without-conferences", &["input.zip counts_mismatch"]);
    check(
        "wolkvox/falling",
        &[
            "ivr_calls-2026-10-20.json snapshots_superseded",
            "ivr_calls-2026-10-31.json counter_falls",
            "ivr_calls-2026-10-31.json snapshots_superseded",
        ],
    );
}

/// One conversation is whole though a page ends within it, of the other a block is on no page.
#[test]
fn blocks_of_a_conversation_are_counted_on_all_pages() {
    let (mut driver, sources) = dropped("kore/multi-page-cut");
    assert_eq!(said(&driver, &sources), ["page-1.json blocks_fewer"]);
    let found = |driver: &Driver, source: SourceId| {
        let view = driver.view(source).unwrap();
        let fewer = view.findings.iter().find(|it| it.first.code == Code::BlocksFewer).unwrap();
        (fewer.count, fewer.first.place.line, fewer.first.params.join(" of "))
    };
    assert_eq!(found(&driver, sources[0]), (1, 4, "2 of 4".to_owned()));
    driver.ask(Request::Remove(sources[1]));
    assert_eq!(found(&driver, sources[0]), (2, 4, "1 of 4".to_owned()));
}

#[test]
fn taking_a_part_away_is_seen() {
    let (mut driver, sources) = dropped("kore/multi-page");
    assert_eq!(said(&driver, &sources), Vec::<String>::new());
    driver.ask(Request::Remove(sources[1]));
    let left = [sources[0], sources[2]];
    assert_eq!(said(&driver, &left), ["page-1.json total_mismatch", "page-3.json total_mismatch"]);
}

#[test]
fn a_summary_is_held_against_the_sessions_of_its_bot_and_time() {
    let (mut driver, sources) = dropped("kore/summary-differs");
    let differs = |driver: &Driver| -> Vec<Vec<String>> {
        let view = driver.view(sources[0]).unwrap();
        let of =
            |it: &&trueup::engine::protocol::FindingView| it.first.code == Code::CountsMismatch;
        view.findings.iter().filter(of).map(|it| it.first.params.clone()).collect()
    };
    let view = driver.view(sources[0]).unwrap();
    assert_eq!((view.layout.as_str(), view.rows), ("kore-billing-summary", 0));
    assert_eq!(view.findings.iter().map(|it| it.count).sum::<u64>(), 2, "{:?}", view.findings);
    let bot = "st-0a1b2c3d-1111-5aaa-8bbb-00000000000a";
    let first = ["2026-10-02 ", bot].concat();
    assert_eq!(differs(&driver), [[first.as_str(), "0", "1"]]);
    // Without sessions there is nothing to hold it against.
    driver.ask(Request::Remove(sources[1]));
    assert_eq!(differs(&driver), Vec::<Vec<String>>::new());
}
