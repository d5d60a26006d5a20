//! Kore.ai `getBillingSessionsDetails`: replies as JSON, and the same sessions as CSV or as a list or
//! lines of JSON without the reply around them, as scripts leave them that put pages together.
//!
//! By the vendor's document a reply is `{total, moreAvailable, sessions: […]}`. Its dates are
//! `MM-DD-YYYY h:mm:ss am|pm`: in the document's sample the asked window is February to July 2021
//! and only month first falls into it. They carry no zone; UTC is assumed, as the session documents
//! of the vendor do. A billing session is a block of 15 minutes.

use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::Role;
use crate::formats::item::{Fact, Item};
use crate::layout::{Adjusts, Facts, Field, Habits, Head, Layout};
use crate::normalize::DateOrder;

/// Billing sessions.
pub struct BillingSessions;

const ID: &str = "kore-billing-sessions";

impl Layout for BillingSessions {
    fn id(&self) -> &'static str {
        ID
    }

    fn vendor(&self) -> &'static str {
        "kore"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        let names = head.header_names(self);
        let has = |name: &str| names.iter().any(|it| it == name);
        if has("billingsessionid")
            && (has("billingsessionstartdatetime") || has("conversationsessionid"))
        {
            return if has("amount") || has("unitprice") || has("lineid") { 0 } else { 95 };
        }
        let (item, facts) = head.tree(self);
        let fact = |name: &str| facts.iter().any(|it| it.name.eq_ignore_ascii_case(name));
        match item {
            Some(it) if is_session(&it) => 95,
            None if fact("moreAvailable")
                || (fact("total") && head.bytes.windows(10).any(|it| it == b"\"sessions\"")) =>
            {
                90
            }
            None if facts.iter().any(|it| it.name.starts_with("errors")) => 40,
            _ => 0,
        }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        COLUMNS
    }

    /// By the vendor's document the list is `sessions`. The others are what programs call it that keep
    /// replies in their own way.
    fn lists(&self) -> &'static [&'static str] {
        &["sessions", "billingsessions", "billingsessionsdetails", "data", "records", "results"]
    }

    fn required(&self) -> &'static [Field] {
        REQUIRED
    }

    fn adjusts(&self) -> Adjusts {
        Adjusts::Nothing
    }

    fn habits(&self) -> Habits {
        habits()
    }

    fn refusal(&self, facts: &Facts) -> Option<Diagnostic> {
        let errors = facts.facts.iter().filter(|it| it.name.starts_with("error"));
        let is_said = |it: &&Fact| it.name.ends_with("msg") || it.name.ends_with("message");
        let said = errors.clone().find(is_said)?;
        Some(Diagnostic::new(Code::VendorError).with(said.value.clone()))
    }

    /// Every page states the total of its request. A file of several requests is whole by itself.
    fn answer(&self, facts: &Facts) -> Option<String> {
        let is_whole = facts.facts.iter().any(is_window);
        facts.top("total").next().filter(|_| !is_whole).map(|it| it.value.clone())
    }

    /// The stated total is that of all pages of a request together; `moreAvailable` of its last page
    /// counts, which is the only one without more, in whatever order they are given. Pages that overlap repeat sessions, so different ids are what is compared; a row that
    /// could not be read may be one more.
    fn check(&self, facts: &Facts, report: &mut Report) {
        let requests: Vec<Facts> = requests(facts).collect();
        // A total of all is known only where each request states its own.
        let total: Option<u64> = requests.iter().map(stated).sum();
        let total = total.filter(|_| !requests.is_empty());
        let read = facts.rows_of(ID);
        let may_be = facts.different_ids..=facts.different_ids + facts.rejected;
        if let Some(total) = total
            && !may_be.contains(&total)
        {
            let line = facts.top("total").next().map_or(0, |it| it.line);
            let place = Place { line, ..Place::default() };
            let stated = Diagnostic::new(Code::TotalMismatch).at(place).with(total.to_string());
            report.push(stated.with(facts.different_ids.to_string()).with(read.to_string()));
        }
        for request in &requests {
            let (mut last, mut is_whole) = (None, false);
            for page in request.top("moreAvailable") {
                last = Some(page);
                is_whole |= page.value != "true";
            }
            if let Some(last) = last.filter(|_| !is_whole) {
                let place = Place { line: last.line, ..Place::default() };
                report.push(Diagnostic::new(Code::MoreAvailable).at(place).with(read.to_string()));
            }
        }
    }
}

/// Billing sessions in a list that nothing is around, or one after the other.
pub struct BareSessions;

impl Layout for BareSessions {
    fn id(&self) -> &'static str {
        "kore-billing-sessions-bare"
    }

    fn vendor(&self) -> &'static str {
        BillingSessions.vendor()
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        if head.tree(self).0.is_some_and(|it| is_session(&it)) { 95 } else { 0 }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        COLUMNS
    }

    fn lists(&self) -> &'static [&'static str] {
        &[""]
    }

    fn required(&self) -> &'static [Field] {
        REQUIRED
    }

    fn adjusts(&self) -> Adjusts {
        Adjusts::Nothing
    }

    fn habits(&self) -> Habits {
        habits()
    }
}

fn is_session(item: &Item) -> bool {
    item.cells.iter().any(|(name, _)| name.eq_ignore_ascii_case("billingSessionId"))
}

const COLUMNS: &[(Field, &str)] = &[
    (Field::UsageId, "billingsessionid"),
    (Field::ConversationId, "conversationsessionid"),
    (Field::Start, "billingsessionstartdatetime billingsessionstarttime billingsessionstart"),
    (Field::End, "billingsessionenddatetime billingsessionendtime billingsessionend"),
    (Field::ConversationStart, "conversationsessionstartdatetime"),
    (Field::ConversationEnd, "conversationsessionenddatetime"),
    (Field::Account, "botid streamid appid"),
    (Field::Service, "billingsessiontype"),
    (Field::Channel, "channel"),
];

const REQUIRED: &[Field] = &[Field::UsageId, Field::Start];

fn habits() -> Habits {
    Habits {
        date_order: Some(DateOrder::MonthFirst),
        time_zone: "UTC",
        block_seconds: 900,
        measures_time: true,
        ..Habits::default()
    }
}

/// Whether a fact begins the replies to another request; see `connect::kore`.
fn is_window(fact: &Fact) -> bool {
    fact.name == "trueup_window.from"
}

/// The facts of each request.
fn requests(facts: &Facts) -> impl Iterator<Item = Facts> {
    let groups = facts.facts.chunk_by(|_, next| !is_window(next));
    let of = |it: &[Fact]| Facts { facts: it.to_vec(), ..Facts::default() };
    let states =
        |it: &Facts| ["total", "moreAvailable"].iter().any(|name| it.top(name).next().is_some());
    let groups = groups.map(of).filter(states);
    groups.collect::<Vec<_>>().into_iter()
}

/// The total that the pages of a request state.
fn stated(request: &Facts) -> Option<u64> {
    request.top("total").filter_map(|it| it.value.parse::<u64>().ok()).max()
}
