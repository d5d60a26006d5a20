//! When to try again, and when not to.

use super::failure::{FailureKind, NetFailure};
use super::http::HttpReply;

/// How often a failed call is made again.
const TRIES: u32 = 4;

/// How often a call without any reply is made again: mostly it will stay without.
const TRIES_UNREACHED: u32 = 1;

/// How often a vendor that answers no more calls is asked again. With the growing waits this is
/// longer than the rolling minute that such limits are counted in.
const TRIES_LIMITED: u32 = 7;

/// The longest wait. A vendor that asks for more is told to the person instead.
pub(super) const LONGEST_MS: u64 = 15 * 60_000;

/// How long to wait before the next try, after `tried` tries; `None` to give up. `asked_ms` is what
/// the vendor asked for. `reached` says that this vendor has answered before in this fetch.
pub(super) fn wait(
    kind: &FailureKind,
    tried: u32,
    asked_ms: Option<u64>,
    reached: bool,
) -> Option<u64> {
    let (tries, first) = match kind {
        FailureKind::TooMany | FailureKind::ProxyLimit => (TRIES_LIMITED, 2_000),
        FailureKind::Server | FailureKind::Net(NetFailure::TimedOut | NetFailure::Cut) => {
            (TRIES, 1_000)
        }
        FailureKind::Broken => (TRIES_UNREACHED, 1_000),
        FailureKind::Net(NetFailure::Offline | NetFailure::Unreachable) if reached => {
            (TRIES, 2_000)
        }
        FailureKind::Proxy(code)
            if matches!(code.as_str(), "connect_failed" | "upstream_broken" | "tls_failed") =>
        {
            (TRIES_UNREACHED, 1_000)
        }
        _ => return None,
    };
    if tried >= tries {
        return None;
    }
    // Doubling, so that trouble is not made worse by asking; a minute is as good as two. What the vendor
    // asks for is the least it takes: one that always asks for a second would be asked every second.
    let own = (first << tried.min(10)).min(60_000);
    let wait = asked_ms.map_or(own, |it| it.max(own));
    (wait <= LONGEST_MS).then_some(wait)
}

/// Milliseconds that a reply asks to wait: seconds or a date in `retry-after`.
pub(super) fn retry_after(reply: &HttpReply, now: i64) -> Option<u64> {
    let text = reply.header("retry-after")?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(seconds.saturating_mul(1000));
    }
    let until = http_date(text)?;
    Some(u64::try_from(until.saturating_sub(now)).unwrap_or(0))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the only shape that is still sent.
fn http_date(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split_once(", ")?.1.split(' ');
    let (day, month, year, time) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|it| *it == month)? + 1;
    let day = super::calendar::parse_day(&format!("{year}-{month:02}-{day:0>2}"))?;
    let mut seconds = 0;
    for part in time.split(':') {
        seconds = seconds * 60 + part.parse::<i64>().ok()?;
    }
    Some(day * super::calendar::DAY + seconds * 1000)
}
