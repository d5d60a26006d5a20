//! `billingsessionsummary`: asked for with POST, fetched with GET once it is ready.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDateTime, TimeDelta, Timelike};
use serde_json::{Value, json};

use super::access::Scope;
use super::details::{Window, window};
use super::{KoreSession, KoreSettings, error};
use crate::wire::{Call, Reply};

/// What was asked for last, by scope.
pub(super) type Jobs = BTreeMap<String, Job>;

/// A summary under way.
#[derive(Debug, Clone)]
pub(super) struct Job {
    number: usize,
    window: Window,
    by_bot: bool,
    bots: Vec<String>,
    period: String,
    polls: u32,
}

fn key(scope: &Scope) -> String {
    match scope {
        Scope::Builder(bot) => bot.clone(),
        Scope::Admin => String::new(),
    }
}

pub(super) fn start(jobs: &mut Jobs, call: &Call, scope: &Scope) -> Reply {
    match read_job(jobs.len(), call) {
        Ok(job) => {
            let body = json!({
                "reportId": format!("{}", 121_242 + job.number),
                "status": "IN_PROGRESS",
                "percentageComplete": 0,
                "jobType": "BILLINGSESSIONS_API",
                "action": "QUERY",
                "statusLogs": [],
                "_id": format!("ds-00000000-0000-5000-8000-{:012}", job.number),
            });
            jobs.insert(key(scope), job);
            Reply::json(200, body.to_string())
        }
        Err(refusal) => refusal,
    }
}

fn read_job(number: usize, call: &Call) -> Result<Job, Reply> {
    let asked: Value =
        serde_json::from_slice(&call.body).map_err(|_| error(400, "The body is not valid JSON"))?;
    let window = window(&asked, true)?;
    if window.1 - window.0 > TimeDelta::days(90) {
        return Err(error(400, "Maximum 90 days date period allowed"));
    }
    let period = asked.get("groupByPeriod").and_then(Value::as_str).unwrap_or_default();
    if !["date_day_hour", "date_day", "date_month"].contains(&period) {
        return Err(error(400, "groupByPeriod is required"));
    }
    if asked.get("unitType").and_then(Value::as_array).is_none_or(Vec::is_empty) {
        return Err(error(400, "unitType is required"));
    }
    // The document's table calls it groupByApp, its samples groupByBot.
    let by_bot = ["groupByBot", "groupByApp"]
        .iter()
        .find_map(|&name| asked.get(name))
        .and_then(Value::as_str);
    let Some(by_bot) = by_bot else { return Err(error(400, "groupByBot is required")) };
    let bots = asked.get("streamIds").and_then(Value::as_array).into_iter().flatten();
    let bots = bots.filter_map(Value::as_str).map(str::to_owned).collect();
    let by_bot = by_bot.eq_ignore_ascii_case("yes");
    Ok(Job { number, window, by_bot, bots, period: period.to_owned(), polls: 0 })
}

pub(super) fn status(
    jobs: &mut Jobs,
    settings: &KoreSettings,
    sessions: &[KoreSession],
    call: &Call,
    scope: &Scope,
) -> Reply {
    if call.query("type").as_deref() != Some("summary") {
        return error(400, "type is required");
    }
    let Some(job) = jobs.get_mut(&key(scope)) else {
        return error(404, "No summary was asked for");
    };
    job.polls += 1;
    if job.polls <= settings.summary_polls {
        let share = 100 * (job.polls - 1) / settings.summary_polls;
        return Reply::json(
            200,
            json!({"status": "IN_PROGRESS", "percentageComplete": share}).to_string(),
        );
    }
    let found: Vec<&KoreSession> = sessions
        .iter()
        .filter(|session| scope.covers(&session.bot_id))
        .filter(|session| job.bots.is_empty() || job.bots.contains(&session.bot_id))
        .filter(|session| job.window.0 <= session.billing.0 && session.billing.0 <= job.window.1)
        .collect();
    let mut bots: BTreeMap<&str, Vec<&KoreSession>> = BTreeMap::new();
    if job.by_bot {
        for session in found {
            bots.entry(&session.bot_id).or_default().push(session);
        }
    } else {
        bots.insert("ALL", found);
    }
    let data: Vec<Value> = bots
        .iter()
        .map(|(bot, rows)| json!({"bot": bot, "val": counts(rows, &job.period)}))
        .collect();
    Reply::json(
        200,
        json!({"status": "success", "response": {"data": data, "averageSessions": 0}}).to_string(),
    )
}

#[derive(Default)]
struct Count<'a> {
    sessions: BTreeSet<&'a str>,
    conversations: BTreeSet<&'a str>,
}

fn counts(rows: &[&KoreSession], period: &str) -> Vec<Value> {
    let mut by_period: BTreeMap<NaiveDateTime, Count<'_>> = BTreeMap::new();
    for &row in rows {
        let count = by_period.entry(floor(row.billing.0, period)).or_default();
        count.sessions.insert(&row.billing_session_id);
        // A conversation is counted where it starts, or one across midnight would count twice.
        if row.billing.0 == row.conversation.0 {
            count.conversations.insert(&row.conversation_session_id);
        }
    }
    let value = |(at, count): (NaiveDateTime, Count<'_>)| {
        json!({"date": at.format("%Y-%m-%dT%H:%M:%S.000Z").to_string(), "val": {
            "requests": count.sessions.len() * 4,
            "sessions": count.sessions.len(),
            "alert_notifications": 0,
            "proactive_notifications": 0,
            "conversations": count.conversations.len(),
        }})
    };
    by_period.into_iter().map(value).collect()
}

fn floor(at: NaiveDateTime, period: &str) -> NaiveDateTime {
    let hour = at.date().and_hms_opt(at.hour(), 0, 0).unwrap_or(at);
    let day = at.date().and_time(chrono::NaiveTime::MIN);
    match period {
        "date_day_hour" => hour,
        "date_day" => day,
        _ => day.with_day(1).unwrap_or(day),
    }
}
