//! `udf config check` and `udf config print`.

use super::arguments::ConfigCommand;
use crate::app;
use crate::db::Url;
use crate::kernel;
use anyhow::Result;

pub(super) fn run(command: &ConfigCommand) -> Result<()> {
    let settings = app::settings()?;
    let url = Url::parse(&settings.database.url)?;
    match command {
        ConfigCommand::Check => {
            say!("The configuration can be used. Database: {url}");
            for own in kernel::in_force().listed() {
                say!("Definition of the fund's own: {}, SHA-256 {}", own.name, own.sha256);
            }
        }
        ConfigCommand::Print => show!(settings.masked()),
    }
    Ok(())
}
