//! What a vendor's or a bill's file has to say to be read.

use crate::diagnostics::{Diagnostic, Report};
use crate::domain::Role;
use crate::formats::item::Fact;
use crate::layout::{Draft, Field, Head};
use crate::normalize::DateOrder;

/// How a source of this layout is by its documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Habits {
    /// The order of day and month, where the documentation settles it.
    pub date_order: Option<DateOrder>,
    /// The zone of times without one: an IANA name or an offset. Empty: that of the policy.
    pub time_zone: &'static str,
    /// Seconds of a billing block; 0 when it is not billed in blocks.
    pub block_seconds: u32,
    /// Whether each row is a month-to-date counter, of which only the latest counts.
    pub is_counter: bool,
    /// Whether what is measured is time (a duration) rather than a count or a stated quantity.
    pub measures_time: bool,
    /// Whether figures carry no period of their own and the person has to state it.
    pub needs_period: bool,
    /// Whether the service (the report's name) has to be stated by the person when it is missing.
    pub needs_service: bool,
}

/// What the checks of a layout can see of a source that was read.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Leaves outside of the records, in order.
    pub facts: Vec<Fact>,
    /// Rows by layout id, over all entries of the source.
    pub rows: Vec<(String, u64)>,
    /// Different ids among the rows of the source.
    pub different_ids: u64,
}

impl Facts {
    /// The values of a leaf, by its last name, ignoring case.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Fact> {
        let last = |it: &'a Fact| it.name.rsplit('.').next().unwrap_or_default();
        self.facts.iter().filter(move |it| last(it).eq_ignore_ascii_case(name))
    }

    /// Rows of one layout.
    pub fn rows_of(&self, layout: &str) -> u64 {
        self.rows.iter().filter(|(id, _)| id == layout).map(|(_, n)| n).sum()
    }
}

/// Reads one cell of the record at hand by the canonical form of its header.
pub type CellByName<'a> = &'a dyn Fn(&str) -> String;

/// One kind of file: a vendor's usage or a bill.
pub trait Layout: Sync {
    /// A stable id, such as `kore-billing-sessions`.
    fn id(&self) -> &'static str;

    /// The vendor's short name; empty for a layout of no vendor.
    fn vendor(&self) -> &'static str {
        ""
    }

    /// What it is for.
    fn role(&self) -> Role;

    /// How well a head fits, from 0 (not at all) to 100. The registries' highest wins; a tie above
    /// 0 is asked about. Must not read more than the head.
    fn fits(&self, head: &Head<'_>) -> u8;

    /// Names of columns, canonical (`normalize::header`), with the field each stands for. Of two
    /// columns that fit one field, the name that stands first here wins.
    fn columns(&self) -> &'static [(Field, &'static [&'static str])];

    /// For files without a header: fields by position, for a file of so many columns.
    fn positions(&self, _n_columns: usize) -> Option<&'static [Option<Field>]> {
        None
    }

    /// In JSON: names of the lists whose objects are records; the empty name is the outermost.
    fn lists(&self) -> &'static [&'static str] {
        &[]
    }

    /// In XML: local names of the elements that are records.
    fn elements(&self) -> &'static [&'static str] {
        &[]
    }

    /// Fields without which the source cannot be read.
    fn required(&self) -> &'static [Field] {
        &[]
    }

    /// How it is by its documentation.
    fn habits(&self) -> Habits {
        Habits::default()
    }

    /// Mends what columns alone cannot say. `cell` gives any cell of the record by its canonical
    /// header; `list` is the list the record stands in (JSON, XML).
    fn adjust(&self, _cell: CellByName<'_>, _list: &str, _draft: &mut Draft<'_>) {}

    /// For an entry that holds no records but facts (such as a file of counts): the facts of its
    /// text. An entry of such a layout is small and is handed over whole.
    fn facts_of(&self, _text: &str) -> Option<Vec<Fact>> {
        None
    }

    /// Whether a text without records is the vendor's way of saying that something went wrong.
    fn refusal(&self, _facts: &Facts) -> Option<Diagnostic> {
        None
    }

    /// Looks at a source that was read as a whole: control totals, completeness.
    fn check(&self, _facts: &Facts, _report: &mut Report) {}
}
