//! Text of few different values, as small numbers.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Values in the order in which they first came. Code 0 is the empty text.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    values: Vec<Box<str>>,
    codes: HashMap<Box<str>, u32>,
    last: u32,
}

impl Dictionary {
    /// The code of a value, new when it was not seen before.
    pub fn code(&mut self, value: &str) -> u32 {
        if value.is_empty() {
            return 0;
        }
        // Neighbouring rows mostly share their values.
        if self.value(self.last) == value {
            return self.last;
        }
        let code = match self.codes.get(value) {
            Some(code) => *code,
            None => {
                self.values.push(value.into());
                let code = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
                self.codes.insert(value.into(), code);
                code
            }
        };
        self.last = code;
        code
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
