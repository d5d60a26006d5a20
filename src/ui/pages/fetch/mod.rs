//! Fetching from vendors: the panel and the button that opens it.
//!
//! The Sources page shows whatever [`button`] gives among its other ways in. A connector hands what
//! it received to `actions::import::fetched` and names the hosts it called with
//! `actions::import::called`.

use crate::ui::state::Desk;
use leptos::prelude::*;

/// The button that opens the panel. There is none before there is a panel.
pub(crate) fn button(_desk: Desk) -> AnyView {
    ().into_any()
}
