//! What the page's engine plays for itself before the first file comes.

use crate::reconcile::outcomes;
use trueup::diagnostics::Code;
use trueup::engine::protocol::SourceState;
use trueup::engine::rehearsal::Rehearsal;
use trueup::source::SourceId;

#[test]
fn a_rehearsal_goes_the_ways_that_files_go() {
    let mut rehearsal = Rehearsal::new(2, 640);
    let (mut n_scenes, mut result) = (1, serde_json::Value::Null);
    while !rehearsal.step() {
        n_scenes += 1;
        if let Some(reconciled) = rehearsal.driver.engine.reconciled() {
            result = serde_json::to_value(reconciled).unwrap();
        }
    }
    assert_eq!(n_scenes, 12);
    let packed = rehearsal.driver.view(SourceId(3)).unwrap();
    // It was unpacked to where it breaks off.
    assert!(matches!(&packed.state, SourceState::Failed(it) if it.code == Code::TruncatedArchive));
    assert_eq!(result["proof"]["holds"], true);
    // Nearly all agree at once, and a few of each kind have to be judged.
    assert_eq!(
        outcomes(&result),
        [
            "matched 612 612 1101.60 1101.60 0",
            "amount_variance 9 9 20.25 16.20 4.05",
            "unbilled_usage 19 0 0 34.20 -34.20",
            "billed_without_usage 0 9 16.20 0 16.20",
            "duplicate_usage 11 0 0 0 0",
            "duplicate_line 0 10 18 0 18",
        ]
    );
}
