//! Secrets that stand in the rows of JSON and XML stay in the file.

use crate::reconcile::Text;
use trueup::engine::driver::Driver;
use trueup::engine::forms::Settings;
use trueup::engine::protocol::{
    Evidence, ExportKind, Reply, Request, RowFilter, RowsQuery, SideEvidence, SortKey,
};
use trueup::source::SourceId;

const BILL: &str = "call id,start,minutes,amount\nc1,2026-03-01 10:00:00,2,0.2\n";

const JSON: &str = r#"[
{"callId":"c1","startTimeOfParent":"2026-02-28T09:00:00Z","startTime":"2026-03-01T10:00:00Z","duration":60,"passwordHint":"s3cret0","password":"s3cret1"},
{"callId":"c2","startTime":"2026-03-01T11:00:00Z","duration":61,"password":"s3,c\"}s3cret2"},
{"password":"s3cret3","callId":"c3","startTime":"2026-03-01T12:00:00Z","duration":62,"apiKey":734917,"password":"s3cret4"},
{"callId":"c4","startTime":"2026-03-01T13:00:00Z","duration":63,"o":{"access_token":"s3cret5"},"l":[{"password":"s3cret6"}],"contrase\u00f1a":4},
{"callId":"c5","startTime":"never","duration":64,"password":"s3cret7","l":[{"password":"s3cret8"}]},
{"callId":"broken","password":"s3cret9",,},
{"callId":"c6","startTime":"2026-03-01T13:00:00Z","duration":65,"password":"s3cret10"
"#;

const XML: &str = "<calls><call><callId>c1</callId>\
     <startTimeOfParent>2026-02-28T09:00:00Z</startTimeOfParent>\
     <startTime>2026-03-01T10:00:00Z</startTime><duration>60</duration>\
     <passwordHint>s3cret0</passwordHint><password>s3,\ncret1</password></call>\n\
     <call password='s3cret2'><callId>c2</callId><startTime>2026-03-01T11:00:00Z</startTime>\
     <duration>61</duration><x:Password>s3cret3<a>s3cret4</a>s3cret5<![CDATA[<s3cret6>]]></x:Password>\
     <o apiKey=\"s3cret7>\"/></call></calls>";

fn reconciled(usage: &str) -> Driver {
    let mut driver = Driver::default();
    for (name, role, text) in [("usage", "usage", usage), ("bill.csv", "billed", BILL)] {
        let settings = Settings { role: role.to_owned(), ..Settings::default() };
        driver.import(name, Box::new(Text(text.as_bytes().to_vec())), settings);
    }
    let (reply, _) = driver.ask(Request::Reconcile);
    assert!(matches!(reply, Reply::Result(_)), "{reply:?}");
    driver
}

/// The evidence of every row.
fn evidence(driver: &mut Driver) -> Vec<Evidence> {
    let (filter, sort) = (RowFilter::default(), SortKey::Source);
    let query = RowsQuery { filter, sort, descending: false, offset: 0, limit: 100 };
    let Reply::Rows(page) = driver.ask(Request::Rows(query)).0 else { panic!("no rows") };
    let one = |row| match driver.ask(Request::Evidence(row)).0 {
        Reply::Evidence(evidence) => *evidence,
        other => panic!("{other:?}"),
    };
    page.rows.iter().map(|it| it.row).map(one).collect()
}

fn usage_of<'a>(all: &'a [Evidence], id: &str) -> &'a SideEvidence {
    let side = all.iter().flat_map(|it| &it.usage).find(|it| it.text.contains(id));
    side.unwrap_or_else(|| panic!("{id} in {all:?}"))
}

fn marked(side: &SideEvidence) -> Vec<&str> {
    let at = |it: u32| usize::try_from(it).unwrap();
    side.marks.iter().map(|(from, until)| &side.text[at(*from)..at(*until)]).collect()
}

/// Nothing that comes out of the engine has a part of a secret.
#[track_caller]
fn check_hidden(driver: &mut Driver, secrets: &[&str]) {
    let mut told = format!("{:?}", evidence(driver));
    let source = SourceId(0);
    let rejects = driver.ask(Request::Rejects { source, offset: 0, limit: 100 }).0;
    let preview = driver.ask(Request::Preview { source, settings: Settings::default() }).0;
    told += &format!("{rejects:?}{preview:?}{:?}", driver.view(source));
    for kind in [ExportKind::ExceptionsCsv, ExportKind::Workbook, ExportKind::Report] {
        told += &String::from_utf8_lossy(&driver.ask(Request::Export(kind)).1.unwrap());
    }
    told += &serde_json::to_string(&driver.engine.told_whole()).unwrap();
    for secret in secrets {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
}

#[test]
fn no_secret_of_a_json_row_is_shown_or_exported() {
    let mut driver = reconciled(JSON);
    check_hidden(&mut driver, &["s3cret", "s3,", "734917"]);
    let all = evidence(&mut driver);
    assert_eq!(marked(usage_of(&all, "c1")), ["c1", "2026-03-01T10:00:00Z", "60"]);
    assert_eq!(marked(usage_of(&all, "c3")), ["c3", "2026-03-01T12:00:00Z", "62"]);
    // What is no secret is as it stands in the file.
    let told = usage_of(&all, "c4").text.as_str();
    assert!(told.starts_with(r#"{"callId":"c4","startTime":"2026-03-01T13:00:00Z","#), "{told}");
    assert!(told.ends_with(r#","contrase\u00f1a":0}"#), "{told}");
}

#[test]
fn no_secret_of_an_xml_row_is_shown_or_exported() {
    let mut driver = reconciled(XML);
    check_hidden(&mut driver, &["s3cret", "s3,", "cret1"]);
    let all = evidence(&mut driver);
    assert_eq!(marked(usage_of(&all, "c1")), ["c1", "2026-03-01T10:00:00Z", "60"]);
    assert_eq!(marked(usage_of(&all, "c2")), ["c2", "2026-03-01T11:00:00Z", "61"]);
}

#[test]
fn a_text_that_was_cut_is_withheld_where_it_names_a_secret() {
    let long = "x".repeat(70_000);
    let row = |id: &str, more: &str| {
        format!(
            r#"{{"callId":"{id}","startTime":"2026-03-01T10:00:00Z","duration":60,{more}"log":"{long}"}}"#
        )
    };
    let text = format!("[{},{}]", row("c1", ""), row("c2", r#""password":"s3cret","#));
    let mut driver = reconciled(&text);
    check_hidden(&mut driver, &["s3cret"]);
    let all = evidence(&mut driver);
    let lengths: Vec<usize> = all.iter().flat_map(|it| &it.usage).map(|it| it.text.len()).collect();
    assert_eq!(lengths, [64 * 1024, 0]);
}
