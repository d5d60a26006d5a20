//! What the page's modules import: signals and views.

pub(crate) use crate::ui::dom::{AnyView, CollectView, IntoAny, NodeRef, keyed, mount, view};
pub(crate) use crate::ui::reactive::{
    ArcRwSignal, Callback, Effect, Memo, RwSignal, Signal, StoredValue,
};
pub(crate) use leptos::prelude::{
    event_target_value, on_cleanup, request_animation_frame, untrack, window_event_listener,
};
