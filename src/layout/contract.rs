//! What a vendor's or a bill's file has to say to be read.

use crate::diagnostics::{Diagnostic, Report};
use crate::domain::Role;
use crate::formats::item::Fact;
use crate::layout::{Draft, Field, Head};
pub use crate::normalize::Habits;
use crate::normalize::header::canonical;
use rust_decimal::Decimal;

/// What a record has to do with records that add up others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// The key under which it may be the sum of others; empty when it cannot be.
    pub own: String,
    /// Keys of the sums that it is a part of.
    pub parts_of: Vec<String>,
}

/// A record that adds up others, and what they add up to. It is a control total, not usage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// What was summed: [`Sums::own`].
    pub key: String,
    /// The quantity it states; none for parts whose sum is not among the records.
    pub stated: Option<Decimal>,
    /// The quantity of its parts.
    pub parts: Decimal,
    /// How many parts there are.
    pub n_parts: u64,
    /// Its line.
    pub line: u64,
}

impl Total {
    const NAME: &'static str = "control_total";

    /// As a fact, for the way out of the reader.
    pub fn to_fact(&self) -> Fact {
        let stated = self.stated.map_or(String::new(), |it| it.normalize().to_string());
        let parts = self.parts.normalize();
        let value = format!("{stated}\t{parts}\t{}\t{}", self.n_parts, self.key);
        Fact { name: Self::NAME.to_owned(), value, line: self.line }
    }

    /// Reads what [`Total::to_fact`] wrote; `None` for any other fact.
    pub fn from_fact(fact: &Fact) -> Option<Self> {
        let mut cells = fact.value.splitn(4, '\t');
        if fact.name != Self::NAME {
            return None;
        }
        Some(Self {
            stated: cells.next()?.parse().ok(),
            parts: cells.next()?.parse().ok()?,
            n_parts: cells.next()?.parse().ok()?,
            key: cells.next()?.to_owned(),
            line: fact.line,
        })
    }
}

/// What a vendor says it counted of some other service: how much usage began in a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// The account it is for; empty for all of them.
    pub account: String,
    /// First instant.
    pub from: i64,
    /// First instant after.
    pub until: i64,
    /// How many different ids.
    pub stated: u64,
    /// The line it stands on.
    pub line: u64,
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
    /// Rows of the source that could not be read.
    pub rejected: u64,
}

impl Facts {
    /// The values of a leaf, by its last name in canonical form: `errorCode`, `error_code` and
    /// `error-code` are one name.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &Fact> {
        let name = canonical(name);
        let last = |it: &Fact| canonical(it.name.rsplit('.').next().unwrap_or_default());
        self.facts.iter().filter(move |it| last(it) == name)
    }

    /// The first value of a leaf that is not empty and not null.
    pub fn value(&self, name: &str) -> Option<&Fact> {
        self.values(name).find(|it| !it.value.trim().is_empty() && it.value != "null")
    }

    /// The values of a leaf that stands at the top of a reply, not inside of something else.
    pub fn top(&self, name: &str) -> impl Iterator<Item = &Fact> {
        let name = canonical(name);
        let own = |it: &Fact| canonical(it.name.strip_prefix("reply.").unwrap_or(&it.name));
        self.facts.iter().filter(move |it| own(it) == name)
    }

    /// Records that added up others.
    pub fn totals(&self) -> impl Iterator<Item = Total> {
        self.facts.iter().filter_map(Total::from_fact)
    }

    /// Rows of one layout.
    pub fn rows_of(&self, layout: &str) -> u64 {
        self.rows.iter().filter(|(id, _)| id == layout).map(|(_, n)| n).sum()
    }
}

/// Reads one cell of the record at hand by the canonical form of its header.
pub type CellByName<'a> = &'a dyn Fn(&str) -> String;

/// Which rows a layout mends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjusts {
    /// Any.
    Every,
    /// Those that have none of these times and numbers, and whose id has no digit either.
    Unnumbered(&'static [Field]),
    /// None.
    Nothing,
}

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
    /// columns that fit one field, the name that stands first here wins. A field may stand here again
    /// with further names.
    fn columns(&self) -> &'static [(Field, &'static str)];

    /// For files without a header: the documented names of the columns by position, for a file of so
    /// many columns. They are read like a header's; columns beyond them are kept out like secrets.
    fn positions(&self, _n_columns: usize) -> Option<&'static [&'static str]> {
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

    /// Which rows [`Layout::adjust`] has to see. A layout that adjusts nothing says so here, since only
    /// rows that nobody has to see can be read column by column.
    fn adjusts(&self) -> Adjusts {
        Adjusts::Every
    }

    /// The service that a head states for all of its records; empty when it states none.
    fn stated_service(&self, _head: &Head<'_>) -> String {
        String::new()
    }

    /// Where records may add up others (an account its customers, a category its kinds): what this
    /// record may be the sum of and what it is a part of. A record whose own key some other record
    /// is a part of becomes a [`Total`] in place of a row, so that nothing counts twice. Asked for
    /// only where [`Habits::has_sums`] says so; such texts are read in one stretch.
    fn sums(&self, _cell: CellByName<'_>, _list: &str) -> Sums {
        Sums::default()
    }

    /// For an entry that holds no records but facts (such as a file of counts): the facts of its
    /// text. An entry of such a layout is small and is handed over whole.
    fn facts_of(&self, _text: &str) -> Option<Vec<Fact>> {
        None
    }

    /// What a head says of itself that its own content contradicts, such as a hash.
    fn contradiction(&self, _head: &Head<'_>) -> Option<Diagnostic> {
        None
    }

    /// Whether the text is the vendor's way of saying that something went wrong. Asked once the whole
    /// source is read, by its facts alone: a source that is refused has no usage, whatever stands
    /// in it.
    fn refusal(&self, _facts: &Facts) -> Option<Diagnostic> {
        None
    }

    /// What the parts of one answer (pages, files of an export) have in common, when this source is
    /// such a part; their control totals are then held against all of them.
    fn answer(&self, _facts: &Facts) -> Option<String> {
        None
    }

    /// Control totals that are held against the usage of the same vendor in all other sources.
    fn controls(&self, _facts: &Facts) -> Vec<Control> {
        Vec::new()
    }

    /// Looks at a source that was read as a whole: control totals, completeness.
    fn check(&self, _facts: &Facts, _report: &mut Report) {}
}
