//! Bills and records whose columns have everyday names: what is read of them shows in the result.

use super::{Inputs, check};

const SESSIONS: &str = "session_id,start,seconds,account\ns1,2026-03-01 10:00:00,900,A\ns2,2026-03-02 10:00:00,900,A\ns3,2026-03-03 10:00:00,900,B\n";
const RATES: &str = "measure,unit_size,increment,price,currency\nduration,900,900,0.50,USD\n";

fn inputs(usage: &str, bill: &str, rates: &str) -> Inputs {
    let rates = Some(rates.to_owned()).filter(|it| !it.is_empty());
    Inputs {
        usage: vec![usage.to_owned()],
        billed: vec![bill.to_owned()],
        rates: rates.into_iter().collect(),
        ..Inputs::default()
    }
}

/// What is too much is in the amount, and the quantity times the price does not say it.
#[test]
fn amounts_have_many_names() {
    for name in [
        "Total Amount",
        "Total Price",
        "Extended Price",
        "Ext. Price",
        "Extended",
        "Amt",
        "Amount Due",
        "Invoice Amount",
        "Gross Amount",
        "Gross",
    ] {
        let bill = format!("Account,Qty,Unit Price,{name}\nA,2,0.50,2.00\nB,1,0.50,0.50\n");
        let expected = ["matched 1 1 0.50 0.50 0", "amount_variance 2 1 2 1 1"];
        check(&inputs(SESSIONS, &bill, RATES), &expected);
    }
}

#[test]
fn quantities_have_many_names() {
    for name in [
        "Billing Sessions",
        "Total Sessions",
        "No. of Sessions",
        "Session Count",
        "Billed Qty",
        "Qty Billed",
        "Total Units",
        "Units Used",
        "Usage Qty",
        "Volume",
        "Billed Units",
        "Consumption",
    ] {
        let bill = format!("Account,{name},Unit Price,Amount\nA,3,0.50,1.50\nB,1,0.50,0.50\n");
        let expected = ["matched 1 1 0.50 0.50 0", "quantity_variance 2 1 1.50 1 0.50"];
        check(&inputs(SESSIONS, &bill, RATES), &expected);
    }
    for name in ["Mins", "Min", "Bill Min", "Total Mins", "Call Minutes", "Usage Minutes"] {
        let bill = format!("Account,{name},Rate,Amount\nA,30,0.10,3.00\nB,16,0.10,1.60\n");
        let expected = ["matched 2 1 3 3 0", "quantity_variance 1 1 1.60 1.50 0.10"];
        check(&inputs(SESSIONS, &bill, ""), &expected);
    }
}

#[test]
fn accounts_and_months_have_several_names() {
    for name in ["Bot", "Bot Name", "App ID", "Stream ID", "Assistant"] {
        let bill = format!(
            "{name},Month,Qty,Unit Price,Amount\nA,202603,2,0.50,1.00\nB,202603,1,0.50,0.50\n"
        );
        check(&inputs(SESSIONS, &bill, RATES), &["matched 3 2 1.50 1.50 0"]);
    }
}

/// Without a quantity a price may be for a minute or for anything.
#[test]
fn a_price_alone_is_not_taken_for_that_of_a_second() {
    let bill = "session_id,rate,amount\ns1,0.02,0.30\ns2,0.02,0.30\ns3,0.02,18.00\n";
    let expected = ["matched 1 1 18 18 0", "not_comparable 2 2 0.60 0.60 0"];
    check(&inputs(SESSIONS, bill, ""), &expected);
}

/// Minimum and increment are those of calls that somebody answered.
#[test]
fn calls_that_nobody_answered_cost_nothing() {
    let usage = "accountcode,start,end,billsec,disposition,uniqueid\n\
        A,2026-03-01 10:00:00,2026-03-01 10:01:10,61,ANSWERED,1.1\n\
        A,2026-03-01 11:00:00,2026-03-01 11:00:20,0,NO ANSWER,1.2\n";
    let rates = "measure,unit_size,minimum,increment,price,currency\nduration,60,60,60,0.10,USD\n";
    let bill = "account,quantity,unit,amount\nA,2,MIN,0.20\n";
    check(&inputs(usage, bill, rates), &["matched 2 1 0.20 0.20 0"]);
    let itemised = "reference,quantity,unit,amount\n1.1,2,MIN,0.20\n1.2,1,MIN,0.10\n";
    let expected = ["matched 1 1 0.20 0.20 0", "quantity_variance 1 1 0.10 0 0.10"];
    check(&inputs(usage, itemised, rates), &expected);
}

/// Quantity and price say whether an amount has the taxes beside it.
#[test]
fn taxes_are_taken_off_an_amount_that_has_them() {
    let rows = [("A", 2, "0.21", "1.21"), ("B", 1, "0.11", "0.61")];
    let bill = |head: &str, mark: &str| {
        let line = |(account, quantity, tax, total): &(&str, u32, &str, &str)| {
            format!("{account};{quantity};0.50;{tax};{total}\n").replace('.', mark)
        };
        head.to_owned() + &rows.iter().map(line).collect::<String>()
    };
    for (head, mark) in [
        ("Account;Qty;Unit Price;Tax;Total\n", "."),
        ("Account;Qty;Unit Price;VAT;Gross Amount\n", "."),
        ("Konto;Menge;Einzelpreis;MwSt;Gesamtbetrag\n", ","),
        ("Cuenta;Cantidad;Precio unitario;IVA;Importe\n", ","),
    ] {
        let bill = bill(head, mark);
        check(&inputs(SESSIONS, &bill, RATES), &["matched 3 2 1.50 1.50 0"]);
        // The total below the lines has the taxes in it, as it says.
        let total = format!("{bill}Total;;;0.32;1.82\n").replace('.', mark);
        check(&inputs(SESSIONS, &total, RATES), &["matched 3 2 1.50 1.50 0"]);
        // A line that charges more than that is told so.
        let more = bill.replacen("0.61", "0.91", 1).replacen("0,61", "0,91", 1);
        let more = format!("{more}C;0;0.50;0.10;0.10\n").replace('.', mark);
        let expected = [
            "matched 2 1 1 1 0",
            "amount_variance 1 1 0.80 0.50 0.30",
            "billed_without_usage 0 1 0 0 0",
        ];
        check(&inputs(SESSIONS, &more, RATES), &expected);
    }
}

/// A bill for each customer of an account: what it calls an account is a channel of the usage.
#[test]
fn an_account_of_the_bill_may_be_a_channel_of_the_usage() {
    let usage = "start,minutes,account,channel\n2026-03-01,10,North,C1\n2026-03-01,20,North,C2\n2026-03-01,30,South,C3\n";
    let bill =
        "Customer,Minutes,Rate,Amount\nc1,10,0.10,1.00\nC2,25,0.10,2.50\nSouth,30,0.10,3.00\n";
    let expected = ["matched 2 2 4 4 0", "quantity_variance 1 1 2.50 2 0.50"];
    check(&inputs(usage, bill, ""), &expected);
}
