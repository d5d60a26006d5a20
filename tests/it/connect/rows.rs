//! Reads files with the readers of dropped files and lists their rows, so that two ways to the same
//! records can be compared.

use crate::readers::render::content_at;
use std::collections::BTreeSet;
use trueup::dataset::Segment;
use trueup::domain::forms::Settings;
use trueup::engine::reader;
use trueup::engine::tasks::{Bulk, Said, Task, Work};
use trueup::layout::plan::{decode, encode};
use trueup::layout::{Opened, PartEnd};
use trueup::source::SourceId;

/// The rows of a file: id, start, end, quantity, and the hash of all they hold.
pub(super) fn of(name: &str, bytes: &[u8], settings: &Settings) -> BTreeSet<String> {
    let mut rows = BTreeSet::new();
    let Some(Said::Opened(opened)) = run(Work::Open(settings.clone()), name, bytes).pop() else {
        panic!("{name} cannot be opened");
    };
    let opened: Opened = decode(&opened).unwrap();
    assert_eq!(opened.failure, None, "{name}");
    for plan in &opened.plans {
        let work = Work::Read {
            plan: encode(plan),
            entry: plan.entry,
            from: plan.data_offset,
            until: u64::MAX,
            exact: true,
            bulk: Bulk::Usual,
        };
        for said in run(work, name, bytes) {
            match said {
                Said::Segment(segment) => {
                    assert!(segment.rejects.is_empty(), "{name}: {:?}", segment.rejects);
                    rows.extend((0..segment.len()).map(|at| row(&segment, at)));
                }
                Said::Finished(bytes) => {
                    let end: PartEnd = decode(&bytes).unwrap();
                    assert_eq!(end.failure, None, "{name}");
                }
                _ => {}
            }
        }
    }
    rows
}

fn row(segment: &Segment, at: usize) -> String {
    format!("{} {:x}", segment.ids.text(at), content_at(segment, at))
}

fn run(work: Work, name: &str, mut bytes: &[u8]) -> Vec<Said> {
    let mut said = Vec::new();
    let task = Task { id: 1, source: SourceId(0), name: name.to_owned(), work };
    reader::run(task, &mut bytes, &mut |it| said.push(it.said));
    said
}

/// What `read` makes of a folder with all files of a scenario. Tests run side by side, so each call
/// has a folder of its own, which is gone afterwards.
pub(super) fn dropped_files<T>(
    scenario: &trueup_simulator::Scenario,
    read: impl FnOnce(&std::path::Path, &[std::path::PathBuf]) -> T,
) -> T {
    static CALLS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let call = CALLS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let folder = format!("trueup-connect-{}-{call}", std::process::id());
    let folder = std::env::temp_dir().join(folder);
    let files = trueup_simulator::Data::new(scenario).unwrap().write_files(&folder).unwrap();
    let made = read(&folder, &files);
    std::fs::remove_dir_all(folder).unwrap();
    made
}
