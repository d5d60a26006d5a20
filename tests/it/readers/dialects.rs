//! Delimited text, JSON and XML in every usual way of writing, plain and packed.

use crate::readers::render::{agrees, case, fixtures, folders};

#[test]
fn every_dialect_reads_as_expected() {
    let mut wrong = Vec::new();
    for folder in folders(&fixtures("dialects")) {
        if !agrees(&case(&folder), &folder.join("expected.txt")) {
            wrong.push(folder);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
