use serde_json::{Value, json};
use trueup::diagnostics::{Code, Diagnostic, Place};
use trueup::domain::Outcome;
use trueup::export::result_json::{
    BilledSide, FindingJson, Inspected, Money, OutcomeJson, PeriodJson, ProofJson, Reconciled,
    RejectJson, UsageSide, inspected, reconciled,
};

fn money(amounts: &[(&str, &str)]) -> Money {
    Money::from_amounts(amounts.iter().map(|(code, amount)| ((*code).into(), (*amount).into())))
}

fn result(amounts: &[(&str, &str)]) -> Reconciled {
    let several = amounts.len() > 1;
    Reconciled {
        usage: UsageSide { records: 10, rejected: 1 },
        billed: BilledSide { lines: 9, rejected: 0, net_amount: money(amounts) },
        outcomes: amounts
            .iter()
            .map(|(currency, amount)| OutcomeJson {
                records: 5,
                lines: 4,
                billed: Some((*amount).into()),
                ..OutcomeJson::new(Outcome::Matched, several.then_some(*currency))
            })
            .collect(),
        proof: ProofJson {
            records_in: 11,
            records_out: 11,
            lines_in: 9,
            lines_out: 9,
            billed_in: money(amounts),
            billed_out: money(amounts),
            holds: true,
        },
        findings: vec![FindingJson {
            code: "duplicate_rows".into(),
            severity: "warning".into(),
            count: 2,
            source: Some("calls.csv".into()),
            line: None,
        }],
        rejects: vec![RejectJson::new("calls.csv".into(), &bad_date(), "c1,soon")],
    }
}

fn bad_date() -> Diagnostic {
    let place = Place { line: 7, column: 2, field: "start".into(), byte: 90 };
    Diagnostic::new(Code::BadDate).at(place).with("soon")
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_contract_of_reconcile() {
    let text = reconciled(&result(&[("USD", "12.50")]));
    assert_eq!(
        parsed(&text),
        json!({
            "usage": {"records": 10, "rejected": 1},
            "billed": {"lines": 9, "rejected": 0, "net_amount": "12.50"},
            "outcomes": [{
                "outcome": "matched", "records": 5, "lines": 4,
                "billed": "12.50", "expected": null, "difference": null
            }],
            "proof": {
                "records_in": 11, "records_out": 11, "lines_in": 9, "lines_out": 9,
                "billed_in": "12.50", "billed_out": "12.50", "holds": true
            },
            "findings": [{
                "code": "duplicate_rows", "severity": "warning", "count": 2,
                "source": "calls.csv", "line": null
            }],
            "rejects": [{
                "source": "calls.csv", "line": 7, "column": 2, "field": "start",
                "code": "bad_date",
                "reason": "A date cannot be read: “soon”. If day and month are the other way round, \
                           say so with --date-order. Write years in full.",
                "text": "c1,soon"
            }]
        })
    );
    assert!(text.ends_with("}\n"));
}

#[test]
fn several_currencies_stand_side_by_side() {
    let value = parsed(&reconciled(&result(&[("EUR", "1.00"), ("USD", "2.00")])));
    let both =
        json!([{"currency": "EUR", "amount": "1.00"}, {"currency": "USD", "amount": "2.00"}]);
    assert_eq!(value["billed"]["net_amount"], both);
    assert_eq!(value["proof"]["billed_out"], both);
    assert_eq!(value["outcomes"][1]["currency"], "USD");
    assert_eq!(value["outcomes"][1]["billed"], "2.00");
}

#[test]
fn the_contract_of_inspect() {
    let file = Inspected {
        file: "bill.csv".into(),
        role: Some("billed".into()),
        rows: 3,
        period: Some(PeriodJson::new(1_772_323_200_000, 1_775_001_600_000, 0)),
        ..Inspected::default()
    };
    assert_eq!(
        parsed(&inspected(&[file])),
        json!([{
            "file": "bill.csv", "role": "billed", "vendor": null, "format": null,
            "rows": 3, "rejected": 0,
            "period": {"start": "2026-03-01T00:00:00Z", "end": "2026-04-01T00:00:00Z"},
            "currency": null, "net_amount": null, "tax_exclusive": null, "tax_inclusive": null,
            "payable": null, "columns": [], "findings": [], "rejects": []
        }])
    );
}
