//! What leaves the page, read back by others.

use calamine::{Data, Reader as _, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;
use trueup_e2e::files::{self, Month};
use trueup_e2e::{Desk, Setup};

in_both!(csv_and_workbook_tell_the_same, Setup::default(), same_story);
in_both!(no_cell_is_a_formula, Setup::default(), formula_story);
in_both!(packs_speak_the_language_of_the_page, spanish(), spanish_story);

fn spanish() -> Setup {
    Setup { language: "es-CO", ..Setup::default() }
}

fn same_story(desk: &Desk) {
    let month = Month::new(6);
    super::two_files::dispute(desk, &month);

    let rows = read_csv(&desk.export("export-csv", "csv"));
    let mut counted: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &rows {
        *counted.entry(row["outcome"].as_str()).or_default() += 1;
    }
    for (code, (records, lines)) in &month.outcomes {
        let wanted = if is_exception(code) { (*records).max(*lines) } else { 0 };
        let found = counted.get(code.as_str()).copied().unwrap_or(0);
        assert_eq!(found, wanted, "{code}: {counted:?}");
    }
    let row = rows.iter().find(|it| it["id"] == month.overbilled).expect("the disputed row");
    assert_eq!(row["decision"], "dispute");
    assert_eq!(row["difference_amount"].trim_end_matches('0'), "0.05");
    assert_eq!(row["usage_file"], "sessions.csv");
    assert_eq!(row["invoice_file"], "bill.csv");

    let cells = read_workbook(&desk.export("export-xlsx", "xlsx"));
    assert!(cells.len() >= 3, "sheets: {:?}", cells.keys());
    let text = format!("{cells:?}");
    for row in &rows {
        assert!(text.contains(&row["id"]), "{} is in the CSV alone", row["id"]);
    }

    let report = String::from_utf8(desk.export("export-report", "html")).unwrap();
    for row in &rows {
        assert!(report.contains(&row["id"]), "{} is not in the report", row["id"]);
    }
}

fn spanish_story(desk: &Desk) {
    super::two_files::reconcile(desk, &Month::new(26));
    let report = String::from_utf8(desk.export("export-report", "html")).unwrap();
    assert!(report.contains("<html lang=\"es\">"), "{report}");
    assert!(report.contains("Informe de reclamación") && report.contains("de más."), "{report}");
    let cells = format!("{:?}", read_workbook(&desk.export("export-xlsx", "xlsx")));
    assert!(cells.contains("Importe facturado"), "{cells}");
    // What programs read is the same in every language.
    assert!(!read_csv(&desk.export("export-csv", "csv"))[0]["invoiced_amount"].is_empty());
}

fn formula_story(desk: &Desk) {
    let (usage, bill) = files::injection();
    let usage = desk.write("=sessions.csv", usage);
    let bill = desk.write("bill.csv", bill);
    desk.sources().give_and_wait(&[&usage, &bill]);
    desk.sources().reconcile();
    let evidence = desk.result().open(0);
    evidence.write_note("=1+2");

    let csv = desk.export("export-csv", "csv");
    let mut negative = false;
    for row in read_csv(&csv) {
        for (name, cell) in row {
            let starts = cell.starts_with(['=', '+', '@', '\t', '\r']);
            let is_number = cell.parse::<f64>().is_ok();
            negative |= is_number && cell.starts_with('-');
            assert!(!starts && (is_number || !cell.starts_with('-')), "{name} is live: {cell}");
        }
    }
    assert!(negative, "a negative number stays a number");

    let workbook = desk.export("export-xlsx", "xlsx");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(workbook.clone())).unwrap();
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        let live: Vec<&String> = formulas.used_cells().map(|it| it.2).collect();
        assert!(live.is_empty(), "{name}: {live:?}");
    }
    let negative = read_workbook(&workbook)
        .into_values()
        .flatten()
        .any(|cell| matches!(cell, Data::Float(value) if value < 0.0));
    assert!(negative, "a negative number stays a number");
}

/// Whether rows of an outcome are among the exceptions.
fn is_exception(code: &str) -> bool {
    !matches!(code, "matched" | "within_tolerance" | "non_usage")
}

pub(crate) fn read_csv(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    csv::Reader::from_reader(bytes).deserialize().map(Result::unwrap).collect()
}

fn read_workbook(bytes: &[u8]) -> BTreeMap<String, Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheets()
        .into_iter()
        .map(|(name, range)| (name, range.used_cells().map(|it| it.2.clone()).collect()))
        .collect()
}
