//! The vendors' fixtures, and that every layout has some.

use crate::readers::render::{agrees, case, fixtures, folders};
use std::collections::BTreeSet;
use trueup::domain::Role;
use trueup::engine::reader::layouts;

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
    let without: Vec<&str> = layouts.map(|it| it.id()).filter(|it| !read.contains(*it)).collect();
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

/// The word stands in the files, so a leak would be seen.
#[test]
fn passcodes_are_never_kept() {
    let mut seen = false;
    for folder in folders(&fixtures("vendors/dma")) {
        let text = case(&folder);
        assert!(!text.contains("passcode-4711"), "{}", folder.display());
        let inputs = crate::readers::render::inputs(&folder);
        let bytes = inputs.iter().flat_map(|it| std::fs::read(it).unwrap());
        seen |= String::from_utf8_lossy(&bytes.collect::<Vec<u8>>()).contains("passcode-4711");
    }
    assert!(seen, "the fixtures hold the word");
}
