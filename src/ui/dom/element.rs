//! Elements in the page.

use super::part::{Handler, Part, Value};
use super::state::State;
use super::{document, effect, node_ref};
use leptos::prelude::RenderEffect;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement};

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element with all that its template holds.
pub(super) struct ElementState {
    root: Element,
    template: &'static str,
    slots: Vec<Slot>,
}

/// Where a part of the template is in the page.
struct Slot {
    element: Element,
    /// What the template says of it: the sign, and the name behind it.
    sign: char,
    name: &'static str,
    held: Held,
}

/// What is in a slot.
enum Held {
    /// A value that was set.
    Fixed(Value),
    /// What sets values.
    Live { _again: RenderEffect<()> },
    /// A listener.
    Listener(Listener),
    /// A child.
    Child(State),
    /// Nothing to be kept.
    Nothing,
}

impl ElementState {
    /// Makes the elements of a template; nothing if the browser knows no such element.
    pub(super) fn build(template: &'static str, parts: Vec<Part>) -> Option<Self> {
        let mut parts = parts.into_iter();
        let mut slots = Vec::with_capacity(parts.len());
        let mut open: Vec<Element> = Vec::new();
        let mut root = None;
        for step in template.split('\n') {
            let mut rest = step.chars();
            let Some(sign) = rest.next() else { continue };
            let name = rest.as_str();
            match sign {
                '<' | '{' => {
                    let made = if sign == '<' {
                        document().create_element(name)
                    } else {
                        document().create_element_ns(Some(SVG), name)
                    };
                    open.extend(made.ok());
                }
                '>' => {
                    let closed = open.pop();
                    match (open.last(), closed) {
                        (Some(parent), Some(closed)) => drop(parent.append_child(&closed)),
                        (_, closed) => root = closed,
                    }
                }
                _ => {
                    let Some(element) = open.last() else { continue };
                    match sign {
                        '=' => {
                            let (name, value) = name.split_once('\t').unwrap_or((name, ""));
                            let _ = element.set_attribute(name, value);
                        }
                        '"' => {
                            let _ = element.append_child(&document().create_text_node(name));
                        }
                        _ => {
                            if let Some(part) = parts.next() {
                                slots.push(Slot::build(element.clone(), sign, name, part));
                            }
                        }
                    }
                }
            }
        }
        Some(Self { root: root?, template, slots })
    }

    /// Whether it was made of this template.
    pub(super) fn is_of(&self, template: &str) -> bool {
        self.template == template
    }

    /// Puts other parts into the same template.
    pub(super) fn update(&mut self, parts: Vec<Part>) {
        for (slot, part) in self.slots.iter_mut().zip(parts) {
            slot.update(part);
        }
    }

    /// The element itself.
    pub(super) fn node(&self) -> &Element {
        &self.root
    }
}

impl Slot {
    fn build(element: Element, sign: char, name: &'static str, part: Part) -> Self {
        let held = match part {
            Part::Fixed(value) => {
                if value.is_some() {
                    set(&element, sign, name, &value);
                }
                Held::Fixed(value)
            }
            Part::Live(make) => live(element.clone(), sign, name, Some(None), make),
            Part::Listener(handler) => Held::Listener(Listener::new(&element, name, handler)),
            Part::Reference(reference) => {
                node_ref::tell(reference, &element);
                Held::Nothing
            }
            Part::Child(view) => {
                let state = State::build(view);
                state.insert(&element, None);
                Held::Child(state)
            }
        };
        Self { element, sign, name, held }
    }

    fn update(&mut self, part: Part) {
        match (&mut self.held, part) {
            (Held::Fixed(before), Part::Fixed(value)) => {
                if *before != value {
                    set(&self.element, self.sign, self.name, &value);
                    *before = value;
                }
            }
            (_, Part::Fixed(value)) => {
                self.held = Held::Nothing;
                set(&self.element, self.sign, self.name, &value);
                self.held = Held::Fixed(value);
            }
            (_, Part::Live(make)) => {
                // What set values until now stops before the next one begins.
                self.held = Held::Nothing;
                self.held = live(self.element.clone(), self.sign, self.name, None, make);
            }
            (Held::Listener(listener), Part::Listener(handler)) => listener.change(handler),
            (_, Part::Listener(handler)) => {
                self.held = Held::Listener(Listener::new(&self.element, self.name, handler));
            }
            (_, Part::Reference(reference)) => node_ref::tell(reference, &self.element),
            (Held::Child(state), Part::Child(view)) => state.update(view),
            (_, Part::Child(_)) => {}
        }
    }
}

/// Sets values as they come; `last` is what is set now, if that is known.
fn live(
    element: Element,
    sign: char,
    name: &'static str,
    mut last: Option<Value>,
    make: Box<dyn Fn() -> Value>,
) -> Held {
    let again = effect(Box::new(move || {
        let value = make();
        if last.as_ref() != Some(&value) {
            set(&element, sign, name, &value);
            last = Some(value);
        }
    }));
    Held::Live { _again: again }
}

fn set(element: &Element, sign: char, name: &str, value: &Value) {
    let text = value.as_deref();
    match sign {
        '?' => drop(element.class_list().toggle_with_force(name, text.is_some())),
        '$' => {
            let style = element.unchecked_ref::<HtmlElement>().style();
            let _ = match text {
                Some(text) => style.set_property(name, text),
                None => style.remove_property(name).map(drop),
            };
        }
        '.' => {
            let value = match name {
                "value" => JsValue::from_str(text.unwrap_or_default()),
                _ => JsValue::from_bool(text.is_some()),
            };
            let _ = js_sys::Reflect::set(element, &JsValue::from_str(name), &value);
        }
        _ => {
            let _ = match text {
                Some(text) => element.set_attribute(name, text),
                None => element.remove_attribute(name),
            };
        }
    }
}

/// Listens as long as it exists. What it does can be changed.
struct Listener {
    element: Element,
    name: &'static str,
    handler: Rc<RefCell<Handler>>,
    closure: Closure<dyn Fn(Event)>,
}

impl Listener {
    fn new(element: &Element, name: &'static str, handler: Handler) -> Self {
        let handler = Rc::new(RefCell::new(handler));
        let called = Rc::clone(&handler);
        let call: Box<dyn Fn(Event)> = Box::new(move |event| {
            // Let go of the cell first: what is done may lead here again.
            let handler = Rc::clone(&called.borrow());
            handler(event);
        });
        let closure = Closure::wrap(call);
        let _ = element.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        Self { element: element.clone(), name, handler, closure }
    }

    fn change(&self, handler: Handler) {
        self.handler.replace(handler);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self.element.remove_event_listener_with_callback(self.name, callback);
    }
}
