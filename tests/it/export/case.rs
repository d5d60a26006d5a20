use trueup::domain::forms::{NameForm, PolicyForm, RateForm, Settings};
use trueup::export::case::{
    Case, CaseDecision, CaseError, CaseSource, Opened, OpenedSource, read_case, write,
};
use trueup::export::result_json::{Money, OutcomeJson, Reconciled};

fn case() -> Case {
    Case {
        app_version: "0.1.0".into(),
        written_at: "2026-04-01T00:00:00Z".into(),
        sources: vec![CaseSource {
            name: "bill.csv".into(),
            size: 42,
            sha256: "cd".repeat(32),
            role: "billed".into(),
            vendor: "kore".into(),
            layout: "bill".into(),
            settings: Settings { columns: vec![(2, "amount".into())], ..Settings::default() },
            rows: 7,
            rejected: 1,
        }],
        rates: vec![RateForm {
            measure: "records".into(),
            price: "1".into(),
            ..RateForm::default()
        }],
        policy: PolicyForm {
            period_from: "2026-03-01".into(),
            names: vec![NameForm {
                of: "channel".into(),
                billed: "«web»".into(),
                usage: "rtm".into(),
            }],
            ..PolicyForm::default()
        },
        decisions: vec![CaseDecision {
            source: 0,
            entry: 0,
            from: 120,
            nth: 0,
            id: "s-1".into(),
            decision: "dispute".into(),
            note: "«twice»".into(),
        }],
        result: Some(Reconciled {
            outcomes: vec![OutcomeJson {
                records: 3,
                expected: Some("1.20".into()),
                ..OutcomeJson::new(trueup::domain::Outcome::Matched, Some("USD"))
            }],
            proof: trueup::export::result_json::ProofJson {
                billed_in: Money::from_amounts([("USD".into(), "1".into())]),
                billed_out: Money::from_amounts([
                    ("EUR".into(), "1".into()),
                    (String::new(), "2".into()),
                ]),
                ..Default::default()
            },
            ..Reconciled::default()
        }),
    }
}

/// What has to come back of it.
fn opened(case: Case) -> Opened {
    let source = |it: CaseSource| OpenedSource {
        name: it.name,
        size: it.size,
        sha256: it.sha256,
        settings: it.settings,
    };
    Opened {
        written_at: case.written_at,
        sources: case.sources.into_iter().map(source).collect(),
        rates: case.rates,
        policy: case.policy,
        decisions: case.decisions,
    }
}

#[test]
fn a_case_comes_back_as_it_was_saved() {
    assert_eq!(read_case(&write(&case())), Ok(opened(case())));
    assert_eq!(read_case(&write(&Case::default())), Ok(opened(Case::default())));
    let with_mark = [b"\xef\xbb\xbf".as_slice(), &write(&case())].concat();
    assert_eq!(read_case(&with_mark), Ok(opened(case())));
}

#[test]
fn the_first_fields_say_what_it_is() {
    let text = String::from_utf8(write(&case())).unwrap();
    assert!(
        text.starts_with("{\n  \"format\": \"trueup-case\",\n  \"format_version\": 1,"),
        "{text}"
    );
}

#[test]
fn what_is_wrong_with_a_case_is_told() {
    let text = String::from_utf8(write(&case())).unwrap();
    let read = |text: &str| read_case(text.as_bytes()).unwrap_err();
    assert_eq!(read("[]"), CaseError::NotACase);
    assert_eq!(read("{}"), CaseError::NotACase);
    assert_eq!(read(r#"{"format":3}"#), CaseError::NotACase);
    assert_eq!(read(r#"{"format":"trueup-case"}"#), CaseError::NotACase);
    assert_eq!(
        read(&text.replace("\"format_version\": 1", "\"format_version\": 2")),
        CaseError::Newer(2)
    );
    assert_eq!(read(&text.replace("\"source\": 0", "\"source\": 9")), CaseError::UnknownSource(9));
    assert!(matches!(read("{"), CaseError::Broken(reason) if reason.contains("line 1")));
    let negative = read(&text.replace("\"size\": ", "\"size\": -"));
    assert_eq!(negative, CaseError::Broken("size".to_owned()));
    assert!(matches!(read(&text[..text.len() / 2]), CaseError::Broken(_)));
}
