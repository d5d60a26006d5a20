use super::{midnight, row, told};
use trueup::cards::file::{self, CardFile};
use trueup::diagnostics::Diagnostic;
use trueup::domain::forms::RateForm;
use trueup::rating::RateCard;

fn parts(file: CardFile) -> (Vec<RateForm>, Vec<Diagnostic>) {
    (file.forms, file.diagnostics)
}

fn read_csv(text: &str) -> (Vec<RateForm>, Vec<Diagnostic>) {
    parts(file::read_csv(text))
}

fn read_json(text: &str) -> (Vec<RateForm>, Vec<Diagnostic>) {
    parts(file::read_json(text))
}

const HEADER: &str = "vendor,service,account,channel,valid_from,valid_to,currency,measure,unit_size,minimum,increment,free_units,tier_from,price,rounding";

#[test]
fn a_card_in_the_documented_order() {
    let cells = "kore,,,web,2026-01-01,,USD,duration,900,900,900,,,0.035,sum";
    let (forms, diagnostics) = read_csv(&format!("\u{feff}{HEADER}\r\n{cells}\r\n\r\n"));
    assert_eq!(forms, [row(cells)]);
    assert_eq!(told(&diagnostics), Vec::<String>::new());
}

#[test]
fn few_columns_in_any_order_case_and_dialect() {
    for text in [
        "Price,MEASURE,Unit Size\n0.05,duration,60\n",
        "Price;MEASURE;Unit-Size;;\n0.05;duration;60;;\n;;;;\n",
        "\"Price\"\t\"MEASURE\"\tunit_size\n\"0.05\"\tduration\t60",
        "price|measure|unit_size|note\n0.05|duration|60|by hand",
        "price;measure;unit_size\n0,05;duration;60\n",
    ] {
        let (forms, diagnostics) = read_csv(text);
        assert_eq!(told(&diagnostics), Vec::<String>::new(), "{text}");
        assert_eq!(forms, [row(",,,,,,,duration,60,,,,,0.05,")], "{text}");
    }
}

#[test]
fn a_comma_that_may_mean_thousands_is_not_decided() {
    let (forms, _) = read_csv("measure;unit_size;price\nquantity;1,000;2,500\n");
    assert_eq!((forms[0].unit_size.as_str(), forms[0].price.as_str()), ("1,000", "2,500"));
    let (forms, _) = read_csv("measure;unit_size;price\nquantity;1,000;0.05\n");
    assert_eq!(forms[0].unit_size, "1,000", "a point elsewhere speaks against it");
    let (forms, _) = read_csv("measure;unit_size;price\nquantity;1,000;0,05\n");
    assert_eq!((forms[0].unit_size.as_str(), forms[0].price.as_str()), ("1.000", "0.05"));
}

#[test]
fn what_people_write_is_read_where_it_can_mean_one_thing() {
    let check = |text: &str, wanted: &str| {
        let (forms, diagnostics) = read_csv(text);
        assert_eq!(told(&diagnostics), Vec::<String>::new(), "{text}");
        assert_eq!(forms, [row(wanted)], "{text}");
    };
    check("Service,Unit,Rate\nVoice,minutes,0.05\n", ",Voice,,,,,,duration,60,,,,,0.05,");
    check("Unit;Unit price\nhours;1,5\n", ",,,,,,,duration,3600,,,,,1.5,");
    check("unit,unit_size,increment,price\nsec,60,6,0.05\n", ",,,,,,,duration,60,,6,,,0.05,");
    check("measure,price\nCalls,€0.05\n", ",,,,,,EUR,records,,,,,,0.05,");
    check("measure,price\nsessions,USD 1\n", ",,,,,,USD,records,,,,,,1,");
    check("measure;price\nsessions;0,05 EUR\n", ",,,,,,EUR,records,,,,,,0.05,");
    check("measure,price,currency\nsession,$0.05,CAD\n", ",,,,,,CAD,records,,,,,,0.05,");
    check(
        "unit,rate,from,until\nquantity,2,1/1/2026,12/31/2026\n",
        ",,,,2026-01-01,2026-12-31,,quantity,,,,,,2,",
    );
    // The rate is what it is called where another column is the price.
    check("name,measure,price,note\nGold,records,2,x\n", ",,,,,,,records,,,,,,2,");
}

#[test]
fn what_could_mean_two_things_stays_to_be_told() {
    for (text, wanted) in [
        // Sixty seconds, or sixty minutes?
        ("measure,increment,price\nminutes,60,0.05\n", ",,,,,,,minutes,,,60,,,0.05,"),
        // January or February?
        ("measure,price,valid_from\nrecords,1,01/02/2026\n", ",,,,01/02/2026,,,records,,,,,,1,"),
        ("measure,price,currency\nrecords,€1,USD\n", ",,,,,,USD,records,,,,,,€1,"),
        ("measure,price\nrecords,0.05/min\n", ",,,,,,,records,,,,,,0.05/min,"),
    ] {
        assert_eq!(read_csv(text).0, [row(wanted)], "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_told() {
    for (text, wanted) in [
        ("", vec!["empty_file 0 "]),
        ("\u{feff} \n", vec!["empty_file 0 "]),
        ("measure,price\n", vec!["header_only 0 "]),
        ("measure,unit_size\nrecords,1\n", vec!["missing_column 1 price price"]),
        (
            "a,b\n1,2\n",
            vec![
                "missing_column 1 measure measure",
                "missing_column 1 price price",
                "bad_rate 1 a a unknown_column",
                "bad_rate 1 b b unknown_column",
            ],
        ),
        (
            "measure,price,incremnt\nrecords,1,6\n",
            vec!["bad_rate 1 incremnt incremnt unknown_column"],
        ),
        ("measure,price,Price\nrecords,1,2\n", vec!["duplicate_header 1 Price Price"]),
        ("measure,price\nrecords\n", vec!["field_count 2  1 2"]),
        ("measure,price\nrecords,1,9\n", vec!["field_count 2  3 2"]),
    ] {
        assert_eq!(told(&read_csv(text).1), wanted, "{text:?}");
    }
}

#[test]
fn a_row_with_a_wrong_number_of_fields_does_not_stop_the_others() {
    let (forms, diagnostics) = read_csv("measure,price\nrecords\n\"records\n\",1\nrecords,2\n");
    assert_eq!(forms.len(), 2);
    assert_eq!(told(&diagnostics), ["field_count 2  1 2"]);
}

#[test]
fn json_takes_text_numbers_and_null() {
    let (forms, diagnostics) = read_json(
        r#"[{"measure":"duration","unit_size":60,"minimum":"60","increment":null,"price":0.05,"note":"x"},
            {"measure":"records","price":1e-7,"Channel":" web "},
            {"measure":"records","price":0.12345678901234567}]"#,
    );
    assert_eq!(told(&diagnostics), Vec::<String>::new());
    assert_eq!(
        forms,
        [
            row(",,,,,,,duration,60,60,,,,0.05,"),
            row(",,,web,,,,records,,,,,,0.0000001,"),
            row(",,,,,,,records,,,,,,0.12345678901234567,"),
        ]
    );
}

#[test]
fn what_is_wrong_with_json_is_told() {
    for (text, wanted) in [
        ("[{]", vec!["broken_json 1 "]),
        ("[3]", vec!["bad_rate 1  3 not_a_cell"]),
        (r#"[{"price":[1]}]"#, vec!["bad_rate 1 price [1] not_a_cell"]),
        (
            "[\n{\"pric\":1},\n3]",
            vec!["bad_rate 2 pric pric unknown_column", "bad_rate 3  3 not_a_cell"],
        ),
        ("{\"rates\":1}", vec!["broken_json 1 "]),
        ("[]", vec!["empty_file 0 "]),
        (
            r#"[{"price":0.123456789012345678901234567890}]"#,
            vec!["number_too_large 1 price 0.123456789012345678901234567890"],
        ),
    ] {
        assert_eq!(told(&read_json(text).1), wanted, "{text}");
    }
}

#[test]
fn a_card_as_part_of_a_json_file() {
    let (forms, diagnostics) =
        read_json(r#"{"of": "2026", "rates": [{"measure":"records","price":1}]}"#);
    assert_eq!(told(&diagnostics), Vec::<String>::new());
    assert_eq!(forms, [row(",,,,,,,records,,,,,,1,")]);
}

#[test]
fn a_card_is_used_whole_or_not_at_all() {
    let failure = |text: &str| {
        let file = file::read(text);
        file.failure().map(|it| told(std::slice::from_ref(it)).concat())
    };
    for (text, wanted) in [
        ("measure,price\nrecords,1\nrecords,2,3\n", Some("field_count 3  3 2")),
        ("vendor,channel,price\nkore,IVR,1\n", Some("missing_column 1 measure measure")),
        ("a,b\n1,2\n", Some("missing_column 1 measure measure")),
        ("measure,price,note\n", Some("header_only 0 ")),
        ("[{\"measure\":\"records\",\"price\":1},\n\"x\"]", Some("bad_rate 2  \"x\" not_a_cell")),
        // A discount, or the last day of a price.
        (
            "[{\"measure\":\"records\",\"price\":1,\"tax\":2}]",
            Some("bad_rate 1 tax tax unknown_column"),
        ),
        ("measure,price,tax\nrecords,1,3\n", Some("bad_rate 1 tax tax unknown_column")),
        ("[{\"measure\":\"records\",\"price\":1,\"note\":2}]", None),
        ("measure,price,price,description\nrecords,1,2,3\n", None),
    ] {
        assert_eq!(failure(text).as_deref(), wanted, "{text:?}");
    }
}

#[test]
fn what_is_wrong_with_a_row_is_told_by_its_place_in_the_file() {
    let at = |text: &str| {
        let file = file::read(text);
        let (_, diagnostics) = RateCard::from_forms(&file.forms, &midnight);
        let told = diagnostics.into_iter().map(|it| file.in_file(it).place);
        told.map(|it| (it.line, it.column)).collect::<Vec<_>>()
    };
    assert_eq!(at("price,measure\n\n1,records\n\n\nx,records\n"), [(6, 1)]);
    assert_eq!(at("price,measure,note\n1,records,\"a\nb\"\n2,nothing,\n"), [(4, 2)]);
    let json = "[\n  {\"measure\": \"records\",\n   \"price\": 1},\n  {\"measure\": \"records\"}]";
    assert_eq!(at(json), [(4, 0)]);
}
