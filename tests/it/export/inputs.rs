//! What files out say of the files in.

use super::sheet::Lent;
use crate::readers::render::Held;
use serde_json::Value;
use std::cell::Cell;
use std::rc::Rc;
use trueup::domain::forms::Settings;
use trueup::engine::driver::Driver;
use trueup::engine::protocol::{ExportKind, Request};
use trueup::export::sheet::write_encoded;
use trueup::export::{Language, PackAs, SheetData};

const USAGE: &[u8] = b"call_id,start,duration\nc1,2026-03-01 10:00:00,61\n";
const BILL: &[u8] = b"line_id,call_id,start,amount,currency\n1,c9,2026-03-01 10:00:00,0.20,USD\n";
const RATES: &[u8] = b"service,measure,unit_size,increment,price,currency\n\
    Voice,duration,60,60,0.10,USD\n,duration,60,60,0.20,USD\n";

/// Files that were reconciled, and of each whether it is gone.
struct Desk(Driver, Vec<Rc<Cell<bool>>>);

impl Desk {
    fn new() -> Self {
        let mut driver = Driver::default();
        let files = [("calls.csv", USAGE), ("bill.csv", BILL), ("rates.csv", RATES)];
        let import = |((name, bytes), role): ((&str, &'static [u8]), &str)| {
            let is_gone = Rc::new(Cell::new(false));
            let settings = Settings { role: role.into(), ..Settings::default() };
            driver.import(name, Box::new(Lent(bytes, Rc::clone(&is_gone))), settings);
            is_gone
        };
        let gone = files.into_iter().zip(["usage", "billed", "rates"]).map(import).collect();
        driver.ask(Request::Reconcile);
        Self(driver, gone)
    }

    fn export(&mut self, kind: ExportKind) -> Vec<u8> {
        self.0.ask(Request::Export(kind)).1.unwrap()
    }

    fn case(&mut self) -> Vec<Value> {
        let case: Value = serde_json::from_slice(&self.export(ExportKind::Case)).unwrap();
        case["sources"].as_array().unwrap().clone()
    }
}

/// Checks which files have a hash and which texts there are when one file is gone.
#[track_caller]
fn check(gone: usize, texts: &[&str]) {
    let mut desk = Desk::new();
    desk.1[gone].set(true);
    let data: SheetData = postcard::from_bytes(&desk.export(ExportKind::Workbook)).unwrap();
    assert!(data.misses_texts);
    let found: Vec<&str> =
        data.evidence.iter().map(|it| it.text.as_str()).filter(|it| !it.is_empty()).collect();
    assert_eq!(found, texts);
    let hashed = |all: Vec<bool>| {
        let wanted: Vec<bool> = (0..3).map(|it| it != gone).collect();
        assert_eq!(all, wanted);
    };
    hashed(data.sources.iter().map(|it| it.sha256.len() == 64).collect());
    hashed(desk.case().iter().map(|it| it["sha256"].as_str().unwrap().len() == 64).collect());
}

#[test]
fn a_file_that_is_gone_takes_no_other_ones_hash_and_texts_with_it() {
    check(0, &["1,c9,2026-03-01 10:00:00,0.20,USD"]);
    check(1, &["c1,2026-03-01 10:00:00,61"]);
    check(2, &["c1,2026-03-01 10:00:00,61", "1,c9,2026-03-01 10:00:00,0.20,USD"]);
}

#[test]
fn a_rate_card_has_as_many_rows_as_rates() {
    let mut desk = Desk::new();
    let wanted = [1, 1, 2];
    let rows: Vec<u64> = desk.case().iter().map(|it| it["rows"].as_u64().unwrap()).collect();
    assert_eq!(rows, wanted);
    let data = desk.export(ExportKind::Report);
    let html = write_encoded(PackAs::Report, Language::En, &data).unwrap();
    let html = String::from_utf8(html).unwrap();
    assert!(html.contains("<td>rates.csv</td><td>rates</td><td class=\"n\">2</td>"), "{html}");
    let data: SheetData = postcard::from_bytes(&desk.export(ExportKind::Workbook)).unwrap();
    assert_eq!(data.sources.iter().map(|it| it.rows).collect::<Vec<_>>(), wanted);
}

#[test]
fn what_no_single_file_shows_is_listed_with_what_it_is_about() {
    let usage = "call_id,service,start,duration\nc1,Voice,2026-03-01 10:00:00,60\n";
    let bill = "line_id,service,quantity,unit,amount,currency\n1,AI calls,1,MIN,0.10,USD\n";
    let mut driver = Driver::default();
    for (name, text, role) in [("calls.csv", usage, "usage"), ("bill.csv", bill, "billed")] {
        let settings = Settings { role: role.into(), ..Settings::default() };
        driver.import(name, Box::new(Held(text.as_bytes().to_vec())), settings);
    }
    driver.ask(Request::Reconcile);
    let (_, bytes) = driver.ask(Request::Export(ExportKind::Report));
    let html = write_encoded(PackAs::Report, Language::En, &bytes.unwrap()).unwrap();
    let html = String::from_utf8(html).unwrap();
    let listed = "<td></td><td class=\"n\">1</td><td class=\"n\"></td><td>No usage has the name of these \
                  lines: service “AI calls”.</td>";
    assert!(html.contains(listed), "{html}");
}
