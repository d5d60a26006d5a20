//! The rules, from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a failed test should stop at the place"
)]

mod addresses;
mod anything;
mod decisions;
mod files;
mod replies;

use trueup_proxy_policy::{Policy, Profile, ProfileConfig};

/// A profile from the text of its section.
pub(crate) fn profile(text: &str) -> Profile {
    toml::from_str::<ProfileConfig>(text).unwrap().check("p").unwrap()
}

/// The policy that the product ships.
pub(crate) fn shipped() -> Policy {
    let text = include_str!("../../../proxy.toml");
    let file: toml::Table = text.parse().unwrap();
    let profiles = file["profiles"].as_table().unwrap();
    let check = |(name, section): (&String, &toml::Value)| {
        section.clone().try_into::<ProfileConfig>().unwrap().check(name).unwrap()
    };
    Policy { profiles: profiles.iter().map(check).collect(), origins: Vec::new() }
}
