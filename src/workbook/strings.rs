//! The texts that cells share.

use super::Outcome;
use super::parts::{Flow, Tag, walk};
use crate::diagnostics::{Code, Diagnostic};
use std::io::Read;
use std::ops::ControlFlow;

/// So much text may be shared by the cells of a workbook: it is held as a whole.
const MOST: usize = 512 * 1024 * 1024;

/// The texts that cells share, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Shared {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Shared {
    pub(super) fn read(input: &mut dyn Read) -> Outcome<Self> {
        let mut shared = Self::default();
        let mut texts = Texts::default();
        let mut is_too_much = false;
        walk(input, &mut |tag| {
            texts.hear(&tag, &mut shared.text);
            if let Tag::End("si") = tag {
                shared.ends.push(shared.text.len());
            }
            is_too_much = shared.text.len() > MOST;
            if is_too_much { ControlFlow::Break(()) } else { Flow::Continue(()) }
        })?;
        if is_too_much {
            return Err(Box::new(Diagnostic::new(Code::ArchiveTooLarge).with(MOST.to_string())));
        }
        Ok(shared)
    }

    /// A text by its number.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let from = number.checked_sub(1).map_or(Some(0), |it| self.ends.get(it).copied())?;
        self.text.get(from..*self.ends.get(number)?)
    }
}

/// Takes the text of `t` elements, which may be in pieces of different looks, but not how it is to be
/// pronounced.
#[derive(Debug, Default)]
pub(super) struct Texts {
    is_text: bool,
    is_phonetic: bool,
}

impl Texts {
    pub(super) fn hear(&mut self, tag: &Tag<'_>, to: &mut String) {
        match tag {
            Tag::Start("t", _) => self.is_text = !self.is_phonetic,
            Tag::End("t") => self.is_text = false,
            Tag::Start("rPh", _) => self.is_phonetic = true,
            Tag::End("rPh") => self.is_phonetic = false,
            Tag::Text(text) if self.is_text => to.push_str(text),
            Tag::Start(..) | Tag::End(_) | Tag::Text(_) => {}
        }
    }
}
