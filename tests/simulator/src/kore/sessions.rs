//! The records: conversations cut into billing sessions of 15 minutes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDateTime, TimeDelta};
use serde::Serialize;

use super::KoreSettings;
use crate::generate::{Generator, Span, csv_row};

const BLOCK_SECONDS: i64 = 15 * 60;

/// One billing session, times in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KoreSession {
    /// `st-…`
    pub bot_id: String,
    /// Channel code.
    pub channel: String,
    /// `u-…`
    pub kore_user_id: String,
    /// Has slashes in voice channels.
    pub channel_user_id: String,
    /// The conversation this is a block of.
    pub conversation_session_id: String,
    /// The conversation's start and end.
    pub conversation: (NaiveDateTime, NaiveDateTime),
    /// The key.
    pub billing_session_id: String,
    /// The block's start and end.
    pub billing: (NaiveDateTime, NaiveDateTime),
}

/// What is true of a set of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct KoreTruth {
    /// Rows given.
    pub rows: usize,
    /// Different billing session ids.
    pub unique_ids: usize,
    /// Rows that repeat an earlier row word for word.
    pub duplicate_rows: usize,
    /// Rows that repeat an earlier id with other content.
    pub conflicting_rows: usize,
    /// Different conversations.
    pub conversations: usize,
    /// Seconds of all different sessions (the first row of each id).
    pub seconds: i64,
    /// Different sessions by channel.
    pub by_channel: BTreeMap<String, usize>,
    /// Different sessions by bot.
    pub by_bot: BTreeMap<String, usize>,
}

impl KoreTruth {
    pub(crate) fn of(sessions: &[KoreSession]) -> Self {
        let mut first: BTreeMap<&str, &KoreSession> = BTreeMap::new();
        let mut conversations = BTreeSet::new();
        let mut truth = Self { rows: sessions.len(), ..Self::default() };
        for session in sessions {
            conversations.insert(session.conversation_session_id.as_str());
            match first.get(session.billing_session_id.as_str()) {
                Some(&earlier) if earlier == session => truth.duplicate_rows += 1,
                Some(_) => truth.conflicting_rows += 1,
                None => {
                    first.insert(&session.billing_session_id, session);
                    truth.seconds += (session.billing.1 - session.billing.0).num_seconds();
                    *truth.by_channel.entry(session.channel.clone()).or_default() += 1;
                    *truth.by_bot.entry(session.bot_id.clone()).or_default() += 1;
                }
            }
        }
        truth.unique_ids = first.len();
        truth.conversations = conversations.len();
        truth
    }
}

pub(super) fn make(settings: &KoreSettings, seed: u64, span: Span) -> Vec<KoreSession> {
    let mut generator = Generator::new(seed, "kore");
    // An hour before the end, so that every conversation and its blocks lie in the period.
    let latest = (span.to - TimeDelta::hours(1)).max(span.from + TimeDelta::seconds(1));
    let mut sessions = Vec::new();
    for number in 0..settings.conversations {
        conversation(
            settings,
            &mut generator,
            Span { from: span.from, to: latest },
            number,
            &mut sessions,
        );
    }
    sessions.sort_by(|a, b| {
        (a.billing.0, &a.billing_session_id).cmp(&(b.billing.0, &b.billing_session_id))
    });
    repeat(settings, &mut generator, &mut sessions);
    sessions
}

fn conversation(
    settings: &KoreSettings,
    generator: &mut Generator,
    span: Span,
    number: u32,
    sessions: &mut Vec<KoreSession>,
) {
    let bot_id = generator.pick(&settings.bots).cloned().unwrap_or_default();
    let channel = generator.pick(&settings.channels).cloned().unwrap_or_default();
    let start = generator.instant(span.from, span.to);
    // Most conversations are short; the rest need two to four blocks. Whole multiples of a block
    // are left out, since no document says how many blocks they are.
    let seconds = match generator.below(10) {
        0..=6 => generator.between(20, 890),
        7 | 8 => generator.between(901, 1790),
        _ => generator.between(1801, 3000),
    };
    let end = start + TimeDelta::seconds(i64::try_from(seconds).unwrap_or(60));
    let voice = channel.eq_ignore_ascii_case("ivr");
    let user = generator.hex(22);
    let shape = KoreSession {
        channel_user_id: if voice { format!("{user}/ivrvoice/{number:08}") } else { user },
        bot_id,
        channel,
        kore_user_id: format!("u-{}", generator.uuid()),
        conversation_session_id: generator.hex(24),
        conversation: (start, end),
        billing_session_id: String::new(),
        billing: (start, end),
    };
    let mut block_start = start;
    while block_start < end {
        let block_end = (block_start + TimeDelta::seconds(BLOCK_SECONDS)).min(end);
        sessions.push(KoreSession {
            billing_session_id: generator.hex(24),
            billing: (block_start, block_end),
            ..shape.clone()
        });
        block_start = block_end;
    }
}

/// Plants rows that come twice and ids that come twice with other times.
fn repeat(settings: &KoreSettings, generator: &mut Generator, sessions: &mut Vec<KoreSession>) {
    let originals = sessions.clone();
    let mut free: Vec<usize> = (0..originals.len()).collect();
    for number in 0..settings.duplicates.saturating_add(settings.conflicts) {
        let Ok(choice) = usize::try_from(generator.below(u64::try_from(free.len()).unwrap_or(0)))
        else {
            return;
        };
        if choice >= free.len() {
            return;
        }
        let Some(original) = originals.get(free.swap_remove(choice)) else { return };
        let mut copy = original.clone();
        if number >= settings.duplicates {
            copy.billing.1 += TimeDelta::seconds(75);
        }
        sessions.push(copy);
    }
}

/// The names of the reply, in its order; the CSV uses them as its header.
const FIELDS: [&str; 11] = [
    "botId",
    "channel",
    "koreUserId",
    "channelUserId",
    "billingSessionType",
    "conversationSessionId",
    "conversationSessionStartDateTime",
    "conversationSessionEndDateTime",
    "billingSessionId",
    "billingSessionStartDateTime",
    "billingSessionEndDateTime",
];

fn values(session: &KoreSession) -> [String; 11] {
    [
        session.bot_id.clone(),
        session.channel.clone(),
        session.kore_user_id.clone(),
        session.channel_user_id.clone(),
        "Conversations".into(),
        session.conversation_session_id.clone(),
        date(session.conversation.0),
        date(session.conversation.1),
        session.billing_session_id.clone(),
        date(session.billing.0),
        date(session.billing.1),
    ]
}

/// `03-10-2021 2:05:03 pm`: month first, hour not padded.
fn date(at: NaiveDateTime) -> String {
    at.format("%m-%d-%Y %-I:%M:%S %P").to_string()
}

/// One session as in the reply.
pub(super) fn json(session: &KoreSession) -> String {
    let fields = FIELDS.iter().zip(values(session));
    let members: Vec<String> = fields
        .map(|(name, value)| format!("\"{name}\": {}", serde_json::Value::from(value)))
        .collect();
    format!("{{{}}}", members.join(", "))
}

pub(super) fn csv(sessions: &[KoreSession]) -> String {
    let mut text = csv_row(FIELDS) + "\r\n";
    for session in sessions {
        text.push_str(&csv_row(values(session)));
        text.push_str("\r\n");
    }
    text
}
