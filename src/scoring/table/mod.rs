//! A table of scores: who gave which application how many points. Rows are sorted by
//! application and reviewer, so that the order of a file changes no result, not even in the
//! last bit. A cell without a score is absent, never zero.

mod costs;
mod read;
#[cfg(test)]
mod tests;

pub use costs::read_costs;
pub use read::read;
pub(in crate::scoring) use read::{columns, name, wrong};

use sha2::{Digest, Sha256};

/// The longest file that is read, in bytes.
pub const LARGEST_FILE: usize = 512 << 20;
/// The most applications in a table.
pub const MOST_APPLICATIONS: usize = 20_000;
/// The most of the smaller of both, applications or reviewers: the model keeps a square of them.
pub const MOST_OF_THE_FEWER: usize = 2_000;
/// The largest score, without its sign; larger ones would leave the range of exact sums.
pub const LARGEST_SCORE: f64 = 1e9;
/// The longest name of an application or a reviewer, in bytes.
pub const LONGEST_NAME: usize = 200;

/// One score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// The place of the application in [`Table::applications`].
    pub application: usize,
    /// The place of the reviewer in [`Table::reviewers`].
    pub reviewer: usize,
    /// The points, finite.
    pub score: f64,
}

/// Scores by application and reviewer.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The applications that have a score, in the order of their bytes.
    pub applications: Vec<String>,
    /// The reviewers who gave a score, in the order of their bytes.
    pub reviewers: Vec<String>,
    /// The scores, by application, then reviewer; at most one for both.
    pub cells: Vec<Cell>,
    /// Applications that a row names, but that have no score at all.
    pub without_score: Vec<String>,
}

/// Why a file is no table of scores.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Too many bytes.
    #[error("The file has more than {} MiB. Split it by round or panel.", LARGEST_FILE >> 20)]
    TooLong,
    /// Not UTF-8.
    #[error("The file is not UTF-8 text. Save it as “CSV UTF-8”.")]
    NotText,
    /// A heading is missing or stands twice.
    #[error("The first line must name the columns {wanted}; {problem}. It reads: {found}")]
    Columns {
        /// The columns that are needed.
        wanted: &'static str,
        /// Which one is missing, or stands twice.
        problem: String,
        /// What the first line says.
        found: String,
    },
    /// One line is wrong.
    #[error("Line {line}: {problem}")]
    Line {
        /// As a text editor counts.
        line: u64,
        /// What is wrong and what to do, as a sentence.
        problem: String,
    },
    /// No score at all.
    #[error("The file holds no scores. Put one row per score below the headings.")]
    Empty,
    /// More than can be computed.
    #[error("{0}")]
    TooLarge(String),
}

impl Table {
    /// SHA-256 of the scores in their sorted order: the same for every order of the rows.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for names in [&self.applications, &self.reviewers, &self.without_score] {
            hash.update((names.len() as u64).to_be_bytes());
            for name in names {
                hash.update((name.len() as u64).to_be_bytes());
                hash.update(name.as_bytes());
            }
        }
        for cell in &self.cells {
            hash.update((cell.application as u64).to_be_bytes());
            hash.update((cell.reviewer as u64).to_be_bytes());
            hash.update((cell.score + 0.0).to_bits().to_be_bytes());
        }
        hash.finalize().into()
    }

    /// The cells of each application, in order.
    pub fn by_application(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunk_by(|one, next| one.application == next.application)
    }

    /// The scores of each reviewer, by application, in the order of [`Table::reviewers`].
    #[must_use]
    pub fn by_reviewer(&self) -> Vec<Vec<Cell>> {
        let mut lists = vec![Vec::new(); self.reviewers.len()];
        for cell in &self.cells {
            if let Some(list) = lists.get_mut(cell.reviewer) {
                list.push(*cell);
            }
        }
        lists
    }

    /// The same table without the scores of one reviewer; applications and reviewers keep their places.
    #[must_use]
    pub fn without_reviewer(&self, reviewer: usize) -> Vec<Cell> {
        self.cells.iter().filter(|cell| cell.reviewer != reviewer).copied().collect()
    }
}
