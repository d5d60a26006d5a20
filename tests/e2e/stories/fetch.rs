//! Fetching live from each vendor, directly and through the proxy, against the simulator.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use trueup_e2e::site::Hosting;
use trueup_e2e::{Browser, Desk, Route, Setup, desk};
use trueup_simulator::{Cors, Scenario, Simulator};

/// How the page reaches a vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// From the tab, which the vendor lets in.
    Direct,
    /// Through the proxy that serves the page.
    Proxy,
}

impl Way {
    fn word(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Proxy => "proxy",
        }
    }
}

/// A story with a simulator: in both browsers, by both ways.
macro_rules! by_both_ways {
    ($name:ident, $story:expr) => {
        mod $name {
            use super::*;

            #[test]
            fn chromium_direct() {
                with_simulator(stringify!($name), Browser::Chromium, Way::Direct, $story);
            }

            #[test]
            fn chromium_proxy() {
                with_simulator(stringify!($name), Browser::Chromium, Way::Proxy, $story);
            }

            #[test]
            fn firefox_direct() {
                with_simulator(stringify!($name), Browser::Firefox, Way::Direct, $story);
            }

            #[test]
            fn firefox_proxy() {
                with_simulator(stringify!($name), Browser::Firefox, Way::Proxy, $story);
            }
        }
    };
}

by_both_ways!(kore, kore_story);
by_both_ways!(wolkvox, wolkvox_story);
by_both_ways!(dma, dma_story);
by_both_ways!(evo, evo_story);

/// A simulator and a desk whose site leads to it.
pub(crate) fn with_simulator(
    name: &str,
    browser: Browser,
    way: Way,
    story: impl FnOnce(&Desk, &Simulator, Way),
) {
    let cors = (way == Way::Direct).then(Cors::default);
    let simulator = Simulator::start(Scenario { cors, ..Scenario::default() }).unwrap();
    let setup = leading_to(&simulator);
    desk::tell(name, browser, setup, |desk| story(desk, &simulator, way));
}

/// A site that lets the page call the simulator, directly and by the proxy's ready profiles.
pub(crate) fn leading_to(simulator: &Simulator) -> Setup {
    leading_to_by(simulator, "")
}

/// The same with more lines in Kore.ai's profile.
pub(crate) fn leading_to_by(simulator: &Simulator, more: &str) -> Setup {
    let hosting = Hosting {
        connect: vec![simulator.base_url()],
        profiles: profiles(simulator, more),
        ..Hosting::default()
    };
    Setup { hosting, ..Setup::default() }
}

/// The shipped configuration with each vendor's host replaced by the simulator.
fn profiles(simulator: &Simulator, more: &str) -> String {
    let shipped = include_str!("../../../proxy/proxy.toml");
    let (base, port) = (simulator.base_url(), simulator.address().port());
    let (scheme, _) = base.split_once(':').unwrap();
    let here =
        format!("private = true\nscheme = \"{scheme}\"\nhost = \"127.0.0.1\"\nport = {port}\n");
    let keys = ["host ", "hosts ", "port ", "private ", "scheme "];
    let mut out = String::new();
    for line in shipped.lines().filter(|line| !keys.iter().any(|key| line.starts_with(key))) {
        out.push_str(line);
        out.push('\n');
        if line.starts_with("[profiles.") {
            out.push_str(&here);
        }
        if line == "[profiles.kore]" {
            out.push_str(more);
        }
    }
    out
}

/// What a person types to reach the vendor.
pub(crate) fn address(simulator: &Simulator, way: Way) -> [(&'static str, String); 2] {
    // Through the proxy the profile names the host; no address is needed.
    let base = if way == Way::Direct { simulator.base_url() } else { String::new() };
    [("connection", way.word().to_owned()), ("base_url", base)]
}

/// Fills the form, fetches, and gives the new source's name.
pub(crate) fn fetch(
    desk: &Desk,
    simulator: &Simulator,
    way: Way,
    vendor: &str,
    fields: &[(&str, &str)],
) {
    let panel = desk.fetch();
    panel.choose(vendor);
    for (name, value) in address(simulator, way) {
        panel.fill(&[(name, &value)]);
    }
    panel.fill(fields);
    assert_eq!(panel.run(), "done", "{}", panel.status());
    assert!(!panel.received().is_empty());
    assert!(panel.log().contains("127.0.0.1") || way == Way::Proxy, "{}", panel.log());
    panel.close();
    let host = if way == Way::Direct { "127.0.0.1" } else { "1" };
    let privacy = desk.header().privacy();
    assert!(privacy.contains(host) && !privacy.contains("Nothing has left"), "{privacy}");
}

/// The same records as files, as the simulator writes them.
fn as_files(desk: &Desk, simulator: &Simulator) -> PathBuf {
    let folder = desk.folder().join("dropped");
    simulator.data().write_files(&folder).unwrap();
    folder
}

/// What the cards of the same records say, live and dropped, is the same.
#[track_caller]
fn same_facts(desk: &Desk, live: &str, dropped: &Path) {
    desk.sources().give_and_wait(&[dropped]);
    let name = dropped.file_name().unwrap().to_string_lossy().into_owned();
    let (live, dropped) = (desk.sources().card(live).facts(), desk.sources().card(&name).facts());
    assert!(live.len() >= 2, "{live:?}");
    assert_eq!(live, dropped);
}

/// The same records live and dropped: the cards say the same of them, and so does what comes of them
/// beside a bill that states another quantity for each.
#[track_caller]
fn same_records(desk: &Desk, live: &str, dropped: &Path, bill: &Path) {
    desk.sources().give_and_wait(&[bill]);
    let facts = desk.sources().card(live).facts();
    assert!(facts.len() >= 2, "{facts:?}");
    let of_live = compared(desk);
    let is_told = |it: &BTreeMap<String, String>| {
        it["outcome"] == "quantity_variance" && !it["expected_quantity"].is_empty()
    };
    assert!(!of_live.is_empty() && of_live.iter().all(is_told), "{of_live:?}");

    desk.go_to(Route::Sources);
    desk.sources().card(live).press("remove-source");
    desk.sources().give_and_wait(&[dropped]);
    let name = dropped.file_name().unwrap().to_string_lossy().into_owned();
    // A reply of Evo Voice does not say which days it is for.
    if let Some(question) = desk.sources().questions().into_iter().next() {
        desk.sources().answer_period(&question, "2026-10-01", "2026-10-31");
    }
    assert_eq!(desk.sources().card(&name).facts(), facts);
    assert_eq!(compared(desk), of_live);
}

/// What is exported of a comparison, without the places in the files.
#[track_caller]
fn compared(desk: &Desk) -> Vec<BTreeMap<String, String>> {
    desk.sources().reconcile();
    let mut rows = super::export::read_csv(&desk.export("export-csv", "csv"));
    for row in &mut rows {
        row.retain(|name, _| !matches!(name.as_str(), "usage_file" | "usage_line"));
    }
    rows.sort();
    rows
}

/// The name of the only card that begins like this.
#[track_caller]
fn card_named(desk: &Desk, start: &str) -> String {
    let named = || desk.sources().names().into_iter().find(|it| it.contains(start));
    let name = trueup_e2e::wait::until(format!("a card named {start}…"), named);
    desk.sources().card(&name).until("ready");
    name
}

fn kore_story(desk: &Desk, simulator: &Simulator, way: Way) {
    let truth = simulator.truth().kore;
    let fields = [
        ("scope", "admin"),
        ("from", "2026-10-01"),
        ("to", "2026-10-31"),
        ("token", "simulated-kore-token"),
        ("page_size", "100"),
    ];
    fetch(desk, simulator, way, "kore", &fields);
    let pages = simulator.requests().iter().filter(|it| it.method == "POST").count();
    assert!(pages > truth.rows / 100, "{pages} pages of 100 for {} rows", truth.rows);
    let live = card_named(desk, "kore-sessions");
    let findings = desk.sources().card(&live).findings();
    let gaps = ["more_available", "total_mismatch", "fetch_incomplete"];
    assert!(!findings.iter().any(|it| gaps.contains(&it.as_str())), "{findings:?}");
    assert_eq!(desk.sources().card(&live).facts()["Records"], truth.rows.to_string());
    same_facts(desk, &live, &as_files(desk, simulator).join("kore/sessions.csv"));
}

fn wolkvox_story(desk: &Desk, simulator: &Simulator, way: Way) {
    let mut fields = vec![("token", "simulated-wolkvox-token"), ("reports", "ivr_calls")];
    if way == Way::Proxy {
        // Every customer has a server of their own, so the profile cannot name it.
        fields.push(("base_url", "127.0.0.1"));
    }
    fetch(desk, simulator, way, "wolkvox", &fields);
    let live = card_named(desk, "wolkvox-ivr_calls");
    let counter = simulator.truth().wolkvox.into_iter().find(|it| it.api == "ivr_calls").unwrap();
    let shown: String = format!("{:?}", desk.sources().card(&live).facts());
    let digits: String = shown.chars().filter(|it| *it != ',').collect();
    assert!(digits.contains(&counter.first.to_string()), "{} items: {shown}", counter.first);
    let head = "line_id,account,service,quantity,unit_price,amount,currency";
    let n = counter.first + 1;
    let line = format!("1,{},{},{n},1,{n},USD", counter.operation, counter.description);
    let bill = desk.write("bill.csv", format!("{head}\n{line}\n"));
    let dropped = as_files(desk, simulator).join("wolkvox/ivr_calls.json");
    same_records(desk, &live, &dropped, &bill);
}

fn dma_story(desk: &Desk, simulator: &Simulator, way: Way) {
    let fields = [
        ("user", "cdr-reader"),
        ("password", "simulated-dma-password"),
        ("from", "2026-10-01"),
        ("to", "2026-10-31"),
    ];
    fetch(desk, simulator, way, "dma", &fields);
    let live = card_named(desk, "cdrExport");
    same_facts(desk, &live, &as_files(desk, simulator).join("dma/cdrExport.zip"));
}

fn evo_story(desk: &Desk, simulator: &Simulator, way: Way) {
    let fields = [
        ("from", "2026-10-01"),
        ("to", "2026-10-31"),
        ("user", "admin@example.com"),
        ("password", "simulated-evo-password"),
    ];
    fetch(desk, simulator, way, "evo", &fields);
    let live = card_named(desk, "evo");
    assert!(desk.sources().questions().is_empty(), "the window is kept with the figures");
    let facts = desk.sources().card(&live).facts();
    assert!(facts.contains_key("Period"), "{facts:?}");
    let head = "line_id,channel,service,quantity,unit,unit_price,amount,currency";
    let minutes = simulator.truth().evo.customer_minutes;
    let line = |(it, n): (&String, i64)| format!("{it},{it},AI minutes,{n},MIN,1,{n},USD\n");
    let lines: String = minutes.iter().map(|(it, n)| line((it, n + 1))).collect();
    let bill = desk.write("bill.csv", format!("{head}\n{lines}"));
    let dropped = as_files(desk, simulator).join("evo/ai-usage.json");
    same_records(desk, &live, &dropped, &bill);
}
