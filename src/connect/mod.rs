//! Vendors' interfaces, without a network: what to ask, what to make of the answer, when to wait.
//!
//! A [`Connector`] names the fields of its form and starts a [`Session`], a state machine that says
//! step by step what has to be done ([`Step`]) and is told how it went. Whoever drives it has the
//! network and the clock: `net` in the page, a small client in the tests. What comes out are files as
//! a person would have saved them, so that the readers of dropped files read them.
//!
//! May import: `source`, `diagnostics`, `domain`. Deliberately absent: input and output, clocks,
//! readers of usage (replies are looked at only for what steers the calls), text for people, and
//! `serde_json`: this room is part of the page, where every kilobyte is paid for on each visit.
//!
//! A new vendor is one file, one line in [`CONNECTORS`], its texts in `ui::strings::fetch`.

pub mod backoff;
pub mod calendar;
pub mod dma;
mod dma_status;
pub mod encode;
pub mod evo;
pub mod failure;
pub mod form;
pub mod http;
pub mod json;
pub mod kore;
mod kore_totals;
pub mod run;
pub mod wolkvox;
pub mod xml;

pub use failure::{Failure, FailureKind, NetFailure};
pub use form::{Field, Form, Kind, Problem, Why};
pub use http::{HttpReply, HttpRequest, Method};

use crate::domain::forms::Settings;
use std::collections::BTreeMap;

/// Every vendor that can be asked, in the order in which they are offered.
pub static CONNECTORS: &[&dyn Connector] = &[&kore::Kore, &wolkvox::Wolkvox, &dma::Dma, &evo::Evo];

/// The connector of a vendor.
pub fn connector(id: &str) -> Option<&'static dyn Connector> {
    CONNECTORS.iter().copied().find(|it| it.id() == id)
}

/// One vendor's interface.
pub trait Connector: Sync {
    /// The vendor's short name; also the proxy's profile.
    fn id(&self) -> &'static str;

    /// The vendor's name for people.
    fn name(&self) -> &'static str;

    /// What has to be filled in.
    fn fields(&self) -> &'static [Field];

    /// A token that has to be signed and put into the field `token` before [`Connector::start`].
    fn signing(&self, _form: &Form) -> Option<Signing> {
        None
    }

    /// Begins to ask for everything the form says.
    ///
    /// # Errors
    /// The field that has to be corrected.
    fn start(&self, form: &Form, around: &Around<'_>) -> Result<Box<dyn Session>, Problem>;

    /// Begins to ask just enough to see whether address and credentials are right.
    ///
    /// # Errors
    /// The field that has to be corrected.
    fn test(&self, form: &Form, around: &Around<'_>) -> Result<Box<dyn Session>, Problem>;
}

/// What a connector cannot know by itself.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// Milliseconds since 1970 in UTC.
    pub now: i64,
    /// Minutes east of UTC where the person is, at an instant.
    pub local_offset: &'a dyn Fn(i64) -> i16,
    /// What was asked before, for vendors that must not be asked too often.
    pub asked: &'a Asked,
}

/// When something was last answered, by what [`Step::Asked`] named.
pub type Asked = BTreeMap<String, i64>;

/// A token to be signed with HS256.
pub struct Signing {
    /// Header and claims, each in base64url, joined by a dot.
    pub input: String,
    /// The key.
    pub secret: String,
}

/// A fetch under way.
pub trait Session {
    /// What has to be done now. After `Done` and `Failed` there is nothing more.
    fn next(&mut self, now: i64) -> Step;

    /// How the call of the last [`Step::Call`] went.
    fn answer(&mut self, answer: Result<HttpReply, NetFailure>, now: i64);

    /// Stops it: what was received so far still comes, marked incomplete.
    fn cancel(&mut self);

    /// How far it is.
    fn progress(&self) -> Progress;
}

/// What the driver has to do.
#[derive(Debug)]
pub enum Step {
    /// Make this call and give the outcome to [`Session::answer`].
    Call(HttpRequest),
    /// Wait; a person may cancel meanwhile.
    Wait {
        /// For so long.
        milliseconds: u64,
        /// Why.
        reason: Wait,
    },
    /// Note this as asked now, see [`Asked`]: the vendor answered, so the next call for it has to wait.
    Asked(String),
    /// Put these bytes at the end of the file at hand.
    Keep(Vec<u8>),
    /// The file at hand is finished: hand it over and begin another.
    Received(Box<Received>),
    /// Everything was done.
    Done,
    /// It cannot go on. What had come before was already handed over, marked incomplete.
    Failed(Failure),
}

/// Why nothing happens for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wait {
    /// The vendor answers no more calls for the moment.
    RateLimit,
    /// The call failed in a way that mostly passes.
    Trouble(FailureKind),
    /// The vendor is still at work.
    Working,
    /// The vendor is at work for somebody else.
    Busy,
    /// This report may be asked for once in five minutes.
    Floor(String),
}

/// A file that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// How it is to be read: what the reply itself does not say.
    pub settings: Settings,
    /// What was asked and what came.
    pub statement: Statement,
    /// Whether it cannot be asked for again later, so that the person should keep it.
    pub keep_it: bool,
}

/// What was asked of a vendor and what came. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statement {
    /// The vendor's short name.
    pub vendor: &'static str,
    /// Host and path that were called.
    pub from: String,
    /// The asked window, first instant.
    pub window_start: Option<i64>,
    /// The asked window, first instant after.
    pub window_end: Option<i64>,
    /// How many rows the vendor says there are.
    pub asked: Option<u64>,
    /// How many came, where they were counted: by the vendor, or here.
    pub received: Option<u64>,
    /// Whether everything came, as far as anybody says.
    pub complete: bool,
    /// When it was fetched.
    pub at: i64,
    /// When the vendor made it, where it says so.
    pub made_at: Option<i64>,
    /// What the vendor said about it, as it said it.
    pub remark: String,
    /// What else is to be known about it.
    pub note: Option<Note>,
}

/// What is to be known about something received, beside the vendor's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// As many rows as the vendor gives at most, so there may be more.
    Limit(u64),
    /// Control totals were wanted, but the vendor's count all channels and only one was asked for.
    NoTotalsOfChannel,
}

/// How far a fetch is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Rows or records so far.
    pub done: u64,
    /// Of how many, where that is known.
    pub total: Option<u64>,
    /// Seconds the vendor says it still needs.
    pub seconds_left: Option<u64>,
}

/// What a fetch is doing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Phase {
    /// It begins.
    #[default]
    Starting,
    /// It asks for a page.
    Page {
        /// Which page, from 1.
        page: u32,
        /// Of which part of the range, from 1.
        window: u32,
        /// Of how many parts.
        windows: u32,
    },
    /// It asks for control totals.
    Totals,
    /// It asks for a report.
    Report {
        /// Its name.
        name: String,
        /// Which, from 1.
        at: u32,
        /// Of how many.
        of: u32,
    },
    /// The vendor makes the records; its own word for what it does.
    Generating(String),
    /// The records are on their way.
    Downloading,
}
