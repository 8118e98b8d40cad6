//! Blind review: an application as reviewers read it who do not see who applies, and the copy of it that staff prepare.
//!
//! ```text
//! missing ─ an officer saves ─→ in preparation ─ mark ready ─→ ready ─ something else is received ─→ look again
//!                                     ▲──────────── save, not ready ──┘◄───────── mark ready ─────────┘
//! ```
//!
//! Invariant C12: where the phase of a round withholds who applies, no page, file, file name or letter of a reviewer says it,
//! as far as the program knows the names; what only a reader could tell is for whoever prepares the copy. What is
//! read in place of a text belongs to that very text, by its digest: where the text changes, it is never shown for another.
//! The label of an application is drawn once and never changes (triggers).

mod choose_file;
mod copy;
mod facts;
mod label;
mod mask;
mod passage;
pub mod policy;
mod prepare;
mod read;
mod redacted;
mod require;
mod store;
mod tell;

pub use choose_file::{FileWish, choice_field, choose_file, other_field};
pub use copy::{CopyHead, FileChoice, Prepared, Replacement, State};
pub use facts::{CopyOutdated, CopyReady};
pub use label::{draw, label, labels};
pub use mask::{Names, WITHHELD};
pub use passage::{Passage, Place, content, digest, passages, visit};
pub use prepare::{LONGEST, PrepareError, Wish, field_of, prepare};
pub use read::{
    Edited, EditedFile, EditedText, InRound, Shown, edited, find_requirement, is_to_prepare, list_round, list_titles, list_waiting,
    names_of, shown, waits,
};
pub use redacted::{IN_PREPARATION, emptied, file_name, redacted};
pub use require::{RequireError, Requirement, require};
pub use tell::note_received;
