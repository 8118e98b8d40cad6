//! The worker: delivers the outbox and does recurring jobs. Any number of them
//! may run, in the server or apart (`udf work`); leases keep them from each
//! other's messages.
//!
//! Invariant: nothing is sent inside a transaction, and a worker that dies at any
//! point leaves a message that another will finish (N4, N5, N12).

mod backoff;
mod deliver;
mod jobs;
mod scan;

pub use jobs::{JOBS, Job};

use crate::config::Settings;
use crate::db::{Db, Error};
use crate::disbursement;
use crate::files::{Scanner, Store};
use crate::ledger::Signer;
use crate::letters::Fund;
use crate::mailer::Mailer;
use crate::outbox::Outcome;
use crate::templates::Templates;
use crate::vault::Vault;
use anyhow::{Context, Result};
use chrono::TimeDelta;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// How long the worker sleeps when nobody wakes it.
const POLL: Duration = Duration::from_secs(1);
const DEMO_POLL: Duration = Duration::from_millis(200);
/// Batches in one round, so that jobs are not starved by mail.
const BATCHES: usize = 50;

/// Everything a worker needs.
pub struct WorkerContext {
    /// The database, with the clock.
    pub db: Db,
    /// The letters' templates.
    pub templates: Arc<Templates>,
    /// What letters say about the fund.
    pub fund: Fund,
    /// What sends.
    pub mailer: Mailer,
    /// What signs checkpoints of the ledger.
    pub signer: Signer,
    /// How long a message is retried.
    pub patience: TimeDelta,
    /// Attachments and receipts.
    pub files: Store,
    /// What looks for viruses in them.
    pub scanner: Option<Scanner>,
}

impl WorkerContext {
    /// From the settings.
    ///
    /// # Errors
    /// A mail transport or a key that cannot be used.
    pub fn new(db: &Db, settings: &Settings, templates: &Arc<Templates>, vault: &Vault) -> Result<Self> {
        let fund = Fund::of(settings);
        let mailer = Mailer::from_settings(&settings.mail)?;
        let signer = disbursement::ledger_signer(settings, vault)?;
        let patience = TimeDelta::days(settings.mail.retry_days);
        let files = Store::from_settings(&settings.files)?;
        let scanner = Scanner::from_setting(&settings.files.clamav).map_err(anyhow::Error::msg)?;
        Ok(Self { db: db.clone(), templates: templates.clone(), fund, mailer, signer, patience, files, scanner })
    }
}

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Messages the server took.
    pub sent: usize,
    /// Messages to be tried again.
    pub retried: usize,
    /// Messages put back untried.
    pub held: usize,
    /// Messages given up.
    pub dead: usize,
    /// Messages not sent to an address that fails.
    pub suppressed: usize,
    /// Things done by jobs.
    pub jobs: usize,
}

impl Report {
    fn count(&mut self, outcome: &Outcome) {
        let counter = match outcome {
            Outcome::Sent { .. } => &mut self.sent,
            Outcome::Retry(..) => &mut self.retried,
            Outcome::Hold(..) => &mut self.held,
            Outcome::Dead(_) => &mut self.dead,
            Outcome::Suppressed(_) => &mut self.suppressed,
        };
        *counter += 1;
    }
}

/// One round: every due message, then every job.
///
/// # Errors
/// The database's refusal. Messages in hand stay leased and are claimed anew later.
pub fn run_once(worker: &WorkerContext) -> Result<Report, Error> {
    let mut report = Report::default();
    deliver_due(worker, &mut report)?;
    for job in JOBS {
        report.jobs += (job.run)(worker)?;
    }
    // What the jobs had to tell.
    deliver_due(worker, &mut report)?;
    Ok(report)
}

fn deliver_due(worker: &WorkerContext, report: &mut Report) -> Result<(), Error> {
    for _ in 0..BATCHES {
        if deliver::batch(worker, report)? == 0 {
            break;
        }
    }
    Ok(())
}

/// A running worker.
pub struct Worker {
    thread: JoinHandle<()>,
    stop: Arc<AtomicBool>,
    nudge: Arc<Notify>,
}

impl Worker {
    /// Lets the message in hand finish, then ends the worker.
    pub fn stop(self) {
        self.stop.store(true, Ordering::SeqCst);
        self.nudge.notify_one();
        if self.thread.join().is_err() {
            tracing::error!("the worker ended by a panic");
        }
    }

    /// Waits until the worker ends.
    pub fn join(self) {
        drop(self.thread.join());
    }
}

/// Starts a worker on a thread of its own. `nudge` wakes it after a commit.
///
/// # Errors
/// No thread.
pub fn start(context: WorkerContext, is_demo: bool, nudge: &Arc<Notify>) -> Result<Worker> {
    let poll = if is_demo { DEMO_POLL } else { POLL };
    let stop = Arc::new(AtomicBool::new(false));
    let clock = tokio::runtime::Builder::new_current_thread().enable_time().build().context("the worker cannot start")?;
    let (stopped, woken) = (stop.clone(), nudge.clone());
    let work = move || {
        let mut rests = vec![Instant::now(); JOBS.len()];
        while !stopped.load(Ordering::SeqCst) {
            round(&context, &mut rests);
            clock.block_on(async { drop(tokio::time::timeout(poll, woken.notified()).await) });
        }
    };
    let thread = std::thread::Builder::new().name("worker".into()).spawn(work).context("the worker cannot start")?;
    Ok(Worker { thread, stop, nudge: nudge.clone() })
}

/// One round of the running worker; a fault is logged and does not end it.
fn round(worker: &WorkerContext, rests: &mut [Instant]) {
    let fault = |what: &str, e: &Error| tracing::error!(what, error = e.detail(), "a round of the worker failed; it goes on");
    let mut report = Report::default();
    if let Err(e) = deliver_due(worker, &mut report) {
        fault("mail", &e);
    }
    // Rests are counted by a clock that nobody sets.
    let now = Instant::now();
    for (job, rest) in JOBS.iter().zip(rests).filter(|(_, rest)| **rest <= now) {
        *rest = now + job.every.to_std().unwrap_or_default();
        match (job.run)(worker) {
            Ok(done) => report.jobs += done,
            Err(e) => fault(job.name, &e),
        }
    }
    if report != Report::default() {
        tracing::debug!(?report, "the worker did a round");
    }
}
