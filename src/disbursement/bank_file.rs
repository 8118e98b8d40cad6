//! The file of a run as it is kept. A file for the bank names accounts in full, so the vault seals it before it is stored;
//! its name and SHA-256 are those of the plain file. A file of an earlier version of the program stands plain until
//! `udf vault reseal` seals it.

use super::run::Run;
use super::store::{self, BankFile};
use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::vault::{Place, Vault, VaultError};
use data_encoding::HEXLOWER;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// What a sealed file begins with, and no plain one: a file for the bank begins with a digit, a list with a column's name.
const SEALED: &str = "v1:";

/// What a sealed file is bound to.
fn place(run: &str) -> Place<'_> {
    Place { table: "bank_files", column: "content", row: run }
}

/// SHA-256 of a file's bytes.
pub(super) fn sha256(content: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(content))
}

/// A file as it is stored.
pub(super) fn sealed(vault: &Vault, run: &str, plain: &[u8]) -> Result<String, VaultError> {
    let text = std::str::from_utf8(plain).map_err(|_| VaultError::Sealed("bank_files.content".into()))?;
    vault.seal(place(run), text)
}

/// A file as it was written, whether it is stored sealed or plain.
pub(super) fn opened(vault: &Vault, run: &str, kept: &str) -> Result<SecretString, VaultError> {
    if kept.starts_with(SEALED) { vault.open(place(run), kept) } else { Ok(kept.to_owned().into()) }
}

/// A file sealed with the current key, whatever it was stored as.
pub(super) fn sealed_anew(vault: &Vault, run: &str, kept: &str) -> Result<String, VaultError> {
    vault.seal(place(run), opened(vault, run, kept)?.expose_secret())
}

/// The file of a run that was released, as it was written.
///
/// # Errors
/// The database's refusal; [`Error::Broken`] for a file that does not open, or is not the one that was written.
pub fn open_bank_file(conn: &mut Conn, vault: &Vault, run: Id<Run>) -> Result<Option<BankFile>, Error> {
    let Some((known, kept)) = store::find_kept_file(conn, run)? else { return Ok(None) };
    let plain = opened(vault, &run.text(), &kept).map_err(|e| Error::Broken(e.to_string()))?;
    let content = plain.expose_secret().as_bytes().to_vec();
    if sha256(&content) != known.sha256 {
        return Err(Error::Broken(format!("{} is not the file that was written", known.name)));
    }
    Ok(Some(BankFile { name: known.name, content, sha256: known.sha256 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    const ONE: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const TWO: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
    const PLAIN: &str = include_str!("../../tests/fixtures/nacha/good.ach");

    fn vault(key: &str) -> Vault {
        Vault::from_settings(&config::Vault { key: key.into(), key_path: String::new() }).expect("a vault")
    }

    #[test]
    fn a_file_opens_for_its_run_alone_and_a_plain_one_is_read_as_it_is() {
        let one = vault(ONE);
        let kept = sealed(&one, "run", PLAIN.as_bytes()).expect("sealed");
        assert!(kept.starts_with(SEALED) && !kept.contains("123456789"));
        assert_eq!(opened(&one, "run", &kept).expect("open").expose_secret(), PLAIN);
        assert!(opened(&one, "other", &kept).is_err() && opened(&vault(TWO), "run", &kept).is_err());
        assert_eq!(opened(&one, "run", PLAIN).expect("plain").expose_secret(), PLAIN);
    }

    #[test]
    fn a_file_is_sealed_anew_with_the_first_key_from_plain_or_an_older_one() {
        let (old, both, new) = (vault(ONE), vault(&format!("{TWO},{ONE}")), vault(TWO));
        for kept in [PLAIN.to_owned(), sealed(&old, "run", PLAIN.as_bytes()).expect("sealed")] {
            assert!(both.is_old(&kept), "{kept}");
            let anew = sealed_anew(&both, "run", &kept).expect("sealed");
            assert!(!both.is_old(&anew));
            assert_eq!(opened(&new, "run", &anew).expect("open").expose_secret(), PLAIN);
        }
    }
}
