//! Drives a session to its end: calls, waits, puts files together, and tells what happens.

use super::Stop;
use super::call::{self, Got};
use crate::connect::{
    Failure, FailureKind, HttpRequest, NetFailure, Progress, Received, Session, Step, Wait,
};
use crate::platform::clock;
use crate::platform::files::LocalFile;
use js_sys::{Array, Uint8Array};
use std::time::Duration;
use web_sys::{Blob, BlobPropertyBag};

/// A line of the network log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When it was sent.
    pub at: i64,
    /// The method.
    pub method: &'static str,
    /// The vendor's host.
    pub host: String,
    /// The path, without its query.
    pub path: String,
    /// The reply's status; 0 without a reply.
    pub status: u16,
    /// The reply's size in bytes.
    pub size: u64,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// Why there is no whole reply.
    pub failure: Option<NetFailure>,
}

/// What happens during a fetch.
#[derive(Debug)]
pub enum Told {
    /// How far it is.
    Progress(Progress),
    /// A call is answered bit by bit: bytes so far.
    Bytes(u64),
    /// It waits for so many seconds, and why.
    Waiting(u64, Wait),
    /// A host is being called.
    Calling(String),
    /// A call was made.
    Called(Entry),
    /// To be noted as asked, see [`crate::connect::Asked`].
    Asked(String, i64),
    /// A file was received.
    Received(Box<Received>, LocalFile),
    /// It is over.
    Ended(Option<Failure>),
}

/// How often somebody who waits looks whether to stop.
const SLICE_MS: i64 = 200;

/// Drives a session.
pub async fn drive(mut session: Box<dyn Session>, stop: Stop, tell: impl Fn(Told)) {
    let mut file = Array::new();
    loop {
        if stop.is_stopped() {
            session.cancel();
        }
        let step = session.next(clock::now());
        tell(Told::Progress(session.progress()));
        match step {
            Step::Call(request) => {
                if request.keep {
                    file = Array::new();
                }
                let made = make(&request, &stop, &tell).await;
                let answer = made.map(|Got { reply, kept }| {
                    for piece in kept {
                        file.push(&piece);
                    }
                    reply
                });
                // What an abort looks like is no failure of the vendor's.
                if stop.is_stopped() {
                    session.cancel();
                }
                session.answer(answer, clock::now());
            }
            Step::Wait { milliseconds, reason } => {
                tell(Told::Waiting(milliseconds.div_ceil(1000), reason));
                let until = clock::now() + i64::try_from(milliseconds).unwrap_or(i64::MAX);
                loop {
                    let left = (until - clock::now()).min(SLICE_MS);
                    if left <= 0 || stop.is_stopped() {
                        break;
                    }
                    clock::sleep(Duration::from_millis(u64::try_from(left).unwrap_or(0))).await;
                }
            }
            Step::Asked(what) => tell(Told::Asked(what, clock::now())),
            Step::Keep(bytes) => {
                file.push(&Uint8Array::from(bytes.as_slice()));
            }
            Step::Received(received) => {
                let pieces = std::mem::replace(&mut file, Array::new());
                match finish(&received, &pieces) {
                    Some(made) => tell(Told::Received(received, made)),
                    // The browser has no room for it; to go on would only lose more.
                    None => return tell(Told::Ended(Some(no_room(&received)))),
                }
            }
            Step::Done => return tell(Told::Ended(None)),
            Step::Failed(failure) => return tell(Told::Ended(Some(failure))),
        }
    }
}

fn finish(received: &Received, pieces: &Array) -> Option<LocalFile> {
    let options = BlobPropertyBag::new();
    options.set_type(received.media_type);
    let blob = Blob::new_with_u8_array_sequence_and_options(pieces, &options).ok()?;
    Some(LocalFile::from_blob(received.name.clone(), blob))
}

fn no_room(received: &Received) -> Failure {
    Failure {
        kind: FailureKind::Net(NetFailure::TooLarge),
        status: 0,
        said: String::new(),
        at: received.statement.from.clone(),
        through_proxy: false,
    }
}

async fn make(request: &HttpRequest, stop: &Stop, tell: &impl Fn(Told)) -> Result<Got, NetFailure> {
    let at = clock::now();
    tell(Told::Calling(request.host.clone()));
    let got = call::call(request, stop, &|bytes| tell(Told::Bytes(bytes))).await;
    let (status, size) = match &got {
        Ok(got) => (got.reply.status, got.reply.size),
        Err(_) => (0, 0),
    };
    tell(Told::Called(Entry {
        at,
        method: request.method.name(),
        host: request.host.clone(),
        path: request.path.clone(),
        status,
        size,
        took_ms: u64::try_from(clock::now() - at).unwrap_or(0),
        failure: got.as_ref().err().copied(),
    }));
    got
}
