//! `udf scoring slate FILE.csv --budget N`: which applications to fund, exactly, as JSON.

use super::input;
use crate::kernel::Money;
use crate::scoring::slate::{self, MOST_BYTES, Request, Rule, Side};
use anyhow::{Context, Result};
use std::path::PathBuf;

/// Choose the applications that are worth most within a budget and rules
#[derive(Debug, clap::Args)]
#[command(after_help = "\
GROUP names a group of applications in one of three ways:
  state              a column: the rule holds for each of its values
  category:training  one value of a column
  training           a value that only one column has
All rules hold together. A column \"levels\" states partial amounts, such as 5000;7500=0.6.

Example: udf scoring slate applications.csv --budget 250000 --max-per state=2 --min-per category:training=3 --explain")]
pub struct Arguments {
    /// CSV with the columns application, value, cost, and a column for each kind of group
    file: PathBuf,
    /// What can be spent, in dollars, such as 250000 or $250,000.00
    #[arg(long, value_name = "DOLLARS")]
    budget: String,
    /// At least N of the group; may be given several times
    #[arg(long, value_name = "GROUP=N")]
    min_per: Vec<String>,
    /// At most N of the group; may be given several times
    #[arg(long, value_name = "GROUP=N")]
    max_per: Vec<String>,
    /// A partial award is at least this much, in dollars: the smallest grant that the fund gives
    #[arg(long, value_name = "DOLLARS", default_value = "5000")]
    least_partial: String,
    /// Also say what each rule costs, what $10,000 more would buy, and who comes next
    #[arg(long)]
    explain: bool,
}

/// Prints the choice as JSON.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let least_partial = amount("least partial award", &arguments.least_partial)?;
    let table =
        slate::read(&input::read(&arguments.file, MOST_BYTES)?, least_partial).with_context(|| arguments.file.display().to_string())?;
    let budget = amount("budget", &arguments.budget)?;
    let floors = arguments.min_per.iter().map(|text| Rule::parse(Side::Floor, text));
    let caps = arguments.max_per.iter().map(|text| Rule::parse(Side::Cap, text));
    let rules = floors.chain(caps).collect::<Result<Vec<_>, _>>()?;
    let request = Request { table: &table, rules: &rules, budget };
    let chosen = slate::choose(&request)?;
    let explanation = if arguments.explain { Some(slate::explain(&request, &chosen)?) } else { None };
    let report = slate::report(&request, &slate::limits(&request)?, &chosen, explanation.as_ref());
    say!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

fn amount(what: &str, text: &str) -> Result<Money> {
    Money::parse(text).with_context(|| format!("The {what} “{text}” is no amount"))
}
