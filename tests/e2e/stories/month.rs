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

/// Drops a bill of these lines and reconciles; every record and line agrees.
#[track_caller]
fn agrees(desk: &Desk, head: &str, lines: &[String], n_records: usize) {
    let bill = desk.write("bill.csv", [head, "\n", &lines.join("\n"), "\n"].concat());
    desk.sources().give_and_wait(&[&bill]);
    desk.sources().reconcile();
    let result = desk.result();
    assert!(result.is_proven(), "{}", result.proof());
    let wide = |n: usize| u64::try_from(n).unwrap();
    let all = (wide(n_records), wide(lines.len()));
    let outcomes = result.outcomes();
    assert_eq!(outcomes.get("matched"), Some(&all), "{outcomes:?}");
    assert!(outcomes.values().all(|it| [all, (0, 0)].contains(it)), "{outcomes:?}");
}

const MONTH: [(&str, &str); 2] = [("from", "2026-10-01"), ("to", "2026-10-31")];

fn kore_story(desk: &Desk, simulator: &Simulator, way: Way) {
    let fields = [("scope", "admin"), ("token", "simulated-kore-token"), MONTH[0], MONTH[1]];
    fetch(desk, simulator, way, "kore", &fields);
    let truth = simulator.truth().kore;
    let line = |(bot, n): (&String, &usize)| format!("{bot},{bot},{n},1,{n},USD");
    let lines: Vec<String> = truth.by_bot.iter().map(line).collect();
    agrees(desk, "line_id,account,quantity,unit_price,amount,currency", &lines, truth.rows);
}

fn wolkvox_story(desk: &Desk, simulator: &Simulator, way: Way) {
    let fields = [
        // Every customer has a server of their own, so the profile cannot name it.
        ("base_url", "127.0.0.1"),
        ("token", "simulated-wolkvox-token"),
        ("reports", "ivr_calls, interactions"),
    ];
    fetch(desk, simulator, way, "wolkvox", &fields);
    let asked = ["ivr_calls", "interactions"];
    let counters = simulator.truth().wolkvox;
    let counters = counters.iter().filter(|it| asked.contains(&it.api.as_str()));
    let lines: Vec<String> = counters
        .map(|it| {
            let (n, of) = (it.first, [it.operation.as_str(), &it.description].join(","));
            format!("{},{of},{n},1,{n},USD", it.api)
        })
        .collect();
    agrees(desk, "line_id,account,service,quantity,unit_price,amount,currency", &lines, 2);
}

fn dma_story(desk: &Desk, simulator: &Simulator, way: Way) {
    let fields =
        [("user", "cdr-reader"), ("password", "simulated-dma-password"), MONTH[0], MONTH[1]];
    fetch(desk, simulator, way, "dma", &fields);
    let truth = simulator.truth().dma;
    let measures = [("Calls", truth.calls), ("Conferences", truth.conferences)];
    let lines = measures.map(|(service, n)| format!("{service},{service},{n},1,{n},USD"));
    let n_records = truth.call_rows + truth.conferences;
    agrees(desk, "line_id,service,quantity,unit_price,amount,currency", &lines, n_records);
}

fn evo_story(desk: &Desk, simulator: &Simulator, way: Way) {
    let fields =
        [("user", "admin@example.com"), ("password", "simulated-evo-password"), MONTH[0], MONTH[1]];
    fetch(desk, simulator, way, "evo", &fields);
    let customers = simulator.truth().evo.customer_minutes;
    let line = |(it, n): (&String, &i64)| format!("{it},{it},AI minutes,{n},MIN,1,{n},USD");
    let lines: Vec<String> = customers.iter().map(line).collect();
    let head = "line_id,channel,service,quantity,unit,unit_price,amount,currency";
    agrees(desk, head, &lines, lines.len());
}

fn examples_story(desk: &Desk) {
    for (vendor, difference) in [("wolkvox", "3.30"), ("dma", "25.27"), ("evo", "10.83")] {
        desk.leave();
        desk.open_page();
        desk.session.by_testid(&format!("sample-{vendor}")).click();
        let result = desk.result();
        result.until_there();
        assert!(result.is_proven(), "{vendor}: {}", result.proof());
        let summary = result.summary();
        assert!(summary.contains(difference), "{vendor}: {difference} in {summary}");
    }
}
