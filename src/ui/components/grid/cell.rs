//! What stands in a cell.

use crate::domain::outcome::Standing;
use crate::ui::components::parts::standing_class;
use crate::ui::components::{Glyph, icon};
use crate::ui::prelude::*;

/// What stands in a cell, ready to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Nothing is known.
    Nothing(&'static str),
    /// Plain text: as it is shown, and whole.
    Text(String, String),
    /// An id: as it is shown, and whole.
    Code(String, String),
    /// A figure, with what it says about the bill.
    Figure(String, Option<Standing>),
    /// A verdict, and signs beside it with their names.
    Verdict(Standing, &'static str, Vec<(Glyph, &'static str)>),
}

/// The cell's content.
pub(super) fn content(cell: Cell) -> AnyView {
    match cell {
        Cell::Nothing(name) => {
            view! { <span class="grid__nothing" aria-label=name>"–"</span> }.into_any()
        }
        Cell::Text(shown, whole) => view! { <span title=whole>{shown}</span> }.into_any(),
        Cell::Code(shown, whole) => {
            view! { <code class="grid__code" title=whole>{shown}</code> }.into_any()
        }
        Cell::Figure(shown, standing) => {
            let class = match standing {
                Some(Standing::Differs) => "is-differs-text",
                Some(Standing::CannotTell) => "is-unsure-text",
                _ => "",
            };
            view! { <span class=class title=shown.clone()>{shown.clone()}</span> }.into_any()
        }
        Cell::Verdict(standing, text, signs) => {
            let class = ["chip ", standing_class(standing)].concat();
            let signs = signs
                .into_iter()
                .map(|(glyph, name)| {
                    view! {
                        <span class="grid__sign" title=name>
                            {icon(glyph)}
                            <span class="visually-hidden">{name}</span>
                        </span>
                    }
                })
                .collect_view();
            view! {
                <span class=class>
                    {icon(Glyph::of(standing))}
                    <span class="chip__text">{text}</span>
                </span>
                {signs}
            }
            .into_any()
        }
    }
}

/// What stands there while the row is being asked for.
pub(super) fn ghost() -> AnyView {
    view! { <span class="grid__ghost"></span> }.into_any()
}
