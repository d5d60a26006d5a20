//! What goes wrong on purpose: slow, cut-off, broken, refused, moved and oversized replies.

use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use crate::body::Step;
use crate::vendor::Vendor;
use crate::wire::{Call, Reply};

/// When something goes wrong, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultRule {
    /// Only calls to this vendor; `None` for all.
    pub vendor: Option<Vendor>,
    /// Only calls whose path and query contain this text.
    pub path: String,
    /// This many fitting calls are answered well first.
    pub after: u32,
    /// Then this many go wrong; `None` for all that follow.
    pub times: Option<u32>,
    /// What happens.
    pub fault: Fault,
}

impl Default for FaultRule {
    fn default() -> Self {
        Self {
            vendor: None,
            path: String::new(),
            after: 0,
            times: None,
            fault: Fault::Status { status: 503 },
        }
    }
}

impl FaultRule {
    /// On every call to the vendor.
    pub fn always(vendor: Vendor, fault: Fault) -> Self {
        Self { vendor: Some(vendor), fault, ..Self::default() }
    }

    /// On the first call to the vendor only.
    pub fn once(vendor: Vendor, fault: Fault) -> Self {
        Self { times: Some(1), ..Self::always(vendor, fault) }
    }

    /// Lets this many calls through first.
    #[must_use]
    pub fn after(mut self, calls: u32) -> Self {
        self.after = calls;
        self
    }

    /// Only calls whose path and query contain the text.
    #[must_use]
    pub fn on_path(mut self, path: &str) -> Self {
        self.path = path.into();
        self
    }

    pub(crate) fn fits(&self, call: &Call) -> bool {
        let address = format!("{}?{}", call.path, call.query);
        let vendor = Vendor::of_path(&call.path);
        self.vendor.is_none_or(|wanted| vendor == Some(wanted)) && address.contains(&self.path)
    }
}

/// What can go wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The whole reply comes late.
    Delay {
        /// Milliseconds before the first byte.
        ms: u64,
    },
    /// The reply trickles in.
    Trickle {
        /// Bytes at a time.
        chunk: usize,
        /// Milliseconds between them.
        pause_ms: u64,
    },
    /// No reply, and the connection stays open.
    Hang,
    /// The connection is closed without a reply.
    Reset,
    /// The body ends before the announced length.
    CutLength {
        /// How much of the body is sent.
        percent: usize,
    },
    /// The chunked body ends without its last chunk.
    CutChunked {
        /// How much of the body is sent.
        percent: usize,
    },
    /// The body is whole as far as HTTP can tell, but ends in the middle of a value.
    BrokenBody {
        /// How much of the body is sent.
        percent: usize,
    },
    /// 429.
    TooManyRequests {
        /// The `Retry-After` header as it is to be sent: seconds, or a date, or none.
        retry_after: Option<String>,
    },
    /// An error page of the server or of something in front of it.
    Status {
        /// 500, 502, 503, 404 …
        status: u16,
    },
    /// 200 with a page for people in place of data, as a sign-in portal gives.
    Html,
    /// Sends the caller elsewhere.
    Redirect {
        /// 301, 302, 307 or 308.
        status: u16,
        /// The `Location` header.
        location: String,
    },
    /// A reply that never seems to end.
    Huge {
        /// Bytes in all, without an announced length.
        bytes: u64,
    },
    /// The body is compressed, as many servers do when asked.
    Gzip,
}

/// What a fault makes of a call.
pub(crate) enum Effect {
    /// The vendor answers, perhaps later.
    Answer { delay: Duration },
    /// This is the answer.
    Instead(Reply),
    /// No answer, ever.
    Hang,
    /// The connection goes.
    Reset,
}

impl Fault {
    pub(crate) fn effect(&self) -> Effect {
        match self {
            Self::Delay { ms } => Effect::Answer { delay: Duration::from_millis(*ms) },
            Self::Hang => Effect::Hang,
            Self::Reset => Effect::Reset,
            Self::TooManyRequests { retry_after } => {
                Effect::Instead(too_many(retry_after.as_deref()))
            }
            Self::Status { status } => Effect::Instead(error_page(*status)),
            Self::Html => Effect::Instead(page(200, "Sign in", "Please sign in to go on.")),
            Self::Redirect { status, location } => {
                Effect::Instead(Reply::empty(*status).with("location", location))
            }
            Self::Trickle { .. }
            | Self::CutLength { .. }
            | Self::CutChunked { .. }
            | Self::BrokenBody { .. }
            | Self::Huge { .. }
            | Self::Gzip => Effect::Answer { delay: Duration::ZERO },
        }
    }

    /// How the body is sent.
    pub(crate) fn lay_over(&self, reply: &mut Reply) -> io::Result<VecDeque<Step>> {
        let whole = reply.body.clone();
        Ok(match self {
            Self::Trickle { chunk, pause_ms } => {
                trickle(&whole, *chunk, Duration::from_millis(*pause_ms))
            }
            Self::CutLength { percent } => {
                reply.set("content-length", &whole.len().to_string());
                cut(&whole, *percent)
            }
            Self::CutChunked { percent } => cut(&whole, *percent),
            Self::BrokenBody { percent } => VecDeque::from([Step::Data(share(&whole, *percent))]),
            Self::Huge { bytes } => huge(&whole, *bytes),
            Self::Gzip => {
                let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
                writer.write_all(&whole)?;
                reply.set("content-encoding", "gzip");
                VecDeque::from([Step::Data(writer.finish()?.into())])
            }
            _ => VecDeque::from([Step::Data(whole)]),
        })
    }
}

fn too_many(retry_after: Option<&str>) -> Reply {
    let body = r#"{"errors":[{"msg":"Rate limit for this API has been reached. Please try again after some time.","code":429}]}"#;
    let reply = Reply::json(429, body);
    match retry_after {
        Some(value) => reply.with("retry-after", value),
        None => reply,
    }
}

fn error_page(status: u16) -> Reply {
    page(status, "Error", "The server could not answer this request.")
}

fn page(status: u16, title: &str, text: &str) -> Reply {
    let html = format!(
        "<!doctype html><html><head><title>{title}</title></head><body><p>{text}</p></body></html>"
    );
    Reply::new(status, "text/html; charset=utf-8", html)
}

fn share(whole: &Bytes, percent: usize) -> Bytes {
    let end = whole.len().saturating_mul(percent) / 100;
    whole.slice(..end.min(whole.len()))
}

/// The wait lets what was sent reach the caller before the connection goes.
fn cut(whole: &Bytes, percent: usize) -> VecDeque<Step> {
    VecDeque::from([
        Step::Data(share(whole, percent)),
        Step::Wait(Duration::from_millis(30)),
        Step::Fail,
    ])
}

fn trickle(whole: &Bytes, chunk: usize, pause: Duration) -> VecDeque<Step> {
    let mut steps = VecDeque::new();
    for part in whole.chunks(chunk.max(1)) {
        steps.push_back(Step::Data(Bytes::copy_from_slice(part)));
        steps.push_back(Step::Wait(pause));
    }
    steps
}

/// Blanks before the value are legal in JSON and XML alike, so a reader that goes on to the end
/// finds a good reply: only a cap on size can refuse it.
fn huge(whole: &Bytes, bytes: u64) -> VecDeque<Step> {
    let block = Bytes::from(vec![b' '; 64 * 1024]);
    let size = u64::try_from(block.len()).unwrap_or(1);
    VecDeque::from([Step::Repeat { block, times: bytes / size }, Step::Data(whole.clone())])
}
