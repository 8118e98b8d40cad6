//! `udf scoring evaluate`: reads scores, and costs if there are any, and prints the evaluation.

use super::input::read;
use crate::kernel::Money;
use crate::scoring::Better;
use crate::scoring::evaluate::{Budget, Question, evaluate};
use crate::scoring::table::{self, LARGEST_FILE};
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

const EXAMPLE: &str = "\
Example: udf scoring evaluate scores.csv --budget 50000 --costs costs.csv

scores.csv:                    costs.csv:
  application,reviewer,score     application,cost
  A-1,Ada,4                      A-1,12500
  A-1,Ben,5                      A-2,8000
  A-2,Ada,3

An empty score is a missing one. The method is in docs/SCORING-evaluate.md.";

/// Arguments of `evaluate`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// A CSV file with the columns application, reviewer and score
    file: PathBuf,
    /// What can be spent, in dollars; without --costs, how many applications can be funded
    #[arg(long, value_name = "N")]
    budget: Option<String>,
    /// A CSV file with the columns application and cost, in dollars
    #[arg(long, value_name = "FILE", requires = "budget")]
    costs: Option<PathBuf>,
    /// Where draws begin; without it, they follow from the scores
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Fewer points are better
    #[arg(long)]
    lower_is_better: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let name = |file: &Path| file.display().to_string();
    let table = table::read(&read(&arguments.file, LARGEST_FILE)?).with_context(|| name(&arguments.file))?;
    let budget = match (arguments.budget.as_deref(), &arguments.costs) {
        (None, _) => None,
        (Some(budget), None) => Some(Budget::Applications(count(budget)?)),
        (Some(budget), Some(file)) => {
            let costs = table::read_costs(&read(file, LARGEST_FILE)?).with_context(|| name(file))?;
            let budget = Money::parse(budget).with_context(|| format!("The budget “{budget}” is no amount"))?;
            Some(Budget::Cents { budget: budget.cents().unsigned_abs(), costs })
        }
    };
    let better = if arguments.lower_is_better { Better::Lower } else { Better::Higher };
    let bar = Bar::new();
    let report = evaluate(&table, &Question { better, seed: arguments.seed, budget }, &|step, done, of| bar.tell(step, done, of));
    bar.end();
    say!("{}", serde_json::to_string_pretty(&report?)?);
    Ok(())
}

/// A budget that counts applications.
fn count(budget: &str) -> Result<u64> {
    budget.parse().ok().with_context(|| {
        format!("The budget “{budget}” is no whole number: without --costs it counts applications. Give a whole number, or add --costs.")
    })
}

/// Progress on standard error, shown only when the work takes a while.
struct Bar {
    bar: ProgressBar,
    last: Mutex<Instant>,
}

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        Self { bar, last: Mutex::new(Instant::now()) }
    }

    /// Says where the work stands, a few times a second.
    fn tell(&self, step: &str, done: usize, of: usize) {
        let Ok(mut last) = self.last.try_lock() else { return };
        // What is no terminal keeps every line: one now and then is enough.
        let pause = if self.bar.is_hidden() { Duration::from_secs(2) } else { Duration::from_millis(200) };
        if last.elapsed() < pause {
            return;
        }
        *last = Instant::now();
        let message = if of > 1 { format!("{step}: {done} of {of}") } else { format!("{step} …") };
        if self.bar.is_hidden() {
            eprintln!("{message}");
        } else {
            self.bar.set_message(message);
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}
