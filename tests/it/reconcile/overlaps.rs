//! Usage without ids in files whose days overlap: all of it counts, and it is said.

use super::{Inputs, Text, outcomes};
use proptest::prelude::*;
use std::fmt::Write as _;
use trueup::diagnostics::Code;
use trueup::engine::driver::Driver;
use trueup::engine::forms::Settings;
use trueup::engine::protocol::Request;
use trueup::source::SourceId;

const HEAD: &str = "start,account,seconds\n";

/// How many rows of a source are said to be in another file, and in which.
fn said(driver: &Driver, source: SourceId) -> Option<(u64, Vec<String>)> {
    let view = driver.view(source).unwrap();
    let found = view.findings.iter().find(|it| it.first.code == Code::RowsElsewhere)?;
    Some((found.count, found.first.params.clone()))
}

fn import(driver: &mut Driver, name: &str, text: &str) -> SourceId {
    driver.import(name, Box::new(Text(text.into())), Settings::default())
}

proptest! {
    #[test]
    fn rows_of_a_file_before_are_counted_where_the_files_overlap(
        calls in prop::collection::vec((0_u32..4, 0_u32..600), 8..60),
        cut in (0_usize..50, 50_usize..100),
        other_way: bool,
    ) {
        // One call an hour, so that no two are alike; the first of each file is there twice.
        let calls: Vec<String> = (0..)
            .zip(&calls)
            .map(|(n, (account, seconds)): (u32, _)| {
                format!("2026-03-{:02} {:02}:00:00,{account},{seconds}\n", n / 24 + 1, n % 24)
            })
            .collect();
        let place = |percent: usize| percent * calls.len() / 100;
        let (from, until) = (place(cut.0), place(cut.1));
        let file = |rows: &[String]| [HEAD, &rows[0], &rows.concat()].concat();
        let mut files = [("a.csv", file(&calls[..until])), ("b.csv", file(&calls[from..]))];
        if other_way {
            files.reverse();
        }
        let mut driver = Driver::default();
        let ids: Vec<_> = files.iter().map(|it| import(&mut driver, it.0, &it.1)).collect();
        prop_assert_eq!(said(&driver, ids[0]), None);
        let shared = &calls[from..until];
        // What a file has twice counts twice if the other has it.
        let twice = usize::from(if other_way { from == 0 } else { until > from });
        let expected = (shared.len() + twice) as u64;
        let expected = (expected > 0).then(|| (expected, vec![files[0].0.to_owned()]));
        prop_assert_eq!(said(&driver, ids[1]), expected);
        driver.ask(Request::Remove(ids[0]));
        prop_assert_eq!(said(&driver, ids[1]), None);
    }
}

#[test]
fn what_is_alike_by_chance_or_has_ids_is_not_said_to_be_elsewhere() {
    let (mut one, mut other) = (HEAD.to_owned(), HEAD.to_owned());
    for n in 0..40 {
        let at = format!("2026-03-{:02} {:02}:00:00", n / 24 + 1, n % 24);
        writeln!(one, "{at},a,60").unwrap();
        writeln!(other, "{at},a,{}", if n % 4 == 0 { 60 } else { 61 }).unwrap();
    }
    let mut driver = Driver::default();
    import(&mut driver, "one.csv", &one);
    let other = import(&mut driver, "other.csv", &other);
    assert_eq!(said(&driver, other), None);

    let with_ids = |rows: &str| format!("call_id,{HEAD}{rows}");
    let rows = "1,2026-03-01 10:00:00,a,60\n2,2026-03-02 10:00:00,a,60\n";
    let mut driver = Driver::default();
    import(&mut driver, "one.csv", &with_ids(rows));
    let more = with_ids(&format!("{rows}3,2026-03-03 10:00:00,a,60\n"));
    let other = import(&mut driver, "other.csv", &more);
    assert_eq!(said(&driver, other), None);
}

#[test]
fn files_of_an_archive_may_overlap_too_and_all_of_it_counts() {
    let one = format!("{HEAD}2026-03-01 10:00:00,a,60\n2026-03-02 10:00:00,a,60\n");
    let other = format!("{HEAD}2026-03-02 10:00:00,a,60\n2026-03-03 10:00:00,a,60\n");
    let zip = crate::workbooks::zipped(&[("x/1.csv", one.as_bytes()), ("2.csv", other.as_bytes())]);
    let mut driver = Driver::default();
    let source = driver.import("both.zip", Box::new(Text(zip)), Settings::default());
    assert_eq!(said(&driver, source), Some((1, vec!["both.zip › x/1.csv".to_owned()])));

    let bill = "account,quantity,unit,unit_price,amount\na,4,MIN,1,4\n".to_owned();
    let inputs = Inputs { usage: vec![one, other], billed: vec![bill], ..Inputs::default() };
    assert_eq!(outcomes(&inputs.run().unwrap()), ["matched 4 1 4 4 0"]);
}
