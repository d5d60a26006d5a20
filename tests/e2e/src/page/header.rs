//! The header: undo, theme, language, export.

use crate::desk::Desk;
use crate::session::Element;
use crate::wait;

/// The header.
#[derive(Debug)]
pub struct Header<'a> {
    pub(crate) desk: &'a Desk,
}

impl Header<'_> {
    /// The button with this name.
    #[track_caller]
    pub fn button(&self, name: &str) -> Element {
        self.desk.session.find(&format!("header button[aria-label=\"{name}\"]"))
    }

    /// Takes the last decision back.
    #[track_caller]
    pub fn undo(&self) {
        self.pressed("Undo");
    }

    /// Puts it in place again.
    #[track_caller]
    pub fn redo(&self) {
        self.pressed("Redo");
    }

    #[track_caller]
    fn pressed(&self, name: &str) {
        let button = self.button(name);
        wait::until(format!("{name} to be possible"), || button.is_enabled().then_some(()));
        button.click();
    }

    /// Saves a file: chooses the entry with this `data-testid` of the menu and waits for the file.
    #[track_caller]
    pub fn export(&self, testid: &str, ending: &str) -> Vec<u8> {
        self.desk.session.find("header button[aria-haspopup=menu]").click();
        self.desk.session.by_testid(testid).click();
        self.desk.take_saved(ending)
    }

    /// What it says about calls that left this computer.
    #[track_caller]
    pub fn privacy(&self) -> String {
        let found = self.desk.session.by_testid("privacy");
        [found.content(), found.attribute("title").unwrap_or_default()].join(" ")
    }
}
