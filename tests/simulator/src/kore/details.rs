//! `getBillingSessionsDetails`: a range, a page of it, and what is left.

use chrono::{Months, NaiveDateTime, TimeDelta};
use serde_json::Value;

use super::access::Scope;
use super::{KoreSession, KoreSettings, error, sessions};
use crate::wire::{Call, Reply};

/// Both ends of what was asked for, both included.
pub(super) type Window = (NaiveDateTime, NaiveDateTime);

pub(super) fn answer(
    settings: &KoreSettings,
    all: &[KoreSession],
    call: &Call,
    scope: &Scope,
) -> Reply {
    match page(settings, all, call, scope) {
        Ok(reply) | Err(reply) => reply,
    }
}

fn page(
    settings: &KoreSettings,
    all: &[KoreSession],
    call: &Call,
    scope: &Scope,
) -> Result<Reply, Reply> {
    let asked: Value =
        serde_json::from_slice(&call.body).map_err(|_| error(400, "The body is not valid JSON"))?;
    let window = window(&asked, settings.to_date_covers_day)?;
    if window
        .0
        .checked_add_months(Months::new(settings.max_months))
        .is_some_and(|latest| window.1 > latest + day())
    {
        return Err(error(
            400,
            &format!("Maximum {} month date period allowed", settings.max_months),
        ));
    }
    let text = |name: &str| asked.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let bot = text("botId").filter(|_| *scope == Scope::Admin);
    let channel = text("channel");
    let found: Vec<&KoreSession> = all
        .iter()
        .filter(|session| scope.covers(&session.bot_id))
        .filter(|session| bot.is_none_or(|bot| session.bot_id == bot))
        .filter(|session| {
            channel.is_none_or(|channel| session.channel.eq_ignore_ascii_case(channel))
        })
        .filter(|session| window.0 <= session.billing.0 && session.billing.0 <= window.1)
        .collect();
    let skip = number(&asked, "skip")?.unwrap_or(0);
    let limit = number(&asked, "limit")?.unwrap_or(settings.default_limit);
    Ok(Reply::json(200, body(settings, &found, skip, limit.min(settings.max_limit))))
}

/// One reply's body.
pub(super) fn body(
    settings: &KoreSettings,
    found: &[&KoreSession],
    skip: usize,
    limit: usize,
) -> String {
    let (skip, limit) = if settings.no_paging { (0, found.len()) } else { (skip, limit) };
    let rows: Vec<String> =
        found.iter().skip(skip).take(limit).map(|&session| sessions::json(session)).collect();
    let total =
        i64::try_from(found.len()).unwrap_or(i64::MAX).saturating_add(settings.total_off_by);
    let more = settings.more_available_lies || skip.saturating_add(limit) < found.len();
    let more =
        if settings.no_paging { String::new() } else { format!("\"moreAvailable\": {more}, ") };
    format!("{{\"total\": {total}, {more}\"sessions\": [{}]}}", rows.join(",\n"))
}

/// A range of whole days ends a day later than its months say.
fn day() -> TimeDelta {
    TimeDelta::days(1)
}

pub(super) fn window(asked: &Value, to_date_covers_day: bool) -> Result<Window, Reply> {
    let (from, _) = instant(asked, "fromDate")?;
    let (to, whole_day) = instant(asked, "toDate")?;
    let to =
        if whole_day && to_date_covers_day { to + day() - TimeDelta::milliseconds(1) } else { to };
    if to < from {
        return Err(error(400, "fromDate should be before toDate"));
    }
    Ok((from, to))
}

/// `yyyy-mm-dd` or `yyyy-mm-ddThh:mm:ss.msZ`; true where there is no time.
fn instant(asked: &Value, name: &str) -> Result<(NaiveDateTime, bool), Reply> {
    let text = asked.get(name).and_then(Value::as_str);
    let Some(text) = text else { return Err(error(400, &format!("{name} is required"))) };
    if let Ok(midnight) = crate::generate::midnight(text) {
        return Ok((midnight, true));
    }
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.fZ")
        .map(|at| (at, false))
        .map_err(|_| error(400, &format!("{name} is not a valid date")))
}

fn number(asked: &Value, name: &str) -> Result<Option<usize>, Reply> {
    match asked.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value
            .as_u64()
            .and_then(|value| usize::try_from(value).ok())
            .map(Some)
            .ok_or_else(|| error(400, &format!("{name} is not a number"))),
    }
}
