//! Runs one task on one source's bytes. This is all that a reader worker does.

use crate::engine::tasks::{Blob, FromReader, Task};

/// Runs the task to its end, emitting answers as they come. Never panics on bad input: what is
/// wrong with it comes as rejects, findings or `Said::Failed`.
pub fn run(_task: Task, _blob: &mut dyn Blob, _emit: &mut dyn FnMut(FromReader)) {}
