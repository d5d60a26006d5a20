//! The dialog into which usage or a bill is pasted.

use crate::ui::actions::import;
use crate::ui::components::{Paste, paste_dialog};
use crate::ui::prelude::*;
use crate::ui::state::Desk;

/// The dialog.
pub(super) fn dialog_view(desk: Desk, close: Callback<()>) -> AnyView {
    let t = desk.strings();
    let words = Paste {
        title: t.sources.paste_title,
        label: t.sources.paste_label,
        add: t.sources.paste_add,
        cancel: t.shell.cancel,
        close: t.shell.close,
        testid: "paste",
    };
    paste_dialog(words, close, move |text| import::text(desk, text))
}
