//! `udf scoring slate FILE.csv --budget N`: which applications to fund, exactly, as JSON.

use crate::kernel::Money;
use crate::scoring::slate::{self, Request, Rule, Side};
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
    /// Also say what each rule costs, what $10,000 more would buy, and who comes next
    #[arg(long)]
    explain: bool,
}

/// Prints the choice as JSON.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let bytes = std::fs::read(&arguments.file).with_context(|| format!("{} cannot be read", arguments.file.display()))?;
    let table = slate::read(&bytes).with_context(|| arguments.file.display().to_string())?;
    let budget = Money::parse(&arguments.budget).with_context(|| format!("The budget \"{}\" is no amount", arguments.budget))?;
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
