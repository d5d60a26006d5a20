//! The Sources page.

use crate::session::{Element, Session, testid};
use crate::wait;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// The Sources page.
#[derive(Debug)]
pub struct Sources<'a> {
    pub(crate) session: &'a Session,
}

/// A source's card.
#[derive(Debug)]
pub struct Card<'a> {
    session: &'a Session,
    name: String,
}

impl<'a> Sources<'a> {
    /// Gives files to the page, as its button does.
    #[track_caller]
    pub fn give(&self, files: &[&Path]) {
        self.session.by_testid("file-input").choose(files);
    }

    /// The same, and waits until each has been read.
    #[track_caller]
    pub fn give_and_wait(&self, files: &[&Path]) {
        self.give(files);
        for file in files {
            self.card(&file.file_name().unwrap().to_string_lossy()).until("ready");
        }
    }

    /// The card of the file with this name.
    pub fn card(&self, name: &str) -> Card<'a> {
        Card { session: self.session, name: name.to_owned() }
    }

    /// Names of all cards.
    pub fn names(&self) -> Vec<String> {
        let cards = self.session.find_all(&testid("source-card"));
        cards.iter().filter_map(|it| it.attribute("aria-label")).collect()
    }

    /// What the panel says.
    #[track_caller]
    pub fn ready(&self) -> String {
        self.session.by_testid("ready").content()
    }

    /// Open questions.
    pub fn questions(&self) -> Vec<Element> {
        self.session.find_all(&testid("question"))
    }

    /// Answers the question which days a source is for, and waits until it is gone.
    #[track_caller]
    pub fn answer_period(&self, question: &Element, from: &str, until: &str) {
        // A day is typed differently by each browser and language; it is put in as a picker does.
        let script = "const [it, day] = arguments;
            it.value = day;
            it.dispatchEvent(new Event('input', {bubbles: true}));
            it.dispatchEvent(new Event('change', {bubbles: true}))";
        for (field, day) in [("question-from", from), ("question-until", until)] {
            let field = question.by_testid(field);
            self.session.run(script, &json!([field.as_argument(), day]));
        }
        let answer = question.by_testid("answer");
        wait::until("an answer to be possible", || answer.is_enabled().then_some(()));
        answer.click();
        wait::until("no more questions", || self.questions().is_empty().then_some(()));
    }

    /// Whether the button can be pressed.
    #[track_caller]
    pub fn can_reconcile(&self) -> bool {
        self.session.by_testid("reconcile").is_enabled()
    }

    /// Presses the button and waits for the result.
    #[track_caller]
    pub fn reconcile(&self) {
        self.start();
        super::ResultPage { session: self.session }.until_there();
    }

    /// Presses the button.
    #[track_caller]
    pub fn start(&self) {
        wait::until("the button to be pressable", || {
            let button = self.session.find_now(&testid("reconcile"))?;
            // What the panel says is made anew while sources are read.
            if button.is_enabled() { button.try_click().ok() } else { None }
        });
    }
}

impl Card<'_> {
    /// The card, once it is there. Cards of one name: the last one given.
    #[track_caller]
    pub fn element(&self) -> Element {
        wait::until(format!("the card of {}", self.name), || self.now())
    }

    fn now(&self) -> Option<Element> {
        let cards = self.session.find_all(&testid("source-card"));
        cards
            .into_iter()
            .rev()
            .find(|it| it.attribute("aria-label").is_some_and(|label| label.contains(&self.name)))
    }

    /// Waits until it is `waiting`, `reading`, `ready` or `failed`.
    #[track_caller]
    pub fn until(&self, state: &str) {
        let mut last = String::new();
        let seen = || {
            let card = self.now()?;
            last = card.attribute("data-state").unwrap_or_default();
            (last == state).then_some(())
        };
        let what = format!("{} to be {state}", self.name);
        wait::within(Duration::from_mins(1), what, seen);
    }

    /// All its text, folded parts too.
    #[track_caller]
    pub fn text(&self) -> String {
        self.element().content()
    }

    /// The group it stands in: `usage`, `billed`, `rates` or `unread`.
    #[track_caller]
    pub fn group(&self) -> String {
        let script = "return arguments[0].closest('[data-testid^=side-]').dataset.testid.slice(5)";
        let found = self.session.run(script, &json!([self.element().as_argument()]));
        found.as_str().unwrap().to_owned()
    }

    /// What it says the file holds: name and value.
    #[track_caller]
    pub fn facts(&self) -> BTreeMap<String, String> {
        let facts = self.element().find_all(".fact");
        let part = |fact: &Element, css: &str| {
            super::result::plain(&fact.find_now(css).map(|it| it.content()).unwrap_or_default())
        };
        facts.iter().map(|it| (part(it, "dt"), part(it, "dd"))).collect()
    }

    /// Codes of its findings.
    #[track_caller]
    pub fn findings(&self) -> Vec<String> {
        let found = self.element().find_all("[data-code]");
        found.iter().filter_map(|it| it.attribute("data-code")).collect()
    }

    /// Presses what `data-testid` names on it.
    #[track_caller]
    pub fn press(&self, testid: &str) {
        self.element().by_testid(testid).click();
    }
}
