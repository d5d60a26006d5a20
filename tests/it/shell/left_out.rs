//! Rows that are no records or lines.

use super::{Room, read, text};
use serde_json::Value;

#[test]
fn the_total_below_a_bill_that_agrees_disputes_nothing() {
    let usage = "call_id,start,duration\nc1,2026-03-01 10:00:00,60\nc2,2026-03-01 11:00:00,60\n";
    let bill = "invoice,call_id,minutes,amount\nI1,c1,1,0.10\nI1,c2,1,0.10\nTotal,,,0.20\n";
    let wrong = bill.replace("0.20", "0.30");
    let room = Room::new(
        "total",
        &[("calls.csv", usage), ("bill.csv", bill), ("wrong.csv", wrong.as_str())],
    );
    let output = room.run("reconcile --usage calls.csv --billed bill.csv");
    let (said, complaint) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{said}{complaint}");
    assert!(said.contains("3 lines in, 3 out, 1 of them left out"), "{said}");
    assert!(complaint.contains("bill.csv: 1 row left out:\n  line 4"), "{complaint}");
    // One that is not the sum of the lines is told.
    let output = room.run("reconcile --usage calls.csv --billed wrong.csv");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
}

#[test]
fn rows_that_cannot_be_read_are_told_by_place_and_reason() {
    let bad =
        "call_id,start,duration,account\nc1,2026-03-01 10:00:00,61,A\nc2,soon,60,A\nshort,row\n";
    let bill =
        "line_id,call_id,quantity,unit,amount,currency\n1,c1,2,MIN,0.20,USD\n2,c2,1,MIN,abc,USD\n";
    let hopeless: String = (0..9).map(|it| format!("c{it},never,60,A\n")).collect();
    let hopeless = format!("call_id,start,duration,account\n{hopeless}");
    let files = [("bad.csv", bad), ("bill.csv", bill), ("hopeless.csv", hopeless.as_str())];
    let room = Room::new("rejects", &files);
    let both = "reconcile --usage bad.csv --billed bill.csv";
    let output = room.run(both);
    let (said, complaint) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{said}{complaint}");
    assert!(said.contains("3 records in, 3 out, 2 of them left out; 2 lines in"), "{said}");
    for part in [
        "bad.csv: 2 rows could not be read:",
        "line 3, column 2 (start): A date cannot be read: “soon”",
        "line 4: The row has another number of fields than the header: 2 instead of 4",
        "bill.csv: 1 row could not be read:",
        "line 3, column 5 (amount): A number cannot be read: “abc”",
    ] {
        assert!(complaint.contains(part), "{part} in {complaint}");
    }

    let told = room.json(1, &format!("{both} --json --out found"));
    let rejects = told["rejects"].as_array().unwrap();
    let found: Vec<_> =
        rejects.iter().map(|it| (&it["source"], &it["line"], &it["code"])).collect();
    let reject = |file: &str, line: u64, code: &str| (file.into(), line.into(), code.into());
    let wanted: [(Value, Value, Value); 3] = [
        reject("bad.csv", 3, "bad_date"),
        reject("bad.csv", 4, "field_count"),
        reject("bill.csv", 3, "bad_number"),
    ];
    assert_eq!(found, wanted.iter().map(|it| (&it.0, &it.1, &it.2)).collect::<Vec<_>>());
    assert_eq!((&rejects[0]["field"], &rejects[1]["text"]), (&"start".into(), &"short,row".into()));
    let written = |name: &str| read(&room.0.join("found").join(name));
    assert!(written("trueup-report.html").contains("short,row"));
    assert!(written("trueup-result.json").contains("short,row"));
    assert!(!written("trueup-case.json").contains("short,row"), "a case holds no row");

    let said = room.ends(0, "inspect hopeless.csv");
    assert!(said.contains("9 rows could not be read") && said.contains("and 4 more"), "{said}");
    let told = room.json(0, "inspect hopeless.csv --json");
    assert_eq!(told[0]["rejects"].as_array().map(Vec::len), Some(9));
    let output = room.run("reconcile --usage hopeless.csv --billed bill.csv");
    assert!(text(&output.stderr).contains("hopeless.csv: 9 rows could not be read"));
}
