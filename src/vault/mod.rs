//! Encryption of secret columns: XChaCha20-Poly1305 with a random nonce, bound to
//! the table, column and row, so that a value moved elsewhere does not open.
//!
//! Stored text: `v1:<key id>:<nonce>:<ciphertext>`. The key id tells which key made
//! it, so that keys can change: the first key seals, the others only open.

mod keys;
mod mask;

pub use mask::mask;

use crate::config;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac};
use keys::Key;
use secrecy::SecretString;
use sha2::Sha256;

/// Why a secret was not sealed or opened. Never holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The setting is no key.
    #[error(
        "vault.key must be 32 bytes as base64 (make one with `openssl rand -base64 32`); several are separated by commas, the current one first."
    )]
    Key,
    /// The key file cannot be read or made.
    #[error("The key file {path} cannot be used: {why}")]
    File {
        /// Where.
        path: String,
        /// The system's reason.
        why: String,
    },
    /// No randomness.
    #[error("The system gives no random numbers.")]
    Random,
    /// A stored value that does not open: damaged, moved, or sealed with a lost key.
    #[error("A secret of {0} cannot be opened: it is damaged, was moved, or its key is missing.")]
    Sealed(String),
}

/// The place of one secret value: a value opens only where it was sealed.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's identifier.
    pub row: &'a str,
}

impl Place<'_> {
    fn bound(&self) -> String {
        format!("v1\n{}\n{}\n{}", self.table, self.column, self.row)
    }
}

/// Seals and opens secret values. Printing it shows no key.
pub struct Vault {
    keys: Vec<Key>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vault({} keys)", self.keys.len())
    }
}

impl Vault {
    /// The vault of these settings. Without a key in them the key file is read, or
    /// made for its owner alone at the first start.
    ///
    /// # Errors
    /// A setting that is no key; a file that cannot be read or made.
    pub fn from_settings(settings: &config::Vault) -> Result<Self, VaultError> {
        let text = if settings.key.trim().is_empty() { keys::read_or_make(&settings.key_path)? } else { settings.key.clone() };
        Ok(Self { keys: keys::parse(&text)? })
    }

    /// Seals `plain` for its place.
    ///
    /// # Errors
    /// [`VaultError::Random`].
    pub fn seal(&self, place: Place<'_>, plain: &str) -> Result<String, VaultError> {
        let key = self.keys.first().ok_or(VaultError::Key)?;
        let bound = place.bound();
        let mut nonce = [0_u8; 24];
        getrandom::fill(&mut nonce).map_err(|_| VaultError::Random)?;
        let payload = Payload { msg: plain.as_bytes(), aad: bound.as_bytes() };
        let sealed = XChaCha20Poly1305::new(&(*key.bytes()).into())
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| VaultError::Sealed(place.table.into()))?;
        Ok(format!("v1:{}:{}:{}", key.id(), BASE64URL_NOPAD.encode(&nonce), BASE64URL_NOPAD.encode(&sealed)))
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// [`VaultError::Sealed`].
    pub fn open(&self, place: Place<'_>, sealed: &str) -> Result<SecretString, VaultError> {
        self.try_open(place, sealed).ok_or_else(|| VaultError::Sealed(format!("{}.{}", place.table, place.column)))
    }

    fn try_open(&self, place: Place<'_>, sealed: &str) -> Option<SecretString> {
        let mut parts = sealed.strip_prefix("v1:")?.splitn(3, ':');
        let (id, nonce, text) = (parts.next()?, parts.next()?, parts.next()?);
        let key = self.keys.iter().find(|key| key.id() == id)?;
        let nonce: [u8; 24] = BASE64URL_NOPAD.decode(nonce.as_bytes()).ok()?.try_into().ok()?;
        let text = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let bound = place.bound();
        let payload = Payload { msg: text.as_slice(), aad: bound.as_bytes() };
        let plain = XChaCha20Poly1305::new(&(*key.bytes()).into()).decrypt(&XNonce::from(nonce), payload).ok()?;
        Some(String::from_utf8(plain).ok()?.into())
    }

    /// A secret for one purpose, made from the current key: the same each time, and
    /// telling nothing of the key.
    ///
    /// # Errors
    /// [`VaultError::Key`] without a key.
    pub fn derive(&self, purpose: &str) -> Result<[u8; 32], VaultError> {
        let key = self.keys.first().ok_or(VaultError::Key)?;
        let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).map_err(|_| VaultError::Key)?;
        mac.update(b"udf derive 1\n");
        mac.update(purpose.as_bytes());
        Ok(mac.finalize().into_bytes().into())
    }

    /// Whether a value was sealed with an older key and should be sealed anew.
    #[must_use]
    pub fn is_old(&self, sealed: &str) -> bool {
        let id = sealed.split(':').nth(1);
        self.keys.first().map(Key::id) != id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    const ONE: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const TWO: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    fn vault(key: &str) -> Vault {
        Vault::from_settings(&config::Vault { key: key.into(), key_path: String::new() }).expect("a vault")
    }

    #[test]
    fn each_purpose_has_a_secret_of_its_own() {
        let one = |key, purpose| vault(key).derive(purpose).expect("a secret");
        assert_eq!(one(ONE, "a"), one(ONE, "a"));
        assert!(one(ONE, "a") != one(ONE, "b") && one(ONE, "a") != one(TWO, "a"));
    }

    fn place(row: &str) -> Place<'_> {
        Place { table: "payees", column: "account_number", row }
    }

    #[test]
    fn a_secret_opens_only_where_it_was_sealed() {
        let vault = vault(ONE);
        let sealed = vault.seal(place("1"), "000123456789").expect("sealed");
        assert!(!sealed.contains("123456789"));
        assert_eq!(vault.open(place("1"), &sealed).expect("open").expose_secret(), "000123456789");
        assert!(vault.open(place("2"), &sealed).is_err());
        assert_ne!(sealed, vault.seal(place("1"), "000123456789").expect("sealed"), "each nonce is new");
    }

    #[test]
    fn a_damaged_secret_does_not_open() {
        let vault = vault(ONE);
        let mut sealed = vault.seal(place("1"), "000123456789").expect("sealed");
        let last = sealed.pop();
        sealed.push(if last == Some('A') { 'B' } else { 'A' });
        for text in [sealed.as_str(), "", "v1", "v1:x:y:z", "000123456789"] {
            let message = vault.open(place("1"), text).expect_err("refused").to_string();
            assert!(!message.contains("000123456789"));
        }
    }

    #[test]
    fn a_new_key_opens_what_an_old_one_sealed() {
        let sealed = vault(ONE).seal(place("1"), "x").expect("sealed");
        let both = vault(&format!("{TWO},{ONE}"));
        assert!(both.is_old(&sealed) && both.open(place("1"), &sealed).is_ok());
        assert!(!both.is_old(&both.seal(place("1"), "x").expect("sealed")));
        assert!(vault(TWO).open(place("1"), &sealed).is_err());
    }

    #[test]
    fn a_wrong_key_is_refused_and_none_is_printed() {
        for key in ["short", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==", "!"] {
            assert!(Vault::from_settings(&config::Vault { key: key.into(), key_path: String::new() }).is_err());
        }
        assert_eq!(format!("{:?}", vault(ONE)), "Vault(1 keys)");
    }

    #[test]
    fn the_key_file_is_made_once_for_its_owner() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("vault.key");
        let settings = config::Vault { key: String::new(), key_path: path.display().to_string() };
        let sealed = Vault::from_settings(&settings).expect("made").seal(place("1"), "x").expect("sealed");
        assert!(Vault::from_settings(&settings).expect("read").open(place("1"), &sealed).is_ok());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
        }
    }
}
