//! What all vendors have in common: one call after the other, tries again, failures, cancelling.

use super::backoff;
use super::failure::{self, Failure, FailureKind, NetFailure};
use super::http::{HttpReply, HttpRequest};
use super::{Progress, Received, Session, Step, Wait};
use std::collections::VecDeque;

/// A vendor's own part: which calls, and what their good replies mean.
pub(super) trait Plan {
    /// What comes next.
    fn next(&mut self, now: i64) -> Move;

    /// Takes a good reply.
    fn take(&mut self, reply: HttpReply, now: i64) -> Result<(), Failure>;

    /// What a reply that is no success says.
    fn said(&self, reply: &HttpReply) -> String;

    /// What kind of failure it is by what this vendor says, where that is not the usual.
    fn kind(&self, _status: u16, _said: &str, usual: FailureKind) -> FailureKind {
        usual
    }

    /// Whether the plan goes on in spite of a failure.
    fn endure(&mut self, _failure: &Failure) -> bool {
        false
    }

    /// It ends before its time: finishes the file at hand, if there is anything in it.
    fn leave(&mut self, now: i64) -> Vec<Move>;

    /// How far it is.
    fn progress(&self) -> Progress;
}

/// A plan's next move.
#[derive(Debug)]
pub(super) enum Move {
    Call(HttpRequest),
    Wait(u64, Wait),
    Asked(String),
    Keep(Vec<u8>),
    Give(Box<Received>),
    Done,
    Fail(Failure),
}

/// A plan being carried out.
pub(super) struct Run<P> {
    plan: P,
    through_proxy: bool,
    /// Never shown, whoever says them.
    secrets: Vec<String>,
    /// The call under way, or to be made again.
    call: Option<HttpRequest>,
    /// Whether that call is still to be made.
    due: bool,
    tried: u32,
    reached: bool,
    queue: VecDeque<Step>,
    cancelled: bool,
    ended: bool,
}

impl<P: Plan> Run<P> {
    pub(super) fn new(plan: P, through_proxy: bool, secrets: Vec<String>) -> Self {
        Self {
            plan,
            through_proxy,
            secrets,
            call: None,
            due: false,
            tried: 0,
            reached: false,
            queue: VecDeque::new(),
            cancelled: false,
            ended: false,
        }
    }

    fn step(&mut self, made: Move) -> Step {
        match made {
            Move::Call(request) => {
                self.call = Some(request.clone());
                Step::Call(request)
            }
            Move::Wait(milliseconds, reason) => Step::Wait { milliseconds, reason },
            Move::Asked(what) => Step::Asked(what),
            Move::Keep(bytes) => Step::Keep(bytes),
            Move::Give(received) => Step::Received(received),
            Move::Done => {
                self.ended = true;
                Step::Done
            }
            Move::Fail(failure) => {
                self.ended = true;
                Step::Failed(failure)
            }
        }
    }

    fn end(&mut self, failure: Failure, now: i64) {
        if failure.kind != FailureKind::Cancelled && self.plan.endure(&failure) {
            self.call = None;
            self.tried = 0;
            return;
        }
        self.ended = true;
        for left in self.plan.leave(now) {
            let step = self.step(left);
            self.queue.push_back(step);
        }
        self.queue.push_back(Step::Failed(failure));
    }

    /// Where it happened and in whose words, without secrets.
    fn locate(&self, failure: &mut Failure, status: u16) {
        failure.status = status;
        failure.through_proxy = self.through_proxy;
        if let Some(call) = &self.call {
            failure.at = [call.host.as_str(), &call.path].concat();
        }
        failure.said = scrub(&failure.said, &self.secrets);
    }

    /// Makes the call again later, or ends.
    fn trouble(&mut self, failure: Failure, asked_ms: Option<u64>, now: i64) {
        let Some(wait) = backoff::wait(&failure.kind, self.tried, asked_ms, self.reached) else {
            return self.end(failure, now);
        };
        self.tried += 1;
        self.due = true;
        let reason = match failure.kind {
            FailureKind::TooMany => Wait::RateLimit,
            kind => Wait::Trouble(kind),
        };
        self.queue.push_back(Step::Wait { milliseconds: wait, reason });
    }
}

impl<P: Plan> Session for Run<P> {
    fn next(&mut self, now: i64) -> Step {
        if self.cancelled && !self.ended {
            self.queue.clear();
            let mut failure = Failure::new(FailureKind::Cancelled, "");
            self.locate(&mut failure, 0);
            self.end(failure, now);
        }
        if let Some(step) = self.queue.pop_front() {
            return step;
        }
        if self.ended {
            return Step::Done;
        }
        if self.due
            && let Some(call) = self.call.clone()
        {
            self.due = false;
            return Step::Call(call);
        }
        let made = self.plan.next(now);
        self.step(made)
    }

    fn answer(&mut self, answer: Result<HttpReply, NetFailure>, now: i64) {
        if self.cancelled || self.ended {
            return;
        }
        let reply = match answer {
            Ok(reply) => reply,
            Err(net) => {
                let mut failure = Failure::new(FailureKind::Net(net), "");
                self.locate(&mut failure, 0);
                return self.trouble(failure, None, now);
            }
        };
        let status = reply.status;
        let asked = backoff::retry_after(&reply, now);
        let said = match reply.header("x-trueup-refusal") {
            Some(_) => super::json::find(&reply.text(), &["message"]).unwrap_or_default(),
            None if (200..300).contains(&status) => String::new(),
            None => self.plan.said(&reply),
        };
        let judged = match failure::judge(&reply, self.through_proxy, &said) {
            Some(kind) => {
                let kind = match kind {
                    FailureKind::Proxy(_) | FailureKind::ProxyLimit => kind,
                    usual => self.plan.kind(status, &said, usual),
                };
                Err(Failure::new(kind, said))
            }
            None => {
                self.reached = true;
                self.plan.take(reply, now).map_err(failure::judge_inside)
            }
        };
        match judged {
            Ok(()) => {
                self.call = None;
                self.tried = 0;
            }
            Err(mut failure) => {
                self.locate(&mut failure, status);
                self.trouble(failure, asked, now);
            }
        }
    }

    fn cancel(&mut self) {
        self.cancelled = true;
    }

    fn progress(&self) -> Progress {
        self.plan.progress()
    }
}

/// The longest word of a vendor that is shown.
const LONGEST_SAID: usize = 300;

/// A vendor's words on one line, cut to a length, and without secrets: some interfaces repeat what
/// they were sent.
fn scrub(said: &str, secrets: &[String]) -> String {
    let mut said = said.to_owned();
    for secret in secrets {
        said = said.replace(secret.as_str(), "•••");
    }
    let words: Vec<&str> = said.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST_SAID) {
        Some((end, _)) => [line.get(..end).unwrap_or_default(), "…"].concat(),
        None => line,
    }
}
