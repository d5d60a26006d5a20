//! `trueup reconcile`: usage against bills.

use crate::args::Args;
use crate::{Ended, files, policy, reasons, say, say_error};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};
use trueup::diagnostics::{Code, Diagnostic, Severity};
use trueup::domain::Role;
use trueup::engine::driver::Driver;
use trueup::engine::otherwise;
use trueup::engine::protocol::{ExportKind, FindingView, Reply, Request, ResultView};
use trueup::export::answers::not_compared;
use trueup::export::text::{self, located};
use trueup::export::{Language, PackAs, result_json, sheet};
use trueup::names;
use trueup::source::SourceId;

pub(crate) fn run(args: &Args) -> Result<Ended, String> {
    let mut driver = Driver::with_workbooks();
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.ok().and_then(|it| i64::try_from(it.as_millis()).ok());
    driver.engine.tell_time(now.unwrap_or(0));
    let policy = policy::read(args)?;
    if let (Reply::Failed(why), _) = driver.ask(Request::SetPolicy(policy)) {
        return Err(format!("trueup: the policy cannot be used: {}", text::of_policy(&why)));
    }
    let lists = [(&args.rates, "rates"), (&args.usage, "usage"), (&args.billed, "billed")];
    let mut sources = Vec::new();
    for (paths, role) in lists {
        for path in paths {
            sources.push(files::import(&mut driver, args, path, role)?);
        }
    }
    driver.finish();
    let has_parts = |it: &SourceId| driver.view(*it).is_some_and(files::has_parts);
    files::some_have_parts(args, sources.iter().any(has_parts))?;
    let (mut complaints, mut incomplete) = (Vec::new(), Vec::new());
    for view in sources.iter().filter_map(|it| driver.view(*it)) {
        match files::is_usable(view) {
            Err(why) => complaints.push(why),
            Ok(()) => {
                complaints.extend(files::bad_rates(view));
                // The result is computed all the same, but nobody may take it for the whole.
                let grave = view.findings.iter().filter(|it| it.severity == Severity::Blocking);
                incomplete.extend(grave.map(|it| located(&view.name, &it.first)));
            }
        }
    }
    incomplete.iter().for_each(|it| say_error(it));
    if !complaints.is_empty() {
        return Err(complaints.join("\n"));
    }
    let view = match driver.ask(Request::Reconcile).0 {
        Reply::Result(view) => view,
        Reply::Failed(why) => {
            let file = why.params.last().cloned().unwrap_or_default();
            let complaint = located(&file, &why);
            // What keeps files from being compared may have been told among what was noticed.
            let is_told = incomplete.contains(&complaint);
            return if is_told { Ok(Ended::BadInput) } else { Err(complaint) };
        }
        _ => return Err("trueup: the reconciliation was stopped".to_owned()),
    };
    let Some(result) = driver.engine.told_whole() else {
        return Err("trueup: there is no result".to_owned());
    };
    if let Some(folder) = &args.out {
        write(&mut driver, Path::new(folder))
            .map_err(|it| format!("trueup: {folder} cannot be written: {it}"))?;
    }
    for source in &sources {
        let rejects = files::rejects_in_words(&mut driver, *source);
        rejects.iter().for_each(|it| say_error(it));
    }
    let unrated = unrated(&view);
    unrated.iter().for_each(|_| say_error(&without_rate(view.unrated)));
    if args.json {
        say(&result_json::reconciled(&result))?;
    } else {
        let reasons = reasons::in_words(&mut driver, &view);
        say(&in_words(&view, reasons))?;
        unrated.iter().try_for_each(|it| say(it))?;
        for view in sources.iter().filter_map(|it| driver.view(*it)) {
            // What shows that figures are missing and what is wrong with rates was told above.
            // A note is worth it where something was left out.
            let is_left_out =
                |it: &FindingView| matches!(it.first.code, Code::PassedOver | Code::HiddenSheet);
            let is_more = |it: &FindingView| {
                view.role != Role::Rates
                    && !matches!(it.severity, Severity::Note | Severity::Blocking)
            };
            let told = view.findings.iter().filter(|it| is_left_out(it) || is_more(it));
            for finding in told {
                say(&files::noticed(view, finding))?;
            }
        }
        if !incomplete.is_empty() {
            say("the figures are known to be incomplete; standard error says why")?;
        }
    }
    let is_clean = incomplete.is_empty() && unrated.is_none() && !driver.engine.has_differences();
    Ok(if is_clean { Ended::Clean } else { Ended::Differences })
}

fn write(driver: &mut Driver, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let kinds =
        [ExportKind::ExceptionsCsv, ExportKind::Report, ExportKind::Case, ExportKind::Workbook];
    for kind in kinds {
        let (Reply::Exported { name, .. }, Some(bytes)) = driver.ask(Request::Export(kind)) else {
            return Err(std::io::Error::other(format!("there is no {kind:?} of it")));
        };
        let written = match kind {
            ExportKind::Workbook => sheet::write_encoded(PackAs::Workbook, Language::En, &bytes),
            ExportKind::Report => sheet::write_encoded(PackAs::Report, Language::En, &bytes),
            ExportKind::ExceptionsCsv | ExportKind::Case => Ok(bytes),
        };
        std::fs::write(folder.join(name), written.map_err(std::io::Error::other)?)?;
    }
    let result = driver.engine.told_whole().map(|it| result_json::reconciled(&it));
    std::fs::write(folder.join("trueup-result.json"), result.unwrap_or_default())
}

/// That rates are in use and none fits some of the usage, with the way out. Such usage was held against the
/// bill's own prices, or against nothing: what looks right is not known to be.
fn unrated(view: &ResultView) -> Option<String> {
    let is_missed = view.rates_in_use > 0 && view.unrated > 0;
    let sentence = || text::sentence(&Diagnostic::new(Code::UnratedUsage));
    let weight = Code::UnratedUsage.severity().code();
    is_missed.then(|| format!("  {} × {weight} {}", view.unrated, sentence()))
}

/// Why the answer is not known to be right even where nothing differs.
fn without_rate(records: u64) -> String {
    let [records, their] = match records {
        1 => ["1 record of usage".to_owned(), "its".to_owned()],
        n => [format!("{n} records of usage"), "their".to_owned()],
    };
    format!("rates were given, but none fits {records}: what {their} charge should be is not known")
}

fn in_words(view: &ResultView, reasons: Vec<String>) -> String {
    let mut lines = Vec::new();
    for totals in &view.totals {
        lines.push(format!(
            "billed {0} {1}, expected {0} {2}, difference {0} {3}",
            totals.currency, totals.billed, totals.expected, totals.difference
        ));
        let own = view.outcomes.iter().filter(|it| it.currency == totals.currency);
        let open = not_compared(own.map(|it| (it.outcome, it.billed.as_str())));
        if !open.is_empty() {
            lines.push(format!(
                "  of this {} {open} could not be compared: it counts as expected because it was billed",
                totals.currency
            ));
        }
    }
    for it in &view.outcomes {
        lines.push(format!(
            "  {:<40} {:>10} records {:>10} lines  {} {}",
            (names::EN.outcome)(it.outcome),
            it.records,
            it.lines,
            it.currency,
            it.difference
        ));
    }
    lines.extend(reasons);
    for it in &view.otherwise {
        let other = if it.of == "id" { it.usage.first() } else { Some(&it.of) };
        let found = Diagnostic::new(otherwise::code(it)).with(&it.billed);
        let found = found.with(other.map_or("", String::as_str));
        lines.push(format!("  {} × {}", it.lines, text::sentence(&found)));
    }
    let proof = &view.proof;
    let verdict =
        if proof.holds { "everything is accounted for" } else { "THE PROOF DOES NOT HOLD" };
    let rejected = |n: u64| match n {
        0 => String::new(),
        n => format!(", {n} of them left out"),
    };
    lines.push(format!(
        "{verdict}: {} records in, {} out{}; {} lines in, {} out{}",
        proof.records_in,
        proof.records_out,
        rejected(proof.records_rejected),
        proof.lines_in,
        proof.lines_out,
        rejected(proof.lines_rejected)
    ));
    lines.join("\n")
}
