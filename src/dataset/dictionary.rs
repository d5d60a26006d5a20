//! Text of few different values, as small numbers.

use crate::dataset::segment::{content_fold, content_hash};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Values in the order in which they first came. Code 0 is the empty text.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    values: Vec<Box<str>>,
    /// Hashes of the values.
    hashes: Vec<u64>,
    codes: HashMap<Box<str>, u32>,
    /// Codes that came lately, by a quick look at the text; empty until there is a text.
    lately: Vec<u32>,
}

/// How many codes are remembered as having come lately; a power of two.
const LATELY: usize = 256;

impl Dictionary {
    /// The code of a value, new when it was not seen before.
    pub fn code(&mut self, value: &str) -> u32 {
        self.code_of(value.as_bytes()).0
    }

    /// The code of a value in UTF-8, and a hash of it; both 0 for the empty one.
    pub fn code_of(&mut self, value: &[u8]) -> (u32, u64) {
        if value.is_empty() {
            return (0, 0);
        }
        // Rows mostly share their values with rows shortly before: those are found without the
        // full hash.
        let place = place_of(value);
        let lately = self.lately.get(place).copied().unwrap_or(0);
        if lately != 0 && self.value(lately).as_bytes() == value {
            return (lately, self.hash(lately));
        }
        let text = String::from_utf8_lossy(value);
        let code = match self.codes.get(&*text) {
            Some(code) => *code,
            None => {
                self.values.push((*text).into());
                self.hashes.push(content_hash(0, text.as_bytes()));
                let code = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
                self.codes.insert((*text).into(), code);
                code
            }
        };
        self.lately.resize(LATELY, 0);
        if let Some(lately) = self.lately.get_mut(place) {
            *lately = code;
        }
        (code, self.hash(code))
    }

    fn hash(&self, code: u32) -> u64 {
        let index = usize::try_from(code).ok().and_then(|it| it.checked_sub(1));
        index.and_then(|it| self.hashes.get(it)).copied().unwrap_or(0)
    }

    /// The code of a value that was seen before.
    pub fn find(&self, value: &str) -> Option<u32> {
        if value.is_empty() { Some(0) } else { self.codes.get(value).copied() }
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

/// A place among [`LATELY`], from the ends of a value and its length.
fn place_of(value: &[u8]) -> usize {
    let ends = match (value.first_chunk::<8>(), value.last_chunk::<8>()) {
        (Some(head), Some(tail)) => {
            u64::from_le_bytes(*head) ^ u64::from_le_bytes(*tail).rotate_left(29)
        }
        _ => value.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    let length = u64::try_from(value.len()).unwrap_or(0);
    usize::try_from(content_fold(length, ends) >> 56).unwrap_or(0) & (LATELY - 1)
}

impl Serialize for Dictionary {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.values.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Dictionary {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut dictionary = Self::default();
        for value in Vec::<Box<str>>::deserialize(deserializer)? {
            dictionary.code(&value);
        }
        Ok(dictionary)
    }
}
