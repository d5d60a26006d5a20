use super::{HOSTILE, exception, filled_with, pack};
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use std::cell::Cell;
use std::io::{self, Cursor};
use std::rc::Rc;
use trueup::diagnostics::{Code, Diagnostic, Place};
use trueup::domain::forms::{NameForm, Settings};
use trueup::engine::driver::Driver;
use trueup::engine::protocol::{ExportKind, Request};
use trueup::export::columns::COLUMNS;
use trueup::export::report;
use trueup::export::sheet::{write_encoded, write_in_sheets_of, write_workbook};
use trueup::export::{Language, PackAs, RejectRow, SheetData};
use trueup::intake::Blob;

type Book = Xlsx<Cursor<Vec<u8>>>;

fn open(bytes: Vec<u8>) -> Book {
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

fn rows(book: &mut Book, sheet: &str) -> Vec<Vec<Data>> {
    book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// The cell under a title of the first row.
fn cell(rows: &[Vec<Data>], row: usize, title: &str) -> Data {
    let column = rows[0].iter().position(|it| *it == Data::String(title.into())).unwrap();
    rows[row][column].clone()
}

fn text(value: &str) -> Data {
    Data::String(value.into())
}

#[test]
fn the_sheets_and_their_cells() {
    let mut book = open(write_workbook(Language::En, &pack(vec![exception()])).unwrap());
    assert_eq!(
        book.sheet_names(),
        ["Summary", "Exceptions", "Evidence", "Policy and rates", "Sources"]
    );
    let exceptions = rows(&mut book, "Exceptions");
    assert_eq!(exceptions.len(), 2);
    for (title, value) in [
        ("Outcome", text("Amount differs")),
        ("Start", text("2026-03-15 07:00:00.500 -05:00")),
        ("Expected amount", Data::Float(0.4)),
        ("Difference", Data::Float(-0.2)),
        ("Contract price", Data::Float(0.04)),
        ("Usage line", Data::Float(17.0)),
        ("Bill line", Data::Empty),
        ("Note", text("asked \"twice\"\nno answer")),
    ] {
        assert_eq!(cell(&exceptions, 1, title), value, "{title}");
    }
    let evidence = rows(&mut book, "Evidence");
    assert_eq!(cell(&evidence, 1, "Source text"), text("=s-0001,web"));
    let all = format!("{:?}{:?}", rows(&mut book, "Summary"), rows(&mut book, "Sources"));
    for expected in
        ["1234567.89", "Amount differs", "yes", "3000000000", &"ab".repeat(32), "duplicate_rows"]
    {
        assert!(all.contains(expected), "{expected}");
    }
    let terms = format!("{:?}", rows(&mut book, "Policy and rates"));
    assert!(terms.contains("Float(900.0)") && terms.contains("Float(0.035)"), "{terms}");
}

#[test]
fn nothing_is_a_formula() {
    let hostile: Vec<_> = HOSTILE.iter().map(|it| filled_with(it)).collect();
    let mut book = open(write_workbook(Language::En, &pack(hostile)).unwrap());
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "{sheet}");
    }
    let exceptions = rows(&mut book, "Exceptions");
    for (row, hostile) in exceptions.iter().skip(1).zip(HOSTILE) {
        assert_eq!(row.iter().filter(|it| matches!(it, Data::Float(_))).count(), 0, "{hostile:?}");
    }
    assert_eq!(cell(&exceptions, 1, "Note"), text("=1+1"), "text as it is, not run");
}

#[test]
fn a_number_that_a_workbook_cannot_hold_exactly_stays_text() {
    let mut book = open(
        write_workbook(
            Language::En,
            &pack(
                [
                    "123456789012345",
                    "1234567890123456",
                    "0.000000000012345",
                    "0.123456789012345678",
                ]
                .map(filled_with)
                .to_vec(),
            ),
        )
        .unwrap(),
    );
    let exceptions = rows(&mut book, "Exceptions");
    let billed: Vec<Data> = (1..5).map(|row| cell(&exceptions, row, "Billed amount")).collect();
    assert_eq!(
        billed,
        [
            Data::Float(123_456_789_012_345.0),
            text("1234567890123456"),
            // Too many places to be shown by a number format.
            text("0.000000000012345"),
            text("0.123456789012345678"),
        ]
    );
    assert_eq!(cell(&exceptions, 1, "Id"), text("123456789012345"), "an id is never a number");
}

#[test]
fn a_full_sheet_goes_on_to_the_next() {
    let many: Vec<_> = (0..7).map(|it| filled_with(&format!("row {it}"))).collect();
    let mut book = open(write_in_sheets_of(Language::En, &pack(many), 4).unwrap());
    let names: Vec<String> =
        book.sheet_names().into_iter().filter(|it| it.starts_with("Exceptions")).collect();
    assert_eq!(names, ["Exceptions", "Exceptions 2", "Exceptions 3"]);
    let lengths: Vec<usize> = names.iter().map(|it| rows(&mut book, it).len() - 1).collect();
    assert_eq!(lengths, [3, 3, 1]);
    assert_eq!(cell(&rows(&mut book, "Exceptions 3"), 1, "Id"), text("row 6"));
}

#[test]
fn a_pack_that_was_cut_says_so() {
    let mut data = pack(vec![exception()]);
    data.exceptions_total = 5_000_000;
    let mut book = open(write_workbook(Language::En, &data).unwrap());
    let summary = format!("{:?}", rows(&mut book, "Summary"));
    assert!(summary.contains("the first 1 of 5000000 exceptions"), "{summary}");
    assert!(report::write(Language::En, &data).contains("The first 1 of 5000000"));
}

#[test]
fn a_pack_without_all_of_its_evidence_says_so() {
    let mut data = pack(vec![exception(); 3]);
    data.evidence_exceptions = 3;
    let both = |data: &SheetData| {
        let mut book = open(write_workbook(Language::En, data).unwrap());
        [format!("{:?}", rows(&mut book, "Summary")), report::write(Language::En, data)]
    };
    for said in both(&data) {
        assert!(!said.contains("Evidence of the workbook") && !said.contains("any more"), "{said}");
    }
    data.evidence_exceptions = 1000;
    data.exceptions_total = 20_000;
    data.misses_texts = true;
    for said in both(&data) {
        assert!(said.contains("source text of the first 1000 of 20000 exceptions"), "{said}");
        assert!(said.contains("A file could not be read any more"), "{said}");
    }
}

#[test]
fn the_printed_report_has_the_policy() {
    let mut data = pack(vec![exception()]);
    data.policy.amount_absolute = "0.05".into();
    data.policy.time_zone = "America/Bogota".into();
    // Rules are tried in one order, however they are listed.
    data.policy.rules = ["aggregate", "alike_id", "id"].map(str::to_owned).into();
    let name = |billed: &str, usage: &str| NameForm {
        of: "channel".into(),
        billed: billed.into(),
        usage: usage.into(),
    };
    data.policy.names = vec![name("web", "rtm"), name("All", "")];
    let html = report::write(Language::En, &data);
    for (name, value) in [
        ("Rules", "by id, by ids written in different ways, by sum"),
        ("Names on the bill", "channel web = rtm; channel All = *"),
        ("Amount tolerance", "0.05"),
        ("Period rule", "any part lies in the period"),
        ("Time zone", "America/Bogota"),
    ] {
        let row = format!("<td>{name}</td><td>{value}</td>");
        assert!(html.contains(&row), "{row}");
    }
}

#[test]
fn the_printed_report_has_all_of_a_rate() {
    let mut data = pack(vec![exception()]);
    data.rates[0].free_units = "100".into();
    data.rates[0].rounding = "sum".into();
    data.rates[0].currency = "USD".into();
    for (language, titles, rounding) in [
        (Language::En, ["Free units", "Rounding"], "of the sum"),
        (Language::Es, ["Unidades gratis", "Redondeo"], "de la suma"),
    ] {
        let html = report::write(language, &data);
        for title in titles {
            assert!(html.contains(&[">", title, "</th>"].concat()), "{title}: {html}");
        }
        assert!(html.contains("<td class=\"n\">100</td>"), "{html}");
        assert!(html.contains(&["<td>USD</td><td>", rounding, "</td></tr>"].concat()), "{html}");
    }
}

#[test]
fn vendors_periods_and_weights_are_told_in_words() {
    let mut data = pack(vec![exception()]);
    data.vendors = vec!["kore".into(), "wolkvox".into()];
    data.period = "2026-03-01T00:00:00-05:00/2026-04-01T00:00:00-05:00".into();
    data.findings.iter_mut().for_each(|it| it.severity = "warning".into());
    let mut book = open(write_workbook(Language::Es, &data).unwrap());
    let summary = format!("{:?}", rows(&mut book, "Resumen"));
    let period = "2026-03-01 00:00:00 -05:00 – 2026-04-01 00:00:00 -05:00";
    for told in ["Kore.ai, wolkvox", period] {
        assert!(summary.contains(told), "{told}: {summary}");
    }
    let sources = format!("{:?}", rows(&mut book, "Fuentes"));
    assert!(sources.contains("\"aviso\"") && sources.contains("\"consumo\""), "{sources}");
    let html = report::write(Language::En, &data);
    assert!(html.contains(&["Kore.ai, wolkvox · ", period].concat()), "{html}");
}

#[test]
fn rows_that_could_not_be_read_are_listed() {
    let mut data = pack(vec![exception()]);
    let place = Place { line: 3, column: 2, field: "start".into(), byte: 0 };
    let bad_date = Diagnostic::new(Code::BadDate).at(place).with("soon");
    let reject = RejectRow {
        source: "march.zip › calls.csv".into(),
        diagnostic: bad_date,
        text: "=c1,<b>soon</b>".into(),
    };
    data.rejects = vec![reject; 300];
    data.rejects_total = 70_000;
    let mut book = open(write_workbook(Language::En, &data).unwrap());
    let rejects = rows(&mut book, "Rejects");
    assert_eq!(rejects.len(), 301);
    for (title, value) in [
        ("File", text("march.zip › calls.csv")),
        ("Line", Data::Float(3.0)),
        ("Column", Data::Float(2.0)),
        ("Field", text("start")),
        ("Code", text("bad_date")),
        ("Row", text("=c1,<b>soon</b>")),
    ] {
        assert_eq!(cell(&rejects, 1, title), value, "{title}");
    }
    assert_eq!(book.worksheet_formula("Rejects").unwrap().used_cells().count(), 0);
    let summary = format!("{:?}", rows(&mut book, "Summary"));
    assert!(summary.contains("70000; the sheet Rejects has 300 of them"), "{summary}");
    let html = report::write(Language::En, &data);
    let said = ["A date cannot be read: “soon”", "=c1,&lt;b&gt;soon", "The first 200 of 70000."];
    for part in said {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn endless_text_is_cut_to_what_a_cell_holds() {
    let mut data = pack(vec![filled_with(&"ñ𝄞".repeat(20_000))]);
    data.evidence[0].text = "x".repeat(1_000_000);
    let mut book = open(write_workbook(Language::En, &data).unwrap());
    let Data::String(cut) = cell(&rows(&mut book, "Evidence"), 1, "Source text") else { panic!() };
    assert!(cut.ends_with("x […]") && cut.len() < 32_767);
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    let data = pack(vec![exception()]);
    assert_eq!(
        write_workbook(Language::En, &data).unwrap(),
        write_workbook(Language::En, &data).unwrap()
    );
    assert!(write_workbook(Language::En, &SheetData::default()).is_ok(), "an empty pack is a pack");
}

#[test]
fn the_data_travels_to_the_worker_that_writes_it() {
    let data = pack(vec![exception()]);
    let bytes = postcard::to_allocvec(&data).unwrap();
    let workbook = write_encoded(PackAs::Workbook, Language::En, &bytes).unwrap();
    assert_eq!(workbook, write_workbook(Language::En, &data).unwrap());
    let html = write_encoded(PackAs::Report, Language::En, &bytes).unwrap();
    assert_eq!(html, report::write(Language::En, &data).into_bytes());
    let error = write_encoded(PackAs::Report, Language::En, &bytes[..9]).unwrap_err();
    assert!(error.starts_with("The data for the workbook is damaged: "), "{error}");
}

#[test]
fn the_printed_report_begins_with_the_answer() {
    let html = report::write(Language::En, &pack(vec![exception()]));
    let (_, body) = html.split_once("</h1>").unwrap();
    let (answer, _) = body.split_once("<h2>").unwrap();
    assert!(answer.contains("by the usage it should have been"), "{answer}");
    let row = exception();
    for place in [(&row.usage_file, row.usage_line), (&row.bill_file, row.bill_line)] {
        let place = format!("{}, line {}", place.0, place.1);
        assert!(place.starts_with(',') || html.contains(&place), "{place}");
    }
}

#[test]
fn the_printed_report_escapes_everything() {
    let hostile: Vec<_> = HOSTILE.iter().map(|it| filled_with(it)).collect();
    let mut data = pack(hostile);
    data.vendors = vec!["<script>".into()];
    data.sources[0].name = "\"><img src=x>".into();
    let named = Diagnostic::new(Code::SameFileTwice).with("</table><script>");
    data.findings[0].first = Some(named);
    data.rates[0].service = "<b>".into();
    let html = report::write(Language::En, &data);
    let (head, body) = html.split_once("<body>").unwrap();
    assert!(!head.contains("<script") && head.contains("default-src 'none'"));
    let tags = ["h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td"];
    for tag in body.split('<').skip(1) {
        let name = tag.trim_start_matches('/').split(['>', ' ']).next().unwrap();
        assert!(tags.contains(&name) || ["body", "html"].contains(&name), "<{tag}");
    }
    assert!(body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(body.contains("Everything that was read is accounted for."));
}

/// A file that can be read until it is taken away.
pub(super) struct Lent(pub(super) &'static [u8], pub(super) Rc<Cell<bool>>);

impl Blob for Lent {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if self.1.get() {
            Err(io::ErrorKind::NotFound.into())
        } else {
            self.0.read_at(offset, buffer)
        }
    }
}

#[test]
fn a_file_that_is_gone_when_a_pack_is_written_is_told() {
    let usage = b"call_id,start,duration\nc1,2026-03-01 10:00:00,61\n";
    let bill = b"line_id,call_id,start,amount,currency\n1,c9,2026-03-01 10:00:00,0.20,USD\n";
    for gone_after_hashing in [false, true] {
        let is_gone = Rc::new(Cell::new(false));
        let mut driver = Driver::default();
        let mut import = |name: &str, bytes, role: &str| {
            let blob = Lent(bytes, Rc::clone(&is_gone));
            let settings = Settings { role: role.into(), ..Settings::default() };
            driver.import(name, Box::new(blob), settings);
        };
        import("calls.csv", usage, "usage");
        import("bill.csv", bill, "billed");
        let report = |driver: &mut Driver| {
            let (_, bytes) = driver.ask(Request::Export(ExportKind::Report));
            String::from_utf8(write_encoded(PackAs::Report, Language::En, &bytes.unwrap()).unwrap())
                .unwrap()
        };
        driver.ask(Request::Reconcile);
        if gone_after_hashing {
            assert!(!report(&mut driver).contains("could not be read any more"));
        }
        is_gone.set(true);
        // The report needs no text; the workbook does.
        let told = if gone_after_hashing {
            let (_, bytes) = driver.ask(Request::Export(ExportKind::Workbook));
            let mut book =
                open(write_encoded(PackAs::Workbook, Language::En, &bytes.unwrap()).unwrap());
            format!("{:?}", rows(&mut book, "Summary"))
        } else {
            report(&mut driver)
        };
        assert!(told.contains("could not be read any more"), "{gone_after_hashing}");
    }
}

#[test]
fn a_pack_has_the_texts_of_both_sides_and_no_others() {
    let usage = b"call_id,account,start,duration\nc1,A,2026-03-01 10:00:00,61\n\
        c2,B,2026-03-02 10:00:00,60\nc3,B,2026-03-03 10:00:00,60\n";
    // One for nothing that was used, one for the sum of two calls.
    let bill = b"line_id,call_id,account,quantity,unit,unit_price,amount,currency\n\
        1,c9,A,1,MIN,0.20,0.20,USD\n2,,B,5,MIN,0.20,1.00,USD\n";
    let mut driver = Driver::default();
    for (name, bytes, role) in [("calls.csv", &usage[..], "usage"), ("bill.csv", bill, "billed")] {
        let settings = Settings { role: role.into(), ..Settings::default() };
        driver.import(name, Box::new(crate::readers::render::Held(bytes.to_vec())), settings);
    }
    driver.ask(Request::Reconcile);
    let (_, bytes) = driver.ask(Request::Export(ExportKind::Workbook));
    let mut book = open(write_encoded(PackAs::Workbook, Language::En, &bytes.unwrap()).unwrap());
    let summary = format!("{:?}", rows(&mut book, "Summary"));
    assert!(!summary.contains("could not be read any more"), "{summary}");
    let evidence = rows(&mut book, "Evidence");
    let told = format!("{evidence:?}");
    for text in ["1,c9,A", "2,,B", "c1,A", "c2,B", "c3,B"] {
        assert!(told.contains(text), "{text}: {told}");
    }
    assert_eq!(evidence.len(), 6, "{told}");
}

#[test]
fn a_pack_is_written_in_the_language_that_is_asked_for() {
    let place = Place { line: 7, column: 2, field: "inicio".to_owned(), ..Place::default() };
    let diagnostic = Diagnostic::new(Code::BadDate).at(place).with("pronto");
    let unread = RejectRow { source: "uso.csv".to_owned(), diagnostic, text: "a,pronto".into() };
    let data = SheetData {
        rejects: vec![unread],
        rejects_total: 1,
        exceptions_total: 9,
        ..pack(vec![exception()])
    };
    let mut book = open(write_workbook(Language::Es, &data).unwrap());
    let sheets = ["Resumen", "Excepciones", "Evidencia", "Reglas y tarifas", "Fuentes", "Rechazos"];
    assert_eq!(book.sheet_names(), sheets);
    let rejects = rows(&mut book, "Rechazos");
    assert_eq!(cell(&rejects, 1, "Motivo"), text("No es una fecha que se pueda leer: «pronto»."));
    let exceptions = rows(&mut book, "Excepciones");
    let mut english = open(write_workbook(Language::En, &data).unwrap());
    let english = rows(&mut english, "Exceptions");
    for (at, column) in COLUMNS.iter().enumerate() {
        // Times, figures and what comes from the sources are the same in every language.
        let is_told = column.said.is_some() && english[1][at] != Data::Empty;
        assert_eq!(exceptions[1][at] != english[1][at], is_told, "{}", column.name);
    }
    let told = [("Estado", "Importe distinto"), ("Lado", "factura"), ("Decisión", "reclamar")];
    for (title, word) in told {
        assert_eq!(cell(&exceptions, 1, title), text(word));
    }
    let flags = cell(&exceptions, 1, "Indicaciones").to_string();
    assert!(flags.starts_with("el mismo id se leyó con otro contenido; fechada"), "{flags}");

    let html = report::write(Language::Es, &data);
    assert!(html.starts_with("<!doctype html>\n<html lang=\"es\">"), "{html}");
    for said in ["Informe de reclamación", "Las primeras 1 de 9", "«pronto»", "Reglas", "de más."]
    {
        assert!(html.contains(said), "{said}: {html}");
    }
    for title in ["Exceptions", "Outcome", "Amount", "Rows", "written", "too much"] {
        assert!(!html.contains(title), "{title}: {html}");
    }
}
