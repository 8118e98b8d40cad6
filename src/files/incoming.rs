//! A file while it arrives: written piece by piece into a temporary file, hashed and counted on the
//! way, never whole in memory. Whatever breaks off leaves nothing behind but, if the program is
//! killed, a temporary file that the next start removes.

use super::StoreError;
use super::room::Room;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::NamedTempFile;

/// A temporary file of this age belongs to nobody: no upload takes so long.
const ABANDONED: Duration = Duration::from_secs(2 * 60 * 60);

/// A file that is arriving.
#[derive(Debug)]
pub struct Incoming {
    file: NamedTempFile,
    hash: Sha256,
    size: u64,
    most: u64,
    room: Room,
}

impl Incoming {
    /// Begins a file in `folder` of which at most `most` bytes are written down.
    pub(super) fn begin(folder: &Path, most: u64, room: Room) -> Result<Self, StoreError> {
        let file = NamedTempFile::new_in(folder).map_err(|e| room.noted(StoreError::at(folder, e)))?;
        Ok(Self { file, hash: Sha256::new(), size: 0, most, room })
    }

    /// Takes the next bytes. What is over the limit is counted and not kept.
    ///
    /// # Errors
    /// The disk does not take them.
    pub fn take(&mut self, piece: &[u8]) -> Result<(), StoreError> {
        let room = usize::try_from(self.most.saturating_sub(self.size)).unwrap_or(usize::MAX);
        let kept = piece.get(..room.min(piece.len())).unwrap_or_default();
        self.hash.update(kept);
        self.file.write_all(kept).map_err(|e| self.room.noted(StoreError::at(self.file.path(), e)))?;
        self.size = self.size.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        Ok(())
    }

    /// Bytes taken so far, those over the limit included.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        self.size
    }

    /// The file has arrived.
    #[must_use]
    pub fn end(self) -> Arrived {
        Arrived { sha256: HEXLOWER.encode(&self.hash.finalize()), is_whole: self.size <= self.most, size: self.size, file: self.file }
    }
}

/// A file that has arrived and is not kept yet. With its last owner it is gone.
#[derive(Debug)]
pub struct Arrived {
    file: NamedTempFile,
    sha256: String,
    is_whole: bool,
    size: u64,
}

impl Arrived {
    /// Its length in bytes.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        self.size
    }

    /// The digest of what was written down.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Whether no byte was over the limit.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// What was written down, for small files that are read and not kept.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader()?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads from the beginning.
    pub(super) fn reader(&self) -> io::Result<File> {
        let mut file = self.file.reopen()?;
        file.rewind()?;
        Ok(file)
    }

    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    /// Makes the bytes durable.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.as_file().sync_all()
    }
}

/// Removes what uploads that broke off left in `folder`. Those of other running programs stay.
pub(super) fn sweep(folder: &Path) -> io::Result<usize> {
    let mut removed = 0;
    let is_abandoned = |path: &PathBuf| {
        let age = path.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
        path.is_file() && age.is_some_and(|age| age > ABANDONED)
    };
    for path in std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).filter(is_abandoned) {
        removed += usize::from(std::fs::remove_file(&path).is_ok());
    }
    Ok(removed)
}
