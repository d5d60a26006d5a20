//! What the values of the head make doubtful, though they are read as they stand.

use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::Role;
use crate::domain::forms::Settings;
use crate::layout::{Field, Plan, PlannedColumn};

/// Says it of the columns of a plan. `all` says whether `rows` are all rows there are.
pub(super) fn notice(
    plan: &Plan,
    settings: &Settings,
    (rows, all): (&[Vec<String>], bool),
    report: &mut Report,
) {
    for (column, number) in plan.columns.iter().zip(1u32..) {
        let index = usize::try_from(number - 1).unwrap_or(0);
        let values = || rows.iter().filter_map(|it| it.get(index)).map(|it| it.trim());
        let found = |code| {
            let place = Place { column: number, field: column.header.clone(), ..Place::default() };
            Diagnostic::new(code).at(place)
        };
        match column.field {
            Some(Field::UsageId) => {
                let mut short = values().filter(|it| is_shortened(it));
                if let Some(example) = short.next() {
                    let n = u64::try_from(short.count() + 1).unwrap_or(1);
                    report.push_many(found(Code::IdsShortened).with(example), n);
                }
            }
            Some(Field::Start) if all && is_open(plan, settings, number) => {
                if let Some(day) = only(values()) {
                    report.push(found(Code::OneDate).with(day));
                }
            }
            _ => {}
        }
    }
}

/// Whether a spreadsheet wrote a long number as a short one (`1.23457E+15`), which several ids share.
fn is_shortened(id: &str) -> bool {
    let Some((figures, power)) = id.split_once(['E', 'e']) else { return false };
    let (whole, rest) = figures.split_once(['.', ',']).unwrap_or((figures, "0"));
    let power = power.strip_prefix('+').unwrap_or("-");
    whole.len() == 1
        && [whole, rest, power].iter().all(|it| it.bytes().all(|it| it.is_ascii_digit()))
        && matches!(power.len(), 1..=3)
        && !rest.is_empty()
}

/// Whether a bill's lines may be sums whose column of dates is that of the invoice: they name no usage
/// and no period, and nobody said what the column is.
fn is_open(plan: &Plan, settings: &Settings, number: u32) -> bool {
    let says_more = |it: &PlannedColumn| {
        let more = [
            Field::UsageId,
            Field::StartTime,
            Field::End,
            Field::EndTime,
            Field::Duration,
            Field::PeriodStart,
            Field::PeriodEnd,
            Field::Period,
        ];
        it.field.is_some_and(|it| more.contains(&it))
    };
    plan.role == Role::Billed
        && !plan.columns.iter().any(says_more)
        && !settings.columns.iter().any(|it| it.0 == number)
}

/// The value that all of several have, where it is a day without a time.
fn only<'v>(mut values: impl Iterator<Item = &'v str>) -> Option<&'v str> {
    let first = values.next().filter(|it| !it.is_empty() && !it.contains(':'))?;
    let mut n_more = 0;
    for value in values.filter(|it| !it.is_empty()) {
        if value != first {
            return None;
        }
        n_more += 1;
    }
    (n_more > 0).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_a_spreadsheet_shortened_are_known() {
        for id in ["1.23457E+15", "1,23457E+15", "9E+12", "4.4e+20"] {
            assert!(is_shortened(id), "{id}");
        }
        for id in
            ["", "E", "1E15", "12E+3", "1.2.3E+4", "1.E+4", "aE+1", "1.5E-3", "7E+1a", "CALL-1E+5"]
        {
            assert!(!is_shortened(id), "{id}");
        }
    }
}
