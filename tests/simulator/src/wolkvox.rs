//! wolkvox: counters of the month so far, one report a call.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::generate::Generator;
use crate::lock::lock;
use crate::wire::{Call, Reply};

/// The reports whose names are known, with the product each one counts.
pub const REPORTS: [(&str, &str); 11] = [
    ("agent_script", "Agent Script"),
    ("intelligent_dial", "Intelligent Dial"),
    ("ivr_minutes", "IVR Minutes"),
    ("interactions", "Interactions"),
    ("chat_licenses", "Chat Licenses"),
    ("interaction_licenses", "Interaction Licenses"),
    ("ivr_calls", "IVR Calls"),
    ("amd_ai", "AMD AI"),
    ("stereo_rec", "Stereo Recording"),
    ("wp_connectors", "WhatsApp Connectors"),
    ("wp_connectors_official", "WhatsApp Official Connectors"),
];

/// What wolkvox holds and how it behaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WolkvoxSettings {
    /// The one token that is taken.
    pub token: String,
    /// The customer's operations; each has its own counter in every report.
    pub operations: Vec<String>,
    /// Reports beside the known ones.
    pub more_reports: Vec<String>,
    /// Reports without any usage.
    pub empty: Vec<String>,
    /// A report whose counter falls, and the call (from 0) at which it does.
    pub falling: Option<(String, u32)>,
    /// A report whose `items` is no number.
    pub unparseable: Option<String>,
    /// Calls at once by one token: one by the older text, two by the newer.
    pub simultaneous: u32,
    /// Calls before the daily quota is used up.
    pub daily_calls: Option<u32>,
    /// The HTTP status says the same as `code`; otherwise it is always 200.
    pub http_status_follows: bool,
    /// `date` has a time of day.
    pub date_has_time: bool,
    /// Minutes by which the clock moves on at each call of a report.
    pub minutes_between: u32,
}

impl Default for WolkvoxSettings {
    fn default() -> Self {
        Self {
            token: "simulated-wolkvox-token".into(),
            operations: vec!["demo_operation".into()],
            more_reports: Vec::new(),
            empty: Vec::new(),
            falling: None,
            unparseable: None,
            simultaneous: 1,
            daily_calls: None,
            http_status_follows: true,
            date_has_time: true,
            minutes_between: 5,
        }
    }
}

/// What is true of one counter: its start, and by how much it grows from call to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WolkvoxCounter {
    /// Name of the report.
    pub api: String,
    /// Customer's operation.
    pub operation: String,
    /// Product.
    pub description: String,
    /// Items at the first call.
    pub first: u64,
    /// Items added at each call after it.
    pub growth: u64,
}

/// wolkvox as it runs.
#[derive(Debug)]
pub(crate) struct Wolkvox {
    settings: WolkvoxSettings,
    counters: Vec<WolkvoxCounter>,
    clock: NaiveDateTime,
    calls: Mutex<BTreeMap<String, u32>>,
    today: AtomicU32,
    under_way: Arc<AtomicU32>,
}

/// Counts a call as under way until its last byte has gone.
struct Busy(Arc<AtomicU32>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Wolkvox {
    pub(crate) fn new(settings: &WolkvoxSettings, seed: u64, clock: NaiveDateTime) -> Self {
        let mut generator = Generator::new(seed, "wolkvox");
        let known = REPORTS.iter().map(|&(api, product)| (api.to_owned(), product.to_owned()));
        let more = settings.more_reports.iter().map(|api| (api.clone(), api.replace('_', " ")));
        let mut counters = Vec::new();
        for (api, description) in known.chain(more) {
            for operation in &settings.operations {
                let licences = api.contains("licenses") || api.contains("connectors");
                let (first, growth) = if licences {
                    (generator.between(5, 60), 0)
                } else {
                    (generator.between(1_000, 60_000), generator.between(3, 90))
                };
                let (api, operation, description) =
                    (api.clone(), operation.clone(), description.clone());
                counters.push(WolkvoxCounter { api, operation, description, first, growth });
            }
        }
        Self {
            settings: settings.clone(),
            counters,
            clock,
            calls: Mutex::default(),
            today: AtomicU32::new(0),
            under_way: Arc::default(),
        }
    }

    pub(crate) fn counters(&self) -> &[WolkvoxCounter] {
        &self.counters
    }

    /// Marks a call as under way; the number counts this one.
    pub(crate) fn enter(&self) -> (u32, Box<dyn Any + Send>) {
        let number = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        (number, Box::new(Busy(Arc::clone(&self.under_way))))
    }

    pub(crate) fn answer(&self, call: &Call, under_way: u32) -> Reply {
        match self.body(call, under_way) {
            Ok(body) => Reply::json(200, body),
            Err((code, error, text)) => {
                let body = json!({"code": code, "error": error, "msg": text, "data": []});
                Reply::json(
                    if self.settings.http_status_follows { code } else { 200 },
                    body.to_string(),
                )
            }
        }
    }

    fn body(
        &self,
        call: &Call,
        under_way: u32,
    ) -> Result<String, (u16, &'static str, &'static str)> {
        if !call.path.ends_with("/billing.php") {
            return Err((404, "NOT FOUND", "THE RESOURCE DOES NOT EXIST"));
        }
        if call.method != "GET" {
            return Err((405, "METHOD NOT ALLOWED", "USE THE GET METHOD"));
        }
        match call.header("wolkvox-token").map(str::trim) {
            None | Some("") => return Err((401, "UNAUTHORIZED", "ENTER THE WOLKVOX-TOKEN")),
            Some(token) if token != self.settings.token => {
                return Err((403, "FORBIDDEN", "VALIDATE THE TOKEN"));
            }
            Some(_) => {}
        }
        if under_way > self.settings.simultaneous {
            return Err((403, "FORBIDDEN", "EXCEEDS THE SIMULTANEOUS REQUESTS PER TOKEN"));
        }
        let today = self.today.fetch_add(1, Ordering::SeqCst) + 1;
        if self.settings.daily_calls.is_some_and(|limit| today > limit) {
            return Err((403, "FORBIDDEN", "TOKEN LIMIT EXCEEDED"));
        }
        let Some(api) = call.query("api").filter(|api| !api.is_empty()) else {
            return Err((400, "BAD REQUEST", "SOME PARAMETERS ARE REQUIRED"));
        };
        let number = {
            let mut calls = lock(&self.calls);
            let calls = calls.entry(api.clone()).or_default();
            *calls += 1;
            *calls - 1
        };
        self.snapshot(&api, number).ok_or((400, "BAD REQUEST", "THE API CONSULTED DOES NOT EXIST"))
    }

    /// The reply to the report's call of this number, from 0; `None` for an unknown report.
    pub(crate) fn snapshot(&self, api: &str, number: u32) -> Option<String> {
        let rows: Vec<&WolkvoxCounter> =
            self.counters.iter().filter(|counter| counter.api == api).collect();
        if rows.is_empty() {
            return None;
        }
        let minutes = i64::from(number) * i64::from(self.settings.minutes_between);
        let at = self.clock + TimeDelta::minutes(minutes);
        let shown =
            at.format(if self.settings.date_has_time { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d" });
        let unparseable = self.settings.unparseable.as_deref() == Some(api);
        let rows: Vec<String> = rows
            .iter()
            .filter(|_| !self.settings.empty.iter().any(|empty| empty == api))
            .map(|row| {
                let items =
                    if unparseable { "N/A".to_owned() } else { self.items(row, number).to_string() };
                format!(
                    "{{\"operation\":{},\"description\":{},\"items\":\"{items}\",\"date\":\"{shown}\"}}",
                    Value::from(row.operation.as_str()),
                    Value::from(row.description.as_str()),
                )
            })
            .collect();
        // By hand, for the document's order of members.
        Some(format!(
            "{{\"code\":200,\"error\":null,\"msg\":\"Information found for the current month\",\
             \"data\":[{}]}}",
            rows.join(",")
        ))
    }

    /// The counter at the report's call of this number.
    pub(crate) fn items(&self, counter: &WolkvoxCounter, number: u32) -> u64 {
        let grown = counter.first + counter.growth * u64::from(number);
        match &self.settings.falling {
            Some((api, at)) if *api == counter.api && number >= *at => grown / 2,
            _ => grown,
        }
    }
}
