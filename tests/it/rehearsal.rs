//! What the page's engine plays for itself before the first file comes.

use crate::reconcile::outcomes;
use trueup::engine::rehearsal::Rehearsal;

#[test]
fn a_rehearsal_goes_the_ways_that_files_go() {
    let mut rehearsal = Rehearsal::default();
    let mut n_scenes = 1;
    while !rehearsal.step(640) {
        n_scenes += 1;
    }
    assert_eq!(n_scenes, 4);
    let result = serde_json::to_value(rehearsal.driver.engine.reconciled().unwrap()).unwrap();
    assert_eq!(result["proof"]["holds"], true);
    // Nearly all agree at once, and a few have to be judged.
    assert_eq!(
        outcomes(&result),
        ["matched 630 630 1134 1134 0", "amount_variance 10 10 22.50 18 4.50"]
    );
}
