//! Which pages may call.

/// Where a call comes from, as the browser tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// The page this server serves, or a program that is no browser.
    Own,
    /// A page of another origin that the configuration names.
    Listed(String),
    /// Any other page.
    Stranger,
}

/// Tells the caller from `Origin`, `Sec-Fetch-Site` and the name it was called by.
pub(crate) fn caller(
    origin: Option<&str>,
    fetch_site: Option<&str>,
    host: Option<&str>,
    listed: &[String],
) -> Caller {
    match origin {
        Some(origin) if listed.iter().any(|entry| entry == origin) => {
            Caller::Listed(origin.to_owned())
        }
        // The scheme is not compared: TLS may end at a server in front of this one.
        Some(origin) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            if authority.is_some() && authority == host { Caller::Own } else { Caller::Stranger }
        }
        // A browser omits `Origin` on a same-origin GET, and on a form or image of a stranger's.
        None => match fetch_site {
            None | Some("same-origin" | "none") => Caller::Own,
            Some(_) => Caller::Stranger,
        },
    }
}

/// Whether `Host` is a name this server goes by.
///
/// Without this a page on a name that is made to resolve here would be of the same origin.
pub fn is_own_host(host: &str, names: &[String]) -> bool {
    let name = match host.strip_prefix('[') {
        Some(literal) => literal.split(']').next().unwrap_or(literal),
        None => host.split(':').next().unwrap_or(host),
    };
    names.iter().any(|entry| entry.eq_ignore_ascii_case(name))
}
