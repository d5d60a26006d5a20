//! A stretch of delimited text that is given its bytes as they come.
//!
//! Nearly all bytes that are ever read come this way: by the browser's stream or from a worker that
//! unpacks them, which can only be awaited, and natively by reads that wait.

use crate::engine::reader::part::{Sink, Stretch, entry_of};
use crate::engine::tasks::Said;
use crate::formats::csv::{self, Dialect, Scan};
use crate::formats::{Flow, Refused, read_error};
use crate::intake::{Blob, archive};
use crate::layout::{PartEnd, Plan, Syntax};
use std::io;
use std::ops::ControlFlow;

/// The stretch while it is being read.
pub struct Fed<'p, 's> {
    sink: Sink<'p, 's>,
    scan: Scan,
    begin: u64,
    stretch: Stretch,
    /// Known from the first record on.
    lines_before: Option<u64>,
}

impl<'p, 's> Fed<'p, 's> {
    /// Whether a plan's entry can be read this way: others are no table, or have to be transcoded.
    pub fn fits(plan: &Plan) -> bool {
        let is_table = super::layout(&plan.layout).is_some_and(|it| it.facts_of("").is_none());
        is_table && plan.is_bytewise()
    }

    /// Begins a stretch of a file of `size` bytes; none where [`Fed::fits`] says no.
    pub fn new(
        size: u64,
        plan: &'p Plan,
        stretch: Stretch,
        say: &'s mut dyn FnMut(Said),
    ) -> Option<Self> {
        let Syntax::Csv { delimiter, bare_cr } = plan.syntax else { return None };
        if !Self::fits(plan) {
            return None;
        }
        let dialect = Dialect { delimiter, bare_cr };
        let sink = Sink::new(size, plan, super::layout(&plan.layout)?, stretch, say);
        // The line end before the stretch belongs to it: what begins right behind it is ours.
        let begin = if stretch.exact { stretch.from } else { stretch.from.saturating_sub(1) };
        let scan = if stretch.exact {
            Scan::new(dialect, begin, stretch.until)
        } else {
            Scan::behind_line_end(dialect, begin, stretch.until)
        };
        let scan = match sink.width_of_rows() {
            Some(width) => scan.by_rows(width),
            None => scan,
        };
        Some(Self { sink, scan, begin, stretch, lines_before: None })
    }

    /// The first (unpacked) byte it has to be given.
    pub fn begin(&self) -> u64 {
        self.begin
    }

    /// Where the next bytes belong; empty when [`Fed::read`] has to be called first.
    pub fn room(&mut self) -> &mut [u8] {
        self.scan.room()
    }

    /// So many bytes were put into the room.
    pub fn took(&mut self, n: usize) {
        self.scan.took(n);
    }

    /// Reads what is there. Breaks when the stretch is at its end and needs no more bytes.
    pub fn read(&mut self, at_end: bool) -> Flow {
        let (sink, lines_before) = (&mut self.sink, &mut self.lines_before);
        let plan = sink.plan;
        self.scan.records(at_end, &mut |scanned| {
            let lines_before = *lines_before.get_or_insert_with(|| {
                sink.end.first = scanned.offset();
                // Only the stretch that begins the data knows how many lines are before it.
                if scanned.offset() == plan.data_offset { plan.data_lines } else { 0 }
            });
            sink.scanned(scanned, lines_before);
            ControlFlow::Continue(())
        })
    }

    /// Says how the stretch ended, and why it could not be read to its end, if it could not.
    pub fn finish(mut self, failure: Option<&io::Error>) -> PartEnd {
        if failure.is_some() {
            // What came before the break is whole.
            let _ = self.read(false);
        }
        let (end, Stretch { from, until, exact }) = (self.scan.end(), self.stretch);
        // A record that began before this stretch may end behind it; then none is ours.
        let ours = self.scan.first().filter(|it| *it < until);
        let (first, end, lines) = match ours {
            _ if exact => (from, end.offset, end.lines),
            Some(first) => (first, end.offset, end.lines),
            None => (until, until, 0),
        };
        self.sink.end.first = first;
        self.sink.end.end = end;
        self.sink.end.lines = lines;
        self.sink.end.failure = failure.map(|it| read_error(it, 0));
        self.sink.finish()
    }

    /// Reads the whole stretch from a blob that can be waited for.
    pub fn read_from(mut self, blob: &mut dyn Blob) -> PartEnd {
        let mut input = match archive::open(blob, &entry_of(self.sink.plan), self.begin) {
            Ok(input) => input,
            Err(failure) => return self.finish(Some(&Refused(*failure).into())),
        };
        loop {
            let at_end = match csv::fill(&mut input, &mut self.scan) {
                Ok(at_end) => at_end,
                Err(error) => return self.finish(Some(&error)),
            };
            if self.read(at_end).is_break() || at_end {
                return self.finish(None);
            }
        }
    }
}
