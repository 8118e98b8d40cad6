//! The one place where bytes to be hashed are made: every field is written with
//! its length, so that no two different values share their bytes.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// A growing sequence of canonical bytes.
pub(super) struct Canonical(Vec<u8>);

impl Canonical {
    /// Begins with the name and version of what is hashed.
    pub(super) fn of(what: &str) -> Self {
        Self(Vec::with_capacity(512)).text(what)
    }

    pub(super) fn text(mut self, value: &str) -> Self {
        self.0.extend_from_slice(&(value.len() as u64).to_be_bytes());
        self.0.extend_from_slice(value.as_bytes());
        self
    }

    pub(super) fn optional(self, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.number(1).text(value),
            None => self.number(0),
        }
    }

    pub(super) fn number(mut self, value: i64) -> Self {
        self.0.extend_from_slice(&value.to_be_bytes());
        self
    }

    /// Writes how many items follow, then each.
    pub(super) fn each<T>(mut self, items: &[T], write: impl Fn(Self, &T) -> Self) -> Self {
        self = self.number(i64::try_from(items.len()).unwrap_or(i64::MAX));
        items.iter().fold(self, write)
    }

    /// SHA-256 in lower-case hexadecimal.
    pub(super) fn digest(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(&self.0))
    }

    /// The leaf hash of RFC 6962: SHA-256(0x00 ‖ bytes).
    pub(super) fn leaf(&self) -> String {
        let mut hash = Sha256::new();
        hash.update([0_u8]);
        hash.update(&self.0);
        HEXLOWER.encode(&hash.finalize())
    }
}
