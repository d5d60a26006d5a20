//! Work that is done on bytes as they come, by whoever gets them from a stream.

use crate::engine::reader::fed::Fed;
use crate::engine::reader::part::Stretch;
use crate::engine::reader::texts::Hashing;
use crate::engine::tasks::{Said, Work};
use crate::formats::{Flow, read_error};
use crate::layout::Plan;
use crate::layout::plan::{decode, encode};
use std::io;
use std::ops::ControlFlow;

/// Work that can be done this way.
#[derive(Debug)]
pub enum Streamed {
    /// A stretch of delimited text.
    Stretch(Box<Plan>, Stretch),
    /// The hash of the whole file.
    Hash,
}

impl Streamed {
    /// None for work that needs to look here and there.
    pub fn of(work: &Work) -> Option<Self> {
        match work {
            Work::Read { plan, from, until, exact, .. } => {
                let plan = decode::<Plan>(plan).filter(Fed::fits)?;
                let stretch = Stretch { from: *from, until: *until, exact: *exact };
                Some(Self::Stretch(Box::new(plan), stretch))
            }
            Work::Hash => Some(Self::Hash),
            Work::Open(_) | Work::Preview(_) | Work::Texts(_) => None,
        }
    }

    /// Whether the bytes that it takes have to be unpacked first.
    pub fn is_packed(&self) -> bool {
        matches!(self, Self::Stretch(plan, _) if !plan.is_plain)
    }

    /// Begins the work on a file of `size` bytes.
    pub fn begin<'p, 's>(
        &'p self,
        size: u64,
        say: &'s mut dyn FnMut(Said),
    ) -> Option<Doing<'p, 's>> {
        match self {
            Self::Stretch(plan, stretch) => {
                Fed::new(size, plan, *stretch, say).map(|it| Doing::Stretch(Box::new(it)))
            }
            Self::Hash => Some(Doing::Hash(Hashing::default())),
        }
    }
}

/// The work while it is being done.
pub enum Doing<'p, 's> {
    /// Reading.
    Stretch(Box<Fed<'p, 's>>),
    /// Hashing.
    Hash(Hashing),
}

impl Doing<'_, '_> {
    /// The first (unpacked) byte it has to be given.
    pub fn begin(&self) -> u64 {
        match self {
            Self::Stretch(fed) => fed.begin(),
            Self::Hash(_) => 0,
        }
    }

    /// Where the next bytes belong; empty when [`Doing::go_on`] has to be called first.
    pub fn room(&mut self) -> &mut [u8] {
        match self {
            Self::Stretch(fed) => fed.room(),
            Self::Hash(hashing) => hashing.room(),
        }
    }

    /// So many bytes were put into the room.
    pub fn took(&mut self, n: usize) {
        match self {
            Self::Stretch(fed) => fed.took(n),
            Self::Hash(hashing) => hashing.took(n),
        }
    }

    /// Works on what is there. Breaks when no more bytes are needed.
    pub fn go_on(&mut self, at_end: bool) -> Flow {
        match self {
            Self::Stretch(fed) => fed.read(at_end),
            Self::Hash(_) => ControlFlow::Continue(()),
        }
    }

    /// The last word about it; `failure` is why it could not be done to its end.
    pub fn finish(self, failure: Option<&io::Error>) -> Said {
        match (self, failure) {
            (Self::Stretch(fed), _) => Said::Finished(encode(&fed.finish(failure))),
            (Self::Hash(_), Some(error)) => Said::Failed(read_error(error, 0)),
            (Self::Hash(hashing), None) => Said::Hashed(hashing.finish()),
        }
    }
}
