//! From a vendor's credentials to a reconciled month, as the README tells it: through the proxy, with
//! the bill dropped beside what was fetched. And the built-in example of each vendor.

use crate::fetch::{Way, fetch, with_simulator};
use trueup_e2e::{Browser, Desk, Setup};
use trueup_simulator::Simulator;

in_both!(every_vendor_has_an_example, Setup::default(), examples_story);

macro_rules! month {
    ($name:ident, $story:ident) => {
        mod $name {
            use super::*;

            #[test]
            fn chromium() {
                let name = concat!(module_path!(), "::chromium");
                with_simulator(name, Browser::Chromium, Way::Proxy, $story);
            }

            #[test]
            fn firefox() {
                let name = concat!(module_path!(), "::firefox");
                with_simulator(name, Browser::Firefox, Way::Proxy, $story);
            }
        }
    };
}

month!(kore, kore_story);
month!(wolkvox, wolkvox_story);
month!(dma, dma_story);
month!(evo, evo_story);

/// Drops a bill and reconciles; every record and line agrees.
#[track_caller]
fn agrees(desk: &Desk, bill: &str, records: u64, lines: u64) {
    let bill = desk.write("bill.csv", bill);
    desk.sources().give_and_wait(&[&bill]);
    desk.sources().reconcile();
    let result = desk.result();
    assert!(result.is_proven(), "{}", result.proof());
    let outcomes = result.outcomes();
    assert_eq!(outcomes.get("matched"), Some(&(records, lines)), "{outcomes:?}");
    assert!(outcomes.values().all(|it| *it == (records, lines) || *it == (0, 0)), "{outcomes:?}");
}

const MONTH: [(&str, &str); 2] = [("from", "2026-10-01"), ("to", "2026-10-31")];

fn kore_story(desk: &Desk, simulator: &Simulator, way: Way) {
    let fields = [("scope", "admin"), ("token", "simulated-kore-token"), MONTH[0], MONTH[1]];
    fetch(desk, simulator, way, "kore", &fields);
    let mut bill = "line_id,account,quantity,unit_price,amount,currency\n".to_owned();
    let truth = simulator.truth().kore;
    for (n, (bot, sessions)) in truth.by_bot.iter().enumerate() {
        bill += &format!("{n},{bot},{sessions},1,{sessions},USD\n");
    }
    agrees(desk, &bill, truth.rows as u64, truth.by_bot.len() as u64);
}

fn wolkvox_story(desk: &Desk, simulator: &Simulator, way: Way) {
    let fields = [
        // Every customer has a server of their own, so the profile cannot name it.
        ("base_url", "http://127.0.0.1"),
        ("token", "simulated-wolkvox-token"),
        ("reports", "ivr_calls, interactions"),
    ];
    fetch(desk, simulator, way, "wolkvox", &fields);
    let mut bill = "line_id,account,service,quantity,unit_price,amount,currency\n".to_owned();
    let asked = ["ivr_calls", "interactions"];
    let counters = simulator.truth().wolkvox.into_iter();
    for it in counters.filter(|it| asked.contains(&it.api.as_str())) {
        bill +=
            &format!("{0},{1},{2},{3},1,{3},USD\n", it.api, it.operation, it.description, it.first);
    }
    agrees(desk, &bill, 2, 2);
}

fn dma_story(desk: &Desk, simulator: &Simulator, way: Way) {
    let fields =
        [("user", "cdr-reader"), ("password", "simulated-dma-password"), MONTH[0], MONTH[1]];
    fetch(desk, simulator, way, "dma", &fields);
    let truth = simulator.truth().dma;
    let mut bill = "line_id,service,quantity,unit_price,amount,currency\n".to_owned();
    for (service, n) in [("Calls", truth.calls as u64), ("Conferences", truth.conferences as u64)] {
        bill += &format!("{service},{service},{n},1,{n},USD\n");
    }
    agrees(desk, &bill, (truth.call_rows + truth.conferences) as u64, 2);
}

fn evo_story(desk: &Desk, simulator: &Simulator, way: Way) {
    let fields =
        [("user", "admin@example.com"), ("password", "simulated-evo-password"), MONTH[0], MONTH[1]];
    fetch(desk, simulator, way, "evo", &fields);
    let mut bill = "line_id,channel,service,quantity,unit,unit_price,amount,currency\n".to_owned();
    let customers = simulator.truth().evo.customer_minutes;
    for (customer, minutes) in &customers {
        bill += &format!("{customer},{customer},AI minutes,{minutes},MIN,1,{minutes},USD\n");
    }
    agrees(desk, &bill, customers.len() as u64, customers.len() as u64);
}

fn examples_story(desk: &Desk) {
    for (vendor, difference) in [("wolkvox", "3.30"), ("dma", "25.27"), ("evo", "10.83")] {
        desk.session.go("about:blank");
        desk.open_page();
        desk.session.by_testid(&format!("sample-{vendor}")).click();
        let result = desk.result();
        result.until_there();
        assert!(result.is_proven(), "{vendor}: {}", result.proof());
        let summary = result.summary();
        assert!(summary.contains(difference), "{vendor}: {difference} in {summary}");
    }
}
