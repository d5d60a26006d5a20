//! What of a view stays the same, as one text.
//!
//! One line for each step, in the order of the document; the first character says what it is:
//! `<tag` opens an element, `{tag` one of SVG, `>` closes it, `=name` tab `value` sets an attribute,
//! `"text` puts a text. The steps that take the next part: `@name` an attribute, `.name` a
//! property, `?name` a class that is there or not, `$name` a style, `!name` a listener, `&` a
//! reference, `+` a child.

/// The text under construction.
#[derive(Debug, Default)]
pub(crate) struct Template(String);

/// Why a text cannot stand in a template.
pub(crate) const REFUSED: &str = "a text in a view has no line break and no tab";

impl Template {
    /// Opens an element.
    pub(crate) fn open(&mut self, tag: &str) {
        self.step(if is_svg(tag) { '{' } else { '<' }, tag);
    }

    /// Closes the element that was opened last.
    pub(crate) fn close(&mut self) {
        self.step('>', "");
    }

    /// Adds a step with what follows its sign.
    pub(crate) fn step(&mut self, sign: char, rest: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push(sign);
        self.0.push_str(rest);
    }

    /// Sets an attribute that never changes; `false` where its text cannot stand here.
    pub(crate) fn attribute(&mut self, name: &str, value: &str) -> bool {
        self.step('=', &[name, "\t", value].concat());
        is_plain(value)
    }

    /// Puts a text that never changes; `false` where it cannot stand here.
    pub(crate) fn text(&mut self, text: &str) -> bool {
        self.step('"', text);
        is_plain(text)
    }

    /// The whole text.
    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

fn is_plain(text: &str) -> bool {
    !text.contains(['\n', '\t'])
}

/// Whether the tag is one of the drawings the page makes.
fn is_svg(tag: &str) -> bool {
    matches!(tag, "svg" | "path" | "rect" | "line" | "circle" | "polyline" | "polygon" | "g")
}
