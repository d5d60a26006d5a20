//! Evo Voice on `ServiceStack`: AI usage, and the two services beside it that carry prices.
//!
//! A reply does not say which window it is for, so the window that was asked is put into the
//! settings with which the file is read. Cookies are never sent or taken.

use super::encode::{base64, json as quoted, xml as escaped};
use super::failure::{Failure, FailureKind};
use super::form::{CONNECTION, Field, Form, Problem, Why};
use super::http::{Door, HttpReply, HttpRequest, Method, header_value};
use super::json::{self, Leaf};
use super::run::{Move, Plan, Run};
use super::{Around, Connector, Phase, Progress, Received, Session, Statement, calendar, xml};
use crate::domain::forms::Settings;

/// The connector.
pub struct Evo;

const HOME: &str = "https://team.evovoice.io";
const AI: &[&str] = &["ai_usage"];

const FIELDS: &[Field] = &[
    Field::text("base_url", HOME),
    CONNECTION,
    Field::choice("service", &["ai_usage", "billing_usage", "billing"]),
    Field::text("account_id", ""),
    Field::text("customer_id", ""),
    Field::day("from"),
    Field::day("to"),
    Field::text("user", ""),
    Field::secret("password"),
    Field::secret("token"),
    Field::choice("token_as", &["bearer", "user"]).advanced(),
    Field::choice("method", &["get", "post"]).when("service", AI).advanced(),
    Field::choice("format", &["json", "xml"]).advanced(),
    Field::choice("format_by", &["suffix", "query"]).advanced(),
];

impl Connector for Evo {
    fn id(&self) -> &'static str {
        "evo"
    }

    fn name(&self) -> &'static str {
        "Evo Voice"
    }

    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn start(&self, form: &Form, _around: &Around<'_>) -> Result<Box<dyn Session>, Problem> {
        Ok(run(form, Usage::of(form, form.days()?)?))
    }

    fn test(&self, form: &Form, _around: &Around<'_>) -> Result<Box<dyn Session>, Problem> {
        let (first, _) = form.days()?;
        Ok(run(form, Usage { is_test: true, ..Usage::of(form, (first, first))? }))
    }
}

fn run(form: &Form, plan: Usage) -> Box<dyn Session> {
    let mut secrets = form.secrets(FIELDS);
    secrets.push(plan.authorization.split(' ').next_back().unwrap_or_default().to_owned());
    let through_proxy = plan.door.through_proxy;
    Box::new(Run::new(plan, through_proxy, secrets))
}

/// A service: its route, the outermost element of its reply, and the lists whose entries are its
/// records.
struct Service {
    name: &'static str,
    route: &'static str,
    root: &'static str,
    lists: &'static [&'static str],
    elements: &'static [&'static str],
}

const SERVICES: [Service; 3] = [
    Service {
        name: "ai_usage",
        route: "/ai/usage",
        root: "AIUsage",
        lists: &["accountusage", "customerusage"],
        elements: &["AIAccountUsage", "AICustomerUsage"],
    },
    Service {
        name: "billing_usage",
        route: "/billing/usage",
        root: "ArrayOfUsageRecordInfo",
        lists: &[""],
        elements: &["UsageRecordInfo"],
    },
    Service {
        name: "billing",
        route: "/billing",
        root: "Billing",
        lists: &["customers"],
        elements: &["BillingCustomer"],
    },
];

struct Usage {
    door: Door,
    authorization: String,
    service: &'static Service,
    account: String,
    customer: String,
    first: i64,
    last: i64,
    is_post: bool,
    is_xml: bool,
    by_query: bool,
    is_test: bool,
    received: Option<Vec<Move>>,
    over: bool,
    progress: Progress,
}

impl Usage {
    fn of(form: &Form, (first, last): (i64, i64)) -> Result<Self, Problem> {
        let door = Door::of(form, "evo", form.get("base_url"), HOME)?;
        let [ai, ..] = &SERVICES;
        let name = form.get("service");
        let service = SERVICES.iter().find(|it| it.name == name).unwrap_or(ai);
        let is_ai = AI.contains(&service.name);
        let account = if is_ai { form.get("account_id") } else { form.need("account_id")? };
        Ok(Self {
            authorization: authorization(form)?,
            door,
            service,
            account: account.to_owned(),
            customer: form.get("customer_id").to_owned(),
            first,
            last,
            is_post: is_ai && form.get("method") == "post",
            is_xml: form.get("format") == "xml",
            by_query: form.get("format_by") == "query",
            is_test: false,
            received: None,
            over: false,
            progress: Progress::default(),
        })
    }

    fn request(&self) -> HttpRequest {
        let format = if self.is_xml { "xml" } else { "json" };
        let mut path = self.service.route.to_owned();
        let mut query: Vec<(&str, &str)> = Vec::new();
        if self.by_query {
            query.push(("format", format));
        } else {
            path.extend([".", format]);
        }
        let (from, to) = (calendar::day(self.first), calendar::day(self.last));
        let members = [
            ("accountId", self.account.as_str()),
            ("customerId", &self.customer),
            ("endDate", &to),
            ("startDate", &from),
        ];
        let given = members.into_iter().filter(|(_, value)| !value.is_empty());
        let (method, body) = if self.is_post {
            (Method::Post, Some(self.body(given)))
        } else {
            query.extend(given);
            (Method::Get, None)
        };
        let mut request = self.door.call(method, &path, &query);
        let media = ["application/", format].concat();
        request.headers.push(("authorization", self.authorization.clone()));
        request.headers.push(("accept", media.clone()));
        if body.is_some() {
            request.headers.push(("content-type", media));
        }
        request.body = body;
        request
    }

    /// In XML the vendor's reader expects the members in the order of their names.
    fn body<'a>(&self, members: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        if !self.is_xml {
            let members: Vec<String> = members
                .map(|(name, value)| [&quoted(name), ":", &quoted(value)].concat())
                .collect();
            return ["{", &members.join(","), "}"].concat();
        }
        let mut body = String::from(
            "<GetAIUsage xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xmlns=\"http://schemas.datacontract.org/2004/07/Voice.Api.AI\">",
        );
        for (name, value) in members {
            let (head, rest) = name.split_at_checked(1).unwrap_or((name, ""));
            let name = [&head.to_ascii_uppercase(), rest].concat();
            body.extend(["<", &name, ">", &escaped(value), "</", &name, ">"]);
        }
        body + "</GetAIUsage>"
    }
}

/// Name and password; or a token, as bearer or, as some keys want it, in place of the name.
fn authorization(form: &Form) -> Result<String, Problem> {
    if !form.get("token").is_empty() {
        let token = header_value(form, "token")?;
        return Ok(if form.get("token_as") == "user" {
            ["Basic ", &base64([&token, ":"].concat().as_bytes())].concat()
        } else {
            ["Bearer ", &token].concat()
        });
    }
    if form.get("user").is_empty() && form.get("password").is_empty() {
        return Err(Problem { field: "user", why: Why::Missing });
    }
    let pair = [form.need("user")?, ":", form.need("password")?].concat();
    Ok(["Basic ", &base64(pair.as_bytes())].concat())
}

impl Plan for Usage {
    fn next(&mut self, _now: i64) -> Move {
        if let Some(moves) = &mut self.received
            && !moves.is_empty()
        {
            return moves.remove(0);
        }
        if self.over {
            return Move::Done;
        }
        self.progress.phase = Phase::Downloading;
        Move::Call(self.request())
    }

    fn take(&mut self, reply: HttpReply, now: i64) -> Result<(), Failure> {
        let rows = look(&reply, self.service)?;
        self.over = true;
        self.progress.done = rows;
        if self.is_test {
            return Ok(());
        }
        let (from, to) = (calendar::day(self.first), calendar::day(self.last));
        let format = if reply.text().trim_start().starts_with('<') { "xml" } else { "json" };
        let name = format!("evo-{}-{from}-{to}.{format}", self.service.name);
        let given = Received {
            name,
            media_type: if format == "xml" { "application/xml" } else { "application/json" },
            settings: Settings { period_from: from, period_to: to, ..Settings::default() },
            statement: Statement {
                vendor: "evo",
                from: [&self.door.shown_host(), self.service.route].concat(),
                window_start: Some(self.first * calendar::DAY),
                window_end: Some((self.last + 1) * calendar::DAY),
                // The vendor does not page and states no total: what came is what there is.
                asked: None,
                received: Some(rows),
                complete: true,
                at: now,
                made_at: None,
                remark: String::new(),
                note: None,
            },
            keep_it: true,
        };
        self.received = Some(vec![Move::Keep(reply.body), Move::Give(Box::new(given))]);
        Ok(())
    }

    fn said(&self, reply: &HttpReply) -> String {
        said(&reply.text())
    }

    fn leave(&mut self, _now: i64) -> Vec<Move> {
        self.received.take().unwrap_or_default()
    }

    fn progress(&self) -> Progress {
        self.progress.clone()
    }
}

/// The message of `ServiceStack`'s error body; its code where there is no message.
fn said(text: &str) -> String {
    let by_json = json::find(text, &["message"]).or_else(|| json::find(text, &["errorCode"]));
    by_json
        .or_else(|| xml::leaf(text, "Message"))
        .or_else(|| xml::leaf(text, "ErrorCode"))
        .unwrap_or_default()
}

/// How many records a reply holds. One without any has its outermost element or a list all the same:
/// what has neither is no answer to the question.
fn look(reply: &HttpReply, service: &Service) -> Result<u64, Failure> {
    if reply.is_page() {
        return Err(Failure::new(FailureKind::WebPage, ""));
    }
    let text = reply.text();
    let lower = text.get(..4096.min(text.len())).unwrap_or(&text).to_ascii_lowercase();
    if lower.contains("responsestatus") && !said(&text).is_empty() {
        return Err(Failure::new(FailureKind::Refused, said(&text)));
    }
    let is_xml = text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    let rows = if is_xml { xml_rows(&text, service)? } else { json_rows(&text, service)? };
    rows.ok_or_else(|| match said(&text) {
        said if said.is_empty() => Failure::new(FailureKind::Broken, service.root),
        said => Failure::new(FailureKind::Refused, said),
    })
}

fn xml_rows(text: &str, service: &Service) -> Result<Option<u64>, Failure> {
    if !xml::is_whole(text) {
        return Err(Failure::new(FailureKind::Broken, "XML"));
    }
    let is_known = xml::root(text).is_some_and(|it| it.eq_ignore_ascii_case(service.root));
    Ok(is_known.then(|| service.elements.iter().map(|it| xml::count(text, it)).sum()))
}

fn json_rows(text: &str, service: &Service) -> Result<Option<u64>, Failure> {
    let mut rows = None;
    let walked = json::walk(text, &mut |path, leaf| {
        let name = path.to_ascii_lowercase().replace('_', "");
        if service.lists.contains(&name.as_str()) {
            match leaf {
                Leaf::Entry => rows = rows.map(|it: u64| it + 1),
                Leaf::List | Leaf::Word("null") => rows = Some(rows.unwrap_or(0)),
                Leaf::Text(_) | Leaf::Word(_) => {}
            }
        }
    });
    walked
        .map(|()| rows)
        .map_err(|broken| Failure::new(FailureKind::Broken, format!("JSON, byte {}", broken.0)))
}
