//! `udf scoring draw`: draws from a published pool by a public key, or checks the record
//! of a draw by drawing again.

use super::input::read;
use crate::scoring::draw::{self, Method, Pool, Record};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// A pool of 65,535 names, and the record of a draw from it, is much shorter.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Draw names by lot so that anybody can draw again, or check a draw
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Publish the pool and its root first (without --key), then wait for the public number that was announced.
The output of a draw is its record; keep it as it is.

Example: udf scoring draw --pool band.txt --count 3 --key 'drand 5512345 9f3c…' > draw.json
         udf scoring draw --verify draw.json --pool band.txt")]
pub struct Arguments {
    /// The names to draw from, one a line
    #[arg(long, value_name = "FILE", required_unless_present = "verify")]
    pool: Option<PathBuf>,
    /// How many to draw
    #[arg(long, value_name = "K", requires = "key", conflicts_with = "verify")]
    count: Option<usize>,
    /// The text that nobody could know when the pool was published; without it, print the pool and its root
    #[arg(long, value_name = "TEXT", requires = "count", conflicts_with = "verify")]
    key: Option<String>,
    /// Draw as RFC 3797 says (MD5, the pool in the order of its file)
    #[arg(long, conflicts_with = "verify")]
    rfc3797: bool,
    /// Check this record by drawing again; exit code 1 if it is not valid
    #[arg(long, value_name = "FILE")]
    verify: Option<PathBuf>,
}

/// Prints the record of a draw, a commitment, or a verdict, as JSON.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let pool = arguments.pool.as_deref().map(read_pool).transpose()?;
    if let Some(file) = &arguments.verify {
        return verify(file, pool);
    }
    let Some(pool) = pool else { bail!("Name the file of the pool with --pool.") };
    let method = if arguments.rfc3797 { Method::Rfc3797 } else { Method::Sha256 };
    let text = match (&arguments.key, arguments.count) {
        (Some(key), Some(count)) => serde_json::to_string_pretty(&draw::draw(pool, count, key, method)?)?,
        _ => serde_json::to_string_pretty(&draw::commit(pool, method))?,
    };
    say!("{text}");
    Ok(())
}

fn read_pool(file: &Path) -> Result<Pool> {
    Pool::read(&read(file, MOST_BYTES)?).with_context(|| file.display().to_string())
}

fn verify(file: &Path, pool: Option<Pool>) -> Result<()> {
    let bytes = read(file, MOST_BYTES)?;
    let record: Record = serde_json::from_slice(&bytes).with_context(|| format!("{} is no record of a draw", file.display()))?;
    let verdict = draw::verify(&record, pool).with_context(|| format!("{} cannot be drawn again", file.display()))?;
    say!("{}", serde_json::to_string_pretty(&verdict)?);
    if verdict.valid { Ok(()) } else { bail!("The record {} is not valid: {}.", file.display(), verdict.differs.join("; ")) }
}
