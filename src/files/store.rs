//! The store: checks a file that has arrived and keeps it under the digest of its bytes, in a
//! folder or in a bucket.

use super::folder::Folder;
use super::incoming::{self, Arrived, Incoming};
use super::room::Room;
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
enum Place {
    Folder(Folder),
    #[cfg(feature = "s3")]
    Bucket(super::bucket::Bucket),
}

impl Place {
    fn keep(&self, file: &Arrived) -> Result<(), StoreError> {
        match self {
            Self::Folder(folder) => folder.keep(file),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.keep(file),
        }
    }

    fn read(&self, sha256: &str) -> Result<Vec<u8>, StoreError> {
        match self {
            Self::Folder(folder) => folder.read(sha256),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.read(sha256),
        }
    }
}

/// The store of files.
#[derive(Clone, Debug)]
pub struct Store {
    place: Place,
    incoming: PathBuf,
    max_bytes: u64,
    room: Room,
}

impl Store {
    /// Opens the folder, making it if it is missing, and removes what uploads left that broke off.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open(folder: &Path, max_bytes: u64) -> Result<Self, StoreError> {
        let (place, incoming) = (Place::Folder(Folder::open(folder)?), folder.join("incoming"));
        std::fs::create_dir_all(&incoming).map_err(|e| StoreError::at(&incoming, e))?;
        match incoming::sweep(&incoming) {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "removed uploads that broke off"),
            Err(e) => tracing::warn!(error = %e, "uploads that broke off cannot be removed"),
        }
        Ok(Self { place, incoming, max_bytes, room: Room::default() })
    }

    /// Of the settings: the folder, or the bucket of `files.url`, beside which files still arrive in the folder.
    ///
    /// # Errors
    /// As [`Store::open`], or a URL that this program cannot use.
    pub fn from_settings(settings: &config::Files) -> Result<Self, StoreError> {
        let local = Self::open(Path::new(&settings.folder), settings.max_bytes)?;
        if settings.url.is_empty() { Ok(local) } else { local.in_bucket(&settings.url) }
    }

    #[cfg(feature = "s3")]
    fn in_bucket(self, url: &str) -> Result<Self, StoreError> {
        Ok(Self { place: Place::Bucket(super::bucket::Bucket::open(url)?), ..self })
    }

    #[cfg(not(feature = "s3"))]
    fn in_bucket(self, url: &str) -> Result<Self, StoreError> {
        Err(StoreError::Setting(url.to_owned(), "this program was built without the feature s3".to_owned()))
    }

    /// The largest file accepted, in bytes.
    #[must_use]
    pub fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// Whether there is room to keep files. Writes only after a file met a full disk, and until one does no more.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.room.is_there(&self.incoming)
    }

    /// Begins to receive a file.
    ///
    /// # Errors
    /// No temporary file can be made.
    pub fn receive(&self) -> Result<Incoming, StoreError> {
        Incoming::begin(&self.incoming, self.max_bytes, self.room.clone())
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
        self.place.keep(file).map_err(|e| self.room.noted(e))?;
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
