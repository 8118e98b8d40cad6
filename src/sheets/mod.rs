//! Reviewing without a connection: the score sheet that a reviewer takes out of a round, fills in elsewhere and brings back,
//! and the pack of applications to print.
//!
//! ```text
//! one's own open reviews ─→ sheet (CSV, XLSX) ─ filled in elsewhere ─→ read row by row ─→ preview ─→ kept as drafts
//!                        └→ pack to print
//! ```
//!
//! Invariants: a sheet holds nothing but reviews that are open to its reviewer, and brings nothing into others; nothing is
//! kept before it was looked at, and what is kept is what was looked at; what another window saved meanwhile stays until its
//! reviewer says otherwise; nothing is ever submitted from here.

mod cells;
mod columns;
mod facts;
mod fault;
mod grid;
mod keep;
mod own;
mod pack;
mod preview;
mod rows;
mod sheet;
#[cfg(test)]
mod tests;

pub use facts::SheetKept;
pub use fault::FileFault;
pub use grid::MOST_BYTES;
pub use keep::{KeepError, SheetDone, keep};
pub use own::{OpenReview, Own, Version, own, written_under};
pub use pack::{IN_A_PACK, Pack, Packed, count_parts, pack};
pub use preview::{Change, Preview, Reviewed, preview};
pub use rows::{Entry, LeftOut, Row, read, rows_of};
pub use sheet::{SHEET, sheet};
