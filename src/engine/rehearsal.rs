//! A rehearsal: a browser makes code fast only once it has run for a while. While nobody has given a
//! file yet, the engine reads and reconciles rows of its own making, aside, so that the first file
//! of a person need not wait for that. What it makes fast serves the readers too: they share it.

use crate::domain::forms::Settings;
use crate::engine::driver::Driver;
use crate::engine::protocol::{Request, RowFilter, RowsQuery, SortKey};
use crate::intake::Blob;
use std::fmt::Write as _;
use std::io;

/// A rehearsal under way.
pub struct Rehearsal {
    /// What plays.
    pub driver: Driver,
    n_rows: u64,
    n_rounds: usize,
    n_played: usize,
}

/// The scenes of a round.
const SCENES: usize = 6;

impl Rehearsal {
    /// A rehearsal of so many rounds with so many rows on each side. What happens once for a file or
    /// an answer is made fast by many rounds only, what happens for each row by many rows.
    pub fn new(n_rounds: usize, n_rows: u64) -> Self {
        Self { driver: Driver::default(), n_rows, n_rounds, n_played: 0 }
    }

    /// Plays the next scene; says whether that was the last.
    pub fn step(&mut self) -> bool {
        match self.n_played % SCENES {
            0 => {
                self.driver = Driver::default();
                self.give("usage.csv", usage(self.n_rows).into_bytes());
            }
            1 => self.give("bill.csv", bill(self.n_rows).into_bytes()),
            2 => self.give("rates.csv", RATES.as_bytes().to_vec()),
            3 => drop(self.driver.ask(Request::Reconcile)),
            4 => self.look(),
            // Last, since it says nothing that could be compared.
            _ => self.give("packed.gz", packed()),
        }
        self.n_played += 1;
        self.n_played >= SCENES * self.n_rounds
    }

    /// Looks at the result as a page does.
    fn look(&mut self) {
        let filter = RowFilter::default();
        let sort = SortKey::Difference;
        drop(self.driver.ask(Request::Facets(filter.clone())));
        let rows = RowsQuery { filter, sort, descending: true, offset: 0, limit: 100 };
        drop(self.driver.ask(Request::Rows(rows)));
    }

    fn give(&mut self, name: &str, bytes: Vec<u8>) {
        self.driver.import(name, Box::new(Held(bytes)), Settings::default());
    }
}

/// Bytes in memory.
struct Held(Vec<u8>);

impl Blob for Held {
    fn size(&self) -> u64 {
        self.0.as_slice().size()
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.as_slice().read_at(offset, buffer)
    }
}

/// A gzip of one letter again and again, broken off: the start of a block of fixed codes (RFC 1951, 3.2.6)
/// and then the letter's eight bits, which lie across the borders of bytes. It is there for what
/// unpacks, which is the larger part of reading an archive.
fn packed() -> Vec<u8> {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4a];
    bytes.resize(1 << 18, 0x4c);
    bytes
}

const CHANNELS: [&str; 4] = ["web", "sms", "email", "voice"];

const RATES: &str = "measure,unit_size,increment,price,currency\nduration,900,900,0.45,USD\n";

/// Number, spread number, channel, day and minute of each row.
fn rows(n_rows: u64) -> impl Iterator<Item = (u64, u64, &'static str, u64, u64)> {
    let channels = CHANNELS.iter().copied().cycle();
    (0..n_rows).zip(channels).map(|(number, channel)| {
        let spread = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (number, spread, channel, 1 + spread % 28, number % 60)
    })
}

fn usage(n_rows: u64) -> String {
    let mut text = "botId,channel,billingSessionType,conversationSessionId,\
        conversationSessionStartDateTime,conversationSessionEndDateTime,billingSessionId,\
        billingSessionStartDateTime,billingSessionEndDateTime\n"
        .to_owned();
    for (number, spread, channel, day, minute) in rows(n_rows) {
        let begin = format!("01-{day:02}-2026 2:{minute:02}:03 pm");
        let end = format!("01-{day:02}-2026 3:{minute:02}:02 pm");
        let bot = spread % 32;
        // Some rows have quotes, and are looked at one by one.
        let kind = if number % 16 == 0 { "\"Automation, attended\"" } else { "Automation" };
        // Some are there twice.
        for _ in 0..=u64::from(number % 61 == 0) {
            let _ = writeln!(
                text,
                "st-{bot:032x},{channel},{kind},{spread:024x},{begin},{end},{number:024x},{begin},\
                 {end}"
            );
        }
    }
    text
}

fn bill(n_rows: u64) -> String {
    let mut text =
        "line_id,billing_session_id,channel,start,quantity,unit_price,amount\n".to_owned();
    for (number, _, channel, day, minute) in rows(n_rows) {
        // A few lines disagree, and go the long way.
        let amount = if number % 64 == 0 { "2.25" } else { "1.80" };
        // Some sessions are not billed, some twice, and some lines are for none.
        let n_lines = match number % 67 {
            0 => 0,
            1 => 2,
            _ => 1,
        };
        let id = if number % 71 == 0 { number + n_rows } else { number };
        for _ in 0..n_lines {
            let _ = writeln!(
                text,
                "L-{number:08},{id:024x},{channel},2026-01-{day:02}T14:{minute:02}:03Z,4,0.45,\
                 {amount}"
            );
        }
    }
    text
}
