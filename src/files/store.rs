//! The folder itself: `<folder>/ab/abcdef…`, one file per digest.

use super::{FileKind, clean_name};
use crate::kernel::{FieldError, Kind, Refusal};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why the store itself does not work. A fault of ours, not of the file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be used.
    #[error("the file store {0}: {1}")]
    Io(String, io::Error),
    /// The bytes are not those that were stored.
    #[error("the stored file {0} is damaged: its digest differs")]
    Damaged(String),
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
    /// Its content is not what its name says.
    #[error("The selected file is named as a {0}, but its content is something else. Save it as a {0} and select it again.")]
    Mismatch(String),
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
        if matches!(self, Self::Store(_)) { Kind::Broken } else { Kind::Invalid }
    }
}

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

/// The folder of files.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
    max_bytes: u64,
}

impl Store {
    /// Opens the folder, making it if it is missing.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open(folder: &Path, max_bytes: u64) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(|e| StoreError::Io(folder.display().to_string(), e))?;
        Ok(Self { folder: folder.to_owned(), max_bytes })
    }

    /// The largest file accepted, in bytes.
    #[must_use]
    pub fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// Checks a file against the `allowed` types and keeps it. The same bytes are kept once.
    ///
    /// # Errors
    /// A sentence to show beside the input.
    pub fn accept(&self, sent_name: &str, bytes: &[u8], allowed: &[FileKind]) -> Result<Stored, FileError> {
        if sent_name.trim().is_empty() && bytes.is_empty() {
            return Err(FileError::NotChosen);
        }
        let name = clean_name(sent_name);
        let kind = FileKind::of_name(&name).filter(|k| allowed.contains(k));
        let kind = kind.ok_or_else(|| FileError::WrongType(FileKind::labels(allowed)))?;
        if bytes.is_empty() {
            return Err(FileError::Empty);
        }
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > self.max_bytes {
            return Err(FileError::TooLarge(self.max_bytes / 1_000_000));
        }
        if !kind.matches(bytes) {
            return Err(FileError::Mismatch(kind.label()));
        }
        let sha256 = self.keep(bytes)?;
        Ok(Stored { sha256, size_bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX), kind, name })
    }

    /// Keeps bytes that the program made itself (a letter, a bank file); their digest.
    ///
    /// # Errors
    /// The folder does not take them.
    pub fn keep(&self, bytes: &[u8]) -> Result<String, StoreError> {
        let sha256 = HEXLOWER.encode(&Sha256::digest(bytes));
        let path = self.path(&sha256);
        if !path.exists() {
            self.write(&path, bytes).map_err(|e| StoreError::Io(path.display().to_string(), e))?;
        }
        Ok(sha256)
    }

    /// The bytes under a digest, proved to be those that were kept.
    ///
    /// # Errors
    /// The file is not there, or was damaged.
    pub fn read(&self, sha256: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.path(sha256);
        let bytes = std::fs::read(&path).map_err(|e| StoreError::Io(path.display().to_string(), e))?;
        if HEXLOWER.encode(&Sha256::digest(&bytes)) == sha256 { Ok(bytes) } else { Err(StoreError::Damaged(sha256.to_owned())) }
    }

    /// Digests are ours, yet a name that is not hexadecimal never leaves the folder.
    fn path(&self, sha256: &str) -> PathBuf {
        let key: String = sha256.chars().filter(char::is_ascii_hexdigit).collect();
        self.folder.join(key.get(..2).unwrap_or("00")).join(&key)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.folder);
        std::fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|e| e.error)?;
        // The name itself is durable only once its folder is.
        std::fs::File::open(folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0";

    #[test]
    fn files_are_kept_by_digest_and_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), 1_000_000).expect("opens");
        let first = store.accept("plan.pdf", PDF, FileKind::ALL).expect("accepted");
        let again = store.accept("other.pdf", PDF, FileKind::ALL).expect("accepted");
        assert_eq!((first.kind, &first.sha256), (FileKind::Pdf, &again.sha256));
        assert_eq!(store.read(&first.sha256).expect("reads"), PDF);
        std::fs::write(store.path(&first.sha256), b"changed").expect("damages");
        assert!(matches!(store.read(&first.sha256), Err(StoreError::Damaged(_))));
    }

    #[test]
    fn wrong_files_are_refused_in_plain_words() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), 1_000_000).expect("opens");
        let large = [PDF, &vec![b' '; 1_000_000]].concat();
        let rows: [(&str, &[u8], &str); 9] = [
            ("", b"", "Select a file."),
            ("a.pdf", b"", "The selected file is empty. Select a file that has content."),
            ("a.pdf", &large, "The selected file must be smaller than 1 MB."),
            ("a.exe", b"MZ", "The selected file must be a PDF, CSV or PNG."),
            ("a.pdf.exe", PDF, "The selected file must be a PDF, CSV or PNG."),
            ("pdf", PDF, "The selected file must be a PDF, CSV or PNG."),
            ("a.pdf", PNG, "The selected file is named as a PDF, but its content is something else. Save it as a PDF and select it again."),
            (
                "a.csv",
                b"<script>alert(1)</script>",
                "The selected file is named as a CSV, but its content is something else. Save it as a CSV and select it again.",
            ),
            (
                "a.csv",
                b"a,b\n\xff,\xfe",
                "The selected file is named as a CSV, but its content is something else. Save it as a CSV and select it again.",
            ),
        ];
        let allowed = [FileKind::Pdf, FileKind::Csv, FileKind::Png];
        for (name, bytes, expected) in rows {
            assert_eq!(store.accept(name, bytes, &allowed).expect_err(name).to_string(), expected, "{name}");
        }
        assert!(store.accept("a.csv", "who,cost\nAna,12.50\n".as_bytes(), &allowed).is_ok());
    }
}
