//! `udf spending verify`: whether the sums that pages about spending read still are what they are made of, and whether accepted
//! expenses are what the ledger says was spent.

use super::opportunity::open;
use crate::reporting::tracking;
use anyhow::{Result, bail};

/// What to do with the sums of spending.
#[derive(clap::Subcommand, Debug)]
pub(super) enum SpendingCommand {
    /// Compare the kept sums with every balance and expense, and expenses with the ledger; exit code 1 if one differs
    Verify,
}

pub(super) fn run(command: &SpendingCommand) -> Result<()> {
    let SpendingCommand::Verify = command;
    let apart = open()?.snapshot(tracking::verify)?;
    for difference in &apart {
        say!("{}: {} rows differ from what they are made of", difference.table, difference.rows);
    }
    if !apart.is_empty() {
        bail!("the sums of spending do not hold");
    }
    say!("The sums of spending are what they are made of, and expenses are what the ledger says was spent.");
    Ok(())
}
