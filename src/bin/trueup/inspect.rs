//! `trueup inspect`: what each file was recognised as.

use crate::args::Args;
use crate::{Ended, files, say, say_error};
use trueup::cards;
use trueup::domain::Role;
use trueup::engine::driver::Driver;
use trueup::engine::protocol::{ColumnView, Reject, SourceState, SourceView};
use trueup::export::result_json::{
    ColumnJson, FindingJson, Inspected, MOST_REJECTS, Money, PeriodJson, RejectJson, inspected,
    told,
};
use trueup::export::text::{quoted, sentence};

pub(crate) fn run(args: &Args) -> Result<Ended, String> {
    let mut answers = Vec::new();
    let mut ended = Ended::Clean;
    let mut some_have_parts = false;
    for path in &args.files {
        // Each file is looked at alone, so that one does not count as the repeat of another.
        let mut driver = Driver::with_workbooks();
        let source = files::import(&mut driver, args, path, "")?;
        let limit = u32::try_from(MOST_REJECTS).unwrap_or(u32::MAX);
        let rejects = files::rejects(&mut driver, source, limit);
        let in_words_of_rejects = files::rejects_in_words(&mut driver, source);
        let Some(view) = driver.view(source) else { continue };
        some_have_parts |= files::has_parts(view);
        if let Err(why) = files::is_usable(view) {
            say_error(&why);
            ended = Ended::BadInput;
        }
        if args.json {
            answers.push(answer(path, view, &rejects));
        } else {
            say(&in_words(view))?;
            in_words_of_rejects.iter().try_for_each(|it| say(it))?;
        }
    }
    files::some_have_parts(args, some_have_parts)?;
    if args.json {
        say(&inspected(&answers))?;
    }
    Ok(ended)
}

fn answer(path: &str, view: &SourceView, rejects: &[Reject]) -> Inspected {
    let mut findings: Vec<FindingJson> = view
        .findings
        .iter()
        .map(|it| FindingJson {
            code: it.first.code.code().to_owned(),
            severity: it.severity.code().to_owned(),
            count: it.count,
            source: Some(path.to_owned()),
            line: Some(it.first.place.line).filter(|it| *it > 0),
        })
        .collect();
    let is_read = match &view.state {
        SourceState::Failed(why) => {
            let known = findings.iter().any(|it| it.code == why.code.code());
            let failure = FindingJson {
                code: why.code.code().to_owned(),
                severity: why.code.severity().code().to_owned(),
                count: 1,
                source: Some(path.to_owned()),
                line: Some(why.place.line).filter(|it| *it > 0),
            };
            findings.extend((!known).then_some(failure));
            false
        }
        _ => true,
    };
    let currency = match view.amounts.as_slice() {
        [only] => told(only.currency.clone()),
        _ => None,
    };
    let amounts = view.amounts.iter().map(|it| (it.currency.clone(), it.value.clone()));
    Inspected {
        file: path.to_owned(),
        role: is_read.then(|| view.role.code().to_owned()),
        vendor: told(view.vendor.clone()),
        format: told(view.layout.clone()),
        rows: view.rows,
        rejected: view.rejected,
        period: view.period.map(|it| PeriodJson::new(it.start, it.end, it.offset)),
        currency,
        net_amount: Money::from_amounts(amounts),
        columns: columns_of(view)
            .into_iter()
            .map(|it| ColumnJson {
                position: it.position,
                header: told(it.header),
                field: told(it.field),
            })
            .collect(),
        findings,
        rejects: rejects
            .iter()
            .map(|it| RejectJson::new(path.to_owned(), &it.diagnostic, &it.text))
            .collect(),
        ..Inspected::default()
    }
}

/// The columns of a source. Those of a rate card are read as its own, whatever it was recognised by.
fn columns_of(view: &SourceView) -> Vec<ColumnView> {
    let mut columns = view.read_as.columns.clone();
    if view.role == Role::Rates {
        let headers: Vec<String> = columns.iter().map(|it| it.header.clone()).collect();
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        for (column, own) in columns.iter_mut().zip(cards::columns_of(&headers)) {
            own.unwrap_or_default().clone_into(&mut column.field);
        }
    }
    columns
}

/// What columns were read as, and which were not. A right sum of the wrong column looks like any other.
fn columns_in_words(all: &[ColumnView]) -> Vec<String> {
    let name = |it: &ColumnView| match it.header.as_str() {
        "" => it.position.to_string(),
        header => quoted(header),
    };
    let (unread, read): (Vec<_>, Vec<_>) = all.iter().partition(|it| it.field.is_empty());
    let read: Vec<String> = read.iter().map(|it| format!("{} as {}", name(it), it.field)).collect();
    let unread: Vec<String> = unread.into_iter().map(name).collect();
    let line = |what: &str, of: Vec<String>| {
        (!of.is_empty()).then(|| format!("  {what}: {}", of.join(", ")))
    };
    line("columns read", read).into_iter().chain(line("columns not read", unread)).collect()
}

fn in_words(view: &SourceView) -> String {
    let mut lines = vec![view.name.clone()];
    if let SourceState::Failed(why) = &view.state {
        lines.push(format!("  cannot be read: {}", sentence(why)));
        return lines.join("\n");
    }
    let read_as = &view.read_as;
    let vendor = if view.vendor.is_empty() { "-" } else { &view.vendor };
    lines.push(format!(
        "  {} · {} · {} {}",
        view.role.code(),
        view.layout,
        read_as.syntax,
        read_as.encoding
    ));
    lines.push(format!("  vendor {vendor}, {} rows, {} rejected", view.rows, view.rejected));
    lines.extend(columns_in_words(&columns_of(view)));
    if let Some(period) = view.period {
        let period = PeriodJson::new(period.start, period.end, period.offset);
        lines.push(format!("  from {} until {}", period.start, period.end));
    }
    for amount in &view.amounts {
        let net = [amount.currency.as_str(), amount.value.as_str()].join(" ");
        lines.push(format!("  net {}", net.trim_start()));
    }
    for it in &view.calls {
        let of = [it.by.as_str(), it.of.as_str()].join(" ");
        lines.push(format!(
            "  {}: {} calls, {} min; {} conferences, {} min; at most {} calls at once",
            if it.by.is_empty() { "all" } else { &of },
            it.calls,
            it.call_minutes,
            it.conferences,
            it.conference_minutes,
            it.peak_calls
        ));
    }
    lines.extend(view.findings.iter().map(|it| files::noticed(view, it)));
    lines.join("\n")
}
