//! `udf audit verify` and `udf audit export`.

use crate::app;
use crate::audit::{self, Linked};
use crate::db::{Db, Error};
use crate::kernel::{Clock, IdSource, Timestamp};
use anyhow::{Result, bail};
use clap::Subcommand;
use serde_json::json;
use std::io::Write;

const PAGE: i64 = 500;

/// What to do with the audit record.
#[derive(Subcommand, Debug)]
pub(super) enum AuditCommand {
    /// Recompute the hash chain; fails if any link is broken, naming it
    Verify,
    /// Print every linked event as one line of JSON, oldest first
    Export,
}

pub(super) fn run(command: &AuditCommand) -> Result<()> {
    let settings = app::settings()?;
    let db = app::open_current_database(&settings, Clock::System, IdSource::random())?;
    match command {
        AuditCommand::Verify => verify(&db),
        AuditCommand::Export => export(&db, &mut std::io::stdout().lock()),
    }
}

fn verify(db: &Db) -> Result<()> {
    let report = db.snapshot(audit::verify)?;
    for fault in &report.faults {
        say!("{fault}");
    }
    if !report.faults.is_empty() {
        bail!("the audit chain is broken in {} places", report.faults.len());
    }
    let waits =
        report.oldest_unsealed.map_or("none waits".to_owned(), |at| format!("{} wait, the oldest since {}", report.unsealed, at.iso()));
    say!("{} events linked, {waits}. Head {}", report.sealed, report.head);
    Ok(())
}

fn export(db: &Db, out: &mut impl Write) -> Result<()> {
    let mut after = 0;
    loop {
        let page: Vec<Linked> = db.read(|conn| audit::list_linked(conn, after, PAGE)).map_err(|e: Error| anyhow::Error::new(e))?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.seq;
        for Linked { seq, hash, event } in page {
            let at = Timestamp::from_naive(event.at).iso();
            let line = json!({
                "seq": seq, "hash": hash, "id": event.id, "at": at, "actor_id": event.actor_id, "actor": event.actor_name,
                "fact": event.fact, "subject_kind": event.subject_kind, "subject_id": event.subject_id, "payload": event.payload,
            });
            writeln!(out, "{line}")?;
        }
    }
}
