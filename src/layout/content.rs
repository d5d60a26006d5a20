//! What a row says as one number, to tell repeats from conflicts.

use crate::dataset::segment::content_fold;
use crate::layout::Draft;
use crate::normalize::Scaled;
use rust_decimal::Decimal;

/// A hash of what the row says: the same whatever syntax and column order it came in. Its own line
/// number is left out, and its texts are added where they are looked up. What the row does not say is
/// passed over; what it says is marked by its place ([`TIMES`], [`FIGURES`]).
pub(super) fn content(draft: &Draft<'_>) -> u64 {
    let row = &draft.row;
    let mut hash = row.conversation;
    let times = [row.start, row.end, row.length, draft.conversation_start, draft.conversation_end];
    for (place, time) in TIMES.into_iter().zip(times) {
        hash = time.map_or(hash, |it| fold_time(hash, place, it));
    }
    for (place, value) in FIGURES.into_iter().zip([&row.quantity, &row.unit_price, &row.amount]) {
        hash = match *value {
            None => hash,
            Some(Scaled::Small { mantissa, scale }) => fold_small(hash, place, mantissa, scale),
            Some(Scaled::Wide(value)) => fold_wide(hash, place, value),
        };
    }
    hash
}

/// Marks of start, end, length, and start and end of the conversation.
pub(super) const TIMES: [u64; 5] = [1, 2, 3, 4, 5];
/// Marks of quantity, price and amount.
pub(super) const FIGURES: [u64; 3] = [6, 7, 8];

/// Folds a time. No time reaches into the highest byte.
pub(super) fn fold_time(hash: u64, place: u64, time: i64) -> u64 {
    content_fold(hash, time.cast_unsigned() ^ (place << 56))
}

/// Folds a value without trailing zeros, so that `1.0` and `1` are the same.
pub(super) fn fold_small(hash: u64, place: u64, mut mantissa: i64, mut scale: u8) -> u64 {
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    content_fold(content_fold(hash, u64::from(scale) | place << 8), mantissa.cast_unsigned())
}

fn fold_wide(hash: u64, place: u64, value: Decimal) -> u64 {
    let value = value.normalize();
    match narrow(value) {
        Scaled::Small { mantissa, scale } => fold_small(hash, place, mantissa, scale),
        Scaled::Wide(value) => {
            let [low, high] = [value.mantissa() & i128::from(u64::MAX), value.mantissa() >> 64]
                .map(|it| u64::try_from(it & i128::from(u64::MAX)).unwrap_or(0));
            let hash = content_fold(hash, u64::from(value.scale()) | place << 8 | 1 << 32);
            content_fold(content_fold(hash, low), high)
        }
    }
}

/// A decimal in its small form where it fits.
pub(super) fn narrow(value: Decimal) -> Scaled {
    match (i64::try_from(value.mantissa()), u8::try_from(value.scale())) {
        (Ok(mantissa), Ok(scale)) => Scaled::Small { mantissa, scale },
        _ => Scaled::Wide(value),
    }
}
