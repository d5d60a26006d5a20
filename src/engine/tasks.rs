//! What the engine asks of a reader and what a reader answers.
//!
//! A reader is a plain worker (or a thread, or just a call) that has the file. It runs one task to
//! its end, emitting as it goes; stopping it means ending it, so nothing here knows of cancelling.

use crate::dataset::Segment;
use crate::diagnostics::Diagnostic;
use crate::engine::forms::Settings;
use crate::engine::protocol::{Preview, Progress};
pub use crate::intake::Blob;
use crate::source::SourceId;
use serde::{Deserialize, Serialize};

/// One piece of work on one source's bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Task {
    /// Chosen by the engine, never reused.
    pub id: u32,
    /// Whose bytes.
    pub source: SourceId,
    /// The file's name (its ending is a hint).
    pub name: String,
    /// What to do.
    pub work: Work,
}

/// Kinds of work.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Work {
    /// Look at the head and decide how to read: answers `Opened`.
    Open(Settings),
    /// Read one part as planned (an encoded `layout::Plan`): answers `Segment`s, then `Finished`.
    Read {
        /// How.
        plan: Vec<u8>,
        /// Which entry of an archive, in its order; 0 for a plain file.
        entry: u32,
        /// First byte of the part; for all but large plain CSV that of the data.
        from: u64,
        /// Whether a record begins at `from`; otherwise the part begins behind the next line end.
        exact: bool,
        /// A record that begins at or after this byte is not this part's.
        until: u64,
        /// How much of it there is.
        bulk: Bulk,
    },
    /// The head under some settings: answers `Previewed`.
    Preview(Settings),
    /// The text at some places: answers `Texts` in their order.
    Texts(Vec<Span>),
    /// The SHA-256 of all bytes: answers `Hashed`.
    Hash,
}

/// How much there is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Bulk {
    /// All of a file that takes a moment, so it need not wait for larger ones.
    Little,
    /// So much to be unpacked that a second reader should do it.
    ForTwo,
    /// Anything else.
    Usual,
}

/// A piece of an entry's unpacked, decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The entry of an archive; 0 for a plain file.
    pub entry: u32,
    /// First byte.
    pub from: u64,
    /// First byte after.
    pub until: u64,
}

/// What a reader says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FromReader {
    /// Which task.
    pub task: u32,
    /// What.
    pub said: Said,
}

/// Kinds of answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Said {
    /// How the source would be read (an encoded `layout::Opened`).
    Opened(Vec<u8>),
    /// Rows. Between workers they travel beside the word, which holds none then.
    Segment(#[serde(skip)] Box<Segment>),
    /// How far it is.
    Progress(Progress),
    /// The part is read (an encoded `layout::PartEnd`).
    Finished(Vec<u8>),
    /// Rows of the head.
    Previewed(Preview),
    /// Texts in the order asked.
    Texts(Vec<String>),
    /// The hash in hexadecimal.
    Hashed(String),
    /// The work could not be done.
    Failed(Diagnostic),
}
