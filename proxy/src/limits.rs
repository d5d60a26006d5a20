//! How often and how much at once one caller, and everyone, may call a profile.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use trueup_proxy_policy::{Code, Profile, Refusal};

/// How many callers are remembered before those that owe nothing are first looked for.
const REMEMBERED: usize = 10_000;

/// One caller of one profile.
type Key = (String, IpAddr);

#[derive(Debug, Default)]
struct Ledger {
    /// When the caller's last admitted call is paid off.
    paid_at: BTreeMap<Key, Instant>,
    caller_under_way: BTreeMap<Key, usize>,
    under_way: BTreeMap<String, usize>,
    /// At how many callers the next look is due; it grows, so that looking stays rare.
    sweep_at: usize,
}

/// The limits of all profiles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits {
    ledger: Arc<Mutex<Ledger>>,
}

/// A call under way; dropping it makes room for the next.
#[derive(Debug)]
pub(crate) struct Permit {
    limits: Limits,
    key: Key,
}

impl Limits {
    /// Admits a call, or says how many seconds later it may be tried again.
    pub(crate) fn admit(
        &self,
        profile: &Profile,
        caller: IpAddr,
        now: Instant,
    ) -> Result<Permit, (Refusal, u64)> {
        let key = (profile.name.clone(), subscriber(caller));
        let caps = &profile.caps;
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        let all = ledger.under_way.get(&key.0).copied().unwrap_or_default();
        let own = ledger.caller_under_way.get(&key).copied().unwrap_or_default();
        if all >= caps.calls_at_once || own >= caps.calls_at_once_per_address {
            let message = format!("Too many calls to the profile {} are under way.", profile.name);
            return Err((Refusal::new(Code::TooBusy, message), 1));
        }

        // Each call costs its share of a minute; nobody owes more than one minute.
        let minute = Duration::from_mins(1);
        let cost = minute.checked_div(caps.calls_per_minute).unwrap_or(minute);
        let owed_until = ledger.paid_at.get(&key).copied().unwrap_or(now).max(now) + cost;
        if let Some(excess) = (owed_until - now).checked_sub(minute).filter(|left| !left.is_zero())
        {
            let message = format!(
                "More than {} calls a minute to the profile {}.",
                caps.calls_per_minute, profile.name
            );
            return Err((Refusal::new(Code::RateLimited, message), excess.as_secs() + 1));
        }
        if ledger.paid_at.len() >= ledger.sweep_at.max(REMEMBERED) {
            ledger.paid_at.retain(|_, paid_at| *paid_at > now);
            ledger.sweep_at = ledger.paid_at.len() * 2;
        }
        ledger.paid_at.insert(key.clone(), owed_until);
        ledger.under_way.insert(key.0.clone(), all + 1);
        ledger.caller_under_way.insert(key.clone(), own + 1);
        Ok(Permit { limits: self.clone(), key })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut ledger = self.limits.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = ledger.under_way.get_mut(&self.key.0) {
            *count = count.saturating_sub(1);
        }
        let own = ledger.caller_under_way.get(&self.key).copied().unwrap_or_default();
        if own > 1 {
            ledger.caller_under_way.insert(self.key.clone(), own - 1);
        } else {
            ledger.caller_under_way.remove(&self.key);
        }
    }
}

/// Whom an address stands for: an IPv6 subscriber has a whole /64 to choose from.
pub(crate) fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & !u128::from(u64::MAX)).into()),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test should stop at the place")]

    use super::*;

    fn profile(per_minute: u32, at_once: usize) -> Profile {
        let text = format!(
            "host = \"api.example.com\"\nroutes = [\"GET /a\"]\ncalls_per_minute = {per_minute}\ncalls_at_once = {at_once}"
        );
        toml::from_str::<trueup_proxy_policy::ProfileConfig>(&text).unwrap().check("a").unwrap()
    }

    #[test]
    fn a_minute_holds_so_many_calls_and_no_more() {
        let (limits, profile) = (Limits::default(), profile(3, 8));
        let caller: IpAddr = "192.0.2.1".parse().unwrap();
        let start = Instant::now();
        for _ in 0..3 {
            drop(limits.admit(&profile, caller, start).unwrap());
        }
        let (refusal, wait) = limits.admit(&profile, caller, start).unwrap_err();
        assert_eq!(refusal.code, Code::RateLimited);
        assert!((20..=21).contains(&wait), "{wait}");
        let another = "192.0.2.2".parse().unwrap();
        assert!(limits.admit(&profile, another, start).is_ok());
        assert!(limits.admit(&profile, caller, start + Duration::from_secs(wait)).is_ok());
    }

    #[test]
    fn callers_that_owe_nothing_are_forgotten() {
        let (limits, profile) = (Limits::default(), profile(60, 8));
        let start = Instant::now();
        for n in 0..25_000_u32 {
            // A new caller each millisecond; each owes a second.
            let now = start + Duration::from_millis(u64::from(n));
            drop(limits.admit(&profile, IpAddr::V4(n.into()), now).unwrap());
        }
        let ledger = limits.ledger.lock().unwrap();
        assert!(ledger.paid_at.len() <= 2 * REMEMBERED, "{}", ledger.paid_at.len());
        assert!(ledger.caller_under_way.is_empty());
    }

    #[test]
    fn one_caller_never_holds_every_place() {
        let (limits, profile) = (Limits::default(), profile(1000, 4));
        let greedy: IpAddr = "2001:db8::1".parse().unwrap();
        let now = Instant::now();
        let first = limits.admit(&profile, greedy, now).unwrap();
        let _second = limits.admit(&profile, "2001:db8::2".parse().unwrap(), now).unwrap();
        let (refusal, _) = limits.admit(&profile, greedy, now).unwrap_err();
        assert_eq!(refusal.code, Code::TooBusy);
        assert!(limits.admit(&profile, "192.0.2.9".parse().unwrap(), now).is_ok());
        drop(first);
        assert!(limits.admit(&profile, greedy, now).is_ok());
    }
}
