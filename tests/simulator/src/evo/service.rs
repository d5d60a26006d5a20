//! The routes, the ways to ask and to sign in, and `ServiceStack`'s error bodies.

use chrono::NaiveDate;
use serde_json::Value;

use super::shape::{Shape, csv, json, xml};
use super::usage::{EvoWindow, ai_usage, billing, priced};
use super::{Evo, EvoAuth, KeyCase};
use crate::auth;
use crate::wire::{Call, Reply, pairs};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Xml,
    Csv,
}

/// An error before it is written in the format asked for.
struct Refusal {
    status: u16,
    code: &'static str,
    text: String,
    field: Option<&'static str>,
}

impl Refusal {
    fn new(status: u16, code: &'static str, text: &str) -> Self {
        Self { status, code, text: text.to_owned(), field: None }
    }

    fn field(code: &'static str, field: &'static str, text: &str) -> Self {
        Self { status: 400, code, text: text.to_owned(), field: Some(field) }
    }
}

impl Evo {
    pub(crate) fn answer(&self, call: &Call) -> Reply {
        let (route, format) = route(call);
        let case = key_case(call).unwrap_or(self.settings.key_case);
        let (status, value, namespace) = match self.find(call, &route) {
            Ok((value, namespace)) => (200, value, namespace),
            Err(refusal) => {
                (refusal.status, error_body(&refusal), "http://schemas.servicestack.net/types")
            }
        };
        let reply = match format {
            Format::Json => Reply::json(status, json(&value, case)),
            Format::Xml => Reply::new(status, "application/xml", xml(&value, namespace)),
            Format::Csv => Reply::new(status, "text/csv", csv(&value, case)),
        };
        if status == 401 {
            reply.with("www-authenticate", "Basic realm=\"/auth/basic\"")
        } else {
            reply
        }
    }

    fn find(&self, call: &Call, route: &str) -> Result<(Shape, &'static str), Refusal> {
        if !matches!(route, "/ai/usage" | "/billing/usage" | "/billing") {
            return Err(Refusal::new(404, "NotFound", "Handler for request not found"));
        }
        if route != "/ai/usage" && call.method != "GET" {
            return Err(Refusal::new(405, "MethodNotAllowed", "The method is not allowed"));
        }
        if !self.signed_in(call) {
            return Err(Refusal::new(401, "Unauthorized", "Not Authenticated"));
        }
        if self.settings.role_missing {
            return Err(Refusal::new(403, "Forbidden", "Invalid Role"));
        }
        let asked = Asked::read(call)?;
        let window = EvoWindow {
            from: asked.date("StartDate")?,
            to: asked.date("EndDate")?,
            account: asked.text("AccountId"),
            customer: asked.text("CustomerId"),
        };
        if window.to < window.from {
            return Err(Refusal::field("InvalidRange", "EndDate", "End date is before start date"));
        }
        let unknown = || Refusal::new(404, "NotFound", "Account not found");
        match route {
            "/ai/usage" => Ok((
                ai_usage(&self.settings, &self.accounts, &window),
                "http://schemas.datacontract.org/2004/07/Voice.Api.AI",
            )),
            other => {
                let Some(account) = &window.account else {
                    return Err(Refusal::field(
                        "NotEmpty",
                        "AccountId",
                        "'Account Id' must not be empty.",
                    ));
                };
                if other == "/billing" {
                    let value = billing(&self.accounts, account, &window).ok_or_else(unknown)?;
                    Ok((value, "http://schemas.datacontract.org/2004/07/Voice.Api.Billing"))
                } else {
                    let value = priced(&self.accounts, account, &window).ok_or_else(unknown)?;
                    Ok((value, "http://schemas.datacontract.org/2004/07/Voice.Api.Dashboard"))
                }
            }
        }
    }

    fn signed_in(&self, call: &Call) -> bool {
        let settings = &self.settings;
        let taken = |way: EvoAuth| settings.auth.is_empty() || settings.auth.contains(&way);
        let basic = auth::basic(call);
        let key = settings.api_key.as_str();
        let by_name = basic.as_ref().is_some_and(|(user, password)| {
            *user == settings.user && *password == settings.password
        });
        let by_token = auth::bearer(call) == Some(settings.bearer.as_str());
        let by_key = auth::bearer(call) == Some(key)
            || basic.is_some_and(|(user, _)| user == key)
            || call.header("x-api-key") == Some(key);
        by_name && taken(EvoAuth::Basic)
            || by_token && taken(EvoAuth::Bearer)
            || by_key && taken(EvoAuth::ApiKey)
    }
}

/// The route without its format, and the format: `?format=`, then the suffix, then `Accept`.
fn route(call: &Call) -> (String, Format) {
    let mut path = call.path.clone();
    let mut format = None;
    for (end, kind) in [(".json", Format::Json), (".xml", Format::Xml), (".csv", Format::Csv)] {
        if path.ends_with(end) {
            path.truncate(path.len() - end.len());
            format = Some(kind);
            break;
        }
    }
    for (start, kind) in [("/json/reply/", Format::Json), ("/xml/reply/", Format::Xml)] {
        if let Some(operation) = path.strip_prefix(start) {
            format = Some(kind);
            path = match operation {
                "GetAIUsage" => "/ai/usage".into(),
                "ListUsageRecords" => "/billing/usage".into(),
                "GetBilling" => "/billing".into(),
                other => format!("/{other}"),
            };
            break;
        }
    }
    let named = |text: &str| match text {
        "json" => Some(Format::Json),
        "xml" => Some(Format::Xml),
        "csv" => Some(Format::Csv),
        _ => None,
    };
    let accept = call.header("accept").unwrap_or_default();
    let accepted = if accept.contains("json") {
        Format::Json
    } else if accept.contains("xml") {
        Format::Xml
    } else if accept.contains("csv") {
        Format::Csv
    } else {
        Format::Json
    };
    let asked = call.query("format").and_then(|text| named(&text));
    (path, asked.or(format).unwrap_or(accepted))
}

fn key_case(call: &Call) -> Option<KeyCase> {
    let config = call.query("jsconfig")?.to_ascii_lowercase();
    if config.contains("snake") {
        Some(KeyCase::Snake)
    } else if config.contains("pascal") {
        Some(KeyCase::Pascal)
    } else {
        config.contains("camel").then_some(KeyCase::Camel)
    }
}

/// The parameters, from the query and from a JSON, XML or form body.
struct Asked(Vec<(String, String)>);

impl Asked {
    fn read(call: &Call) -> Result<Self, Refusal> {
        let mut found = pairs(&call.query);
        let body = String::from_utf8_lossy(&call.body);
        let kind = call.header("content-type").unwrap_or_default();
        if body.trim().is_empty() {
            return Ok(Self(found));
        }
        if kind.contains("xml") {
            found.extend(xml_members(&body));
        } else if kind.contains("form") {
            found.extend(pairs(&body));
        } else {
            let value: Value = serde_json::from_str(&body).map_err(|_| {
                Refusal::new(400, "SerializationException", "Could not deserialize the request")
            })?;
            let members = value.as_object().into_iter().flatten();
            found.extend(
                members
                    .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))),
            );
        }
        Ok(Self(found))
    }

    fn text(&self, name: &str) -> Option<String> {
        let found = self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
    }

    /// A date; what follows its first ten characters is a time of day and does not count.
    fn date(&self, name: &'static str) -> Result<NaiveDate, Refusal> {
        let text = self
            .text(name)
            .ok_or_else(|| Refusal::field("NotEmpty", name, "The date must not be empty."))?;
        let day = text.get(..10).unwrap_or(&text);
        NaiveDate::parse_from_str(day, "%Y-%m-%d")
            .map_err(|_| Refusal::field("InvalidDate", name, "The date is not valid."))
    }
}

/// The leaf elements of a flat request.
fn xml_members(text: &str) -> Vec<(String, String)> {
    let mut members = Vec::new();
    for name in ["AccountId", "CustomerId", "StartDate", "EndDate"] {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let value = text.split_once(&open).and_then(|(_, rest)| rest.split_once(&close));
        members.extend(value.map(|(value, _)| (name.to_owned(), value.to_owned())));
    }
    members
}

fn error_body(refusal: &Refusal) -> Shape {
    let text = Shape::text(&refusal.text);
    let field = |name: &'static str| {
        Shape::object(
            "ResponseError",
            [
                ("ErrorCode", Shape::text(refusal.code)),
                ("FieldName", Shape::text(name)),
                ("Message", text.clone()),
            ],
        )
    };
    let errors = Shape::list("", refusal.field.map(field).into_iter());
    let status = Shape::object(
        "ResponseStatus",
        [("ErrorCode", Shape::text(refusal.code)), ("Message", text.clone()), ("Errors", errors)],
    );
    Shape::object("ErrorResponse", [("ResponseStatus", status)])
}
