//! Kore.ai `billingsessionsummary`: sessions by bot and hour, day or month, as control totals.
//!
//! By the vendor's document a finished reply is `{status: "success", response: {data: [{bot, val:
//! [{date, val: {requests, sessions, …}}]}]}}`, `bot` being `ALL` unless it was asked by bot. It holds
//! no usage; what it counts is held against the sessions that begin in the same time. A stretch that
//! is not listed had no session. How long a stretch is stands nowhere and follows from the dates.

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::{Role, order};
use crate::formats::item::Fact;
use crate::formats::leaves::leaves;
use crate::layout::contract::Control;
use crate::layout::head::Shape;
use crate::layout::{Facts, Field, Head, Layout};
use crate::normalize::date::{self, DateOrder};
use crate::normalize::zone::Zone;

/// A summary, finished or not.
pub struct Summary;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

impl Layout for Summary {
    fn id(&self) -> &'static str {
        "kore-billing-summary"
    }

    fn vendor(&self) -> &'static str {
        "kore"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        if !matches!(head.shape, Shape::Json) {
            return 0;
        }
        let facts = leaves(&String::from_utf8_lossy(head.bytes));
        let ends = |name: &str| facts.iter().any(|it| it.name.ends_with(name));
        let is_job =
            facts.iter().any(|it| it.name == "jobType" && it.value == "BILLINGSESSIONS_API");
        match () {
            () if ends("val.val.sessions") && ends("val.date") => 95,
            () if is_job => 92,
            () => 0,
        }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[]
    }

    fn facts_of(&self, text: &str) -> Option<Vec<Fact>> {
        Some(leaves(text))
    }

    /// A job that is under way counts nothing yet.
    fn refusal(&self, facts: &Facts) -> Option<Diagnostic> {
        let status = facts.top("status").next()?;
        if status.value.eq_ignore_ascii_case("success") {
            return None;
        }
        let place = Place { line: status.line, ..Place::default() };
        Some(Diagnostic::new(Code::VendorError).at(place).with(&status.value))
    }

    fn controls(&self, facts: &Facts) -> Vec<Control> {
        let mut counts: Vec<((String, i64), (u64, u64))> = Vec::new();
        let (mut bot, mut at) = (String::new(), None);
        for fact in &facts.facts {
            match fact.name.rsplit('.').next().unwrap_or_default() {
                "bot" => bot.clone_from(&fact.value),
                "date" => at = instant(&fact.value),
                "sessions" => {
                    let Some((at, n)) = at.zip(fact.value.parse::<u64>().ok()) else { continue };
                    counts.push(((bot.clone(), at), (n, fact.line)));
                }
                _ => {}
            }
        }
        // A stretch that is told in parts is told where its first part is.
        let stretches = order::grouped(counts).into_iter().map(|((bot, at), parts)| {
            let stated = parts.iter().map(|it| it.0).sum();
            (bot, (at, stated, parts.first().map_or(0, |it| it.1)))
        });
        let by_bot = order::grouped(stretches.collect());
        by_bot.into_iter().flat_map(|(bot, counts)| controls(&bot, &counts)).collect()
    }
}

/// The beginning of a stretch, its sessions and the line that tells them.
type Count = (i64, u64, u64);

fn instant(text: &str) -> Option<i64> {
    let stamp = date::parse(text.as_bytes(), DateOrder::MonthFirst).ok()?;
    Some(stamp.local_ms - i64::from(stamp.offset.unwrap_or(0)) * 60_000)
}

/// Where the stretch that begins at an instant ends.
fn end_of(counts: &[Count], at: i64) -> i64 {
    let begins_day = |it: &Count| it.0.rem_euclid(DAY_MS) == 0;
    let begins_month = |it: &Count| Zone::UTC.month_start(it.0) == it.0;
    match () {
        () if !counts.iter().all(begins_day) => at + HOUR_MS,
        () if !counts.iter().all(begins_month) => at + DAY_MS,
        () => Zone::UTC.month_start(at + 32 * DAY_MS),
    }
}

/// What a bot's counts are held against: each stretch, and the time between them, without any.
fn controls(bot: &str, counts: &[Count]) -> Vec<Control> {
    let account = if bot.eq_ignore_ascii_case("all") { String::new() } else { bot.to_owned() };
    let mut controls = Vec::new();
    // A single first of a month may be a day or all of it, so it says nothing that could be checked.
    if let [(only, ..)] = counts
        && Zone::UTC.month_start(*only) == *only
    {
        return controls;
    }
    let mut until = None;
    for (at, stated, line) in counts {
        let control = |from, until, stated| Control {
            account: account.clone(),
            from,
            until,
            stated,
            line: *line,
        };
        if let Some(until) = until.filter(|it| it < at) {
            controls.push(control(until, *at, 0));
        }
        let end = end_of(counts, *at);
        controls.push(control(*at, end, *stated));
        until = Some(end);
    }
    controls
}
