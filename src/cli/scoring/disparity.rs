//! `udf scoring disparity FILE.csv`: whether groups were selected alike, as JSON.

use crate::scoring::disparity::{self, Terms};
use anyhow::{Context, Result};
use std::path::PathBuf;

const EXAMPLE: &str = "\
Example: udf scoring disparity applications.csv --least 5

applications.csv:
  group,selected
  Midwest,1
  Midwest,0
  South,0

One row for each application; 1 if it was selected. The method is in docs/SCORING-disparity.md.";

/// Arguments of `disparity`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// A CSV file with the columns group and selected
    file: PathBuf,
    /// Groups with fewer are shown as counts alone
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    least: u32,
}

/// Prints the comparison as JSON.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let bytes = std::fs::read(&arguments.file).with_context(|| format!("{} cannot be read", arguments.file.display()))?;
    let table = disparity::read(&bytes).with_context(|| arguments.file.display().to_string())?;
    let terms = Terms { least: arguments.least, hundredths: Terms::FOUR_FIFTHS };
    say!("{}", serde_json::to_string_pretty(&disparity::report(&table, terms))?);
    Ok(())
}
