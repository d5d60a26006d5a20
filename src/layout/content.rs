//! What a row says as one number, to tell repeats from conflicts.

use crate::dataset::segment::content_fold;
use crate::layout::Draft;
use crate::normalize::Scaled;
use rust_decimal::Decimal;

/// A hash of what the row says: the same whatever syntax and column order it came in. Its own line
/// number is left out, and its texts are added where they are looked up.
pub(super) fn content(draft: &Draft<'_>) -> u64 {
    let row = &draft.row;
    let mut hash = row.conversation;
    let times = [row.start, row.end, row.length, draft.conversation_start, draft.conversation_end];
    for time in times {
        hash = content_fold(hash, time.unwrap_or(i64::MIN).cast_unsigned());
    }
    for value in [&row.quantity, &row.unit_price, &row.amount] {
        hash = match *value {
            None => content_fold(hash, u64::MAX),
            Some(Scaled::Small { mantissa, scale }) => fold_small(hash, mantissa, scale),
            Some(Scaled::Wide(value)) => fold_wide(hash, value),
        };
    }
    hash
}

/// Folds a value without trailing zeros, so that `1.0` and `1` are the same.
pub(super) fn fold_small(hash: u64, mut mantissa: i64, mut scale: u8) -> u64 {
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    content_fold(content_fold(hash, u64::from(scale)), mantissa.cast_unsigned())
}

fn fold_wide(hash: u64, value: Decimal) -> u64 {
    let value = value.normalize();
    match narrow(value) {
        Scaled::Small { mantissa, scale } => fold_small(hash, mantissa, scale),
        Scaled::Wide(value) => {
            let [low, high] = [value.mantissa() & i128::from(u64::MAX), value.mantissa() >> 64]
                .map(|it| u64::try_from(it & i128::from(u64::MAX)).unwrap_or(0));
            let hash = content_fold(hash, u64::from(value.scale()) | 1 << 32);
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
