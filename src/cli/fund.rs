//! `udf ledger rules`, `opening` and `close-year`: what happens once in a fund's life or once
//! a year, by two people.

use super::period::person;
use crate::db::Db;
use crate::disbursement::{self, Fund, Opening, Unobligated};
use crate::ledger::{self, Rulebook};
use anyhow::{Context, Result};
use chrono::NaiveDate;
use clap::Subcommand;
use std::path::{Path, PathBuf};

/// What to do with posting rules.
#[derive(Subcommand, Debug)]
pub(super) enum RulesCommand {
    /// Print every rule set and from when it is in force
    List,
    /// Keep the books by an optional rule set from a day on; this is not undone
    Adopt {
        /// The rule set, as `list` prints it
        rule_set: String,
        /// Its first day
        #[arg(long, value_name = "DATE")]
        from: NaiveDate,
        #[command(flatten)]
        people: People,
    },
}

/// Who does it and who approves it.
#[derive(clap::Args, Debug)]
pub(super) struct People {
    /// The finance officer who does it
    #[arg(long = "as", value_name = "EMAIL")]
    by: String,
    /// Another finance officer or an approving official
    #[arg(long, value_name = "EMAIL")]
    approved_by: String,
}

/// A fund that begins with balances from other books.
#[derive(clap::Args, Debug)]
pub(super) struct OpeningArgs {
    /// CSV with the columns part, opportunity, award, category and amount
    file: PathBuf,
    /// The fund's code, such as UDF-2027
    #[arg(long)]
    fund: String,
    /// Its name, if it is new
    #[arg(long, default_value = "")]
    title: String,
    /// Its fiscal year, if it is new
    #[arg(long, default_value_t = 0)]
    year: i32,
    /// The day from which the balances count
    #[arg(long, value_name = "DATE")]
    on: NaiveDate,
    #[command(flatten)]
    people: People,
}

/// A year of a fund to close.
#[derive(clap::Args, Debug)]
pub(super) struct CloseYearArgs {
    /// The fund's code
    fund: String,
    /// The last day of the year
    #[arg(long, value_name = "DATE")]
    last_day: NaiveDate,
    /// Whether money that is not obligated is `carrying` over or `expiring`
    #[arg(long, value_name = "carrying|expiring")]
    unobligated: Unobligated,
    #[command(flatten)]
    people: People,
}

pub(super) fn rules(db: &Db, command: &RulesCommand) -> Result<()> {
    match command {
        RulesCommand::List => list(db),
        RulesCommand::Adopt { rule_set, from, people } => {
            let two = (person(db, &people.by)?, person(db, &people.approved_by)?);
            db.write(|tx| disbursement::adopt_rules(tx, (&two.0, &two.1), rule_set, *from))?;
            say!("{rule_set} is in force from {from} on.");
            Ok(())
        }
    }
}

fn list(db: &Db) -> Result<()> {
    let adopted = db.read(ledger::list_adopted)?;
    for book in Rulebook::all()? {
        let from = book.begins(&adopted).map_or_else(|| "not adopted".to_owned(), |day| format!("from {day}"));
        say!("{}  {from}  {} rules, {} tie-points", book.rules.id, book.rules.rules.len(), book.rules.tie_points.len());
    }
    Ok(())
}

pub(super) fn opening(db: &Db, args: &OpeningArgs) -> Result<()> {
    let two = (person(db, &args.people.by)?, person(db, &args.people.approved_by)?);
    let opening = Opening {
        fund: Fund { code: args.fund.clone(), title: args.title.clone(), fiscal_year: args.year },
        on: args.on,
        bytes: read(&args.file)?,
    };
    let receipt = db.write(|tx| disbursement::open_fund(tx, (&two.0, &two.1), &opening))?;
    let words = if receipt.replayed { "was opened before with this very file; nothing changed" } else { "is open" };
    say!("{} {words}: journal {}.", args.fund, receipt.seq);
    Ok(())
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}

pub(super) fn close_year(db: &Db, args: &CloseYearArgs) -> Result<()> {
    let two = (person(db, &args.people.by)?, person(db, &args.people.approved_by)?);
    let journals = db.write(|tx| disbursement::close_year(tx, (&two.0, &two.1), &args.fund, (args.last_day, args.unobligated)))?;
    let numbers: Vec<String> = journals.iter().map(ToString::to_string).collect();
    say!("The year of {} to {} is closed: journal {}.", args.fund, args.last_day, numbers.join(", "));
    Ok(())
}
