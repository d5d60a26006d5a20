//! Files that a person could have, made by a seeded generator that knows what is true of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// The header of a Kore.ai session export.
const SESSIONS: &str = "botId,channel,koreUserId,channelUserId,billingSessionType,\
    conversationSessionId,conversationSessionStartDateTime,conversationSessionEndDateTime,\
    billingSessionId,billingSessionStartDateTime,billingSessionEndDateTime";

/// The header of an itemised bill.
const BILL: &str = "line_id,billing_session_id,start,category,quantity,unit_price,amount,currency";

/// One block of 15 minutes costs this many thousandths.
const PRICE: u64 = 50;

/// A month of usage, the bill for it, the rates agreed on, and what comes of comparing them.
#[derive(Debug, Clone)]
pub struct Month {
    /// Usage: Kore.ai sessions as CSV.
    pub usage: String,
    /// The bill: itemised, as CSV.
    pub bill: String,
    /// The rates as CSV.
    pub rates: String,
    /// Records and lines by outcome.
    pub outcomes: BTreeMap<String, (u64, u64)>,
    /// Unreadable rows of usage and of the bill.
    pub rejected: (u64, u64),
    /// Records and lines read, with the unreadable.
    pub rows: (u64, u64),
    /// The bill's sum, as text.
    pub billed: String,
    /// An id whose line bills two blocks for one.
    pub overbilled: String,
}

/// What is planted in a month, row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Matched,
    Quantity,
    Rate,
    Amount,
    Unbilled,
    WithoutUsage,
    UsageTwice,
    LineTwice,
}

impl Kind {
    const PLAN: [(Self, u64); 8] = [
        (Self::Matched, 60),
        (Self::Quantity, 6),
        (Self::Rate, 5),
        (Self::Amount, 4),
        (Self::Unbilled, 7),
        (Self::WithoutUsage, 3),
        (Self::UsageTwice, 2),
        (Self::LineTwice, 3),
    ];

    /// Blocks and thousandths a block, as billed.
    fn billed(self) -> (u64, u64) {
        match self {
            Self::Quantity => (2, PRICE),
            Self::Rate => (1, 60),
            Self::Amount => (2, 60),
            _ => (1, PRICE),
        }
    }
}

/// A generator of numbers: the same seed gives the same numbers.
#[derive(Debug, Clone)]
pub struct Seeded(u64);

impl Seeded {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// The next number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    fn id(&mut self) -> String {
        format!("{:012x}{:012x}", self.below(1 << 48), self.below(1 << 48))
    }
}

impl Month {
    /// The month of a seed: October 2026.
    pub fn new(seed: u64) -> Self {
        let mut seeded = Seeded::new(seed);
        let mut usage = Vec::new();
        let mut bill = Vec::new();
        let mut month = Self {
            usage: String::new(),
            bill: String::new(),
            rates: rates(),
            outcomes: BTreeMap::new(),
            rejected: (1, 1),
            rows: (0, 0),
            billed: String::new(),
            overbilled: String::new(),
        };
        let mut sum = 0;
        for (kind, n) in Kind::PLAN {
            for _ in 0..n {
                let id = seeded.id();
                if kind == Kind::Quantity {
                    month.overbilled.clone_from(&id);
                }
                let session = session(&mut seeded, &id, "st-example-0001");
                let (blocks, price) = kind.billed();
                if kind != Kind::WithoutUsage {
                    usage.push(session.clone());
                    month.count(outcome_of(kind), (1, 0));
                }
                if kind == Kind::UsageTwice {
                    usage.push(session);
                    month.count("duplicate_usage", (1, 0));
                }
                if kind != Kind::Unbilled {
                    bill.push((id.clone(), blocks, price));
                    sum += blocks * price;
                    month.count(outcome_of(kind), (0, 1));
                }
                if kind == Kind::LineTwice {
                    bill.push((id, blocks, price));
                    sum += blocks * price;
                    month.count("duplicate_line", (0, 1));
                }
            }
        }
        shuffle(&mut seeded, &mut usage);
        shuffle(&mut seeded, &mut bill);
        month.usage = table(SESSIONS, &usage);
        // Neither a time nor an amount: each of these rows is to be told of.
        let broken = session(&mut seeded, "00000000000000000000dead", "st-example-0001");
        let broken = broken.replace("10-", "soon-");
        month.usage.push_str(&broken);
        month.usage.push_str("\r\n");
        let mut number = 0;
        let lines: Vec<String> = bill
            .iter()
            .map(|(id, blocks, price)| {
                number += 1;
                let amount = thousandths(blocks * price);
                let price = thousandths(*price);
                format!("{number},{id},2026-10-15 12:00:00,usage,{blocks},{price},{amount},USD")
            })
            .collect();
        month.bill = table(BILL, &lines);
        month.bill.push_str(
            "9999,00000000000000000000beef,2026-10-15 12:00:00,usage,1,0.050,n/a,USD\r\n",
        );
        month.rows = (
            u64::try_from(usage.len()).unwrap() + month.rejected.0,
            u64::try_from(bill.len()).unwrap() + month.rejected.1,
        );
        month.billed = thousandths(sum);
        month
    }

    fn count(&mut self, outcome: &str, (records, lines): (u64, u64)) {
        let so_far = self.outcomes.entry(outcome.to_owned()).or_default();
        *so_far = (so_far.0 + records, so_far.1 + lines);
    }
}

fn outcome_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Matched | Kind::UsageTwice | Kind::LineTwice => "matched",
        Kind::Quantity => "quantity_variance",
        Kind::Rate => "rate_variance",
        Kind::Amount => "amount_variance",
        Kind::Unbilled => "unbilled_usage",
        Kind::WithoutUsage => "billed_without_usage",
    }
}

/// A rate card with one price for every block of 15 minutes.
pub fn rates() -> String {
    let names = "vendor,service,account,channel,valid_from,valid_to,currency,measure,unit_size,\
        minimum,increment,free_units,tier_from,price,rounding";
    format!("{names}\r\nkore,,,,,,USD,duration,900,900,900,,,{},record\r\n", thousandths(PRICE))
}

/// Usage and a bill whose text cells begin like formulas, where a spreadsheet would run them.
pub fn injection() -> (String, String) {
    let mut seeded = Seeded::new(9);
    let mut usage: Vec<String> = ["=1+1", "@SUM(A1)", "+2", "-2+3"]
        .iter()
        .map(|it| session(&mut seeded, it, "=HYPERLINK(0)"))
        .collect();
    let id = seeded.id();
    usage.push(session(&mut seeded, &id, "st-example-0001"));
    let bill = vec![
        format!("1,{id},2026-10-15 12:00:00,usage,1,0.050,0.050,USD"),
        "2,\"=cmd|'/c calc'!A0\",2026-10-15 12:00:00,usage,1,0.050,0.050,USD".to_owned(),
        "3,credit-0001,2026-10-15 12:00:00,usage,-1,0.050,-0.050,USD".to_owned(),
    ];
    (table(SESSIONS, &usage), table(BILL, &bill))
}

/// Sessions whose days all lie between the 1st and the 12th, day or month first: nobody can tell.
pub fn ambiguous_dates() -> (String, String) {
    let mut usage = String::from("id,start,end,account\r\n");
    let mut bill =
        String::from("line_id,usage_id,date,quantity,unit,unit_price,amount,currency\r\n");
    for n in 1..=12u64 {
        let day = 1 + n % 9;
        let at = format!("{day:02}/05/2026 10:{n:02}");
        write!(usage, "call-{n:04},{at}:00,{at}:30,acme-example\r\n").unwrap();
        write!(bill, "{n},call-{n:04},2026-05-{day:02},30,seconds,0.01,0.30,USD\r\n").unwrap();
    }
    (usage, bill)
}

/// Writes a session export of about so many bytes, and tells how many sessions it has.
pub fn write_large(path: &Path, bytes: u64) -> u64 {
    let mut seeded = Seeded::new(3);
    let mut out = BufWriter::new(File::create(path).unwrap());
    write!(out, "{SESSIONS}\r\n").unwrap();
    let (mut written, mut n) = (0, 0);
    while written < bytes {
        let id = seeded.id();
        let row = session(&mut seeded, &id, "st-example-0001");
        write!(out, "{row}\r\n").unwrap();
        written += u64::try_from(row.len()).unwrap() + 2;
        n += 1;
    }
    out.flush().unwrap();
    n
}

/// Writes an itemised bill of so many lines for calls that nobody made. Line `n`, counted from 1,
/// is for [`call_id`] `n` and bills `n` cents; in the file the lines are in no order at all.
pub fn write_bill(path: &Path, lines: u64) {
    // Shares no factor with the numbers of lines in use, so that every line comes once.
    const STRIDE: u64 = 7_368_787;
    let mut out = BufWriter::new(File::create(path).unwrap());
    write!(out, "line_id,usage_id,date,quantity,unit,unit_price,amount,currency\r\n").unwrap();
    for at in 0..lines {
        let n = at * STRIDE % lines + 1;
        let cents = format!("{}.{:02}", n / 100, n % 100);
        let (id, day) = (call_id(n), 1 + n % 31);
        write!(out, "{n},{id},2026-10-{day:02},1,calls,{cents},{cents},USD\r\n").unwrap();
    }
    out.flush().unwrap();
}

/// The id of a call that is billed in [`write_bill`].
pub fn call_id(n: u64) -> String {
    format!("call-{n:07}")
}

/// A session of less than a block, as a row.
fn session(seeded: &mut Seeded, id: &str, account: &str) -> String {
    let channel = ["IVR", "rtm", "sms"][usize::try_from(seeded.below(3)).unwrap()];
    let day = 2 + seeded.below(28);
    let (hour, minute, second) = (seeded.below(23), seeded.below(46), seeded.below(60));
    let minutes = 1 + seeded.below(13);
    let at = |minute: u64| {
        let half = if hour < 12 { "am" } else { "pm" };
        let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
        format!("10-{day:02}-2026 {hour}:{minute:02}:{second:02} {half}")
    };
    let (start, end) = (at(minute), at(minute + minutes));
    let (conversation, user) = (seeded.id(), seeded.id());
    format!(
        "{account},{channel},u-{user},{user},Conversations,{conversation},{start},{end},{id},{start},{end}"
    )
}

fn table(header: &str, rows: &[String]) -> String {
    let mut text = format!("{header}\r\n");
    for row in rows {
        text.push_str(row);
        text.push_str("\r\n");
    }
    text
}

fn thousandths(value: u64) -> String {
    format!("{}.{:03}", value / 1000, value % 1000)
}

fn shuffle<T>(seeded: &mut Seeded, rows: &mut [T]) {
    for at in (1..rows.len()).rev() {
        let other = seeded.below(u64::try_from(at).unwrap() + 1);
        rows.swap(at, usize::try_from(other).unwrap());
    }
}
