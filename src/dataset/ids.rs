//! Ids of records in 128 bits.
//!
//! Most ids are short text or hexadecimal: those are packed without loss, so that equal bits mean
//! equal ids and the text can be given back. Any other id is a fingerprint (SipHash-2-4, 128 bits)
//! and its text is kept aside, so that a match can be verified on the bytes.

use crate::dataset::bytes::Bytes;
use crate::dataset::packed::{BLOCK, PackedInts};
use serde::{Deserialize, Serialize};
use siphasher::sip128::{Hasher128, SipHasher24};
use std::hash::Hasher;
use wide::u8x16;

/// An id as it is compared. Zero is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Id(pub u128);

// The low byte says what the other fifteen hold.
const HEX_LOWER: u128 = 0x40;
const HEX_UPPER: u128 = 0x60;
const FINGERPRINT: u128 = 0xff;

impl Id {
    /// No id.
    pub const NONE: Self = Self(0);

    /// The id of a text.
    pub fn of(text: &[u8]) -> Self {
        let length = text.len();
        if length == 0 {
            return Self::NONE;
        }
        if length <= 30
            && length > 15
            && let Some(id) = hexadecimal(text)
        {
            return id;
        }
        if length <= 15 {
            let mut bytes = [0; 16];
            if let Some(to) = bytes.get_mut(1..=length) {
                to.copy_from_slice(text);
            }
            let tag = u8::try_from(length).unwrap_or(15);
            if let Some(first) = bytes.first_mut() {
                *first = tag;
            }
            return Self(u128::from_le_bytes(bytes));
        }
        Self::fingerprint(text)
    }

    /// Whether the text cannot be given back from the bits.
    pub fn is_fingerprint(self) -> bool {
        self.0 & 0xff == FINGERPRINT
    }

    /// Whether there is no id.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The text, unless this is a fingerprint.
    pub fn text(self) -> Option<String> {
        let bytes = self.0.to_le_bytes();
        let tag = self.0 & 0xff;
        if tag <= 15 {
            let length = usize::try_from(tag).ok()?;
            return Some(String::from_utf8_lossy(bytes.get(1..=length)?).into_owned());
        }
        let (digits, n_digits) = match tag {
            FINGERPRINT => return None,
            HEX_UPPER.. => (b"0123456789ABCDEF", tag - HEX_UPPER),
            _ => (b"0123456789abcdef", tag - HEX_LOWER),
        };
        let mut text = String::new();
        for place in (0..n_digits).rev() {
            let nibble = (self.0 >> (8 + place * 4)) & 0xf;
            text.push(char::from(*digits.get(usize::try_from(nibble).ok()?)?));
        }
        Some(text)
    }

    /// Spreads the bits, so that a partition of ids is even whatever they look like.
    pub fn spread(self) -> u64 {
        let [low, high] = self.halves();
        let mixed = (low ^ high.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 29)
    }

    /// The low and the high half.
    pub fn halves(self) -> [u64; 2] {
        let low = u64::try_from(self.0 & u128::from(u64::MAX)).unwrap_or(0);
        [low, u64::try_from(self.0 >> 64).unwrap_or(0)]
    }

    fn fingerprint(text: &[u8]) -> Self {
        let mut hasher = SipHasher24::new_with_keys(0x5472_7565_7570_2e69, 0x6473_2e76_3100_0001);
        hasher.write(text);
        Self(hasher.finish128().as_u128() & !0xff | FINGERPRINT)
    }
}

/// Packs 16 to 30 hexadecimal digits of one case: the first 16, and the last 16, which overlap them.
fn hexadecimal(text: &[u8]) -> Option<Id> {
    let (first, last) = (Digits::of(*text.first_chunk()?), Digits::of(*text.last_chunk()?));
    let (lower, upper) = ((first.lower | last.lower).any(), (first.upper | last.upper).any());
    if !(first.all & last.all).all() || (lower && upper) {
        return None;
    }
    let tag = if upper { HEX_UPPER } else { HEX_LOWER };
    // What stands before the last 16.
    let n_shared = u32::try_from(32 - text.len()).ok()?;
    let high = first.packed().checked_shr(n_shared * 4).unwrap_or(0);
    let value = u128::from(high) << 64 | u128::from(last.packed());
    Some(Id((value << 8) | (tag + u128::try_from(text.len()).ok()?)))
}

/// What 16 bytes are as hexadecimal digits, each in its place.
struct Digits {
    values: u8x16,
    /// Where there is a digit.
    all: u8x16,
    /// Where it is a small letter.
    lower: u8x16,
    /// Where it is a capital.
    upper: u8x16,
}

impl Digits {
    #[inline]
    fn of(text: [u8; 16]) -> Self {
        let bytes = u8x16::new(text);
        let case = u8x16::splat(0x20);
        // What is below its first wraps around to a large number.
        let below = |it: u8x16, n: u8| it.min(u8x16::splat(n - 1)).simd_eq(it);
        let numbers = below(bytes - u8x16::splat(b'0'), 10);
        let letters = below((bytes | case) - u8x16::splat(b'a'), 6);
        let is_small = (bytes & case).simd_eq(case);
        Self {
            // A letter's low half counts from 1, so 9 is added where there is one.
            values: (bytes & u8x16::splat(0x0f)) + (letters & u8x16::splat(9)),
            all: numbers | letters,
            lower: letters & is_small,
            upper: letters & !is_small,
        }
    }

    /// The values, four bits for each, the first one on top.
    #[inline]
    fn packed(&self) -> u64 {
        let half = |word: u64| {
            let pairs = (word | word >> 4) & 0x00ff_00ff_00ff_00ff;
            let quads = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff;
            (quads | quads >> 16) & 0xffff_ffff
        };
        let values = u128::from_be_bytes(self.values.to_array());
        let [low, high] = Id(values).halves();
        half(high) << 32 | half(low)
    }
}

/// A column of ids.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IdColumn {
    bits: Bytes,
    /// Texts of fingerprints, one after the other.
    texts: Bytes,
    /// Where a fingerprint's text ends; missing for other ids.
    ends: PackedInts,
}

impl IdColumn {
    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        self.bits.0.reserve_exact(more * 16);
    }

    /// Adds an id at the end.
    pub fn push(&mut self, text: &[u8]) {
        self.extend(1, std::iter::once(text));
    }

    /// Adds so many ids at the end; what is missing of the texts is no id.
    pub fn extend<'t>(&mut self, n: usize, texts: impl Iterator<Item = &'t [u8]>) {
        let first = self.len();
        self.bits.0.resize((first + n) * 16, 0);
        let (places, _) = self.bits.0.as_chunks_mut::<16>();
        for ((index, to), text) in (first..).zip(places.iter_mut().skip(first)).zip(texts) {
            let id = Id::of(text);
            *to = id.0.to_le_bytes();
            if id.is_fingerprint() {
                self.texts.0.extend_from_slice(text);
                self.ends.put(index, i64::try_from(self.texts.0.len()).ok());
            }
        }
    }

    /// The id at a position; none past the end.
    pub fn get(&self, index: usize) -> Id {
        let bytes = self.bits.0.get(index * 16..index * 16 + 16);
        bytes.and_then(|it| it.try_into().ok()).map_or(Id::NONE, |it| Id(u128::from_le_bytes(it)))
    }

    /// Every id in order.
    pub fn iter(&self) -> impl Iterator<Item = Id> {
        let (chunks, _) = self.bits.0.as_chunks::<16>();
        chunks.iter().map(|it| Id(u128::from_le_bytes(*it)))
    }

    /// The bytes of the ids of a block, as blocks are of packed columns.
    pub fn chunks(&self, block: usize) -> &[[u8; 16]] {
        let (chunks, _) = self.bits.0.as_chunks::<16>();
        let from = chunks.len().min(block * BLOCK);
        chunks.get(from..chunks.len().min(from + BLOCK)).unwrap_or_default()
    }

    /// The ids of a block.
    pub fn block(&self, block: usize) -> impl Iterator<Item = Id> {
        self.chunks(block).iter().map(|it| Id(u128::from_le_bytes(*it)))
    }

    /// The text of the id at a position; empty when there is none.
    pub fn text(&self, index: usize) -> String {
        let aside = || String::from_utf8_lossy(self.aside(index)).into_owned();
        self.get(index).text().unwrap_or_else(aside)
    }

    /// Whether the id at a position and one of another column have the same text.
    pub fn same_text(&self, index: usize, other: &Self, at: usize) -> bool {
        let id = self.get(index);
        id == other.get(at) && (!id.is_fingerprint() || self.aside(index) == other.aside(at))
    }

    /// The text of a fingerprint.
    fn aside(&self, index: usize) -> &[u8] {
        let end = self.ends.get(index).and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
        // The text begins where that of the fingerprint before it ends.
        let before = (0..index).rev().find_map(|it| self.ends.get(it));
        let start = before.and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
        self.texts.0.get(start..end).unwrap_or_default()
    }

    /// How many ids there are.
    pub fn len(&self) -> usize {
        self.bits.0.len() / 16
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bits.0.is_empty()
    }

    /// Packs what is not yet packed.
    pub fn finish(&mut self) {
        self.ends.finish_at(self.len());
        self.bits.0.shrink_to_fit();
        self.texts.0.shrink_to_fit();
    }

    /// Bytes held, for the memory account.
    pub fn held_bytes(&self) -> usize {
        self.bits.0.capacity() + self.texts.0.capacity() + self.ends.held_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equal_bits_mean_equal_text(a in "[0-9a-fA-FxX-]{0,40}", b in "[0-9a-fA-FxX-]{0,40}") {
            prop_assert_eq!(a == b, Id::of(a.as_bytes()) == Id::of(b.as_bytes()));
            let mut column = IdColumn::default();
            column.push(a.as_bytes());
            column.push(b.as_bytes());
            column.finish();
            prop_assert_eq!(column.text(0), a);
            prop_assert_eq!(column.text(1), b);
        }
    }

    proptest! {
        #[test]
        fn hexadecimal_digits_are_packed_as_the_library_reads_them(text in "[0-9a-fA-FgG@`/:\\x7fé]{16,30}") {
            let one_case = text == text.to_lowercase() || text == text.to_uppercase();
            let expected = u128::from_str_radix(&text, 16).ok().filter(|_| one_case && text.is_ascii());
            let found = hexadecimal(text.as_bytes());
            prop_assert_eq!(found.map(|it| it.0 >> 8), expected);
            prop_assert!(found.is_none_or(|it| it.text().as_deref() == Some(&text)));
        }

        #[test]
        fn hexadecimal_ids_come_back(text in "[0-9a-f]{16,30}|[0-9A-F]{16,30}") {
            prop_assert_eq!(Id::of(text.as_bytes()).text(), Some(text));
        }
    }

    #[test]
    fn common_ids_need_no_text_aside() {
        for text in ["09f31c0a4e27b55d0118c6aa", "L48213", "0A1B2C3D4E5F60718293A4B5C6D7E8"] {
            assert_eq!(Id::of(text.as_bytes()).text().as_deref(), Some(text));
        }
        assert!(Id::of(b"5f0c4f3a-1b2c-4d5e-8f90-a1b2c3d4e5f6").is_fingerprint());
    }
}
