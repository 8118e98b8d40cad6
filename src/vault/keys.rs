//! Keys: 32 bytes each, named by the start of their digest so that a stored value
//! can tell which one made it.

use super::VaultError;
use data_encoding::{BASE64, HEXLOWER};
use secrecy::zeroize::Zeroize;
use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest, Sha256};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};

/// One key.
pub(super) struct Key {
    id: String,
    bytes: SecretBox<[u8; 32]>,
}

impl Key {
    fn new(mut bytes: [u8; 32]) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"udf vault key id\n");
        digest.update(bytes);
        let id: String = HEXLOWER.encode(&digest.finalize()).chars().take(8).collect();
        let key = Self { id, bytes: SecretBox::new(Box::new(bytes)) };
        bytes.zeroize();
        key
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        self.bytes.expose_secret()
    }
}

/// Reads keys separated by commas, the current one first.
pub(super) fn parse(text: &str) -> Result<Vec<Key>, VaultError> {
    text.split(',').map(str::trim).map(parse_one).collect()
}

fn parse_one(text: &str) -> Result<Key, VaultError> {
    let bytes = BASE64.decode(text.as_bytes()).map_err(|_| VaultError::Key)?;
    Ok(Key::new(bytes.try_into().map_err(|_| VaultError::Key)?))
}

/// The content of the key file; made with a fresh key when there is none.
pub(super) fn read_or_make(path: &str) -> Result<String, VaultError> {
    let fault = |e: std::io::Error| VaultError::File { path: path.to_owned(), why: e.to_string() };
    match std::fs::read_to_string(path) {
        Ok(text) => return Ok(text.trim().to_owned()),
        Err(e) if e.kind() == ErrorKind::NotFound => {}
        Err(e) => return Err(fault(e)),
    }
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| VaultError::Random)?;
    let text = BASE64.encode(&bytes);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            file.write_all(format!("{text}\n").as_bytes()).and_then(|()| file.sync_all()).map_err(fault)?;
            Ok(text)
        }
        // Another process was first.
        Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(std::fs::read_to_string(path).map_err(fault)?.trim().to_owned()),
        Err(e) => Err(fault(e)),
    }
}
