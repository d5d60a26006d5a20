//! Text of few different values, as small numbers.

use crate::dataset::content::{hash_here, last_word};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Values in the order in which they first came. Code 0 is the empty text.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    values: Vec<Box<str>>,
    codes: HashMap<Box<[u8]>, u32>,
    /// How many values can be found by their text.
    n_known: usize,
    /// Codes that came lately, by the hash of the text; empty until there is a text.
    lately: Vec<u32>,
}

/// How many codes are remembered as having come lately; a power of two.
const LATELY: usize = 1024;

impl Dictionary {
    /// The code of a value, new when it was not seen before.
    pub fn code(&mut self, value: &str) -> u32 {
        self.code_of(value.as_bytes())
    }

    /// The code of a value in UTF-8; 0 for the empty one.
    pub fn code_of(&mut self, value: &[u8]) -> u32 {
        if value.is_empty() {
            return 0;
        }
        // Rows mostly share their values with rows shortly before.
        let place = usize::try_from(hash_here(value) >> 54).unwrap_or(0) & (LATELY - 1);
        let lately = self.lately.get(place).copied().unwrap_or(0);
        if lately != 0 && is_same(self.value(lately).as_bytes(), value) {
            lately
        } else {
            self.look_up(value, place)
        }
    }

    #[inline(never)]
    fn look_up(&mut self, value: &[u8], place: usize) -> u32 {
        self.index();
        let code = match self.codes.get(value) {
            Some(code) => *code,
            None => self.add(value),
        };
        self.lately.resize(LATELY, 0);
        if let Some(lately) = self.lately.get_mut(place) {
            *lately = code;
        }
        code
    }

    fn add(&mut self, value: &[u8]) -> u32 {
        let text = String::from_utf8_lossy(value);
        self.values.push(text.into());
        let code = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.codes.insert(value.into(), code);
        self.n_known = self.values.len();
        code
    }

    /// Makes values that came in one piece findable. Most such dictionaries are only read from.
    fn index(&mut self) {
        let new = self.values.get(self.n_known..).unwrap_or_default();
        let first = u32::try_from(self.n_known + 1).unwrap_or(u32::MAX);
        for (value, code) in new.iter().zip(first..) {
            self.codes.insert(value.as_bytes().into(), code);
        }
        self.n_known = self.values.len();
    }

    /// The value of a code; empty for 0 and for codes that were never given.
    pub fn value(&self, code: u32) -> &str {
        let index = usize::try_from(code).ok().and_then(|it| it.checked_sub(1));
        index.and_then(|it| self.values.get(it)).map_or("", |it| it)
    }

    /// Every value with its code, in the order of codes, without the empty text.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (1..).zip(self.values.iter().map(|it| &**it))
    }

    /// How many codes there are, with the empty text.
    pub fn len(&self) -> usize {
        self.values.len() + 1
    }

    /// Whether there is only the empty text.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// Whether two values are the same, eight bytes at once: the browser's own comparison goes byte by
/// byte.
#[expect(clippy::inline_always, reason = "called for each cell, by what does little else")]
#[inline(always)]
pub fn is_same(one: &[u8], other: &[u8]) -> bool {
    let ((words, _), (other_words, _)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    let word = |it: &[u8; 8]| u64::from_le_bytes(*it);
    one.len() == other.len()
        && words.iter().zip(other_words).all(|(a, b)| word(a) == word(b))
        && last_word(one) == last_word(other)
}

impl Serialize for Dictionary {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.values.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Dictionary {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { values: Vec::deserialize(deserializer)?, ..Self::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_that_was_sent_goes_on_where_it_was() {
        let mut dictionary = Dictionary::default();
        let codes = ["web", "sms", "web", "voice"].map(|it| dictionary.code_of(it.as_bytes()));
        let sent = postcard::to_allocvec(&dictionary).unwrap();
        let mut received: Dictionary = postcard::from_bytes(&sent).unwrap();
        assert_eq!(received.value(2), "sms");
        assert_eq!(["web", "sms", "web", "voice"].map(|it| received.code_of(it.as_bytes())), codes);
        assert_eq!(received.code("email"), 4);
    }
}
