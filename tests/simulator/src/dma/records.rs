//! Calls and conferences: conferences with their participants' calls, and calls between two.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDateTime, TimeDelta};
use serde::Serialize;

use super::{DmaSettings, Layout};
use crate::error::SimError;
use crate::generate::{Generator, Span};

/// A row of the calls file: the whole call, or a part of it after a transfer or a forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DmaSegment {
    /// UTC.
    pub start: NaiveDateTime,
    /// UTC.
    pub end: NaiveDateTime,
    /// Codecs of an immersive room: above 1 most fields are lists.
    pub codecs: usize,
}

/// A call, given in one row or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DmaCall {
    /// Id, the same in all its rows.
    pub uuid: String,
    /// `VMR`, `PT-PT` …
    pub call_type: &'static str,
    /// Came from outside.
    pub dialin: bool,
    /// Caller.
    pub from: String,
    /// Called.
    pub to: String,
    /// Conference it joined.
    pub conference: Option<String>,
    /// Cluster that ran it.
    pub cluster: String,
    /// Cost centre.
    pub user_data: String,
    /// The conference's passcode: a secret, and the same word everywhere so that leak tests can
    /// search for it.
    pub passcode: Option<&'static str>,
    /// Parts in time order.
    pub segments: Vec<DmaSegment>,
}

/// A conference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DmaConference {
    /// Id.
    pub uuid: String,
    /// UTC.
    pub start: NaiveDateTime,
    /// UTC: when the last participant left.
    pub end: NaiveDateTime,
    /// `domain\user` or `LOCAL\user`.
    pub user: String,
    /// Room number.
    pub room: String,
    /// Most calls at once.
    pub peak: usize,
    /// Cluster that ran it.
    pub cluster: String,
    /// Cost centre.
    pub user_data: String,
}

/// The passcode put into every row that has one.
pub const PASSCODE: &str = "passcode-4711-secret";

/// Everything the DMA knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Records {
    pub(super) calls: Vec<DmaCall>,
    pub(super) conferences: Vec<DmaConference>,
    /// When the cluster's clock goes back an hour.
    pub(super) offset_change: Option<NaiveDateTime>,
}

/// What is true of the records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DmaTruth {
    /// Rows of the calls file.
    pub call_rows: usize,
    /// Different calls.
    pub calls: usize,
    /// Milliseconds of all rows.
    pub call_milliseconds: i64,
    /// Rows of the conferences file.
    pub conferences: usize,
    /// Milliseconds of all conferences.
    pub conference_milliseconds: i64,
    /// Conferences by room.
    pub conferences_by_room: BTreeMap<String, usize>,
    /// Most calls at once in one conference.
    pub highest_peak: usize,
    /// Most calls at once over all.
    pub peak: usize,
    /// Clusters left out.
    pub excluded_clusters: Vec<String>,
}

impl DmaTruth {
    pub(super) fn of(records: &Records, settings: &DmaSettings) -> Self {
        let segments = || records.calls.iter().flat_map(|call| &call.segments);
        let mut truth = Self {
            call_rows: segments().count(),
            calls: records.calls.iter().map(|call| &call.uuid).collect::<BTreeSet<_>>().len(),
            call_milliseconds: segments()
                .map(|part| (part.end - part.start).num_milliseconds())
                .sum(),
            conferences: records.conferences.len(),
            highest_peak: records
                .conferences
                .iter()
                .map(|conference| conference.peak)
                .max()
                .unwrap_or(0),
            peak: peak(segments()),
            excluded_clusters: settings.excluded_clusters.clone(),
            ..Self::default()
        };
        for conference in &records.conferences {
            truth.conference_milliseconds += (conference.end - conference.start).num_milliseconds();
            *truth.conferences_by_room.entry(conference.room.clone()).or_default() += 1;
        }
        truth
    }
}

/// Most at once; one that ends when another starts does not meet it.
fn peak<'a>(segments: impl Iterator<Item = &'a DmaSegment>) -> usize {
    let mut steps: Vec<(NaiveDateTime, bool)> = Vec::new();
    for part in segments {
        steps.push((part.start, true));
        steps.push((part.end, false));
    }
    steps.sort_unstable();
    let (mut now, mut most) = (0_usize, 0);
    for (_, starts) in steps {
        now = if starts { now + 1 } else { now.saturating_sub(1) };
        most = most.max(now);
    }
    most
}

/// Draws what a record needs.
struct Maker<'a> {
    settings: &'a DmaSettings,
    generator: Generator,
    span: Span,
}

pub(super) fn make(settings: &DmaSettings, seed: u64, span: Span) -> Result<Records, SimError> {
    let offset_change = match settings.offset_change.as_str() {
        "" => None,
        text => Some(
            NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S")
                .map_err(|_| SimError::Scenario(format!("not a time: {text}")))?,
        ),
    };
    let generator = Generator::new(seed, "dma");
    let latest = (span.to - TimeDelta::hours(4)).max(span.from + TimeDelta::seconds(1));
    let mut maker = Maker { settings, generator, span: Span { from: span.from, to: latest } };
    let mut records = Records { offset_change, ..Records::default() };
    for number in 0..settings.conferences {
        maker.conference(number, &mut records);
    }
    for number in 0..settings.direct_calls {
        let call = maker.direct_call(number);
        records.calls.push(call);
    }
    // One call over the change of the clock: its two times carry different offsets.
    let changes = offset_change.filter(|&change| span.from < change && change < span.to);
    if let Some(change) = changes.filter(|_| settings.direct_calls > 0) {
        let mut call = maker.direct_call(settings.direct_calls);
        let (start, end) = (change - TimeDelta::minutes(15), change + TimeDelta::seconds(1230));
        call.segments = vec![DmaSegment { start, end, codecs: 1 }];
        records.calls.push(call);
    }
    let immersive = records.calls.iter_mut().rev().filter(|call| call.segments.len() == 1);
    for call in immersive.skip(1).take(usize::try_from(settings.telepresence_rows).unwrap_or(0)) {
        for part in &mut call.segments {
            part.codecs = 3;
        }
    }
    records
        .calls
        .sort_by_key(|call| (call.segments.first().map(|part| part.start), call.uuid.clone()));
    records.conferences.sort_by_key(|conference| (conference.start, conference.uuid.clone()));
    Ok(records)
}

impl Maker<'_> {
    /// The older layout has no milliseconds, so its records have none either.
    fn instant(&mut self, from: NaiveDateTime, to: NaiveDateTime) -> NaiveDateTime {
        let at = self.generator.instant(from, to);
        if self.settings.layout == Layout::V1 {
            return at;
        }
        at + TimeDelta::milliseconds(i64::try_from(self.generator.below(1000)).unwrap_or(0))
    }

    fn seconds(&mut self, first: u64, last: u64) -> TimeDelta {
        TimeDelta::seconds(i64::try_from(self.generator.between(first, last)).unwrap_or(60))
    }

    fn cluster(&mut self) -> String {
        self.generator.pick(&self.settings.clusters).cloned().unwrap_or_default()
    }

    fn cost_centre(&mut self) -> String {
        format!("CC-{}", self.generator.between(100, 104))
    }

    fn call(&mut self, cluster: &str) -> DmaCall {
        DmaCall {
            uuid: self.generator.uuid(),
            call_type: "VMR",
            dialin: self.generator.chance(40),
            from: format!("sip:room{}@video.example", self.generator.between(100, 140)),
            to: String::new(),
            conference: None,
            cluster: cluster.to_owned(),
            user_data: self.cost_centre(),
            passcode: None,
            segments: Vec::new(),
        }
    }

    fn conference(&mut self, number: u32, records: &mut Records) {
        let begins = self.instant(self.span.from, self.span.to);
        let cluster = self.cluster();
        let uuid = self.generator.uuid();
        let room = format!("{}", 5_550_100 + self.generator.below(6));
        let participants = self.generator.between(2, 7);
        let mut calls = Vec::new();
        for _ in 0..participants {
            let mut call = self.call(&cluster);
            call.to.clone_from(&room);
            call.conference = Some(uuid.clone());
            call.passcode = number.is_multiple_of(3).then_some(PASSCODE);
            let start = self.instant(begins, begins + TimeDelta::minutes(10));
            let length = self.seconds(120, 5400);
            call.segments = self.parts(start, start + length);
            calls.push(call);
        }
        let parts = || calls.iter().flat_map(|call| &call.segments);
        let start = parts().map(|part| part.start).min().unwrap_or(begins);
        let end = parts().map(|part| part.end).max().unwrap_or(begins);
        let user = if self.generator.chance(20) {
            "LOCAL\\host".to_owned()
        } else {
            format!("EXAMPLE\\user{:02}", self.generator.below(20))
        };
        let user_data = self.cost_centre();
        let peak = peak(parts());
        records.conferences.push(DmaConference {
            uuid,
            start,
            end,
            user,
            room,
            peak,
            cluster,
            user_data,
        });
        records.calls.append(&mut calls);
    }

    fn direct_call(&mut self, number: u32) -> DmaCall {
        let cluster = self.cluster();
        let mut call = self.call(&cluster);
        call.call_type = if number % 7 == 3 { "VSC-fwd no answer" } else { "PT-PT" };
        call.to = format!("sip:desk{}@video.example", self.generator.between(200, 260));
        let start = self.instant(self.span.from, self.span.to);
        let length = self.seconds(15, 3600);
        call.segments = self.parts(start, start + length);
        call
    }

    /// One call in eight is given in two rows that meet.
    fn parts(&mut self, start: NaiveDateTime, end: NaiveDateTime) -> Vec<DmaSegment> {
        if !self.generator.chance(12) {
            return vec![DmaSegment { start, end, codecs: 1 }];
        }
        let middle = start + (end - start) / 2;
        let middle = start + TimeDelta::seconds((middle - start).num_seconds());
        vec![
            DmaSegment { start, end: middle, codecs: 1 },
            DmaSegment { start: middle, end, codecs: 1 },
        ]
    }
}
