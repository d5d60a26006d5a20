//! A bill as a table: one row a line, columns with telling names. Columns of the FOCUS
//! specification are among the names, so a FOCUS export reads as it is.

use crate::diagnostics::Code;
use crate::domain::Role;
use crate::layout::contract::CellByName;
use crate::layout::head::{Shape, may_be_amount, names_of};
use crate::layout::{Adjusts, Draft, Field, Head, Layout, is_summary, translated};
use crate::normalize::header::{brief, canonical, is_among};

/// Bill lines with named columns.
pub struct Bill;

impl Layout for Bill {
    fn id(&self) -> &'static str {
        "bill-table"
    }

    fn role(&self) -> Role {
        Role::Billed
    }

    /// Money makes a bill: an amount, with a line number, a quantity, a price or an invoice number
    /// beside it. A call record with a cost column alone is usage, a list of texts and amounts is a bill.
    fn fits(&self, head: &Head<'_>) -> u8 {
        let names: Vec<String> = if head.header_for(self).is_some() {
            head.header(self).to_vec()
        } else {
            let cells = head.tree(self).0.map(|it| it.cells).unwrap_or_default();
            cells.into_iter().map(|(name, _)| name).collect()
        };
        let found = crate::layout::head::fields_named(self, &mut names.iter().map(String::as_str));
        let has = |field: Field| found.iter().any(|(_, it)| *it == field);
        let priced = has(Field::UnitPrice) && has(Field::Quantity);
        if !has(Field::Amount) && !priced {
            let is_of_usage = has(Field::UsageId) || has(Field::Start);
            let is_charged = is_of_usage && names.iter().any(|it| may_be_amount(it));
            return if is_charged { 20 } else { 0 };
        }
        // A length alone is what call records state as well.
        let is_length = |column: usize| {
            let is_one = |it: &String| {
                let name = canonical(it);
                is_among(LENGTHS, &name) || is_among(translated::OTHER_LENGTHS, &name)
            };
            names.get(column).is_some_and(is_one)
        };
        let has =
            |field: Field| found.iter().any(|(column, it)| *it == field && !is_length(*column));
        let bill =
            [Field::LineId, Field::InvoiceId, Field::UnitPrice, Field::Quantity, Field::Category];
        let n = bill.into_iter().filter(|it| has(*it)).count();
        let strong = has(Field::LineId) || has(Field::InvoiceId) || has(Field::UnitPrice);
        match (n, strong) {
            (0, _) if is_list(head, &names, &found) => 48,
            (0, _) => 20,
            (_, true) => 60 + u8::try_from(found.len().min(20)).unwrap_or(0),
            (_, false) => 52 + u8::try_from(n).unwrap_or(0),
        }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[
            (
                Field::UsageId,
                "usageid billingsessionid sessionid recordid cdrid callid \
                              calluuid callsid uuid uniqueid connid interactionid referenceid \
                              reference ref usagereference messageid session contactid chatid \
                              ucid guid correlationid callreference callref sid callrecordid \
                              globalcallid meetingid conferenceid conversationid",
            ),
            (Field::UsageId, translated::USAGE_ID),
            (
                Field::LineId,
                "lineid linenumber lineno linenr line invoicelineid srno slno itemno \
                             itemnumber position pos chargeid id",
            ),
            (Field::LineId, translated::LINE_ID),
            (
                Field::InvoiceId,
                "invoiceid invoicenumber invoiceno invoice documentnumber \
                                billid",
            ),
            (Field::InvoiceId, translated::INVOICE_ID),
            (
                Field::PeriodStart,
                "chargeperiodstart periodstart periodfrom serviceperiodstart \
                                  servicefrom from fromdate startdate",
            ),
            (Field::PeriodStart, translated::PERIOD_START),
            (Field::PeriodEndExclusive, "chargeperiodend"),
            (
                Field::PeriodEnd,
                "periodend periodto serviceperiodend serviceto to todate \
                                enddate",
            ),
            (Field::PeriodEnd, translated::PERIOD_END),
            (
                Field::Period,
                "billingperiod serviceperiod chargeperiod usageperiod \
                             invoiceperiod period billingmonth usagemonth servicemonth month",
            ),
            (Field::Period, translated::PERIOD),
            (
                Field::Start,
                "start starttime startdatetime billingsessionstartdatetime date \
                            datetime timestamp usagedate usagestartdate usagedatetime calldate \
                            chargedate dateandtime time started",
            ),
            (Field::Start, translated::START),
            (Field::End, "end endtime enddatetime usageenddate billingsessionenddatetime"),
            (Field::End, translated::END),
            (
                Field::Quantity,
                "quantity qty billedquantity billeddurationsec billeddurationseconds billeddurationmin \
                               billeddurationminutes invoicedquantity consumedquantity \
                               pricingquantity usageamount usagequantity units blocks \
                               count minutes usage sessions items billedminutes billableminutes totalminutes \
                               quantityminutes quantitymin billedseconds billableseconds \
                               totalseconds quantityseconds quantitysec billedhours \
                               totalhours quantityhours minutesused minutosfacturados \
                               minutosconsumidos durationminutes durationmin durationmins \
                               durationseconds durationsec durationsecs durationhours seconds \
                               hours calls numberofcalls noofcalls callcount numberofsessions \
                               numberofmessages messages segments billedqty qtybilled usageqty \
                               totalunits unitsused billedunits billingunits billableunits consumedunits \
                               consumption volume noofsessions sessioncount totalsessions billedsessions \
                               billingsessions totalcalls conversations interactions billedmins \
                               billedmin totalmins billmin billmins billminutes callminutes talkminutes \
                               usageminutes chargeableminutes participantminutes mins min hrs secs billsec \
                               licenses licences seats users",
            ),
            (Field::Quantity, translated::QUANTITY),
            (Field::Quantity, translated::MINUTES),
            (Field::Quantity, translated::OTHER_LENGTHS),
            (
                Field::Duration,
                "billedduration billableduration billabletime chargeableduration \
                               chargedduration ratedduration duration dur callduration \
                               calllength length talktime totalduration tiempo",
            ),
            (Field::Duration, translated::DURATION),
            (Field::Unit, "unit uom unitofmeasure unitcode consumedunit pricingunit"),
            (Field::Unit, translated::UNIT),
            (
                Field::UnitPrice,
                "unitprice contractedunitprice listunitprice priceperunit \
                                price rate unitcost unitrate unblendedrate effectiveprice \
                                unitpricecents pricecents ratecents",
            ),
            (Field::UnitPrice, translated::UNIT_PRICE),
            (
                Field::Amount,
                "netamount lineextensionamount linenetamount net amount lineamount linetotal \
                 billedcost billedamount extendedamount charge cost amountexvat amountexclvat \
                 amountexcludingvat unblendedcost costinbillingcurrency pretaxcost amountexcltax \
                 amountbeforetax netcharge netcost amountvalue chargeamount costamount amountcents \
                 costcents chargecents callcharge callcost ratedamount charged fee",
            ),
            (Field::Amount, translated::AMOUNT),
            // Mostly with the taxes in it, where there is a column without them.
            (
                Field::Amount,
                "subtotal totalcharge totalcharges charges totalcost costs total totalamount totalprice pricetotal \
                 extended extendedprice extendedcost extprice extamount extcost amt amountdue totaldue \
                 invoiceamount amountbilled gross grossamount",
            ),
            (
                Field::Currency,
                "currency currencycode billingcurrency billingcurrencycode pricecurrency \
                 amountcurrency chargecurrency costcurrency priceunit",
            ),
            (Field::Currency, translated::CURRENCY),
            (
                Field::Account,
                "account accountid accountnumber accountcode billingaccountid \
                              subaccount subaccountid usageaccountid subscriptionid customer \
                              customerid client clientid botid bot botname appid app appname stream \
                              streamid assistant tenant room operation",
            ),
            (Field::Account, translated::ACCOUNT),
            (
                Field::Service,
                "service servicename product productname item itemname sku \
                              usagetype metername skudescription billingsessiontype description \
                              chargedescription particulars",
            ),
            (Field::Service, translated::SERVICE),
            (Field::Channel, "channel channelname medium channeltype"),
            (Field::Channel, translated::CHANNEL),
            (Field::Category, "chargecategory chargetype linetype lineitemtype category type"),
            (Field::Category, translated::KIND),
        ]
    }

    fn lists(&self) -> &'static [&'static str] {
        &[
            "",
            "lines",
            "invoicelines",
            "lineitems",
            "usage",
            "sessions",
            "results",
            "items",
            "charges",
            "data",
            "calls",
            "records",
            "rows",
            "cdrs",
        ]
    }

    /// The last row of many exports adds up the others; it has no price, no date and no id.
    fn adjusts(&self) -> Adjusts {
        Adjusts::Unnumbered(&[Field::UnitPrice, Field::Start])
    }

    fn adjust(&self, _cell: CellByName<'_>, _list: &str, draft: &mut Draft<'_>) {
        if draft.row.unit_price.is_none() && draft.row.start.is_none() && is_summary(draft) {
            draft.refused = Some((Code::SummaryRow, Field::Amount));
        }
    }
}

/// Whether there is nothing but texts, amounts, taxes and days: what has its time of day is usage.
fn is_list(head: &Head<'_>, names: &[String], found: &[(usize, Field)]) -> bool {
    let of_usage = [Field::UsageId, Field::End, Field::Duration, Field::Quantity];
    let is_text = |(_, it): &(usize, Field)| [Field::Service, Field::Account].contains(it);
    let is_known = |(column, name): (usize, &String)| {
        let called = [canonical(name), brief(name)];
        found.iter().any(|(it, _)| *it == column)
            || called.iter().any(|it| is_among(translated::TAX, it) || names_amount(it))
    };
    let start = found.iter().find(|(_, it)| *it == Field::Start).map(|(column, _)| *column);
    let has_times = start.is_some_and(|column| match &head.shape {
        Shape::Table { rows, .. } => {
            rows.iter().filter_map(|it| it.get(column)).any(|it| it.contains(':'))
        }
        Shape::Json | Shape::Xml => true,
    });
    found.iter().any(is_text)
        && !has_times
        && !found.iter().any(|(_, it)| of_usage.contains(it))
        && names.iter().enumerate().all(is_known)
}

/// Whether a column may be called so that holds amounts, with taxes or without.
fn names_amount(name: &str) -> bool {
    names_of(&Bill, Field::Amount).any(|it| it == name)
}

/// Names of quantities that do not tell a bill from call records, besides those in other languages.
const LENGTHS: &str = "durationminutes durationmin durationmins durationseconds durationsec durationsecs \
    durationhours billableseconds seconds hours messages segments mins min hrs secs billsec talkminutes \
    callminutes";
