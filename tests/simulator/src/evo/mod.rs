//! Evo Voice, on `ServiceStack`: minutes of its assistant by account and customer, and two siblings
//! that carry prices.
//!
//! `usage.rs` makes the records, `service.rs` answers, `shape.rs` writes the formats.

mod service;
mod shape;
mod usage;

use serde::{Deserialize, Serialize};

pub use usage::{EvoTruth, EvoWindow};

use crate::error::SimError;
use crate::generate::{Generator, Span};
use usage::Account;

/// What Evo Voice holds and how it behaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EvoSettings {
    /// Basic auth.
    pub user: String,
    /// Basic auth.
    pub password: String,
    /// Bearer token.
    pub bearer: String,
    /// API key: as bearer, as Basic user name, or in `X-Api-Key`.
    pub api_key: String,
    /// Which of these are taken; empty for all.
    pub auth: Vec<EvoAuth>,
    /// The signed-in user is no `SystemAdministrator`.
    pub role_missing: bool,
    /// Accounts to make.
    pub accounts: u32,
    /// Customers of each.
    pub customers: u32,
    /// Minutes by which the first account differs from what its customers add up to.
    pub account_off_by: i64,
    /// Spelling of keys.
    pub key_case: KeyCase,
}

/// A way to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvoAuth {
    /// Name and password.
    Basic,
    /// Token.
    Bearer,
    /// Key.
    ApiKey,
}

/// Spelling of JSON keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyCase {
    /// `accountUsage`
    Camel,
    /// `AccountUsage`
    Pascal,
    /// `account_usage`
    Snake,
}

impl Default for EvoSettings {
    fn default() -> Self {
        Self {
            user: "admin@example.com".into(),
            password: "simulated-evo-password".into(),
            bearer: "simulated-evo-bearer".into(),
            api_key: "simulated-evo-api-key".into(),
            auth: Vec::new(),
            role_missing: false,
            accounts: 2,
            customers: 3,
            account_off_by: 0,
            key_case: KeyCase::Camel,
        }
    }
}

/// Evo Voice as it runs.
#[derive(Debug)]
pub(crate) struct Evo {
    settings: EvoSettings,
    accounts: Vec<Account>,
}

impl Evo {
    pub(crate) fn new(settings: &EvoSettings, seed: u64, span: Span) -> Self {
        let generator = Generator::new(seed, "evo");
        Self { settings: settings.clone(), accounts: usage::make(settings, generator, span) }
    }

    /// What is true of the days from first to last, both included.
    pub(crate) fn truth(&self, window: &EvoWindow) -> EvoTruth {
        usage::truth(&self.settings, &self.accounts, window)
    }

    /// `/ai/usage` for the window, as JSON and as XML.
    pub(crate) fn usage_files(&self, window: &EvoWindow) -> [String; 2] {
        let value = usage::ai_usage(&self.settings, &self.accounts, window);
        [
            shape::json(&value, self.settings.key_case),
            shape::xml(&value, "http://schemas.datacontract.org/2004/07/Voice.Api.AI"),
        ]
    }

    /// `/billing/usage` for one account and the window, as JSON.
    pub(crate) fn priced_file(
        &self,
        account: &str,
        window: &EvoWindow,
    ) -> Result<String, SimError> {
        let value = usage::priced(&self.accounts, account, window)
            .ok_or_else(|| SimError::Scenario(format!("no such account: {account}")))?;
        Ok(shape::json(&value, self.settings.key_case))
    }

    /// Ids of the accounts.
    pub(crate) fn accounts(&self) -> Vec<String> {
        self.accounts.iter().map(|account| account.id.clone()).collect()
    }
}
