//! `udf award verify REFERENCE`: whether the record of a closed award is still what was sealed.

use crate::app;
use crate::award;
use crate::db::Error;
use crate::kernel::{Clock, IdSource};
use crate::process;
use anyhow::{Result, bail};
use clap::Subcommand;

/// What to do with an award.
#[derive(Subcommand, Debug)]
pub(super) enum AwardCommand {
    /// Compare the record of a closed award with its seal; fails if any part differs, naming it
    Verify {
        /// The number of the award, such as UDF-2027-0142
        reference: String,
    },
}

pub(super) fn run(command: &AwardCommand) -> Result<()> {
    let AwardCommand::Verify { reference } = command;
    let settings = app::settings()?;
    let db = app::open_current_database(&settings, Clock::System, IdSource::random())?;
    let check = db.snapshot(|conn| {
        let award = award::by_reference(conn, reference)?;
        process::check_seal(conn, award.id)
    });
    let Some(check) = check.map_err(|e: Error| anyhow::Error::new(e))? else {
        bail!("{reference} is not sealed: it was never closed, or before there were seals")
    };
    for part in &check.changed {
        say!("{part}: not what was sealed");
    }
    if !check.holds() {
        bail!("the record of {reference} differs from its seal in {} parts", check.changed.len());
    }
    say!(
        "{reference}: the record is what was sealed {} (closing {}). {}",
        check.seal.sealed_at.iso(),
        check.seal.n,
        check.seal.record_sha256
    );
    Ok(())
}
