//! `udf rates import FILE`: brings in travel rates, such as next year's or those of the Department of State.

use super::opportunity::open;
use super::period::person;
use crate::rates::Source;
use crate::spending;
use anyhow::{Context, Result};
use std::path::PathBuf;

/// What to do with travel rates.
#[derive(clap::Subcommand, Debug)]
pub(super) enum RatesCommand {
    /// Read rates in; the same file twice changes nothing
    Import {
        /// A CSV with country, place, from, to, lodging, meals and perhaps first_last, or a yearly file like those in config/rates
        file: PathBuf,
        /// Who set them: `state`, `dod` or `gsa`
        #[arg(long)]
        source: Source,
        /// Where the file is from: the table and its date
        #[arg(long)]
        citation: String,
        /// The officer who brings them in
        #[arg(long = "as", value_name = "EMAIL")]
        by: String,
    },
}

pub(super) fn run(command: &RatesCommand) -> Result<()> {
    let RatesCommand::Import { file, source, citation, by } = command;
    let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let db = open()?;
    let actor = person(&db, by)?;
    let count = db.write(|tx| spending::import_rates(tx, &actor, (*source, citation), &bytes)).map_err(|e| {
        let fields = crate::kernel::Refusal::fields(&e).iter().map(|f| f.message.clone()).collect::<Vec<_>>().join(" ");
        if fields.is_empty() { anyhow::Error::new(e) } else { anyhow::anyhow!(fields) }
    })?;
    if count == 0 {
        say!("This file was read in before; nothing was changed.");
    } else {
        say!("{count} rates read in");
    }
    Ok(())
}
