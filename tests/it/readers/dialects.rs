//! Delimited text, JSON and XML in every usual way of writing, plain and packed.

use crate::readers::render::{Together, agrees, case, fixtures, folders, source};
use trueup::engine::forms::Settings;

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

#[test]
fn the_width_of_a_first_line_is_that_up_to_its_own_end() {
    let rows = (0..1000).map(|it| format!("c-{it},2026-10-05 09:00:00,60,a,b,c,d,e,f\r"));
    let text = format!("call_id,start,duration,p,q,r,s,t,u\r{}", rows.collect::<String>());
    let found =
        source("old.csv", &mut text.as_bytes(), &Settings::default(), &mut Together::default());
    assert!(found.contains("1000 rows, 0 rejects"), "{}", found.get(..500).unwrap_or_default());
}
