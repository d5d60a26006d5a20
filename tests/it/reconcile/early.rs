//! A reconciliation that is asked for while rows are still checked among each other.

use crate::reconcile::late::Late;
use serde_json::Value;
use trueup::engine::protocol::Request;

const USAGE: &str = "session id,start,seconds\na,2026-03-01T10:00:00Z,60\n\
                     a,2026-03-01T10:00:00Z,60\nb,2026-03-02T10:00:00Z,120\n";
const BILL: &str = "line id,session id,quantity,amount,currency\n1,a,1,0.10,EUR\n2,b,2,0.20,EUR\n\
                    3,c,1,0.10,EUR\n";

/// The result and the findings when it is asked for after so many slices of checking.
fn asked_after(n_slices: usize) -> (Value, Vec<Vec<String>>) {
    let mut late = Late::default();
    late.give("usage", USAGE);
    late.give("billed", BILL);
    (0..n_slices).for_each(|_| late.step());
    late.ask(1, Request::Reconcile);
    late.work();
    let result = late.engine.reconciled().expect("there is a result");
    (serde_json::to_value(result).unwrap(), late.findings.into_values().collect())
}

#[test]
fn the_result_and_the_findings_do_not_depend_on_how_far_the_checks_are() {
    let (result, findings) = asked_after(20);
    assert!(findings[0].iter().any(|it| it == "duplicate_rows"), "{findings:?}");
    assert_eq!(result["proof"]["holds"], true, "{result:#}");
    for n_slices in 0..8 {
        assert_eq!(asked_after(n_slices), (result.clone(), findings.clone()), "{n_slices} slices");
    }
}
