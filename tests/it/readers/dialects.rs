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

#[test]
fn the_mark_of_a_file_behind_another_is_no_part_of_its_first_cell() {
    let rows = |from: usize| -> String {
        let rows = (from..from + 400).map(|it| format!("ñ{it},2026-10-05 09:00:00,60\n"));
        rows.collect()
    };
    let quoted = "\u{feff}\"q\",2026-10-05 09:00:00,60\n";
    let header = "call_id,start,duration\n";
    let text = format!("\u{feff}{header}{}\u{feff}{}{quoted}", rows(0), rows(400));
    let plain = format!("{header}{}{}q,2026-10-05 09:00:00,60\n", rows(0), rows(400));
    let ids = |text: &str| -> Vec<String> {
        let found =
            source("a.csv", &mut text.as_bytes(), &Settings::default(), &mut Together::default());
        let ids = found.lines().filter_map(|it| it.split_once(" id=")?.1.split(' ').next());
        ids.map(str::to_owned).collect()
    };
    let found = ids(&text);
    assert_eq!(found.len(), 801);
    assert_eq!(found, ids(&plain));
}
