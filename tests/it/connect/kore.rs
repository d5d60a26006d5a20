//! Kore.ai, against the simulator.

use super::rows;
use super::wire::{self, call, drive_until, fetch, form_at};
use std::collections::BTreeSet;
use trueup::connect::{Asked, Form, Note, Wait, calendar};
use trueup::domain::forms::Settings;
use trueup_simulator::{
    AdminPath, Fault, FaultRule, KoreSettings, Scenario, Simulator, Vendor, sign_jwt,
};

const BOT: &str = "st-0a1b2c3d-1111-5aaa-8bbb-000000000001";

fn admin(simulator: &Simulator, more: &[(&'static str, &str)]) -> Form {
    let mut form = form_at(
        "kore",
        simulator,
        &[
            ("scope", "admin"),
            ("token", "simulated-kore-token"),
            ("from", "2026-10-01"),
            ("to", "2026-10-31"),
            ("page_size", "50"),
        ],
    );
    for (name, value) in more {
        form.set(name, *value);
    }
    form
}

fn scenario(kore: KoreSettings) -> Scenario {
    Scenario { kore, ..Scenario::default() }
}

fn dropped(scenario: &Scenario) -> BTreeSet<String> {
    rows::dropped_files(scenario, |_, files| {
        let pages = files.iter().filter(|it| {
            it.parent().is_some_and(|it| it.ends_with("kore")) && it.extension().unwrap() == "json"
        });
        let mut all = BTreeSet::new();
        for page in pages {
            all.extend(rows::of("page.json", &std::fs::read(page).unwrap(), &Settings::default()));
        }
        all
    })
}

#[test]
fn all_pages_come_and_are_the_dropped_ones() {
    let scenario = Scenario::default();
    let simulator = Simulator::start(scenario.clone()).unwrap();
    let fetched = fetch("kore", &admin(&simulator, &[]));
    let (received, bytes) = fetched.file();
    assert_eq!(fetched.code(), "");
    let live = rows::of(&received.name, bytes, &received.settings);
    assert!(live == dropped(&scenario));
    let total = simulator.truth().kore.rows;
    assert_eq!(received.statement.received, Some(total as u64));
    assert_eq!(received.statement.asked, Some(total as u64));
    assert!(received.statement.complete);
    assert_eq!(fetched.calls.len(), total.div_ceil(50));
}

#[test]
fn one_bot_and_one_channel_are_asked_for_by_name() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let form = admin(&simulator, &[("scope", "builder"), ("bot_id", BOT), ("channel", "ivr")]);
    let fetched = fetch("kore", &form);
    let truth = simulator
        .data()
        .kore_truth(|it| it.bot_id == BOT && it.channel.eq_ignore_ascii_case("ivr"));
    assert_eq!(fetched.file().0.statement.received, Some(truth.rows as u64));
    assert!(fetched.calls[0].path.contains(BOT));
    assert_eq!(fetched.file().0.statement.note, None);
    // The vendor's own count is of all channels; that it was left out is said.
    let mut with_totals = form.clone();
    with_totals.set("totals", "yes");
    let fetched = fetch("kore", &with_totals);
    assert_eq!(fetched.file().0.statement.note, Some(Note::NoTotalsOfChannel));
    assert!(fetched.calls.iter().all(|it| !it.path.contains("summary")));
    let by_admin = fetch("kore", &admin(&simulator, &[("bot_id", BOT)]));
    let truth = simulator.data().kore_truth(|it| it.bot_id == BOT);
    assert_eq!(by_admin.file().0.statement.received, Some(truth.rows as u64));
}

#[test]
fn both_spellings_of_the_admin_path_and_both_date_formats_work() {
    let kore = KoreSettings { admin_path: AdminPath::Plain, ..KoreSettings::default() };
    let simulator = Simulator::start(scenario(kore)).unwrap();
    let plain = [("admin_path", "plain"), ("date_format", "day")];
    let fetched = fetch("kore", &admin(&simulator, &plain));
    assert!(fetched.file().0.statement.complete);
    assert_eq!(fetch("kore", &admin(&simulator, &[])).code(), "not_found");
}

#[test]
fn a_long_range_is_cut_without_gap_or_double_count() {
    let kore = KoreSettings {
        conversations: 400,
        max_months: 3,
        to_date_covers_day: false,
        ..KoreSettings::default()
    };
    let scenario = Scenario { from: "2026-01-01".into(), ..scenario(kore) };
    let simulator = Simulator::start(scenario.clone()).unwrap();
    let range = [("from", "2026-01-01"), ("months", "3"), ("totals", "yes")];
    let fetched = fetch("kore", &admin(&simulator, &range));
    assert_eq!(fetched.code(), "");
    let (received, bytes) = fetched.file();
    let statement = &received.statement;
    assert!(statement.complete, "{statement:?}");
    let total = simulator.truth().kore.rows as u64;
    assert_eq!((statement.asked, statement.received), (Some(total), Some(total)));
    assert!(statement.remark.contains(&format!("billingsessionsummary: {total}")));
    let day = |text: &str| Some(calendar::parse_day(text).unwrap() * calendar::DAY);
    assert_eq!(statement.window_start, day("2026-01-01"));
    assert_eq!(statement.window_end, day("2026-11-01"));
    assert_eq!(received.name, "kore-sessions-2026-01-01-2026-10-31.json");
    let live = rows::of(&received.name, bytes, &received.settings);
    assert_eq!(live.len() as u64, total, "a session in two parts");
    assert!(live == dropped(&scenario));
    // The reader knows the parts of the file, each with a total of its own.
    let mut driver = trueup::engine::driver::Driver::default();
    let text = Box::new(crate::reconcile::Text(bytes.clone()));
    let source = driver.import(&received.name, text, received.settings.clone());
    let view = driver.view(source).unwrap();
    assert_eq!(view.rows, total);
    let codes: Vec<_> = view.findings.iter().map(|it| it.first.code.code()).collect();
    assert!(!codes.contains(&"total_mismatch") && !codes.contains(&"more_available"), "{codes:?}");
    let refused = fetch("kore", &admin(&simulator, &[("from", "2026-01-01")]));
    assert_eq!(refused.code(), "refused");
    assert!(refused.failure.unwrap().said.contains("Maximum 3 month"));
}

#[test]
fn control_totals_without_leave_for_them_cost_no_session() {
    let refused = FaultRule::always(Vendor::Kore, Fault::Status { status: 403 });
    let scenario = Scenario::default().with_fault(refused.on_path("billingsessionsummary"));
    let simulator = Simulator::start(scenario).unwrap();
    let fetched = fetch("kore", &admin(&simulator, &[("totals", "yes")]));
    assert_eq!(fetched.code(), "");
    let statement = &fetched.file().0.statement;
    let total = simulator.truth().kore.rows as u64;
    assert_eq!((statement.received, statement.complete), (Some(total), true));
    assert!(statement.remark.contains("billingsessionsummary: 403"), "{}", statement.remark);
}

#[test]
fn a_long_range_that_breaks_off_says_which_parts_are_missing() {
    let kore = KoreSettings { conversations: 400, max_months: 3, ..KoreSettings::default() };
    let scenario = Scenario { from: "2026-01-01".into(), ..scenario(kore) };
    let simulator = Simulator::start(scenario).unwrap();
    let form = admin(&simulator, &[("from", "2026-01-01"), ("months", "3"), ("page_size", "1000")]);
    let mut session = wire::start("kore", &form, &Asked::new()).unwrap();
    let fetched = drive_until(&mut *session, &mut call, &mut |it| it.calls.len() == 2);
    assert_eq!(fetched.code(), "cancelled");
    let (received, bytes) = fetched.file();
    let statement = &received.statement;
    assert_eq!((statement.complete, statement.asked), (false, None));
    let rows = rows::of(&received.name, bytes, &received.settings).len() as u64;
    assert_eq!(statement.received, Some(rows));
    for part in
        ["2026-01-01..2026-03-31 ", "2026-07-01..2026-09-30 0/?", "2026-10-01..2026-10-31 0/?"]
    {
        assert!(statement.remark.contains(part), "{}", statement.remark);
    }
}

#[test]
fn a_vendor_that_says_more_for_ever_is_not_believed() {
    let kore = KoreSettings { more_available_lies: true, ..KoreSettings::default() };
    let simulator = Simulator::start(scenario(kore)).unwrap();
    let fetched = fetch("kore", &admin(&simulator, &[]));
    assert!(fetched.file().0.statement.complete);
    let oldest = KoreSettings { no_paging: true, ..KoreSettings::default() };
    let simulator = Simulator::start(scenario(oldest)).unwrap();
    let fetched = fetch("kore", &admin(&simulator, &[]));
    assert!(fetched.file().0.statement.complete);
    assert_eq!(fetched.calls.len(), 1);
}

#[test]
fn a_total_that_is_not_reached_is_told() {
    let kore = KoreSettings { total_off_by: 3, ..KoreSettings::default() };
    let simulator = Simulator::start(scenario(kore)).unwrap();
    let fetched = fetch("kore", &admin(&simulator, &[]));
    let statement = &fetched.file().0.statement;
    assert_eq!(statement.asked, statement.received.map(|it| it + 3));
    assert!(!statement.complete);
}

#[test]
fn a_rate_limit_is_waited_for() {
    let kore = KoreSettings {
        calls_per_minute: Some(2),
        retry_after_seconds: 7,
        ..KoreSettings::default()
    };
    let simulator = Simulator::start(scenario(kore)).unwrap();
    let fetched = fetch("kore", &admin(&simulator, &[]));
    // The simulator's minute is a real one, so here the limit never ends; what came stays.
    assert_eq!(fetched.code(), "too_many");
    assert!(fetched.waits.iter().all(|(it, why)| *it >= 7_000 && *why == Wait::RateLimit));
    let statement = &fetched.file().0.statement;
    assert_eq!((statement.received, statement.complete), (Some(100), false));
}

#[test]
fn a_token_made_here_is_taken() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let settings = KoreSettings::default();
    let mut form = admin(
        &simulator,
        &[
            ("token", ""),
            ("client_id", &settings.client_id),
            ("client_secret", &settings.client_secret),
        ],
    );
    let signing = trueup::connect::connector("kore").unwrap().signing(&form).unwrap();
    let claims = serde_json::json!({"sub": "trueup", "appId": settings.client_id});
    // The simulator signs by itself; what is signed has to be what it signs.
    let whole = sign_jwt(&claims, &signing.secret);
    let decode = |text: &str| text.split('.').map(str::len).collect::<Vec<_>>();
    assert_eq!(decode(&whole)[..2], decode(&signing.input)[..]);
    form.set("token", hs256(&signing.input, &signing.secret));
    assert_eq!(fetch("kore", &form).code(), "");
    form.set("token", hs256(&signing.input, "another-secret"));
    assert_eq!(fetch("kore", &form).code(), "credentials");
}

/// HMAC-SHA256 by its definition, in place of the browser's.
fn hs256(input: &str, secret: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let mut key = [0_u8; 64];
    key[..secret.len()].copy_from_slice(secret.as_bytes());
    let pad = |with: u8| key.map(|it| it ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(input).finalize();
    let outer = Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize();
    format!("{input}.{}", trueup::connect::encode::base64_url(&outer))
}

#[test]
fn what_had_come_before_a_cancel_is_kept_and_marked() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let mut session = wire::start("kore", &admin(&simulator, &[]), &Asked::new()).unwrap();
    let fetched = drive_until(&mut *session, &mut call, &mut |it| it.calls.len() == 2);
    assert_eq!(fetched.code(), "cancelled");
    let (received, bytes) = fetched.file();
    assert_eq!((received.statement.received, received.statement.complete), (Some(100), false));
    assert_eq!(rows::of(&received.name, bytes, &received.settings).len(), 100);
}

#[test]
fn what_had_come_before_a_failure_is_kept_and_marked() {
    let broken = FaultRule::always(Vendor::Kore, Fault::Status { status: 500 }).after(3);
    let simulator = Simulator::start(Scenario::default().with_fault(broken)).unwrap();
    let fetched = fetch("kore", &admin(&simulator, &[]));
    assert_eq!(fetched.code(), "server");
    assert_eq!(fetched.file().0.statement.received, Some(150));
    assert!(!fetched.file().0.statement.complete);
    assert_eq!(fetched.calls.len(), 3 + 5, "a first try and four more");
}

#[test]
fn a_test_asks_for_one_session() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let tested = wire::test("kore", &admin(&simulator, &[]));
    assert_eq!((tested.code(), tested.files.len(), tested.calls.len()), ("", 0, 1));
    let wrong = wire::test("kore", &admin(&simulator, &[("token", "something-else")]));
    assert_eq!(wrong.code(), "credentials");
}

/// What is said of a fetched file, as the page takes it in.
fn said(fetched: &wire::Fetched, settings: Settings) -> Vec<&'static str> {
    use trueup::engine::protocol::{Completeness, Provenance};
    let (received, bytes) = fetched.file();
    let it = &received.statement;
    let asked = Completeness {
        vendor: it.vendor.to_owned(),
        window_start: it.window_start,
        window_end: it.window_end,
        complete: it.complete,
        ..Completeness::default()
    };
    let mut driver = trueup::engine::driver::Driver::default();
    let text = Box::new(crate::reconcile::Text(bytes.clone()));
    let source = driver.import_from(Provenance::Fetched(asked), &received.name, text, settings);
    let findings = &driver.view(source).unwrap().findings;
    let codes = findings.iter().map(|it| it.first.code.code());
    codes.filter(|it| ["outside_window", "fetch_incomplete"].contains(it)).collect()
}

#[test]
fn dates_are_held_against_the_asked_window() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let fetched = fetch("kore", &admin(&simulator, &[]));
    assert_eq!(said(&fetched, fetched.file().0.settings.clone()), [] as [&str; 0]);
    let day_first = Settings { date_order: "dmy".to_owned(), ..fetched.file().0.settings.clone() };
    assert_eq!(said(&fetched, day_first), ["outside_window"]);
}

#[test]
fn a_source_says_that_a_part_did_not_come() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let mut session = wire::start("kore", &admin(&simulator, &[]), &Asked::new()).unwrap();
    let fetched = drive_until(&mut *session, &mut call, &mut |it| it.calls.len() == 2);
    let said = said(&fetched, fetched.file().0.settings.clone());
    assert_eq!(said, ["fetch_incomplete"]);
}
