//! Scope, token and rate limit.

use std::collections::VecDeque;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::{AdminPath, KoreSettings, error};
use crate::auth::{TokenFault, verify_jwt};
use crate::wire::{Call, Reply};

/// Whose sessions a path asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    /// One bot's, named in the path.
    Builder(String),
    /// The account's.
    Admin,
}

impl Scope {
    /// Splits a path into scope and service; `None` where this version has no such path.
    pub(super) fn of(path: &str, admin: AdminPath) -> Option<(Self, &str)> {
        let rest = path.strip_prefix("/api/public/")?;
        if let Some(rest) = rest.strip_prefix("bot/") {
            let (bot, service) = rest.split_once('/')?;
            Some((Self::Builder(bot.to_owned()), service))
        } else if let Some(service) = rest.strip_prefix("bots/") {
            (admin != AdminPath::Plain).then_some((Self::Admin, service))
        } else {
            (admin != AdminPath::Bots).then_some((Self::Admin, rest))
        }
    }

    /// True where the bot's sessions are in scope.
    pub(super) fn covers(&self, bot: &str) -> bool {
        match self {
            Self::Builder(own) => own == bot,
            Self::Admin => true,
        }
    }
}

pub(super) fn check(settings: &KoreSettings, call: &Call, scope: &Scope) -> Result<(), Reply> {
    let token = call.header("auth").map(str::trim).filter(|token| !token.is_empty());
    let Some(token) = token else { return Err(error(401, "Authorization token is missing")) };
    if token != settings.token {
        check_jwt(settings, token)?;
    }
    if settings.scope_missing {
        return Err(error(403, "The app does not have the scope for this API"));
    }
    match scope {
        Scope::Builder(bot) if !settings.bots.contains(bot) => Err(error(404, "Bot not found")),
        _ => Ok(()),
    }
}

fn check_jwt(settings: &KoreSettings, token: &str) -> Result<(), Reply> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs());
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let claims = verify_jwt(token, &settings.client_secret, now).map_err(|fault| match fault {
        TokenFault::Expired => error(401, "The token has expired"),
        TokenFault::Malformed | TokenFault::Algorithm | TokenFault::Signature => {
            error(401, "The token is not valid")
        }
    })?;
    if claims.get("appId").and_then(Value::as_str) == Some(settings.client_id.as_str()) {
        Ok(())
    } else {
        Err(error(401, "The token's appId is not known"))
    }
}

/// The calls of the last minute.
#[derive(Debug, Default)]
pub(super) struct RateWindow {
    calls: VecDeque<Instant>,
}

impl RateWindow {
    pub(super) fn admit(&mut self, limit: Option<u32>) -> bool {
        let Some(limit) = limit else { return true };
        let now = Instant::now();
        while self.calls.front().is_some_and(|&at| now.duration_since(at) >= Duration::from_mins(1))
        {
            self.calls.pop_front();
        }
        let free = u32::try_from(self.calls.len()).is_ok_and(|used| used < limit);
        if free {
            self.calls.push_back(now);
        }
        free
    }
}
