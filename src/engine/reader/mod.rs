//! Runs one task on one source's bytes. This is all that a reader worker does.
//!
//! May import: everything up to the registries, and `engine::tasks`. Deliberately absent: the
//! engine's state; a reader knows one source and one task.

pub mod fed;
mod headings;
pub mod masks;
pub mod open;
pub mod part;
pub mod preview;
pub mod streamed;
mod sums;
pub mod texts;
pub mod unpacking;

use crate::diagnostics::Code;
use crate::engine::tasks::{FromReader, Said, Task, Work};
use crate::intake::Blob;
use crate::layout::plan::{decode, encode};
use crate::layout::{Layout, Plan};

/// Runs the task to its end, emitting answers as they come. Never panics on bad input: what is
/// wrong with it comes as rejects, findings or [`Said::Failed`].
pub fn run(task: Task, blob: &mut dyn Blob, emit: &mut dyn FnMut(FromReader)) {
    let id = task.id;
    let mut say = |said| emit(FromReader { task: id, said });
    let said = match task.work {
        Work::Open(settings) => Said::Opened(encode(&open::open(blob, &task.name, &settings))),
        Work::Read { plan, from, until, exact, .. } => match decode::<Plan>(&plan) {
            Some(plan) => {
                let end = part::read(blob, &plan, part::Stretch { from, until, exact }, &mut say);
                Said::Finished(encode(&end))
            }
            None => Said::Failed(crate::diagnostics::Diagnostic::new(Code::ReaderCrashed)),
        },
        Work::Preview(settings) => Said::Previewed(preview::preview(blob, &task.name, &settings)),
        Work::Texts(spans) => Said::Texts(texts::texts(blob, &task.name, &spans)),
        Work::Hash => match texts::hash(blob) {
            Ok(hash) => Said::Hashed(hash),
            Err(diagnostic) => Said::Failed(*diagnostic),
        },
    };
    say(said);
}

/// Every layout of both registries, the rate card and the saved case, in the order in which they are
/// offered.
pub fn layouts() -> impl Iterator<Item = &'static dyn Layout> {
    let rates: &'static dyn Layout = &crate::cards::layout::RateCardFile;
    let usage = crate::vendors::LAYOUTS.iter().copied();
    let case: &'static dyn Layout = &crate::engine::case::CaseLayout;
    usage.chain(crate::invoices::LAYOUTS.iter().copied()).chain([rates, case])
}

/// The layout of an id.
pub fn layout(id: &str) -> Option<&'static dyn Layout> {
    layouts().find(|it| it.id() == id)
}
