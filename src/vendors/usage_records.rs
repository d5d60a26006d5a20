//! Usage by category with its price: Twilio's `Usage/Records`, and Evo Voice's `/billing/usage`,
//! which has the same shape by its document. As JSON, XML and CSV.
//!
//! Both dates are included, in GMT. `price` is the amount for the whole of `usage`, not a unit's.
//! Categories contain each other (`calls`, `calls-inbound`, `totalprice`): that a name extends its
//! parent's with `-` is seen in the vendor's list of categories, though not stated. A category that
//! contains others of the same reply is a control total.

use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::Role;
use crate::layout::contract::CellByName;
use crate::layout::{Adjusts, Facts, Field, Habits, Head, Layout, Sums};

/// Twilio's.
pub struct Twilio;

/// Evo Voice's.
pub struct EvoVoice;

const TWILIO: &str = "twilio-usage-records";
const EVO: &str = "evo-usage-records";

const COLUMNS: &[(Field, &str)] = &[
    (Field::Account, "accountsid"),
    (Field::Service, "category"),
    (Field::Start, "startdate"),
    (Field::PeriodEnd, "enddate"),
    (Field::Quantity, "usage"),
    (Field::Unit, "usageunit"),
    (Field::Amount, "price"),
    (Field::Currency, "priceunit"),
];

const HABITS: Habits = Habits {
    date_order: None,
    time_zone: "UTC",
    block_seconds: 0,
    is_counter: false,
    measures_time: false,
    needs_period: false,
    needs_service: false,
    plain_numbers: false,
    lists_in_cells: false,
    may_be_empty: true,
    has_sums: true,
    has_segments: false,
};

/// Whether a head has the columns, and whether it has those that only Twilio has.
fn looks(head: &Head<'_>, layout: &dyn Layout) -> (bool, bool) {
    let mut names = head.header_names(layout);
    let (item, _) = head.tree(layout);
    names.extend(item.iter().flat_map(crate::formats::item::Item::names));
    let has = |name: &str| names.iter().any(|it| it == name);
    let is_record = has("usageunit") && has("priceunit") && has("category");
    (is_record, has("asof") || has("apiversion"))
}

/// What a category contains and is contained in, for one account and period.
fn sums(cell: CellByName<'_>) -> Sums {
    let category = cell("category");
    let key = |category: &str| {
        [&cell("accountsid"), &cell("startdate"), &cell("enddate"), category].join("|")
    };
    let parents = category.match_indices('-').filter_map(|(at, _)| category.get(..at));
    let mut parts_of: Vec<String> = parents.map(key).collect();
    if category != "totalprice" {
        parts_of.push(key("totalprice"));
    }
    Sums { own: key(&category), parts_of }
}

impl Layout for Twilio {
    fn id(&self) -> &'static str {
        TWILIO
    }

    fn vendor(&self) -> &'static str {
        "twilio"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        let (is_record, is_twilio) = looks(head, self);
        if is_record && is_twilio {
            return 95;
        }
        let (item, facts) = head.tree(self);
        let fact = |name: &str| facts.iter().any(|it| it.name == name);
        let is_error = fact("more_info") && fact("message") && fact("code");
        let is_empty = fact("first_page_uri") && head.mentions("usagerecords");
        if item.is_none() && (is_error || is_empty) { 90 } else { 0 }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        COLUMNS
    }

    /// Scripts leave the list without the reply around it.
    fn lists(&self) -> &'static [&'static str] {
        &["usage_records", ""]
    }

    fn required(&self) -> &'static [Field] {
        &[Field::Start, Field::Quantity]
    }

    fn adjusts(&self) -> Adjusts {
        Adjusts::Nothing
    }

    fn habits(&self) -> Habits {
        HABITS
    }

    fn sums(&self, cell: CellByName<'_>, _list: &str) -> Sums {
        sums(cell)
    }

    fn refusal(&self, facts: &Facts) -> Option<Diagnostic> {
        let message = facts.value("message").filter(|_| facts.rows_of(TWILIO) == 0)?;
        let code = facts.value("code").map_or("", |it| it.value.as_str());
        let place = Place { line: message.line, ..Place::default() };
        let said = format!("{code} {}", message.value);
        Some(Diagnostic::new(Code::VendorError).at(place).with(said.trim()))
    }

    fn answer(&self, facts: &Facts) -> Option<String> {
        facts.value("first_page_uri").map(|it| it.value.clone())
    }

    /// A page that names a next one that was not given leaves the usage incomplete.
    fn check(&self, facts: &Facts, report: &mut Report) {
        let n = facts.rows_of(TWILIO);
        let given: Vec<&str> = facts.values("uri").map(|it| it.value.as_str()).collect();
        let pages = facts.values("page").count();
        let next = facts.values("next_page_uri").filter(|it| it.value != "null").last();
        let n_next = facts.values("next_page_uri").filter(|it| it.value != "null").count();
        if let Some(next) = next
            && n_next >= pages
            && !given.contains(&next.value.as_str())
        {
            let place = Place { line: next.line, ..Place::default() };
            report.push(Diagnostic::new(Code::MoreAvailable).at(place).with(n.to_string()));
        }
    }
}

impl Layout for EvoVoice {
    fn id(&self) -> &'static str {
        EVO
    }

    fn vendor(&self) -> &'static str {
        "evo"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        let (is_record, is_twilio) = looks(head, self);
        if is_record && !is_twilio { 92 } else { 0 }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        COLUMNS
    }

    fn lists(&self) -> &'static [&'static str] {
        &[""]
    }

    fn elements(&self) -> &'static [&'static str] {
        &["usagerecordinfo"]
    }

    fn required(&self) -> &'static [Field] {
        &[Field::Start, Field::Quantity]
    }

    fn habits(&self) -> Habits {
        HABITS
    }

    fn sums(&self, cell: CellByName<'_>, _list: &str) -> Sums {
        sums(cell)
    }
}
