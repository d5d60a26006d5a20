use trueup::diagnostics::{Code, Diagnostic, Place};
use trueup::export::text::{self, located, place, rejects, sentence};
use trueup::export::{FindingRow, Language, RejectRow, time};

#[test]
fn every_code_says_what_happened_with_and_without_its_figures() {
    for code in Code::ALL {
        let mut diagnostic = Diagnostic::new(*code);
        for params in 0..4 {
            let sentence = sentence(&diagnostic);
            assert!(!sentence.contains(['{', '}', '[', ']']), "{code:?} with {params}: {sentence}");
            assert!(sentence.contains('.') && !sentence.contains("  "), "{code:?}: {sentence}");
            assert!(sentence.starts_with(char::is_uppercase), "{code:?}: {sentence}");
            diagnostic = diagnostic.with("x");
        }
    }
}

#[test]
fn a_sentence_has_its_figures_and_the_way_out() {
    let diagnostic = Diagnostic::new(Code::FieldCount).with("3").with("5");
    assert_eq!(
        sentence(&diagnostic),
        "The row has another number of fields than the header: 3 instead of 5. \
         Look for an unquoted separator or a line break inside a field."
    );
}

#[test]
fn a_place_in_words() {
    let at = |line, column, field: &str| Place { line, column, field: field.into(), byte: 9 };
    for (given, words) in [
        (at(12, 3, "start"), "line 12, column 3 (start)"),
        (at(12, 3, ""), "line 12, column 3"),
        (at(12, 0, "start"), "line 12, column start"),
        (at(12, 0, ""), "line 12"),
        (at(0, 0, ""), "byte 9"),
        (Place::default(), ""),
    ] {
        assert_eq!(place(&given), words);
    }
    let diagnostic = Diagnostic::new(Code::EmptyFile);
    assert!(located("a.csv", &diagnostic).starts_with("a.csv: The file is empty."));
}

#[test]
fn text_of_a_source_cannot_steer_a_terminal() {
    let diagnostic = Diagnostic::new(Code::BadDate).with("\u{1b}[31m\u{7}\n".repeat(99));
    let sentence = sentence(&diagnostic);
    assert!(!sentence.chars().any(char::is_control) && sentence.len() < 700, "{sentence}");
}

#[test]
fn rejects_are_told_up_to_a_number() {
    let at = |line| Diagnostic::new(Code::NulByte).at(Place { line, ..Place::default() });
    let all = [at(2), at(9)];
    let told = rejects("a.csv", (7, 0), all.iter());
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 4, "{told}");
    assert_eq!((lines[0], lines[3]), ("a.csv: 7 rows could not be read:", "  and 5 more"));
    assert!(lines[2].starts_with("  line 9: There is a NUL byte"), "{told}");
    for (counts, said) in [
        ((1, 0), "a.csv: 1 row could not be read:"),
        ((1, 1), "a.csv: 1 row left out:"),
        ((5, 1), "a.csv: 5 rows could not be read, or are sums or headings:"),
    ] {
        assert_eq!(rejects("a.csv", counts, all.iter()).lines().next(), Some(said));
    }
}

#[test]
fn instants_are_iso_8601() {
    for (at, offset, text) in [
        (0, 0, "1970-01-01T00:00:00Z"),
        (-1, 0, "1969-12-31T23:59:59.999Z"),
        (1_773_576_000_000, 330, "2026-03-15T17:30:00+05:30"),
        (1_773_576_000_000, -300, "2026-03-15T07:00:00-05:00"),
        (i64::MAX, 0, ""),
    ] {
        assert_eq!(time::iso(at, offset), text);
    }
}

#[test]
fn files_say_what_is_wrong_and_not_what_to_type_in_a_shell() {
    for code in Code::ALL {
        let diagnostic = Diagnostic::new(*code);
        let reject = RejectRow {
            source: "a.csv".to_owned(),
            diagnostic: diagnostic.clone(),
            text: String::new(),
        };
        let finding = FindingRow {
            source: "a.csv".to_owned(),
            code: code.code().to_owned(),
            severity: code.severity().code().to_owned(),
            count: 1,
            line: 0,
            first: Some(diagnostic.clone()),
        };
        for language in [Language::En, Language::Es] {
            let words = language.words();
            let fact = text::fact(words, &diagnostic);
            assert!(!fact.contains("--") && fact.ends_with(['.', '?']), "{code:?}: {fact}");
            assert_eq!((reject.told(words).reason, finding.text(words)), (fact.clone(), fact));
        }
        let sentence = text::sentence(&diagnostic);
        assert!(sentence.starts_with(&text::fact(Language::En.words(), &diagnostic)), "{code:?}");
        assert_eq!(reject.in_json().reason, sentence);
    }
}
