//! Workbooks: what their sheets are as tables, that a workbook is read as its tables are, and that
//! nothing hostile in one does harm.

mod sheets;

use crate::readers::render::{agrees, fixtures, folders};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use trueup::diagnostics::{Code, Diagnostic};
use trueup::domain::forms::Settings;
use trueup::engine::driver::Driver;
use trueup::engine::protocol::{ExportKind, Reply, Request, SourceState};
use trueup::intake::archive;
use trueup::workbook::as_archive;

/// The tables of a workbook, each behind its name.
fn tables(bytes: &[u8]) -> Result<String, Box<Diagnostic>> {
    let mut made = Vec::new();
    as_archive(&mut &*bytes, &mut made)?;
    let mut text = String::new();
    for entry in archive::entries(&mut made.as_slice())? {
        text += &format!("== {}\n", entry.name);
        archive::open(&mut made.as_slice(), &entry, 0)?.read_to_string(&mut text).unwrap();
    }
    Ok(text)
}

#[test]
fn sheets_become_tables() {
    let mut wrong = Vec::new();
    for folder in folders(&fixtures("workbooks")) {
        let found = tables(&fs::read(folder.join("bill.xlsx")).unwrap()).unwrap();
        if !agrees(&found, &folder.join("expected.txt")) {
            wrong.push(folder);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A file as a table and the same as a workbook with days, times and numbers where it has them.
fn as_workbook(csv: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Lines").unwrap();
    let at = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    for (row, record) in csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.as_bytes())
        .records()
        .enumerate()
    {
        for (column, cell) in record.unwrap().iter().enumerate() {
            let (row, column) = (row as u32, column as u16);
            if let Ok(when) = ExcelDateTime::parse_from_str(cell) {
                sheet.write_datetime_with_format(row, column, &when, &at).unwrap();
            } else if let Ok(number) = cell.parse::<f64>() {
                sheet.write_number(row, column, number).unwrap();
            } else if !cell.is_empty() {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    // A cover, as bills have them, says nothing that is usage or a charge.
    book.add_worksheet().set_name("Cover").unwrap().write_string(2, 1, "Invoice").unwrap();
    book.save_to_buffer().unwrap()
}

const USAGE: &str = "call_id,start,minutes,channel\n\
    c1,2026-03-02 10:05:30,5,voice\nc2,2026-03-02 11:00:00,12.5,voice\nc3,2026-03-31 23:59:59,1,sms\n";
const BILL: &str = "call_id,start,minutes,channel,unit_price,amount\n\
    c1,2026-03-02 10:05:30,5,voice,0.02,0.1\nc2,2026-03-02 11:00:00,13,voice,0.02,0.26\n\
    c4,2026-03-05 08:00:00,2,voice,0.02,0.04\n";

fn reconciled(usage: &[u8], bill: &[u8]) -> (Driver, String) {
    let mut driver = Driver::with_workbooks();
    for (name, bytes, role) in [("usage", usage, "usage"), ("bill", bill, "billed")] {
        let settings = Settings { role: role.to_owned(), ..Settings::default() };
        let blob: Box<dyn trueup::intake::Blob> =
            Box::new(crate::readers::render::Held(bytes.to_vec()));
        let source = driver.import(name, blob, settings);
        assert_eq!(driver.view(source).unwrap().state, SourceState::Ready);
    }
    let view = match driver.ask(Request::Reconcile).0 {
        Reply::Result(view) => view,
        other => panic!("{other:?}"),
    };
    let told = format!("{:?} {:?}", view.outcomes, view.totals);
    (driver, told)
}

#[test]
fn a_workbook_is_read_as_its_tables() {
    let (_, plain) = reconciled(USAGE.as_bytes(), BILL.as_bytes());
    let (mut driver, told) = reconciled(&as_workbook(USAGE), &as_workbook(BILL));
    assert_eq!(told, plain);
    // The evidence is read back by its row.
    let (reply, csv) = driver.ask(Request::Export(ExportKind::ExceptionsCsv));
    assert!(matches!(reply, Reply::Exported { .. }));
    let csv = String::from_utf8(csv.unwrap()).unwrap();
    let line = csv.lines().find(|it| it.contains("c4")).unwrap();
    assert!(line.contains("bill") && line.contains("Lines") && line.contains(",4"), "{line}");
}

#[test]
fn a_case_names_the_workbook_itself() {
    let book = as_workbook(BILL);
    let (mut driver, _) = reconciled(USAGE.as_bytes(), &book);
    let (_, case) = driver.ask(Request::Export(ExportKind::Case));
    let case = String::from_utf8(case.unwrap()).unwrap();
    let hash = trueup::domain::content_hash::of(&book);
    assert!(case.contains(&hash), "{hash} is not in {case}");
}

/// A workbook of parts, with the sheet's rows as they are given.
fn book(rows: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let relations = "<Relationships><Relationship Id='r1' Type='x/worksheet' Target='s.xml'/>\
        <Relationship Id='r2' Type='x/sharedStrings' Target='t.xml'/></Relationships>";
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let mut parts = vec![
        ("xl/workbook.xml", "<workbook><sheets><sheet name='S' id='r1'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/s.xml", &sheet),
        ("xl/t.xml", "<sst/>"),
    ];
    for (name, text) in others {
        parts.retain(|it| it.0 != *name);
        parts.extend(Some((*name, *text)).filter(|it| !it.1.is_empty()));
    }
    zipped(&parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect::<Vec<_>>())
}

pub(crate) fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// How a workbook under a password begins.
fn locked() -> Vec<u8> {
    [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat()
}

#[test]
fn workbooks_in_a_zip_become_tables_of_it() {
    let row = "<row><c><v>1</v></c></row>";
    let both = zipped(&[("2026/March.XLSX", &book(row, &[])), ("notes.csv", b"a,b\n1,2\n")]);
    let expected = "== 2026/March.XLSX › S\n1\n== notes.csv\na,b\n1,2\n";
    assert_eq!(tables(&both).unwrap(), expected);

    let (_, plain) = reconciled(USAGE.as_bytes(), BILL.as_bytes());
    let of = |name, csv| zipped(&[(name, &as_workbook(csv))]);
    let (_, told) = reconciled(&of("March.xlsx", USAGE), &of("bills/March.xlsx", BILL));
    assert_eq!(told, plain);
}

#[test]
fn a_workbook_in_a_zip_that_cannot_be_read_is_named() {
    let good = as_workbook(USAGE);
    let broken = book("<row><c><v>1</v></c></row><row><c></row>", &[]);
    let row = "<row><c><v>1</v></c></row>";
    let bomb = book(&format!("{row}<row r='1048576'><c r='XFD1'><v>1</v></c></row>"), &[]);
    // What is no archive at all, what breaks off and what goes beyond the limits: none keeps the rest from
    // being read, wherever in the zip it is.
    for (bytes, code) in [(locked(), "Spreadsheet"), (broken, "BrokenXml"), (bomb, "ArchiveRatio")]
    {
        for is_first in [true, false] {
            let mut entries = [("b.xlsx", &bytes), ("a.xlsx", &good)];
            if !is_first {
                entries.reverse();
            }
            let mut driver = Driver::with_workbooks();
            let given = zipped(&entries.map(|(name, it)| (name, it.as_slice())));
            let blob = Box::new(crate::readers::render::Held(given));
            let source = driver.import("march.zip", blob, Settings::default());
            let view = driver.view(source).unwrap();
            assert_eq!((&view.state, view.rows), (&SourceState::Ready, 3), "{code}");
            let found = format!("{:?}", view.findings);
            assert!(found.contains(code) && found.contains("b.xlsx"), "{found}");
        }
    }
    // Alone it is why the zip cannot be read.
    let mut driver = Driver::with_workbooks();
    let alone = zipped(&[("b.xlsx", &book("<row><c></row>", &[]))]);
    let blob = Box::new(crate::readers::render::Held(alone));
    let source = driver.import("march.zip", blob, Settings::default());
    let SourceState::Failed(why) = &driver.view(source).unwrap().state else { panic!() };
    assert_eq!((why.code, why.params.last().unwrap().as_str()), (Code::BrokenXml, "b.xlsx"));
}

#[test]
fn what_is_wrong_with_a_workbook_is_told() {
    let row = "<row><c><v>1</v></c></row>";
    let check = |bytes: Vec<u8>, expected: Code| {
        assert_eq!(tables(&bytes).map_err(|it| it.code), Err(expected), "{expected:?}");
    };
    assert_eq!(tables(&book(row, &[])).unwrap(), "== S\n1\n");
    check(b"a,b\n1,2\n".to_vec(), Code::Spreadsheet);
    // A text that is not there is no blank cell, and the digits of an id are all of it.
    check(book("<row><c t='s'><v>0</v></c></row>", &[]), Code::BrokenArchive);
    let long = "<row><c><v>12345678901234567</v></c></row>";
    assert_eq!(tables(&book(long, &[])).unwrap(), "== S\n12345678901234567\n");
    check(book("", &[]), Code::EmptyFile);
    check(book("<row><c><v>1</c></row>", &[]), Code::BrokenXml);
    check(book("<row><c><v>&x;</v></c></row>", &[]), Code::BrokenXml);
    check(book(row, &[("xl/t.xml", "<!DOCTYPE a [<!ENTITY x 'y'>]><sst/>")]), Code::BrokenXml);
    check(book(row, &[("xl/s.xml", "")]), Code::BrokenArchive);
    check(book(row, &[("xl/t.xml", "")]), Code::BrokenArchive);
    let beyond = |row: &str, most: &str| {
        let why = tables(&book(row, &[])).unwrap_err();
        assert_eq!((why.code, why.params), (Code::TooManyColumns, vec![most.to_owned()]));
    };
    beyond("<row r='1048577'><c><v>1</v></c></row>", "1048576");
    beyond("<row><c r='XFE1'><v>1</v></c></row>", "16384");
    // Of two sheets in one place neither is the right one.
    let mut twice = book(row, &[("xl/u.xml", "<worksheet/>")]);
    for at in 0..twice.len() - 8 {
        if &twice[at..at + 8] == b"xl/u.xml" {
            twice[at + 3] = b's';
        }
    }
    check(twice, Code::BrokenArchive);
    let long = format!("<row><c t='str'><v>{}</v></c></row>", "x".repeat(9 << 20));
    check(book(&long, &[]), Code::LineTooLong);
    // A row for each of a million, as wide as a sheet can be, of a few bytes.
    let bomb = format!("{row}<row r='1048576'><c r='XFD1'><v>1</v></c></row>");
    check(book(&bomb, &[]), Code::ArchiveRatio);
    let mut cut = book(row, &[]);
    cut.truncate(cut.len() - 30);
    check(cut, Code::TruncatedArchive);
}

#[test]
fn a_workbook_that_cannot_be_read_fails_with_its_reason() {
    let fails = |bytes: Vec<u8>| {
        let mut driver = Driver::with_workbooks();
        let blob = Box::new(crate::readers::render::Held(bytes));
        let source = driver.import("bill.xlsx", blob, Settings::default());
        match &driver.view(source).unwrap().state {
            SourceState::Failed(why) => why.code,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(fails(book("<row><c></row>", &[])), Code::BrokenXml);
    assert_eq!(fails(locked()), Code::Spreadsheet);
}
