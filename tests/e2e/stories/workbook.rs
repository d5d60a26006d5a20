//! A bill as a workbook: read as its sheet is, told in words where it cannot be read.

use std::fmt::Write as _;
use std::io::Write as _;
use trueup_e2e::files::Month;
use trueup_e2e::site::Hosting;
use trueup_e2e::{Desk, Setup, wait};
use zip::write::SimpleFileOptions;

in_both!(a_bill_may_be_a_workbook, Setup::default(), bill_story);
in_both!(workbooks_may_come_in_a_zip, Setup::default(), zip_story);
in_both!(what_opens_workbooks_may_be_out_of_reach, without_sheets(), offline_story);
in_both!(a_workbook_that_cannot_be_read_is_told, Setup::default(), told_story);
in_both!(a_summary_beside_its_details_is_told, Setup::default(), summary_story);

fn bill_story(desk: &Desk) {
    let month = Month::new(31);
    let usage = desk.write("sessions.csv", &month.usage);
    let rates = desk.write("rates.csv", &month.rates);
    let bill = desk.write("bill.xlsx", workbook(&month.bill));
    // Beside one other file each has a reader of its own, and what was opened as a workbook is read elsewhere
    // than its tables are opened.
    desk.sources().give_and_wait(&[&usage, &bill]);
    desk.sources().give_and_wait(&[&rates]);
    let card = desk.sources().card("bill.xlsx");
    let said = card.text();
    assert!(said.contains("Lines") && said.contains("Excel"), "the sheet is named: {said}");
    desk.sources().reconcile();

    let result = desk.result();
    assert_eq!(result.outcomes(), month.outcomes);
    assert!(result.is_proven(), "{}", result.proof());
    result.search(&month.overbilled);
    result.until_rows(1);
    let texts = result.open(0).texts();
    assert!(texts[0].contains(&month.overbilled), "the row is read back: {texts:?}");
    // Another engine is given the workbook again, with its tables.
    desk.session.run(
        "dispatchEvent(new CustomEvent('trueup-drill', {detail: 'kill-engine'}))",
        &serde_json::json!([]),
    );
    desk.session.by_testid("restart").click();
    desk.session.until_gone("crashed");
    desk.session.until_gone("restoring");
    assert_eq!(result.outcomes(), month.outcomes);
}

fn zip_story(desk: &Desk) {
    let month = Month::new(33);
    let both = zipped(&[
        ("2026/bill.xlsx", &workbook(&month.bill)),
        ("2026/rates.txt", b"nothing that is a table"),
    ]);
    let (usage, bill) = (desk.write("sessions.csv", &month.usage), desk.write("march.zip", both));
    let rates = desk.write("rates.csv", &month.rates);
    desk.sources().give_and_wait(&[&usage, &bill]);
    desk.sources().give_and_wait(&[&rates]);
    let said = desk.sources().card("march.zip").text();
    assert!(said.contains("bill.xlsx › Lines"), "the sheet is named: {said}");
    desk.sources().reconcile();
    assert_eq!(desk.result().outcomes(), month.outcomes);
    assert!(desk.result().is_proven(), "{}", desk.result().proof());
}

/// The page without the worker that reads and writes workbooks.
fn without_sheets() -> Setup {
    Setup { hosting: Hosting { missing: "sheet", ..Hosting::default() }, ..Setup::default() }
}

fn offline_story(desk: &Desk) {
    desk.excuse("404");
    desk.excuse("sheet");
    let month = Month::new(34);
    let usage = desk.write("sessions.csv", &month.usage);
    let bill = desk.write("bill.xlsx", workbook(&month.bill));
    desk.sources().give_and_wait(&[&usage]);
    desk.sources().give(&[&bill]);
    let card = desk.sources().card("bill.xlsx");
    card.until("failed");
    let said = card.text();
    assert!(said.contains("opens workbooks did not load"), "{said}");
    assert!(said.contains("Check the connection"), "{said}");
    desk.site.give_back();
    card.press("read-again");
    card.until("ready");
    assert!(card.text().contains("Lines"), "{}", card.text());
}

fn summary_story(desk: &Desk) {
    let usage = "usage_id,service,start,quantity\nc-1,Voice,2026-03-02 10:00:00,3\n\
        c-2,Voice,2026-03-03 10:00:00,4\nc-3,SMS,2026-03-04 10:00:00,2\n";
    let details = b"usage_id,service,date,quantity,unit_price,amount,currency\n\
        c-1,Voice,2026-03-02,3,0.10,0.30,EUR\nc-2,Voice,2026-03-03,4,0.10,0.40,EUR\n\
        c-3,SMS,2026-03-04,2,0.05,0.10,EUR\n";
    let summary = b"service,quantity,unit_price,amount,currency\n\
        Voice,7,0.10,0.70,EUR\nSMS,2,0.05,0.10,EUR\n";
    let bill = zipped(&[("details.csv", details), ("summary.csv", summary)]);
    let (usage, bill) = (desk.write("usage.csv", usage), desk.write("bill.zip", bill));
    desk.sources().give_and_wait(&[&usage, &bill]);
    let card = desk.sources().card("bill.zip");
    let said = "come to one total, 0.80: “summary.csv” and “details.csv”";
    // Tables are held against each other once all are read.
    card.element().until_says(said);
    assert!(card.text().contains("2 to 4 Mar"), "days count to their end: {}", card.text());
    desk.sources().reconcile();

    // Both count, and the answer says so where it is read.
    let told = desk.session.by_testid("summed-twice");
    told.until_says(said);
    desk.session.find("main").until_says("Every day agrees. What differs is of no single day.");
    assert!(desk.result().summary().contains("0.80"), "{}", desk.result().summary());
    told.find("button").click();
    desk.sources().card("bill.zip").press("source-settings");
    super::settings::select(desk, &desk.session.by_testid("set-part"), "details.csv");
    desk.session.by_testid("setup-apply").click();
    desk.session.until_gone("setup-apply");
    let card = desk.sources().card("bill.zip");
    wait::until("the summary to be left out", || (!card.text().contains(said)).then_some(()));
    desk.sources().reconcile();
    assert!(!desk.session.has("summed-twice"));
    assert_eq!(desk.result().outcomes().get("matched"), Some(&(3, 3)));
    assert_eq!(desk.result().outcomes().len(), 1);
}

fn told_story(desk: &Desk) {
    let whole = workbook(&Month::new(32).bill);
    let compound = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 2000]].concat();
    let broken = of_sheet("<worksheet><sheetData><row><c></row>");
    for (name, bytes, said) in [
        ("cut.xlsx", whole[..whole.len() - 200].to_vec(), "end"),
        ("locked.xlsx", compound, "password"),
        ("broken.xlsx", broken, "XML"),
    ] {
        let file = desk.write(name, bytes);
        desk.sources().give(&[&file]);
        let card = desk.sources().card(name);
        card.until("failed");
        assert!(card.text().contains(said), "{name}: {}", card.text());
    }
    super::two_files::reconcile(desk, &Month::new(32));
    assert!(desk.result().is_proven());
}

/// A table as a workbook of one sheet: numbers where they are some, and text.
fn workbook(table: &str) -> Vec<u8> {
    let mut rows = String::new();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(table.as_bytes());
    for record in reader.records() {
        rows += "<row>";
        for cell in &record.unwrap() {
            let plain = cell.replace('&', "&amp;").replace('<', "&lt;");
            if cell.parse::<f64>().is_ok() && !cell.starts_with('0') {
                write!(rows, "<c><v>{plain}</v></c>").unwrap();
            } else {
                write!(rows, "<c t='inlineStr'><is><t>{plain}</t></is></c>").unwrap();
            }
        }
        rows += "</row>";
    }
    of_sheet(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))
}

fn of_sheet(sheet: &str) -> Vec<u8> {
    let list = b"<workbook><sheets><sheet name='Lines' id='r1'/></sheets></workbook>";
    let relations =
        b"<Relationships><Relationship Id='r1' Type='x/worksheet' Target='s.xml'/></Relationships>";
    zipped(&[
        ("xl/workbook.xml", list),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/s.xml", sheet.as_bytes()),
    ])
}

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
