//! What the data cannot tell is asked.

use trueup_e2e::{Desk, Element, Setup, files, wait};

in_both!(dates_that_read_both_ways_are_asked_about, Setup::default(), dates_story);
in_both!(each_question_keeps_its_own_answer, Setup::default(), several_story);
in_both!(which_list_of_calls_is_the_bill_is_asked, Setup::default(), bill_story);

fn dates_story(desk: &Desk) {
    let (usage, bill) = files::ambiguous_dates();
    let usage = desk.write("calls.csv", usage);
    let bill = desk.write("bill.csv", bill);
    desk.sources().give_and_wait(&[&usage, &bill]);

    let question = wait::until("the question", || desk.sources().questions().into_iter().next());
    assert!(question.content().contains("calls.csv"), "{}", question.content());
    assert!(!desk.sources().can_reconcile(), "not before it is answered");
    let choices = question.find_all("label");
    let texts: Vec<String> = choices.iter().map(Element::content).collect();
    assert_eq!(choices.len(), 2, "{texts:?}");
    let answer = question.by_testid("answer");
    assert!(!answer.is_enabled(), "nothing is chosen beforehand");
    // The file means May; the other reading of its first row is 2 May 2026 against 5 February.
    let may = texts.iter().position(|it| it.contains("May")).unwrap_or_else(|| panic!("{texts:?}"));
    choices[may].click();
    answer.click();

    wait::until("no more questions", || desk.sources().questions().is_empty().then_some(()));
    desk.sources().reconcile();
    assert!(desk.result().is_proven());
    assert_eq!(desk.result().outcomes().get("matched"), Some(&(12, 12)));
}

/// What is chosen for one file is not taken for the answer about another one.
fn several_story(desk: &Desk) {
    let (usage, bill) = files::ambiguous_dates();
    let more = desk.write("more.csv", usage.replace("call-", "more-"));
    let (usage, bill) = (desk.write("calls.csv", usage), desk.write("bill.csv", bill));
    desk.sources().give_and_wait(&[&usage, &more]);
    let asked = |n: usize| {
        let questions = || Some(desk.sources().questions()).filter(|it| it.len() == n);
        wait::until(format!("{n} questions"), questions)
    };
    asked(2)[0].find("label").click();
    assert!(asked(2)[0].by_testid("answer").is_enabled(), "an answer is chosen");

    // What another file says of the answers does not take back which one is chosen.
    desk.sources().give_and_wait(&[&bill]);
    let first = asked(2).remove(0);
    assert_eq!(first.find("input").property("checked"), true, "{}", first.content());
    first.by_testid("answer").click();

    let other = asked(1).remove(0);
    let choices = other.find_all("input");
    let is_chosen = choices.iter().any(|it| it.property("checked") == true);
    let answer = other.by_testid("answer");
    assert!(!is_chosen && !answer.is_enabled(), "nothing is chosen of what is asked next");
    choices[0].click();
    assert!(answer.is_enabled(), "what shows as chosen can be used");
    answer.click();
    asked(0);
}

fn bill_story(desk: &Desk) {
    let calls = "call_id,start,duration_seconds\n\
        u1,2026-03-13 10:00:03,61\n\
        u2,2026-03-13 10:05:10,30\n";
    let charged = "Call Date,Call Time,Duration,Call Type,Cost (GBP)\n\
        2026-03-13,10:00:03,61,National,0.04\n\
        2026-03-13,10:05:10,30,National,0.02\n";
    let calls = desk.write("calls.csv", calls);
    desk.sources().give_and_wait(&[&calls]);
    assert!(desk.sources().questions().is_empty(), "a file alone is what it seems");
    let charged = desk.write("charged.csv", charged);
    desk.sources().give_and_wait(&[&charged]);

    let question = wait::until("the question", || desk.sources().questions().into_iter().next());
    assert!(question.content().contains("Which file is the bill?"), "{}", question.content());
    let choices = question.find_all("label");
    let texts: Vec<String> = choices.iter().map(Element::content).collect();
    assert_eq!(texts, ["charged.csv"], "only one of them states charges");
    choices[0].click();
    question.by_testid("answer").click();

    wait::until("no more questions", || desk.sources().questions().is_empty().then_some(()));
    wait::until("both sides", || desk.sources().can_reconcile().then_some(()));
    desk.sources().reconcile();
    assert!(desk.result().is_proven());
    let summary = desk.result().summary();
    assert!(summary.contains("0.06"), "what the file charges is billed: {summary}");
}
