//! One call: sent, heard to its end, and its failure told as exactly as a browser lets one tell.

use super::Stop;
use crate::connect::{HttpReply, HttpRequest, Method, NetFailure};
use crate::platform::clock::Timer;
use crate::platform::listen::Listener;
use gloo_net::http::{self, RequestBuilder};
use js_sys::{Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestRedirect,
};

/// What steers a fetch or dates its answer; all other headers of a reply are nobody's business.
const HEADERS: [&str; 7] = [
    "content-security-policy",
    "content-type",
    "etag",
    "location",
    "retry-after",
    "x-trueup-location",
    "x-trueup-refusal",
];

/// How much of a kept body is shown.
const HEAD: u32 = 64;

/// A reply, and its body where that was kept out of the page's own memory.
pub(super) struct Got {
    pub(super) reply: HttpReply,
    pub(super) kept: Vec<Uint8Array>,
}

/// Makes a call. `came` is told how many bytes there are so far.
pub(super) async fn call(
    request: &HttpRequest,
    stop: &Stop,
    came: &dyn Fn(u64),
) -> Result<Got, NetFailure> {
    let controller = AbortController::new().map_err(|_| NetFailure::Unreachable)?;
    stop.guard(Some(controller.clone()));
    let clock = Clock::new(controller.clone(), request.patience_ms);
    let refused_here = Rc::new(Cell::new(false));
    let refusal = Rc::clone(&refused_here);
    // The one trace that the page's own policy leaves: its `fetch` fails like any other.
    let listener = Listener::on_window("securitypolicyviolation", move |event| {
        let directive = Reflect::get(&event, &"effectiveDirective".into()).ok();
        refusal.set(
            refusal.get()
                || directive.and_then(|it| it.as_string()).as_deref() == Some("connect-src"),
        );
    });
    let sent = send(request, &controller).await;
    let response = match sent {
        Some(response) => response,
        // The browser tells of its policy a moment after the call has failed.
        None => {
            crate::platform::clock::sleep(Duration::from_millis(20)).await;
            return Err(if clock.rang() {
                NetFailure::TimedOut
            } else if refused_here.get() {
                NetFailure::Policy
            } else if is_offline() {
                NetFailure::Offline
            } else {
                NetFailure::Unreachable
            });
        }
    };
    drop(listener);
    clock.wind();
    let headers = response.headers();
    let mut got = Got {
        reply: HttpReply {
            status: response.status(),
            headers: HEADERS
                .iter()
                .filter_map(|name| Some(((*name).to_owned(), headers.get(name)?)))
                .collect(),
            ..HttpReply::default()
        },
        kept: Vec::new(),
    };
    let keep = request.keep && response.ok();
    let Some(body) = response.body() else { return Ok(got) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    loop {
        let read = JsFuture::from(reader.read()).await;
        let Ok(read) = read else {
            return Err(if clock.rang() { NetFailure::TimedOut } else { NetFailure::Cut });
        };
        clock.wind();
        if Reflect::get(&read, &"done".into()).is_ok_and(|it| it.is_truthy()) {
            break;
        }
        let Ok(piece) = Reflect::get(&read, &"value".into()) else { break };
        let piece: Uint8Array = piece.unchecked_into();
        got.reply.size += u64::from(piece.length());
        if got.reply.size > request.largest {
            controller.abort();
            return Err(NetFailure::TooLarge);
        }
        came(got.reply.size);
        if !keep {
            got.reply.body.extend(piece.to_vec());
            continue;
        }
        if got.kept.is_empty() {
            got.reply.body = piece.subarray(0, HEAD.min(piece.length())).to_vec();
        }
        got.kept.push(piece);
    }
    stop.guard(None);
    Ok(got)
}

/// No cookies go along and none are taken; no redirect is followed, since it could carry credentials
/// elsewhere; nothing is stored.
async fn send(request: &HttpRequest, controller: &AbortController) -> Option<http::Response> {
    let url = if request.url.contains("://") {
        request.url.clone()
    } else {
        crate::platform::address::beside(&request.url)?
    };
    let mut builder = RequestBuilder::new(&url)
        .method(match request.method {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
        })
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Error)
        .cache(RequestCache::NoStore)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(Some(&controller.signal()));
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let built = match &request.body {
        Some(body) => builder.body(body.as_str()),
        None => builder.build(),
    };
    built.ok()?.send().await.ok()
}

fn is_offline() -> bool {
    crate::platform::window().is_some_and(|it| !it.navigator().on_line())
}

/// Ends a call in which nothing has come for too long.
struct Clock {
    controller: AbortController,
    patience: Duration,
    rang: Rc<Cell<bool>>,
    timer: RefCell<Option<Timer>>,
}

impl Clock {
    fn new(controller: AbortController, patience_ms: u64) -> Self {
        let patience = Duration::from_millis(patience_ms);
        let clock = Self { controller, patience, rang: Rc::default(), timer: RefCell::new(None) };
        clock.wind();
        clock
    }

    /// Something came: the patience begins anew.
    fn wind(&self) {
        let (controller, rang) = (self.controller.clone(), Rc::clone(&self.rang));
        let timer = Timer::after(self.patience, move || {
            rang.set(true);
            controller.abort();
        });
        self.timer.replace(Some(timer));
    }

    fn rang(&self) -> bool {
        self.rang.get()
    }
}
