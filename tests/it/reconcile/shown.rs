//! What the page of a result is told: times, series, rows to dispute, what would change, evidence.

use crate::reconcile::Text;
use rust_decimal::Decimal;
use std::cmp::Ordering;
use trueup::diagnostics::Code;
use trueup::domain::{Decision, Outcome};
use trueup::engine::driver::Driver;
use trueup::engine::forms::{PolicyForm, Settings};
use trueup::engine::protocol::{
    DecisionFilter, Evidence, ExportKind, Facet, Rates, Reply, Request, ResultView, RowFilter,
    RowView, RowsQuery, RuleKind, Selection, SortKey, Step, WhatIf,
};
use trueup::source::RowRef;

const USAGE: &str = "session id,start,seconds\na,2026-03-01T10:00:00-05:00,60\n\
     b,2026-03-02T12:00:00-05:00,120\nc,2026-03-03T10:00:00-05:00,60\n";
const BILL: &str = "line id,session id,quantity,unit,price,amount,currency\n1,a,1,MIN,0.10,0.10,EUR\n\
     2,b,3,MIN,0.10,0.30,EUR\n3,x,1,MIN,0.10,0.10,EUR\n4,x,1,MIN,0.10,0.10,EUR\n";
const CARD: &str =
    "measure,unit_size,minimum,increment,price,currency\nduration,60,60,60,0.10,EUR\n";

fn reconciled<const N: usize>(
    policy: PolicyForm,
    texts: [(&str, &str); N],
) -> (Driver, ResultView) {
    let mut driver = Driver::default();
    driver.ask(Request::SetPolicy(policy));
    for (role, text) in texts {
        let settings = Settings { role: role.to_owned(), ..Settings::default() };
        driver.import(&format!("{role}.csv"), Box::new(Text(text.as_bytes().to_vec())), settings);
    }
    match driver.ask(Request::Reconcile).0 {
        Reply::Result(result) => (driver, *result),
        other => panic!("{other:?}"),
    }
}

fn month() -> (Driver, ResultView) {
    reconciled(PolicyForm::default(), [("usage", USAGE), ("billed", BILL), ("rates", CARD)])
}

fn rows(driver: &mut Driver) -> Vec<RowView> {
    rows_by(driver, SortKey::Source, false)
}

fn rows_by(driver: &mut Driver, sort: SortKey, descending: bool) -> Vec<RowView> {
    let filter = RowFilter::default();
    let query = RowsQuery { filter, sort, descending, offset: 0, limit: 100 };
    match driver.ask(Request::Rows(query)).0 {
        Reply::Rows(page) => page.rows,
        other => panic!("{other:?}"),
    }
}

fn evidence_of(driver: &mut Driver, row: RowRef) -> Evidence {
    match driver.ask(Request::Evidence(row)).0 {
        Reply::Evidence(evidence) => *evidence,
        other => panic!("{other:?}"),
    }
}

#[test]
fn times_are_told_as_their_source_writes_them_unless_the_policy_names_a_zone() {
    let (mut driver, result) = month();
    assert_eq!(result.period.unwrap().offset, -300);
    let offsets = |driver: &mut Driver| -> Vec<i16> {
        rows(driver).iter().filter(|it| it.start.is_some()).map(|it| it.offset).collect()
    };
    assert_eq!(offsets(&mut driver), [-300, -300, -300]);
    let policy = PolicyForm { time_zone: "Asia/Tokyo".to_owned(), ..PolicyForm::default() };
    let (mut driver, result) =
        reconciled(policy, [("usage", USAGE), ("billed", BILL), ("rates", CARD)]);
    assert_eq!(result.period.unwrap().offset, 540);
    assert_eq!(offsets(&mut driver), [540, 540, 540]);
}

#[test]
fn a_bill_that_says_days_shows_when_the_usage_began_or_the_day_alone() {
    let bill = "session id,date,quantity,unit,price,amount,currency\n\
        b,2026-03-02,2,MIN,0.10,0.20,EUR\nx,2026-03-01,1,MIN,0.10,0.10,EUR\n";
    for zone in ["", "America/Bogota", "Asia/Tokyo"] {
        let policy = PolicyForm { time_zone: zone.to_owned(), ..PolicyForm::default() };
        let (mut driver, _) = reconciled(policy, [("usage", USAGE), ("billed", bill)]);
        let rows = rows_by(&mut driver, SortKey::Start, false);
        let lines = rows.iter().filter(|it| it.outcome != Outcome::UnbilledUsage);
        let starts = lines.map(|it| {
            let local = it.start.unwrap() + i64::from(it.offset) * 60_000;
            let is_midnight = local.rem_euclid(86_400_000) == 0;
            (it.id.as_str(), it.is_by_day, is_midnight, local.div_euclid(86_400_000))
        });
        let night = i64::from(zone == "Asia/Tokyo");
        let first = 20_513;
        assert_eq!(
            starts.collect::<Vec<_>>(),
            [("x", true, true, first), ("b", false, false, first + 1 + night)],
            "{zone}"
        );
    }
}

#[test]
fn ids_of_usage_in_a_column_id_are_told_and_a_person_may_say_otherwise() {
    let usage = "id,start,duration_seconds\nc10,2026-03-02 10:00:00,60\n";
    let bill = "id,minutes,unit_price,amount\nc10,1,0.10,0.10\nc11,1,0.10,0.10\n";
    for (columns, n_told) in [(vec![], 1), (vec![(1, "line_id".to_owned())], 0)] {
        let mut driver = Driver::default();
        let mut import = |role: &str, text: &str, columns| {
            let settings = Settings { role: role.to_owned(), columns, ..Settings::default() };
            driver.import("a.csv", Box::new(Text(text.as_bytes().to_vec())), settings)
        };
        import("usage", usage, Vec::new());
        let source = import("billed", bill, columns);
        let findings = &driver.view(source).unwrap().findings;
        let told = findings.iter().filter(|it| it.first.code == Code::IdsOfUsage);
        assert_eq!(told.count(), n_told);
        let Reply::Result(_) = driver.ask(Request::Reconcile).0 else { panic!("no result") };
        let line = &rows(&mut driver)[0];
        let rule = evidence_of(&mut driver, line.row).rule_kind;
        assert_eq!(rule == RuleKind::SameId, n_told == 1, "{rule:?}");
    }
}

#[test]
fn every_currency_has_its_series() {
    let bill = BILL.replace("3,x,1,MIN,0.10,0.10,EUR", "3,x,1,MIN,0.10,0.10,USD");
    let (_, result) =
        reconciled(PolicyForm::default(), [("usage", USAGE), ("billed", &bill), ("rates", CARD)]);
    let currencies: Vec<&str> = result.totals.iter().map(|it| it.currency.as_str()).collect();
    assert_eq!(currencies, ["EUR", "USD"]);
    let sums: Vec<usize> = result.series.iter().map(|it| it.causes.len()).collect();
    assert_eq!(sums.len(), 2);
    assert!(sums.iter().all(|it| *it > 0), "{sums:?}");
    let day = &result.series[0].days[1];
    assert_eq!((day.billed.as_str(), day.expected.as_str()), ("0.30", "0.20"));
    assert_eq!(day.difference, "0.10");
}

#[test]
fn rows_are_summed_in_each_of_their_currencies() {
    let bill = BILL.replace("4,x,1,MIN,0.10,0.10,EUR", "4,y,1,MIN,0.25,0.25,USD");
    let texts = [("usage", USAGE), ("billed", bill.as_str()), ("rates", CARD)];
    let (mut driver, _) = reconciled(PolicyForm::default(), texts);
    let filter = RowFilter { outcomes: vec![Outcome::BilledWithoutUsage], ..RowFilter::default() };
    let query =
        RowsQuery { filter, sort: SortKey::Source, descending: false, offset: 0, limit: 100 };
    let Reply::Rows(page) = driver.ask(Request::Rows(query)).0 else { panic!("no rows") };
    let sums = page.differences.iter().map(|it| (it.currency.as_str(), it.value.as_str()));
    assert_eq!(sums.collect::<Vec<_>>(), [("EUR", "0.10"), ("USD", "0.25")]);
}

#[test]
fn a_line_outside_the_period_shows_what_it_is_for() {
    let bill = "line id,session id,start,quantity,unit,price,amount,currency\n\
        1,a,2026-03-01T10:00:00-05:00,1,MIN,0.10,0.10,EUR\n\
        2,c,2026-03-03T10:00:00-05:00,1,MIN,0.10,0.10,EUR\n";
    let policy = PolicyForm {
        period_from: "2026-03-01".to_owned(),
        period_to: "2026-03-02".to_owned(),
        ..PolicyForm::default()
    };
    let texts = [("usage", USAGE), ("billed", bill), ("rates", CARD)];
    let (mut driver, _) = reconciled(policy, texts);
    let rows = rows(&mut driver);
    let line = rows.iter().find(|it| it.outcome == Outcome::OutOfPeriod && it.id == "c").unwrap();
    let evidence = evidence_of(&mut driver, line.row);
    assert_eq!(evidence.rule_kind, RuleKind::SameId);
    assert!(evidence.usage[0].text.starts_with("c,2026-03-03"), "{:?}", evidence.usage);
}

#[test]
fn a_repeat_shows_what_it_repeats() {
    let usage = "session id,start,seconds\na,2026-03-01T10:00:00-05:00,60\n\
         a,2026-03-01T10:00:00-05:00,60\n";
    let texts = [("usage", usage), ("billed", BILL), ("rates", CARD)];
    let (mut driver, _) = reconciled(PolicyForm::default(), texts);
    for (outcome, text, n_steps) in
        [(Outcome::DuplicateUsage, "a,", 0), (Outcome::DuplicateLine, "3,x,", 1)]
    {
        let row = rows(&mut driver).iter().find(|it| it.outcome == outcome).unwrap().row;
        let evidence = evidence_of(&mut driver, row);
        let first = evidence.repeats.unwrap();
        assert!(first.row.source == row.source && first.row.row != row.row, "{first:?}");
        assert!(first.text.starts_with(text), "{first:?}");
        assert_eq!(evidence.steps.len(), n_steps, "nothing is expected: {:?}", evidence.steps);
    }
}

#[test]
fn groups_that_are_not_told_are_counted() {
    let mut bill = "line id,session id,account,quantity,unit,price,amount,currency\n".to_owned();
    for number in 0..250 {
        bill += &format!("{number},x{number},n{number},1,MIN,0.10,0.10,EUR\n");
    }
    let texts = [("usage", USAGE), ("billed", bill.as_str()), ("rates", CARD)];
    let (_, result) = reconciled(PolicyForm::default(), texts);
    let series = &result.series[0];
    // The usage names no account, so what was not billed is of one more without a name.
    assert_eq!((series.accounts.len(), series.more), (200, [0, 51, 0]));
}

#[test]
fn all_that_can_be_disputed_was_billed_too_much_and_is_open() {
    let (mut driver, result) = month();
    let count = |driver: &mut Driver| match driver.ask(Request::Facets(RowFilter::default())).0 {
        Reply::Facets(all) => all.iter().find(|it| it.facet == Facet::Disputable).unwrap().rows,
        other => panic!("{other:?}"),
    };
    // A longer call and a line without usage with its repeat; the call that was never billed is not.
    assert_eq!(count(&mut driver), 3);
    assert_eq!(result.totals[0].disputable, "0.30");
    let accepted = rows(&mut driver).iter().find(|it| it.id == "b").unwrap().row;
    let rows_of = |rows, decision| Request::Decide { rows, decision: Some(decision), note: None };
    driver.ask(rows_of(Selection::Rows(vec![accepted]), Decision::Accept));
    assert_eq!(count(&mut driver), 2);
    let all = Selection::Disputable(RowFilter::default());
    match driver.ask(rows_of(all, Decision::Dispute)).0 {
        Reply::Decided(totals) => assert_eq!((totals.disputed, totals.accepted), (2, 1)),
        other => panic!("{other:?}"),
    }
    assert_eq!(count(&mut driver), 0);
}

#[test]
fn rows_that_are_equal_in_an_order_stay_as_they_stand() {
    let (mut driver, _) = of_all_kinds();
    let in_order = rows(&mut driver);
    let number = |text: &str| text.parse::<Decimal>().ok();
    let orders: [(SortKey, &dyn Fn(&RowView, &RowView) -> Ordering); 7] = [
        (SortKey::Difference, &|a, b| {
            let size = |it: &RowView| number(it.difference.trim_start_matches('-'));
            size(a).cmp(&size(b))
        }),
        (SortKey::Billed, &|a, b| number(&a.billed).cmp(&number(&b.billed))),
        (SortKey::Expected, &|a, b| number(&a.expected).cmp(&number(&b.expected))),
        (SortKey::Start, &|a, b| a.start.cmp(&b.start)),
        (SortKey::Account, &|a, b| a.account.to_lowercase().cmp(&b.account.to_lowercase())),
        (SortKey::Channel, &|a, b| a.channel.to_lowercase().cmp(&b.channel.to_lowercase())),
        (SortKey::Outcome, &|a, b| a.outcome.index().cmp(&b.outcome.index())),
    ];
    for (sort, order) in orders {
        for descending in [false, true] {
            let mut expected = in_order.clone();
            expected.sort_by(|a, b| if descending { order(b, a) } else { order(a, b) });
            let rows = rows_by(&mut driver, sort, descending);
            let row = |it: &RowView| it.row;
            let (rows, expected): (Vec<_>, Vec<_>) =
                (rows.iter().map(row).collect(), expected.iter().map(row).collect());
            assert_eq!(rows, expected, "{sort:?} {descending}");
        }
    }
}

#[test]
fn a_facet_counts_the_rows_that_its_filter_shows() {
    let (mut driver, _) = of_all_kinds();
    let all = rows(&mut driver);
    let pick = |outcome| all.iter().filter(|it| it.outcome == outcome).map(|it| it.row).collect();
    for (outcome, decision) in [
        (Outcome::QuantityVariance, Decision::Dispute),
        (Outcome::NonUsage, Decision::Accept),
        (Outcome::DuplicateUsage, Decision::Accept),
        (Outcome::Matched, Decision::Dispute),
    ] {
        let rows: Vec<RowRef> = pick(outcome);
        let rows = Selection::Rows(rows.into_iter().take(1).collect());
        driver.ask(Request::Decide { rows, decision: Some(decision), note: None });
    }
    let count = |driver: &mut Driver, filter: &RowFilter| {
        let query = RowsQuery {
            filter: filter.clone(),
            sort: SortKey::Source,
            descending: false,
            offset: 0,
            limit: 1,
        };
        match driver.ask(Request::Rows(query)).0 {
            Reply::Rows(page) => page.total,
            other => panic!("{other:?}"),
        }
    };
    let kinds = [DecisionFilter::Open, DecisionFilter::Disputed, DecisionFilter::Accepted];
    let some_decisions = [vec![], vec![kinds[0]], vec![kinds[1], kinds[2]]];
    let some_outcomes = [vec![], vec![Outcome::Matched, Outcome::NonUsage]];
    for decisions in &some_decisions {
        for outcomes in &some_outcomes {
            for text in ["", "fee", "b"] {
                let (outcomes, decisions) = (outcomes.clone(), decisions.clone());
                let filter = RowFilter {
                    outcomes,
                    decisions,
                    text: text.to_owned(),
                    ..RowFilter::default()
                };
                let Reply::Facets(facets) = driver.ask(Request::Facets(filter.clone())).0 else {
                    panic!("no facets");
                };
                let told = |facet: Facet| {
                    facets.iter().find(|it| it.facet == facet).map_or(0, |it| it.rows)
                };
                for outcome in Outcome::ALL {
                    let by = RowFilter { outcomes: vec![outcome], ..filter.clone() };
                    let shown = count(&mut driver, &by);
                    assert_eq!(told(Facet::Outcome(outcome)), shown, "{outcome:?} of {filter:?}");
                }
                for kind in kinds {
                    let by = RowFilter { decisions: vec![kind], ..filter.clone() };
                    let shown = count(&mut driver, &by);
                    assert_eq!(told(Facet::Decision(kind)), shown, "{kind:?} of {filter:?}");
                }
            }
        }
    }
}

/// Rows of which some agree, some differ, some stand for no usage and one is a repeat.
fn of_all_kinds() -> (Driver, ResultView) {
    // A fee makes no difference, as a row that agrees; of a repeat none is told.
    let bill = "line id,session id,service,account,quantity,unit,price,amount,currency\n\
         0,,Monthly fee,,1,,5,5,EUR\n1,b,,north,3,MIN,0.10,0.30,EUR\n\
         2,a,,South,1,MIN,0.10,0.10,EUR\n3,,Monthly fee,,1,,7,7,EUR\n\
         4,c,,NORTH,1,MIN,0.10,0.10,EUR\n5,x,,south,4,MIN,0.10,0.40,EUR\n\
         6,,Monthly fee,,1,,9,9,EUR\n";
    let usage = format!("{USAGE}d,2026-03-04T10:00:00-05:00,60\nd,2026-03-04T10:00:00-05:00,60\n");
    let texts = [("usage", usage.as_str()), ("billed", bill), ("rates", CARD)];
    let (mut driver, result) = reconciled(PolicyForm::default(), texts);
    let outcomes: Vec<Outcome> = rows(&mut driver).iter().map(|it| it.outcome).collect();
    for expected in [Outcome::NonUsage, Outcome::Matched, Outcome::DuplicateUsage] {
        assert!(outcomes.contains(&expected), "{expected:?} in {outcomes:?}");
    }
    (driver, result)
}

#[test]
fn what_if_counts_rows_of_the_grid() {
    let (mut driver, _) = month();
    let what_if = |driver: &mut Driver, rates| -> WhatIf {
        match driver.ask(Request::WhatIf { policy: None, rates: Some(rates) }).0 {
            Reply::WhatIf(what_if) => what_if,
            other => panic!("{other:?}"),
        }
    };
    let n_rows = u64::try_from(rows(&mut driver).len()).unwrap();
    let mut rates: Rates = match driver.ask(Request::GetRates).0 {
        Reply::Rates(rates) => rates,
        other => panic!("{other:?}"),
    };
    for rate in &mut rates.rows {
        rate.price = "0.05".to_owned();
    }
    let told = what_if(&mut driver, rates);
    let sum = |side: fn(&(Outcome, u64, u64)) -> u64| told.rows.iter().map(side).sum::<u64>();
    assert_eq!((sum(|it| it.1), sum(|it| it.2)), (n_rows, n_rows));
    // Two pairs cost another price; each is one row.
    assert_eq!(told.changed, 2, "{told:?}");
}

#[test]
fn what_decides_is_marked() {
    let (mut driver, _) = month();
    let row = rows(&mut driver).iter().find(|it| it.id == "b").unwrap().row;
    let evidence = evidence_of(&mut driver, row);
    assert_eq!(evidence.row.outcome, Outcome::QuantityVariance);
    let billed = evidence.billed.unwrap();
    let marked: Vec<&str> = billed
        .marks
        .iter()
        .map(|(from, until)| {
            let at = |it: u32| usize::try_from(it).unwrap();
            &billed.text[at(*from)..at(*until)]
        })
        .collect();
    assert_eq!(marked, ["b", "3"]);
}

#[test]
fn what_a_group_should_cost_shows_its_multiplication() {
    let usage = "service,start,quantity\nsms,2026-03-01,40\nsms,2026-03-02,35\n";
    let bill = "line id,service,start,end,quantity,amount\n1,sms,2026-03-01,2026-03-31,75,7.50\n";
    let card = "measure,price\nquantity,0.05\n";
    let (mut driver, _) =
        reconciled(PolicyForm::default(), [("usage", usage), ("billed", bill), ("rates", card)]);
    let line = rows(&mut driver)[0].row;
    let evidence = evidence_of(&mut driver, line);
    let contract = evidence.steps.iter().find_map(|it| match it {
        Step::Contract(quantity, price, amount) => Some([quantity, price, amount]),
        _ => None,
    });
    assert_eq!(contract.unwrap(), ["75", "0.05", "3.75"], "{:?}", evidence.steps);
}

#[test]
fn what_rounding_leaves_is_told_apart_from_prices() {
    let usage = "service,start,seconds\nvoice,2026-03-01,100\nvoice,2026-03-02,65\n";
    let bill = "line id,service,minutes,unit price,amount\n1,voice,7,0.08,0.56\n";
    let (mut driver, _) = reconciled(PolicyForm::default(), [("usage", usage), ("billed", bill)]);
    let line = rows(&mut driver)[0].row;
    let evidence = evidence_of(&mut driver, line);
    let texts = |it: [&str; 3]| it.map(str::to_owned);
    let [quantity, price, amount] = texts(["2.75", "0.08", "0.22"]);
    let [billed, at, comes_to] = texts(["7", "0.08", "0.56"]);
    let part = |it: &str| it.to_owned();
    assert_eq!(
        evidence.steps.iter().skip(1).cloned().collect::<Vec<_>>(),
        [
            Step::Contract(quantity, price, amount),
            Step::Bill(billed, at, comes_to),
            Step::QuantityPart(part("0.34")),
            Step::RatePart(part("0")),
        ]
    );
    // 100 seconds are a third of a minute that has no end.
    let bill = "line id,service,minutes,unit price,amount\n1,voice,7,0.07,0.49\n";
    let (mut driver, _) = reconciled(PolicyForm::default(), [("usage", usage), ("billed", bill)]);
    let line = rows(&mut driver)[0].row;
    let evidence = evidence_of(&mut driver, line);
    let last: Vec<Step> = evidence.steps.iter().rev().take(3).cloned().collect();
    let parts = [
        Step::OtherPart(part("0.0025")),
        Step::RatePart(part("0")),
        Step::QuantityPart(part("0.2975")),
    ];
    assert_eq!(last, parts);
}

#[test]
fn what_sums_up_a_time_says_which() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("public/sample");
    let mut driver = Driver::default();
    for name in
        ["wolkvox-interactions-20260331.json", "wolkvox-bill-march.csv", "wolkvox-rates.csv"]
    {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        driver.import(name, Box::new(Text(bytes)), Settings::default());
    }
    driver.ask(Request::Reconcile);
    let all = rows(&mut driver);
    let row = all.iter().find(|it| it.outcome == Outcome::QuantityVariance).unwrap().row;
    let evidence = evidence_of(&mut driver, row);
    assert!(!evidence.steps.iter().any(|it| matches!(it, Step::Length(_))), "{evidence:?}");
    let told = evidence.steps.iter().find_map(|it| match it {
        Step::Period(span) => Some(*span),
        _ => None,
    });
    // March is told from its first day to its last, in the zone in which it begins.
    let days = told.map(|it| {
        let day = |at: i64| (at + i64::from(it.offset) * 60_000).div_euclid(86_400_000);
        [day(it.start), day(it.end - 1)]
    });
    assert_eq!(days, Some([20_513, 20_543]));
}

#[test]
fn another_zone_is_not_tried_where_times_would_be_read_anew() {
    let unzoned = USAGE.replace("-05:00", "");
    let in_zone = |zone: &str| PolicyForm { time_zone: zone.to_owned(), ..PolicyForm::default() };
    let tried = |usage: &str, zone: &str| -> WhatIf {
        let texts = [("usage", usage), ("billed", BILL), ("rates", CARD)];
        let (mut driver, _) = reconciled(in_zone("Europe/Madrid"), texts);
        match driver.ask(Request::WhatIf { policy: Some(in_zone(zone)), rates: None }).0 {
            Reply::WhatIf(what_if) => what_if,
            other => panic!("{other:?}"),
        }
    };
    let refused = tried(&unzoned, "America/Bogota");
    assert_eq!((refused.again, refused.rows.len()), (1, 0));
    // The zone in use is, and so is any where all times say their own.
    for (usage, zone) in [(unzoned.as_str(), "Europe/Madrid"), (USAGE, "America/Bogota")] {
        let told = tried(usage, zone);
        assert!(told.again == 0 && !told.rows.is_empty(), "{zone}: {told:?}");
    }
}

#[test]
fn rows_with_a_note_are_exported_whatever_they_are() {
    let (mut driver, _) = of_all_kinds();
    let exported = |driver: &mut Driver, kind| driver.ask(Request::Export(kind)).1.unwrap();
    let lines = |driver: &mut Driver| {
        let csv = String::from_utf8(exported(driver, ExportKind::ExceptionsCsv)).unwrap();
        csv.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let before = lines(&mut driver);
    let all = rows(&mut driver);
    for (outcome, note) in [(Outcome::Matched, "asked why"), (Outcome::NonUsage, "asked who")] {
        let row = all.iter().find(|it| it.outcome == outcome).unwrap().row;
        let rows = Selection::Rows(vec![row]);
        driver.ask(Request::Decide { rows, decision: None, note: Some(note.to_owned()) });
        let noted = lines(&mut driver).into_iter().filter(|it| it.contains(note));
        assert_eq!(noted.count(), 1, "{outcome:?}");
        for kind in [ExportKind::Workbook, ExportKind::Report] {
            let bytes = exported(&mut driver, kind);
            assert!(bytes.windows(note.len()).any(|it| it == note.as_bytes()), "{kind:?}");
        }
    }
    assert_eq!(lines(&mut driver).len(), before.len() + 2);
}
