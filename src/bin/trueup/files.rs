//! Files as the engine reads them.

use crate::args::Args;
use crate::say_error;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use trueup::diagnostics::Severity;
use trueup::domain::Role;
use trueup::engine::driver::Driver;
use trueup::engine::protocol::{
    FindingView, Provenance, Reject, Reply, Request, SourceState, SourceView,
};
use trueup::export::text::{self, located};
use trueup::intake::{Blob, Directory};
use trueup::rating::row::reason;
use trueup::source::SourceId;

/// Rejects of a file that are told in words.
const FIRST_REJECTS: u32 = 5;

/// An open file. Reading on from where the last read ended costs no seek.
pub(crate) struct OnDisk {
    file: File,
    size: u64,
    at: u64,
    directory: Option<Directory>,
}

impl OnDisk {
    pub(crate) fn open(path: &str) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Self { file, size, at: 0, directory: None })
    }
}

impl Blob for OnDisk {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if offset != self.at {
            self.file.seek(SeekFrom::Start(offset))?;
        }
        let mut filled = 0;
        while let Some(room) = buffer.get_mut(filled..).filter(|it| !it.is_empty()) {
            match self.file.read(room)? {
                0 => break,
                n => filled += n,
            }
        }
        self.at = offset + u64::try_from(filled).unwrap_or(0);
        Ok(filled)
    }

    fn directory(&mut self) -> Option<&mut Option<Directory>> {
        Some(&mut self.directory)
    }
}

/// Reads a file into the engine. It is checked once the driver finishes.
///
/// # Errors
/// A sentence when the file cannot be opened or an option is no good.
pub(crate) fn import(
    driver: &mut Driver,
    args: &Args,
    path: &str,
    role: &str,
) -> Result<SourceId, String> {
    let settings = args.settings(path, role)?;
    let blob =
        OnDisk::open(path).map_err(|error| format!("trueup: {path} cannot be opened: {error}"))?;
    let (columns, part) = (settings.columns.clone(), settings.part.clone());
    let source = driver.read(Provenance::File, path, Box::new(blob), settings);
    let view = driver.view(source).filter(|it| it.state == SourceState::Ready);
    // One for all files is for those that have parts.
    let entries = view.map(|it| &it.entries).filter(|it| !it.is_empty() || args.names_part(path));
    if let Some(entries) = entries.filter(|it| !part.is_empty() && !it.contains(&part)) {
        let names = entries.join(", ");
        return Err(format!("trueup: --part {part}: of {path} these are read: {names}"));
    }
    let n_columns = view.filter(|it| it.role != Role::Rates).map(|it| it.read_as.columns.len());
    let is_there = |n: u32| n_columns.is_none_or(|all| usize::try_from(n).is_ok_and(|n| n <= all));
    match columns.iter().find(|(number, _)| !is_there(*number)) {
        Some((number, field)) => Err(format!(
            "trueup: --column {number}={field}: {path} has {} columns",
            n_columns.unwrap_or_default()
        )),
        None => Ok(source),
    }
}

/// Whether a file has parts, or may have some where it could not be read.
pub(crate) fn has_parts(view: &SourceView) -> bool {
    view.state != SourceState::Ready || !view.entries.is_empty()
}

/// That a part for all files is one of a file that has parts.
///
/// # Errors
/// A sentence when none has.
pub(crate) fn some_have_parts(args: &Args, some: bool) -> Result<(), String> {
    match args.for_all("--part") {
        Some(part) if !some => Err(format!("trueup: --part {part}: no file has parts")),
        _ => Ok(()),
    }
}

/// Rows of a source that could not be read, in the order of the file.
pub(crate) fn rejects(driver: &mut Driver, source: SourceId, limit: u32) -> Vec<Reject> {
    match driver.ask(Request::Rejects { source, offset: 0, limit }).0 {
        Reply::Rejects(rejects) => rejects,
        _ => Vec::new(),
    }
}

/// How many rows of a source could not be read, with the first few; none where all could.
pub(crate) fn rejects_in_words(driver: &mut Driver, source: SourceId) -> Option<String> {
    let rejects = rejects(driver, source, FIRST_REJECTS);
    let view = driver.view(source).filter(|it| it.rejected > 0)?;
    let counts = (view.rejected, view.set_aside);
    Some(text::rejects(&view.name, counts, rejects.iter().map(|it| &it.diagnostic)))
}

/// What was noticed about a source, in a line.
pub(crate) fn noticed(view: &SourceView, finding: &FindingView) -> String {
    let text = located(&view.name, &finding.first);
    format!("  {} × {} {text}", finding.count, finding.severity.code())
}

/// What is wrong with the rates of a source, by file and line. A column that no rate card has, or has
/// twice, is told at once; what else is wrong comes back, because such rates cannot be used.
pub(crate) fn bad_rates(view: &SourceView) -> Vec<String> {
    let mut unusable = Vec::new();
    let is_wrong = |it: &&FindingView| view.role == Role::Rates && it.severity > Severity::Note;
    for it in view.findings.iter().filter(is_wrong) {
        let mut text = located(&view.name, &it.first);
        if it.count > 1 {
            let mut lines: Vec<String> = it.lines.iter().take(5).map(u64::to_string).collect();
            lines.dedup();
            text = format!("{text} ({} like this, first on lines {})", it.count, lines.join(", "));
        }
        let is_unknown_column = it.first.params.iter().any(|it| it == reason::UNKNOWN_COLUMN);
        if is_unknown_column || it.severity < Severity::Error {
            say_error(&text);
        } else {
            unusable.push(text);
        }
    }
    unusable
}

/// Tells what is wrong with a source; says whether it can be used.
pub(crate) fn is_usable(view: &SourceView) -> Result<(), String> {
    match &view.state {
        SourceState::Failed(why) => Err(located(&view.name, why)),
        _ => Ok(()),
    }
}
