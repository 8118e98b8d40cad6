//! The composition root: settings → database, templates, vault, files → server
//! and worker. Everything that starts, starts here.

mod definitions;

pub use definitions::{log_definitions, settings};

use crate::audit;
use crate::config::Settings;
use crate::db::{self, Db, Options, Url};
use crate::files::{Scanner, Store};
use crate::kernel::{Clock, Id, IdSource};
use crate::process;
use crate::templates::Templates;
use crate::vault::Vault;
use crate::web::pulse::Pulse;
use crate::web::{self, App, FILES_AT_ONCE, Throttle};
use crate::worker;
use actix_web::HttpServer;
use anyhow::{Context, Result};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};

/// Opens the database of these settings, making the folder of an SQLite file.
///
/// # Errors
/// A sentence that names the URL (without its password) and the reason.
pub fn open_database(settings: &Settings, clock: Clock, ids: IdSource) -> Result<Db> {
    let url = Url::parse(&settings.database.url)?;
    if let Url::Sqlite(path) = &url {
        make_parent(path)?;
    }
    let options = Options { pool_size: settings.database.pool_size, durable: settings.database.durable };
    Db::open(&url, &options, clock, ids).map_err(|e| anyhow::anyhow!("{url}: {}", e.detail()))
}

/// As [`open_database`], for commands that need the tables: refuses a database that
/// another version of the program left behind.
///
/// # Errors
/// As [`open_database`], or that migrations are pending.
pub fn open_current_database(settings: &Settings, clock: Clock, ids: IdSource) -> Result<Db> {
    let db = open_database(settings, clock, ids)?;
    let pending = db::pending_migrations(&db).map_err(|e| anyhow::anyhow!("{}", e.detail()))?;
    anyhow::ensure!(pending.is_empty(), "The database is not up to date ({} migrations wait): run `udf migrate` first.", pending.len());
    Ok(db)
}

/// Brings the database up to date; on SQLite a copy is kept beside it first.
///
/// # Errors
/// The migration that failed; the copy is untouched.
pub fn migrate(db: &Db) -> Result<Vec<String>> {
    let fault = |e: db::Error| anyhow::anyhow!("{}", e.detail());
    let pending = db::pending_migrations(db).map_err(fault)?;
    let list = || process::list_unlisted(db).map_err(|e| anyhow::anyhow!("the worklists: {e}"));
    if pending.is_empty() {
        list()?;
        return Ok(pending);
    }
    let was_empty = db::is_empty(db).map_err(fault)?;
    if let Url::Sqlite(path) = db.url() {
        let has_content = std::fs::metadata(path).is_ok_and(|m| m.len() > 0) && !was_empty;
        if has_content {
            let copy = format!("{path}.before-{}", db.clock().now().utc().format("%Y%m%dT%H%M%SZ"));
            db::copy_to_file(db, &copy)
                .map_err(fault)
                .with_context(|| format!("no copy could be made at {copy}, so nothing was migrated"))?;
            tracing::info!(copy, "kept a copy of the database before migrating");
        }
    }
    let report = db::run_migrations(db).map_err(fault)?;
    if !was_empty {
        db::refresh_statistics(db).map_err(fault)?;
    }
    crate::ledger::install(db).map_err(|e| anyhow::anyhow!("the chart of accounts and posting rules: {e}"))?;
    list()?;
    Ok(report.applied)
}

/// Everything a server or worker shares.
///
/// # Errors
/// A template, key or folder that cannot be used, in a sentence.
pub fn compose(settings: Settings, db: Db) -> Result<App> {
    make_parent(&settings.vault.key_path)?;
    let vault = Arc::new(Vault::from_settings(&settings.vault)?);
    db.know_vault(vault.clone());
    definitions::check_versions(&db)?;
    let files = Store::from_settings(&settings.files)?;
    Scanner::from_setting(&settings.files.clamav).map_err(anyhow::Error::msg)?;
    // Identifiers go on after the latest, even where this process starts with a clock that is behind.
    let latest = db.read(audit::latest_id).map_err(|e| anyhow::anyhow!("{}", e.detail()))?;
    if let Some(latest) = latest.and_then(|id| id.parse::<Id<App>>().ok()) {
        db.ids().follow(latest);
    }
    let process = db.ids().id::<App>(db.clock().now()).text();
    let reads = web::lane::Lane::new(db.url(), settings.database.pool_size).context("no threads for reads")?;
    Ok(App {
        db,
        reads,
        kept: Arc::default(),
        pulse: Pulse::new(process),
        templates: Templates::shared()?,
        vault,
        files: Arc::new(files),
        files_turn: Arc::new(Semaphore::new(FILES_AT_ONCE)),
        throttle: Throttle::new(&settings.server),
        load: web::load::Load::default(),
        nudge: Arc::new(Notify::new()),
        settings: Arc::new(settings),
    })
}

/// Serves until told to stop. SIGTERM and Ctrl-C let requests in flight finish.
///
/// # Errors
/// An address that cannot be bound.
pub fn serve(app: App, with_worker: bool) -> Result<()> {
    actix_web::rt::System::new().block_on(async move {
        let bind = app.settings.server.bind.clone();
        let state = app.clone();
        let workers = match app.settings.server.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            some => some,
        };
        let server = HttpServer::new(move || web::wrap(state.clone()))
            // A page leaves in several pieces; without this the last waits up to 40 ms for a browser to acknowledge the first.
            .tcp_nodelay(true)
            .client_request_timeout(Duration::from_secs(10))
            .shutdown_timeout(20)
            .workers(workers)
            .worker_max_blocking_threads(waiting_threads(app.settings.database.pool_size, workers));
        let server = server.bind(&bind).with_context(|| format!("{bind} cannot be listened on; is another program using it?"))?;
        let worker = with_worker.then(|| start_worker(&app)).transpose()?;
        tracing::info!(bind, origin = app.settings.server.public_origin, "serving");
        let outcome = server.run().await;
        if let Some(worker) = worker {
            worker.stop();
        }
        outcome.context("the server stopped")
    })
}

/// The worker inside the server, woken after each commit.
fn start_worker(app: &App) -> Result<worker::Worker> {
    let context = worker::WorkerContext::new(&app.db, &app.settings, &app.templates, &app.vault)?;
    worker::start(context, app.settings.fund.demo, &app.nudge)
}

/// Threads of one worker that wait for the database: as many as there are connections,
/// shared out, two for work that needs none, such as passwords, and those that files
/// take. More would only wait for a connection, and each keeps memory of its own.
fn waiting_threads(connections: u32, workers: usize) -> usize {
    usize::try_from(connections).unwrap_or(usize::MAX).div_ceil(workers.max(1)) + 2 + FILES_AT_ONCE
}

fn make_parent(path: &str) -> Result<()> {
    if let Some(folder) = Path::new(path).parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    }
    Ok(())
}
