//! The store: checks a file that has arrived and keeps it under the digest of its bytes, in a
//! folder or in a bucket.

use super::folder::Folder;
use super::incoming::{self, Arrived, Incoming};
use super::structure;
use super::{FileError, FileKind, StoreError, clean_name};
use crate::config;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A file that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The digest of its bytes, as 64 hexadecimal digits; its key.
    pub sha256: String,
    /// Its length in bytes.
    pub size_bytes: i64,
    /// What it is.
    pub kind: FileKind,
    /// Its name, cleaned.
    pub name: String,
}

/// Where files are kept.
#[derive(Clone, Debug)]
pub struct Store {
    place: Folder,
    incoming: PathBuf,
    max_bytes: u64,
}

impl Store {
    /// Opens the folder, making it if it is missing, and removes what uploads left that broke off.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open(folder: &Path, max_bytes: u64) -> Result<Self, StoreError> {
        let (place, incoming) = (Folder::open(folder)?, folder.join("incoming"));
        std::fs::create_dir_all(&incoming).map_err(|e| StoreError::at(&incoming, e))?;
        match incoming::sweep(&incoming) {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "removed uploads that broke off"),
            Err(e) => tracing::warn!(error = %e, "uploads that broke off cannot be removed"),
        }
        Ok(Self { place, incoming, max_bytes })
    }

    /// Of the settings.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn from_settings(settings: &config::Files) -> Result<Self, StoreError> {
        Self::open(Path::new(&settings.folder), settings.max_bytes)
    }

    /// The largest file accepted, in bytes.
    #[must_use]
    pub fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// Begins to receive a file.
    ///
    /// # Errors
    /// No temporary file can be made.
    pub fn receive(&self) -> Result<Incoming, StoreError> {
        Incoming::begin(&self.incoming, self.max_bytes)
    }

    /// Checks a file against the `allowed` types and keeps it. The same bytes are kept once.
    ///
    /// # Errors
    /// A sentence to show beside the input.
    pub fn accept(&self, sent_name: &str, file: &Arrived, allowed: &[FileKind]) -> Result<Stored, FileError> {
        if sent_name.trim().is_empty() && file.size_bytes() == 0 {
            return Err(FileError::NotChosen);
        }
        let name = clean_name(sent_name);
        let kind = FileKind::of_name(&name).filter(|k| allowed.contains(k));
        let kind = kind.ok_or_else(|| FileError::WrongType(FileKind::labels(allowed)))?;
        if file.size_bytes() == 0 {
            return Err(FileError::Empty);
        }
        if !file.is_whole() {
            return Err(FileError::TooLarge(self.max_bytes / 1_000_000));
        }
        let mut reader = file.reader().map_err(|e| StoreError::at(file.path(), e))?;
        match structure::check(kind, &mut reader, file.size_bytes()) {
            Err(structure::Flaw::Io(e)) => return Err(StoreError::at(file.path(), e).into()),
            Err(flaw) => return Err(FileError::Inside(kind, flaw)),
            Ok(()) => {}
        }
        self.place.keep(file)?;
        let size_bytes = i64::try_from(file.size_bytes()).unwrap_or(i64::MAX);
        Ok(Stored { sha256: file.sha256().to_owned(), size_bytes, kind, name })
    }

    /// As [`Store::accept`], for bytes in memory.
    ///
    /// # Errors
    /// As [`Store::accept`].
    pub fn accept_bytes(&self, sent_name: &str, bytes: &[u8], allowed: &[FileKind]) -> Result<Stored, FileError> {
        let mut incoming = self.receive()?;
        incoming.take(bytes)?;
        self.accept(sent_name, &incoming.end(), allowed)
    }

    /// The bytes under a digest, proved to be those that were kept.
    ///
    /// # Errors
    /// The file is not there, or was damaged.
    pub fn read(&self, sha256: &str) -> Result<Vec<u8>, StoreError> {
        let bytes = self.place.read(sha256)?;
        if HEXLOWER.encode(&Sha256::digest(&bytes)) == sha256 { Ok(bytes) } else { Err(StoreError::Damaged(sha256.to_owned())) }
    }
}

#[cfg(test)]
mod tests;
