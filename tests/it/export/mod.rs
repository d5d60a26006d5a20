//! Files out: read back, and held against what must never be in them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails by panicking says where"
)]

mod answers;
mod case;
mod csv;
mod figures;
mod inputs;
mod json;
mod sheet;
mod text;

use trueup::diagnostics::{Code, Diagnostic};
use trueup::domain::forms::{PolicyForm, RateForm};
use trueup::domain::{Decision, Flag, Outcome, Role};
use trueup::export::pack::{OutcomeRow, ProofRow};
use trueup::export::{EvidenceRow, ExceptionRow, FindingRow, SheetData, SourceRow, SummaryRow};

/// What a hostile source could put into any text field.
const HOSTILE: &[&str] = &[
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=HYPERLINK(\"https://example.org\",\"x\")",
    "=cmd|' /C calc'!A0",
    "  =1+1",
    "\"=1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "x;=1+1;y",
    "x\t=1+1",
    "x\n@SUM(A1)",
    "x;\"=1+1\"",
    "＝1+1",
    "<script>alert(1)</script>",
    "</td><img src=x onerror=alert(1)>",
    "a,\"b\",c",
    "{=1+1}",
    "\u{0}\u{1}\u{7}",
];

fn exception() -> ExceptionRow {
    ExceptionRow {
        flags: vec![Flag::ConflictingContent, Flag::Late],
        start: Some(1_773_576_000_500),
        offset: -300,
        account: "ACME-01".into(),
        service: "voice".into(),
        channel: "web, ivr".into(),
        currency: "USD".into(),
        expected: "0.40".into(),
        billed: "0.60".into(),
        difference: "-0.20".into(),
        expected_quantity: "10".into(),
        expected_price: "0.04".into(),
        billed_quantity: "12".into(),
        billed_price: "0.05".into(),
        quantity_part: "0.08".into(),
        rate_part: "0.12".into(),
        other_part: "0".into(),
        usage_file: "march.zip › calls.csv".into(),
        usage_line: 17,
        bill_file: "bill.csv".into(),
        bill_line: 0,
        decision: Some(Decision::Dispute),
        note: "asked \"twice\"\nno answer".into(),
        ..ExceptionRow::new(Outcome::AmountVariance, Role::Billed, "s-0001")
    }
}

/// An exception with one text in every text field and every number field.
fn filled_with(text: &str) -> ExceptionRow {
    let it = || text.to_owned();
    ExceptionRow {
        account: it(),
        service: it(),
        channel: it(),
        currency: it(),
        expected: it(),
        billed: it(),
        difference: it(),
        expected_quantity: it(),
        expected_price: it(),
        billed_quantity: it(),
        billed_price: it(),
        quantity_part: it(),
        rate_part: it(),
        other_part: it(),
        usage_file: it(),
        bill_file: it(),
        note: it(),
        ..ExceptionRow::new(Outcome::UnbilledUsage, Role::Usage, text)
    }
}

fn pack(exceptions: Vec<ExceptionRow>) -> SheetData {
    SheetData {
        app_version: "0.1.0".into(),
        written_at: 1_775_000_000_000,
        vendors: vec!["kore".into()],
        period: "2026-03-01/2026-04-01".into(),
        summary: vec![SummaryRow {
            currency: "USD".into(),
            billed: "1234567.89".into(),
            expected: "1234000".into(),
            difference: "567.89".into(),
            disputable: "600.00".into(),
            disputed: "0.20".into(),
        }],
        outcomes: vec![OutcomeRow {
            outcome: Outcome::AmountVariance,
            currency: "USD".into(),
            records: 1,
            lines: 2,
            billed: "0.60".into(),
            expected: "0.40".into(),
            difference: "0.20".into(),
        }],
        proof: ProofRow {
            records_in: 10,
            records_out: 10,
            lines_in: 11,
            lines_out: 11,
            billed_in: vec![("USD".into(), "1234567.89".into())],
            billed_out: vec![("USD".into(), "1234567.89".into())],
            holds: true,
        },
        exceptions_total: u64::try_from(exceptions.len()).unwrap(),
        exceptions,
        evidence: vec![EvidenceRow {
            id: "s-0001".into(),
            side: Role::Usage,
            file: "calls.csv".into(),
            line: 17,
            text: "=s-0001,web".into(),
        }],
        evidence_exceptions: 1,
        misses_texts: false,
        policy: PolicyForm { period_rule: "overlap".into(), ..PolicyForm::default() },
        rates: vec![RateForm {
            measure: "duration".into(),
            unit_size: "900".into(),
            price: "0.035".into(),
            ..RateForm::default()
        }],
        sources: vec![SourceRow {
            name: "calls.csv".into(),
            role: Role::Usage,
            vendor: "kore".into(),
            layout: "kore_sessions".into(),
            size: 3_000_000_000,
            sha256: "ab".repeat(32),
            rows: 10,
            rejected: 0,
            read_as: "utf-8, mdy, UTC".into(),
        }],
        findings: vec![FindingRow {
            source: "calls.csv".into(),
            code: "duplicate_rows".into(),
            severity: "warning".into(),
            count: 2,
            line: 5,
            first: Some(Diagnostic::new(Code::DuplicateRows)),
        }],
        rejects: Vec::new(),
        rejects_total: 0,
    }
}
