//! Kore.ai: how each call is made, and `billingsessionsummary` as a control total.

use super::encode::json as quoted;
use super::failure::{Failure, FailureKind};
use super::http::{Door, HttpReply, HttpRequest, Method};
use super::run::Move;
use super::{Wait, calendar, json};
use std::collections::VecDeque;

/// Everything that all calls have in common.
pub(super) struct Asking {
    pub(super) door: Door,
    /// The path before the service's name.
    pub(super) root: String,
    /// In the admin scope: one bot only.
    pub(super) bot: String,
    pub(super) channel: String,
    pub(super) token: String,
    /// Days without a time.
    pub(super) by_day: bool,
}

impl Asking {
    pub(super) fn call(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<String>,
    ) -> HttpRequest {
        let mut request = self.door.call(method, path, query);
        request.headers.push(("auth", self.token.clone()));
        request.headers.push(("accept", "application/json".to_owned()));
        if body.is_some() {
            request.headers.push(("content-type", "application/json".to_owned()));
        }
        request.body = body;
        request
    }

    /// A body that asks for these days, with more members after them.
    pub(super) fn body(&self, first: i64, last: i64, more: &str) -> String {
        let (from, to) = self.range(first, last);
        let mut body = format!("{{\"fromDate\":\"{from}\",\"toDate\":\"{to}\"{more}");
        for (name, value) in [("channel", &self.channel), ("botId", &self.bot)] {
            if !value.is_empty() {
                body.extend([",\"", name, "\":", &quoted(value)]);
            }
        }
        body.push('}');
        body
    }

    fn range(&self, first: i64, last: i64) -> (String, String) {
        let (from, to) = (calendar::day(first), calendar::day(last));
        if self.by_day { (from, to) } else { (from + "T00:00:00.000Z", to + "T23:59:59.999Z") }
    }
}

/// The longest range of one summary.
const LONGEST_DAYS: i64 = 90;

/// How often a summary under way is looked after.
const MOST_POLLS: u32 = 120;

/// The summaries of a part, one after the other.
pub(super) struct Totals {
    parts: VecDeque<(i64, i64)>,
    state: State,
    counted: u64,
    failed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Ask,
    Asked,
    Poll(u32),
    Polled(u32),
}

impl Totals {
    pub(super) fn of(first: i64, last: i64) -> Self {
        let parts = calendar::split_days(first, last, LONGEST_DAYS).into();
        Self { parts, state: State::Ask, counted: 0, failed: false }
    }

    /// Sessions by the vendor's own count, when all of it came.
    pub(super) fn counted(&self) -> Option<u64> {
        (!self.failed && self.parts.is_empty()).then_some(self.counted)
    }

    /// Whether the next reply is for this.
    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.state, State::Asked | State::Polled(_)) && !self.parts.is_empty()
    }

    pub(super) fn give_up(&mut self) {
        self.failed = true;
        self.parts.clear();
    }

    pub(super) fn next(&mut self, asking: &Asking) -> Option<Move> {
        let (first, last) = *self.parts.front()?;
        let path = [&asking.root, "billingsessionsummary"].concat();
        match self.state {
            State::Ask | State::Asked => {
                self.state = State::Asked;
                let by = ",\"unitType\":[\"session\"],\"groupByBot\":\"no\",\"groupByPeriod\":\"date_day\"";
                let streams = if asking.bot.is_empty() {
                    String::new()
                } else {
                    format!(",\"streamIds\":[{}]", quoted(&asking.bot))
                };
                let (from, to) = asking.range(first, last);
                let body = format!("{{\"fromDate\":\"{from}\",\"toDate\":\"{to}\"{by}{streams}}}");
                Some(Move::Call(asking.call(Method::Post, &path, &[], Some(body))))
            }
            State::Poll(polls) => {
                self.state = State::Polled(polls);
                let wait = 500 * u64::from(polls.clamp(1, 10));
                Some(Move::Wait(wait, Wait::Working))
            }
            State::Polled(_) => {
                let path = path + "/status";
                Some(Move::Call(asking.call(Method::Get, &path, &[("type", "summary")], None)))
            }
        }
    }

    pub(super) fn take(&mut self, reply: &HttpReply) -> Result<(), Failure> {
        let text = reply.text();
        let mut sessions = 0_u64;
        let mut status = String::new();
        let walked = json::walk(&text, &mut |path, leaf| match path {
            "status" => leaf.value().clone_into(&mut status),
            _ if path.ends_with("val.sessions") => {
                sessions += leaf.value().parse::<u64>().unwrap_or(0);
            }
            _ => {}
        });
        if let Err(broken) = walked {
            return Err(Failure::new(FailureKind::Broken, format!("JSON, byte {}", broken.0)));
        }
        let polls = match self.state {
            State::Polled(polls) => polls,
            _ => 0,
        };
        if status.eq_ignore_ascii_case("success") {
            self.counted += sessions;
            self.parts.pop_front();
            self.state = State::Ask;
        } else if polls >= MOST_POLLS || status.to_ascii_lowercase().contains("fail") {
            return Err(Failure::new(FailureKind::Generation(status), ""));
        } else {
            self.state = State::Poll(polls + 1);
        }
        Ok(())
    }
}
