//! A column of exact decimals.

use crate::dataset::PackedInts;
#[cfg(test)]
use crate::dataset::packed::BLOCK;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Scale that stands for a value too wide for 64 bits, kept aside.
const WIDE: i64 = 255;

/// The parts of a decimal: low, middle, high, negative, scale.
type Wide = (u32, u32, u32, bool, u32);

/// Mantissas and scales in packed columns; the few values that do not fit, whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DecimalColumn {
    mantissas: PackedInts,
    scales: PackedInts,
    /// By position, in their order.
    wide: Vec<(u32, Wide)>,
}

impl DecimalColumn {
    /// Adds a value at a position at or behind the end; what lies between is missing.
    pub fn put(&mut self, index: usize, value: Decimal) {
        match i64::try_from(value.mantissa()) {
            Ok(mantissa) => self.put_scaled(index, mantissa, value.scale()),
            Err(_) => self.put_wide(index, value),
        }
    }

    /// Adds `mantissa / 10^scale` likewise.
    pub fn put_scaled(&mut self, index: usize, mantissa: i64, scale: u32) {
        self.mantissas.put(index, Some(mantissa));
        self.scales.put(index, Some(i64::from(scale)));
    }

    /// Adds many likewise; [`ABSENT`](crate::dataset::packed::ABSENT) as both for those that are
    /// missing.
    pub fn put_all(&mut self, index: usize, mantissas: &[i64], scales: &[i64]) {
        self.mantissas.put_all(index, mantissas);
        self.scales.put_all(index, scales);
    }

    /// The value at a position.
    pub fn get(&self, index: usize) -> Option<Decimal> {
        match self.scaled(index) {
            Some((mantissa, scale)) => Some(Decimal::new(mantissa, scale)),
            None => self.wide_at(index),
        }
    }

    /// The value at a position as `mantissa / 10^scale`; `None` when missing or too wide.
    pub fn scaled(&self, index: usize) -> Option<(i64, u32)> {
        let scale = self.scales.get(index)?;
        if scale == WIDE {
            return None;
        }
        Some((self.mantissas.get(index)?, u32::try_from(scale).ok()?))
    }

    /// Whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// Whether a value is missing in so many rows. A complete column is told by the heads of its blocks.
    pub fn has_gaps(&self, n_rows: usize) -> bool {
        self.scales.len() < n_rows || self.scales.has_missing()
    }

    /// The values at some positions of a block as integers of so many decimal places, at most 8;
    /// [`MISSING`] and [`FINER`] where they are none.
    #[inline(never)]
    pub fn pick_fixed(
        &self,
        block: usize,
        rows: &[u16],
        places: u32,
        scratch: &mut [Vec<Option<i64>>; 2],
        to: &mut Vec<i64>,
    ) {
        let [mantissas, scales] = scratch;
        self.mantissas.pick(block, rows, mantissas);
        self.scales.pick(block, rows, scales);
        let (mut last, mut ten) = (-1, None);
        to.clear();
        to.extend(mantissas.iter().zip(&*scales).map(|(mantissa, scale)| {
            let (Some(mantissa), Some(scale)) = (*mantissa, *scale) else { return MISSING };
            // Mostly all numbers of a column have as many places.
            if scale != last {
                (last, ten) = (scale, ten_of(scale, places));
            }
            match ten {
                Some(ten) => widened(mantissa, ten).unwrap_or(FINER),
                None => narrowed(mantissa, scale, places).unwrap_or(FINER),
            }
        }));
    }

    /// The first values of a block as [`DecimalColumn::scaled`] gives them.
    pub(super) fn block<'s>(
        &self,
        block: usize,
        n: usize,
        scratch: &'s mut [Vec<Option<i64>>; 2],
    ) -> impl Iterator<Item = Option<(i128, u32)>> + use<'s> {
        let [mantissas, scales] = scratch;
        self.mantissas.block(block, n, mantissas);
        self.scales.block(block, n, scales);
        mantissas.iter().zip(scales).map(|(mantissa, scale)| {
            let scale = scale.filter(|it| *it != WIDE)?;
            Some((i128::from((*mantissa)?), u32::try_from(scale).ok()?))
        })
    }

    /// A value that is too wide for [`DecimalColumn::scaled`].
    pub(super) fn wide_scaled(&self, index: usize) -> Option<(i128, u32)> {
        if self.wide.is_empty() {
            return None;
        }
        self.wide_at(index).map(|it| (it.mantissa(), it.scale()))
    }

    /// Whether there is a value at a position.
    pub fn is_some(&self, index: usize) -> bool {
        self.scales.get(index).is_some()
    }

    /// Packs what is not yet packed of a column of so many rows.
    pub fn finish_at(&mut self, n_rows: usize) {
        self.mantissas.finish_at(n_rows);
        self.scales.finish_at(n_rows);
    }

    /// Bytes held, for the memory account.
    pub fn held_bytes(&self) -> usize {
        self.mantissas.held_bytes() + self.scales.held_bytes() + self.wide.len() * 32
    }

    fn put_wide(&mut self, index: usize, value: Decimal) {
        let parts = value.unpack();
        let row = u32::try_from(index).unwrap_or(u32::MAX);
        self.wide.push((row, (parts.lo, parts.mid, parts.hi, parts.negative, parts.scale)));
        self.mantissas.put(index, Some(0));
        self.scales.put(index, Some(WIDE));
    }

    fn wide_at(&self, index: usize) -> Option<Decimal> {
        let row = u32::try_from(index).ok()?;
        let at = self.wide.binary_search_by_key(&row, |it| it.0).ok()?;
        let &(_, (lo, mid, hi, negative, scale)) = self.wide.get(at)?;
        Some(Decimal::from_parts(lo, mid, hi, negative, scale))
    }
}

/// Stands for a number that is not there. No number of fixed places is as small.
pub const MISSING: i64 = i64::MIN;

/// Stands for a number that has more places or is too large.
pub const FINER: i64 = i64::MIN + 1;

/// By what a number of some places is widened; none where it has more than wanted.
fn ten_of(scale: i64, places: u32) -> Option<i64> {
    const TENS: [i64; 9] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
    let more = usize::try_from(i64::from(places) - scale).ok()?;
    TENS.get(more).copied()
}

#[inline(never)]
fn narrowed(mantissa: i64, scale: i64, places: u32) -> Option<i64> {
    let ten = 10i64.checked_pow(u32::try_from(scale).ok()?.checked_sub(places)?)?;
    (mantissa % ten == 0).then_some(mantissa / ten)
}

/// A product with a power of ten up to `10^8`, of numbers that leave room for it. Checking the number
/// is cheaper than checking the product where machines have no wide multiplication.
fn widened(value: i64, ten: i64) -> Option<i64> {
    (value.unsigned_abs() <= i64::MAX.unsigned_abs() / 100_000_000).then(|| value.wrapping_mul(ten))
}

/// `mantissa / 10^scale` as an integer of so many decimal places, at most 8; `None` where it is none.
pub fn fixed(mantissa: i64, scale: u32, places: u32) -> Option<i64> {
    match ten_of(i64::from(scale), places) {
        Some(ten) => widened(mantissa, ten),
        None => narrowed(mantissa, i64::from(scale), places),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_of_fixed_places_are_those_that_were_put_in(
            numbers in proptest::collection::vec(
                proptest::option::of((any::<i64>(), 0u32..64, 0u32..28)), 1..1500),
            places in 0u32..9,
        ) {
            let mut column = DecimalColumn::default();
            for (index, number) in numbers.iter().enumerate() {
                if let Some((mantissa, shift, scale)) = number {
                    let number = Decimal::new(mantissa >> shift, *scale);
                    // One in some is too wide for 64 bits.
                    let wide = Decimal::from_i128_with_scale(i128::from(i64::MAX) * 100, *scale);
                    column.put(index, if mantissa % 13 == 0 { wide } else { number });
                }
            }
            column.finish_at(numbers.len());
            let (mut scratch, mut found) = (Default::default(), Vec::new());
            for block in 0..2 {
                let rows: Vec<u16> = (0..1024u16)
                    .filter(|row| block * BLOCK + usize::from(*row) < numbers.len())
                    .collect();
                column.pick_fixed(block, &rows, places, &mut scratch, &mut found);
                prop_assert_eq!(found.len(), rows.len());
                for (row, found) in rows.iter().zip(&found) {
                    let index = block * BLOCK + usize::from(*row);
                    let expected = match (column.get(index), column.scaled(index)) {
                        (None, _) => MISSING,
                        (_, Some((mantissa, scale))) => fixed(mantissa, scale, places).unwrap_or(FINER),
                        _ => FINER,
                    };
                    prop_assert_eq!(*found, expected);
                    if *found > FINER {
                        prop_assert_eq!(Some(Decimal::new(*found, places).normalize()), column.get(index).map(|it| it.normalize()));
                    }
                }
            }
        }
    }

    #[test]
    fn keeps_narrow_and_wide_values_exactly() {
        let texts = [
            "0.4925",
            "-12",
            "79228162514264337593543950335",
            "-7922816251426433759354395.0335",
            "0",
        ];
        let mut column = DecimalColumn::default();
        for (index, text) in texts.iter().enumerate() {
            column.put(index, text.parse().unwrap());
        }
        column.finish_at(texts.len() + 1);
        for (index, text) in texts.iter().enumerate() {
            assert_eq!(column.get(index).map(|it| it.to_string()).as_deref(), Some(*text));
        }
        assert_eq!(column.get(texts.len()), None);
    }
}
