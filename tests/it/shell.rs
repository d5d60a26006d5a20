//! The shell as scripts rely on it: arguments, exit codes, what goes to which stream, files.

mod left_out;
mod reasons;
mod told;
mod unrated;

use crate::workbooks::zipped;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with files of one test, where the shell is run.
struct Room(PathBuf);

impl Room {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder =
            std::env::temp_dir().join(format!("trueup-shell-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
        Self(folder)
    }

    fn run(&self, arguments: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_trueup"))
            .current_dir(&self.0)
            .args(arguments.split_whitespace())
            .output()
            .unwrap()
    }

    /// Runs it and checks the exit code; standard output comes back.
    #[track_caller]
    fn ends(&self, code: i32, arguments: &str) -> String {
        let output = self.run(arguments);
        let (said, complaint) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{arguments}: {said}{complaint}");
        said
    }

    /// Runs it; it ends with 2 and says this on standard error.
    #[track_caller]
    fn refuses(&self, arguments: &str, says: &[&str]) {
        let output = self.run(arguments);
        let complaint = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments}: {complaint}");
        for part in says {
            assert!(complaint.contains(part), "{arguments}: {part} in {complaint}");
        }
    }

    #[track_caller]
    fn json(&self, code: i32, arguments: &str) -> Value {
        serde_json::from_str(&self.ends(code, arguments)).unwrap()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const USAGE: (&str, &str) = (
    "calls.csv",
    "call_id,start,duration,account\nc1,2026-03-01 10:00:00,61,A\nc2,2026-03-02 10:00:00,60,A\n",
);
const RATES: (&str, &str) =
    ("rates.csv", "measure,unit_size,increment,price,currency\nduration,60,60,0.10,USD\n");
const AGREES: (&str, &str) = (
    "bill.csv",
    "line_id,call_id,start,quantity,unit,unit_price,amount,currency\n\
     1,c1,2026-03-01 10:00:00,2,MIN,0.10,0.20,USD\n2,c2,2026-03-02 10:00:00,1,MIN,0.10,0.10,USD\n",
);
const DIFFERS: (&str, &str) = (
    "other.csv",
    "line_id,call_id,start,quantity,unit,unit_price,amount,currency\n\
     1,c1,2026-03-01 10:00:00,3,MIN,0.10,0.30,USD\n2,c2,2026-03-02 10:00:00,1,MIN,0.10,0.10,USD\n",
);

#[test]
fn the_exit_code_says_whether_anything_is_in_dispute() {
    let room = Room::new("exit", &[USAGE, RATES, AGREES, DIFFERS]);
    let clean = room.ends(0, "reconcile --usage calls.csv --billed bill.csv --rates rates.csv");
    assert!(clean.contains("difference USD 0"), "{clean}");
    let found = room.ends(1, "reconcile --usage calls.csv --billed other.csv --rates rates.csv");
    assert!(found.contains("difference USD 0.10") && found.contains("2 records in"), "{found}");
    assert!(room.ends(0, "--help").contains("Exit: 0"));
    assert!(room.ends(0, "--version").starts_with("trueup "));
}

#[test]
fn wrong_arguments_are_told_with_how_to_call_it() {
    let room = Room::new("arguments", &[USAGE, AGREES]);
    let usage = "trueup reconcile --usage FILE...";
    room.refuses("", &["say what to do", usage]);
    room.refuses("bill", &["there is no command 'bill'", usage]);
    room.refuses("inspect", &["needs a file"]);
    room.refuses("inspect calls.csv --colour", &["there is no option '--colour'"]);
    room.refuses("reconcile --usage calls.csv", &["--billed FILE"]);
    room.refuses("reconcile calls.csv --billed bill.csv", &["say what 'calls.csv' is"]);
    room.refuses("inspect calls.csv --date-order ydm", &["mdy dmy", "'ydm'"]);
    room.refuses("inspect calls.csv --column x", &["N=FIELD"]);
    let both = "reconcile --usage calls.csv --billed bill.csv";
    room.refuses(&format!("{both} --period march"), &["'march'", "FROM..TO"]);
    room.refuses(&format!("{both} --period 2026-03-01..soon"), &["policy", "period_to is a day"]);
    room.refuses(&format!("{both} --period 2026-03-02..2026-03-01"), &["ends before it begins"]);
    room.refuses(&format!("{both} --policy none.json"), &["none.json cannot be opened"]);
    room.refuses(&format!("{both} --policy bill.csv"), &["bill.csv is no policy"]);
    room.refuses(&format!("{both} --out"), &["--out needs a folder"]);
}

#[test]
fn a_value_that_no_file_can_be_read_with_is_refused() {
    let room = Room::new("values", &[USAGE, AGREES]);
    for (option, says) in [
        ("--time-zone Mars/Olympus", &["America/Bogota", "'Mars/Olympus'"][..]),
        ("--encoding klingon", &["utf-8 utf-16le utf-16be windows-1252", "'klingon'"]),
        ("--layout nope", &["usage-table", "rate-card", "'nope'"]),
        ("--delimiter ;;", &["one character", "';;'"]),
        ("--column 99=amount", &["99=amount", "calls.csv has 4 columns"]),
        ("--column 0=amount", &["N counts from 1"]),
        ("--column 3=nonsense", &["usage_id conversation_id start", "'nonsense'"]),
        ("--covers x..y", &["2026-03-01..2026-03-31", "'x..y'"]),
        ("--covers 2026-03-31..2026-03-01", &["in their order"]),
        ("--currency dollars", &["three letters", "'dollars'"]),
        ("--unit furlongs", &["such as minutes", "'furlongs'"]),
        ("--account other.csv=A", &["'other.csv'", "no such file was given"]),
    ] {
        room.refuses(&format!("inspect calls.csv {option}"), says);
        room.refuses(&format!("reconcile --usage calls.csv --billed bill.csv {option}"), says);
    }
    for option in
        ["--currency usd", "--delimiter ,", "--column 4=", "--covers 2026-03-01..2026-03-01"]
    {
        room.ends(0, &format!("inspect calls.csv {option}"));
    }
}

#[test]
fn what_is_wrong_with_a_policy_is_told_by_its_field() {
    for (policy, says) in [
        ("{\"time_zone\": \"Mars\"}", "time_zone is the name of a zone such as America/Bogota"),
        (
            "{\"rules\": [\"luck\"]}",
            "rules is a list of id, alike_id, time and aggregate, not “luck”",
        ),
        ("{\"aggregate_by\": [\"x\"]}", "aggregate_by is a list of account, service"),
        ("{\"length_rounding\": \"60/0\"}", "length_rounding is the least and the step in seconds"),
        ("{\"period_rule\": \"x\"}", "period_rule is start, end or overlap, not “x”"),
        ("{\"amount_absolute\": \"-1\"}", "amount_absolute is a number of at least 0"),
        ("[]", "policy.json is no policy: it does not begin with {"),
    ] {
        let room = Room::new("fields", &[USAGE, AGREES, ("policy.json", policy)]);
        let all = "reconcile --usage calls.csv --billed bill.csv --policy policy.json";
        room.refuses(all, &[says]);
    }
}

#[test]
fn figures_that_are_known_to_be_incomplete_are_not_clean() {
    let usage = "{\"total\": 2, \"moreAvailable\": true, \"sessions\": [{\"botId\": \"st-1\", \
                 \"billingSessionId\": \"b-1\", \"channel\": \"IVR\", \
                 \"billingSessionStartDateTime\": \"10-15-2026 9:00:00 am\", \
                 \"billingSessionEndDateTime\": \"10-15-2026 9:10:00 am\"}]}";
    let bill = "line_id,billing_session_id,quantity,amount,currency\n1,b-1,1,0.42,USD\n";
    let room = Room::new("incomplete", &[("kore.json", usage), ("bill.csv", bill)]);
    let output = room.run("reconcile --usage kore.json --billed bill.csv");
    let (said, complaint) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{said}{complaint}");
    assert!(complaint.contains("The vendor says there is more"), "{complaint}");
    assert!(said.contains("known to be incomplete") && said.contains("Matched"), "{said}");
    assert!(room.ends(0, "--help").contains("figures are missing"));
}

#[test]
fn pages_may_be_given_in_any_order() {
    let page = |id: &str, more: bool| {
        format!(
            "{{\"total\": 2, \"moreAvailable\": {more}, \"sessions\": [{{\"botId\": \"st-1\", \
             \"billingSessionId\": \"{id}\", \"channel\": \"IVR\", \
             \"billingSessionStartDateTime\": \"10-15-2026 9:00:00 am\", \
             \"billingSessionEndDateTime\": \"10-15-2026 9:10:00 am\"}}]}}"
        )
    };
    let (first, last) = (page("b-1", true), page("b-2", false));
    let bill = "line_id,billing_session_id,quantity,amount,currency\n\
                1,b-1,1,0.42,USD\n2,b-2,1,0.42,USD\n";
    let room = Room::new("pages", &[("1.json", &first), ("2.json", &last), ("bill.csv", bill)]);
    room.ends(0, "reconcile --usage 1.json 2.json --billed bill.csv");
    room.ends(0, "reconcile --usage 2.json 1.json --billed bill.csv");
    room.ends(1, "reconcile --usage 1.json --billed bill.csv");
}

#[test]
fn a_part_that_is_not_there_is_refused() {
    let room = Room::new("part", &[USAGE, AGREES]);
    let all = "reconcile --usage calls.csv --billed bill.csv --part calls.csv=March";
    room.refuses(all, &["--part March", "calls.csv"]);
    let all = "reconcile --usage calls.csv --billed bill.csv --part March";
    room.refuses(all, &["--part March", "no file has parts"]);
    room.refuses("inspect calls.csv --part March", &["--part March", "no file has parts"]);
}

#[test]
fn a_part_for_all_is_for_files_that_have_parts() {
    let room = Room::new("part-of-all", &[USAGE, RATES]);
    let summary = "quantity,unit,amount,currency\n3,MIN,0.30,USD\n";
    let parts = [("bill.csv", AGREES.1.as_bytes()), ("summary.csv", summary.as_bytes())];
    fs::write(room.0.join("bill.zip"), zipped(&parts)).unwrap();
    let all = "reconcile --usage calls.csv --rates rates.csv --billed bill.zip";
    room.ends(1, all);
    room.ends(0, &[all, " --part bill.csv"].concat());
    room.refuses(&[all, " --part March"].concat(), &["--part March", "bill.csv, summary.csv"]);
}

#[test]
fn what_was_noticed_is_told_below_the_result() {
    let no_ids = "start,duration_seconds\n2026-03-01T10:00:00Z,60\n";
    let bill = "line_id,usage_id,quantity,unit,amount,currency\n1,a,1,MIN,0.10,USD\n";
    let files = [("calls.csv", no_ids), ("again.csv", no_ids), ("bill.csv", bill)];
    let room = Room::new("noticed", &files);
    let said = room.ends(0, "reconcile --usage calls.csv again.csv --billed bill.csv");
    assert!(said.contains("1 × warning again.csv: These are the same bytes"), "{said}");
    assert!(said.contains("1 × warning calls.csv: line 1: No column holds an id"), "{said}");
    assert!(said.contains("--column N=usage_id"), "{said}");
    // In JSON they are among the findings.
    let result = room.json(0, "reconcile --usage calls.csv again.csv --billed bill.csv --json");
    let codes: Vec<&str> = result["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"no_ids") && codes.contains(&"same_file_twice"), "{codes:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_no_success() {
    use std::os::unix::ffi::OsStrExt;
    let room = Room::new("full", &[USAGE, AGREES]);
    for arguments in
        ["--help", "inspect calls.csv", "reconcile --usage calls.csv --billed bill.csv"]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_trueup"))
            .current_dir(&room.0)
            .args(arguments.split_whitespace())
            .stdout(fs::File::options().write(true).open("/dev/full").unwrap())
            .output()
            .unwrap();
        let complaint = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments}: {complaint}");
        assert!(complaint.contains("the answer cannot be written"), "{complaint}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_trueup"))
        .arg("inspect")
        .arg(std::ffi::OsStr::from_bytes(b"b\xffad\n.csv"))
        .output()
        .unwrap();
    let complaint = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    assert!(complaint.contains("'b\u{fffd}ad\\n.csv' is no valid UTF-8"), "{complaint}");
}

#[test]
fn bad_input_is_told_by_name_and_place() {
    let broken = (
        "broken.json",
        "{\"total\": 1, \"sessions\": [{\"botId\": \"st-1\", \"billingSessionId\": \"b-1\", \
         \"billingSessionStartDateTime\": \"10-15-2026 9:00:00 am\"}\n,]]",
    );
    let room = Room::new("input", &[USAGE, AGREES, ("empty.csv", ""), broken]);
    room.refuses("inspect nowhere.csv", &["nowhere.csv cannot be opened"]);
    room.refuses(
        "reconcile --usage empty.csv calls.csv --billed bill.csv",
        &["empty.csv", "The file is empty"],
    );
    // What stood before the break was read. That the rest is missing is said beside the result.
    let output = room.run("reconcile --usage broken.json calls.csv --billed bill.csv --json");
    let complaint = text(&output.stderr);
    assert!(complaint.contains("broken.json: line 2, column"), "{complaint}");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let finding =
        told["findings"].as_array().unwrap().iter().find(|it| it["code"] == "broken_json");
    assert_eq!(finding.unwrap()["severity"], "blocking");
    // One file that cannot be read does not keep the others from being told.
    let output = room.run("inspect empty.csv calls.csv --json");
    assert_eq!(output.status.code(), Some(2));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told[0]["findings"][0]["code"], "empty_file");
    assert_eq!((&told[0]["role"], &told[1]["rows"]), (&Value::Null, &Value::from(2)));
}

#[test]
fn inspect_tells_what_was_recognised() {
    let room = Room::new("inspect", &[USAGE, AGREES]);
    let told = room.json(0, "inspect calls.csv bill.csv --json");
    let [calls, bill] = told.as_array().unwrap().as_slice() else { panic!("{told:#}") };
    let fields: Vec<&str> = bill.as_object().unwrap().keys().map(String::as_str).collect();
    let mut contract = [
        "file",
        "role",
        "vendor",
        "format",
        "rows",
        "rejected",
        "period",
        "currency",
        "net_amount",
        "tax_exclusive",
        "tax_inclusive",
        "payable",
        "columns",
        "findings",
        "rejects",
    ];
    contract.sort_unstable();
    let mut sorted = fields;
    sorted.sort_unstable();
    assert_eq!(sorted, contract);
    assert_eq!((&calls["role"], &calls["format"]), (&"usage".into(), &"usage-table".into()));
    assert_eq!((&bill["role"], &bill["net_amount"]), (&"billed".into(), &"0.30".into()));
    assert_eq!(calls["period"]["start"], "2026-03-01T10:00:00Z");
    let words = room.ends(0, "inspect bill.csv");
    assert!(
        words.contains("billed · bill-table · csv utf-8") && words.contains("2 rows"),
        "{words}"
    );
}

#[test]
fn what_data_cannot_decide_is_asked_and_answered_by_an_option() {
    let dates = (
        "dates.csv",
        "call_id,start,duration,account\nc1,03/04/2026 10:00,61,A\nc2,03/05/2026 10:00,60,A\n",
    );
    let numbers =
        ("numbers.csv", "line_id;call_id;currency;amount\n1;c1;USD;0,200\n2;c2;USD;0,100\n");
    let thousands = ("marks.csv", "line_id;call_id;currency;amount\n1;c1;USD;1.200\n");
    let room = Room::new("answers", &[dates, AGREES, RATES, numbers, thousands, USAGE]);
    let both = "reconcile --usage dates.csv --billed bill.csv --rates rates.csv";
    room.refuses(both, &["dates.csv", "03/04/2026", "--date-order"]);
    let complaint = text(&room.run(both).stderr);
    assert_eq!(complaint.matches("Day and month cannot").count(), 1, "asked once: {complaint}");
    let month = |order: &str, period: &str| {
        let told = room.json(0, &format!("inspect dates.csv --date-order {order} --json"));
        assert_eq!(told[0]["period"]["start"], period);
    };
    month("mdy", "2026-03-04T10:00:00Z");
    month("dates.csv=dmy", "2026-04-03T10:00:00Z");
    // An answer for another file is no answer for this one.
    room.refuses(&format!("{both} --date-order bill.csv=dmy"), &["dates.csv"]);
    room.ends(0, &format!("{both} --date-order mdy"));

    let marks = "reconcile --usage calls.csv --billed marks.csv --json";
    room.refuses(marks, &["marks.csv", "1.200", "--decimal-mark"]);
    for (mark, amount) in [(".", "1.20"), (",", "1200"), ("dot", "1.20"), ("comma", "1200")] {
        let told = room.json(1, &format!("{marks} --decimal-mark {mark}"));
        assert_eq!(told["billed"]["net_amount"], amount, "{mark}");
    }
}

#[test]
fn columns_layouts_and_values_can_be_said() {
    let bare = ("bare.csv", "c1;2026-03-01 10:00:00;61\nc2;2026-03-02 10:00:00;60\n");
    let room = Room::new("hints", &[bare, AGREES, RATES]);
    let hints = "--layout bare.csv=usage-table --header bare.csv=no --column bare.csv=1=usage_id \
                 --column bare.csv=2=start --column bare.csv=3=duration --time-zone bare.csv=UTC";
    let told = room.json(0, &format!("inspect bare.csv {hints} --json"));
    assert_eq!((&told[0]["rows"], &told[0]["rejected"]), (&2.into(), &0.into()), "{told:#}");
    let all = format!("reconcile --usage bare.csv --billed bill.csv --rates rates.csv {hints}");
    room.ends(0, &all);
    assert_eq!(told[0]["period"]["start"], "2026-03-01T10:00:00Z");
    let west = hints.replace("bare.csv=UTC", "bare.csv=UTC-05:00");
    let told = room.json(0, &format!("inspect bare.csv {west} --json"));
    assert_eq!(told[0]["period"]["start"], "2026-03-01T10:00:00-05:00");
}

#[test]
fn period_policy_and_out_do_what_they_say() {
    let policy = ("policy.json", "{\"amount_absolute\": \"0.10\", \"quantity_absolute\": \"1\"}");
    let room = Room::new("policy", &[USAGE, DIFFERS, RATES, policy]);
    let both = "reconcile --usage calls.csv --billed other.csv --rates rates.csv";
    let second = room.json(1, &format!("{both} --period 2026-03-02..2026-03-02 --json"));
    let outcomes = crate::reconcile::outcomes(&second);
    assert_eq!(outcomes[0], "matched 1 1 0.10 0.10 0", "{outcomes:?}");
    assert!(outcomes[1].starts_with("out_of_period 1 1 "), "{outcomes:?}");
    let within = room.json(0, &format!("{both} --policy policy.json --json"));
    assert!(within.to_string().contains("within_tolerance"), "{within:#}");

    let told = room.json(1, &format!("{both} --json --out found"));
    let written = fs::read_dir(room.0.join("found")).unwrap().map(|it| it.unwrap().file_name());
    let mut written: Vec<String> = written.map(|it| it.into_string().unwrap()).collect();
    written.sort();
    let endings: Vec<&str> = written.iter().filter_map(|it| it.rsplit('.').next()).collect();
    assert_eq!(written.len(), 5, "{written:?}");
    for ending in ["csv", "html", "json", "xlsx"] {
        assert!(endings.contains(&ending), "{written:?}");
    }
    let result = written.iter().find(|it| it.contains("result")).unwrap();
    let kept: Value = serde_json::from_str(&read(&room.0.join("found").join(result))).unwrap();
    assert_eq!(kept, told, "what is written is what is told");
    let exceptions = written.iter().find(|it| it.ends_with("csv")).unwrap();
    let exceptions = read(&room.0.join("found").join(exceptions));
    assert!(exceptions.contains("quantity_variance"));
    assert!(exceptions.starts_with("\u{feff}outcome,"), "spreadsheets need the mark");
}

#[test]
fn the_proof_ties_with_amounts_of_any_size() {
    let small = "0.0000000000000000000000000001";
    let bill = format!("line_id,call_id,amount,currency\n1,c1,100,USD\n2,c2,{small},USD\n");
    let room = Room::new("digits", &[USAGE, ("small.csv", &bill)]);
    let told = room.json(0, "reconcile --usage calls.csv --billed small.csv --json");
    let sum = "100.0000000000000000000000000001";
    let proof = &told["proof"];
    assert_eq!((&proof["billed_in"], &proof["billed_out"]), (&sum.into(), &sum.into()));
    assert_eq!((&proof["holds"], &told["billed"]["net_amount"]), (&true.into(), &sum.into()));
    let told = room.json(0, "inspect small.csv --json");
    assert_eq!(told[0]["net_amount"], sum);
}

#[test]
fn rates_that_cannot_be_used_are_refused_by_file_and_line() {
    let short = ("short.csv", "measure,unit_size,price,currency\nduration,60,0.10\n");
    let long = ("long.csv", "measure,price\nrecords,0.10\nrecords,0,20\n");
    let other = ("other.csv", "vendor,channel,price\nkore,IVR,0.10\n");
    let table = ("table.csv", "a,b\n1,2\n");
    let json = ("item.json", "{\"rates\":[{\"measure\":\"records\",\"price\":1},\n3]}");
    let object = ("object.json", "{\"prices\":[{\"measure\":\"records\",\"price\":1}]}");
    let zero = ("zero.csv", "price,measure,unit_size\n\n0.10,duration,0\n0.20,duration,0\n");
    let digits = ("digits.csv", "measure,price\nrecords,79228162514264337593543950335\n");
    let tax =
        ("tax.csv", "measure,unit_size,increment,price,currency,tax\nduration,60,60,0.10,USD,1\n");
    let files = [USAGE, AGREES, RATES, short, long, other, table, json, object, zero, digits, tax];
    let room = Room::new("rates", &files);
    let rates =
        |file: &str| format!("reconcile --usage calls.csv --billed bill.csv --rates {file}");
    room.refuses(
        &rates("short.csv"),
        &["short.csv: line 2: The row has another number", "3 instead"],
    );
    room.refuses(&rates("rates.csv long.csv"), &["long.csv: line 3: ", "3 instead of 2"]);
    for file in ["other.csv", "table.csv", "calls.csv", "bill.csv"] {
        room.refuses(&rates(file), &[file, "A column is missing", "measure"]);
    }
    room.refuses(&rates("item.json"), &["item.json: line 2: A rate contradicts itself"]);
    room.refuses(&rates("object.json"), &["object.json"]);
    let zero = "zero.csv: line 3, column 3 (unit_size): A rate contradicts itself or cannot be used: \
                “0”: it cannot be zero. Correct it in the rate card. (2 like this, first on lines 3, 4)";
    room.refuses(&rates("zero.csv"), &[zero]);
    room.refuses(
        &rates("digits.csv"),
        &["digits.csv: line 2, column 2 (price)", "more than 18 digits"],
    );
    // A column too many may say that a price is another one (a discount, its last day).
    room.refuses(&rates("tax.csv"), &["tax.csv: line 1, column 6 (tax)", "no such column"]);
    room.refuses("inspect short.csv", &["short.csv: line 2"]);
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_bad_rate_card_is_told_by_its_file_and_line() {
    let rates =
        ("twice.csv", "\nservice,account,measure,price\nVoice,,records,1\n\n,A,records,2\n");
    let room = Room::new("twice", &[USAGE, AGREES, RATES, rates]);
    let both = "reconcile --usage calls.csv --billed bill.csv --rates rates.csv twice.csv";
    room.refuses(both, &["twice.csv: line 5: Two rates fit equally well"]);
}

#[test]
fn a_zone_for_all_files_is_that_of_the_period_too() {
    let calls = (
        "late.csv",
        "call_id,start,duration,account\nc1,2026-03-31 22:00:00,61,A\nc2,2026-03-01 00:30:00,60,A\n",
    );
    let policy = ("utc.json", "{\"time_zone\": \"UTC\"}");
    let room = Room::new("zone", &[calls, AGREES, RATES, policy]);
    let march = "reconcile --usage late.csv --billed bill.csv --rates rates.csv \
                 --period 2026-03-01..2026-03-31";
    room.ends(0, march);
    room.ends(0, &format!("{march} --time-zone America/Bogota"));
    room.ends(0, &format!("{march} --time-zone Europe/Madrid"));
    // A file that has another zone than the rest, or a policy that says its own, means it.
    room.ends(1, &format!("{march} --time-zone late.csv=America/Bogota"));
    room.ends(1, &format!("{march} --time-zone America/Bogota --policy utc.json"));
    room.refuses(&format!("{march} --time-zone Nowhere"), &["Nowhere"]);
}
