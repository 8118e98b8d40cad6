//! Why a file cannot be read as a score sheet at all; nothing of it is taken then. What is wrong in one row only is told in
//! the preview.

use super::grid::{MOST_BYTES, MOST_ROWS};
use crate::files::{FileKind, Flaw};

/// What is wrong, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// Neither CSV nor XLSX by its name.
    #[error("The selected file must be a CSV or XLSX. Save your sheet as one of these and select it again.")]
    Kind,
    /// There is nothing in it.
    #[error("The selected file is empty. Select the sheet that you filled in.")]
    Empty,
    /// It is larger than any sheet.
    #[error("The selected file must be smaller than {} MB. A score sheet is much smaller: check that you selected the right file.", MOST_BYTES / 1_000_000)]
    TooLarge,
    /// It has more rows or columns than any sheet.
    #[error(
        "The selected file has more than {} rows, or more columns than a score sheet. Check that you selected the right file.",
        MOST_ROWS
    )]
    TooMany,
    /// Its inside is not what its name says, or is unsafe.
    #[error("{}", .1.sentence(*.0))]
    Inside(FileKind, Flaw),
    /// It cannot be read.
    #[error("The selected {0} cannot be read. Open it, save it again and select the new file.")]
    Unreadable(&'static str),
    /// A column that says what a row is about is missing.
    #[error("The first row of the sheet has no column “{0}”. Download the sheet anew, copy your scores into it and select that file.")]
    NoColumn(&'static str),
    /// A column is there twice.
    #[error("The column “{0}” is in the sheet twice. Take one of the two out, save the sheet and select it again.")]
    Twice(String),
}
