//! From a host's name to addresses that may be connected to, once for each call.

use std::{
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
};

use trueup_proxy_policy::{Code, Profile, Refusal};

/// A look-up under way.
pub type Resolving = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Turns names into addresses.
pub trait Resolve: Send + Sync {
    /// All addresses of the name.
    fn resolve(&self, host: String) -> Resolving;
}

/// The machine's own resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, host: String) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// The addresses to connect to, all of them checked.
///
/// The caller connects to these very addresses and never asks for the name again, so
/// it does not matter what the name resolves to a moment later. One inadmissible
/// address refuses the whole answer: no honest vendor's name has a mixed one.
pub(crate) async fn admitted_addresses(
    resolver: &dyn Resolve,
    profile: &Profile,
    host: &str,
) -> Result<Vec<SocketAddr>, Refusal> {
    let found = match host.parse::<IpAddr>() {
        Ok(literal) => vec![literal],
        Err(_) => resolver.resolve(host.to_owned()).await.unwrap_or_default(),
    };
    if found.is_empty() {
        return Err(Refusal::new(
            Code::NameNotFound,
            format!("The name of the profile {}'s host does not resolve.", profile.name),
        ));
    }
    if found.iter().any(|address| !profile.admits_address(host, *address)) {
        return Err(Refusal::new(
            Code::AddressRefused,
            format!(
                "The host's name resolves to an address that the profile {} may not reach.",
                profile.name
            ),
        ));
    }
    Ok(found.into_iter().map(|address| SocketAddr::new(address, profile.port)).collect())
}
