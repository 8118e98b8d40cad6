//! `udf bank`: the files of the bank, as on the desk, by the same people.

use super::period::person;
use crate::app;
use crate::banking::{self, NewFile};
use crate::kernel::{Clock, IdSource, Refusal};
use crate::vault::Vault;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::sync::Arc;

/// What to do with files of the bank.
#[derive(clap::Subcommand, Debug)]
pub(super) enum BankCommand {
    /// Read a statement (CSV, BAI2, camt.053, OFX) or a file of returns and notices in; the same file twice does nothing
    Import {
        /// The file; what it is is seen from what it holds
        file: PathBuf,
        /// The finance officer who does it
        #[arg(long = "as", value_name = "EMAIL")]
        by: String,
        /// The fund whose money the account holds, if it is read for the first time
        #[arg(long)]
        fund: Option<String>,
        /// The account is another one of the fund, of which nothing was read before
        #[arg(long)]
        new_account: bool,
    },
}

pub(super) fn run(command: &BankCommand) -> Result<()> {
    let BankCommand::Import { file, by, fund, new_account } = command;
    let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let settings = app::settings()?;
    let db = app::open_current_database(&settings, Clock::System, IdSource::random())?;
    // A notice of change brings an account number, which is sealed before it is kept.
    db.know_vault(Arc::new(Vault::from_settings(&settings.vault)?));
    let actor = person(&db, by)?;
    let new = NewFile { name: &name, bytes: &bytes, fund: fund.as_deref(), is_new_account: *new_account };
    let done = db.write(|tx| banking::import_file(tx, &actor, &new)).map_err(|e| {
        let fields = e.fields().iter().map(|f| f.message.clone()).collect::<Vec<_>>().join(" ");
        if fields.is_empty() { anyhow::Error::new(e) } else { anyhow::anyhow!(fields) }
    })?;
    if done.is_repeat {
        say!("This very file was read in before. Nothing was done again.");
        return Ok(());
    }
    say!("{} lines kept, {} known from before, {} matched", done.lines, done.skipped, done.matched);
    say!("{} payments returned, {} notices of change, {} to look at", done.returned, done.notices, done.exceptions);
    Ok(())
}
