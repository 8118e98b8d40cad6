//! `udf workflow check FILE` and `udf workflow graph FILE`.

use super::arguments::WorkflowCommand;
use crate::process;
use crate::workflow::{self, Source};
use anyhow::{Context, Result, bail};
use std::path::Path;

pub(super) fn run(command: &WorkflowCommand) -> Result<()> {
    match command {
        WorkflowCommand::Check { file } => check(file),
        WorkflowCommand::Graph { file, svg } => graph(file, *svg),
    }
}

fn read(file: &Path) -> Result<Source> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(workflow::parse(&file.display().to_string(), &text)?)
}

fn check(file: &Path) -> Result<()> {
    let source = read(file)?;
    let findings = workflow::check(&source, &process::vocabulary());
    for finding in &findings {
        say!("{finding}");
    }
    if !findings.is_empty() {
        bail!("{}: {} to mend", file.display(), findings.len());
    }
    let (d, hash) = (&source.definition, source.definition.hash()?);
    say!("{} {}: {} places, {} transitions, no fault. SHA-256 {hash}", d.name, d.version, d.places.len(), d.transitions.len());
    Ok(())
}

fn graph(file: &Path, svg: bool) -> Result<()> {
    let definition = read(file)?.definition;
    show!(if svg { workflow::svg(&definition) } else { workflow::dot(&definition) });
    Ok(())
}
