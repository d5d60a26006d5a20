//! Every field, choice, failure and wait has its words in both languages.

use trueup::connect::{
    CONNECTORS, FailureKind, Kind, NetFailure, Note, Phase, Progress, Statement, Wait, Why,
};
use trueup::ui::strings::{EN, ES};

#[test]
fn every_field_and_choice_has_its_words() {
    for strings in [&EN, &ES] {
        let t = strings.fetch();
        for connector in CONNECTORS {
            assert!(!(t.about)(connector.id()).is_empty(), "{}", connector.id());
            for field in connector.fields() {
                let (label, where_from) = (t.field)(connector.id(), field.name);
                assert!(!label.is_empty(), "{} {}", connector.id(), field.name);
                assert!(where_from.ends_with('.'), "{} {}", connector.id(), field.name);
                if let Kind::Choice(options) = field.kind {
                    let words: Vec<&str> =
                        options.iter().map(|it| (t.option)(field.name, it)).collect();
                    assert!(words.iter().all(|it| !it.is_empty()), "{}: {words:?}", field.name);
                    assert!(words[0] != words[1], "{}: {words:?}", field.name);
                }
            }
        }
    }
}

#[test]
fn every_failure_says_what_happened_and_what_to_do() {
    let proxy = |code: &str| FailureKind::Proxy(code.to_owned());
    let kinds = [
        FailureKind::Credentials,
        FailureKind::Forbidden,
        FailureKind::NotFound,
        FailureKind::Refused,
        FailureKind::TooMany,
        FailureKind::Quota,
        FailureKind::Server,
        FailureKind::Net(NetFailure::Offline),
        FailureKind::Net(NetFailure::Unreachable),
        FailureKind::Net(NetFailure::Policy),
        FailureKind::Net(NetFailure::TimedOut),
        FailureKind::Net(NetFailure::Cut),
        FailureKind::Net(NetFailure::TooLarge),
        FailureKind::Broken,
        FailureKind::WebPage,
        FailureKind::NoProxy,
        proxy("name_not_found"),
        proxy("certificate_refused"),
        proxy("host_refused"),
        FailureKind::ProxyLimit,
        FailureKind::Busy,
        FailureKind::Generation("ERROR_DB_NOT_READY".to_owned()),
        FailureKind::Stuck,
        FailureKind::NoSigning,
    ];
    for strings in [&EN, &ES] {
        let t = strings.fetch();
        let mut said = Vec::new();
        for kind in &kinds {
            said.push((t.failure)(kind, false));
            assert!(!(t.way_out)(kind, false).is_empty(), "{kind:?}");
            assert!(!(t.way_out)(kind, true).is_empty(), "{kind:?}");
        }
        said.sort_unstable();
        let n = said.len();
        said.dedup();
        assert_eq!(said.len(), n, "two failures that are told alike");
        assert!((t.way_out)(&FailureKind::Net(NetFailure::Unreachable), false).contains("CORS"));
    }
}

#[test]
fn progress_and_waits_are_told() {
    let progress = Progress {
        phase: Phase::Generating("RETRIEVING_CDR_CALL_RECORDS".to_owned()),
        done: 1200,
        total: Some(4000),
        seconds_left: Some(9),
    };
    let waits = [
        Wait::RateLimit,
        Wait::Trouble(FailureKind::Server),
        Wait::Working,
        Wait::Busy,
        Wait::Floor("ivr_calls".to_owned()),
    ];
    let problems = [
        Why::Missing,
        Why::NoAddress,
        Why::NotEncrypted,
        Why::HostOnly,
        Why::NoDate,
        Why::EndsBeforeStart,
        Why::NotSendable,
    ];
    let told = (EN.fetch().progress)(&progress);
    assert_eq!(
        told,
        "The vendor makes the records: RETRIEVING_CDR_CALL_RECORDS · 1,200 of 4,000 · about 9 s left"
    );
    for strings in [&EN, &ES] {
        assert!(waits.iter().all(|it| !(strings.fetch().waiting)(it, 3).is_empty()));
        assert!(problems.iter().all(|it| !(strings.fetch().problem)(*it).is_empty()));
    }
}

#[test]
fn limits_of_wolkvox_are_said_before_anything_is_asked() {
    for (strings, month) in [(&EN, "current month only"), (&ES, "solo por el mes en curso")] {
        let about = (strings.fetch().about)("wolkvox");
        let numbers: String = about.chars().filter(|it| !",. \u{a0}".contains(*it)).collect();
        assert!(about.contains(month), "{about}");
        for limit in ["60000", "31", "256MB", "60", "1000"] {
            assert!(numbers.contains(limit), "{limit}: {about}");
        }
    }
}

#[test]
fn a_statement_claims_no_more_than_is_known() {
    let of =
        |asked, received, complete| Statement { asked, received, complete, ..Statement::default() };
    let told = |it| (EN.fetch().statement)(&it);
    assert_eq!(told(of(Some(10), Some(10), true)), "10 of 10 received · complete");
    assert_eq!(told(of(Some(10), Some(6), false)), "6 of 10 received · incomplete");
    assert_eq!(told(of(None, Some(6), true)), "6 received · complete");
    let full = Statement { note: Some(Note::Limit(60_000)), ..of(None, Some(60_000), false) };
    assert_eq!(
        told(full),
        "60,000 received · incomplete · the vendor gives at most 60,000 records, so some may be missing"
    );
    for note in [Note::Limit(60_000), Note::NoTotalsOfChannel] {
        let noted = Statement { note: Some(note), ..of(None, Some(5), true) };
        let said = [&EN, &ES].map(|it| (it.fetch().statement)(&noted));
        assert!(said[0] != said[1] && said.iter().all(|it| it.matches(" · ").count() == 2));
    }
    let uncounted = of(None, None, true);
    for strings in [&EN, &ES] {
        let told = (strings.fetch().statement)(&uncounted);
        assert!(!told.contains('0') && !told.contains("complet"), "{told}");
    }
}

#[test]
fn a_source_says_what_was_asked_for_what_came_and_what_is_missing() {
    use trueup::engine::protocol::Completeness;
    let of = |asked, complete| Completeness {
        from: "dma.example:8443/api/rest/billing".to_owned(),
        asked,
        received: 1200,
        complete,
        ..Completeness::default()
    };
    for strings in [&EN, &ES] {
        let told = |it: &Completeness| (strings.sources.provenance.fetched)(it, "31 Oct, 18:00");
        let digits = |text: &str| text.replace([',', '.', '\u{a0}'], "");
        for it in [of(Some(1500), false), of(None, false), of(Some(1200), true)] {
            let told = told(&it);
            assert!(told.contains(&it.from) && told.contains("31 Oct, 18:00"), "{told}");
        }
        let part = digits(&told(&of(Some(1500), false)));
        for n in ["1200", "1500", "300"] {
            assert!(part.contains(n), "{n}: {part}");
        }
        assert_ne!(told(&of(None, false)), told(&of(None, true)));
    }
}
