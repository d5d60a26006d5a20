//! A record's cells, where it stands, and the row that is made of it.

use crate::dataset::TextField;
use crate::dataset::segment::Row;
use crate::diagnostics::Code;
use crate::layout::Field;
use crate::normalize::{Money, Scaled};
use std::borrow::Cow;

/// The cells of one record.
pub trait Cells {
    /// A cell's bytes without quotes; empty past the end.
    fn cell(&self, index: usize) -> Cow<'_, [u8]>;
    /// The same where the bytes stand as they are in the record; `None` where they have to be
    /// made.
    fn plain(&self, index: usize) -> Option<&[u8]>;
    /// Whether no cell has to be made.
    fn all_plain(&self) -> bool;
    /// The list the record stands in; empty outside of trees.
    fn list(&self) -> &str;
    /// A cell by canonical name that no column was planned for (trees only).
    fn extra(&self, _name: &str) -> Option<String> {
        None
    }
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Standing {
    /// First byte.
    pub offset: u64,
    /// Bytes.
    pub size: u64,
    /// Line from 1.
    pub line: u64,
}

/// A row in the making. [`Layout::adjust`](crate::layout::Layout::adjust) may change it.
#[derive(Debug, Clone, Default)]
pub struct Draft<'a> {
    /// What there is of the row so far. It is made in the place from which it goes into the
    /// columns, so that it is not copied.
    pub row: Row<'a>,
    /// The line's own id.
    pub line_id: Cow<'a, [u8]>,
    /// The conversation's id.
    pub conversation: Cow<'a, [u8]>,
    /// The end's other instant, where the clock showed its local time twice.
    pub second_end: Option<i64>,
    /// The offset of a start that was read, in minutes.
    pub(super) start_offset: Option<i16>,
    /// The taxes that its amount has in it.
    pub(super) tax: Option<Scaled>,
    /// The currency that its amounts say beside their digits, and the last column that says so.
    pub money: Option<(Money, Field)>,
    /// Set to refuse the record.
    pub refused: Option<(Code, Field)>,
}

impl<'a> Draft<'a> {
    /// A text.
    pub fn text(&self, field: TextField) -> &str {
        std::str::from_utf8(self.bytes(field)).unwrap_or_default()
    }

    /// A text's bytes.
    pub(super) fn bytes(&self, field: TextField) -> &[u8] {
        self.row.texts.get(field.index()).map_or(&[], |it| it)
    }

    /// Sets a text.
    pub fn set_text(&mut self, field: TextField, text: impl Into<Cow<'a, str>>) {
        self.set_bytes(
            field,
            match text.into() {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            },
        );
    }

    /// Sets a text by its bytes, which have to be UTF-8.
    pub(super) fn set_bytes(&mut self, field: TextField, text: Cow<'a, [u8]>) {
        if let Some(place) = self.row.texts.get_mut(field.index()) {
            *place = text;
        }
    }
}
