//! One click from nothing to a proven result.

use serde_json::json;
use trueup_e2e::{Desk, Setup, wait};

in_both!(one_click_to_a_result, Setup::default(), one_click_to_a_result_story);

fn one_click_to_a_result_story(desk: &Desk) {
    desk.session.by_testid("sample-data").click();
    let result = desk.result();
    result.until_there();
    assert!(desk.session.url().ends_with("#/result"), "{}", desk.session.url());
    assert!(result.is_proven(), "{}", result.proof());

    // The answer is the first thing that is seen.
    let top = || (desk.session.run("return scrollY", &json!([])) == 0).then_some(());
    wait::until("the page to begin at its top", top);

    let outcomes = result.outcomes();
    assert!(outcomes.len() >= 5, "an example shows more than this: {outcomes:?}");
    let (records, lines) = outcomes.values().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    let proof = result.proof();
    assert!(records > 100 && lines > 100, "{outcomes:?}");
    assert!(proof.contains(&records.to_string()), "{proof}");
    assert!(!result.summary().contains("NaN"), "{}", result.summary());
}
