//! The proxy's rules for a CDN's edge.
//!
//! Holds: the same policy as the server's, behind three questions in JSON, and their
//! bindings for a worker's JavaScript.
//! May import: `trueup-proxy-policy`.
//! Absent on purpose: any rule of its own, and any input or output. `handler.mjs` does
//! the fetching, and nothing that this crate has not admitted.

#[cfg(target_arch = "wasm32")]
mod bindings;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use trueup_proxy_policy::{
    Call, Code, EXPOSED_HEADERS, GUARD_HEADERS, LOCATION_HEADER, Plan, Policy, ProfileConfig,
    REFUSAL_HEADER, Refusal,
};

/// The period of the platform's limiter, as `wrangler.toml` has it. The limiter does not say when there
/// is room again; after a whole period there is.
const LIMIT_PERIOD_SECONDS: &str = "60";

/// The parts of the configuration that mean something at the edge.
#[derive(Deserialize)]
struct File {
    #[serde(default)]
    origins: Vec<String>,
    #[serde(default)]
    profiles: BTreeMap<String, ProfileConfig>,
}

/// What arrived, as the worker's JavaScript writes it.
#[derive(Deserialize)]
struct Arrived {
    method: String,
    path: String,
    #[serde(default)]
    query: Option<String>,
    headers: Vec<(String, String)>,
}

/// An answer; one of the three parts of it is there.
#[derive(Default, Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<PlanText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<Vec<(String, String)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<RefusalText>,
}

#[derive(Serialize)]
struct PlanText {
    profile: String,
    /// The route's pattern: fit for a log.
    route: String,
    method: &'static str,
    url: String,
    /// Names of the request headers to hand on.
    headers: Vec<String>,
    request_bytes: u64,
    response_bytes: u64,
    total_seconds: u64,
    idle_seconds: u64,
}

#[derive(Serialize)]
struct RefusalText {
    code: &'static str,
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// The rules, ready to be asked.
pub struct Edge {
    policy: Policy,
}

impl Edge {
    /// Reads the proxy's own configuration file. Private profiles are left out: nothing
    /// on a private network can be reached from an edge.
    pub fn read(config: &str) -> Result<Self, String> {
        let file: File = toml::from_str(config).map_err(|error| error.to_string())?;
        let mut policy = Policy { profiles: Vec::new(), origins: file.origins };
        for (name, section) in &file.profiles {
            let profile = section.check(name).map_err(|error| error.to_string())?;
            if !profile.private {
                policy.profiles.push(profile);
            }
        }
        Ok(Self { policy })
    }

    /// Whether a call is admitted, and where it goes: `{plan}` or `{refusal}`.
    pub fn decide(&self, call: &str) -> String {
        self.ask(call, |call| {
            let plan = self.policy.decide(call)?;
            let caps = plan.profile.caps;
            let scheme = plan.profile.scheme;
            let port = if plan.profile.port == scheme.default_port() {
                String::new()
            } else {
                format!(":{}", plan.profile.port)
            };
            let plan = PlanText {
                profile: plan.profile.name.clone(),
                route: plan.route.path.as_str().to_owned(),
                method: plan.method.as_str(),
                url: format!("{}://{}{port}{}", scheme.as_str(), plan.host, plan.target),
                headers: plan.headers,
                request_bytes: caps.request_bytes,
                response_bytes: caps.response_bytes,
                total_seconds: caps.total_seconds,
                idle_seconds: caps.idle_seconds,
            };
            Ok(Answer { plan: Some(plan), ..Answer::default() })
        })
    }

    /// What of a reply to an admitted call is handed back: `{headers}` or `{refusal}`.
    pub fn reply(&self, call: &str, status: u16, headers: &str) -> String {
        let headers: Vec<(String, String)> = serde_json::from_str(headers).unwrap_or_default();
        self.ask(call, |call| {
            let plan = self.policy.decide(call)?;
            let length = find(&headers, "content-length").and_then(|text| text.parse().ok());
            plan.admit_reply(status, length)?;
            let mut returned = returned_headers(&plan, &headers);
            returned.extend(self.own_headers(call));
            Ok(Answer { headers: Some(returned), ..Answer::default() })
        })
    }

    /// The answer to an `OPTIONS` request: `{headers}` or `{refusal}`.
    pub fn preflight(&self, call: &str) -> String {
        self.ask(call, |call| {
            let answer = self.policy.preflight(call)?;
            let mut headers = self.own_headers(call);
            for (name, value) in [
                ("access-control-allow-methods", answer.methods.as_str()),
                ("access-control-allow-headers", answer.headers.as_str()),
                ("access-control-max-age", "600"),
            ] {
                headers.push((name.to_owned(), value.to_owned()));
            }
            Ok(Answer { headers: Some(headers), ..Answer::default() })
        })
    }

    /// The refusal for something that only the worker can notice, such as a time-out.
    pub fn refuse(&self, call: &str, code: &str) -> String {
        let (code, message) = match code {
            "rate_limited" => (Code::RateLimited, "Too many calls."),
            "request_too_large" => (Code::RequestTooLarge, "The request's body is over the cap."),
            "upstream_timeout" => (Code::UpstreamTimeout, "The vendor did not answer in time."),
            _ => (Code::UpstreamBroken, "The vendor could not be reached."),
        };
        self.ask(call, |_| Err(Refusal::new(code, message)))
    }

    fn ask(
        &self,
        call: &str,
        question: impl FnOnce(&Call<'_>) -> Result<Answer, Refusal>,
    ) -> String {
        let arrived: Result<Arrived, _> = serde_json::from_str(call);
        let answer = match &arrived {
            Err(_) => self.refusal(
                &Call { method: "", path: "", query: None, headers: &[] },
                &Refusal::new(Code::BadRequest, "The request cannot be written down."),
            ),
            Ok(arrived) => {
                let headers: Vec<(&str, &str)> = arrived
                    .headers
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                let call = Call {
                    method: &arrived.method,
                    path: &arrived.path,
                    query: arrived.query.as_deref(),
                    headers: &headers,
                };
                question(&call).unwrap_or_else(|refusal| self.refusal(&call, &refusal))
            }
        };
        serde_json::to_string(&answer).unwrap_or_default()
    }

    fn refusal(&self, call: &Call<'_>, refusal: &Refusal) -> Answer {
        let mut headers = self.own_headers(call);
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
        headers.push((REFUSAL_HEADER.to_owned(), refusal.code.as_str().to_owned()));
        if refusal.code == Code::RateLimited {
            headers.push(("retry-after".to_owned(), LIMIT_PERIOD_SECONDS.to_owned()));
        }
        let refusal = RefusalText {
            code: refusal.code.as_str(),
            status: refusal.code.status(),
            headers,
            body: refusal.to_json(),
        };
        Answer { refusal: Some(refusal), ..Answer::default() }
    }

    /// What goes with every answer, whatever it is.
    fn own_headers(&self, call: &Call<'_>) -> Vec<(String, String)> {
        let mut headers: Vec<(String, String)> = GUARD_HEADERS
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        if let Ok(Some(origin)) = self.policy.admit_origin(call) {
            headers.push(("access-control-allow-origin".to_owned(), origin));
            headers.push(("access-control-expose-headers".to_owned(), EXPOSED_HEADERS.to_owned()));
        }
        headers
    }
}

fn returned_headers(plan: &Plan<'_>, headers: &[(String, String)]) -> Vec<(String, String)> {
    let mut returned: Vec<(String, String)> =
        headers.iter().filter(|(name, _)| plan.returns_header(name)).cloned().collect();
    if let Some(location) =
        find(headers, "location").and_then(|value| plan.returned_location(value))
    {
        returned.push((LOCATION_HEADER.to_owned(), location.clone()));
        returned.push(("location".to_owned(), location));
    }
    returned
}

fn find<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(entry, _)| entry == name).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test should stop at the place")]

    use super::*;

    #[test]
    fn a_caller_over_the_limit_is_told_when_to_come_back() {
        let edge = Edge::read(include_str!("../../proxy.toml")).unwrap();
        let call = r#"{"method":"GET","path":"/x/evo/ai/usage","headers":[]}"#;
        for (code, seconds) in [("rate_limited", Some("60")), ("upstream_timeout", None)] {
            let answer: serde_json::Value = serde_json::from_str(&edge.refuse(call, code)).unwrap();
            let headers = answer["refusal"]["headers"].as_array().unwrap();
            let header = headers.iter().find(|it| it[0] == "retry-after");
            assert_eq!(header.map(|it| it[1].as_str().unwrap()), seconds, "{code}");
        }
        assert!(include_str!("../wrangler.toml").contains("period = 60 "));
    }
}
