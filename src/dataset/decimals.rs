//! A column of exact decimals.

use crate::dataset::PackedInts;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Scale that stands for a value too wide for 64 bits, kept aside.
const WIDE: i64 = 255;

/// Mantissas and scales in packed columns; the few values that do not fit, whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DecimalColumn {
    mantissas: PackedInts,
    scales: PackedInts,
    wide: BTreeMap<u32, (u32, u32, u32, bool, u32)>,
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
        self.wide.insert(row, (parts.lo, parts.mid, parts.hi, parts.negative, parts.scale));
        self.mantissas.put(index, Some(0));
        self.scales.put(index, Some(WIDE));
    }

    fn wide_at(&self, index: usize) -> Option<Decimal> {
        let &(lo, mid, hi, negative, scale) = self.wide.get(&u32::try_from(index).ok()?)?;
        Some(Decimal::from_parts(lo, mid, hi, negative, scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
