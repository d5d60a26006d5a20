//! Poly `RealPresence` DMA `/api/rest/billing`: have the records made, look after it, fetch the zip.
//!
//! The DMA selects records that *start* in the window. Times are sent with their offset, each end with
//! its own: a month with a change of the clock begins and ends at different ones. A system makes one
//! set of records at a time, for everybody; who comes second waits here for a while, and what is
//! fetched is held against what was asked for.

use super::dma_status::{self, Status};
use super::encode::base64;
use super::failure::{Failure, FailureKind};
use super::form::{CONNECTION, Field, Form, Problem, Why};
use super::http::{Door, HttpReply, HttpRequest, Method};
use super::run::{Move, Plan, Run};
use super::{Around, Connector, Phase, Progress, Received, Session, Statement, Wait, calendar};
use super::{json, xml};
use crate::domain::forms::Settings;
use std::collections::VecDeque;

/// The connector.
pub struct Dma;

const FIELDS: &[Field] = &[
    Field::text("base_url", ""),
    CONNECTION,
    Field::text("user", ""),
    Field::secret("password"),
    Field::day("from"),
    Field::day("to"),
    Field::text("zone", "local"),
    Field::choice("way", &["generate", "direct"]).advanced(),
    Field::choice("format", &["xml", "json"]).advanced(),
];

const ROOT: &str = "/api/rest/billing";

/// Where an address without a port is listened to.
const PORT: &str = ":8443";

/// A zip of a month may take the DMA minutes to begin.
const PATIENCE_MS: u64 = 5 * 60_000;
const LARGEST: u64 = 4 << 30;

impl Connector for Dma {
    fn id(&self) -> &'static str {
        "dma"
    }

    fn name(&self) -> &'static str {
        "Poly RealPresence DMA"
    }

    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn start(&self, form: &Form, around: &Around<'_>) -> Result<Box<dyn Session>, Problem> {
        let access = Access::of(form)?;
        let (first, last) = form.days()?;
        let window = window(first, last, form.get("zone"), around)?;
        let state = if form.get("way") == "direct" { State::Direct } else { State::Generate };
        let plan = Export { window, state, ..Export::new(access) };
        Ok(run(form, plan))
    }

    fn test(&self, form: &Form, _around: &Around<'_>) -> Result<Box<dyn Session>, Problem> {
        let plan = Export { state: State::Test, ..Export::new(Access::of(form)?) };
        Ok(run(form, plan))
    }
}

fn run(form: &Form, plan: Export) -> Box<dyn Session> {
    let mut secrets = form.secrets(FIELDS);
    secrets.push(plan.access.basic.clone());
    let through_proxy = plan.access.door.through_proxy;
    Box::new(Run::new(plan, through_proxy, secrets))
}

/// First and last instant as the DMA wants them, and in UTC.
#[derive(Default)]
struct Window {
    from: String,
    to: String,
    start: i64,
    end: i64,
}

fn window(first: i64, last: i64, zone: &str, around: &Around<'_>) -> Result<Window, Problem> {
    let fixed = match zone {
        "" | "local" => None,
        text => {
            let minutes = calendar::parse_offset(text);
            Some(minutes.ok_or(Problem { field: "zone", why: Why::NotSendable })?)
        }
    };
    let minutes = |wall: i64| fixed.unwrap_or_else(|| i64::from((around.local_offset)(wall)));
    let (start, end) = (first * calendar::DAY, (last + 1) * calendar::DAY);
    // The offset at the wall's own time would need the offset; an hour off a day's border matters
    // only where the clock changes at midnight.
    let (at_start, at_end) =
        (minutes(start - minutes(start) * 60_000), minutes(end - 1 - minutes(end - 1) * 60_000));
    Ok(Window {
        from: [calendar::day(first), "T00:00:00".into(), calendar::offset(at_start)].concat(),
        to: [calendar::day(last), "T23:59:59.999".into(), calendar::offset(at_end)].concat(),
        start: start - at_start * 60_000,
        end: end - at_end * 60_000,
    })
}

struct Access {
    door: Door,
    basic: String,
    accept: &'static str,
}

impl Access {
    fn of(form: &Form) -> Result<Self, Problem> {
        let typed = form.get("base_url");
        let rest = typed.split_once("://").map_or(typed, |(_, rest)| rest);
        let host = rest.split('/').next().unwrap_or_default();
        let has_port = host.rsplit(']').next().is_some_and(|it| it.contains(':'));
        let address = if typed.is_empty() || has_port {
            typed.to_owned()
        } else {
            typed.replacen(host, &[host, PORT].concat(), 1)
        };
        let pair = [form.need("user")?, ":", form.need("password")?].concat();
        let accept = match form.get("format") {
            "json" => "application/vnd.plcm.plcm-billing-status+json, application/json",
            _ => "application/vnd.plcm.plcm-billing-status+xml, application/xml",
        };
        let door = Door::of(form, "dma", &address, "")?;
        Ok(Self { door, basic: base64(pair.as_bytes()), accept })
    }

    fn call(&self, method: Method, path: &str, query: &[(&str, &str)]) -> HttpRequest {
        let mut request = self.door.call(method, path, query);
        request.headers.push(("authorization", ["Basic ", &self.basic].concat()));
        request.headers.push(("accept", self.accept.to_owned()));
        request
    }

    fn download(&self, path: &str, query: &[(&str, &str)]) -> HttpRequest {
        let mut request = self.call(Method::Get, path, query);
        request.headers.retain(|(name, _)| *name != "accept");
        request.headers.push(("accept", "application/zip, */*;q=0.5".to_owned()));
        request.patience_ms = PATIENCE_MS;
        request.largest = LARGEST;
        request.keep = true;
        request
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Test,
    Generate,
    Status,
    Download,
    /// Looks whether a download with another tag than the status' is of the same set.
    Confirm,
    Direct,
    Over,
}

struct Export {
    access: Access,
    window: Window,
    state: State,
    status_path: String,
    /// When the records were asked for.
    asked_at: i64,
    polls: u32,
    busy: u32,
    /// How often in a row the status spoke of another finished set.
    strange: u32,
    status: Status,
    /// A download that is to be confirmed.
    got: Option<HttpReply>,
    ready: VecDeque<Move>,
    progress: Progress,
}

/// How often a set of records under way is looked after: with the longest wait, four hours.
const MOST_POLLS: u32 = 1000;

/// How often one waits for somebody else's records.
const MOST_BUSY: u32 = 6;

/// How often in a row the status may speak of another finished set before the own one is asked for
/// anew: right after that was asked for, it may still be the one before.
const MOST_STRANGE: u32 = 3;

impl Export {
    fn new(access: Access) -> Self {
        Self {
            access,
            window: Window::default(),
            state: State::Test,
            status_path: [ROOT, "/status"].concat(),
            asked_at: 0,
            polls: 0,
            busy: 0,
            strange: 0,
            status: Status::default(),
            got: None,
            ready: VecDeque::new(),
            progress: Progress::default(),
        }
    }

    fn query(&self) -> [(&'static str, &str); 2] {
        [("from-date", &self.window.from), ("to-date", &self.window.to)]
    }

    /// Somebody else's records are being made: wait, then ask anew; `false` after too long.
    fn wait_for_others(&mut self) -> bool {
        self.busy += 1;
        self.strange = 0;
        self.state = State::Generate;
        let wait = (5_000_u64 << self.busy.min(4)) / 2;
        self.ready.push_back(Move::Wait(wait, Wait::Busy));
        self.busy <= MOST_BUSY
    }

    fn look_after(&mut self, reply: &HttpReply) -> Result<(), Failure> {
        let status = read(reply)?;
        self.polls += 1;
        if !status.set.may_be_of(self.window.start, self.window.end, self.asked_at) {
            return self.look_past(&status);
        }
        self.strange = 0;
        self.progress = Progress {
            phase: Phase::Generating(status.action.clone()),
            done: status.done.unwrap_or(self.progress.done),
            total: status.total.or(self.progress.total),
            seconds_left: status.seconds_left,
        };
        let wait = dma_status::wait(self.polls, status.seconds_left);
        let kind = status.kind();
        self.status = status;
        match kind {
            dma_status::Kind::UnderWay if self.polls < MOST_POLLS => {
                self.ready.push_back(Move::Wait(wait, Wait::Working));
                Ok(())
            }
            dma_status::Kind::HasFile => {
                self.state = State::Download;
                Ok(())
            }
            dma_status::Kind::Others => self.give_way(),
            dma_status::Kind::UnderWay | dma_status::Kind::Failed => {
                let word = self.status.word.clone();
                Err(self.generation(FailureKind::Generation(word)))
            }
        }
    }

    /// The status speaks of records of another window.
    fn look_past(&mut self, status: &Status) -> Result<(), Failure> {
        self.status = Status::default();
        self.strange += 1;
        let is_at_work =
            matches!(status.kind(), dma_status::Kind::UnderWay | dma_status::Kind::Others);
        if is_at_work || self.strange > MOST_STRANGE {
            return self.give_way();
        }
        self.ready.push_back(Move::Wait(dma_status::wait(self.polls, None), Wait::Working));
        Ok(())
    }

    fn give_way(&mut self) -> Result<(), Failure> {
        if self.wait_for_others() {
            return Ok(());
        }
        self.state = State::Over;
        Err(self.generation(FailureKind::Busy))
    }

    /// A download came. Its tag says when the vendor gave it, by the documents; where that is not the
    /// status', somebody may have had other records made in between.
    fn downloaded(&mut self, reply: HttpReply, now: i64) -> Result<(), Failure> {
        if self.status.set.is_not(reply.header("etag")) {
            self.got = Some(reply);
            self.state = State::Confirm;
            return Ok(());
        }
        self.finish(&reply, now)
    }

    fn confirm(&mut self, reply: &HttpReply, now: i64) -> Result<(), Failure> {
        let status = read(reply)?;
        match self.got.take() {
            Some(got) if status.set == self.status.set => self.finish(&got, now),
            _ => self.give_way(),
        }
    }

    fn generation(&self, kind: FailureKind) -> Failure {
        Failure::new(kind, self.status.said())
    }

    fn finish(&mut self, reply: &HttpReply, now: i64) -> Result<(), Failure> {
        if !reply.body.starts_with(b"PK") {
            return Err(Failure::new(FailureKind::Broken, "zip"));
        }
        let asked = self.status.total;
        let is_short = self.status.is_short();
        let remark = if is_short { self.status.said() } else { String::new() };
        let path = if self.state == State::Direct { "" } else { "/download-cdrs" };
        let day = |it: &str| it.get(..10).unwrap_or(it).to_owned();
        self.ready.push_back(Move::Give(Box::new(Received {
            name: format!("cdrExport-{}-{}.zip", day(&self.window.from), day(&self.window.to)),
            media_type: "application/zip",
            settings: Settings::default(),
            statement: Statement {
                vendor: "dma",
                from: [&self.access.door.shown_host(), ROOT, path].concat(),
                window_start: Some(self.window.start),
                window_end: Some(self.window.end),
                asked,
                received: self.status.done.or(asked),
                complete: !is_short,
                at: now,
                made_at: reply.header("etag").and_then(stamp).or_else(|| self.status.set.made_at()),
                remark,
                note: None,
            },
            keep_it: false,
        })));
        self.progress.done = self.progress.done.max(reply.size.min(1));
        self.state = State::Over;
        Ok(())
    }
}

fn read(reply: &HttpReply) -> Result<Status, Failure> {
    if reply.is_page() {
        return Err(Failure::new(FailureKind::WebPage, ""));
    }
    dma_status::read(&reply.text()).map_err(|said| Failure::new(FailureKind::Broken, said))
}

/// When a download was made: its ETag is a UNIX time stamp, not a tag of its content. The documents
/// do not say whether in seconds or in milliseconds; a figure that is neither says nothing.
fn stamp(tag: &str) -> Option<i64> {
    let figure: i64 = tag.trim_start_matches("W/").trim_matches('"').parse().ok()?;
    match figure {
        1_000_000_000..1_000_000_000_000 => Some(figure * 1000),
        1_000_000_000_000..1_000_000_000_000_000 => Some(figure),
        _ => None,
    }
}

impl Plan for Export {
    fn next(&mut self, now: i64) -> Move {
        if let Some(made) = self.ready.pop_front() {
            return made;
        }
        let request = match self.state {
            State::Over => return Move::Done,
            State::Test | State::Status | State::Confirm => {
                let path = self.status_path.clone();
                self.access.call(Method::Get, &path, &[])
            }
            State::Generate => {
                self.progress.phase = Phase::Generating(String::new());
                self.polls = 0;
                self.asked_at = now;
                let path = [ROOT, "/generate-cdrs"].concat();
                self.access.call(Method::Post, &path, &self.query())
            }
            State::Download => {
                self.progress.phase = Phase::Downloading;
                let given = self.access.door.own_path(&self.status.download_url, ROOT);
                let path = given.unwrap_or_else(|| [ROOT, "/download-cdrs"].concat());
                self.access.download(&path, &[])
            }
            State::Direct => {
                self.progress.phase = Phase::Downloading;
                self.access.download(ROOT, &self.query())
            }
        };
        Move::Call(request)
    }

    fn take(&mut self, reply: HttpReply, now: i64) -> Result<(), Failure> {
        match self.state {
            State::Test => {
                self.state = State::Over;
                if reply.is_page() { Err(Failure::new(FailureKind::WebPage, "")) } else { Ok(()) }
            }
            State::Generate => {
                let place = reply.header("x-trueup-location").or(reply.header("location"));
                let given = place.and_then(|it| self.access.door.own_path(it, ROOT));
                if let Some(path) = given {
                    self.status_path = path;
                }
                self.state = State::Status;
                Ok(())
            }
            State::Status => self.look_after(&reply),
            State::Confirm => self.confirm(&reply, now),
            State::Download | State::Direct => {
                if reply.is_page() {
                    return Err(Failure::new(FailureKind::WebPage, ""));
                }
                self.downloaded(reply, now)
            }
            State::Over => Ok(()),
        }
    }

    fn said(&self, reply: &HttpReply) -> String {
        if reply.is_page() {
            return String::new();
        }
        let text = reply.text();
        let by_json = json::find(&text, &["description", "statusMessage", "message"]);
        let plain = || if text.contains('<') { String::new() } else { text.trim().to_owned() };
        by_json.or_else(|| xml::leaf(&text, "description")).unwrap_or_else(plain)
    }

    /// A second set of records at the same time is refused with 409.
    fn kind(&self, status: u16, _said: &str, usual: FailureKind) -> FailureKind {
        if status == 409 && self.state == State::Generate { FailureKind::Busy } else { usual }
    }

    fn endure(&mut self, failure: &Failure) -> bool {
        failure.kind == FailureKind::Busy && self.state == State::Generate && self.wait_for_others()
    }

    fn leave(&mut self, _now: i64) -> Vec<Move> {
        Vec::new()
    }

    fn progress(&self) -> Progress {
        self.progress.clone()
    }
}
