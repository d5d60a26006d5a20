//! Bodies that keep to their caps while they stream.

use std::{
    future::Future as _,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};
use trueup_proxy_policy::Code;

/// Why a body was cut off.
#[derive(Debug)]
pub(crate) struct Cut(pub(crate) Code);

impl std::fmt::Display for Cut {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.0.as_str())
    }
}

impl std::error::Error for Cut {}

/// Any error of a body.
pub(crate) type BodyError = Box<dyn std::error::Error + Send + Sync>;

/// Tells, after the fact, why a body was cut off. Shared with whoever waits for the outcome.
pub(crate) type Verdict = Arc<OnceLock<Code>>;

/// What a body keeps to, and what going beyond it is called.
#[derive(Clone, Debug)]
pub(crate) struct Bounds {
    pub(crate) bytes: u64,
    pub(crate) idle: Duration,
    pub(crate) deadline: Instant,
    pub(crate) too_large: Code,
    pub(crate) too_late: Code,
    pub(crate) broken: Code,
}

/// A body that ends in an error when it grows, pauses or lasts beyond its bounds.
pub(crate) struct CappedBody<B> {
    inner: B,
    left: u64,
    bounds: Bounds,
    timer: Pin<Box<Sleep>>,
    verdict: Verdict,
}

impl<B> CappedBody<B> {
    pub(crate) fn new(inner: B, bounds: Bounds, verdict: Verdict) -> Self {
        let timer = Box::pin(sleep_until(next_limit(&bounds)));
        Self { inner, left: bounds.bytes, bounds, timer, verdict }
    }

    fn cut(&self, code: Code) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        // The first reason is the reason; a later one follows from it.
        let _ = self.verdict.set(code);
        Poll::Ready(Some(Err(Box::new(Cut(code)))))
    }
}

fn next_limit(bounds: &Bounds) -> Instant {
    bounds.deadline.min(Instant::now() + bounds.idle)
}

impl<B: Body<Data = Bytes> + Unpin> Body for CappedBody<B> {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        loop {
            match Pin::new(&mut self.inner).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => {
                    let limit = next_limit(&self.bounds);
                    self.timer.as_mut().reset(limit);
                    // Trailers are headers that nobody has listed: left out.
                    let Ok(data) = frame.into_data() else { continue };
                    let size = u64::try_from(data.len()).unwrap_or(u64::MAX);
                    let Some(left) = self.left.checked_sub(size) else {
                        return self.cut(self.bounds.too_large);
                    };
                    self.left = left;
                    // A vendor that never pauses must not outlast its time either.
                    if Instant::now() >= self.bounds.deadline {
                        return self.cut(self.bounds.too_late);
                    }
                    return Poll::Ready(Some(Ok(Frame::data(data))));
                }
                Poll::Ready(Some(Err(_))) => return self.cut(self.bounds.broken),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => {
                    return match self.timer.as_mut().poll(context) {
                        Poll::Ready(()) => self.cut(self.bounds.too_late),
                        Poll::Pending => Poll::Pending,
                    };
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test should stop at the place")]

    use super::*;
    use http_body_util::BodyExt as _;

    /// A body that always has more at once, so that no timer is ever looked at.
    struct Flood;

    impl Body for Flood {
        type Data = Bytes;
        type Error = BodyError;

        fn poll_frame(
            self: Pin<&mut Self>,
            _context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
            Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b".")))))
        }
    }

    fn bounds(bytes: u64, total: Duration) -> Bounds {
        Bounds {
            bytes,
            idle: Duration::from_mins(1),
            deadline: Instant::now() + total,
            too_large: Code::ResponseTooLarge,
            too_late: Code::UpstreamTimeout,
            broken: Code::UpstreamBroken,
        }
    }

    async fn cut(bounds: Bounds) -> (u64, Option<Code>) {
        let verdict = Verdict::default();
        let mut body = CappedBody::new(Flood, bounds, Arc::clone(&verdict));
        let mut n_bytes = 0;
        while let Some(Ok(frame)) = body.frame().await {
            n_bytes += u64::try_from(frame.into_data().unwrap().len()).unwrap();
            assert!(n_bytes < 20_000_000, "it is never cut off");
        }
        (n_bytes, verdict.get().copied())
    }

    #[tokio::test]
    async fn a_flood_ends_at_its_time_though_it_never_pauses() {
        let (_, code) = cut(bounds(u64::MAX, Duration::from_millis(5))).await;
        assert_eq!(code, Some(Code::UpstreamTimeout));
    }

    #[tokio::test]
    async fn a_flood_ends_at_its_size() {
        let end = cut(bounds(1000, Duration::from_mins(1))).await;
        assert_eq!(end, (1000, Some(Code::ResponseTooLarge)));
    }
}
