//! How figures stand below each other in what is printed and in workbooks.

use super::{exception, pack};
use calamine::{Data, Reader, Xlsx};
use std::io::{Cursor, Read};
use trueup::export::sheet::write_workbook;
use trueup::export::{ExceptionRow, Language, SheetData, report};
use zip::ZipArchive;

/// A pack of exceptions that were billed these amounts.
fn billed(amounts: &[&str]) -> SheetData {
    let row = |it: &&str| ExceptionRow { billed: (*it).into(), ..exception() };
    pack(amounts.iter().map(row).collect())
}

/// Checks how amounts stand in the report in English and in Spanish.
#[track_caller]
fn check_report(amounts: &[&str], english: &[&str], spanish: &[&str]) {
    for (language, wanted) in [(Language::En, english), (Language::Es, spanish)] {
        let html = report::write(language, &billed(amounts));
        let (_, rows) =
            html.split_once("Found in</th>").or(html.split_once("Está en</th>")).unwrap();
        let (rows, _) = rows.split_once("</table>").unwrap();
        let charged = rows.split("<tr>").skip(1).map(|row| {
            row.split("<td class=\"n\">").nth(4).unwrap().split("</td>").next().unwrap()
        });
        assert_eq!(charged.collect::<Vec<_>>(), wanted);
    }
}

#[test]
fn amounts_of_a_column_have_as_many_places_as_each_other() {
    check_report(&["18", "3", "0"], &["18.00", "3.00", "0.00"], &["18,00", "3,00", "0,00"]);
    check_report(
        &["-18", "2.40", "0.0125", "", "n/a"],
        &["-18.0000", "2.4000", "0.0125", "", "n/a"],
        &["-18,0000", "2,4000", "0,0125", "", "n/a"],
    );
    // A quotient without an end sets no column.
    check_report(&["18", "0.33333333"], &["18.00", "0.33333333"], &["18,00", "0,33333333"]);
}

#[test]
fn every_figure_of_a_report_has_the_mark_of_its_language() {
    let mut data = billed(&["2.40"]);
    data.policy.name = "2.5".into();
    data.policy.amount_absolute = "0.05".into();
    let html = report::write(Language::Es, &data);
    for told in ["USD 1234567,89", ">1234567,89</td>", "USD -0,20", ">0,05</td>", ">0,035</td>"] {
        assert!(html.contains(told), "{told}: {html}");
    }
    // A name is no figure, and counts are no amounts.
    for told in ["<td>2.5</td>", ">3000000000</td>", ">10</td>"] {
        assert!(html.contains(told), "{told}: {html}");
    }
    assert!(report::write(Language::En, &data).contains(">0.05</td>"));
}

#[test]
fn amounts_of_a_sheet_are_shown_alike_and_stay_what_they_are() {
    let bytes = write_workbook(Language::En, &billed(&["18", "2.40", "0.0125"])).unwrap();
    let mut archive = ZipArchive::new(Cursor::new(bytes.clone())).unwrap();
    let mut xml = String::new();
    archive.by_name("xl/worksheets/sheet2.xml").unwrap().read_to_string(&mut xml).unwrap();
    let style = |cell: &str| {
        let (_, rest) = xml.split_once(&format!("<c r=\"{cell}\" s=\"")).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    assert_eq!([style("M2"), style("M3")], [style("M4"), style("M4")], "{xml}");
    assert_ne!(style("L2"), style("M2"), "a column of two places has another format");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let rows = book.worksheet_range("Exceptions").unwrap();
    let values: Vec<_> = (1..4).map(|row| rows.get_value((row, 12)).unwrap().clone()).collect();
    assert_eq!(values, [18.0, 2.4, 0.0125].map(Data::Float));
}
