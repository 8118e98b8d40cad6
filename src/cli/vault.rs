//! `udf vault reseal`: account numbers and files of runs are sealed anew with the current key, after a key was put before the old one.

use crate::app;
use crate::audit::Doer;
use crate::disbursement::{self, SealedIn};
use crate::kernel::{Clock, IdSource};
use crate::vault::Vault;
use anyhow::{Context, Result};

/// What to do with the vault.
#[derive(clap::Subcommand, Debug)]
pub(super) enum VaultCommand {
    /// Seal every account number, and every file of a payment run, anew with the first key of vault.key; twice changes nothing
    Reseal,
}

pub(super) fn run(command: &VaultCommand) -> Result<()> {
    let VaultCommand::Reseal = command;
    let settings = app::settings()?;
    let db = app::open_current_database(&settings, Clock::System, IdSource::random())?;
    let vault = Vault::from_settings(&settings.vault)?;
    let doer = Doer { account_id: None, name: "command line".into() };
    let all = [
        (SealedIn::BankDetails, "account numbers of bank details"),
        (SealedIn::BankProposals, "account numbers of notices of the bank"),
        (SealedIn::BankFiles, "files of payment runs"),
    ];
    for (kept, what) in all {
        let (mut after, mut changed) = (String::new(), 0);
        loop {
            let batch = db
                .write(|tx| disbursement::reseal(tx, &vault, &doer, (kept, &after)))
                .with_context(|| format!("{changed} {what} are sealed anew, the rest is as it was"))?;
            changed += batch.changed;
            let Some(last) = batch.last else { break };
            after = last;
        }
        say!("{changed} {what} sealed anew");
    }
    Ok(())
}
