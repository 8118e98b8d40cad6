//! `udf outbox list | redrive | resume | bounce` and `udf work`.

use super::arguments::OutboxCommand;
use crate::app;
use crate::audit::Doer;
use crate::db::{Db, Error, Tx};
use crate::kernel::{Clock, IdSource};
use crate::mailer::bounce;
use crate::outbox::{self, State};
use crate::templates::Templates;
use crate::vault::Vault;
use crate::worker::{self, WorkerContext};
use anyhow::{Context, Result, bail};
use std::io::Read;
use std::sync::Arc;

/// The largest bounce that is read.
const BOUNCE_BYTES: u64 = 1024 * 1024;

pub(super) fn run(command: &OutboxCommand) -> Result<()> {
    let settings = app::settings()?;
    let db = app::open_current_database(&settings, Clock::System, IdSource::random())?;
    match command {
        OutboxCommand::List { state, limit } => list(&db, state.as_deref(), *limit),
        OutboxCommand::Redrive { message } => redrive(&db, message),
        OutboxCommand::Resume => Ok(db.write(|tx: &mut Tx<'_>| outbox::resume(tx)).map_err(fault)?),
        OutboxCommand::Bounce => bounced(&db),
    }
}

fn fault(e: Error) -> anyhow::Error {
    tracing::debug!(detail = e.detail(), "refused");
    anyhow::Error::new(e)
}

fn list(db: &Db, state: Option<&str>, limit: i64) -> Result<()> {
    let state: Option<State> = state.map(str::parse).transpose().context("--state is pending, leased, retry, sent, dead or suppressed")?;
    for m in db.read(|conn| outbox::list(conn, state, limit)).map_err(fault)? {
        say!(
            "{}\t{}\t{}\t{}\t{}\t{}",
            m.id,
            m.state,
            m.attempts,
            m.to_address,
            m.fact,
            m.last_error.unwrap_or_default().replace(['\t', '\n'], " ")
        );
    }
    for (state, n) in db.read(outbox::counts).map_err(fault)? {
        eprintln!("{n} {state}");
    }
    Ok(())
}

fn redrive(db: &Db, message: &str) -> Result<()> {
    let doer = Doer { account_id: None, name: "command line".into() };
    match db.write(|tx: &mut Tx<'_>| outbox::redrive(tx, &doer, message)) {
        Ok(new) => say!("{new}"),
        Err(Error::Missing) => bail!("No message {message} was given up. `udf outbox list --state dead` shows which were."),
        Err(Error::Unique(_)) => bail!("Message {message} was queued again before."),
        Err(e) => return Err(fault(e)),
    }
    Ok(())
}

/// Reads a delivery status message from standard input, as a mail server pipes it.
fn bounced(db: &Db) -> Result<()> {
    let mut raw = Vec::new();
    std::io::stdin().take(BOUNCE_BYTES).read_to_end(&mut raw).context("standard input cannot be read")?;
    let bounce = bounce::parse(&raw).context("This is no report of a failed delivery of ours; nothing was changed.")?;
    if !bounce.is_permanent() {
        say!("Status {}: the failure may pass; nothing was changed.", bounce.status);
        return Ok(());
    }
    let id = bounce.message_id.split('@').next().unwrap_or_default().to_owned();
    let reason = format!("bounced with status {}: {}", bounce.status, bounce.diagnostic);
    let address =
        db.write(|tx: &mut Tx<'_>| outbox::suppress(tx, &id, &reason)).map_err(fault).context("The report names no message of ours")?;
    say!("Nothing more is sent to {address}.");
    Ok(())
}

/// `udf work`: a worker without a server, until it is told to stop or, with `once`,
/// until nothing is due.
pub(super) fn work(once: bool) -> Result<()> {
    let settings = Arc::new(app::settings()?);
    app::log_definitions();
    let db = app::open_current_database(&settings, Clock::System, IdSource::random())?;
    let templates = Templates::shared()?;
    let context = WorkerContext::new(&db, &settings, &templates, &Vault::from_settings(&settings.vault)?)?;
    if once {
        let report = worker::run_once(&context).map_err(fault)?;
        say!(
            "{} sent, {} to be tried again, {} held, {} given up, {} not sent to failing addresses",
            report.sent,
            report.retried,
            report.held,
            report.dead,
            report.suppressed
        );
        return Ok(());
    }
    let worker = worker::start(context, settings.fund.demo, &Arc::default())?;
    let waiting = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    say!("Working (Ctrl-C stops)");
    waiting.block_on(told_to_stop())?;
    worker.stop();
    Ok(())
}

/// Returns on Ctrl-C, and where there is one on SIGTERM.
async fn told_to_stop() -> Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            stop = tokio::signal::ctrl_c() => stop?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}
