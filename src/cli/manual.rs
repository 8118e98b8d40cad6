//! `udf completions` and `udf man`: made from the arguments themselves.

use super::arguments::Arguments;
use anyhow::Result;
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::stdout;

pub(super) fn completions(shell: Shell) {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "udf", &mut script);
    show!(script);
}

pub(super) fn man() -> Result<()> {
    clap_mangen::Man::new(Arguments::command()).render(&mut stdout())?;
    Ok(())
}
