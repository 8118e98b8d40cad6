//! Account numbers, and the files of runs that name them, are sealed anew with the current key of the vault, so that an
//! older key can be thrown away. In batches: each is one transaction with its record, and what is sealed with the current
//! key already stays as it is. A file that an earlier version of the program stored plain is sealed.

use super::bank_facts::AccountsResealed;
use super::{bank_file, bank_proposal, enter_bank_details, store};
use crate::audit::{self, Doer};
use crate::db::{self, Tx};
use crate::kernel::{Kind, Refusal};
use crate::vault::{Place, Vault, VaultError};
use secrecy::ExposeSecret;

/// So many rows are looked at in one transaction.
const BATCH: i64 = 200;
/// So many files; each can be some megabytes.
const FEW: i64 = 10;

/// Where sealed account numbers are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedIn {
    /// In bank details.
    BankDetails,
    /// In notices of the bank.
    BankProposals,
    /// In files of runs.
    BankFiles,
}

impl SealedIn {
    /// The table.
    fn table(self) -> &'static str {
        match self {
            Self::BankDetails => "bank_details",
            Self::BankProposals => "bank_proposals",
            Self::BankFiles => "bank_files",
        }
    }
}

/// What one batch came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resealed {
    /// The last row that was looked at; none where nothing was left.
    pub last: Option<String>,
    /// How many rows were sealed anew.
    pub changed: usize,
}

/// Why nothing was sealed anew.
#[derive(Debug, thiserror::Error)]
pub enum ResealError {
    /// A value does not open: no key that is known has sealed it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ResealError {
    fn kind(&self) -> Kind {
        match self {
            Self::Vault(_) => Kind::Broken,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Seals the numbers or files of one batch anew: those after the row `after`, all from the beginning for an empty text.
///
/// # Errors
/// [`ResealError`]; then nothing of the batch was changed.
pub fn reseal(tx: &mut Tx<'_>, vault: &Vault, doer: &Doer, (kept, after): (SealedIn, &str)) -> Result<Resealed, ResealError> {
    let rows = match kept {
        SealedIn::BankDetails => store::list_sealed(tx, after, BATCH)?,
        SealedIn::BankProposals => store::list_sealed_proposals(tx, after, BATCH)?,
        SealedIn::BankFiles => store::list_kept_files(tx, after, FEW)?,
    };
    let mut changed = 0;
    for (id, old) in rows.iter().filter(|(_, sealed)| vault.is_old(sealed)) {
        let number = |place: Place<'_>| vault.seal(place, vault.open(place, old)?.expose_secret());
        match kept {
            SealedIn::BankDetails => store::change_sealed(tx, id, (old, &number(enter_bank_details::place(id))?))?,
            SealedIn::BankProposals => store::change_sealed_proposal(tx, id, (old, &number(bank_proposal::place(id))?))?,
            SealedIn::BankFiles => store::change_kept_file(tx, id, (old, &bank_file::sealed_anew(vault, id, old)?))?,
        }
        changed += 1;
    }
    if changed > 0 {
        audit::record(tx, doer, &AccountsResealed { table: kept.table().to_owned(), changed })?;
    }
    Ok(Resealed { last: rows.last().map(|(id, _)| id.clone()), changed })
}
