//! Why rows cannot be compared, by what was noted at them.

use trueup::domain::{Flag, Outcome};
use trueup::engine::driver::Driver;
use trueup::engine::protocol::{Reply, Request, ResultView, RowFilter, RowsQuery, SortKey};
use trueup::names;

/// What keeps a row from being compared; other flags say more of a row, but not why.
const REASONS: [Flag; 5] = [
    Flag::CurrencyDiffers,
    Flag::UnitDiffers,
    Flag::UnitMissing,
    Flag::NoRate,
    Flag::NothingToCompare,
];

/// Rows that are asked for at a time; the engine gives no more.
const WINDOW: u32 = 1000;

/// One line for each reason with how many rows have it, the most frequent first; none where all rows can
/// be compared.
pub(crate) fn in_words(driver: &mut Driver, view: &ResultView) -> Vec<String> {
    if !view.outcomes.iter().any(|it| it.outcome == Outcome::NotComparable) {
        return Vec::new();
    }
    let mut counts = REASONS.map(|flag| (0u64, flag));
    let mut offset = 0;
    loop {
        let filter = RowFilter { outcomes: vec![Outcome::NotComparable], ..RowFilter::default() };
        let (sort, descending, limit) = (SortKey::Source, false, WINDOW);
        let query = RowsQuery { filter, sort, descending, offset, limit };
        let (Reply::Rows(page), _) = driver.ask(Request::Rows(query)) else { break };
        for (count, flag) in &mut counts {
            let rows = page.rows.iter().filter(|it| it.flags.contains(flag));
            *count += u64::try_from(rows.count()).unwrap_or(0);
        }
        offset += WINDOW;
        if page.rows.is_empty() || u64::from(offset) >= page.total {
            break;
        }
    }
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let name = (names::EN.outcome)(Outcome::NotComparable);
    let told = counts.iter().filter(|(count, _)| *count > 0);
    told.map(|(count, flag)| format!("  {name}: {count} × {}", (names::EN.flag)(*flag))).collect()
}
