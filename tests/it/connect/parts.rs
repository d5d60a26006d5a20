//! The small parts: calendar, encodings, looks into JSON and XML.

use proptest::prelude::*;
use trueup::connect::{calendar, encode, json, xml};

#[test]
fn days_and_instants_are_written_as_vendors_want_them() {
    for text in ["1970-01-01", "2024-02-29", "2026-10-31", "1999-12-31", "2100-03-01"] {
        let days = calendar::parse_day(text).unwrap();
        assert_eq!(calendar::day(days), text);
        let expected = trueup::normalize::date::parse_day(text).unwrap();
        assert_eq!(days, expected, "as the readers see it");
    }
    for text in ["2026-02-29", "2026-13-01", "2026-00-01", "2026-1-01", "x", "", "2026-01-01-01"] {
        assert_eq!(calendar::parse_day(text), None, "{text}");
    }
    let at = 1_793_469_600_123;
    assert_eq!(calendar::iso(at), trueup::normalize::date::to_iso(at));
    assert_eq!(calendar::compact(at), "20261031-180000");
    for (text, minutes) in
        [("UTC", 0), ("Z", 0), ("+05:30", 330), ("-03:00", -180), ("UTC+01:00", 60)]
    {
        assert_eq!(calendar::parse_offset(text), Some(minutes), "{text}");
    }
    assert_eq!(calendar::offset(-180), "-03:00");
    assert_eq!(calendar::parse_offset("Madrid"), None);
}

proptest! {
    #[test]
    fn parts_of_a_range_follow_each_other(first in -40_000_i64..40_000, length in 0_i64..4_000, months in 1_i64..13) {
        let last = first + length;
        let parts = calendar::split_months(first, last, months);
        prop_assert_eq!(parts.first().unwrap().0, first);
        prop_assert_eq!(parts.last().unwrap().1, last);
        for pair in parts.windows(2) {
            prop_assert_eq!(pair[0].1 + 1, pair[1].0);
        }
        for (start, end) in parts {
            prop_assert!(start <= end && end < calendar::add_months(start, months));
        }
    }

    #[test]
    fn a_look_into_json_takes_what_the_library_takes(text in "[\\[\\]{}\",:0-9.eE+\\-a-z\\\\ntrue]{0,24}") {
        let ours = json::walk(&text, &mut |_, _| {}).is_ok();
        let theirs = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        // It is a look, not a reader: it may let a number pass that the reader then rejects.
        prop_assert!(ours || !theirs, "{}", text);
    }

    #[test]
    fn any_string_survives(text in any::<String>()) {
        let quoted = encode::json(&text);
        prop_assert_eq!(&serde_json::from_str::<String>(&quoted).unwrap(), &text);
        let mut seen = None;
        json::walk(&format!("{{\"a\":{quoted}}}"), &mut |_, leaf| seen = Some(leaf.value().to_owned())).unwrap();
        prop_assert_eq!(seen.unwrap(), text);
    }
}

#[test]
fn leaves_have_the_names_that_lead_to_them() {
    let mut seen = Vec::new();
    let text = r#"{"a":{"b":[{"c":"x\u00e9\ud83d\ude00"},2]},"d":null}"#;
    json::walk(text, &mut |path, leaf| seen.push(format!("{path} {leaf:?}"))).unwrap();
    assert_eq!(
        seen,
        ["a.b List", "a.b Entry", "a.b.c Text(\"xé😀\")", "a.b Word(\"2\")", "d Word(\"null\")"]
    );
    for broken in ["", "{", "{\"a\":}", "[1,]", "{}x", "\"a", "{\"a\" 1}", "nul", &"[".repeat(200)]
    {
        assert!(json::walk(broken, &mut |_, _| {}).is_err(), "{broken}");
    }
}

#[test]
fn base64_is_the_usual_one() {
    for (plain, coded) in
        [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("a:b", "YTpi")]
    {
        assert_eq!(encode::base64(plain.as_bytes()), coded);
    }
    assert_eq!(encode::base64_url(&[0xfb, 0xff]), "-_8");
    assert_eq!(encode::percent("a b/ü+"), "a%20b%2F%C3%BC%2B");
}

#[test]
fn xml_is_looked_into_by_local_names() {
    let text = "<?xml version=\"1.0\"?><ns2:a xmlns:ns2=\"u\"><ns2:b x=\"1\">1 &lt; 2</ns2:b><c/></ns2:a>\n";
    assert_eq!(xml::leaf(text, "B").as_deref(), Some("1 < 2"));
    assert_eq!(xml::leaf(text, "c"), None);
    assert_eq!(xml::count(text, "c"), 1);
    assert_eq!(xml::root(text), Some("a"));
    assert!(xml::is_whole(text));
    assert!(!xml::is_whole(&text[..text.len() - 8]));
}
