//! Mistakes in the data files of the ledger: each names the file, the line and the mend.

use crate::kernel::{Kind, Refusal};

/// A data file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {message}")]
pub struct SourceError {
    /// The file, as named under `config/`.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl Refusal for SourceError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
}

/// One data file while it is read.
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

impl Source<'_> {
    /// The file's TOML as `T`; unknown keys and missing parts are refused.
    pub(super) fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, SourceError> {
        toml::from_str(self.text).map_err(|e| self.mistake(e.span().map_or(0, |span| span.start), e.message()))
    }

    /// Whether the file extends the version that it is read with.
    pub(super) fn check_base(&self, wanted: Option<&str>, given: Option<&str>) -> Result<(), SourceError> {
        match (wanted, given) {
            (wanted, given) if wanted == given => Ok(()),
            (Some(wanted), _) => Err(self.mistake(0, format!("it extends {wanted}, which must be read before it"))),
            (None, given) => Err(self.mistake(0, format!("add: extends = \"{}\"", given.unwrap_or_default()))),
        }
    }

    /// A mistake at a byte of the file.
    pub(super) fn mistake(&self, at: usize, message: impl Into<String>) -> SourceError {
        let before = self.text.get(..at).unwrap_or_default();
        SourceError { file: self.file.to_owned(), line: before.matches('\n').count() + 1, message: message.into() }
    }
}
