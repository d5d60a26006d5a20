//! The panel that fetches from vendors.

use crate::session::{Session, testid};
use crate::wait;
use serde_json::json;

/// The open panel.
#[derive(Debug)]
pub struct Fetch<'a> {
    pub(crate) session: &'a Session,
}

impl Fetch<'_> {
    /// Chooses `kore`, `wolkvox`, `dma` or `evo`.
    #[track_caller]
    pub fn choose(&self, vendor: &str) {
        let button = self.session.by_testid(&format!("vendor-{vendor}"));
        button.click();
        let pressed =
            || (button.attribute("aria-pressed").as_deref() == Some("true")).then_some(());
        wait::until(format!("{vendor} to be chosen"), pressed);
    }

    /// Fills fields by name. What is folded away is unfolded first.
    #[track_caller]
    pub fn fill(&self, fields: &[(&str, &str)]) {
        for (name, value) in fields {
            let field = self.session.by_testid(&format!("field-{name}"));
            if !field.is_shown() {
                let unfold = "arguments[0].closest('details').open = true";
                self.session.run(unfold, &json!([field.as_argument()]));
            }
            let script = "const [it, value] = arguments;
                const shape = Object.getPrototypeOf(it);
                Object.getOwnPropertyDescriptor(shape, 'value').set.call(it, value);
                it.dispatchEvent(new Event('input', {bubbles: true}));
                it.dispatchEvent(new Event('change', {bubbles: true}))";
            // A day is typed differently by each browser and language; it is put in as a picker does.
            let is_typed = field.property("tagName") == "INPUT" && field.property("type") != "date";
            if is_typed {
                field.fill(value);
            } else {
                self.session.run(script, &json!([field.as_argument(), value]));
            }
            let holds = || (field.property("value") == *value).then_some(());
            wait::until(format!("{name} to hold {value}"), holds);
        }
    }

    /// Starts and waits until the fetch has ended: `done`, or the code of what went wrong.
    #[track_caller]
    pub fn run(&self) -> String {
        self.start();
        self.until_ended()
    }

    /// Starts.
    #[track_caller]
    pub fn start(&self) {
        self.session.by_testid("fetch-start").click();
    }

    /// Waits until the fetch has ended.
    #[track_caller]
    pub fn until_ended(&self) -> String {
        wait::until("the fetch to end", || {
            let state = self.session.find_now(&testid("fetch-status"))?.attribute("data-state")?;
            (state != "idle" && state != "running").then_some(state)
        })
    }

    /// What the status says.
    #[track_caller]
    pub fn status(&self) -> String {
        self.session.by_testid("fetch-status").content()
    }

    /// Names and statements of what was received.
    pub fn received(&self) -> Vec<String> {
        let files = self.session.find_all(&testid("fetch-file"));
        files.iter().map(crate::Element::content).collect()
    }

    /// The network log.
    #[track_caller]
    pub fn log(&self) -> String {
        self.session.by_testid("network-log").content()
    }

    /// Closes the panel.
    #[track_caller]
    pub fn close(&self) {
        self.session.by_testid("fetch-close").click();
        self.session.until_gone("fetch-status");
    }
}
