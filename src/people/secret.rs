//! Secrets that people carry: session tokens, one-time links, API tokens. 256
//! random bits as text for the person; the database keeps only their SHA-256.

use crate::db::Tx;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};

/// A fresh secret as 43 characters that are safe in a URL.
pub(super) fn fresh(tx: &Tx<'_>) -> String {
    BASE64URL_NOPAD.encode(&tx.random::<32>())
}

/// What the database keeps of a secret. The secret is long and random, so a plain
/// digest cannot be guessed backwards and a look-up by it leaks no timing.
pub(super) fn digest(secret: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(secret.as_bytes()))
}
