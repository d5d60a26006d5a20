//! Evo Voice: `/ai/usage` (minutes by account and by customer) and `/billing` (costs by customer),
//! as JSON with keys in any case and as XML by local name. `/billing/usage` has Twilio's shape and
//! is in `usage_records`.
//!
//! By the vendor's document `/ai/usage` answers `{accountUsage: [{accountId, aiMinutes}],
//! customerUsage: [{accountId, customerId, aiMinutes}]}`: two views of the same minutes, each
//! rounded by itself. So a customer's row is usage and its account's row a control total; an account
//! without customers counts itself. The replies do not say which window they cover.

use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::Role;
use crate::formats::item::Fact;
use crate::layout::contract::CellByName;
use crate::layout::head::Shape;
use crate::layout::{Draft, Facts, Field, Habits, Head, Layout, Sums, TextField};
use crate::normalize::header::canonical;
use rust_decimal::Decimal;

/// `/ai/usage`, and what the service says when something went wrong.
pub struct AiUsage;

/// `/billing`.
pub struct Billing;

/// `/ai/usage?format=csv`: one row whose cells hold lists in the service's own notation.
pub struct AiUsageJsv;

impl Layout for AiUsage {
    fn id(&self) -> &'static str {
        "evo-ai-usage"
    }

    fn vendor(&self) -> &'static str {
        "evo"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        let (item, facts) = head.tree(self);
        let is_usage = item.is_some_and(|it| it.names().iter().any(|name| name == "aiminutes"));
        let is_table = matches!(head.shape, Shape::Table { .. });
        let named = |names: &[&str]| {
            facts.iter().any(|it| {
                let first = it.name.split('.').next().unwrap_or_default();
                names.contains(&canonical(first).as_str())
            })
        };
        match () {
            () if is_usage => 95,
            () if named(&["responsestatus"]) => 90,
            () if named(&["accountusage", "customerusage"]) => 88,
            () if !is_table && head.mentions("accountusage") => 88,
            () => 0,
        }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[
            (Field::Account, "accountid"),
            (Field::Channel, "customerid"),
            (Field::Quantity, "aiminutes"),
        ]
    }

    fn lists(&self) -> &'static [&'static str] {
        &["accountUsage", "customerUsage"]
    }

    fn elements(&self) -> &'static [&'static str] {
        &["AIAccountUsage", "AICustomerUsage"]
    }

    fn required(&self) -> &'static [Field] {
        &[Field::Account, Field::Quantity]
    }

    fn habits(&self) -> Habits {
        Habits { needs_period: true, has_sums: true, ..Habits::default() }
    }

    fn stated_service(&self, _head: &Head<'_>) -> String {
        "AI minutes".to_owned()
    }

    /// The customer stands where a channel would: it is the party below the account.
    fn adjust(&self, _cell: CellByName<'_>, _list: &str, draft: &mut Draft<'_>) {
        draft.set_text(TextField::Unit, "MIN");
    }

    fn sums(&self, cell: CellByName<'_>, _list: &str) -> Sums {
        let account = cell("accountid");
        if cell("customerid").is_empty() {
            Sums { own: account, parts_of: Vec::new() }
        } else {
            Sums { own: String::new(), parts_of: vec![account] }
        }
    }

    fn refusal(&self, facts: &Facts) -> Option<Diagnostic> {
        refusal(facts)
    }

    /// Both figures are rounded to minutes, so each customer may move its account by one.
    fn check(&self, facts: &Facts, report: &mut Report) {
        for total in facts.totals() {
            let tolerance = Decimal::from(total.n_parts);
            let stated = total.stated.unwrap_or_default();
            if total.stated.is_some() && (stated - total.parts).abs() <= tolerance {
                continue;
            }
            let place = Place { line: total.line, ..Place::default() };
            let found = Diagnostic::new(Code::CustomersDiffer).at(place);
            let stated = total.stated.map_or(String::new(), |it| it.to_string());
            report.push(found.with(&total.key).with(stated).with(total.parts.to_string()));
        }
    }
}

/// The service's error body: `{responseStatus: {errorCode, message, errors: [{fieldName, …}]}}`.
fn refusal(facts: &Facts) -> Option<Diagnostic> {
    let code = facts.value("errorCode")?;
    let said: Vec<&str> = [Some(code), facts.value("message"), facts.value("fieldName")]
        .into_iter()
        .flatten()
        .map(|it| it.value.as_str())
        .collect();
    let place = Place { line: code.line, ..Place::default() };
    Some(Diagnostic::new(Code::VendorError).at(place).with(said.join(" · ")))
}

impl Layout for Billing {
    fn id(&self) -> &'static str {
        "evo-billing"
    }

    fn vendor(&self) -> &'static str {
        "evo"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        let names = head.tree(self).0.map(|it| it.names()).unwrap_or_default();
        let has = |name: &str| names.iter().any(|it| it == name);
        if has("internationalcosts") && has("customerid") { 95 } else { 0 }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[(Field::Account, "customerid"), (Field::Amount, "internationalcosts")]
    }

    fn lists(&self) -> &'static [&'static str] {
        &["customers"]
    }

    /// The document gives the shape in JSON only; the element's name is what the service's naming
    /// makes of it.
    fn elements(&self) -> &'static [&'static str] {
        &["BillingCustomer", "CustomerBilling", "BillingInfo"]
    }

    fn required(&self) -> &'static [Field] {
        &[Field::Account, Field::Amount]
    }

    fn habits(&self) -> Habits {
        Habits { needs_period: true, ..Habits::default() }
    }

    fn stated_service(&self, _head: &Head<'_>) -> String {
        "International costs".to_owned()
    }

    fn refusal(&self, facts: &Facts) -> Option<Diagnostic> {
        refusal(facts)
    }
}

impl Layout for AiUsageJsv {
    fn id(&self) -> &'static str {
        "evo-ai-usage-jsv"
    }

    fn vendor(&self) -> &'static str {
        "evo"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        let Shape::Table { rows, .. } = &head.shape else { return 0 };
        let first = rows.first().map(|it| it.iter().map(|it| canonical(it)).collect::<Vec<_>>());
        if first.is_some_and(|it| it == ["accountusage", "customerusage"]) { 95 } else { 0 }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[]
    }

    fn facts_of(&self, _text: &str) -> Option<Vec<Fact>> {
        Some(vec![Fact { name: "notation".to_owned(), value: "JSV".to_owned(), line: 2 }])
    }

    /// The same reply can be had as JSON, whose form is documented.
    fn refusal(&self, facts: &Facts) -> Option<Diagnostic> {
        facts.value("notation").map(|it| Diagnostic::new(Code::UnknownFormat).with(&it.value))
    }
}
