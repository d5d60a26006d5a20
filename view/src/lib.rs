//! The `view!` macro of the page.
//!
//! It reads the syntax of Leptos' macro of that name. Leptos makes a type of its own for each
//! element with each combination of attributes, and code for each such type; a page of many views
//! is mostly that code. Here a view is a text that says what stays the same (`dom::template` of the
//! page reads it) and a list of the parts that do not. So a view costs its text and its closures.

mod expand;
mod template;

use proc_macro::TokenStream;

/// Makes a view: `view! { <p class="note" on:click=move |_| close()>{text}</p> }`.
///
/// Attributes: `name="text"`, `name=value`, `name`; `prop:name`, `class:name`, `style:name`,
/// `style=("--name", value)`, `on:event`, `node_ref`. A closure as a value or a child is called
/// again when a signal that it read changes.
#[proc_macro]
pub fn view(tokens: TokenStream) -> TokenStream {
    expand::view(tokens.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}
