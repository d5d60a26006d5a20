//! Finds the ends of fields in a text, 64 bytes at once.

use wide::u8x16;

/// Bytes that are looked at at once, in pieces that a vector holds.
type Block = [[u8; 16]; 4];

/// How many bytes a block has.
const BLOCK: usize = 64;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Between fields.
    pub(super) delimiter: u8,
    /// At the end of a line.
    pub(super) terminator: u8,
}

/// What a block has; its first byte is the lowest bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Found {
    /// Delimiters and terminators.
    ends: u64,
    /// How many of them are terminators.
    n_terminators: u32,
    /// Whether there is a quote.
    has_quote: bool,
    /// Whether every byte is ASCII and none is NUL.
    is_plain: bool,
}

/// What [`sweep`] came past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Swept {
    /// How many of the ends are terminators.
    pub(super) n_terminators: usize,
    /// Whether every byte is ASCII and none is NUL.
    pub(super) is_plain: bool,
}

/// Ends of fields, counted from where looking for them began.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Longer than what is in use, so that ends are put down without asking for room for each of them.
    room: Vec<u32>,
    n: usize,
}

impl Places {
    pub(super) fn len(&self) -> usize {
        self.n
    }

    pub(super) fn as_slice(&self) -> &[u32] {
        self.room.get(..self.n).unwrap_or_default()
    }

    /// Leaves the first `n`.
    pub(super) fn truncate(&mut self, n: usize) {
        self.n = self.n.min(n);
    }

    pub(super) fn push(&mut self, place: u32) {
        self.make_room(1);
        if let Some(to) = self.room.get_mut(self.n) {
            *to = place;
            self.n += 1;
        }
    }

    fn make_room(&mut self, more: usize) {
        let wanted = self.n + more;
        if wanted > self.room.len() {
            self.room.resize(wanted.next_power_of_two(), 0);
        }
    }
}

/// Adds the ends from `at` on, counted from `base`, as long as there are whole blocks without quotes
/// and fewer than `most` ends.
#[inline(never)]
pub(super) fn sweep(
    text: &[u8],
    at: usize,
    base: usize,
    wanted: Wanted,
    most: usize,
    ends: &mut Places,
) -> Swept {
    let mut swept = Swept { n_terminators: 0, is_plain: true };
    // The last block may go beyond what is wanted; a text has no more ends than bytes.
    let left = text.len().saturating_sub(at);
    ends.make_room(left.min(most.saturating_sub(ends.n) + BLOCK));
    let (room, mut n) = (ends.room.as_mut_slice(), ends.n);
    let sought = Sought::of(wanted);
    let mut first = u32::try_from(at - base).unwrap_or(u32::MAX);
    for block in text.get(at..).unwrap_or_default().as_chunks().0.as_chunks().0 {
        let found = look(block, &sought);
        if found.has_quote || n >= most {
            break;
        }
        swept.n_terminators += usize::try_from(found.n_terminators).unwrap_or(0);
        swept.is_plain &= found.is_plain;
        let mut left = found.ends;
        while left != 0 {
            if let Some(to) = room.get_mut(n) {
                *to = first + left.trailing_zeros();
            }
            n += 1;
            left &= left - 1;
        }
        first += 64;
    }
    ends.n = n;
    swept
}

/// Finds delimiters and terminators in a text one after the other.
#[derive(Debug)]
pub(super) struct Ends {
    sought: Sought,
    /// Where the block begins that was looked at last.
    base: usize,
    /// What it has and was not yet given out.
    ends: u64,
    /// First byte of which all bytes behind it, as far as was looked, are known to be plain.
    rough_until: usize,
}

impl Ends {
    /// Begins at a byte of the text.
    pub(super) fn from(text: &[u8], at: usize, wanted: Wanted) -> Self {
        let sought = Sought::of(wanted);
        let mut ends = Self { sought, base: at, ends: 0, rough_until: 0 };
        ends.load(text, at);
        ends
    }

    /// The position of the next one; none up to the end of the text.
    #[inline]
    pub(super) fn next(&mut self, text: &[u8]) -> Option<usize> {
        while self.ends == 0 {
            let next = self.base + BLOCK;
            if next >= text.len() {
                return None;
            }
            self.load(text, next);
        }
        let at = usize::try_from(self.ends.trailing_zeros()).unwrap_or(0);
        self.ends &= self.ends - 1;
        Some(self.base + at)
    }

    /// Goes on at a byte that is not before what was given out last.
    pub(super) fn skip_to(&mut self, text: &[u8], at: usize) {
        match at.checked_sub(self.base) {
            Some(ahead) if ahead < BLOCK => self.ends &= u64::MAX << ahead,
            _ => {
                self.load(text, at);
                // Nobody looked at what lies between.
                self.rough_until = self.rough_until.max(at);
            }
        }
    }

    /// Whether all bytes from `from` up to what was given out last are known to be ASCII without
    /// NUL bytes.
    pub(super) fn is_plain_from(&self, from: usize) -> bool {
        from >= self.rough_until
    }

    #[inline]
    fn load(&mut self, text: &[u8], at: usize) {
        let rest = text.get(at..).unwrap_or_default();
        let mut block: Block = [[b' '; 16]; 4];
        let n = rest.len().min(BLOCK);
        if let (Some(head), Some(rest)) = (block.as_flattened_mut().get_mut(..n), rest.get(..n)) {
            head.copy_from_slice(rest);
        }
        // A blank may be what is wanted, so that the padding is left out.
        let found = look(&block, &self.sought).up_to(n);
        (self.base, self.ends) = (at, found.ends);
        if !found.is_plain {
            self.rough_until = at + BLOCK;
        }
    }
}

impl Found {
    /// Without what lies behind so many bytes.
    fn up_to(self, n: usize) -> Self {
        let ends = u32::try_from(n).ok().and_then(|it| u64::MAX.checked_shl(it)).unwrap_or(0);
        Self { ends: self.ends & !ends, ..self }
    }
}

/// What is looked for, in each of 16 places.
#[derive(Debug, Clone, Copy)]
struct Sought {
    delimiter: u8x16,
    terminator: u8x16,
    quote: u8x16,
    one: u8x16,
}

impl Sought {
    fn of(wanted: Wanted) -> Self {
        Self {
            delimiter: u8x16::splat(wanted.delimiter),
            terminator: u8x16::splat(wanted.terminator),
            quote: u8x16::splat(b'"'),
            one: u8x16::splat(1),
        }
    }
}

/// What 16 bytes have.
struct Piece {
    ends: u64,
    terminators: u64,
    quotes: u8x16,
    /// The top bit is set of what is NUL or not ASCII.
    rough: u8x16,
}

/// Looks at 16 bytes at once.
#[expect(clippy::inline_always, reason = "called four times for each block, by what does no more")]
#[inline(always)]
fn look_at(piece: [u8; 16], sought: &Sought) -> Piece {
    let bytes = u8x16::new(piece);
    let of_lines = bytes.simd_eq(sought.terminator);
    let of_fields = bytes.simd_eq(sought.delimiter) | of_lines;
    Piece {
        ends: u64::from(of_fields.to_bitmask()),
        terminators: u64::from(of_lines.to_bitmask()),
        quotes: bytes.simd_eq(sought.quote),
        rough: (bytes - sought.one) | bytes,
    }
}

/// Looks at a block. Its four pieces are written out, since a loop of four stays one where the module
/// is compiled for size, and takes twice as long.
#[inline]
fn look([a, b, c, d]: &Block, sought: &Sought) -> Found {
    let (a, b) = (look_at(*a, sought), look_at(*b, sought));
    let (c, d) = (look_at(*c, sought), look_at(*d, sought));
    let terminators =
        a.terminators | b.terminators << 16 | c.terminators << 32 | d.terminators << 48;
    Found {
        ends: a.ends | b.ends << 16 | c.ends << 32 | d.ends << 48,
        n_terminators: terminators.count_ones(),
        has_quote: (a.quotes | b.quotes | c.quotes | d.quotes).any(),
        is_plain: !(a.rough | b.rough | c.rough | d.rough).any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn byte() -> impl Strategy<Value = u8> {
        prop_oneof![
            any::<u8>(),
            Just(b','),
            Just(b'\n'),
            Just(b'"'),
            0u8..2,
            0x7eu8..0x82,
            0x20u8..0x7f
        ]
    }

    proptest! {
        #[test]
        fn a_block_is_seen_as_a_look_at_each_byte_sees_it(
            bytes in proptest::collection::vec(byte(), BLOCK),
            delimiter in prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')],
        ) {
            let is_end = |it: &u8| *it == delimiter || *it == b'\n';
            let ends = bytes.iter().rev().fold(0, |ends, it| ends << 1 | u64::from(is_end(it)));
            let is_plain = bytes.iter().all(|it| (1..0x80).contains(it));
            let n_terminators = memchr::memchr_iter(b'\n', &bytes).count() as u32;
            let has_quote = bytes.contains(&b'"');
            let block = bytes.as_chunks().0.first_chunk().unwrap();
            let found = look(block, &Sought::of(Wanted { delimiter, terminator: b'\n' }));
            prop_assert_eq!(found, Found { ends, n_terminators, has_quote, is_plain });
        }
    }

    #[test]
    fn room_is_made_for_the_ends_that_there_may_be_and_not_for_all_that_are_wanted() {
        let text = b"a,b\n".repeat(100);
        let (mut ends, wanted) = (Places::default(), Wanted { delimiter: b',', terminator: b'\n' });
        let swept = sweep(&text, 0, 0, wanted, usize::MAX / 2, &mut ends);
        assert_eq!((ends.len(), swept.n_terminators), (192, 96));
        assert!(ends.room.len() <= 512, "room for {}", ends.room.len());
        let of_text = (0..384).filter(|it| it % 2 == 1);
        assert_eq!(ends.as_slice(), of_text.collect::<Vec<u32>>());
        // Few are wanted: no more than the block in which they are reached has.
        ends.truncate(0);
        sweep(&text, 0, 0, wanted, 40, &mut ends);
        assert_eq!(ends.len(), 64);
    }

    proptest! {
        #[test]
        fn ends_are_found_in_order_wherever_it_goes_on(
            text in proptest::collection::vec(prop_oneof![Just(b','), Just(b'\n'), Just(b'x'), Just(0xc3)], 0..400),
            from in 0usize..400,
            skip in 0usize..200,
        ) {
            let wanted = Wanted { delimiter: b',', terminator: b'\n' };
            let from = from.min(text.len());
            let mut ends = Ends::from(&text, from, wanted);
            let is_end = |it: &usize| matches!(text[*it], b',' | b'\n');
            let first = (from..text.len()).find(is_end);
            prop_assert_eq!(ends.next(&text), first);
            let Some(first) = first else { return Ok(()) };
            prop_assert!(!ends.is_plain_from(from) || text[from..first].is_ascii());
            let at = (first + 1 + skip).min(text.len());
            ends.skip_to(&text, at);
            let rest: Vec<usize> = std::iter::from_fn(|| ends.next(&text)).collect();
            prop_assert_eq!(rest, (at..text.len()).filter(is_end).collect::<Vec<_>>());
            prop_assert!(!ends.is_plain_from(from) || text[from..].is_ascii());
        }
    }
}
