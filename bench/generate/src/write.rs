//! The two files' rows as text.

use crate::session::Session;
use std::io::{self, Write};

pub(crate) const USAGE_HEADER: &str = "botId,channel,koreUserId,channelUserId,billingSessionType,conversationSessionId,\
conversationSessionStartDateTime,conversationSessionEndDateTime,billingSessionId,\
billingSessionStartDateTime,billingSessionEndDateTime\n";

pub(crate) const BILL_HEADER: &str =
    "line_id,billing_session_id,channel,start,quantity,unit_price,amount\n";

pub(crate) fn usage(to: &mut impl Write, it: &Session) -> io::Result<()> {
    let [high, low] = it.user;
    let user = Uuid(high, low);
    write!(to, "st-{},{},u-{user},", Uuid(it.bot, 0x8bbb_0000_0000_000a), it.channel)?;
    if it.has_quotes {
        // Made-up names with a comma and doubled quotes.
        write!(to, "\"Example, \"\"user\"\" {:08x}, desk {}\",", low & 0xffff_ffff, high % 900)?;
    } else {
        write!(to, "{:028x}/{low:016x},", u128::from(high) << 8)?;
    }
    let kind = if it.is_automated { "Automation" } else { "Conversations" };
    write!(to, "{kind},{},", Hex24(it.conversation))?;
    let (start, end) = (Clock(it.start), Clock(it.end));
    writeln!(to, "{start},{end},{},{start},{end}", Hex24(it.id))
}

pub(crate) fn line(to: &mut impl Write, it: &Session, number: u64) -> io::Result<()> {
    let (day, [hour, minute, second]) = day_and_time(it.start);
    write!(to, "EXAMPLE-202603-{number:08},{},{},", Hex24(it.id), it.channel)?;
    write!(to, "2026-03-{day:02}T{hour:02}:{minute:02}:{second:02}Z,{},", it.billed_units())?;
    writeln!(to, "{},{}", Cents(it.price), Cents(it.billed()))
}

/// The price per channel for blocks of 15 minutes.
pub(crate) fn rates(to: &mut impl Write) -> io::Result<()> {
    writeln!(
        to,
        "vendor,service,account,channel,valid_from,valid_to,currency,measure,unit_size,minimum,\
         increment,free_units,tier_from,price,rounding"
    )?;
    for (channel, price) in crate::session::CHANNELS {
        writeln!(to, ",,,{channel},,,,duration,900,900,900,,,{},record", Cents(price))?;
    }
    Ok(())
}

pub(crate) struct Cents(pub(crate) u64);

impl std::fmt::Display for Cents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

struct Uuid(u64, u64);

impl std::fmt::Display for Uuid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(high, low) = self;
        write!(f, "{:08x}-{:04x}-", high >> 32, (high >> 16) & 0xffff)?;
        write!(f, "{:04x}-{:04x}-{:012x}", high & 0xffff, low >> 48, low & 0xffff_ffff_ffff)
    }
}

struct Hex24([u64; 2]);

impl std::fmt::Display for Hex24 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [high, low] = self.0;
        write!(f, "{:08x}{low:016x}", high >> 32)
    }
}

/// Seconds of March as the vendor writes them.
struct Clock(u64);

impl std::fmt::Display for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (day, [hour, minute, second]) = day_and_time(self.0);
        let half = if hour < 12 { "am" } else { "pm" };
        let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
        write!(f, "03-{day:02}-2026 {hour}:{minute:02}:{second:02} {half}")
    }
}

fn day_and_time(seconds: u64) -> (u64, [u64; 3]) {
    (1 + seconds / 86_400, [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60])
}
