//! Why a file is not kept: a fault of ours, or one of the file in the words shown beside its input.

use super::FileKind;
use super::structure::Flaw;
use crate::kernel::{FieldError, Kind, Refusal};
use std::io;
use std::path::Path;

/// Why the store itself does not work. A fault of ours, not of the file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be used.
    #[error("the file store {0}: {1}")]
    Io(String, io::Error),
    /// There is no room left.
    #[error("the file store {0} is full")]
    Full(String),
    /// The bytes are not those that were stored.
    #[error("the stored file {0} is damaged: its digest differs")]
    Damaged(String),
    /// The bucket does not answer as it should: it is away, or refuses us. Another try may well succeed.
    #[error("the bucket: {0}")]
    Bucket(String),
    /// The setting `files.url` names nothing that can be used.
    #[error("files.url is “{0}”: {1}")]
    Setting(String, String),
}

impl StoreError {
    /// What the system said about `path`.
    pub(super) fn at(path: &Path, e: io::Error) -> Self {
        let path = path.display().to_string();
        if is_full(&e) { Self::Full(path) } else { Self::Io(path, e) }
    }
}

/// Whether the system gives no more room: on the disk, to this account, or to one file.
fn is_full(e: &io::Error) -> bool {
    matches!(e.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

/// Why a file is refused, in the words shown beside the input.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// No file was chosen.
    #[error("Select a file.")]
    NotChosen,
    /// It has no content.
    #[error("The selected file is empty. Select a file that has content.")]
    Empty,
    /// It is larger than allowed.
    #[error("The selected file must be smaller than {0} MB.")]
    TooLarge(u64),
    /// Its name claims a type that is not allowed here.
    #[error("The selected file must be a {0}.")]
    WrongType(String),
    /// Something is wrong inside.
    #[error("{}", .1.sentence(*.0))]
    Inside(FileKind, Flaw),
    /// The store does not work.
    #[error("Something went wrong on our side. The file was not kept.")]
    Store(#[from] StoreError),
}

impl FileError {
    /// The mistake as one of the form field `field`.
    #[must_use]
    pub fn in_field(&self, field: &str) -> FieldError {
        FieldError::new(field, self.to_string())
    }
}

impl Refusal for FileError {
    fn kind(&self) -> Kind {
        match self {
            Self::Store(StoreError::Full(_)) => Kind::Full,
            Self::Store(StoreError::Bucket(_)) => Kind::Away,
            Self::Store(_) => Kind::Broken,
            Self::NotChosen | Self::Empty | Self::TooLarge(_) | Self::WrongType(_) | Self::Inside(..) => Kind::Invalid,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_other_faults() {
        let error = |kind: io::ErrorKind| StoreError::at(Path::new("/files"), kind.into());
        for full in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded, io::ErrorKind::FileTooLarge] {
            assert!(matches!(error(full), StoreError::Full(_)), "{full}");
        }
        assert!(matches!(error(io::ErrorKind::PermissionDenied), StoreError::Io(..)));
    }
}
