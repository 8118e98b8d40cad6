//! `udf scoring assign FILE`: who reviews what, from a table of pairs to JSON.

use crate::scoring::assign::{Chance, MOST_BYTES, Order, Rules, Table, Wishes, report};
use anyhow::{Context, Result};
use std::path::PathBuf;

/// Reads pairs and prints the best assignment as JSON
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: udf scoring assign pairs.csv --per-application 3 --load-min 10 --load-max 30\n\n\
    The first line names the columns application, reviewer, affinity and conflict, in any order; region (of the reviewer) and \
    fixed (chosen by hand) may be added. A pair that is not in the table has affinity 0 and no conflict. docs/SCORING-assign.md \
    tells the method.")]
pub struct Arguments {
    /// A CSV file with a row for each pair of an application and a reviewer; - reads standard input
    file: PathBuf,
    /// How many reviews each application gets
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..=100))]
    per_application: u32,
    /// The fewest reviews of each reviewer
    #[arg(long, value_name = "A", default_value_t = 0)]
    load_min: u32,
    /// The most reviews of each reviewer; no limit without it
    #[arg(long, value_name = "B")]
    load_max: Option<u32>,
    /// Raise the lowest affinity of any application as far as possible first, then the total
    #[arg(long, conflicts_with = "allow_shortfall")]
    fair: bool,
    /// If not all reviews can be given, give as many as possible and say which are missing
    #[arg(long)]
    allow_shortfall: bool,
    /// A pair that is not in the table is impossible, instead of affinity 0
    #[arg(long)]
    only_listed: bool,
    /// The reviewers of each application come from two regions at least (column region)
    #[arg(long)]
    two_regions: bool,
    /// Exchange reviewers until all reviews hang together, so that severities can be compared
    #[arg(long)]
    connect: bool,
    /// No pair is assigned with a higher probability than this, over all seeds (against bidding for certain applications)
    #[arg(long, value_name = "Q")]
    probability_cap: Option<Chance>,
    /// The seed of the draw for --probability-cap; without it a seed changes nothing
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let name = arguments.file.display();
    let table = Table::read(&super::input::read(&arguments.file, MOST_BYTES)?).with_context(|| name.to_string())?;
    let order = Order {
        per_application: arguments.per_application,
        load_min: arguments.load_min,
        load_max: arguments.load_max,
        rules: Rules { only_listed: arguments.only_listed, two_regions: arguments.two_regions },
        wishes: Wishes { fair: arguments.fair, shortfall: arguments.allow_shortfall, connect: arguments.connect },
        chance: arguments.probability_cap,
        seed: arguments.seed,
    };
    let found = report(&table, &order).with_context(|| name.to_string())?;
    show!(serde_json::to_string_pretty(&found)? + "\n");
    Ok(())
}
