//! `udf places import [FILE]`: brings the register of places up to date, from the
//! file inside the program or a newer one.

use super::opportunity::open;
use crate::places;
use anyhow::{Context, Result};
use std::path::PathBuf;

/// What to do with the register of places.
#[derive(clap::Subcommand, Debug)]
pub(super) enum PlacesCommand {
    /// Read places in; reading twice changes nothing
    Import {
        /// A CSV file as `config/places/README.md` says; the register inside the program unless given
        file: Option<PathBuf>,
    },
}

pub(super) fn run(command: &PlacesCommand) -> Result<()> {
    let PlacesCommand::Import { file } = command;
    let read = match file {
        Some(file) => places::parse(std::fs::File::open(file).with_context(|| format!("{} cannot be read", file.display()))?)?,
        None => places::read_bundled()?,
    };
    let report = open()?.write(|tx| places::import(tx, &read, |_| {}))?;
    say!("{} added, {} changed, {} as they were", report.added, report.changed, report.unchanged);
    Ok(())
}
