//! `udf serve` and `udf migrate`.

use super::arguments::Serve;
use crate::app;
use crate::db;
use crate::kernel::{Clock, IdSource, Timestamp};
use anyhow::{Result, bail};

pub(super) fn run(arguments: &Serve) -> Result<()> {
    let mut settings = app::settings()?;
    if let Some(bind) = &arguments.bind {
        settings.server.bind.clone_from(bind);
    }
    if arguments.as_of.is_some() && !settings.fund.demo {
        bail!("--as-of moves the clock and is for a demo only; set fund.demo = true to use it.");
    }
    let clock = arguments.as_of.map_or(Clock::System, |day| Clock::starting_at(Timestamp::start_of(day)));
    app::log_definitions();
    let db = app::open_database(&settings, clock, IdSource::random())?;
    app::migrate(&db)?;
    let url = settings.server.public_origin.clone();
    let app = app::compose(settings, db)?;
    say!("Serving {url} (Ctrl-C stops)");
    app::serve(app, !arguments.no_worker)
}

pub(super) fn migrate(dry_run: bool) -> Result<()> {
    let settings = app::settings()?;
    let db = app::open_database(&settings, Clock::System, IdSource::random())?;
    let done = if dry_run { db::pending_migrations(&db)? } else { app::migrate(&db)? };
    match (done.is_empty(), dry_run) {
        (true, _) => say!("The database is up to date."),
        (false, true) => say!("Would apply:\n  {}", done.join("\n  ")),
        (false, false) => say!("Applied:\n  {}", done.join("\n  ")),
    }
    Ok(())
}
