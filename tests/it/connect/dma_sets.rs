//! Poly DMA: whose records a status and a download are. A system has one set for everybody.

use super::wire::{self, form};
use trueup::connect::{Asked, HttpReply, Wait, calendar};

const FORM: [(&str, &str); 6] = [
    ("base_url", "dma.example"),
    ("user", "u"),
    ("password", "p"),
    ("from", "2026-10-01"),
    ("to", "2026-10-31"),
    ("zone", "UTC"),
];

/// A status with a file for these dates, made by this time.
fn ready(from: &str, to: &str, made: &str) -> HttpReply {
    status("SUCCESS", from, to, made)
}

fn status(word: &str, from: &str, to: &str, made: &str) -> HttpReply {
    reply(
        None,
        &format!(
            "{{\"statusType\":\"{word}\",\"actionType\":\"DOWNLOADING\",\"fromDate\":\"{from}\",\
             \"toDate\":\"{to}\",\"creationTime\":\"{made}\",\"entityTag\":\"tag of {made}\"}}"
        ),
    )
}

/// The set that is asked for.
fn ours() -> HttpReply {
    ready("2026-10-01T00:00:00Z", "2026-10-31T23:59:59Z", "2026-11-01T08:00:00Z")
}

/// Another one.
fn theirs() -> HttpReply {
    ready("2026-09-01T00:00:00Z", "2026-09-30T23:59:59Z", "2026-11-01T07:00:00Z")
}

fn accepted() -> HttpReply {
    HttpReply { status: 202, ..HttpReply::default() }
}

fn zip(etag: Option<&str>) -> HttpReply {
    reply(etag, "PK\u{3}\u{4}")
}

fn reply(etag: Option<&str>, body: &str) -> HttpReply {
    HttpReply {
        status: 200,
        headers: etag.map(|it| ("etag".to_owned(), it.to_owned())).into_iter().collect(),
        body: body.into(),
        size: body.len() as u64,
    }
}

/// Plays these replies, and then the last one for ever.
fn play(replies: &[HttpReply]) -> wire::Fetched {
    play_to(&FORM, replies)
}

fn play_to(values: &[(&'static str, &str)], replies: &[HttpReply]) -> wire::Fetched {
    let session = wire::start("dma", &form("dma", values), &Asked::new()).unwrap();
    let mut at = 0;
    wire::drive(session, &mut |_| {
        let next = replies[at.min(replies.len() - 1)].clone();
        at += 1;
        Ok(next)
    })
}

fn paths(fetched: &wire::Fetched) -> Vec<&str> {
    fetched.calls.iter().map(|it| it.path.rsplit('/').next().unwrap()).collect()
}

#[test]
fn the_set_before_is_looked_past_until_the_own_one_is_told_of() {
    let fetched = play(&[accepted(), theirs(), ours(), zip(None)]);
    assert_eq!(paths(&fetched), ["generate-cdrs", "status", "status", "download-cdrs"]);
    assert_eq!(fetched.code(), "");
    assert!(fetched.waits.iter().all(|(_, why)| *why == Wait::Working));
    let statement = &fetched.file().0.statement;
    let made = calendar::parse_day("2026-11-01").unwrap() * calendar::DAY + 8 * 3_600_000;
    assert_eq!(statement.made_at, Some(made), "the status says it where the download does not");
}

#[test]
fn a_set_with_fewer_records_than_it_should_have_is_incomplete_whatever_its_word_is() {
    for word in ["SUCCESS", "GENERATION_COMPLETE"] {
        for (done, total, complete) in [
            ("10", "10", true),
            ("11", "10", true),
            ("6", "10", false),
            ("null", "10", true),
            ("6", "null", true),
        ] {
            let counts = format!(
                "{{\"statusType\":\"{word}\",\"totalNumberCdrRecords\":{total},\
                 \"numberCdrRecordsProcessed\":{done}}}"
            );
            let fetched = play(&[accepted(), reply(None, &counts), zip(None)]);
            let statement = &fetched.file().0.statement;
            assert_eq!(statement.complete, complete, "{word} {done}/{total}");
            assert_eq!(statement.remark, if complete { "" } else { word });
        }
    }
}

#[test]
fn a_finished_set_of_another_window_is_never_taken_for_the_own_one() {
    let fetched = play(&[accepted(), theirs()]);
    assert_eq!(fetched.code(), "busy");
    assert!(fetched.files.is_empty());
    assert!(!paths(&fetched).contains(&"download-cdrs"), "{:?}", paths(&fetched));
}

#[test]
fn a_set_of_another_window_that_is_being_made_is_waited_for_and_then_the_own_one_asked_for() {
    let running = status("RUNNING", "2026-09-01T00:00:00Z", "2026-09-30T23:59:59Z", "");
    let fetched = play(&[accepted(), running, accepted(), ours(), zip(None)]);
    assert_eq!(
        paths(&fetched),
        ["generate-cdrs", "status", "generate-cdrs", "status", "download-cdrs"]
    );
    assert_eq!(fetched.waits, [(5_000, Wait::Busy)]);
    assert!(fetched.file().0.statement.complete);
}

#[test]
fn the_same_window_is_known_in_every_way_to_write_it() {
    for (from, to) in [
        ("2026-10-01T00:00:00.000Z", "2026-10-31T23:59:59.999Z"),
        ("2026-10-01T02:00:00+02:00", "2026-11-01T00:59:59+01:00"),
        ("2026-09-30T19:00:00-05:00", "2026-10-31T18:59:59-05:00"),
        // By the clock of a cluster that nobody here knows.
        ("2026-09-30T19:00:00", "2026-10-31T18:59:59"),
        ("", ""),
        ("soon", "later"),
    ] {
        let fetched = play(&[accepted(), ready(from, to, ""), zip(None)]);
        assert_eq!((fetched.code(), fetched.calls.len()), ("", 3), "{from} {to}");
    }
    for (from, to) in [
        ("2026-10-01T00:00:00Z", "2026-10-30T23:59:59Z"),
        ("2026-10-01T00:00:00+02:00", "2026-10-31T23:59:59Z"),
        ("2026-09-01T00:00:00", "2026-09-30T23:59:59"),
    ] {
        let fetched = play(&[accepted(), ready(from, to, "")]);
        assert_eq!(fetched.code(), "busy", "{from} {to}");
    }
}

#[test]
fn a_window_that_is_not_over_yet_may_be_cut_at_the_vendors_own_now() {
    // The tests' now is 18:00 on the last day.
    let cut = ready("2026-10-01T00:00:00Z", "2026-10-31T17:59:30Z", "");
    assert_eq!(play(&[accepted(), cut, zip(None)]).code(), "");
    let over = [FORM.as_slice(), &[("from", "2026-09-01"), ("to", "2026-09-30")]].concat();
    let short = ready("2026-09-01T00:00:00Z", "2026-09-30T17:59:30Z", "");
    assert_eq!(play_to(&over, &[accepted(), short]).code(), "busy");
}

#[test]
fn a_download_with_another_tag_is_taken_only_while_the_status_stays_the_same() {
    let tag = Some("\"1793469600\"");
    let same = play(&[accepted(), ours(), zip(tag), ours()]);
    assert_eq!(paths(&same), ["generate-cdrs", "status", "download-cdrs", "status"]);
    assert_eq!(same.file().1, b"PK\x03\x04");

    let own = Some("\"tag of 2026-11-01T08:00:00Z\"");
    let replaced = play(&[accepted(), ours(), zip(tag), theirs(), accepted(), ours(), zip(own)]);
    assert_eq!(replaced.code(), "");
    assert_eq!(paths(&replaced)[4..], ["generate-cdrs", "status", "download-cdrs"]);
    assert_eq!(replaced.file().1, b"PK\x03\x04", "the other file was put away");
}
