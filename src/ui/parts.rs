//! Parts of the page that are loaded when someone first goes there.
//!
//! With the feature `split` each part's code, and the texts only it uses, is a module of its own;
//! `cargo xtask build` cuts it out of the page's. Without it everything is in one module.

use crate::platform::clock::sleep;
use crate::ui::components::{Glyph, empty};
use crate::ui::pages;
use crate::ui::pages::sources::Open;
use crate::ui::prelude::*;
use crate::ui::routes::Route;
use crate::ui::state::{Desk, Locale};
use crate::ui::strings::{ES, Strings};
use leptos::task::spawn_local;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// How long after the first screen the parts are asked for.
const QUIET: Duration = Duration::from_secs(1);

/// The loading of a part; `false` if it could not be loaded.
type Load = Pin<Box<dyn Future<Output = bool>>>;

/// A function that belongs to a part, and the one that loads the part.
macro_rules! in_part {
    ($part:ident, $load:ident, $name:ident($($desk:ident: $type:ty),*) -> $made:ty, $make:expr) => {
        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split(
                    $part,
                    wasm_split_path = ::leptos::wasm_split,
                    fallible,
                    preload($load)
                )]
        fn $name($($desk: $type),*) -> Result<$made, leptos::wasm_split::SplitLoaderError> {
            Ok($make)
        }

        #[cfg(not(feature = "split"))]
        async fn $name($($desk: $type),*) -> Result<$made, ()> {
            Ok($make)
        }

        #[cfg(not(feature = "split"))]
        async fn $load() -> Result<(), ()> {
            Ok(())
        }
    };
}

type Dialog = RwSignal<Open>;

in_part!(sources, load_sources, sources_desk(desk: Desk, open: Dialog) -> AnyView, pages::sources::desk_view(desk, open));
in_part!(sources, load_dialog, sources_dialog(desk: Desk, open: Dialog) -> AnyView, pages::sources::dialog(desk, open));
in_part!(result, load_result, result_page(desk: Desk) -> AnyView, pages::result::page(desk));
in_part!(terms, load_rates, rates_page(desk: Desk) -> AnyView, pages::rates::page(desk));
in_part!(terms, load_policy, policy_page(desk: Desk) -> AnyView, pages::policy::page(desk));
in_part!(spanish, load_spanish, spanish_texts() -> &'static Strings, &ES);
in_part!(fetch, load_fetch, fetch_panel(desk: Desk) -> AnyView, pages::fetch::opened(desk));

/// The Spanish texts, once they are loaded.
pub(crate) fn spanish() -> Option<&'static Strings> {
    now(spanish_texts())?.ok()
}

/// Loads the Spanish texts. Whether they are there.
pub(crate) async fn expect_spanish() -> bool {
    load_spanish().await.is_ok()
}

/// The whole page, once its language is loaded.
pub(crate) fn spoken(desk: Desk, page: impl Fn() -> AnyView + 'static) -> AnyView {
    match desk.presentation.locale.get() {
        Locale::En => page(),
        Locale::Es => part(desk, || Box::pin(expect_spanish()), move |_| Some(page())),
    }
}

/// The sources that were dropped.
pub(crate) fn sources(desk: Desk, open: Dialog) -> AnyView {
    let load = || -> Load { Box::pin(async { load_sources().await.is_ok() }) };
    part(desk, load, move |desk| now(sources_desk(desk, open))?.ok())
}

/// Asks for the desk with the sources before there are any.
pub(crate) fn expect_sources() {
    spawn_local(async {
        let _ = load_sources().await;
    });
}

/// A dialog of the sources.
pub(crate) fn dialog(desk: Desk, open: Dialog) -> AnyView {
    let load = || -> Load { Box::pin(async { load_dialog().await.is_ok() }) };
    part(desk, load, move |desk| now(sources_dialog(desk, open))?.ok())
}

/// The page of the result.
pub(crate) fn result(desk: Desk) -> AnyView {
    part(
        desk,
        || Box::pin(async { load_result().await.is_ok() }),
        |desk| now(result_page(desk))?.ok(),
    )
}

/// Asks for what nearly everyone goes to a while after the first screen: so nobody waits later, and
/// one who goes offline has it. The dialogs come with the sources, the policy with the rates.
pub(crate) fn expect_all_that_is_common() {
    spawn_local(async {
        sleep(QUIET).await;
        let _ = load_sources().await;
        let _ = load_result().await;
        let _ = load_rates().await;
    });
}

/// Asks for the page of the result before someone goes there.
pub(crate) fn expect_result() {
    spawn_local(async {
        let _ = load_result().await;
    });
}

/// The page of the rates.
pub(crate) fn rates(desk: Desk) -> AnyView {
    part(
        desk,
        || Box::pin(async { load_rates().await.is_ok() }),
        |desk| now(rates_page(desk))?.ok(),
    )
}

/// The page of the policy.
pub(crate) fn policy(desk: Desk) -> AnyView {
    part(
        desk,
        || Box::pin(async { load_policy().await.is_ok() }),
        |desk| now(policy_page(desk))?.ok(),
    )
}

/// The panel for fetching, while it is open and the sources are looked at.
///
/// It stands in the page rather than over it: what comes in is seen coming, and nothing is locked
/// while a vendor takes its time.
pub(crate) fn fetch(desk: Desk, route: RwSignal<Route>) -> AnyView {
    let is_shown = Memo::new(move |_| desk.fetch.is_open.get() && route.get() == Route::Sources);
    let panel = move || {
        let load = || -> Load { Box::pin(async { load_fetch().await.is_ok() }) };
        part(desk, load, |desk| now(fetch_panel(desk))?.ok())
    };
    (move || is_shown.get().then(panel)).into_any()
}

/// Where the loading of a part stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Coming,
    Here,
    Missing,
}

/// A part's view, once the part is loaded; how to go on if it cannot be.
fn part(
    desk: Desk,
    load: fn() -> Load,
    view: impl Fn(Desk) -> Option<AnyView> + 'static,
) -> AnyView {
    let standing = RwSignal::new(Standing::Coming);
    let told = move |is_here| if is_here { Standing::Here } else { Standing::Missing };
    let ask = move || {
        let mut loading = load();
        // What was loaded before is here at once, without a blink.
        match now(&mut loading) {
            Some(is_here) => standing.set(told(is_here)),
            None => spawn_local(async move { standing.try_set(told(loading.await)) }),
        }
    };
    ask();
    (move || match standing.get() {
        Standing::Coming => ().into_any(),
        Standing::Here => view(desk).into_any(),
        Standing::Missing => missing(desk, Callback::new(move |()| ask())),
    })
    .into_any()
}

fn missing(desk: Desk, again: Callback<()>) -> AnyView {
    let t = desk.strings();
    let way_out = view! {
        <button type="button" class="button button--primary" on:click=move |_| again.run(())>
            {t.shell.load_again}
        </button>
    };
    let told = empty(Glyph::Warning, t.shell.part_missing, t.shell.part_missing_note, way_out);
    view! { <div class="card" role="alert">{told}</div> }
}

/// What is ready without waiting.
fn now<T>(it: impl Future<Output = T>) -> Option<T> {
    match pin!(it).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(it) => Some(it),
        Poll::Pending => None,
    }
}
