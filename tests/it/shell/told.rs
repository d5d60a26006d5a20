//! What the shell says beside figures: which columns they are of, how much of them was held against nothing,
//! which sheets are not in them.

use super::{AGREES, RATES, Room, USAGE};

#[test]
fn what_columns_were_read_as_is_told() {
    let bill = "Channel,Qty,Unit Price,Colour,Total\nSMS,2,0.10,red,0.20\n";
    let card = "Service,Unit,Rate,Notes\nAI,minute,0.10,x\n";
    let room = Room::new("columns", &[("bill.csv", bill), ("card.csv", card)]);
    let said = room.ends(0, "inspect bill.csv");
    let read = "  columns read: “Channel” as channel, “Qty” as quantity, “Unit Price” as unit_price, “Total” as amount\n";
    assert!(said.contains(&format!("{read}  columns not read: “Colour”\n")), "{said}");
    let found = room.json(0, "inspect bill.csv card.csv --json");
    let columns = found[0]["columns"].as_array().unwrap();
    assert_eq!(columns.len(), 5);
    assert_eq!(
        columns[1],
        serde_json::json!({"position": 2, "header": "Qty", "field": "quantity"})
    );
    assert_eq!(columns[3], serde_json::json!({"position": 4, "header": "Colour", "field": null}));
    // Those of a rate card are read as its own.
    let fields: Vec<_> =
        found[1]["columns"].as_array().unwrap().iter().map(|it| &it["field"]).collect();
    assert_eq!(
        fields,
        ["service", "measure", "price", ""]
            .map(|it| match it {
                "" => serde_json::Value::Null,
                it => it.into(),
            })
            .iter()
            .collect::<Vec<_>>()
    );
    // Without a header a column has its number.
    let room = Room::new("numbered", &[("bill.csv", "c1,2026-03-01 10:00:00,2,0.20\n")]);
    let said = room.ends(
        0,
        "inspect bill.csv --header no --layout bill-table --column 1=usage_id --column 4=amount",
    );
    assert!(said.contains("columns read: 1 as usage_id, 4 as amount\n"), "{said}");
}

#[test]
fn money_that_was_compared_with_nothing_is_told() {
    let bill =
        "line_id,call_id,quantity,unit,amount,currency\n1,c1,2,MIN,0.20,USD\n2,c2,1,GB,7.10,USD\n";
    let room = Room::new("open", &[USAGE, RATES, AGREES, ("some.csv", bill)]);
    let all = "reconcile --usage calls.csv --rates rates.csv --billed";
    let said = room.ends(1, &format!("{all} some.csv"));
    let told =
        "  of this USD 7.10 could not be compared: it counts as expected because it was billed\n";
    assert!(said.contains(told), "{said}");
    let said = room.ends(0, &format!("{all} bill.csv"));
    assert!(!said.contains("could not be compared"), "{said}");
}

#[test]
fn figures_of_a_policy_may_be_numbers() {
    let written = "{\"name\": \"a \\\"1\\\"\", \"amount_absolute\": 0.10, \"quantity_absolute\": 1, \
         \"amount_decimals\": \"3\", \"names\": [{\"of\": \"channel\", \"billed\": 7, \"usage\": \"\"}]}";
    let bad = "{\"amount_absolute\": 0.1, \"amount_decimals\": \"two\"}";
    let twice = "{\"amount_absolute\": 0.1, \"amount_absolute\": 0.2}";
    let files = [
        USAGE,
        RATES,
        super::DIFFERS,
        ("p.json", written),
        ("bad.json", bad),
        ("twice.json", twice),
    ];
    let room = Room::new("numbers", &files);
    let all = "reconcile --usage calls.csv --billed other.csv --rates rates.csv --policy";
    let said = room.ends(0, &format!("{all} p.json --out pack"));
    assert!(said.contains("Within tolerance"), "{said}");
    let report = std::fs::read_to_string(room.0.join("pack/trueup-report.html")).unwrap();
    // As they were written: the zero is one of them.
    for cell in
        ["<td>0.10</td>", "<td>3</td>", "<td>channel 7 = *</td>", "<td>a &quot;1&quot;</td>"]
    {
        assert!(report.contains(cell), "{cell} in {report}");
    }
    room.refuses(&format!("{all} bad.json"), &["bad.json is no policy", "two"]);
    room.refuses(&format!("{all} twice.json"), &["duplicate field", "amount_absolute"]);
}

#[test]
fn what_counting_in_twos_leaves_of_an_amount_is_not_read() {
    let list =
        "{\"lines\": [{\"call_id\": \"c1\", \"quantity\": 139, \"amount\": 58.379999999999995}]}";
    let table = "call_id,quantity,amount\nc1,139,58.379999999999995\n";
    // What ends is read to its end.
    let exact = "call_id,quantity,amount\nc1,139,0.1234567890123\n";
    let files = [("list.json", list), ("table.csv", table), ("exact.csv", exact)];
    let room = Room::new("twos", &files);
    let found = room.json(0, "inspect list.json table.csv exact.csv --json");
    let nets: Vec<_> =
        (0..3).map(|it| found[it]["net_amount"].as_str().unwrap_or_default()).collect();
    assert_eq!(nets, ["58.38", "58.38", "0.1234567890123"]);
}
