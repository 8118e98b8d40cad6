//! A releasing officer takes the file of a released run out: who and when is kept before it leaves.

use super::bank_file::open_bank_file;
use super::open::open_run;
use super::run::Run;
use super::run_facts::BankFileDownloaded;
use super::store::{self, BankFile};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::people::{Actor, FundRole};

/// Why the file was not handed out.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// Not a releasing officer.
    #[error("Only a releasing officer can take out the file of a payment run.")]
    NotReleasing,
    /// The run has no file yet.
    #[error("This run is not released yet, so it has no file.")]
    NotReleased,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DownloadError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotReleasing => Kind::Missing,
            Self::NotReleased => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// The file of a run, for somebody who is kept as having taken it out.
///
/// # Errors
/// [`DownloadError`]; then nothing was handed out.
pub fn download_file(tx: &mut Tx<'_>, actor: &Actor, id: Id<Run>) -> Result<BankFile, DownloadError> {
    let account = actor.account.filter(|_| actor.has(FundRole::ReleasingOfficer)).ok_or(DownloadError::NotReleasing)?;
    let run = open_run(tx, actor, id)?;
    let vault = tx.vault()?;
    let file = open_bank_file(tx, &vault, id)?.ok_or(DownloadError::NotReleased)?;
    store::insert_download(tx, id, &file.sha256, (account, &actor.name))?;
    let fact = BankFileDownloaded {
        run_id: run.id.text(),
        number: run.number,
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        downloaded_by: actor.name.clone(),
        downloaded_at: tx.now(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(file)
}
