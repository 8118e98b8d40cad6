//! `udf config check` and `udf config print`.

use super::arguments::ConfigCommand;
use crate::config::Settings;
use crate::db::Url;
use anyhow::Result;

pub(super) fn run(command: &ConfigCommand) -> Result<()> {
    let settings = Settings::load()?;
    let url = Url::parse(&settings.database.url)?;
    match command {
        ConfigCommand::Check => say!("The configuration can be used. Database: {url}"),
        ConfigCommand::Print => show!(settings.masked()),
    }
    Ok(())
}
