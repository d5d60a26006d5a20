use super::{HOSTILE, exception, filled_with};
use proptest::prelude::*;
use trueup::domain::guard::guarded;
use trueup::export::ExceptionRow;
use trueup::export::columns::{COLUMNS, Kind, is_plain_number};
use trueup::export::csv::ExceptionsCsv;

fn write<'a>(rows: impl IntoIterator<Item = &'a ExceptionRow>) -> Vec<u8> {
    let mut csv = ExceptionsCsv::new();
    rows.into_iter().for_each(|it| csv.push(it));
    csv.finish()
}

/// The file read back by another reader: header and rows.
fn read_back(bytes: &[u8]) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes)
        .records()
        .map(|it| it.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn cell<'a>(rows: &'a [Vec<String>], row: usize, name: &str) -> &'a str {
    let column = rows[0].iter().position(|it| it == name).unwrap();
    &rows[row][column]
}

#[test]
fn the_columns_and_their_order_are_part_of_the_format() {
    let header = String::from_utf8(write([])).unwrap();
    assert_eq!(
        header,
        "\u{feff}outcome,id,billing_account_id,service_name,channel,charge_period_start,billing_currency,\
         expected_quantity,invoiced_quantity,contracted_unit_price,invoiced_unit_price,\
         expected_amount,invoiced_amount,difference_amount,quantity_variance_amount,\
         rate_variance_amount,other_variance_amount,decision,note,flags,usage_file,usage_line,\
         invoice_file,invoice_line,side\r\n"
    );
}

#[test]
fn a_row_comes_back_as_it_went_in() {
    let rows = read_back(&write([&exception()]));
    for (name, value) in [
        ("outcome", "amount_variance"),
        ("id", "s-0001"),
        ("channel", "web, ivr"),
        ("charge_period_start", "2026-03-15T07:00:00.500-05:00"),
        ("expected_amount", "0.40"),
        ("difference_amount", "-0.20"),
        ("usage_line", "17"),
        ("invoice_line", ""),
        ("decision", "dispute"),
        ("flags", "conflicting_content late"),
        ("note", "asked \"twice\"\nno answer"),
        ("side", "billed"),
    ] {
        assert_eq!(cell(&rows, 1, name), value, "{name}");
    }
}

#[test]
fn no_cell_is_a_formula_and_negative_numbers_stay_numbers() {
    let rows: Vec<ExceptionRow> = HOSTILE.iter().map(|it| filled_with(it)).collect();
    let file = write(&rows);
    let read = read_back(&file);
    assert_eq!(read.len(), HOSTILE.len() + 1);
    for row in read.iter().skip(1) {
        for (cell, column) in row.iter().zip(COLUMNS) {
            let harmless = !cell.trim_start().starts_with(['=', '+', '-', '@', '＝']);
            assert!(harmless, "{} is {cell:?}", column.name);
        }
    }
    let negative = filled_with("-12.50");
    let read = read_back(&write([&negative]));
    for (cell, column) in read[1].iter().zip(COLUMNS) {
        match column.kind {
            Kind::Number => assert_eq!(cell, "-12.50", "{}", column.name),
            _ => assert_ne!(cell, "-12.50", "{} is text", column.name),
        }
    }
}

#[test]
fn a_spreadsheet_set_to_another_delimiter_finds_no_formula_either() {
    for text in HOSTILE {
        for delimiter in [b';', b'\t', b'|'] {
            let file = write([&filled_with(text)]);
            let cells = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .quoting(false)
                .delimiter(delimiter)
                .from_reader(file.as_slice())
                .into_records()
                .flat_map(|it| it.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
                .collect::<Vec<_>>();
            for cell in cells {
                let begins = cell.trim_start_matches([' ', '"']);
                assert!(!begins.starts_with(['=', '+', '@']), "{text:?} gives {cell:?}");
            }
        }
    }
}

#[test]
fn harmless_text_is_left_alone() {
    for text in ["", "plain", "a-b", "1-2", "it's", "a = b", "555-0100", "ñandú; sí"] {
        assert_eq!(guarded(text), text);
    }
    assert_eq!(guarded("-5"), "'-5");
    assert_eq!(guarded("x;=1"), "x;'=1");
    assert_eq!(guarded("a\n\n=1\n"), "a\n\n'=1\n");
}

#[test]
fn what_is_a_plain_number() {
    for text in ["0", "-0.5", "12.50", "000"] {
        assert!(is_plain_number(text), "{text}");
    }
    for text in ["", "-", ".", ".5", "5.", "+1", "1e5", "1,5", "0x1", "1 ", "--1", "1.2.3", "٣"] {
        assert!(!is_plain_number(text), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_comes_back_up_to_its_guards(text in "\\PC*|[-=+@;,\"\t\r\n a]*") {
        let rows = read_back(&write([&filled_with(&text)]));
        prop_assert_eq!(rows.len(), 2);
        let note = cell(&rows, 1, "note");
        prop_assert_eq!(note.replace('\'', ""), text.replace('\'', ""));
        prop_assert!(!note.starts_with(['=', '+', '-', '@']));
    }
}
