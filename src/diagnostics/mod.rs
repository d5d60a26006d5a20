//! What can be wrong with an input, as codes with places and parameters.
//!
//! May import: `source`. Deliberately absent: sentences for people (they are made in `ui::strings`
//! and, for the shell, in `export::text`) and anything that reads files.

pub mod code;
pub mod diagnostic;

pub use code::{Code, Severity};
pub use diagnostic::{Diagnostic, Place, Report};
