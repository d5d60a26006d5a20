//! Usage of any other origin: a table or a list of objects whose columns have telling names.

use crate::diagnostics::Code;
use crate::domain::Role;
use crate::layout::contract::CellByName;
use crate::layout::head::Shape;
use crate::layout::{Adjusts, Draft, Field, Habits, Head, Layout, is_summary, translated};

/// Call records, sessions or counters with named columns.
pub struct Usage;

impl Layout for Usage {
    fn id(&self) -> &'static str {
        "usage-table"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        let n = head.header_for(self).map_or_else(|| head.tree_fields(self), |(_, n)| n);
        if n < 2 { 0 } else { 30 + u8::try_from(n.min(20)).unwrap_or(0) }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        COLUMNS
    }

    fn lists(&self) -> &'static [&'static str] {
        &["", "data", "records", "items", "usage", "results", "rows", "cdrs", "calls"]
    }

    fn elements(&self) -> &'static [&'static str] {
        &["record", "row", "cdr", "call", "usagerecord"]
    }

    fn adjusts(&self) -> Adjusts {
        SUMS
    }

    fn adjust(&self, _cell: CellByName<'_>, _list: &str, draft: &mut Draft<'_>) {
        refuse_sum(draft);
    }

    fn habits(&self) -> Habits {
        Habits { measures_time: true, ..Habits::default() }
    }
}

/// The same, one JSON object after the other with nothing around them.
pub struct UsageLines;

impl Layout for UsageLines {
    fn id(&self) -> &'static str {
        "usage-json-lines"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    /// An object that holds a list is an envelope, not a record.
    fn fits(&self, head: &Head<'_>) -> u8 {
        if !matches!(head.shape, Shape::Json)
            || head.bytes.trim_ascii_start().first() != Some(&b'{')
        {
            return 0;
        }
        let (item, _) = head.tree(self);
        let holds_list =
            item.is_some_and(|it| it.cells.iter().any(|(_, value)| value.starts_with('[')));
        let n = head.tree_fields(self);
        if n < 2 || holds_list { 0 } else { 30 + u8::try_from(n.min(20)).unwrap_or(0) }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        COLUMNS
    }

    fn lists(&self) -> &'static [&'static str] {
        &[""]
    }

    fn adjusts(&self) -> Adjusts {
        SUMS
    }

    fn adjust(&self, _cell: CellByName<'_>, _list: &str, draft: &mut Draft<'_>) {
        refuse_sum(draft);
    }

    fn habits(&self) -> Habits {
        Habits { measures_time: true, ..Habits::default() }
    }
}

/// The last row of many reports adds up the others; it has no time and no id.
const SUMS: Adjusts = Adjusts::Unnumbered(&[Field::Start]);

fn refuse_sum(draft: &mut Draft<'_>) {
    if draft.row.start.is_none() && is_summary(draft) {
        let measured = if draft.row.quantity.is_some() { Field::Quantity } else { Field::Duration };
        draft.refused = Some((Code::SummaryRow, measured));
    }
}

const COLUMNS: &[(Field, &str)] = &[
    (
        Field::UsageId,
        "usageid recordid cdrid sessionid billingsessionid callid calluuid \
                      callsid uuid uniqueid connid interactionid eventid transactionid \
                      referenceid messageid messagesid ucid guid callreference callref \
                      pkid callidentifier sessionidentifier callrecordid globalcallid sessionuuid \
                      originationuuid sid id contactid chatid correlationid requestid meetingid \
                      conferenceid recordnumber legid",
    ),
    (Field::UsageId, translated::USAGE_ID),
    (Field::ConversationId, "conversationid conversationsessionid linkedid parentcallid"),
    (
        Field::Start,
        "start starttime startdatetime startedat startdate begin begintime \
                    setuptime calldate datetime timestamp date time chargeperiodstart \
                    usagedate begindate datestart starttimestamp startts ts started \
                    datetimestart datetimeorigination dateandtime",
    ),
    (Field::Start, translated::START),
    (Field::Start, translated::PERIOD_START),
    (
        Field::End,
        "end endtime enddatetime endedat enddate stop stoptime disconnecttime ended dateend \
         endtimestamp endts datetimeend datetimedisconnect",
    ),
    (Field::End, translated::END),
    (Field::End, translated::PERIOD_END),
    (
        Field::Period,
        "billingperiod serviceperiod chargeperiod usageperiod invoiceperiod \
                     period billingmonth usagemonth servicemonth month",
    ),
    (Field::Period, translated::PERIOD),
    (
        Field::Duration,
        "billsec billableseconds billedduration billableduration billabletime chargeableduration \
                       chargedduration billduration ratedduration duration durationsec \
                       durationsecs durationseconds durations durationms durationmin \
                       durationminutes minutes seconds length talktime calllength elapsedtime \
                       elapsed elapsedseconds billedseconds billedsec totalseconds secondsused \
                       usedseconds secs dur timeseg timemin connectduration connectedtime conversationtime talkduration \
                       handletime mins min hrs",
    ),
    (Field::Duration, translated::DURATION),
    (Field::Duration, translated::MINUTES),
    (Field::Duration, translated::OTHER_LENGTHS),
    (
        Field::Quantity,
        "quantity qty usage units items count consumedquantity messages segments numsegments",
    ),
    (Field::Quantity, translated::QUANTITY),
    (Field::Unit, "unit uom unitofmeasure consumedunit"),
    (Field::Unit, translated::UNIT),
    (Field::UnitPrice, "unitprice price rate pricecents ratecents"),
    (Field::UnitPrice, translated::UNIT_PRICE),
    (
        Field::Amount,
        "amount cost charge ratedcost amountvalue chargeamount costamount amountcents costcents",
    ),
    (Field::Amount, translated::AMOUNT),
    (Field::Currency, "currency currencycode amountcurrency chargecurrency costcurrency"),
    (Field::Currency, translated::CURRENCY),
    (
        Field::Account,
        "account accountid accountnumber accountcode billingaccountid subaccount \
                      subaccountid customer customerid client clientid tenant operation botid",
    ),
    (Field::Account, translated::ACCOUNT),
    (
        Field::Service,
        "service servicename servicetype product productname sku usagetype \
                      billingsessiontype calltype type category description",
    ),
    (Field::Service, translated::SERVICE),
    (Field::Service, translated::KIND),
    (Field::Channel, "channel channelname medium channeltype"),
    (Field::Channel, translated::CHANNEL),
];
