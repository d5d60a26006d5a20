//! One admitted call: there and back, streaming, keeping nothing.

use std::{sync::Arc, time::Duration};

use http::{HeaderMap, HeaderValue, Request, Response, Uri, header};
use http_body::Body as _;
use http_body_util::BodyExt as _;
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{
    task::AbortHandle,
    time::{Instant, timeout, timeout_at},
};
use trueup_proxy_policy::{Code, LOCATION_HEADER, Plan, Refusal};

use crate::{
    body::{Bounds, CappedBody, Verdict},
    connect::{Trust, connect},
    resolve::{Resolve, admitted_addresses},
    serve::ReplyBody,
};

/// Most bytes of a reply's head.
const HEAD_BYTES: usize = 64 * 1024;

/// Most headers of a reply.
const HEAD_LINES: usize = 100;

/// What a vendor sees as the caller's software. Says nothing of the person's browser.
const USER_AGENT: HeaderValue =
    HeaderValue::from_static(concat!("trueup-proxy/", env!("CARGO_PKG_VERSION")));

/// What forwarding needs beside the plan.
pub(crate) struct Forwarder<'a> {
    pub(crate) resolver: &'a dyn Resolve,
    pub(crate) trust: &'a Trust,
    /// Longest silence of the caller's while its body is read.
    pub(crate) stall_time: Duration,
}

/// The connection to the vendor; dropping it closes it, whatever is still under way.
pub(crate) struct Link(AbortHandle);

impl Drop for Link {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A reply on its way, with what has to live as long as its body.
pub(crate) struct Forwarded {
    pub(crate) response: Response<ReplyBody>,
    pub(crate) verdict: Verdict,
    pub(crate) link: Link,
}

impl Forwarder<'_> {
    /// Carries out a plan.
    pub(crate) async fn forward(
        &self,
        plan: &Plan<'_>,
        request: Request<Incoming>,
    ) -> Result<Forwarded, Refusal> {
        let caps = &plan.profile.caps;
        let idle = Duration::from_secs(caps.idle_seconds);
        let deadline = Instant::now() + Duration::from_secs(caps.total_seconds);
        if request.body().size_hint().lower() > caps.request_bytes {
            return Err(cut_refusal(Code::RequestTooLarge));
        }

        let connecting = async {
            let addresses = admitted_addresses(self.resolver, plan.profile, &plan.host).await?;
            connect(self.trust, plan.profile, &plan.host, &addresses).await
        };
        let limit = deadline.min(Instant::now() + idle);
        let stream = timeout_at(limit, connecting)
            .await
            .unwrap_or_else(|_| Err(cut_refusal(Code::UpstreamTimeout)))?;

        let sent = Verdict::default();
        let bounds = Bounds {
            bytes: caps.request_bytes,
            idle: self.stall_time,
            deadline,
            too_large: Code::RequestTooLarge,
            too_late: Code::RequestTimeout,
            broken: Code::RequestTimeout,
        };
        let outgoing = outgoing(plan, request, bounds, Arc::clone(&sent))?;
        let broken = |_| cut_refusal(sent.get().copied().unwrap_or(Code::UpstreamBroken));
        let (mut sender, connection) = http1::Builder::new()
            .max_buf_size(HEAD_BYTES)
            .max_headers(HEAD_LINES)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(broken)?;
        let link = Link(tokio::spawn(connection).abort_handle());
        // The caller's own pace while it sends is watched by its body, so the vendor's
        // silence is counted generously here: from the start, plus one pause of the caller's.
        let patience =
            (idle + self.stall_time).min(deadline.saturating_duration_since(Instant::now()));
        let reply = match timeout(patience, sender.send_request(outgoing)).await {
            Ok(reply) => reply.map_err(broken)?,
            Err(_) => {
                return Err(cut_refusal(sent.get().copied().unwrap_or(Code::UpstreamTimeout)));
            }
        };

        let announced = reply
            .headers()
            .get(header::CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.parse().ok());
        plan.admit_reply(reply.status().as_u16(), announced)?;
        let (head, body) = reply.into_parts();
        let verdict = Verdict::default();
        let bounds = Bounds {
            bytes: caps.response_bytes,
            idle,
            deadline,
            too_large: Code::ResponseTooLarge,
            too_late: Code::UpstreamTimeout,
            broken: Code::UpstreamBroken,
        };
        let body = CappedBody::new(body, bounds, Arc::clone(&verdict)).boxed_unsync();
        let mut response = Response::new(body);
        *response.status_mut() = head.status;
        *response.headers_mut() = returned_headers(plan, &head.headers);
        Ok(Forwarded { response, verdict, link })
    }
}

/// The request as the vendor gets it: nothing of the caller's but what the plan names.
fn outgoing(
    plan: &Plan<'_>,
    request: Request<Incoming>,
    bounds: Bounds,
    sent: Verdict,
) -> Result<Request<CappedBody<Incoming>>, Refusal> {
    let bad = || Refusal::new(Code::BadRequest, "The request cannot be written for the vendor.");
    let (head, body) = request.into_parts();
    let authority = if plan.profile.port == plan.profile.scheme.default_port() {
        plan.host.clone()
    } else {
        format!("{}:{}", plan.host, plan.profile.port)
    };
    let mut outgoing = Request::new(CappedBody::new(body, bounds, sent));
    *outgoing.method_mut() = plan.method.as_str().parse().map_err(|_| bad())?;
    *outgoing.uri_mut() = plan.target.parse::<Uri>().map_err(|_| bad())?;
    let headers = outgoing.headers_mut();
    for name in &plan.headers {
        for value in head.headers.get_all(name) {
            headers.append(name.parse::<http::HeaderName>().map_err(|_| bad())?, value.clone());
        }
    }
    headers.insert(header::HOST, authority.parse().map_err(|_| bad())?);
    headers.insert(header::USER_AGENT, USER_AGENT);
    // Otherwise the cap would count packed bytes, and the tab would meet the unpacked ones.
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    Ok(outgoing)
}

/// The reply's headers as the page gets them.
fn returned_headers(plan: &Plan<'_>, vendor: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in vendor {
        if plan.returns_header(name.as_str()) {
            headers.append(name.clone(), value.clone());
        }
    }
    let location = vendor
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| plan.returned_location(value))
        .and_then(|path| path.parse::<HeaderValue>().ok());
    if let Some(location) = location {
        headers.insert(LOCATION_HEADER, location.clone());
        headers.insert(header::LOCATION, location);
    }
    headers
}

/// The refusal for an exchange that was cut off before its reply began.
fn cut_refusal(code: Code) -> Refusal {
    let message = match code {
        Code::RequestTooLarge => "The request's body is over the profile's cap.",
        Code::RequestTimeout => "The request's body did not arrive.",
        Code::UpstreamTimeout => "The vendor did not answer in time.",
        _ => "The vendor's reply was not HTTP, or broke off.",
    };
    Refusal::new(code, message)
}
