//! Parts that several pages use.
//!
//! May import: `state` for its plain types, `strings`, `format`. Deliberately absent: actions and
//! stores; a part takes values or signals and tells what happened through callbacks.

pub(crate) mod chart;
pub(crate) mod dialog;
pub(crate) mod fields;
pub(crate) mod grid;
pub(crate) mod icon;
pub(crate) mod menu;
pub(crate) mod parts;
pub(crate) mod paste;
pub(crate) mod toasts;

pub(crate) use dialog::{Dialog, dialog};
pub(crate) use fields::{checked_field, problem, select, select_field, text_field};
pub(crate) use icon::{Glyph, icon};
pub(crate) use menu::{MenuItem, menu};
pub(crate) use parts::{chip, empty, notice, progress_bar};
pub(crate) use paste::{Paste, paste_dialog};
pub(crate) use toasts::toasts;
