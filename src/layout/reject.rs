//! The text that a rejected row keeps.

use crate::dataset::RejectRow;

const TEXT_OF_REJECT: usize = 500;

impl RejectRow {
    /// The same with the offending text as a parameter.
    #[must_use]
    pub fn with_text(mut self, text: String) -> Self {
        self.diagnostic.params.push(cut(text));
        self
    }

    /// The same with the row's text.
    #[must_use]
    pub fn of_row(mut self, text: String) -> Self {
        self.text = cut(text);
        self
    }
}

fn cut(text: String) -> String {
    match text.char_indices().nth(TEXT_OF_REJECT) {
        Some((at, _)) => text.get(..at).unwrap_or_default().to_owned(),
        None => text,
    }
}
