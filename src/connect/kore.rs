//! Kore.ai `getBillingSessionsDetails`: page after page, part after part of a long range.
//!
//! By the vendor's document a range has at most six months, by newer ones three: a setting. All parts
//! together become one file, a list of the replies, in which the reader of dropped files finds totals,
//! pages and repeats. Where there are several parts, `{"trueup_window": {"from", "to"}}` stands before
//! the pages of each: every part has a total of its own. Days can be asked for in both of the document's formats; the one with a time
//! leaves no doubt about whether the last day counts, so it is the default.

use super::encode::{base64_url, json as quoted, percent};
use super::failure::{Failure, FailureKind};
use super::form::{CONNECTION, Field, Form, Problem};
use super::http::{Door, HttpReply, HttpRequest, Method, header_value};
use super::json::{self, Leaf};
use super::kore_totals::{Asking, Totals};
use super::run::{Move, Plan, Run};
use super::{
    Around, Connector, Note, Phase, Progress, Received, Session, Signing, Statement, calendar,
};
use crate::domain::forms::Settings;
use std::collections::VecDeque;

/// The connector.
pub struct Kore;

const HOME: &str = "https://bots.kore.ai";
const ADMIN: &[&str] = &["admin"];

const FIELDS: &[Field] = &[
    Field::text("base_url", HOME),
    CONNECTION,
    Field::choice("scope", &["builder", "admin"]),
    Field::text("bot_id", ""),
    Field::day("from"),
    Field::day("to"),
    Field::secret("token"),
    Field::text("client_id", ""),
    Field::secret("client_secret"),
    Field::text("channel", "").advanced(),
    Field::choice("totals", &["no", "yes"]).advanced(),
    Field::choice("admin_path", &["bots", "plain"]).when("scope", ADMIN).advanced(),
    Field::choice("date_format", &["instant", "day"]).advanced(),
    Field::choice("months", &["6", "3"]).advanced(),
    Field::text("page_size", "1000").advanced(),
];

impl Connector for Kore {
    fn id(&self) -> &'static str {
        "kore"
    }

    fn name(&self) -> &'static str {
        "Kore.ai"
    }

    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    /// By the vendor: `{"sub":"…","appId":"<client id>"}`, signed with the client secret. A pasted
    /// token is used as it is.
    fn signing(&self, form: &Form) -> Option<Signing> {
        let (client, secret) = (form.get("client_id"), form.get("client_secret"));
        if !form.get("token").is_empty() || client.is_empty() || secret.is_empty() {
            return None;
        }
        let header = base64_url(br#"{"alg":"HS256","typ":"JWT"}"#);
        let claims = format!("{{\"sub\":\"trueup\",\"appId\":{}}}", quoted(client));
        let input = [&header, ".", &base64_url(claims.as_bytes())].concat();
        Some(Signing { input, secret: secret.to_owned() })
    }

    fn start(&self, form: &Form, _around: &Around<'_>) -> Result<Box<dyn Session>, Problem> {
        let asking = asking(form)?;
        let (first, last) = form.days()?;
        let months = form.get("months").parse().unwrap_or(6);
        let parts: VecDeque<_> = calendar::split_months(first, last, months).into();
        let limit = form.get("page_size").parse::<u64>().unwrap_or(0).clamp(1, 10_000);
        let n_parts = u32::try_from(parts.len()).unwrap_or(u32::MAX);
        let whole = Whole { first, last, ..Whole::default() };
        // A summary counts every channel, so it says nothing about one.
        let wants_totals = form.get("totals") == "yes";
        let with_totals = wants_totals && asking.channel.is_empty();
        let note = (wants_totals && !with_totals).then_some(Note::NoTotalsOfChannel);
        let plan = Details::new(asking);
        Ok(run(form, Details { limit, parts, n_parts, with_totals, note, whole, ..plan }))
    }

    fn test(&self, form: &Form, _around: &Around<'_>) -> Result<Box<dyn Session>, Problem> {
        let asking = asking(form)?;
        let (first, _) = form.days()?;
        let parts = VecDeque::from([(first, first)]);
        Ok(run(form, Details { limit: 1, parts, is_test: true, ..Details::new(asking) }))
    }
}

fn run(form: &Form, plan: Details) -> Box<dyn Session> {
    let through_proxy = plan.asking.door.through_proxy;
    Box::new(Run::new(plan, through_proxy, form.secrets(FIELDS)))
}

fn asking(form: &Form) -> Result<Asking, Problem> {
    let door = Door::of(form, "kore", form.get("base_url"), HOME)?;
    let is_admin = ADMIN.contains(&form.get("scope"));
    let bot = if is_admin { form.get("bot_id") } else { form.need("bot_id")? };
    let root = match (is_admin, form.get("admin_path")) {
        (false, _) => ["/api/public/bot/", &percent(bot), "/"].concat(),
        (true, "plain") => "/api/public/".to_owned(),
        (true, _) => "/api/public/bots/".to_owned(),
    };
    // Half a pair is a pair that was not finished, rather than a token that is missing.
    if form.get("token").is_empty() {
        let pair = ["client_id", "client_secret"];
        if pair.iter().any(|it| !form.get(it).is_empty()) {
            for name in pair {
                form.need(name)?;
            }
        }
    }
    Ok(Asking {
        door,
        root,
        bot: if is_admin { bot.to_owned() } else { String::new() },
        channel: form.get("channel").to_owned(),
        token: header_value(form, "token")?,
        by_day: form.get("date_format") == "day",
    })
}

struct Details {
    asking: Asking,
    limit: u64,
    parts: VecDeque<(i64, i64)>,
    n_parts: u32,
    with_totals: bool,
    note: Option<Note>,
    is_test: bool,
    part: u32,
    open: Option<Part>,
    totals: Option<Totals>,
    ready: VecDeque<Move>,
    progress: Progress,
    whole: Whole,
}

/// What came of the whole range so far.
#[derive(Default)]
struct Whole {
    first: i64,
    last: i64,
    pages: u32,
    rows: u64,
    /// What the vendor says there is; none as soon as one part does not say.
    total: Option<u64>,
    incomplete: bool,
    counted: Option<u64>,
    remark: String,
    /// Each part with what came of it, told when not everything did.
    parts: Vec<String>,
}

/// A part of the range while its pages come.
#[derive(Default)]
struct Part {
    first: i64,
    last: i64,
    page: u32,
    rows: u64,
    total: Option<u64>,
    ended: bool,
    /// The last page as it came, to see a vendor that gives the same one for ever.
    before: Vec<u8>,
    remark: String,
}

impl Details {
    fn new(asking: Asking) -> Self {
        Self {
            asking,
            limit: 1,
            parts: VecDeque::new(),
            n_parts: 1,
            with_totals: false,
            note: None,
            is_test: false,
            part: 0,
            open: None,
            totals: None,
            ready: VecDeque::new(),
            progress: Progress::default(),
            whole: Whole::default(),
        }
    }

    fn page(&mut self) -> Option<HttpRequest> {
        let part = self.open.as_ref()?;
        self.progress.phase =
            Phase::Page { page: part.page + 1, window: self.part, windows: self.n_parts };
        let more = format!(",\"limit\":{},\"skip\":{}", self.limit, part.rows);
        let body = self.asking.body(part.first, part.last, &more);
        let path = [&self.asking.root, "getBillingSessionsDetails"].concat();
        Some(self.asking.call(Method::Post, &path, &[], Some(body)))
    }

    /// Adds a part that has come, or as much of it as will.
    fn settle(&mut self) {
        let Some(part) = self.open.take() else { return };
        let counted = self.totals.take().and_then(|it| it.counted());
        let came_all = part.ended && part.total.is_none_or(|total| part.rows >= total);
        let whole = &mut self.whole;
        whole.total = match (whole.parts.is_empty(), whole.total, part.total) {
            (true, _, total) => total,
            (false, Some(before), Some(total)) => Some(before + total),
            _ => None,
        };
        whole.pages += part.page;
        whole.rows += part.rows;
        whole.incomplete |= !came_all || counted.is_some_and(|it| it > part.rows);
        if let Some(counted) = counted {
            whole.counted = Some(whole.counted.unwrap_or(0) + counted);
        }
        if !part.remark.is_empty() {
            whole.remark = part.remark;
        }
        whole.parts.push(told(part.first, part.last, part.rows, part.total));
    }

    /// The file of the whole range, finished. Parts that were not asked for any more are missing.
    fn close(&mut self, now: i64) {
        let mut whole = std::mem::take(&mut self.whole);
        if self.is_test || whole.pages == 0 {
            return;
        }
        for (first, last) in self.parts.drain(..) {
            whole.incomplete = true;
            whole.total = None;
            whole.parts.push(told(first, last, 0, None));
        }
        let mut remarks = Vec::new();
        remarks.extend(whole.counted.map(|it| format!("billingsessionsummary: {it}")));
        remarks.extend(Some(whole.remark).filter(|it| !it.is_empty()));
        if whole.incomplete && whole.parts.len() > 1 {
            remarks.append(&mut whole.parts);
        }
        let (first, last) = (calendar::day(whole.first), calendar::day(whole.last));
        self.ready.push_back(Move::Keep(b"]\n".to_vec()));
        self.ready.push_back(Move::Give(Box::new(Received {
            name: format!("kore-sessions-{first}-{last}.json"),
            media_type: "application/json",
            settings: Settings {
                layout: "kore-billing-sessions".to_owned(),
                ..Settings::default()
            },
            statement: Statement {
                vendor: "kore",
                from: [
                    &self.asking.door.shown_host(),
                    &*self.asking.root,
                    "getBillingSessionsDetails",
                ]
                .concat(),
                window_start: Some(whole.first * calendar::DAY),
                window_end: Some((whole.last + 1) * calendar::DAY),
                asked: whole.total,
                received: Some(whole.rows),
                complete: !whole.incomplete,
                at: now,
                made_at: None,
                remark: remarks.join(" · "),
                note: self.note,
            },
            keep_it: false,
        })));
    }

    /// What stands in the file before a page.
    fn before_page(&self, part: &Part) -> String {
        let mark = if part.page == 1 && self.n_parts > 1 {
            let (from, to) = (calendar::day(part.first), calendar::day(part.last));
            format!("{{\"trueup_window\":{{\"from\":\"{from}\",\"to\":\"{to}\"}}}},\n")
        } else {
            String::new()
        };
        let is_first = self.whole.pages == 0 && part.page == 1;
        [if is_first { "[\n" } else { ",\n" }, &mark].concat()
    }
}

/// A part of the range with what came of it: days, and rows of how many.
fn told(first: i64, last: i64, rows: u64, total: Option<u64>) -> String {
    let total = total.map_or_else(|| "?".to_owned(), |it| it.to_string());
    format!("{}..{} {rows}/{total}", calendar::day(first), calendar::day(last))
}

impl Plan for Details {
    fn next(&mut self, now: i64) -> Move {
        if let Some(made) = self.ready.pop_front() {
            return made;
        }
        if let Some(totals) = &mut self.totals
            && let Some(made) = totals.next(&self.asking)
        {
            self.progress.phase = Phase::Totals;
            return made;
        }
        if self.open.as_ref().is_some_and(|it| it.ended) {
            self.settle();
        }
        if self.open.is_none() {
            let Some((first, last)) = self.parts.pop_front() else {
                self.close(now);
                return self.ready.pop_front().unwrap_or(Move::Done);
            };
            self.part += 1;
            self.open = Some(Part { first, last, ..Part::default() });
        }
        self.page().map_or(Move::Done, Move::Call)
    }

    fn take(&mut self, reply: HttpReply, _now: i64) -> Result<(), Failure> {
        if let Some(totals) = self.totals.as_mut().filter(|it| it.is_waiting()) {
            return totals.take(&reply);
        }
        let Some(part) = &mut self.open else { return Ok(()) };
        let seen = look(&reply)?;
        part.total = seen.total.or(part.total);
        let is_repeat = seen.sessions > 0 && reply.body == part.before;
        if is_repeat && part.total.is_none_or(|total| part.rows < total) {
            return Err(Failure::new(FailureKind::Stuck, ""));
        }
        // A page beyond the last may say that there is more, again; the document's sample does.
        part.ended = seen.more != Some(true) || seen.sessions == 0 || is_repeat || self.is_test;
        if is_repeat {
            return Ok(());
        }
        part.rows += seen.sessions;
        self.progress.done = self.whole.rows + part.rows;
        self.progress.total = part.total.filter(|_| self.n_parts == 1);
        if seen.sessions > 0 || part.page == 0 {
            part.page += 1;
            part.before.clone_from(&reply.body);
            if let Some(part) = self.open.as_ref().filter(|_| !self.is_test) {
                let before = self.before_page(part);
                self.ready.push_back(Move::Keep(before.into_bytes()));
                self.ready.push_back(Move::Keep(reply.body));
            }
        }
        if let Some(part) = self.open.as_ref().filter(|it| it.ended && self.with_totals) {
            self.totals = Some(Totals::of(part.first, part.last));
        }
        Ok(())
    }

    fn said(&self, reply: &HttpReply) -> String {
        json::find(&reply.text(), &["msg", "message"]).unwrap_or_default()
    }

    /// Totals are an extra: without leave for them the sessions still count.
    fn endure(&mut self, failure: &Failure) -> bool {
        let Some(totals) = self.totals.as_mut().filter(|it| it.is_waiting()) else { return false };
        totals.give_up();
        if let Some(part) = &mut self.open {
            part.remark = format!("billingsessionsummary: {} {}", failure.status, failure.said);
        }
        true
    }

    fn leave(&mut self, now: i64) -> Vec<Move> {
        if let Some(part) = &mut self.open {
            part.ended = false;
        }
        self.settle();
        self.close(now);
        self.ready.drain(..).collect()
    }

    fn progress(&self) -> Progress {
        self.progress.clone()
    }
}

/// What a page says about itself.
struct Seen {
    total: Option<u64>,
    more: Option<bool>,
    sessions: u64,
}

fn look(reply: &HttpReply) -> Result<Seen, Failure> {
    if reply.is_page() {
        return Err(Failure::new(FailureKind::WebPage, ""));
    }
    let mut seen = Seen { total: None, more: None, sessions: 0 };
    let mut has_sessions = false;
    let text = reply.text();
    let walked = json::walk(&text, &mut |path, leaf| match (path, leaf) {
        ("total", leaf) => seen.total = leaf.value().parse().ok(),
        ("moreAvailable", leaf) => seen.more = Some(leaf.value() == "true"),
        ("sessions", Leaf::Entry) => seen.sessions += 1,
        (path, _) => has_sessions |= path.starts_with("sessions"),
    });
    if let Err(broken) = walked {
        return Err(Failure::new(FailureKind::Broken, format!("JSON, byte {}", broken.0)));
    }
    let is_reply = seen.total.is_some() || seen.more.is_some() || seen.sessions > 0 || has_sessions;
    if !is_reply {
        let said = json::find(&text, &["msg", "message"]).unwrap_or_default();
        return Err(Failure::new(FailureKind::Refused, said));
    }
    Ok(seen)
}
