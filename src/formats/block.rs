//! Finds the ends of fields in a text, 64 bytes at once.

use wide::u8x16;

/// Bytes that are looked at at once.
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

/// Adds the ends from `at` on, counted from `base`, as long as there are whole blocks without quotes
/// and fewer than `most` ends.
#[inline(never)]
pub(super) fn sweep(
    text: &[u8],
    at: usize,
    base: usize,
    wanted: Wanted,
    most: usize,
    ends: &mut Vec<u32>,
) -> Swept {
    let mut swept = Swept { n_terminators: 0, is_plain: true };
    let mut first = u32::try_from(at - base).unwrap_or(u32::MAX);
    for block in text.get(at..).unwrap_or_default().as_chunks::<BLOCK>().0 {
        let found = look(block, wanted);
        if found.has_quote || ends.len() >= most {
            break;
        }
        swept.n_terminators += usize::try_from(found.n_terminators).unwrap_or(0);
        swept.is_plain &= found.is_plain;
        let mut left = found.ends;
        while left != 0 {
            ends.push(first + left.trailing_zeros());
            left &= left - 1;
        }
        first += 64;
    }
    swept
}

/// Finds delimiters and terminators in a text one after the other.
#[derive(Debug)]
pub(super) struct Ends {
    wanted: Wanted,
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
        let mut ends = Self { wanted, base: at, ends: 0, rough_until: 0 };
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
        let found = match rest.first_chunk() {
            Some(block) => look(block, self.wanted),
            None => {
                let mut block = [b' '; BLOCK];
                if let Some(head) = block.get_mut(..rest.len()) {
                    head.copy_from_slice(rest);
                }
                // A blank may be what is wanted, so that the padding is left out.
                look(&block, self.wanted).up_to(rest.len())
            }
        };
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

/// Looks at a block, 16 bytes at once.
#[inline]
fn look(block: &[u8; BLOCK], wanted: Wanted) -> Found {
    let [delimiter, terminator, quote, one] =
        [wanted.delimiter, wanted.terminator, b'"', 1].map(u8x16::splat);
    let (mut ends, mut terminators) = (0, 0);
    let (mut quotes, mut rough) = (u8x16::splat(0), u8x16::splat(0));
    for (piece, at) in block.as_chunks().0.iter().zip([0u32, 16, 32, 48]) {
        let bytes = u8x16::new(*piece);
        let of_lines = bytes.simd_eq(terminator);
        let of_fields = bytes.simd_eq(delimiter) | of_lines;
        ends |= u64::from(of_fields.to_bitmask()) << at;
        terminators |= u64::from(of_lines.to_bitmask()) << at;
        quotes |= bytes.simd_eq(quote);
        // Only NUL and what is not ASCII have their top bit in one of the two.
        rough |= (bytes - one) | bytes;
    }
    Found {
        ends,
        n_terminators: terminators.count_ones(),
        has_quote: quotes.any(),
        is_plain: !rough.any(),
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
            let block = bytes.first_chunk().unwrap();
            let found = look(block, Wanted { delimiter, terminator: b'\n' });
            prop_assert_eq!(found, Found { ends, n_terminators, has_quote, is_plain });
        }
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
