//! `udf completions` and `udf man`: made from the arguments themselves.

use super::arguments::Arguments;
use anyhow::Result;
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::stdout;

pub(super) fn completions(shell: Shell) {
    clap_complete::generate(shell, &mut Arguments::command(), "udf", &mut stdout());
}

pub(super) fn man() -> Result<()> {
    clap_mangen::Man::new(Arguments::command()).render(&mut stdout())?;
    Ok(())
}
