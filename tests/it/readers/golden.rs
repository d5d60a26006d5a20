//! The vendors' fixtures, and that every layout has some.

use crate::readers::render::{agrees, case, fixtures, folders, inputs, open, read, run};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use trueup::domain::Role;
use trueup::engine::forms::Settings;
use trueup::engine::reader::layouts;
use trueup::engine::tasks::{Said, Span, Work};

#[test]
fn vendors_files_read_as_expected() {
    let mut wrong = Vec::new();
    for vendor in folders(&fixtures("vendors")) {
        for folder in folders(&vendor) {
            if !agrees(&case(&folder), &folder.join("expected.txt")) {
                wrong.push(folder);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_layout_is_registered_once_and_has_fixtures() {
    let ids: Vec<&str> = layouts().map(trueup::layout::Layout::id).collect();
    let different: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), different.len(), "ids are unique");
    let mut read = BTreeSet::new();
    for root in ["vendors", "dialects", "errors", "invoices"] {
        let Ok(found) = std::fs::read_dir(fixtures(root)) else { continue };
        for folder in found.map(|it| it.unwrap().path()).filter(|it| it.is_dir()) {
            read.extend(expected_in(&folder));
        }
    }
    let layouts = layouts().filter(|it| it.role() != Role::Rates);
    let without: Vec<&str> =
        layouts.map(trueup::layout::Layout::id).filter(|it| !read.contains(*it)).collect();
    assert!(without.is_empty(), "no fixture is read by {without:?}");
}

/// Ids of layouts that the expected files of a folder name.
fn expected_in(folder: &std::path::Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let own = std::fs::read_to_string(folder.join("expected.txt")).unwrap_or_default();
    for line in own.lines().filter(|it| it.contains(" · header ")) {
        let before = line.split(": ").next().unwrap_or_default();
        found.extend(before.rsplit(' ').next().map(str::to_owned));
    }
    for inner in folders(folder) {
        found.extend(expected_in(&inner));
    }
    found
}

/// Everything a reader gives back of a file: rendering, evidence of every row, preview, also with a
/// layout that knows nothing of passcodes.
fn everything_of(folder: &Path) -> String {
    let mut text = case(folder);
    for file in inputs(folder) {
        let bytes = fs::read(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for (layout, header) in [("", ""), ("usage-table", ""), ("", "yes"), ("bill-table", "no")] {
            let (layout, header) = (layout.to_owned(), header.to_owned());
            let settings = Settings { layout, header, ..Settings::default() };
            let opened = open(&name, &mut bytes.as_slice(), &settings);
            for plan in &opened.plans {
                let (segments, _) =
                    read(plan, plan.data_offset, u64::MAX, true, &mut bytes.as_slice());
                let spans = segments.iter().flat_map(|segment| {
                    (0..segment.len()).map(|index| {
                        let (from, until) = segment.place(index);
                        Span { entry: plan.entry, from, until }
                    })
                });
                let spans: Vec<Span> = spans.collect();
                let n = spans.len();
                let said = run(Work::Texts(spans), &name, &mut bytes.as_slice());
                if let [Said::Texts(texts)] = said.as_slice() {
                    assert_eq!(texts.iter().filter(|it| !it.is_empty()).count(), n, "{name}");
                }
                text += &format!("{said:?}");
                text += &segments.iter().map(|it| format!("{:?}", it.rejects)).collect::<String>();
            }
            let said = run(Work::Preview(settings), &name, &mut bytes.as_slice());
            text += &format!("{said:?}");
        }
    }
    text
}

/// The word stands in the files, so a leak would be seen.
#[test]
fn passcodes_are_never_kept() {
    let mut seen = false;
    for folder in folders(&fixtures("vendors/dma")) {
        let text = everything_of(&folder);
        assert!(!text.contains("passcode-4711"), "{}", folder.display());
        let bytes = inputs(&folder).iter().flat_map(|it| fs::read(it).unwrap()).collect::<Vec<_>>();
        seen |= String::from_utf8_lossy(&bytes).contains("passcode-4711");
    }
    assert!(seen, "the fixtures hold the word");
}
