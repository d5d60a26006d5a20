//! A reply body played from a script, so that it can stop, wait and break off.

use std::any::Any;
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

/// One step of the script.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Sends these bytes.
    Data(Bytes),
    /// Sends the same block over and over.
    Repeat { block: Bytes, times: u64 },
    /// Waits.
    Wait(Duration),
    /// Breaks the connection off.
    Fail,
}

/// A body that follows a script.
pub(crate) struct ScriptedBody {
    steps: VecDeque<Step>,
    waiting: Option<Pin<Box<Sleep>>>,
    /// Held until the last byte has gone: a vendor that takes one call at a time is busy until then.
    _busy: Option<Box<dyn Any + Send>>,
}

impl ScriptedBody {
    pub(crate) fn new(steps: VecDeque<Step>, busy: Option<Box<dyn Any + Send>>) -> Self {
        Self { steps, waiting: None, _busy: busy }
    }
}

impl Body for ScriptedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        loop {
            if let Some(sleep) = self.waiting.as_mut() {
                if sleep.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                self.waiting = None;
            }
            match self.steps.pop_front() {
                None => return Poll::Ready(None),
                Some(Step::Data(bytes)) if bytes.is_empty() => {}
                Some(Step::Data(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Step::Repeat { times: 0, .. }) => {}
                Some(Step::Repeat { block, times }) => {
                    self.steps.push_front(Step::Repeat { block: block.clone(), times: times - 1 });
                    return Poll::Ready(Some(Ok(Frame::data(block))));
                }
                Some(Step::Wait(time)) => self.waiting = Some(Box::pin(tokio::time::sleep(time))),
                Some(Step::Fail) => {
                    let error =
                        io::Error::new(io::ErrorKind::ConnectionAborted, "cut off on purpose");
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.steps.is_empty() && self.waiting.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        // Known only for the plain case: everything else goes out in chunks.
        match (self.steps.len(), self.steps.front()) {
            (0, _) => SizeHint::with_exact(0),
            (1, Some(Step::Data(bytes))) => {
                SizeHint::with_exact(u64::try_from(bytes.len()).unwrap_or(0))
            }
            _ => SizeHint::default(),
        }
    }
}
