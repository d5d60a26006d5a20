//! The records: seconds per customer and day, and priced counts per account and day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::EvoSettings;
use super::shape::Shape;
use crate::generate::{Generator, Span};

/// What was asked for: days from first to last, both included, and whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvoWindow {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// One account only.
    pub account: Option<String>,
    /// One customer only.
    pub customer: Option<String>,
}

impl EvoWindow {
    /// Everything that a half-open span of days holds.
    pub fn whole(span: Span) -> Self {
        let to = span.to.date().pred_opt().unwrap_or(span.to.date());
        Self { from: span.from.date(), to, account: None, customer: None }
    }

    fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }
}

/// What is true of a window.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EvoTruth {
    /// Minutes by account, rounded once.
    pub account_minutes: BTreeMap<String, i64>,
    /// Minutes by customer, each rounded up.
    pub customer_minutes: BTreeMap<String, i64>,
    /// Price of all priced rows, in 1/10,000.
    pub price_ten_thousandths: u64,
}

#[derive(Debug)]
pub(super) struct Account {
    pub(super) id: String,
    customers: Vec<Customer>,
    priced: Vec<Priced>,
}

#[derive(Debug)]
struct Customer {
    id: String,
    recording: bool,
    days: Vec<(NaiveDate, u64)>,
}

/// One category of usage.
#[derive(Debug)]
struct Priced {
    category: &'static str,
    description: &'static str,
    count_unit: &'static str,
    usage_unit: &'static str,
    /// Per unit of usage, in 1/10,000.
    price: u64,
    /// Day, count, usage.
    days: Vec<(NaiveDate, u64, u64)>,
}

const CATEGORIES: [(&str, &str, &str, &str, u64); 3] = [
    ("calls-inbound", "Inbound Voice Minutes", "calls", "minutes", 85),
    ("calls-outbound", "Outbound Voice Minutes", "calls", "minutes", 140),
    ("sms-outbound", "Outbound SMS", "messages", "messages", 79),
];

pub(super) fn make(settings: &EvoSettings, mut generator: Generator, span: Span) -> Vec<Account> {
    let days: Vec<NaiveDate> = span
        .from
        .date()
        .iter_days()
        .take_while(|day| day.and_time(chrono::NaiveTime::MIN) < span.to)
        .collect();
    (1..=settings.accounts)
        .map(|account| {
            let customers = (1..=settings.customers)
                .map(|customer| Customer {
                    id: format!("CUST-{account}{customer:03}"),
                    recording: generator.chance(50),
                    days: days.iter().map(|&day| (day, generator.between(40, 4_000))).collect(),
                })
                .collect();
            let priced = CATEGORIES
                .iter()
                .map(|&(category, description, count_unit, usage_unit, price)| {
                    let mut day_of = |day: NaiveDate| {
                        let count = generator.between(1, 60);
                        let usage = if count_unit == usage_unit {
                            count
                        } else {
                            count * generator.between(1, 6)
                        };
                        (day, count, usage)
                    };
                    let days = days.iter().map(|&day| day_of(day)).collect();
                    Priced { category, description, count_unit, usage_unit, price, days }
                })
                .collect();
            Account { id: format!("ACCT-{account:03}"), customers, priced }
        })
        .collect()
}

impl Customer {
    fn seconds(&self, window: &EvoWindow) -> u64 {
        self.days.iter().filter(|(day, _)| window.holds(*day)).map(|(_, seconds)| seconds).sum()
    }
}

/// An account, its minutes, and its customers with theirs.
type Figures<'a> = (&'a Account, i64, Vec<(&'a Customer, i64)>);

/// Accounts in the window, each with its rounded minutes and its customers'.
fn figures<'a>(
    settings: &EvoSettings,
    accounts: &'a [Account],
    window: &EvoWindow,
) -> Vec<Figures<'a>> {
    let wanted =
        |filter: &Option<String>, id: &str| filter.as_ref().is_none_or(|filter| filter == id);
    let signed = |minutes: u64| i64::try_from(minutes).unwrap_or(i64::MAX);
    let first = accounts.first().map(|account| &account.id);
    accounts
        .iter()
        .filter(|account| wanted(&window.account, &account.id))
        .map(|account| {
            let customers: Vec<&Customer> = account
                .customers
                .iter()
                .filter(|customer| wanted(&window.customer, &customer.id))
                .collect();
            let seconds: u64 = customers.iter().map(|customer| customer.seconds(window)).sum();
            let off_by = if first == Some(&account.id) { settings.account_off_by } else { 0 };
            let minutes = signed(seconds.div_ceil(60)) + off_by;
            let customers = customers
                .iter()
                .map(|&one| (one, signed(one.seconds(window).div_ceil(60))))
                .collect();
            (account, minutes, customers)
        })
        .collect()
}

pub(super) fn ai_usage(settings: &EvoSettings, accounts: &[Account], window: &EvoWindow) -> Shape {
    let found = figures(settings, accounts, window);
    let by_account = found.iter().map(|(account, minutes, _)| {
        Shape::object(
            "AIAccountUsage",
            [("AIMinutes", Shape::number(minutes)), ("AccountId", Shape::text(&account.id))],
        )
    });
    let by_customer = found.iter().flat_map(|(account, _, customers)| {
        customers.iter().map(|(customer, minutes)| {
            Shape::object(
                "AICustomerUsage",
                [
                    ("AIMinutes", Shape::number(minutes)),
                    ("AccountId", Shape::text(&account.id)),
                    ("CustomerId", Shape::text(&customer.id)),
                ],
            )
        })
    });
    Shape::object(
        "AIUsage",
        [
            ("AccountUsage", Shape::list("", by_account)),
            ("CustomerUsage", Shape::list("", by_customer)),
        ],
    )
}

/// A number of ten-thousandths, as exact decimal text.
fn decimal(value: u64) -> String {
    let text = format!("{}.{:04}", value / 10_000, value % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `None` for an unknown account.
pub(super) fn priced(accounts: &[Account], account: &str, window: &EvoWindow) -> Option<Shape> {
    let account = accounts.iter().find(|known| known.id == account)?;
    let rows = account.priced.iter().flat_map(|row| {
        let days = row.days.iter().filter(|(day, _, _)| window.holds(*day));
        days.map(|(day, count, usage)| {
            let day = day.to_string();
            Shape::object(
                "UsageRecordInfo",
                [
                    ("AccountSid", Shape::text(&account.id)),
                    ("Category", Shape::text(row.category)),
                    ("Count", Shape::number(count)),
                    ("CountUnit", Shape::text(row.count_unit)),
                    ("Description", Shape::text(row.description)),
                    ("EndDate", Shape::text(&day)),
                    ("Price", Shape::number(&decimal(usage * row.price))),
                    ("PriceUnit", Shape::text("usd")),
                    ("StartDate", Shape::text(&day)),
                    ("Uri", Shape::text(&format!("/usage/{}/{day}", row.category))),
                    ("Usage", Shape::text(&usage.to_string())),
                    ("UsageUnit", Shape::text(row.usage_unit)),
                ],
            )
        })
    });
    Some(Shape::list("ArrayOfUsageRecordInfo", rows))
}

/// Costs by customer; `None` for an unknown account.
pub(super) fn billing(accounts: &[Account], account: &str, window: &EvoWindow) -> Option<Shape> {
    let account = accounts.iter().find(|known| known.id == account)?;
    let wanted = |id: &str| window.customer.as_ref().is_none_or(|filter| filter == id);
    let rows = account.customers.iter().filter(|customer| wanted(&customer.id)).map(|customer| {
        Shape::object(
            "BillingCustomer",
            [
                ("CustomerId", Shape::text(&customer.id)),
                ("HasCallRecording", Shape::number(&customer.recording)),
                ("InternationalCosts", Shape::number(&decimal(customer.seconds(window) * 5))),
            ],
        )
    });
    Some(Shape::object("Billing", [("Customers", Shape::list("", rows))]))
}

pub(super) fn truth(settings: &EvoSettings, accounts: &[Account], window: &EvoWindow) -> EvoTruth {
    let mut truth = EvoTruth::default();
    for (account, minutes, customers) in figures(settings, accounts, window) {
        truth.account_minutes.insert(account.id.clone(), minutes);
        for (customer, minutes) in customers {
            truth.customer_minutes.insert(customer.id.clone(), minutes);
        }
        for row in &account.priced {
            let days = row.days.iter().filter(|(day, _, _)| window.holds(*day));
            truth.price_ten_thousandths += days.map(|(_, _, usage)| usage * row.price).sum::<u64>();
        }
    }
    truth
}
