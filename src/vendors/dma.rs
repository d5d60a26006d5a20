//! Poly `RealPresence` DMA: call and conference records of `/api/rest/billing`.
//!
//! By the operations guide a file is comma separated with fields quoted as needed; its first column
//! is the number of the layout, which changes with every change of the columns, so columns are found
//! by name. Files without a header have the documented order of layout 6.1 or of layout 1. Times
//! have the cluster's offset. There is no duration: a record lasts from start to end. A call can
//! have several records with one `callUuid` (segments, forwarding), told apart by their start. Rooms
//! for telepresence write lists, one value per codec, in all fields but the first three; they are one
//! call. `chairPasscode` is a secret.

use crate::domain::Role;
use crate::layout::contract::CellByName;
use crate::layout::head::Shape;
use crate::layout::{Draft, Facts, Field, Habits, Head, Layout, TextField};
use rust_decimal::Decimal;

/// Calls.
pub struct Calls;

/// Conferences.
pub struct Conferences;

/// The layout id of calls.
pub const CALLS: &str = "dma-calls";

/// The layout id of conferences.
pub const CONFERENCES: &str = "dma-conferences";

/// Columns of layout 6.1 in the order of its guide. Two pages of it could not be had; the names from
/// `dialString` to `userRole` are those of the older guide.
const CALLS_6_1: &[&str] = &[
    "version",
    "type",
    "callType",
    "callUuid",
    "dialin",
    "startTime",
    "endTime",
    "origEndpoint",
    "dialString",
    "destEndpoint",
    "origSignalType",
    "destSignalType",
    "refConfUUID",
    "lastForwardEndpoint",
    "cause",
    "causeSource",
    "bitRate",
    "classOfService",
    "ingressCluster",
    "egressCluster",
    "VMRCluster",
    "VEQCluster",
    "userRole",
    "userDataA",
    "userDataB",
    "userDataC",
    "userDataD",
    "userDataE",
    "failureSignalingCode",
    "origModel",
    "origVersion",
    "destModel",
    "destVersion",
    "displays",
    "minVideoResolution",
    "origSignalingId",
    "origCallId",
    "destCallId",
    "chairPasscode",
    "confRequiresChair",
    "termConfAfterChairDrops",
    "charJoinTime",
];

/// Columns of layout 1.
const CALLS_1: &[&str] = &[
    "version",
    "type",
    "callType",
    "callUuid",
    "startTime",
    "endTime",
    "origEndpoint",
    "dialString",
    "destEndpoint",
    "origSignalType",
    "destSignalType",
    "refConfUUID",
    "lastForwardEndpoint",
    "cause",
    "causeSource",
    "bitRate",
    "classOfService",
    "ingressCluster",
    "egressCluster",
    "VMRCluster",
    "VEQCluster",
    "userDataA",
    "userDataB",
    "userDataC",
    "userDataD",
    "userDataE",
    "userRole",
    "dialin",
];

/// The columns of layout 6.1 up to the last that is certain, for files of another width.
const CALLS_UNSURE: &[&str] = &[
    "version",
    "type",
    "callType",
    "callUuid",
    "dialin",
    "startTime",
    "endTime",
    "origEndpoint",
    "dialString",
    "destEndpoint",
    "origSignalType",
    "destSignalType",
    "refConfUUID",
    "lastForwardEndpoint",
    "cause",
    "causeSource",
    "bitRate",
    "classOfService",
    "ingressCluster",
    "egressCluster",
    "VMRCluster",
    "VEQCluster",
    "userRole",
    "userDataA",
    "userDataB",
    "userDataC",
    "userDataD",
    "userDataE",
];

/// Columns of conferences, the same in both layouts.
const CONFERENCE_COLUMNS: &[&str] = &[
    "version",
    "type",
    "confType",
    "cluster",
    "confUUID",
    "startTime",
    "endTime",
    "userID",
    "roomID",
    "partCount",
    "classOfService",
    "userDataA",
    "userDataB",
    "userDataC",
    "maxResourcesUsed",
];

const HABITS: Habits = Habits {
    date_order: None,
    time_zone: "",
    block_seconds: 0,
    is_counter: false,
    measures_time: true,
    needs_period: false,
    needs_service: false,
    plain_numbers: false,
    lists_in_cells: true,
    may_be_empty: true,
    has_sums: false,
    has_segments: true,
};

/// How well a head fits records of a type (`CALL`, `CONF`) whose id is in the column `id`.
fn fits(head: &Head<'_>, layout: &dyn Layout, kind: &str, id: &str) -> u8 {
    let names = head.header_names(layout);
    let has = |name: &str| names.iter().any(|it| it == name);
    if has(id) && has("starttime") && has("endtime") && (has("type") || has("version")) {
        return 96;
    }
    let Shape::Table { rows, .. } = &head.shape else { return 0 };
    let is_record = |row: &&Vec<String>| {
        let is_version = row.first().is_some_and(|it| it.parse::<Decimal>().is_ok());
        is_version && row.get(1).is_some_and(|it| it == kind)
    };
    let n = rows.iter().filter(is_record).count();
    if n > 0 && n * 2 >= rows.len() { 96 } else { 0 }
}

/// The three files of an export belong together; a zip that holds its own counts needs no other.
pub(super) fn part_of_export(facts: &Facts) -> Option<String> {
    let has_records = facts.rows.iter().any(|(id, _)| id == CALLS || id == CONFERENCES);
    let is_whole = has_records && facts.value("counts").is_some();
    (!is_whole).then(String::new)
}

impl Layout for Calls {
    fn id(&self) -> &'static str {
        CALLS
    }

    fn vendor(&self) -> &'static str {
        "dma"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        fits(head, self, "CALL", "calluuid")
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[
            (Field::UsageId, "calluuid"),
            (Field::Start, "starttime"),
            (Field::End, "endtime"),
            (Field::Account, "userdataa"),
            (Field::Service, "calltype"),
        ]
    }

    fn positions(&self, n_columns: usize) -> Option<&'static [&'static str]> {
        match n_columns {
            28 => Some(CALLS_1),
            42 => Some(CALLS_6_1),
            _ => Some(CALLS_UNSURE),
        }
    }

    fn required(&self) -> &'static [Field] {
        &[Field::UsageId, Field::Start, Field::End]
    }

    fn answer(&self, facts: &Facts) -> Option<String> {
        part_of_export(facts)
    }

    fn habits(&self) -> Habits {
        HABITS
    }

    /// A call into a room dials the room's number; another call has none.
    fn adjust(&self, cell: CellByName<'_>, _list: &str, draft: &mut Draft<'_>) {
        draft.set_text(TextField::Channel, "call");
        // A call is a conversation of its own, or one with the other calls of its conference.
        let conference = cell("refconfuuid");
        draft.conversation = if conference.is_empty() {
            draft.row.id.clone()
        } else {
            conference.into_bytes().into()
        };
        if draft.text(TextField::Service).starts_with("VMR") {
            draft.set_text(TextField::ROOM, cell("dialstring"));
        }
        draft.set_text(TextField::USER, cell("origendpoint"));
        let cluster = Some(cell("vmrcluster")).filter(|it| !it.is_empty());
        draft.set_text(TextField::CLUSTER, cluster.unwrap_or_else(|| cell("ingresscluster")));
    }
}

impl Layout for Conferences {
    fn id(&self) -> &'static str {
        CONFERENCES
    }

    fn vendor(&self) -> &'static str {
        "dma"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        fits(head, self, "CONF", "confuuid")
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[
            (Field::UsageId, "confuuid"),
            (Field::Start, "starttime"),
            (Field::End, "endtime"),
            (Field::Account, "userdataa"),
            (Field::Service, "conftype"),
        ]
    }

    fn positions(&self, _n_columns: usize) -> Option<&'static [&'static str]> {
        Some(CONFERENCE_COLUMNS)
    }

    fn required(&self) -> &'static [Field] {
        &[Field::UsageId, Field::Start, Field::End]
    }

    fn answer(&self, facts: &Facts) -> Option<String> {
        part_of_export(facts)
    }

    fn habits(&self) -> Habits {
        HABITS
    }

    /// A conference that no account was passed through for belongs to its room, or to its owner. The
    /// most calls it had at once stands where other usage has the length of a conversation, which a
    /// conference does not state: a column of its own would be carried empty by every other row.
    fn adjust(&self, cell: CellByName<'_>, _list: &str, draft: &mut Draft<'_>) {
        draft.set_text(TextField::Channel, "conference");
        if let Ok(most) = cell("partcount").trim().parse::<u32>() {
            draft.conversation = draft.row.id.clone();
            draft.row.conversation_start = Some(0);
            draft.row.conversation_end = Some(i64::from(most));
        }
        if draft.text(TextField::Account).is_empty() {
            let room = Some(cell("roomid")).filter(|it| !it.is_empty());
            draft.set_text(TextField::Account, room.unwrap_or_else(|| cell("userid")));
        }
        draft.set_text(TextField::ROOM, cell("roomid"));
        draft.set_text(TextField::USER, cell("userid"));
        draft.set_text(TextField::CLUSTER, cell("cluster"));
    }
}
