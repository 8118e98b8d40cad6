//! The pool: the names that can be drawn, in an order that everybody finds, and its
//! commitment, the Merkle root of RFC 6962 over the names.

use crate::ledger::tree::{self, Hash};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// At most so many names.
pub const MOST_NAMES: usize = 65_535;
/// At most so many bytes of a file.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Why a list of names is no pool.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// It is too long.
    #[error("The pool is too long: at most {MOST_NAMES} names and 16 MB are read.")]
    TooLong,
    /// It is no text.
    #[error("The pool is no text in UTF-8. Save it as plain text, one name a line.")]
    NotText,
    /// There is no name.
    #[error("The pool has no names. Write one name a line.")]
    Empty,
    /// A name is there twice.
    #[error("Line {line}: \"{name}\" stands already in line {earlier}. Everybody has one lot: keep one of the two.")]
    Twice {
        /// The second line.
        line: usize,
        /// The name.
        name: String,
        /// The first line.
        earlier: usize,
    },
}

/// Names to draw from, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    names: Vec<String>,
}

impl Pool {
    /// Reads a pool, one name a line; blank lines and spaces around a name do not count. The names
    /// keep the order of the file.
    ///
    /// # Errors
    /// [`PoolError`] names the line.
    pub fn read(bytes: &[u8]) -> Result<Self, PoolError> {
        if bytes.len() > MOST_BYTES {
            return Err(PoolError::TooLong);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| PoolError::NotText)?;
        let lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines().map(str::trim).enumerate();
        Self::of(lines.filter(|(_, name)| !name.is_empty()).map(|(place, name)| (place + 1, name.to_owned())))
    }

    /// A pool of these names.
    ///
    /// # Errors
    /// [`PoolError`] counts names as lines.
    pub fn from_names(names: &[String]) -> Result<Self, PoolError> {
        Self::of(names.iter().enumerate().map(|(place, name)| (place + 1, name.clone())))
    }

    fn of(lines: impl Iterator<Item = (usize, String)>) -> Result<Self, PoolError> {
        let mut names = Vec::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (line, name) in lines {
            if let Some(earlier) = seen.insert(name.clone(), line) {
                return Err(PoolError::Twice { line, name, earlier });
            }
            names.push(name);
            if names.len() > MOST_NAMES {
                return Err(PoolError::TooLong);
            }
        }
        if names.is_empty() { Err(PoolError::Empty) } else { Ok(Self { names }) }
    }

    /// The same names sorted by their bytes: an order that does not depend on who wrote the list.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.names.sort();
        self
    }

    /// The names, in order; the first has number 1.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The Merkle root over the names (RFC 6962, 2.1), in hex.
    #[must_use]
    pub fn root(&self) -> String {
        let leaves: Vec<Hash> = self.names.iter().map(|name| leaf(name.as_bytes())).collect();
        HEXLOWER.encode(&tree::root(&leaves))
    }
}

/// The hash of a leaf: SHA-256 of a zero byte and the data.
fn leaf(data: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0_u8]);
    hash.update(data);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        Pool::read(text.as_bytes()).expect("a pool").sorted().names().to_vec()
    }

    #[test]
    fn the_order_of_the_file_means_nothing_once_sorted() {
        assert_eq!(names("\u{feff}b\r\n\r\n a \nc"), ["a", "b", "c"]);
        let twice = Pool::read(b"a\nb\n\na\n").expect_err("twice");
        assert_eq!(twice, PoolError::Twice { line: 4, name: "a".into(), earlier: 1 });
        assert_eq!(Pool::read(b"\n \n"), Err(PoolError::Empty));
        assert_eq!(Pool::read(b"\xff"), Err(PoolError::NotText));
    }

    /// The published roots of transparency-dev/merkle, one for each number of leaves.
    #[test]
    fn the_root_is_that_of_rfc_6962() {
        let data: [&[u8]; 8] = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"@ABC", b"PQRSTUVW", b"`abcdefghijklmno"];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let leaves: Vec<Hash> = data.iter().map(|data| leaf(data)).collect();
        for (size, root) in roots.iter().enumerate() {
            assert_eq!(HEXLOWER.encode(&tree::root(&leaves[..=size])), *root);
        }
    }
}
