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

/// The cell's content. What may stand in one column has one template, so that a cell that comes to show
/// another row keeps its elements.
pub(super) fn content(cell: Cell) -> AnyView {
    match cell {
        Cell::Nothing(name) => text("grid__nothing", "–".to_owned(), None, Some(name)),
        Cell::Text(shown, whole) => text("", shown, Some(whole), None),
        Cell::Code(shown, whole) => {
            view! { <code class="grid__code" title=whole>{shown}</code> }.into_any()
        }
        Cell::Figure(shown, standing) => {
            let class = match standing {
                Some(Standing::Differs) => "is-differs-text",
                Some(Standing::CannotTell) => "is-unsure-text",
                _ => "",
            };
            text(class, shown.clone(), Some(shown), None)
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

fn text(
    class: &'static str,
    shown: String,
    whole: Option<String>,
    name: Option<&'static str>,
) -> AnyView {
    view! { <span class=class title=whole aria-label=name>{shown}</span> }.into_any()
}
