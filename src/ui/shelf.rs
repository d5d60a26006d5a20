//! What was received from vendors, for saving.
//!
//! A file that cannot be asked for again stays until a person has saved it, however often they fetch
//! or try out a connection meanwhile. Any other makes room when the next fetch begins.

use crate::connect::Received;

/// A file on the shelf.
#[derive(Debug, Clone)]
pub struct Kept<F> {
    /// Its number: no other file has or had it.
    pub id: usize,
    /// What it is.
    pub received: Received,
    /// The file.
    pub file: F,
    is_saved: bool,
    is_earlier: bool,
}

/// The files, in the order in which they came.
#[derive(Debug, Clone)]
pub struct Shelf<F> {
    files: Vec<Kept<F>>,
    next: usize,
}

impl<F> Default for Shelf<F> {
    fn default() -> Self {
        Self { files: Vec::new(), next: 0 }
    }
}

impl<F> Shelf<F> {
    /// A fetch begins, or only a test, which brings no file and so takes none away.
    pub fn begin(&mut self, is_test: bool) {
        if !is_test {
            self.files.retain(|it| it.received.keep_it && !it.is_saved);
        }
        for file in &mut self.files {
            file.is_earlier = true;
        }
    }

    /// Puts a file that was received on it.
    pub fn put(&mut self, received: Received, file: F) {
        let id = self.next;
        self.next += 1;
        self.files.push(Kept { id, received, file, is_saved: false, is_earlier: false });
    }

    /// A person has saved a file.
    pub fn saved(&mut self, id: usize) {
        if let Some(file) = self.files.iter_mut().find(|it| it.id == id) {
            file.is_saved = true;
        }
    }

    /// All files.
    pub fn files(&self) -> &[Kept<F>] {
        &self.files
    }

    /// How many came since the last beginning.
    pub fn n_new(&self) -> usize {
        self.files.iter().filter(|it| !it.is_earlier).count()
    }
}
