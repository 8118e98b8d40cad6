//! Words and formats of a language. English is the only one so far; pages and
//! letters ask here for whatever depends on it, so that another can be added.

mod catalogue;
pub mod format;
mod names;

pub use catalogue::{Catalogue, StringError};
pub use names::{list, plural};
