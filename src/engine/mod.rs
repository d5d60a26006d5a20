//! The engine: holds every source, answers requests, runs jobs.
//!
//! May import every room above it. Deliberately absent: threads, workers, browsers, files by name.
//! It is a state machine: whoever drives it passes messages in ([`Engine::ask`],
//! [`Engine::reader_said`], [`Engine::reader_died`], [`Engine::step`]) and carries out the
//! [`Output`]s that come back.

pub use crate::domain::forms;
pub mod protocol;
pub mod reader;
pub mod tasks;

use crate::engine::protocol::{Envelope, FromEngine, Request};
use crate::engine::tasks::{FromReader, Task};
use crate::source::SourceId;

/// What the driver has to do.
#[derive(Debug)]
pub enum Output {
    /// Send this to the page, with bytes beside it where an export is ready.
    Tell(FromEngine, Option<Vec<u8>>),
    /// Give this task to a free reader with the source's file, or queue it. Tasks other than
    /// `Read` go before waiting `Read`s.
    Start(Task),
    /// End this task, running or waiting; nothing more of it may be delivered.
    End(u32),
    /// The source's file is no longer needed.
    Drop(SourceId),
}

/// The engine. One per page.
#[derive(Debug, Default)]
pub struct Engine {
    outputs: Vec<Output>,
}

impl Engine {
    /// Takes a request of the page. For `Import` the driver keeps the file under the source's id
    /// before it calls this, and tells its size.
    pub fn ask(&mut self, _request: Envelope<Request>, _size: u64) -> Vec<Output> {
        std::mem::take(&mut self.outputs)
    }

    /// Takes a word of a reader.
    pub fn reader_said(&mut self, _said: FromReader) -> Vec<Output> {
        std::mem::take(&mut self.outputs)
    }

    /// A reader died while it worked on this task.
    pub fn reader_died(&mut self, _task: u32) -> Vec<Output> {
        std::mem::take(&mut self.outputs)
    }

    /// Does a slice of the running job (some tens of milliseconds), if there is one. The driver
    /// calls it again, letting messages in between, as long as [`Engine::busy`] says so.
    pub fn step(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.outputs)
    }

    /// Whether [`Engine::step`] has something to do.
    pub fn busy(&self) -> bool {
        false
    }
}
