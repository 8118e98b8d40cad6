//! Signed notes, in the form that transparency logs use (C2SP `signed-note` and
//! `tlog-checkpoint`), so that an auditor's own tools can check them:
//!
//! ```text
//! fund.example/ledger
//! 2385
//! <root of the tree, base64>
//!
//! — fund.example/ledger <key id and Ed25519 signature, base64>
//! ```

use super::tree::Hash;
use data_encoding::{BASE64, HEXLOWER};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// The algorithm's number in a key: Ed25519.
const ED25519_KIND: u8 = 1;

/// Why a note is not believed, or no key can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The text is no note.
    #[error("This is not a checkpoint: {0}.")]
    Unreadable(&'static str),
    /// Nobody known signed it.
    #[error("No signature in this checkpoint is by {0}.")]
    Unsigned(String),
    /// The signature is wrong.
    #[error("The signature by {0} does not belong to these words: they were changed.")]
    Forged(String),
    /// A key that is none.
    #[error("This is not a verifier key. It looks like name+1a2b3c4d+AbC…")]
    Key,
}

/// What a note says: the journal had this many entries and this root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeHead {
    /// How many journals.
    pub size: i64,
    /// The root of the RFC 6962 tree over them.
    pub root: Hash,
}

/// Signs for one book.
pub struct Signer {
    name: String,
    pair: Ed25519KeyPair,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.name)
    }
}

impl Signer {
    /// The signer whose secret is `seed`. Spaces and plus signs in the name become hyphens.
    ///
    /// # Errors
    /// [`NoteError::Key`], which no 32 bytes cause.
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let name = name.replace(|c: char| c.is_whitespace() || c == '+', "-");
        Ok(Self { name, pair: Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| NoteError::Key)? })
    }

    /// What anybody needs to check its signatures.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), public: Hash::try_from(self.pair.public_key().as_ref()).unwrap_or_default() }
    }

    /// The signed note about a tree.
    #[must_use]
    pub fn sign(&self, head: &TreeHead) -> String {
        let text = format!("{}\n{}\n{}\n", self.name, head.size, BASE64.encode(&head.root));
        let mut signature = self.verifier().key_id().to_vec();
        signature.extend_from_slice(self.pair.sign(text.as_bytes()).as_ref());
        format!("{text}\n— {} {}\n", self.name, BASE64.encode(&signature))
    }
}

/// A public key with its name: `name+key id+base64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    public: Hash,
}

impl Verifier {
    /// The first four bytes of SHA-256(name ‖ newline ‖ kind ‖ key).
    fn key_id(&self) -> [u8; 4] {
        let mut hash = Sha256::new();
        hash.update(self.name.as_bytes());
        hash.update([b'\n', ED25519_KIND]);
        hash.update(self.public);
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash.finalize());
        [a, b, c, d]
    }

    /// What a note says, if this key signed it.
    ///
    /// # Errors
    /// [`NoteError`].
    pub fn open(&self, note: &str) -> Result<TreeHead, NoteError> {
        let (text, signatures) = note.split_once("\n\n").ok_or(NoteError::Unreadable("it has no signature"))?;
        let signed = format!("{text}\n");
        let own = format!("— {} ", self.name);
        let mut found = None;
        for line in signatures.lines() {
            let bytes = line.strip_prefix(&own).and_then(|encoded| BASE64.decode(encoded.trim_end().as_bytes()).ok());
            found = found.or(bytes.filter(|bytes| bytes.starts_with(&self.key_id())));
        }
        let found = found.ok_or_else(|| NoteError::Unsigned(self.to_string()))?;
        let (_, signature) = found.split_at_checked(4).ok_or(NoteError::Unreadable("its signature is too short"))?;
        UnparsedPublicKey::new(&ED25519, self.public)
            .verify(signed.as_bytes(), signature)
            .map_err(|_| NoteError::Forged(self.name.clone()))?;
        read(text)
    }
}

/// What the signed words say.
fn read(text: &str) -> Result<TreeHead, NoteError> {
    let mut lines = text.lines().skip(1);
    let size = lines.next().and_then(|line| line.parse().ok()).filter(|size| *size >= 0);
    let root = lines.next().and_then(|line| BASE64.decode(line.as_bytes()).ok()).and_then(|bytes| Hash::try_from(bytes.as_slice()).ok());
    Ok(TreeHead {
        size: size.ok_or(NoteError::Unreadable("its second line is no number of journals"))?,
        root: root.ok_or(NoteError::Unreadable("its third line is no root"))?,
    })
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[ED25519_KIND], self.public.as_slice()].concat();
        write!(f, "{}+{}+{}", self.name, HEXLOWER.encode(&self.key_id()), BASE64.encode(&key))
    }
}

impl FromStr for Verifier {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else { return Err(NoteError::Key) };
        let bytes = BASE64.decode(key.as_bytes()).map_err(|_| NoteError::Key)?;
        let public = bytes.split_first().filter(|(kind, _)| **kind == ED25519_KIND).map(|(_, public)| public);
        let public = public.and_then(|public| Hash::try_from(public).ok()).ok_or(NoteError::Key)?;
        let verifier = Self { name: name.to_owned(), public };
        if HEXLOWER.encode(&verifier.key_id()) == id { Ok(verifier) } else { Err(NoteError::Key) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> Signer {
        Signer::new("fund.example/ledger", &[7; 32]).expect("a key")
    }

    #[test]
    fn a_note_is_opened_by_its_key_alone() {
        let head = TreeHead { size: 2_385, root: [9; 32] };
        let (signer, note) = (signer(), signer().sign(&head));
        assert!(note.starts_with("fund.example/ledger\n2385\nCQkJ") && note.contains("\n\n— fund.example/ledger "));
        let verifier: Verifier = signer.verifier().to_string().parse().expect("its own key");
        assert_eq!((verifier.open(&note), &verifier), (Ok(head), &signer.verifier()));
        let other = Signer::new("fund.example/ledger", &[8; 32]).expect("a key").verifier();
        assert_eq!(other.open(&note), Err(NoteError::Unsigned(other.to_string())));
    }

    #[test]
    fn changed_words_are_found() {
        let note = signer().sign(&TreeHead { size: 2_385, root: [9; 32] });
        let verifier = signer().verifier();
        let forged = NoteError::Forged("fund.example/ledger".into());
        assert_eq!(verifier.open(&note.replacen("2385", "2386", 1)), Err(forged.clone()));
        assert_eq!(verifier.open(&note.replacen("CQkJ", "CQkK", 1)), Err(forged));
        assert!(matches!(verifier.open("no note"), Err(NoteError::Unreadable(_))));
        for key in ["", "a+b", "fund.example/ledger+00000000+AQ==", &format!("{verifier}A")] {
            assert_eq!(key.parse::<Verifier>(), Err(NoteError::Key), "{key}");
        }
    }

    /// The example key of the C2SP signed-note text: name, key id and key belong together.
    #[test]
    fn the_published_key_is_read() {
        let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let verifier: Verifier = key.parse().expect("a published key");
        assert_eq!(verifier.to_string(), key);
        let note = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
                    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        // It is no checkpoint, but its signature holds: the words are what is complained about.
        assert!(matches!(verifier.open(note), Err(NoteError::Unreadable(_))));
    }
}
