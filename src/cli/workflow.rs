//! `udf workflow`: check, compare or draw a file; list or print what is in use.

use super::arguments::WorkflowCommand;
use crate::app;
use crate::db::{Db, Error};
use crate::kernel::{Clock, IdSource};
use crate::workflow::{self, Finding, Source, Vocabulary};
use crate::{letters, process};
use anyhow::{Context, Result, bail};
use std::path::Path;

pub(super) fn run(command: &WorkflowCommand) -> Result<()> {
    match command {
        WorkflowCommand::Check { file, people } => check(file, *people),
        WorkflowCommand::Diff { old, new } => diff(old, new),
        WorkflowCommand::Graph { file, svg } => graph(file, *svg),
        WorkflowCommand::List => list(),
        WorkflowCommand::Export { name } => export(name),
    }
}

fn read(file: &Path) -> Result<Source> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(workflow::parse(&file.display().to_string(), &text)?)
}

/// Prints every finding and a summary; an error if there is a fault.
fn check(file: &Path, with_people: bool) -> Result<()> {
    let source = read(file)?;
    let vocabulary = Vocabulary { letters: letters::list(), ..process::vocabulary() };
    let findings = match with_people {
        true => workflow::check_with_people(&source, &vocabulary, &open()?.read(workflow::staff)?),
        false => workflow::check(&source, &vocabulary),
    };
    for finding in &findings {
        say!("{finding}");
    }
    let faults = findings.iter().filter(|finding| finding.is_fault()).count();
    if faults > 0 {
        bail!("{}: {}", file.display(), summary(faults, &findings));
    }
    let (d, hash) = (&source.definition, source.definition.hash()?);
    let summary = summary(faults, &findings);
    say!("{} {}: {} places, {} transitions, {summary}. SHA-256 {hash}", d.name, d.version, d.places.len(), d.transitions.len());
    Ok(())
}

/// “no fault, 2 warnings”.
fn summary(faults: usize, findings: &[Finding]) -> String {
    let warnings = findings.len() - faults;
    let counted = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let faults = if faults == 0 { "no fault".to_owned() } else { counted(faults, "fault") + " to mend" };
    if warnings == 0 { faults } else { format!("{faults}, {}", counted(warnings, "warning")) }
}

fn diff(old: &Path, new: &Path) -> Result<()> {
    let changes = workflow::changes(&read(old)?.definition, &read(new)?.definition);
    for change in &changes {
        say!("{change}");
    }
    if changes.is_empty() {
        say!("Nothing is different.");
    }
    Ok(())
}

fn graph(file: &Path, svg: bool) -> Result<()> {
    let definition = read(file)?.definition;
    show!(if svg { workflow::svg(&definition, None) } else { workflow::dot(&definition) });
    Ok(())
}

fn open() -> Result<Db> {
    app::open_current_database(&app::settings()?, Clock::System, IdSource::random())
}

/// Each workflow with the version in use, since when and by whom; then what waits.
fn list() -> Result<()> {
    let db = open()?;
    let (used, waiting) = db.snapshot(|conn| {
        let names = process::list_workflows(conn)?;
        let used = names.iter().map(|name| process::version_in_use(conn, name)).collect::<Result<Vec<_>, _>>()?;
        Ok::<_, Error>((used, workflow::list_open_proposals(conn)?))
    })?;
    for one in used {
        let decided = one.proposal.as_ref().and_then(|proposal| proposal.decided.as_ref());
        let since = decided.map_or_else(|| "shipped".to_owned(), |by| format!("published {} by {}", by.at.iso(), by.name));
        say!("{}\t{}\t{}\t{since}", one.definition.name, one.definition.version, one.hash);
    }
    for one in waiting {
        say!("{}\t{}\t{}\tproposed {} by {}, waits", one.name, one.version, one.definition_hash, one.proposed.at.iso(), one.proposed.name);
    }
    Ok(())
}

fn export(name: &str) -> Result<()> {
    let found = open()?.read(|conn| process::version_in_use(conn, name));
    match found {
        Ok(used) => show!(used.text),
        Err(Error::Missing) => bail!("There is no workflow “{name}”. `udf workflow list` shows those there are."),
        Err(e) => return Err(e.into()),
    }
    Ok(())
}
