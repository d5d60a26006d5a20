//! Bytes to named entries of text: plain files, gzip, zip, encodings, the limits that keep hostile
//! archives harmless, and what stands for an entry that could not be made.
//!
//! May import: `source`, `diagnostics`, `domain` (for its sort), `formats` (for errors on their way
//! through readers).
//! Deliberately absent: what the text means.

pub mod archive;
pub mod blob;
pub mod encoding;
mod inflate;
pub mod limits;
pub mod refusal;
mod zip;

pub use archive::{Entry, Packing, entries, open};
pub use blob::{Blob, BlobReader};
pub use encoding::Encoding;
pub use zip::{Directory, Sum};
