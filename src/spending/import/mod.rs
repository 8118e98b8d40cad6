//! Expenses from a file: read strictly, looked at row by row before anything is kept, and kept only as they were looked
//! at. A row that was taken before is not taken again, so the same file twice is the same expenses once.

mod keep;
mod look;
mod read;

pub use keep::{ImportError, keep};
pub use look::{Looked, LookedRow, Outcome, look};
pub use read::{COLUMNS, ImportFault, ImportRow, MOST_BYTES, read};
