//! wolkvox `billing.php`: one report after the other, each answer a dated snapshot.
//!
//! An answer is a counter of the current month up to the moment of asking; last month's cannot be
//! asked for again. So each is kept as a file that says which report it is, when it was asked for,
//! and by its hash that it is what the vendor sent. By the vendor a token is used for one call at a
//! time and a report is asked for every five minutes at most.

use super::encode::json as quoted;
use super::failure::{Failure, FailureKind};
use super::form::{CONNECTION, Field, Form, Problem};
use super::http::{Door, HttpReply, HttpRequest, Method, header_value};
use super::json::{self, Leaf};
use super::run::{Move, Plan, Run};
use super::{
    Around, Asked, Connector, Note, Phase, Progress, Received, Session, Statement, Wait, calendar,
};
use crate::domain::content_hash;
use crate::domain::forms::Settings;
use std::collections::VecDeque;

/// The connector.
pub struct Wolkvox;

/// Reports whose names are known; the vendor has more.
pub const REPORTS: &[&str] = &[
    "ivr_calls",
    "interactions",
    "agent_script",
    "intelligent_dial",
    "ivr_minutes",
    "chat_licenses",
    "interaction_licenses",
    "amd_ai",
    "stereo_rec",
    "wp_connectors",
    "wp_connectors_official",
];

/// Between two calls for one report.
const FLOOR_MS: i64 = 5 * 60_000;

/// The vendor's own limits: a reply has at most this many bytes and takes at most a minute.
const LARGEST: u64 = 256 << 20;

/// A reply with so many rows was cut off by the vendor, or may have been.
const MOST_ROWS: u64 = 60_000;

const PATIENCE_MS: u64 = 75_000;

const FIELDS: &[Field] = &[
    Field::text("base_url", ""),
    CONNECTION,
    Field::secret("token"),
    Field::names("reports", REPORTS, "ivr_calls, interactions"),
];

impl Connector for Wolkvox {
    fn id(&self) -> &'static str {
        "wolkvox"
    }

    fn name(&self) -> &'static str {
        "wolkvox"
    }

    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn start(&self, form: &Form, around: &Around<'_>) -> Result<Box<dyn Session>, Problem> {
        let (door, token) = (door(form)?, header_value(form, "token")?);
        let mut reports = VecDeque::new();
        for name in form.need("reports")?.split([',', ';', ' ', '\n']).map(str::trim) {
            if !name.is_empty() && !reports.iter().any(|it| it == name) {
                reports.push_back(name.to_owned());
            }
        }
        Ok(run(form, Reports::new(door, token, reports, around)))
    }

    /// A call that names no report is answered with what is wrong with it, once the token was taken;
    /// so trying out costs no report its five minutes.
    fn test(&self, form: &Form, around: &Around<'_>) -> Result<Box<dyn Session>, Problem> {
        let (door, token) = (door(form)?, header_value(form, "token")?);
        let reports = VecDeque::from([String::new()]);
        Ok(run(form, Reports { is_test: true, ..Reports::new(door, token, reports, around) }))
    }
}

fn run(form: &Form, plan: Reports) -> Box<dyn Session> {
    let through_proxy = plan.door.through_proxy;
    Box::new(Run::new(plan, through_proxy, form.secrets(FIELDS)))
}

/// The server as a whole address, as a host, or as the vendor's short name for it.
fn door(form: &Form) -> Result<Door, Problem> {
    let typed = form.need("base_url")?;
    let is_short = !typed.contains(['.', '/', ':']);
    let address = if is_short {
        let server = typed.strip_prefix("wv").unwrap_or(typed);
        ["https://wv", server, ".wolkvox.com"].concat()
    } else {
        typed.to_owned()
    };
    Door::of(form, "wolkvox", &address, "")
}

struct Reports {
    door: Door,
    token: String,
    asked: Asked,
    waiting: VecDeque<String>,
    n_reports: usize,
    current: Option<String>,
    is_test: bool,
    ready: VecDeque<Move>,
    refused: Option<Failure>,
    progress: Progress,
    offset: i64,
}

const PATH: &str = "/api/v2/billing.php";

impl Reports {
    fn new(door: Door, token: String, waiting: VecDeque<String>, around: &Around<'_>) -> Self {
        Self {
            door,
            token,
            asked: around.asked.clone(),
            n_reports: waiting.len(),
            waiting,
            current: None,
            is_test: false,
            ready: VecDeque::new(),
            refused: None,
            progress: Progress::default(),
            offset: i64::from((around.local_offset)(around.now)),
        }
    }

    fn floor_key(&self, report: &str) -> String {
        ["wolkvox ", &self.door.host, " ", report].concat()
    }

    /// The vendor has answered for this report, so its five minutes begin. A call that was not taken
    /// (a wrong token) or did not reach the vendor costs nothing.
    fn note(&mut self, report: &str) {
        if !report.is_empty() {
            self.ready.push_back(Move::Asked(self.floor_key(report)));
        }
    }

    fn request(&self, report: &str) -> HttpRequest {
        let mut request = self.door.call(Method::Get, PATH, &[("api", report)]);
        request.headers.push(("wolkvox-token", self.token.clone()));
        request.headers.push(("accept", "application/json".to_owned()));
        request.patience_ms = PATIENCE_MS;
        request.largest = LARGEST;
        request
    }

    fn snapshot(&mut self, report: &str, reply: &HttpReply, rows: u64, now: i64) {
        let text = reply.text();
        let text = text.trim_start_matches('\u{feff}').trim();
        let at = calendar::iso(now - now.rem_euclid(1000));
        let is_full = rows >= MOST_ROWS;
        let hash = content_hash::of(text.as_bytes());
        let file = format!(
            "{{\"trueup_snapshot\":1,\"vendor\":\"wolkvox\",\"report\":{},\"fetched_at\":\"{at}\",\
             \"sha256\":\"{hash}\",\"reply\":{text}}}\n",
            quoted(report)
        );
        // The month is the operation's own, which is nearly always also the person's.
        let month = calendar::month_start(now + self.offset * 60_000);
        let start = month * calendar::DAY - self.offset * 60_000;
        self.ready.push_back(Move::Keep(file.into_bytes()));
        self.ready.push_back(Move::Give(Box::new(Received {
            name: format!("wolkvox-{}-{}.json", plain(report), calendar::compact(now)),
            media_type: "application/json",
            settings: Settings { service: report.to_owned(), ..Settings::default() },
            statement: Statement {
                vendor: "wolkvox",
                from: [&self.door.host, PATH, "?api=", report].concat(),
                window_start: Some(start),
                window_end: Some(now),
                asked: Some(rows).filter(|_| !is_full),
                received: Some(rows),
                complete: !is_full,
                at: now,
                made_at: None,
                remark: String::new(),
                note: is_full.then_some(Note::Limit(MOST_ROWS)),
            },
            keep_it: true,
        })));
        self.progress.done += rows;
    }
}

impl Plan for Reports {
    fn next(&mut self, now: i64) -> Move {
        if let Some(made) = self.ready.pop_front() {
            return made;
        }
        let Some(report) = self.waiting.front().cloned() else {
            return self.refused.take().map_or(Move::Done, Move::Fail);
        };
        let at = self.n_reports - self.waiting.len() + 1;
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        self.progress.phase =
            Phase::Report { name: report.clone(), at: number(at), of: number(self.n_reports) };
        let before = self.asked.get(&self.floor_key(&report)).copied();
        let left = before.map_or(0, |it| it + FLOOR_MS - now);
        if left > 0 && !self.is_test {
            let wait = u64::try_from(left).unwrap_or(0);
            // Said again every quarter of a minute, so that the page can count down.
            return Move::Wait(wait.min(15_000), Wait::Floor(report));
        }
        self.current = Some(report.clone());
        Move::Call(self.request(&report))
    }

    fn take(&mut self, reply: HttpReply, now: i64) -> Result<(), Failure> {
        let seen = look(&reply)?;
        if seen.is_refusal() {
            return Err(seen.failure());
        }
        self.waiting.pop_front();
        let report = self.current.take().unwrap_or_default();
        if !self.is_test {
            self.note(&report);
            self.snapshot(&report, &reply, seen.rows, now);
        }
        Ok(())
    }

    fn said(&self, reply: &HttpReply) -> String {
        look(reply).map(|it| it.said()).unwrap_or_default()
    }

    fn kind(&self, status: u16, said: &str, usual: FailureKind) -> FailureKind {
        kind_of(status, said, usual)
    }

    /// A report that the vendor does not have is no reason to leave out the others; it is told at
    /// the end.
    fn endure(&mut self, failure: &Failure) -> bool {
        if is_answer(failure)
            && let Some(report) = self.current.take()
        {
            self.note(&report);
        }
        if failure.kind != FailureKind::Refused {
            return false;
        }
        if !self.is_test {
            self.refused.get_or_insert_with(|| failure.clone());
        }
        self.waiting.pop_front();
        true
    }

    fn leave(&mut self, _now: i64) -> Vec<Move> {
        self.ready.drain(..).collect()
    }

    fn progress(&self) -> Progress {
        self.progress.clone()
    }
}

/// What a reply says about itself.
#[derive(Default)]
struct Seen {
    code: u16,
    error: String,
    msg: String,
    rows: u64,
}

impl Seen {
    fn is_refusal(&self) -> bool {
        self.code != 200 || !self.error.is_empty()
    }

    fn said(&self) -> String {
        let parts = [self.error.as_str(), self.msg.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        parts.join(": ")
    }

    fn failure(&self) -> Failure {
        let said = self.said();
        let kind = kind_of(self.code, &said, FailureKind::of_status(self.code));
        Failure::new(kind, format!("{} {said}", self.code))
    }
}

/// Whether the vendor has answered for the report: with something that cannot be read, or that it was
/// asked for too often. Two calls at once are refused whatever they ask for.
fn is_answer(failure: &Failure) -> bool {
    match failure.kind {
        FailureKind::Broken => true,
        FailureKind::TooMany => !is_two_at_once(&failure.said),
        _ => false,
    }
}

fn is_two_at_once(said: &str) -> bool {
    said.to_ascii_uppercase().contains("SIMULTANEOUS")
}

/// One status (403) stands for several things, told apart by their words.
fn kind_of(status: u16, said: &str, otherwise: FailureKind) -> FailureKind {
    if is_two_at_once(said) {
        return FailureKind::TooMany;
    }
    let said = said.to_ascii_uppercase();
    if said.contains("TOKEN LIMIT") || said.contains("LIMIT EXCEEDED") {
        FailureKind::Quota
    } else if status == 403 && said.contains("VALIDATE") {
        FailureKind::Credentials
    } else {
        otherwise
    }
}

fn look(reply: &HttpReply) -> Result<Seen, Failure> {
    if reply.is_page() {
        return Err(Failure::new(FailureKind::WebPage, ""));
    }
    let mut seen = Seen::default();
    let text = reply.text();
    let walked = json::walk(&text, &mut |path, leaf| match (path, leaf) {
        ("code", leaf) => seen.code = leaf.value().parse().unwrap_or(0),
        ("error", Leaf::Text(text)) => text.clone_into(&mut seen.error),
        ("msg", Leaf::Text(text)) => text.clone_into(&mut seen.msg),
        ("data", Leaf::Entry) => seen.rows += 1,
        _ => {}
    });
    match walked {
        Ok(()) if seen.code != 0 => Ok(seen),
        Ok(()) => Err(Failure::new(FailureKind::Broken, "")),
        Err(broken) => Err(Failure::new(FailureKind::Broken, format!("JSON, byte {}", broken.0))),
    }
}

/// A report's name as part of a file's name.
fn plain(report: &str) -> String {
    report
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() || it == '_' { it } else { '-' })
        .collect()
}
