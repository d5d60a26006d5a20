//! The worker that writes workbooks and reports, both sides: loaded only when someone exports one.

use super::link::{self, BUILD, Beside, SHEET_LOADER, Started};
use super::reply::pair;
pub use crate::export::{Language, PackAs};
use crate::platform::bytes::Bytes;
use crate::platform::clock::Timer;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

#[derive(Debug, Serialize, Deserialize)]
enum ToSheet {
    /// Write the data beside as this, in this language.
    Write(PackAs, Language),
}

#[derive(Debug, Serialize, Deserialize)]
enum OfSheet {
    /// Its handler is in place.
    Ready(String),
    /// The workbook is beside.
    Written,
    /// It could not be written, in the writer's words.
    Failed(String),
}

/// A loader that cannot fetch its module says nothing; after so long it is given up.
const PATIENCE: Duration = Duration::from_mins(1);

/// Why there is no workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotWritten {
    /// The page and the worker are of different builds: the page must be loaded anew.
    OtherBuild,
    /// The writer failed, or could not be loaded.
    Failed(String),
}

/// Page side: lets a worker of its own write the data that the engine gave, and ends it.
pub async fn write(kind: PackAs, language: Language, data: Bytes) -> Result<Bytes, NotWritten> {
    let beside = crate::platform::address::beside(SHEET_LOADER);
    write_from(beside.as_deref().unwrap_or(SHEET_LOADER), (kind, language), data).await
}

/// The same from another address, for tests.
pub async fn write_from(
    url: &str,
    (kind, language): (PackAs, Language),
    data: Bytes,
) -> Result<Bytes, NotWritten> {
    let (giver, waiter) = pair();
    let giver = Rc::new(RefCell::new(Some(giver)));
    let data = Rc::new(RefCell::new(Some(data)));
    let worker: Rc<RefCell<Option<Started>>> = Rc::default();
    let give = move |result: Result<Bytes, NotWritten>| {
        let giver = giver.borrow_mut().take();
        if let Some(giver) = giver {
            giver.give(result);
        }
    };
    let (failed, hearing) = (give.clone(), Rc::downgrade(&worker));
    let late = give.clone();
    let patience = Timer::after(PATIENCE, move || {
        late(Err(NotWritten::Failed("the worker does not answer".to_owned())));
    });
    let patience = RefCell::new(Some(patience));
    let heard = move |message| match link::receive::<OfSheet>(message) {
        Ok((OfSheet::Ready(build), _)) if build == BUILD => {
            drop(patience.borrow_mut().take());
            let (data, worker) = (data.borrow_mut().take(), hearing.upgrade());
            let sent = worker.as_ref().and_then(|it| {
                it.borrow()
                    .as_ref()
                    .map(|it| it.send(&ToSheet::Write(kind, language), data.map(Beside::Bytes)))
            });
            if let Some(Err(garbled)) = sent {
                give(Err(NotWritten::Failed(garbled.to_string())));
            }
        }
        Ok((OfSheet::Ready(_), _)) => give(Err(NotWritten::OtherBuild)),
        Ok((OfSheet::Written, Some(Beside::Bytes(bytes)))) => give(Ok(bytes)),
        Ok((OfSheet::Written, _)) => give(Err(NotWritten::Failed("no bytes".to_owned()))),
        Ok((OfSheet::Failed(message), _)) => give(Err(NotWritten::Failed(message))),
        Err(garbled) => give(Err(NotWritten::Failed(garbled.to_string()))),
    };
    let started = Started::new(url, "sheet", heard, move |message| {
        failed(Err(NotWritten::Failed(message)));
    });
    match started {
        Ok(started) => *worker.borrow_mut() = Some(started),
        Err(garbled) => return Err(NotWritten::Failed(garbled.to_string())),
    }
    let result = waiter.await;
    drop(worker);
    result.unwrap_or_else(|| Err(NotWritten::Failed("the worker is gone".to_owned())))
}

/// Worker side: serves with the given writer, which turns the engine's data into a file.
pub fn serve(write: impl Fn(PackAs, Language, &[u8]) -> Result<Vec<u8>, String> + 'static) {
    console_error_panic_hook::set_once();
    let Some(scope) = link::scope() else { return };
    let port = scope.clone();
    link::on_message(&scope, move |message| {
        let sent = match link::receive::<ToSheet>(message) {
            Ok((ToSheet::Write(kind, language), Some(Beside::Bytes(data)))) => {
                match write(kind, language, &data.to_vec()) {
                    Ok(bytes) => {
                        let bytes = Beside::Bytes(Bytes::copied(&bytes));
                        link::send(&port, &OfSheet::Written, Some(bytes))
                    }
                    Err(message) => link::send(&port, &OfSheet::Failed(message), None),
                }
            }
            Ok(_) => link::send(&port, &OfSheet::Failed("no data".to_owned()), None),
            Err(garbled) => link::send(&port, &OfSheet::Failed(garbled.to_string()), None),
        };
        if let Err(garbled) = sent {
            wasm_bindgen::throw_str(&garbled.to_string());
        }
    });
    if let Err(garbled) = link::send(&scope, &OfSheet::Ready(BUILD.to_owned()), None) {
        wasm_bindgen::throw_str(&garbled.to_string());
    }
}
