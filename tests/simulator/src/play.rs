//! One call from its head to the last byte of its reply: log, preflight, faults, vendor.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};

use crate::admin;
use crate::body::{ScriptedBody, Step};
use crate::data::Data;
use crate::error::SimError;
use crate::faults::{Effect, Fault};
use crate::lock::lock;
use crate::log::LoggedRequest;
use crate::scenario::Scenario;
use crate::vendor::Vendor;
use crate::wire::{Call, Reply};

/// No vendor's call is near this size.
const LARGEST_REQUEST: usize = 1024 * 1024;

/// The scenario being played.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) scenario: Scenario,
    pub(crate) data: Arc<Data>,
    /// Fitting calls so far, by rule.
    hits: Vec<u32>,
}

impl Stage {
    pub(crate) fn new(scenario: Scenario) -> Result<Self, SimError> {
        let data = Arc::new(Data::new(&scenario)?);
        Ok(Self { hits: vec![0; scenario.faults.len()], scenario, data })
    }

    /// The first rule that fits and is due.
    fn fault(&mut self, call: &Call) -> Option<Fault> {
        let mut due = None;
        for (rule, hits) in self.scenario.faults.iter().zip(&mut self.hits) {
            if rule.fits(call) {
                let number = *hits;
                *hits = hits.saturating_add(1);
                let past = number.checked_sub(rule.after);
                let active = past.is_some_and(|past| rule.times.is_none_or(|times| past < times));
                if active && due.is_none() {
                    due = Some(rule.fault.clone());
                }
            }
        }
        due
    }
}

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) stage: Mutex<Stage>,
    pub(crate) log: Mutex<Vec<LoggedRequest>>,
    pub(crate) started: Instant,
    pub(crate) admin: bool,
    pub(crate) scheme: &'static str,
}

/// Why a connection is dropped on purpose.
#[derive(Debug)]
pub(crate) struct Dropped;

impl std::fmt::Display for Dropped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("dropped on purpose")
    }
}

impl std::error::Error for Dropped {}

pub(crate) async fn play(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<ScriptedBody>, Dropped> {
    let Some(call) = read(&shared, request).await else {
        return Ok(whole(Reply::new(413, "text/plain", "The request is too large")));
    };
    if shared.admin && call.path.starts_with("/__sim/") {
        return Ok(whole(admin::answer(&shared, &call)));
    }
    let entry = log(&shared, &call);
    let (fault, cors, data) = {
        let mut stage = lock(&shared.stage);
        let preflight = call.method == "OPTIONS";
        let fault = if preflight { None } else { stage.fault(&call) };
        (fault, stage.scenario.cors.clone(), Arc::clone(&stage.data))
    };
    if call.method == "OPTIONS" {
        let reply = cors.map_or_else(|| Reply::empty(405), |cors| cors.preflight(&call));
        note(&shared, entry, reply.status);
        return Ok(whole(reply));
    }
    let (under_way, busy) = match Vendor::of_path(&call.path) {
        Some(Vendor::Wolkvox) => {
            let (number, busy) = data.wolkvox.enter();
            (number, Some(busy))
        }
        _ => (1, None),
    };
    let mut reply = match fault.as_ref().map(Fault::effect) {
        Some(Effect::Hang) => {
            let never: Infallible = pending().await;
            match never {}
        }
        Some(Effect::Reset) => return Err(Dropped),
        Some(Effect::Instead(reply)) => reply,
        Some(Effect::Answer { delay }) => {
            tokio::time::sleep(delay).await;
            answer(&data, &call, under_way)
        }
        None => answer(&data, &call, under_way),
    };
    if let Some(cors) = cors {
        cors.mark(&call, &mut reply);
    }
    note(&shared, entry, reply.status);
    let steps = match &fault {
        Some(fault) => fault.lay_over(&mut reply).map_err(|_| Dropped)?,
        None => VecDeque::from([Step::Data(reply.body.clone())]),
    };
    Ok(respond(&reply, ScriptedBody::new(steps, busy)))
}

fn answer(data: &Data, call: &Call, under_way: u32) -> Reply {
    match Vendor::of_path(&call.path) {
        Some(vendor) => data.answer(vendor, call, under_way),
        None => Reply::new(404, "text/plain", "No vendor has this path"),
    }
}

async fn read(shared: &Shared, request: Request<Incoming>) -> Option<Call> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_REQUEST).collect().await.ok()?.to_bytes();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Some(Call {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), text(value)))
            .collect(),
        body,
        scheme: shared.scheme,
    })
}

fn log(shared: &Shared, call: &Call) -> usize {
    let at_ms = u64::try_from(shared.started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut log = lock(&shared.log);
    log.push(LoggedRequest::of(call, at_ms));
    log.len() - 1
}

fn note(shared: &Shared, entry: usize, status: u16) {
    if let Some(logged) = lock(&shared.log).get_mut(entry) {
        logged.status = Some(status);
    }
}

fn whole(reply: Reply) -> Response<ScriptedBody> {
    let steps = VecDeque::from([Step::Data(reply.body.clone())]);
    respond(&reply, ScriptedBody::new(steps, None))
}

/// A header that cannot be sent is a mistake in the scenario and is left out.
fn respond(reply: &Reply, body: ScriptedBody) -> Response<ScriptedBody> {
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in &reply.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
