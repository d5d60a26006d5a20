//! From the tokens of a view to the expression that makes it.

use crate::template::{REFUSED, Template};
use proc_macro2::TokenStream;
use quote::quote;
use rstml::Infallible;
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeBlock, NodeElement, NodeName};
use syn::spanned::Spanned;
use syn::{Block, Error, Expr, Stmt};

type Result<T> = std::result::Result<T, Error>;

/// The whole macro.
pub(crate) fn view(tokens: TokenStream) -> Result<TokenStream> {
    let nodes = rstml::parse2(tokens)?;
    let mut views = nodes.iter().map(root).collect::<Result<Vec<_>>>()?;
    match (views.pop(), views.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            Ok(quote! { crate::ui::dom::AnyView::List(vec![#(#views,)* #last]) })
        }
        (None, _) => Ok(quote! { crate::ui::dom::AnyView::List(Vec::new()) }),
    }
}

fn root(node: &Node) -> Result<TokenStream> {
    match node {
        Node::Element(element) => {
            let mut made = Made::default();
            made.element(element)?;
            let Made { template, parts } = made;
            let template = template.into_text();
            Ok(if parts.is_empty() {
                quote! { crate::ui::dom::AnyView::Element(#template, Vec::new()) }
            } else {
                quote! { crate::ui::dom::AnyView::Element(#template, vec![#(#parts),*]) }
            })
        }
        Node::Block(block) => child(block),
        Node::Text(text) => {
            let text = text.value_string();
            Ok(quote! { crate::ui::dom::IntoAny::into_any(#text) })
        }
        other => Err(Error::new(other.span(), "only elements, blocks and quoted texts")),
    }
}

/// One element with all that is static below it: a template and the parts it takes, in order.
#[derive(Default)]
struct Made {
    template: Template,
    parts: Vec<TokenStream>,
}

impl Made {
    fn element(&mut self, element: &NodeElement<Infallible>) -> Result<()> {
        let tag = element.open_tag.name.to_string();
        if !tag.starts_with(|first: char| first.is_ascii_lowercase()) {
            let message = "components are functions here: call it in a block";
            return Err(Error::new(element.open_tag.name.span(), message));
        }
        self.template.open(&tag);
        for attribute in &element.open_tag.attributes {
            match attribute {
                NodeAttribute::Attribute(attribute) => self.attribute(attribute)?,
                NodeAttribute::Block(block) => {
                    return Err(Error::new(block.span(), "an attribute has a name"));
                }
            }
        }
        for node in &element.children {
            match node {
                Node::Element(element) => self.element(element)?,
                Node::Block(block) => {
                    self.template.step('+', "");
                    let view = child(block)?;
                    self.parts.push(quote! { crate::ui::dom::Part::Child(#view) });
                }
                Node::Text(text) => {
                    plain(self.template.text(&text.value_string()), node)?;
                }
                other => {
                    let message = "only elements, blocks and quoted texts";
                    return Err(Error::new(other.span(), message));
                }
            }
        }
        self.template.close();
        Ok(())
    }

    fn attribute(&mut self, attribute: &KeyedAttribute) -> Result<()> {
        let key = name(&attribute.key);
        if let Some(text) = attribute.value_literal_string() {
            return plain(self.template.attribute(&key, &text), attribute);
        }
        let Some(value) = attribute.value() else {
            return plain(self.template.attribute(&key, ""), attribute);
        };
        if key == "node_ref" {
            self.template.step('&', "");
            self.parts.push(quote! { crate::ui::dom::Part::reference(#value) });
            return Ok(());
        }
        if let Some(event) = key.strip_prefix("on:") {
            self.template.step('!', event);
            let event = event_type(event);
            self.parts.push(quote! { crate::ui::dom::Part::listener::<#event>(#value) });
            return Ok(());
        }
        let value = match (key.as_str(), value) {
            ("style", Expr::Tuple(pair)) => {
                let mut pair = pair.elems.iter();
                let name = pair.next().and_then(literal);
                let (Some(name), Some(value)) = (name, pair.next()) else {
                    return Err(Error::new(value.span(), "a style is `(\"name\", value)`"));
                };
                self.template.step('$', &name);
                value
            }
            (key, value) => {
                let (sign, name) = if let Some(name) = key.strip_prefix("prop:") {
                    ('.', name)
                } else if let Some(name) = key.strip_prefix("class:") {
                    ('?', name)
                } else if let Some(name) = key.strip_prefix("style:") {
                    ('$', name)
                } else {
                    ('@', key)
                };
                self.template.step(sign, name);
                value
            }
        };
        self.parts.push(quote! { crate::ui::dom::IntoPart::into_part(#value) });
        Ok(())
    }
}

fn plain(is_plain: bool, at: &impl Spanned) -> Result<()> {
    if is_plain { Ok(()) } else { Err(Error::new(at.span(), REFUSED)) }
}

/// The name as it is written: the parser puts no spaces between the pieces.
fn name(name: &NodeName) -> String {
    name.to_string().replace(' ', "")
}

fn literal(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

fn child(block: &NodeBlock) -> Result<TokenStream> {
    let NodeBlock::ValidBlock(block) = block else {
        return Err(Error::new(block.span(), "this is no Rust block"));
    };
    let inner = inner(block);
    Ok(quote! { crate::ui::dom::IntoAny::into_any(#inner) })
}

/// A block of one expression is that expression, so that no braces are left over.
fn inner(block: &Block) -> TokenStream {
    match block.stmts.as_slice() {
        [Stmt::Expr(expr, None)] => quote! { #expr },
        _ => quote! { #block },
    }
}

/// The type of the event with this name.
fn event_type(name: &str) -> TokenStream {
    match name {
        "click" | "dblclick" => quote! { ::web_sys::MouseEvent },
        "keydown" | "keyup" => quote! { ::web_sys::KeyboardEvent },
        "focus" | "blur" | "focusin" | "focusout" => quote! { ::web_sys::FocusEvent },
        pointer if pointer.starts_with("pointer") => quote! { ::web_sys::PointerEvent },
        drag if drag.starts_with("drag") || drag == "drop" => quote! { ::web_sys::DragEvent },
        _ => quote! { ::web_sys::Event },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::view;
    use quote::quote;

    /// What the macro makes of a view, as text without spaces.
    fn made(tokens: proc_macro2::TokenStream) -> String {
        view(tokens).unwrap().to_string().replace(' ', "")
    }

    #[test]
    fn what_stays_the_same_is_one_text() {
        let made = made(quote! {
            <p class="note" data-testid="it" hidden><svg><path d="M0"></path></svg>" or "</p>
        });
        let template = r#""<p\n=class\tnote\n=data-testid\tit\n=hidden\t\n{svg\n{path\n=d\tM0\n>\n>\n\"or\n>""#;
        assert_eq!(made, format!("crate::ui::dom::AnyView::Element({template},Vec::new())"));
    }

    #[test]
    fn what_changes_is_a_part_in_its_order() {
        let made = made(quote! {
            <input class:is-on=on prop:value=value style=("--w", w) node_ref=node on:keydown=go/>
        });
        let template = r#""<input\n?is-on\n.value\n$--w\n&\n!keydown\n>""#;
        let parts = [
            "crate::ui::dom::IntoPart::into_part(on)",
            "crate::ui::dom::IntoPart::into_part(value)",
            "crate::ui::dom::IntoPart::into_part(w)",
            "crate::ui::dom::Part::reference(node)",
            "crate::ui::dom::Part::listener::<::web_sys::KeyboardEvent>(go)",
        ]
        .join(",");
        assert_eq!(made, format!("crate::ui::dom::AnyView::Element({template},vec![{parts}])"));
    }

    #[test]
    fn several_roots_are_a_list_and_children_are_parts() {
        let made = made(quote! { <b>{a}</b> {c} });
        let b = r#"crate::ui::dom::AnyView::Element("<b\n+\n>",vec![crate::ui::dom::Part::Child(crate::ui::dom::IntoAny::into_any(a))])"#;
        let c = "crate::ui::dom::IntoAny::into_any(c)";
        assert_eq!(made, format!("crate::ui::dom::AnyView::List(vec![{b},{c}])"));
    }

    #[test]
    fn what_cannot_be_said_is_refused() {
        for wrong in [quote! { <Show when=it></Show> }, quote! { <p title="a\nb"></p> }] {
            assert!(view(wrong).is_err());
        }
    }
}
