//! The decision for one call.

use crate::{
    header::{Fate, request_fate},
    origin::{Caller, caller},
    path::{Method, Route},
    profile::Profile,
    refusal::{Code, Refusal},
};

/// The header in which the page names one of a profile's admitted hosts.
pub const HOST_HEADER: &str = "x-trueup-host";

/// All profiles, and the origins whose pages may use them.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The profiles, each with a name of its own.
    pub profiles: Vec<Profile>,
    /// Origins other than the server's own, as `https://host[:port]`.
    pub origins: Vec<String>,
}

/// What is asked, as it arrived.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The method's name.
    pub method: &'a str,
    /// The path, from `/x/` on, as it arrived.
    pub path: &'a str,
    /// The query without its `?`.
    pub query: Option<&'a str>,
    /// Every header: name in lower case, and value (empty when it is not text).
    pub headers: &'a [(&'a str, &'a str)],
}

impl<'a> Call<'a> {
    fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.iter().find(|(entry, _)| *entry == name).map(|(_, value)| *value)
    }
}

/// An admitted call: where it goes and what goes with it.
#[derive(Clone, Debug)]
pub struct Plan<'p> {
    /// The profile it was admitted by.
    pub profile: &'p Profile,
    /// The route it was admitted by.
    pub route: &'p Route,
    /// The method.
    pub method: Method,
    /// The vendor's host.
    pub host: String,
    /// The vendor's path with its query.
    pub target: String,
    /// Names of the request headers to hand on.
    pub headers: Vec<String>,
    /// The page's origin to name in the reply, when it is not the server's own.
    pub origin: Option<String>,
}

/// An answer to a browser that asks whether a page may call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preflight {
    /// `Access-Control-Allow-Origin`
    pub origin: String,
    /// `Access-Control-Allow-Methods`
    pub methods: String,
    /// `Access-Control-Allow-Headers`
    pub headers: String,
}

impl Policy {
    /// The profile of that name.
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }

    /// Admits a call or says why not. Looks at nothing but the call and the profiles.
    pub fn decide(&self, call: &Call<'_>) -> Result<Plan<'_>, Refusal> {
        let origin = self.admit_origin(call)?;
        let (profile, path) = self.find_profile(call.path)?;
        let (route, method) = admit_route(profile, path, call)?;
        let host = admit_host(profile, call)?;
        let headers = admit_headers(profile, call)?;
        let target = match call.query {
            Some(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        };
        Ok(Plan { profile, route, method, host, target, headers, origin })
    }

    /// Answers a preflight (an `OPTIONS` request).
    pub fn preflight(&self, call: &Call<'_>) -> Result<Preflight, Refusal> {
        let origin = self.admit_origin(call)?.ok_or_else(|| {
            Refusal::new(Code::OriginRefused, "A preflight names an origin that is listed.")
        })?;
        let (profile, _) = self.find_profile(call.path)?;
        let mut methods: Vec<&str> = Vec::new();
        for method in profile.routes.iter().flat_map(|route| &route.methods) {
            if !methods.contains(&method.as_str()) {
                methods.push(method.as_str());
            }
        }
        let mut headers = profile.request_headers.clone();
        headers.push(HOST_HEADER.to_owned());
        Ok(Preflight { origin, methods: methods.join(", "), headers: headers.join(", ") })
    }

    /// The origin that replies to this call have to name, if the caller may have them at all.
    pub fn admit_origin(&self, call: &Call<'_>) -> Result<Option<String>, Refusal> {
        let caller = caller(
            call.header("origin"),
            call.header("sec-fetch-site"),
            call.header("host"),
            &self.origins,
        );
        match caller {
            Caller::Own => Ok(None),
            Caller::Listed(origin) => Ok(Some(origin)),
            Caller::Stranger => Err(Refusal::new(
                Code::OriginRefused,
                "Pages of this origin may not call; list it under `origins` if they should.",
            )),
        }
    }

    fn find_profile<'c>(&self, path: &'c str) -> Result<(&Profile, &'c str), Refusal> {
        let unknown = || Refusal::new(Code::UnknownProfile, "No profile has this name.");
        let rest = path.strip_prefix("/x/").ok_or_else(unknown)?;
        let name = rest.split('/').next().unwrap_or(rest);
        let path = rest.strip_prefix(name).unwrap_or_default();
        Ok((self.profile(name).ok_or_else(unknown)?, path))
    }
}

fn admit_route<'p>(
    profile: &'p Profile,
    path: &str,
    call: &Call<'_>,
) -> Result<(&'p Route, Method), Refusal> {
    let name = &profile.name;
    let routes: Vec<&Route> =
        profile.routes.iter().filter(|route| route.path.admits(path)).collect();
    if routes.is_empty() {
        return Err(Refusal::new(
            Code::PathRefused,
            format!("The profile {name} does not admit this path."),
        ));
    }
    let refused = || {
        Refusal::new(
            Code::MethodRefused,
            format!("The profile {name} does not admit this method for this path."),
        )
    };
    let method = Method::parse(call.method).ok_or_else(refused)?;
    let routes: Vec<&Route> =
        routes.into_iter().filter(|route| route.methods.contains(&method)).collect();
    if routes.is_empty() {
        return Err(refused());
    }
    let query = call.query.unwrap_or_default();
    routes
        .into_iter()
        .find(|route| route.admits_query(query))
        .map(|route| (route, method))
        .ok_or_else(|| {
            Refusal::new(
                Code::QueryRefused,
                format!("The profile {name} does not admit a key of this query."),
            )
        })
}

fn admit_host(profile: &Profile, call: &Call<'_>) -> Result<String, Refusal> {
    let name = &profile.name;
    let mut asked = call.headers.iter().filter(|(entry, _)| *entry == HOST_HEADER);
    let Some((_, asked_host)) = asked.next() else {
        return profile.default_host().map(str::to_owned).ok_or_else(|| {
            Refusal::new(
                Code::HostRequired,
                format!("The profile {name} admits several hosts: name one in {HOST_HEADER}."),
            )
        });
    };
    if asked.next().is_some() {
        return Err(Refusal::new(Code::HostRefused, format!("Two headers {HOST_HEADER}.")));
    }
    let asked_host = asked_host.trim().to_ascii_lowercase();
    let (host, port) = match asked_host.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') => (host, Some(port)),
        _ => (asked_host.as_str(), None),
    };
    if !profile.hosts.iter().any(|pattern| pattern.admits(host)) {
        return Err(Refusal::new(
            Code::HostRefused,
            format!("The profile {name} does not admit this host."),
        ));
    }
    if port.is_some_and(|port| port.parse() != Ok(profile.port)) {
        return Err(Refusal::new(
            Code::PortRefused,
            format!("The profile {name} admits port {} only.", profile.port),
        ));
    }
    Ok(host.to_owned())
}

fn admit_headers(profile: &Profile, call: &Call<'_>) -> Result<Vec<String>, Refusal> {
    // What `Connection` names belongs to the caller's connection, whatever its name.
    let connection: Vec<String> = call
        .headers
        .iter()
        .filter(|(name, _)| *name == "connection")
        .flat_map(|(_, value)| value.split(','))
        .map(|token| token.trim().to_ascii_lowercase())
        .collect();
    let mut forwarded: Vec<String> = Vec::new();
    for (name, _) in call.headers {
        if connection.iter().any(|token| token == name) {
            continue;
        }
        match request_fate(name, &profile.request_headers) {
            Fate::Drop => {}
            Fate::Refuse => {
                return Err(Refusal::new(
                    Code::HeaderRefused,
                    format!("The profile {} does not admit the header {name}.", profile.name),
                ));
            }
            Fate::Forward if forwarded.iter().any(|entry| entry == name) => {}
            Fate::Forward => forwarded.push((*name).to_owned()),
        }
    }
    Ok(forwarded)
}
