use super::{row, told};
use trueup::rating::file::{read_csv, read_json};

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
fn what_is_wrong_with_a_file_is_told() {
    for (text, wanted) in [
        ("", vec!["empty_file 0 "]),
        ("\u{feff} \n", vec!["empty_file 0 "]),
        ("measure,price\n", vec!["header_only 0 "]),
        ("measure,unit_size\nrecords,1\n", vec!["missing_column 1 price price"]),
        (
            "a,b\n1,2\n",
            vec![
                "bad_rate 1 a a unknown_column",
                "bad_rate 1 b b unknown_column",
                "missing_column 1 measure measure",
                "missing_column 1 price price",
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
        ("[{]", vec!["broken_json 1  key must be a string at line 1 column 3"]),
        ("[3]", vec!["bad_rate 1  3 not_a_cell"]),
        (r#"[{"price":[1]}]"#, vec!["bad_rate 1 price [1] not_a_cell"]),
        (r#"[{"pric":1}]"#, vec!["bad_rate 1 pric pric unknown_column"]),
        (
            r#"[{"price":0.123456789012345678901234567890}]"#,
            vec!["number_too_large 1 price 0.123456789012345678901234567890"],
        ),
    ] {
        assert_eq!(told(&read_json(text).1), wanted, "{text}");
    }
    assert_eq!(read_json("[]").1, []);
}
