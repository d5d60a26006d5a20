//! The page and the shell give the same answer.

use serde_json::{Value, json};
use std::process::Command;
use trueup_e2e::files::Month;
use trueup_e2e::{Desk, Setup, driver};

in_both!(page_and_shell_agree, Setup::default(), agree_story);

fn agree_story(desk: &Desk) {
    let month = Month::new(7);
    super::two_files::reconcile(desk, &month);
    let case: Value = serde_json::from_slice(&desk.export("export-case", "json")).unwrap();
    assert!(case["sources"].as_array().is_some_and(|it| it.len() == 3), "{case}");

    let folder = desk.folder().join("files");
    let output = Command::new(driver::required("TRUEUP_BIN"))
        .current_dir(&folder)
        .args(["reconcile", "--usage", "sessions.csv", "--billed", "bill.csv"])
        .args(["--rates", "rates.csv", "--json"])
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "differences were planted: {complaint}");
    let mut told: Value = serde_json::from_slice(&output.stdout).unwrap();
    // A case says how many rows could not be read; the shell says which.
    let rejects = std::mem::replace(&mut told["rejects"], json!([]));
    assert_eq!(rejects.as_array().map(Vec::len), Some(2), "{rejects}");
    assert_eq!(case["result"], told);
}
