//! Call records of telephone systems: Asterisk's `cdr_csv`, `FreeSWITCH`'s `cdr_csv` (template
//! `example`) and 3CX. All three write files without a header, in a documented order; with a header
//! the same names are found wherever they stand.
//!
//! Times are local to the system and say no zone. What counts is the answered time (`billsec`), not
//! the whole of the call; a call nobody answered has none.

use crate::domain::Role;
use crate::layout::contract::CellByName;
use crate::layout::head::Shape;
use crate::layout::{Draft, Field, Habits, Head, Layout};
use crate::normalize::DateOrder;

/// Asterisk.
pub struct Asterisk;

/// `FreeSWITCH`.
pub struct FreeSwitch;

/// 3CX.
pub struct ThreeCx;

const ASTERISK: &[&str] = &[
    "accountcode",
    "src",
    "dst",
    "dcontext",
    "clid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "uniqueid",
    "userfield",
];

const FREESWITCH: &[&str] = &[
    "caller_id_name",
    "caller_id_number",
    "destination_number",
    "context",
    "start_stamp",
    "answer_stamp",
    "end_stamp",
    "duration",
    "billsec",
    "hangup_cause",
    "uuid",
    "bleg_uuid",
    "accountcode",
    "read_codec",
    "write_codec",
];

const THREE_CX: &[&str] = &[
    "historyid",
    "callid",
    "duration",
    "time-start",
    "time-answered",
    "time-end",
    "reason-terminated",
    "from-no",
    "to-no",
    "from-dn",
    "to-dn",
    "dial-no",
    "reason-changed",
    "final-number",
    "final-dn",
    "bill-code",
    "bill-rate",
    "bill-cost",
    "bill-name",
    "chain",
    "from-type",
    "to-type",
    "final-type",
    "from-dispname",
    "to-dispname",
    "final-dispname",
    "missed-queue-calls",
];

/// Whether most records of a head have dates where the documented order has them.
fn has_dates_at(head: &Head<'_>, widths: &[usize], dates: &[usize]) -> bool {
    let Shape::Table { rows, .. } = &head.shape else { return false };
    let is_date = |row: &Vec<String>, at: usize| {
        let cell = row.get(at).map_or("", |it| it);
        crate::normalize::date::parse(cell.as_bytes(), DateOrder::MonthFirst).is_ok()
    };
    let fits = |row: &&Vec<String>| {
        widths.contains(&row.len()) && dates.iter().all(|at| is_date(row, *at))
    };
    let n = rows.iter().filter(fits).count();
    n > 0 && n * 3 >= rows.len()
}

fn has_names(head: &Head<'_>, layout: &dyn Layout, wanted: &[&str]) -> bool {
    let names = head.header_names(layout);
    wanted.iter().all(|it| names.iter().any(|name| name == it))
}

fn habits() -> Habits {
    Habits { measures_time: true, ..Habits::default() }
}

impl Layout for Asterisk {
    fn id(&self) -> &'static str {
        "asterisk-cdr"
    }

    fn vendor(&self) -> &'static str {
        "asterisk"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        if has_names(head, self, &["billsec", "disposition", "start"]) {
            return 85;
        }
        if has_dates_at(head, &[16, 17, 18], &[9, 11]) { 80 } else { 0 }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[
            (Field::UsageId, "uniqueid"),
            (Field::ConversationId, "linkedid"),
            (Field::Start, "start calldate"),
            (Field::End, "end"),
            (Field::Duration, "billsec"),
            (Field::Account, "accountcode"),
        ]
    }

    fn positions(&self, n_columns: usize) -> Option<&'static [&'static str]> {
        ASTERISK.get(..n_columns).or(Some(ASTERISK))
    }

    fn required(&self) -> &'static [Field] {
        &[Field::Start, Field::Duration]
    }

    fn habits(&self) -> Habits {
        habits()
    }
}

impl Layout for FreeSwitch {
    fn id(&self) -> &'static str {
        "freeswitch-cdr"
    }

    fn vendor(&self) -> &'static str {
        "freeswitch"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        if has_names(head, self, &["billsec", "startstamp"]) {
            return 85;
        }
        if has_dates_at(head, &[15], &[4, 6]) { 80 } else { 0 }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[
            (Field::UsageId, "uuid"),
            (Field::ConversationId, "bleguuid"),
            (Field::Start, "startstamp"),
            (Field::End, "endstamp"),
            (Field::Duration, "billsec"),
            (Field::Account, "accountcode"),
        ]
    }

    fn positions(&self, _n_columns: usize) -> Option<&'static [&'static str]> {
        Some(FREESWITCH)
    }

    fn required(&self) -> &'static [Field] {
        &[Field::Start, Field::Duration]
    }

    fn habits(&self) -> Habits {
        habits()
    }

    /// The other leg of a call is named by its id, so that both legs are one conversation.
    fn adjust(&self, _cell: CellByName<'_>, _list: &str, draft: &mut Draft<'_>) {
        if draft.conversation.is_empty() {
            draft.conversation = draft.row.id.clone();
        }
    }
}

impl Layout for ThreeCx {
    fn id(&self) -> &'static str {
        "threecx-cdr"
    }

    fn vendor(&self) -> &'static str {
        "threecx"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        if has_names(head, self, &["historyid", "timestart", "timeend"]) {
            return 85;
        }
        if has_dates_at(head, &[27], &[3, 5]) { 80 } else { 0 }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[
            (Field::UsageId, "callid"),
            (Field::ConversationId, "historyid"),
            (Field::Start, "timestart"),
            (Field::End, "timeend"),
            (Field::Duration, "duration"),
            (Field::Amount, "billcost"),
            (Field::Account, "billcode"),
            (Field::Service, "billname"),
        ]
    }

    fn positions(&self, _n_columns: usize) -> Option<&'static [&'static str]> {
        Some(THREE_CX)
    }

    fn required(&self) -> &'static [Field] {
        &[Field::Start]
    }

    fn habits(&self) -> Habits {
        habits()
    }

    /// The system leaves the length empty when nobody answered.
    fn adjust(&self, cell: CellByName<'_>, _list: &str, draft: &mut Draft<'_>) {
        if draft.row.length.is_none() && cell("timeanswered").is_empty() {
            draft.row.length = Some(0);
        }
    }
}
