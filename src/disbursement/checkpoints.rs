//! Checkpoints of the ledger: made, put on record, and sent to every auditor, so that
//! what the journal said is known outside the program.

use super::facts::LedgerCheckpointed;
use crate::audit;
use crate::config::Settings;
use crate::db::{Error, Tx};
use crate::ledger::{self, Checkpoint, NoteError, Signer};
use crate::outbox::{self, Side};
use crate::people::{Actor, FundRole, account};
use crate::vault::{Vault, VaultError};

/// Why there is no signer.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// The vault has no key.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The key cannot sign.
    #[error(transparent)]
    Note(#[from] NoteError),
}

/// The signer of this fund's ledger: named after its site, with a secret made from the
/// vault's current key.
///
/// # Errors
/// [`SignerError`].
pub fn ledger_signer(settings: &Settings, vault: &Vault) -> Result<Signer, SignerError> {
    let origin = settings.server.public_origin.as_str();
    let host = origin.split_once("://").map_or(origin, |(_, host)| host).trim_end_matches('/');
    Ok(Signer::new(&format!("{host}/ledger"), &vault.derive("ledger checkpoint 1")?)?)
}

/// Makes a checkpoint and tells the auditors; `None` when nothing was booked since the latest.
///
/// # Errors
/// The database's refusal.
pub fn make_checkpoint(tx: &mut Tx<'_>, actor: &Actor, signer: &Signer) -> Result<Option<Checkpoint>, Error> {
    let Some(made) = ledger::make_checkpoint(tx, signer)? else { return Ok(None) };
    let fact = LedgerCheckpointed {
        journals: made.size,
        root: made.root.clone(),
        note: made.note.lines().map(str::to_owned).collect(),
        verifier: signer.verifier().to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let auditors = account::list_with_fund_roles(tx, &[FundRole::Auditor])?;
    let to: Vec<_> = auditors.iter().map(|person| person.recipient(Side::Fund)).collect();
    outbox::announce(tx, &fact, &to)?;
    Ok(Some(made))
}
