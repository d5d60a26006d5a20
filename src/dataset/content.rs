//! What a row says as one number, to tell repeats from conflicts among rows that share an id.
//!
//! It is worked out from the columns when somebody asks, which only rows with an id in common give
//! reason to. Not keyed: the answer has to be the same on every machine.

use crate::dataset::{Segment, TextField};
use rust_decimal::Decimal;

impl Segment {
    /// A hash of what a row says: the same whatever syntax and column order it came in. Its own line
    /// number and its invoice are left out. What the row does not say is passed over; what it says is
    /// marked by its place. `text` gives its texts.
    pub fn content<'t>(&self, index: usize, text: &dyn Fn(TextField) -> &'t str) -> u64 {
        let times = [
            self.conversations.get(index),
            self.starts.get(index),
            self.spans.get(index),
            self.lengths.get(index),
            self.conversation_starts.get(index),
            self.conversation_spans.get(index),
        ];
        let figures = [&self.quantities, &self.unit_prices, &self.amounts];
        let mut hash = 0;
        for (place, time) in (1..).zip(times) {
            hash = time.map_or(hash, |it| fold(fold(hash, place), it.cast_unsigned()));
        }
        for (place, figure) in (10..).zip(figures) {
            hash = figure.get(index).map_or(hash, |it| fold_figure(fold(hash, place), it));
        }
        for (place, field) in (20..).zip(TextField::ALL) {
            let text = text(field);
            if !text.is_empty() && field != TextField::Invoice {
                hash = fold(fold(hash, place), hash_of(text.as_bytes()));
            }
        }
        hash
    }
}

/// Folds a value without trailing zeros, so that `1.0` and `1` are the same.
fn fold_figure(hash: u64, value: Decimal) -> u64 {
    let value = value.normalize();
    let [low, high] = [value.mantissa(), value.mantissa() >> 64]
        .map(|it| u64::try_from(it & i128::from(u64::MAX)).unwrap_or(0));
    fold(fold(fold(hash, value.scale().into()), low), high)
}

/// A hash of a text; of the empty one too.
pub fn hash_of(text: &[u8]) -> u64 {
    hash_here(text)
}

/// The same as a part of whatever asks for it.
#[expect(clippy::inline_always, reason = "called for each cell, by what does little else")]
#[inline(always)]
pub(super) fn hash_here(text: &[u8]) -> u64 {
    let (words, _) = text.as_chunks::<8>();
    let mut hash = u64::try_from(text.len()).unwrap_or(0).wrapping_mul(FACTOR);
    for word in words {
        hash = fold(hash, u64::from_le_bytes(*word));
    }
    hash = fold(hash, last_word(text));
    hash ^ (hash >> 32)
}

/// The bytes behind the last whole word of eight as one number, read in one or two pieces.
#[inline]
pub fn last_word(text: &[u8]) -> u64 {
    let wide = |it: Option<&[u8; 4]>| it.map_or(0, |it| u64::from(u32::from_le_bytes(*it)));
    let n_rest = text.len() % 8;
    match text.last_chunk::<8>() {
        _ if n_rest == 0 => 0,
        // Of the last eight bytes those that are in a word already are pushed out.
        Some(last) => u64::from_le_bytes(*last) >> (64 - n_rest * 8),
        None if n_rest >= 4 => {
            let behind = wide(text.last_chunk()) >> (64 - n_rest * 8);
            behind << 32 | wide(text.first_chunk())
        }
        None => text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

fn fold(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word).wrapping_mul(FACTOR)
}

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Row;
    use crate::normalize::Scaled;
    use proptest::prelude::*;
    use std::borrow::Cow;

    fn contents(rows: &[Row<'_>]) -> Vec<u64> {
        let mut segment = Segment::default();
        rows.iter().for_each(|it| segment.push(it));
        let text = |index: usize, field: TextField| {
            let code = segment.codes[field.index()].get(index).unwrap_or(0);
            segment.dictionaries[field.index()].value(u32::try_from(code).unwrap())
        };
        (0..rows.len()).map(|index| segment.content(index, &|field| text(index, field))).collect()
    }

    #[test]
    fn rows_that_differ_in_any_value_say_something_else() {
        let small = |mantissa, scale| Some(Scaled::Small { mantissa, scale });
        let row = Row {
            conversation: 0xabc << 8,
            start: Some(1_000),
            end: Some(9_000),
            length: Some(7_000),
            conversation_start: Some(500),
            conversation_end: Some(9_500),
            quantity: small(10, 1),
            unit_price: small(5, 1),
            amount: small(50, 2),
            texts: TextField::ALL.map(|it| Cow::Owned(format!("{it:?}").into_bytes())),
            ..Row::default()
        };
        let other = |change: &dyn Fn(&mut Row<'_>)| {
            let mut row = row.clone();
            change(&mut row);
            row
        };
        let mut rows = vec![
            row.clone(),
            Row::default(),
            other(&|it| it.conversation = 0),
            other(&|it| it.start = Some(2_000)),
            other(&|it| it.end = Some(8_000)),
            other(&|it| it.length = None),
            // Of a conversation that is as long and begins at another time.
            other(&|it| (it.conversation_start, it.conversation_end) = (Some(600), Some(9_600))),
            other(&|it| it.conversation_start = None),
            other(&|it| (it.conversation_start, it.conversation_end) = (None, Some(9_000))),
            other(&|it| it.conversation_end = None),
            other(&|it| it.quantity = small(11, 1)),
            other(&|it| it.unit_price = it.quantity),
            other(&|it| it.amount = None),
            other(&|it| it.amount = Some(Scaled::Wide(Decimal::MAX))),
            other(&|it| it.texts.swap(0, 1)),
        ];
        for field in TextField::ALL.into_iter().filter(|it| *it != TextField::Invoice) {
            rows.push(other(&|it| it.texts[field.index()] = Cow::Borrowed(b"another")));
        }
        let found = contents(&rows);
        for (index, one) in found.iter().enumerate() {
            let same = found.iter().position(|it| it == one);
            assert_eq!(same, Some(index), "{:?}", rows[index]);
        }
    }

    #[test]
    fn the_form_of_a_number_and_what_names_the_line_say_nothing() {
        let row = Row { quantity: Some(Scaled::Small { mantissa: 1, scale: 0 }), ..Row::default() };
        let quantity = Some(Scaled::Small { mantissa: 100, scale: 2 });
        let mut texts: [Cow<'_, [u8]>; TextField::COUNT] = Default::default();
        texts[TextField::Invoice.index()] = Cow::Borrowed(b"EXAMPLE-1");
        let other = Row { id: Cow::Borrowed(b"7"), quantity, texts, line: 9, ..Row::default() };
        let [one, other] = contents(&[row, other])[..] else { panic!("two rows") };
        assert_eq!(one, other);
    }

    proptest! {
        #[test]
        fn the_last_word_is_what_its_bytes_say(text in proptest::collection::vec(any::<u8>(), 0..40)) {
            let rest = text.as_chunks::<8>().1;
            let expected = rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
            prop_assert_eq!(last_word(&text), expected);
        }
    }
}
