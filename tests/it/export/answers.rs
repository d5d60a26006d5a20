//! What a report answers: no more than the rows allow.

use crate::readers::render::Held;
use calamine::{DataType as _, Reader as _, Xlsx, open_workbook_from_rs};
use std::io::Cursor;
use trueup::domain::Outcome;
use trueup::domain::forms::Settings;
use trueup::domain::verdict::{Figures, Verdict};
use trueup::engine::driver::Driver;
use trueup::engine::protocol::{ExportKind, Request};
use trueup::export::answers::Amounts;
use trueup::export::sheet::write_encoded;
use trueup::export::{Language, PackAs};

/// The data of a pack on files of a role each.
fn pack(files: &[(&str, &str)]) -> Vec<u8> {
    let mut driver = Driver::default();
    for (number, (role, text)) in files.iter().enumerate() {
        let settings = Settings { role: (*role).into(), ..Settings::default() };
        driver.import(&format!("{number}.csv"), Box::new(Held(text.as_bytes().to_vec())), settings);
    }
    driver.ask(Request::Reconcile);
    let (_, bytes) = driver.ask(Request::Export(ExportKind::Report));
    bytes.unwrap()
}

/// The reports on files of a role each, in English and in Spanish.
fn reports(files: &[(&str, &str)]) -> [String; 2] {
    let bytes = pack(files);
    [Language::En, Language::Es].map(|language| {
        String::from_utf8(write_encoded(PackAs::Report, language, &bytes).unwrap()).unwrap()
    })
}

/// Checks how the reports on files begin.
#[track_caller]
fn check(files: &[(&str, &str)], english: &str, spanish: &str) {
    for (html, wanted) in reports(files).iter().zip([english, spanish]) {
        let (_, answer) = html.split_once("<p class=\"said\">").unwrap();
        let (answer, rest) = answer.split_once("</p>").unwrap();
        assert_eq!(answer, wanted);
        assert!(!rest.contains("class=\"said\""), "one currency has one answer: {rest}");
    }
}

const CALLS: (&str, &str) =
    ("usage", "call_id,start,duration\nc1,2026-03-01 10:00:00,60\nc2,2026-03-02 10:00:00,120\n");
const RATES: (&str, &str) =
    ("rates", "measure,unit_size,increment,price,currency\nduration,60,60,0.10,USD\n");

#[test]
fn a_bill_that_agrees_in_every_row_agrees() {
    let bill =
        "line_id,call_id,quantity,unit,amount,currency\n1,c1,1,MIN,0.10,USD\n2,c2,2,MIN,0.20,USD\n";
    check(
        &[CALLS, RATES, ("billed", bill)],
        "Billed USD 0.30; by the usage it should have been USD 0.30: the two agree.",
        "Se facturó USD 0,30; según el consumo debía ser USD 0,30: los dos coinciden.",
    );
}

#[test]
fn sums_that_agree_by_rows_that_do_not_are_no_agreement() {
    // All of the usage was never billed, and all of the bill has no usage: the sums are equal.
    let bill =
        "line_id,call_id,quantity,unit,amount,currency\n1,x1,1,MIN,0.10,USD\n2,x2,2,MIN,0.20,USD\n";
    check(
        &[CALLS, RATES, ("billed", bill)],
        "Billed USD 0.30; by the usage it should have been USD 0.30: the total is right, but not every line.",
        "Se facturó USD 0,30; según el consumo debía ser USD 0,30: el total es correcto, pero no todas las líneas.",
    );
}

#[test]
fn what_was_not_compared_is_not_right() {
    let none =
        "line_id,call_id,quantity,unit,amount,currency\n1,c1,1,GB,0.10,USD\n2,c2,2,GB,0.20,USD\n";
    check(
        &[CALLS, RATES, ("billed", none)],
        "Billed USD 0.30. Nobody can tell yet whether the bill is right: no row of it could be compared with the usage.",
        "Se facturó USD 0,30. Aún no se puede saber si la factura es correcta: ninguna de sus filas se pudo comparar con el consumo.",
    );
    let some = none.replace("1,c1,1,GB", "1,c1,1,MIN");
    check(
        &[CALLS, RATES, ("billed", &some)],
        "Billed USD 0.30. USD 0.20 of it could not be compared; no difference was found in the rest.",
        "Se facturó USD 0,30. USD 0,20 de ello no se pudo comparar; en el resto no hay diferencias.",
    );
    // Where the rest differs, what it should have been is known of the rest only.
    let other = some.replace("MIN,0.10", "MIN,0.15");
    check(
        &[CALLS, RATES, ("billed", &other)],
        "Billed USD 0.35; by the usage, with USD 0.20 that could not be compared as billed, it should have been USD 0.30: USD 0.05 too much.",
        "Se facturó USD 0,35; según el consumo, con USD 0,20 que no se pudo comparar tal como se facturó, debía ser USD 0,30: USD 0,05 de más.",
    );
}

#[test]
fn the_summary_of_a_workbook_says_what_was_not_compared() {
    let bill =
        "line_id,call_id,quantity,unit,amount,currency\n1,c1,1,MIN,0.10,USD\n2,c2,2,GB,0.20,USD\n";
    for (bill, is_told) in [(bill.to_owned(), true), (bill.replace("GB", "MIN"), false)] {
        let bytes = pack(&[CALLS, RATES, ("billed", &bill)]);
        let book = write_encoded(PackAs::Workbook, Language::En, &bytes).unwrap();
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(book)).unwrap();
        let sheet = book.worksheet_range("Summary").unwrap();
        let mut cells = sheet.cells().filter_map(|(_, _, it)| it.get_string());
        let told = cells.any(|it| it.contains("USD 0.20 of it could not be compared"));
        assert_eq!(told, is_told);
    }
}

#[test]
fn that_there_were_no_rates_is_told_below_the_answer() {
    let bill =
        "line_id,call_id,quantity,unit,amount,currency\n1,c1,1,MIN,9.90,USD\n2,c2,2,MIN,0.20,USD\n";
    let told = ["No rates were given", "No se dieron tarifas"];
    for (html, told) in reports(&[CALLS, ("billed", bill)]).iter().zip(told) {
        let (answer, _) = html.split_once("<h2>").unwrap();
        assert!(answer.contains(told), "{answer}");
    }
    for (html, told) in reports(&[CALLS, RATES, ("billed", bill)]).iter().zip(told) {
        assert!(!html.contains(told), "{html}");
    }
}

#[test]
fn a_verdict_needs_both_sides_and_what_should_have_been_charged() {
    let of = |records, lines, expected, difference, rows: &[Outcome]| {
        let figures = Figures { records, lines, expected, difference };
        Verdict::of(&figures, rows.iter().copied())
    };
    assert_eq!(of(1, 0, "0.10", "-0.10", &[Outcome::UnbilledUsage]), Verdict::NoBill);
    assert_eq!(of(0, 1, "0", "0.10", &[Outcome::BilledWithoutUsage]), Verdict::NoUsage);
    assert_eq!(of(1, 1, "", "", &[Outcome::Matched]), Verdict::NoRates);
    assert_eq!(of(1, 1, "0.10", "-0.10", &[Outcome::AmountVariance]), Verdict::TooLittle);
    assert_eq!(of(1, 1, "0.10", "0.10", &[Outcome::AmountVariance]), Verdict::TooMuch);
    assert_eq!(of(1, 1, "0.10", "0.00", &[Outcome::Matched, Outcome::NonUsage]), Verdict::Right);
}

#[test]
fn what_cannot_be_told_names_no_amount_that_is_not_known() {
    let none = String::new;
    let amounts = Amounts { billed: none(), expected: none(), difference: none(), open: none() };
    for verdict in [Verdict::NoBill, Verdict::NoUsage, Verdict::NoRates, Verdict::NothingHeld] {
        let [en, es] =
            [Language::En, Language::Es].map(|it| (it.words().answer)(verdict, &amounts));
        assert!(!en.contains("Billed") && en.ends_with('.'), "{en}");
        assert!(!es.contains("Se facturó") && es.ends_with('.') && es != en, "{es}");
    }
}
