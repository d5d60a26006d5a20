//! What of a workbook is read: names that were merged over rows, sheets that show, figures with the digits that
//! say something.

use super::{book, tables, zipped};
use crate::readers::render::Held;
use rust_xlsxwriter::{Format, Workbook};
use trueup::diagnostics::{Code, Severity};
use trueup::domain::Outcome;
use trueup::domain::forms::Settings;
use trueup::engine::driver::Driver;
use trueup::engine::protocol::{Reply, Request, SourceState};

/// A text of a cell.
fn text(name: &str, value: &str) -> String {
    format!("<c r='{name}' t='str'><v>{value}</v></c>")
}

/// The table of a sheet with merged cells.
fn merged(rows: &[&str], merges: &[&str]) -> String {
    let rows: String = rows.iter().map(|it| format!("<row>{it}</row>")).collect();
    let merges: String = merges.iter().map(|it| format!("<mergeCell ref='{it}'/>")).collect();
    // What is merged stands behind the rows; the name of a tag may have a prefix.
    let sheet = format!(
        "<x:worksheet xmlns:x='m'><x:sheetData>{rows}</x:sheetData><mergeCells>{merges}</mergeCells></x:worksheet>"
    );
    let styles =
        "<styleSheet><cellXfs><xf/><xf numFmtId='14'/><xf numFmtId='46'/></cellXfs></styleSheet>";
    let relations = "<Relationships><Relationship Id='r1' Type='x/worksheet' Target='s.xml'/>\
        <Relationship Id='r2' Type='x/styles' Target='f.xml'/></Relationships>";
    let others = [
        ("xl/s.xml", sheet.as_str()),
        ("xl/f.xml", styles),
        ("xl/_rels/workbook.xml.rels", relations),
    ];
    tables(&book("", &others)).unwrap()
}

#[test]
fn a_name_that_is_merged_over_rows_stands_in_each() {
    let row = |cells: &[String]| cells.concat();
    let head = row(&[text("A1", "Bot"), text("B1", "Channel"), text("C1", "Amount")]);
    let first = row(&[text("A2", "b-1"), text("B2", "SMS"), "<c r='C2'><v>5</v></c>".to_owned()]);
    let second = text("B3", "IVR");
    let third = row(&[text("A4", "b-2"), text("B4", "SMS"), "<c r='C4'><v>7</v></c>".to_owned()]);
    let expected = "== S\nBot,Channel,Amount\nb-1,SMS,5\nb-1,IVR,\nb-2,SMS,7\n";
    // A figure is that of both rows together.
    assert_eq!(merged(&[&head, &first, &second, &third], &["A2:A3", "C2:C3"]), expected);
    // Cells that are merged side by side are one value.
    let wide = merged(&[&head, &first, &second, &third], &["A2:B2", "A3:B3"]);
    assert_eq!(wide, expected.replace("b-1,IVR", ",IVR"));
}

#[test]
fn what_is_merged_and_no_name_stands_where_it_is() {
    let head = [text("A1", "Id"), text("B1", "Day"), text("C1", "Length")].concat();
    let first = [
        text("A2", "USD 12.50"),
        "<c r='B2' s='1'><v>46094</v></c>".to_owned(),
        "<c r='C2' s='2'><v>0.5</v></c>".to_owned(),
    ];
    let second = text("D3", "x");
    let found = merged(&[&head, &first.concat(), &second], &["A2:A3", "B2:B3", "C2:C3"]);
    // A day is one of both rows, an amount and a length are of the two together, also as text.
    assert_eq!(found, "== S\nId,Day,Length,\nUSD 12.50,2026-03-13,12:00:00,\n,2026-03-13,,x\n");
}

#[test]
fn a_title_over_all_columns_is_said_once() {
    let title = text("A1", "Invoice of March");
    let second = text("B2", "page 1");
    let head = [text("A3", "Id"), text("B3", "Amount")].concat();
    let found = merged(&[&title, &second, &head], &["A1:B2"]);
    assert_eq!(found, "== S\nInvoice of March,\n,page 1\nId,Amount\n");
    // The rows of a head become whole.
    let upper = [text("A1", "Id"), text("B1", "Length")].concat();
    let lower = [text("B2", "Minutes"), text("C2", "Amount")].concat();
    let found = merged(&[&upper, &lower], &["A1:A2", "B1:C1"]);
    assert_eq!(found, "== S\nId,Length,\nId,Minutes,Amount\n");
}

const LINES: &[&str] = &["call_id,start,minutes,amount", "c1,2026-03-02 10:05:30,5,0.1"];

/// A workbook of a bill's lines and another sheet.
fn with_sheet(name: &str, cells: &[&str], is_hidden: bool) -> Vec<u8> {
    let mut made = Workbook::new();
    let mut put = |name: &str, rows: &[&str], is_hidden: bool| {
        let sheet = made.add_worksheet().set_name(name).unwrap();
        for (row, line) in rows.iter().enumerate() {
            for (column, cell) in line.split(',').enumerate() {
                sheet.write_string(row as u32, column as u16, cell).unwrap();
            }
        }
        sheet.set_hidden(is_hidden);
    };
    put("Lines", LINES, false);
    put(name, cells, is_hidden);
    made.save_to_buffer().unwrap()
}

/// The rows that are read of a file in a role, and what is noticed about it.
fn noticed(bytes: Vec<u8>, role: &str) -> (u64, Vec<String>) {
    let mut driver = Driver::with_workbooks();
    let settings = Settings { role: role.to_owned(), ..Settings::default() };
    let source = driver.import("bill.xlsx", Box::new(Held(bytes)), settings);
    let view = driver.view(source).unwrap();
    assert_eq!(view.state, SourceState::Ready);
    let told = view.findings.iter().map(|it| {
        format!("{} {} {}", it.severity.code(), it.first.code.code(), it.first.params.concat())
    });
    (view.rows, told.filter(|it| !it.contains("time_zone_assumed")).collect())
}

#[test]
fn a_hidden_sheet_is_left_out_and_told() {
    let old = ["call_id,start,minutes,amount", "c9,2026-03-01 10:00:00,1,0.02"];
    let (rows, told) = noticed(with_sheet("Old", &old, true), "billed");
    assert_eq!((rows, told.as_slice()), (1, &["note hidden_sheet Old".to_owned()][..]));
    assert_eq!(noticed(with_sheet("Old", &old, false), "billed"), (2, Vec::new()));
    // In a zip its workbook is named too.
    let both = zipped(&[("march.xlsx", &with_sheet("Old", &old, true))]);
    let (rows, told) = noticed(both, "billed");
    assert_eq!((rows, told), (1, vec!["note hidden_sheet march.xlsx › Old".to_owned()]));
}

#[test]
fn a_sheet_of_notes_beside_a_table_is_passed_over() {
    let notes = ["Signed on the first", "Contact: billing"];
    let passed = vec!["note passed_over Notes".to_owned()];
    assert_eq!(noticed(with_sheet("Notes", &notes, false), "billed"), (1, passed.clone()));
    // The same of a rate card.
    let mut card = Workbook::new();
    let sheet = card.add_worksheet().set_name("Rates").unwrap();
    for (column, (name, cell)) in [("measure", "records"), ("price", "0.5")].iter().enumerate() {
        sheet.write_string(0, column as u16, *name).unwrap();
        sheet.write_string(1, column as u16, *cell).unwrap();
    }
    card.add_worksheet().set_name("Notes").unwrap().write_string(0, 0, notes[0]).unwrap();
    assert_eq!(noticed(card.save_to_buffer().unwrap(), "rates"), (1, passed));
    // Alone it is nothing that could be read.
    let mut alone = Workbook::new();
    alone.add_worksheet().write_string(0, 0, notes[0]).unwrap();
    let mut driver = Driver::with_workbooks();
    let blob = Box::new(Held(alone.save_to_buffer().unwrap()));
    let source = driver.import("notes.xlsx", blob, Settings::default());
    let SourceState::Failed(why) = &driver.view(source).unwrap().state else { panic!() };
    assert_eq!(why.code, Code::UnknownFormat);
    // A file that nobody knows may be one that was meant to be read.
    let lines = LINES.join("\n");
    let both = zipped(&[("a.csv", lines.as_bytes()), ("b.csv", b"Signed on the first\n")]);
    assert_eq!(noticed(both, "billed"), (1, vec!["error unknown_format b.csv".to_owned()]));
}

#[test]
fn what_counting_in_twos_leaves_behind_is_no_difference() {
    // Seconds by the minute at 0.02, as a spreadsheet works it out: most never end, some end a digit off.
    let seconds = [593_u32, 483, 496, 29, 895, 61, 3, 2104, 7, 1111];
    let mut made = Workbook::new();
    let sheet = made.add_worksheet();
    let titles = ["call_id", "minutes", "unit_price", "amount"];
    for (column, title) in titles.iter().enumerate() {
        sheet.write_string(0, column as u16, *title).unwrap();
    }
    let mut usage = String::from("call_id,start,duration_seconds\n");
    for (n, seconds) in seconds.iter().enumerate() {
        let row = n as u32 + 1;
        let minutes = f64::from(*seconds) / 60.0;
        sheet.write_string(row, 0, format!("c{n}")).unwrap();
        sheet.write_number(row, 1, minutes).unwrap();
        sheet.write_number(row, 2, 0.02).unwrap();
        let format = Format::new().set_num_format("0.00");
        sheet.write_number_with_format(row, 3, minutes * 0.02, &format).unwrap();
        usage += &format!("c{n},2026-03-02 10:00:00,{seconds}\n");
    }
    let bill = made.save_to_buffer().unwrap();
    let rates = "measure,unit_size,price,currency\nduration,60,0.02,USD\n";
    for rates in [rates, ""] {
        let mut driver = Driver::with_workbooks();
        let sources = [("usage", usage.as_bytes()), ("billed", &bill), ("rates", rates.as_bytes())];
        for (role, bytes) in sources.into_iter().filter(|it| !it.1.is_empty()) {
            let settings = Settings { role: role.to_owned(), ..Settings::default() };
            let source = driver.import(role, Box::new(Held(bytes.to_vec())), settings);
            let findings = &driver.view(source).unwrap().findings;
            assert!(findings.iter().all(|it| it.severity == Severity::Note), "{findings:?}");
        }
        let Reply::Result(view) = driver.ask(Request::Reconcile).0 else { panic!() };
        let outcomes: Vec<_> = view.outcomes.iter().filter(|it| it.lines > 0).collect();
        assert_eq!(outcomes.len(), 1, "{outcomes:?}");
        assert_eq!((outcomes[0].outcome, outcomes[0].lines), (Outcome::Matched, 10));
        assert!(view.totals.iter().all(|it| it.difference == "0"), "{:?}", view.totals);
    }
}
