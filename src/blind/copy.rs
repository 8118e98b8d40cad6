//! The noun: the copy of an application that staff prepare for reviewers who do not see who applies. Pure.

use crate::files::{FileKind, Scan};
use crate::kernel::Timestamp;
use std::collections::BTreeMap;

/// How far the copy of an application is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody began one.
    Missing,
    /// Somebody works at it.
    Begun,
    /// It may be read.
    Ready,
    /// What it was made of has changed: somebody has to look at it again.
    Stale,
}

impl State {
    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Missing => "Missing",
            Self::Begun => "In preparation",
            Self::Ready => "Ready",
            Self::Stale => "Look again: the application has changed",
        }
    }
}

/// A copy, without its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyHead {
    /// The digest of the received document that it was made of.
    pub document_sha256: String,
    /// The digest of the texts and files that it was made of.
    pub content_sha256: String,
    /// When it was said to be ready; nothing: somebody works at it.
    pub ready_at: Option<Timestamp>,
    /// Who saved it last, by the name of then.
    pub saved_by_name: String,
    /// When.
    pub saved_at: Timestamp,
    /// Rises with every change.
    pub version: i64,
}

impl CopyHead {
    /// How far it is, where this was received last.
    #[must_use]
    pub fn state(&self, document_sha256: &str) -> State {
        match self.ready_at {
            None => State::Begun,
            Some(_) if self.document_sha256 == document_sha256 => State::Ready,
            Some(_) => State::Stale,
        }
    }
}

/// A file that reviewers get in place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The digest of its bytes.
    pub sha256: String,
    /// Its name, for staff.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Its length.
    pub size_bytes: i64,
    /// What the virus scanner says of it.
    pub scan: Scan,
}

/// What reviewers get of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FileChoice {
    /// The file, under another name and without what it says about itself.
    #[default]
    Shown,
    /// Nothing.
    Withheld,
    /// Another file.
    Replaced(Replacement),
}

/// What staff prepared: what is read in place of texts and files, which are named by their digests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prepared {
    /// In place of texts.
    pub texts: BTreeMap<String, String>,
    /// In place of files.
    pub files: BTreeMap<String, FileChoice>,
}

impl Prepared {
    /// What is chosen for a file.
    #[must_use]
    pub fn file(&self, sha256: &str) -> FileChoice {
        self.files.get(sha256).cloned().unwrap_or_default()
    }
}
