//! One request: to a file, to a vendor, or to a refusal.

use std::{
    any::Any,
    net::IpAddr,
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use tokio::time::Instant;
use trueup_proxy_policy::{
    Call, Code, EXPOSED_HEADERS, GUARD_HEADERS, Plan, REFUSAL_HEADER, Refusal, is_own_host,
};

use crate::{
    body::{BodyError, Verdict},
    config::{LoadError, Settings},
    connect::{Trust, server_config},
    connections::Busy,
    forward::Forwarder,
    limits::Limits,
    log::{Line, Log, method_name, now_text},
    resolve::Resolve,
    serve::{ReplyBody, StaticFiles, empty},
};

/// Everything a request can need.
pub struct App {
    pub(crate) settings: Settings,
    pub(crate) log: Log,
    /// What it shows to clients, where it speaks TLS itself.
    pub(crate) shown: Option<Arc<rustls::ServerConfig>>,
    files: Option<StaticFiles>,
    trust: Trust,
    limits: Limits,
    resolver: Arc<dyn Resolve>,
}

/// What has to live exactly as long as a reply.
#[derive(Default)]
struct Held {
    verdict: Option<Verdict>,
    /// The caller's place, the permit, the vendor's connection: dropping them is their use.
    guards: Vec<Box<dyn Any + Send>>,
}

impl App {
    /// Reads what the settings name. Without a folder only calls are served.
    pub fn new(
        settings: Settings,
        dist: Option<&Path>,
        resolver: Arc<dyn Resolve>,
        log: Log,
    ) -> Result<Self, LoadError> {
        let files = dist
            .map(StaticFiles::open)
            .transpose()
            .map_err(|error| LoadError::Unreadable(dist.unwrap_or(Path::new("")).into(), error))?;
        let trust = Trust::load(&settings.policy)?;
        let own = settings.server.tls.as_ref();
        let shown = own.map(|(cert, key)| server_config(cert, key)).transpose()?;
        Ok(Self { settings, log, shown, files, trust, limits: Limits::default(), resolver })
    }

    /// Answers one request. `names` are the server's own, if it keeps to any.
    pub(crate) async fn handle(
        self: Arc<Self>,
        peer: IpAddr,
        names: Option<&[String]>,
        busy: Busy,
        request: Request<Incoming>,
    ) -> Response<Watched> {
        let started = Instant::now();
        let mut line =
            Line { time: now_text(), method: method_name(request.method()), ..Line::default() };
        let mut held = Held { guards: vec![Box::new(busy)], ..Held::default() };
        let path = request.uri().path();
        let response = if path == "/healthz" {
            line.path = Some(path.to_owned());
            json(StatusCode::OK, "{\"status\":\"ok\"}".to_owned())
        } else if !is_called_by_name(request.headers(), names) {
            refuse(
                &mut line,
                &Refusal::new(
                    Code::ServerNameRefused,
                    "This server does not go by that name; list it under `server.hosts` if it should.",
                ),
            )
        } else if path == "/x" || path.starts_with("/x/") {
            self.call(peer, request, &mut line, &mut held).await
        } else if let Some(files) = &self.files {
            let served = files.serve(request.method(), path, request.headers()).await;
            line.path = served.file;
            served.response
        } else {
            let mut response = Response::new(empty());
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        };
        line.status = response.status().as_u16();
        let log = self.log.clone();
        response.map(|inner| Watched { inner, log, line, started, held })
    }

    async fn call(
        &self,
        peer: IpAddr,
        request: Request<Incoming>,
        line: &mut Line,
        held: &mut Held,
    ) -> Response<ReplyBody> {
        let (parts, body) = request.into_parts();
        let headers: Vec<(&str, &str)> = parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()))
            .collect();
        let call = Call {
            method: parts.method.as_str(),
            path: parts.uri.path(),
            query: parts.uri.query(),
            headers: &headers,
        };
        let policy = &self.settings.policy;
        let origin = policy.admit_origin(&call).ok().flatten();
        let mut response = if parts.method == Method::OPTIONS {
            self.preflight(&call, line)
        } else {
            match policy.decide(&call) {
                Err(refusal) => refuse(line, &refusal),
                Ok(plan) => {
                    line.profile = Some(plan.profile.name.clone());
                    line.path = Some(plan.route.path.as_str().to_owned());
                    let request = Request::from_parts(parts.clone(), body);
                    self.forward(peer, &plan, request, line, held).await
                }
            }
        };
        guard_reply(response.headers_mut());
        if let Some(origin) = origin.and_then(|origin| origin.parse().ok()) {
            expose_reply(response.headers_mut(), origin);
        }
        response
    }

    async fn forward(
        &self,
        peer: IpAddr,
        plan: &Plan<'_>,
        request: Request<Incoming>,
        line: &mut Line,
        held: &mut Held,
    ) -> Response<ReplyBody> {
        match self.limits.admit(plan.profile, peer, std::time::Instant::now()) {
            Ok(permit) => held.guards.push(Box::new(permit)),
            Err((refusal, seconds)) => {
                let mut response = refuse(line, &refusal);
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
                return response;
            }
        }
        let forwarder = Forwarder {
            resolver: &*self.resolver,
            trust: &self.trust,
            stall_time: self.settings.server.stall_time,
        };
        match forwarder.forward(plan, request).await {
            Ok(reply) => {
                held.verdict = Some(reply.verdict);
                held.guards.push(Box::new(reply.link));
                reply.response
            }
            Err(refusal) => refuse(line, &refusal),
        }
    }

    fn preflight(&self, call: &Call<'_>, line: &mut Line) -> Response<ReplyBody> {
        match self.settings.policy.preflight(call) {
            Err(refusal) => refuse(line, &refusal),
            Ok(answer) => {
                let mut response = Response::new(empty());
                *response.status_mut() = StatusCode::NO_CONTENT;
                let headers = response.headers_mut();
                for (name, value) in [
                    (header::ACCESS_CONTROL_ALLOW_METHODS, answer.methods.parse()),
                    (header::ACCESS_CONTROL_ALLOW_HEADERS, answer.headers.parse()),
                    (header::ACCESS_CONTROL_MAX_AGE, "600".parse()),
                ] {
                    if let Ok(value) = value {
                        headers.insert(name, value);
                    }
                }
                response
            }
        }
    }
}

fn is_called_by_name(headers: &HeaderMap, names: Option<&[String]>) -> bool {
    names.is_none_or(|names| {
        headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .is_some_and(|host| is_own_host(host, names))
    })
}

fn guard_reply(headers: &mut HeaderMap) {
    for (name, value) in GUARD_HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}

/// Lets a page of a listed origin read the reply.
fn expose_reply(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers
        .insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED_HEADERS));
}

fn refuse(line: &mut Line, refusal: &Refusal) -> Response<ReplyBody> {
    line.code = Some(refusal.code.as_str());
    let status =
        StatusCode::from_u16(refusal.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json(status, refusal.to_json());
    response.headers_mut().insert(REFUSAL_HEADER, HeaderValue::from_static(refusal.code.as_str()));
    response
}

fn json(status: StatusCode, text: String) -> Response<ReplyBody> {
    let body = Full::new(Bytes::from(text)).map_err(|never| match never {}).boxed_unsync();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A reply's body that is logged once it is over, one way or the other.
pub(crate) struct Watched {
    inner: ReplyBody,
    log: Log,
    line: Line,
    started: Instant,
    held: Held,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let outcome = Pin::new(&mut self.inner).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &outcome {
            let size = frame.data_ref().map_or(0, Bytes::len);
            self.line.bytes += u64::try_from(size).unwrap_or_default();
        }
        outcome
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let cut = self.held.verdict.as_ref().and_then(|verdict| verdict.get());
        if let Some(code) = cut {
            self.line.code = Some(code.as_str());
        }
        self.line.ms = self.started.elapsed().as_millis();
        self.log.exchange(&self.line);
    }
}
