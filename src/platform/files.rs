//! Files the person gives: dropped (folders too), chosen, pasted, or made of bytes at hand.
//!
//! Only handles; nothing here reads a byte of them.

use super::bytes::Bytes;
use super::download::blob_of;
use super::number::to_size;
use crate::source::is_left_by_system;
use js_sys::{Array, Promise};
use send_wrapper::SendWrapper;
use std::fmt;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ClipboardEvent, DataTransfer, DragEvent, File, FileList, FileSystemDirectoryEntry,
    FileSystemEntry, FileSystemFileEntry, HtmlInputElement, Response,
};

/// A file by handle. Cloning does not copy its bytes.
#[derive(Clone)]
pub struct LocalFile {
    name: String,
    blob: SendWrapper<Blob>,
    tables: Option<SendWrapper<Blob>>,
}

/// How many files are taken at once; a mistaken drop of a whole disk ends here. Listing ends with one
/// more, so that whoever takes them sees that there are too many.
pub const MOST_FILES: usize = 2_000;

/// What a drop holds.
#[derive(Debug, Default)]
pub struct Dropped {
    /// The files.
    pub files: Vec<LocalFile>,
    /// How many files and folders the browser could not open.
    pub lost: usize,
}

impl LocalFile {
    /// A file made of bytes, such as a page of a vendor's reply.
    pub fn from_bytes(name: impl Into<String>, media_type: &str, bytes: &[u8]) -> Option<Self> {
        let blob = blob_of(&Bytes::copied(bytes), media_type)?;
        Some(Self::from_blob(name, blob))
    }

    /// A file made of text, such as what was pasted.
    pub fn from_text(name: impl Into<String>, text: &str) -> Option<Self> {
        Self::from_bytes(name, "text/plain;charset=utf-8", text.as_bytes())
    }

    /// A file made of a blob the browser holds.
    pub(crate) fn from_blob(name: impl Into<String>, blob: Blob) -> Self {
        Self { name: name.into(), blob: SendWrapper::new(blob), tables: None }
    }

    /// The same workbook with its sheets as an archive of tables, which is read instead of it.
    pub(crate) fn with_tables(&self, tables: Blob) -> Self {
        Self { tables: Some(SendWrapper::new(tables)), ..self.clone() }
    }

    fn from_file(file: File, path: Option<String>) -> Self {
        let name = path.filter(|it| !it.is_empty()).unwrap_or_else(|| file.name());
        Self::from_blob(name, file.into())
    }

    /// Its name; for one out of a folder, with the path from the folder on.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        to_size(self.blob.size())
    }

    /// The blob itself, for the rooms that talk to the browser.
    pub(crate) fn blob(&self) -> &Blob {
        &self.blob
    }

    /// What is read instead of it.
    pub(crate) fn tables(&self) -> Option<&Blob> {
        self.tables.as_deref()
    }
}

impl fmt::Debug for LocalFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LocalFile").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What a person chose with a file input; of a folder not what systems leave in there. The input is emptied, so that choosing the same file
/// again is heard.
pub fn chosen(input: &HtmlInputElement) -> Vec<LocalFile> {
    let files = input.files().map(|it| listed(&it)).unwrap_or_default();
    input.set_value("");
    files
}

/// Whether a drag carries files, so that the page can say that it would take them.
pub fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|it| it.types().iter().any(|kind| kind == "Files"))
}

/// What was dropped, folders walked through in the order of their names.
///
/// Must be called in the event's handler itself: the browser empties the drop as soon as the
/// handler returns, so everything is taken before the first wait.
pub fn dropped(event: &DragEvent) -> impl Future<Output = Dropped> + 'static {
    let (entries, files) = event.data_transfer().map(|it| taken(&it)).unwrap_or_default();
    async move {
        let mut dropped = Dropped { files, lost: 0 };
        for entry in entries {
            walk(entry, &mut dropped).await;
        }
        dropped
    }
}

/// What was pasted: files, or else text under the given name.
pub fn pasted(event: &ClipboardEvent, text_name: &str) -> Vec<LocalFile> {
    let Some(data) = event.clipboard_data() else { return Vec::new() };
    let files = data.files().map(|it| listed(&it)).unwrap_or_default();
    if !files.is_empty() {
        return files;
    }
    let text = data.get_data("text/plain").unwrap_or_default();
    if text.trim().is_empty() {
        return Vec::new();
    }
    LocalFile::from_text(text_name, &text).into_iter().collect()
}

/// A file that is part of the app, such as the sample, from the page's own origin.
pub async fn own(path: &str) -> Option<LocalFile> {
    let url = super::address::beside(path)?;
    let response = JsFuture::from(super::window()?.fetch_with_str(&url)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let blob = JsFuture::from(response.blob().ok()?).await.ok()?;
    let name = path.rsplit('/').next().unwrap_or(path);
    Some(LocalFile::from_blob(name, blob.dyn_into().ok()?))
}

fn listed(list: &FileList) -> Vec<LocalFile> {
    // The path of a file chosen with its folder; the binding's own name for it is not stable.
    let path = JsValue::from_str("webkitRelativePath");
    let path_of = |file: &File| js_sys::Reflect::get(file, &path).ok()?.as_string();
    let files = (0..list.length()).filter_map(|at| list.get(at)).filter_map(|file| {
        let path = path_of(&file).unwrap_or_default();
        (!is_left_by_system(&path)).then(|| LocalFile::from_file(file, Some(path)))
    });
    files.take(MOST_FILES + 1).collect()
}

fn taken(data: &DataTransfer) -> (Vec<FileSystemEntry>, Vec<LocalFile>) {
    let (mut entries, mut plain) = (Vec::new(), Vec::new());
    let items = data.items();
    for at in 0..items.length() {
        let Some(item) = items.get(at).filter(|it| it.kind() == "file") else { continue };
        if let Ok(Some(entry)) = item.webkit_get_as_entry()
            && entry.is_directory()
        {
            entries.push(entry);
            continue;
        }
        if let Ok(Some(file)) = item.get_as_file() {
            plain.push(LocalFile::from_file(file, None));
        }
    }
    (entries, plain)
}

async fn walk(root: FileSystemEntry, dropped: &mut Dropped) {
    let mut waiting = vec![root];
    while let Some(entry) = waiting.pop() {
        if dropped.files.len() > MOST_FILES {
            return;
        }
        if entry.is_directory() {
            let mut inside = entries_of(entry.unchecked_ref(), &mut dropped.lost).await;
            inside.sort_by_key(FileSystemEntry::full_path);
            // Taken from the end, so the first name comes first.
            waiting.extend(inside.into_iter().rev());
        } else {
            let Some(file) = file_of(entry.unchecked_ref()).await else {
                dropped.lost += 1;
                continue;
            };
            let path = entry.full_path();
            let path = path.strip_prefix('/').unwrap_or(&path).to_owned();
            if !is_left_by_system(&path) {
                dropped.files.push(LocalFile::from_file(file, Some(path)));
            }
        }
    }
}

async fn entries_of(folder: &FileSystemDirectoryEntry, lost: &mut usize) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut entries = Vec::new();
    // The browser hands out a batch at a time; an empty one is the end.
    loop {
        let batch = answered(|done, failed| {
            reader.read_entries_with_callback_and_callback(done, failed).is_ok()
        });
        let Some(batch) = batch.await.and_then(|it| it.dyn_into::<Array>().ok()) else {
            *lost += 1;
            break;
        };
        if batch.length() == 0 || entries.len() > MOST_FILES {
            break;
        }
        entries.extend(batch.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
    entries
}

async fn file_of(entry: &FileSystemFileEntry) -> Option<File> {
    let file = answered(|done, failed| {
        entry.file_with_callback_and_callback(done, failed);
        true
    });
    file.await?.dyn_into().ok()
}

/// Waits for a function that answers by one of two callbacks.
async fn answered(ask: impl Fn(&js_sys::Function, &js_sys::Function) -> bool) -> Option<JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        if !ask(&resolve, &reject) {
            let _ = reject.call0(&JsValue::UNDEFINED);
        }
    });
    JsFuture::from(promise).await.ok()
}
