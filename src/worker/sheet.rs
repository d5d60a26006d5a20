//! The worker that writes workbooks and reports, and makes tables of workbooks, both sides: loaded only
//! when someone exports or gives one.

use super::blob::{FileBlob, refused};
use super::link::{self, BUILD, Beside, SHEET_LOADER, SILENT, Started};
use super::reply::pair;
use crate::diagnostics::{Code, Diagnostic};
use crate::engine::tasks;
pub use crate::export::{Language, PackAs};
use crate::platform::bytes::Bytes;
use crate::platform::clock::Timer;
use js_sys::{Array, Uint8Array};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::time::Duration;
use web_sys::{Blob, BlobPropertyBag};

#[derive(Debug, Serialize, Deserialize)]
enum ToSheet {
    /// Write the data beside as this, in this language.
    Write(PackAs, Language),
    /// Make tables of the workbook beside.
    Read,
}

#[derive(Debug, Serialize, Deserialize)]
enum OfSheet {
    /// Its handler is in place.
    Ready(String),
    /// The workbook is beside.
    Written,
    /// It could not be written, in the writer's words.
    Failed(String),
    /// The tables are beside, as an archive.
    Read,
    /// The workbook cannot be read.
    Refused(Diagnostic),
}

/// A loader that cannot fetch its module says nothing; after so long it is given up.
const PATIENCE: Duration = Duration::from_mins(1);

/// Why there is no workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotWritten {
    /// The page and the worker are of different builds: the page must be loaded anew.
    OtherBuild,
    /// The worker could not be loaded, as without a connection.
    NotLoaded,
    /// The writer failed.
    Failed(String),
}

/// The worker of one request; whoever takes it away ends it.
pub(super) type Held = Rc<RefCell<Option<Started>>>;

/// Page side: lets a worker of its own write the data that the engine gave, and ends it.
pub async fn write(kind: PackAs, language: Language, data: Bytes) -> Result<Bytes, NotWritten> {
    write_from(&address(), (kind, language), data).await
}

/// The same from another address, for tests.
pub async fn write_from(
    url: &str,
    (kind, language): (PackAs, Language),
    data: Bytes,
) -> Result<Bytes, NotWritten> {
    let message = ToSheet::Write(kind, language);
    match ask(&Held::default(), url, message, Beside::Bytes(data)).await? {
        (OfSheet::Written, Some(Beside::Bytes(bytes))) => Ok(bytes),
        (OfSheet::Failed(message), _) => Err(NotWritten::Failed(message)),
        _ => Err(NotWritten::Failed("no bytes".to_owned())),
    }
}

/// Page side: lets a worker of its own make tables of a workbook's sheets, and ends it.
pub(super) async fn tables(worker: &Held, workbook: Blob) -> Result<Blob, Diagnostic> {
    let asked = ask(worker, &address(), ToSheet::Read, Beside::Blob(workbook)).await;
    match asked {
        Ok((OfSheet::Read, Some(Beside::Blob(tables)))) => Ok(tables),
        Ok((OfSheet::Refused(why), _)) => Err(why),
        Err(NotWritten::NotLoaded | NotWritten::OtherBuild) => {
            Err(Diagnostic::new(Code::ReaderMissing))
        }
        _ => Err(Diagnostic::new(Code::ReaderCrashed)),
    }
}

fn address() -> String {
    crate::platform::address::beside(SHEET_LOADER).unwrap_or_else(|| SHEET_LOADER.to_owned())
}

/// Starts a worker, asks it once it is ready, and ends it with its answer.
async fn ask(
    worker: &Held,
    url: &str,
    message: ToSheet,
    beside: Beside,
) -> Result<(OfSheet, Option<Beside>), NotWritten> {
    let (giver, waiter) = pair();
    let giver = Rc::new(RefCell::new(Some(giver)));
    let give = move |result| {
        let giver = giver.borrow_mut().take();
        if let Some(giver) = giver {
            giver.give(result);
        }
    };
    let failed = |message: String| Err(NotWritten::Failed(message));
    let (died, late, hearing) = (give.clone(), give.clone(), Rc::downgrade(worker));
    let patience = Timer::after(PATIENCE, move || late(Err(NotWritten::NotLoaded)));
    let waiting = RefCell::new(Some((patience, message, beside)));
    let heard = move |data| match link::receive::<OfSheet>(data) {
        Ok((OfSheet::Ready(build), _)) if build == BUILD => {
            let waiting = waiting.borrow_mut().take();
            if let (Some((_, message, beside)), Some(worker)) = (waiting, hearing.upgrade())
                && let Some(Err(garbled)) =
                    worker.borrow().as_ref().map(|it| it.send(&message, Some(beside)))
            {
                give(failed(garbled.to_string()));
            }
        }
        Ok((OfSheet::Ready(_), _)) => give(Err(NotWritten::OtherBuild)),
        Ok(answer) => give(Ok(answer)),
        Err(garbled) => give(failed(garbled.to_string())),
    };
    let died = move |message: String| {
        died(if message == SILENT { Err(NotWritten::NotLoaded) } else { failed(message) });
    };
    match Started::new(url, "sheet", heard, died) {
        Ok(started) => *worker.borrow_mut() = Some(started),
        Err(garbled) => return failed(garbled.to_string()),
    }
    let result = waiter.await;
    drop(worker.borrow_mut().take());
    result.unwrap_or_else(|| failed("the worker is gone".to_owned()))
}

/// Worker side: serves with what turns the engine's data into a file, and with what makes tables of a
/// workbook.
pub fn serve(
    write: impl Fn(PackAs, Language, &[u8]) -> Result<Vec<u8>, String> + 'static,
    read: impl Fn(&mut dyn tasks::Blob, &mut dyn Write) -> Result<(), Box<Diagnostic>> + 'static,
) {
    console_error_panic_hook::set_once();
    let Some(scope) = link::scope() else { return };
    let port = scope.clone();
    link::on_message(&scope, move |message| {
        let (answer, beside) = match link::receive::<ToSheet>(message) {
            Ok((ToSheet::Write(kind, language), Some(Beside::Bytes(data)))) => {
                match write(kind, language, &data.to_vec()) {
                    Ok(bytes) => (OfSheet::Written, Some(Beside::Bytes(Bytes::copied(&bytes)))),
                    Err(message) => (OfSheet::Failed(message), None),
                }
            }
            Ok((ToSheet::Read, Some(Beside::Blob(workbook)))) => {
                let mut parts = Parts::default();
                let made = match FileBlob::new(workbook) {
                    Ok(mut workbook) => read(&mut workbook, &mut parts),
                    Err(error) => Err(Box::new(read_error(&error))),
                };
                match made.and_then(|()| parts.whole().map_err(|it| Box::new(read_error(&it)))) {
                    Ok(tables) => (OfSheet::Read, Some(Beside::Blob(tables))),
                    Err(why) => (OfSheet::Refused(*why), None),
                }
            }
            Ok(_) => (OfSheet::Failed("no data".to_owned()), None),
            Err(garbled) => (OfSheet::Failed(garbled.to_string()), None),
        };
        if let Err(garbled) = link::send(&port, &answer, beside) {
            wasm_bindgen::throw_str(&garbled.to_string());
        }
    });
    if let Err(garbled) = link::send(&scope, &OfSheet::Ready(BUILD.to_owned()), None) {
        wasm_bindgen::throw_str(&garbled.to_string());
    }
}

fn read_error(error: &io::Error) -> Diagnostic {
    Diagnostic::new(Code::ReadFailed).with(error.to_string())
}

/// The type of tables that were made of a workbook, by which a reader tells them from the workbook itself.
pub(super) const TABLES: &str = "application/vnd.trueup.tables";

/// So many bytes are handed to the browser at once.
const PIECE: usize = 1024 * 1024;

/// What is written, in pieces that the browser keeps.
#[derive(Default)]
struct Parts {
    given: Array,
    piece: Vec<u8>,
}

impl Parts {
    fn hand_over(&mut self) {
        self.given.push(&Uint8Array::from(self.piece.as_slice()));
        self.piece.clear();
    }

    fn whole(mut self) -> io::Result<Blob> {
        self.hand_over();
        let options = BlobPropertyBag::new();
        options.set_type(TABLES);
        Blob::new_with_u8_array_sequence_and_options(&self.given, &options)
            .map_err(|it| refused(&it))
    }
}

impl Write for Parts {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.hand_over();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
