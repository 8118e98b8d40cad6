//! The store as a local folder: `<folder>/ab/abcdef…`, one file per digest, written once and
//! durable, with its name, before anybody is told that it is kept.

use super::{Arrived, StoreError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(path).map_err(|e| StoreError::at(path, e))?;
        Ok(Self(path.to_owned()))
    }

    /// Digests are ours, yet a name that is not hexadecimal never leaves the folder.
    pub(super) fn path(&self, sha256: &str) -> PathBuf {
        let key: String = sha256.chars().filter(char::is_ascii_hexdigit).collect();
        self.0.join(key.get(..2).unwrap_or("00")).join(&key)
    }

    pub(super) fn keep(&self, arrived: &Arrived) -> Result<(), StoreError> {
        let path = self.path(arrived.sha256());
        self.put(&path, arrived).map_err(|e| StoreError::at(&path, e))
    }

    fn put(&self, path: &Path, arrived: &Arrived) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.0);
        std::fs::create_dir_all(folder)?;
        if !path.metadata().is_ok_and(|m| m.len() == arrived.size_bytes()) {
            arrived.sync()?;
            match std::fs::hard_link(arrived.path(), path) {
                Ok(()) => {}
                // Somebody else kept the same bytes in between.
                Err(e) if e.kind() == ErrorKind::AlreadyExists && path.metadata()?.len() == arrived.size_bytes() => {}
                Err(_) => copy(path, folder, arrived)?,
            }
        }
        // A name is durable only once its folder is, whoever wrote it.
        std::fs::File::open(folder)?.sync_all()?;
        std::fs::File::open(&self.0)?.sync_all()
    }

    pub(super) fn read(&self, sha256: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.path(sha256);
        std::fs::read(&path).map_err(|e| StoreError::at(&path, e))
    }
}

/// For file systems that know no second name of a file, and to replace a file that was cut short.
fn copy(path: &Path, folder: &Path, arrived: &Arrived) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    io::copy(&mut arrived.reader()?, &mut file)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}
