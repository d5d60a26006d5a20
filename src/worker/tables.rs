//! Workbooks on the page's side. The engine says that a file is one; then the worker for workbooks, which
//! few need and which is therefore no part of the engine's, makes tables of its sheets, and the engine is
//! given the file once more with them.

use super::client::{Inner, News, with};
use super::sheet::{self, Held};
use crate::diagnostics::{Code, Diagnostic};
use crate::engine::protocol::{Event, Progress, Request, SourceState, SourceView};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// A workbook of which tables are being made.
pub(super) struct Making {
    worker: Held,
    /// What the engine said of it.
    view: Box<SourceView>,
}

impl Inner {
    /// Whether the engine says of a file that it is a workbook of which there are no tables yet. Then they
    /// are made from now on, and the page is told that it is being read.
    pub(super) fn makes_tables(self: &Rc<Self>, event: &Event) -> bool {
        let Event::Source(view) = event else { return false };
        let SourceState::Failed(Diagnostic { code: Code::Spreadsheet, .. }) = view.state else {
            return false;
        };
        let (source, worker) = (view.source, Held::default());
        let (file, generation) = {
            let mut state = self.state.borrow_mut();
            let Some(file) = state.keep.without_tables(source) else { return false };
            let making = Making { worker: Rc::clone(&worker), view: view.clone() };
            state.making.insert(source, making);
            (file, state.generation)
        };
        let mut shown = view.clone();
        shown.state = SourceState::Reading(Progress::default());
        self.tell(News::Event(Event::Source(shown)));
        let inner = Rc::downgrade(self);
        spawn_local(async move {
            let made = sheet::tables(&worker, file.blob().clone()).await;
            with(&inner, generation, |inner| {
                let making = {
                    let mut state = inner.state.borrow_mut();
                    // It may have been stopped, or begun anew.
                    let is_it = |it: &mut Making| Rc::ptr_eq(&it.worker, &worker);
                    if !state.making.get_mut(&source).is_some_and(is_it) {
                        return;
                    }
                    state.making.remove(&source)
                };
                let (Some(making), made) = (making, made) else { return };
                match made {
                    Ok(tables) => {
                        let asked = inner.state.borrow_mut().keep.take_tables(source, tables);
                        if let Some((request, file)) = asked {
                            drop(inner.dispatch_unnoted(request, Some(&file)));
                        }
                    }
                    Err(why) => inner.fails(making, why),
                }
            });
        });
        true
    }

    /// Ends the making of tables that a request has no use for any more.
    pub(super) fn ends_making(&self, request: &Request) {
        let (Request::Stop(source) | Request::Remove(source)) = request else { return };
        let Some(making) = self.state.borrow_mut().making.remove(source) else { return };
        drop(making.worker.borrow_mut().take());
        if matches!(request, Request::Stop(_)) {
            self.fails(making, Diagnostic::new(Code::Cancelled));
        }
    }

    fn fails(&self, making: Making, why: Diagnostic) {
        let mut view = making.view;
        view.state = SourceState::Failed(why);
        self.note(Event::Source(view));
    }
}
