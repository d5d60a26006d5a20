//! One billing session, made from its number alone, so that no file has to be held in memory.

/// What the bill says about a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plant {
    /// The truth.
    Exact,
    /// More units than were used.
    Quantity,
    /// An amount that is not quantity times price.
    Amount,
    /// Nothing.
    NotBilled,
    /// A line, although there is no session.
    NotUsed,
}

/// A channel and its price for a block of 15 minutes, in cents.
pub(crate) const CHANNELS: [(&str, u64); 7] = [
    ("rtm", 45),
    ("IVR", 80),
    ("whatsapp", 62),
    ("msteams", 50),
    ("sms", 38),
    ("email", 30),
    ("web", 41),
];

/// The first second of March 2026 and the last start, so that every session ends in that month.
const FIRST: u64 = 0;
const LAST: u64 = 31 * 86_400 - 3 * 3600;

/// Seconds of a block.
const BLOCK: u64 = 900;

#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) bot: u64,
    pub(crate) channel: &'static str,
    pub(crate) price: u64,
    pub(crate) user: [u64; 2],
    pub(crate) has_quotes: bool,
    pub(crate) is_automated: bool,
    pub(crate) conversation: [u64; 2],
    pub(crate) id: [u64; 2],
    /// Seconds from the first of March.
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) plant: Plant,
    pub(crate) is_repeated_in_usage: bool,
    pub(crate) is_repeated_in_bill: bool,
    /// How wrong a planted difference is: units, or cents.
    pub(crate) by: u64,
}

impl Session {
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        let mut dice = Dice(seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
        let (channel, price) = CHANNELS
            .get(usize::try_from(dice.below(7)).unwrap_or(0))
            .copied()
            .unwrap_or(("rtm", 45));
        let start = FIRST + dice.below(LAST);
        // One session in ten runs over its first block.
        let longest = if dice.below(10) == 0 { 3 * BLOCK } else { BLOCK };
        let end = start + 1 + dice.below(longest);
        let plant = match dice.below(1_000_000) {
            0..4_950 => Plant::NotBilled,
            4_950..8_950 => Plant::NotUsed,
            8_950..11_000 => Plant::Quantity,
            11_000..14_050 => Plant::Amount,
            _ => Plant::Exact,
        };
        Self {
            bot: dice.below(40),
            channel,
            price,
            user: [dice.roll(), dice.roll()],
            has_quotes: dice.below(100) == 0,
            is_automated: dice.below(3) == 0,
            conversation: [dice.roll(), dice.roll()],
            id: [dice.roll(), dice.roll()],
            start,
            end,
            plant,
            is_repeated_in_usage: dice.below(500) == 0,
            is_repeated_in_bill: dice.below(500) == 0,
            by: 1 + dice.below(3),
        }
    }

    pub(crate) fn is_used(&self) -> bool {
        self.plant != Plant::NotUsed
    }

    pub(crate) fn is_billed(&self) -> bool {
        self.plant != Plant::NotBilled
    }

    /// Blocks that were used.
    pub(crate) fn units(&self) -> u64 {
        (self.end - self.start).div_ceil(BLOCK)
    }

    /// Blocks that are billed.
    pub(crate) fn billed_units(&self) -> u64 {
        if self.plant == Plant::Quantity { self.units() + self.by } else { self.units() }
    }

    /// Cents that should be billed.
    pub(crate) fn expected(&self) -> u64 {
        self.units() * self.price
    }

    /// Cents that are billed.
    pub(crate) fn billed(&self) -> u64 {
        let wrong = if self.plant == Plant::Amount { self.by * 7 } else { 0 };
        self.billed_units() * self.price + wrong
    }
}

/// `SplitMix64`: the same numbers on every machine.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.roll() % limit.max(1)
    }
}
