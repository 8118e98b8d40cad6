//! `udf ledger period`: the same steps as on the desk, by the same people.

use crate::db::Db;
use crate::disbursement::{self, PeriodStep};
use crate::ledger;
use crate::people::{Actor, account};
use anyhow::{Context, Result};
use chrono::NaiveDate;
use clap::Subcommand;

/// What to do with accounting periods.
#[derive(Subcommand, Debug)]
pub(super) enum PeriodCommand {
    /// Print every period and where it stands
    List,
    /// Open a period for these days
    Open {
        /// Its first day, such as 2027-01-01
        first_day: NaiveDate,
        /// Its last day
        last_day: NaiveDate,
        /// The finance officer who does it
        #[arg(long = "as", value_name = "EMAIL")]
        by: String,
    },
    /// Let no more journals count for its days
    Close(Step),
    /// Let journals count for its days again
    Reopen(Step),
    /// Shut it for ever, by another person than who closed it
    Seal(Step),
}

/// A step on one period.
#[derive(clap::Args, Debug)]
pub(super) struct Step {
    /// The period, as `list` prints it
    id: String,
    /// Who does it
    #[arg(long = "as", value_name = "EMAIL")]
    by: String,
    /// Why; needed to open a period again
    #[arg(long, default_value = "")]
    reason: String,
}

pub(super) fn run(db: &Db, command: &PeriodCommand) -> Result<()> {
    match command {
        PeriodCommand::List => list(db),
        PeriodCommand::Open { first_day, last_day, by } => {
            let actor = person(db, by)?;
            let period = db.write(|tx| disbursement::open_period(tx, &actor, *first_day, *last_day))?;
            say!("{} is open.", period.id);
            Ok(())
        }
        PeriodCommand::Close(step) => change(db, step, PeriodStep::Close),
        PeriodCommand::Reopen(step) => change(db, step, PeriodStep::Reopen),
        PeriodCommand::Seal(step) => change(db, step, PeriodStep::Seal),
    }
}

pub(super) fn person(db: &Db, email: &str) -> Result<Actor> {
    let found = db.read(|conn| account::find_by_email(conn, email))?.with_context(|| format!("nobody has the address {email}"))?;
    Ok(db.read(|conn| account::actor(conn, found.id))?)
}

fn list(db: &Db) -> Result<()> {
    for period in db.read(ledger::list_periods)? {
        let root = period.seal.map(|seal| format!("  root {} at journal {}", seal.root, seal.at_seq)).unwrap_or_default();
        say!("{}  {}{root}", period.id, period.state);
    }
    Ok(())
}

fn change(db: &Db, step: &Step, what: PeriodStep) -> Result<()> {
    let actor = person(db, &step.by)?;
    db.write(|tx| disbursement::change_period(tx, &actor, &step.id, what, &step.reason)).map_err(|e| {
        let fields = crate::kernel::Refusal::fields(&e).iter().map(|f| f.message.clone()).collect::<Vec<_>>().join(" ");
        if fields.is_empty() { anyhow::Error::new(e) } else { anyhow::anyhow!(fields) }
    })?;
    let now = db.read(|conn| ledger::period(conn, &step.id))?;
    say!("{} is {}.", now.id, now.state);
    Ok(())
}
