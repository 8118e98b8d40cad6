//! Work that comes round by itself. A job does a bounded piece, may run in any
//! number of processes at once, and says how much it did. To add one, append it
//! to [`JOBS`].

use super::WorkerContext;
use crate::amending;
use crate::audit;
use crate::compliance;
use crate::db::Error;
use crate::disbursement;
use crate::duplicates;
use crate::feedback;
use crate::intake;
use crate::ledger;
use crate::letters;
use crate::panel;
use crate::people::Actor;
use crate::process::{self, ProcessError, Waiting};
use crate::review;
use chrono::TimeDelta;

/// One recurring piece of work.
#[derive(Clone, Copy)]
pub struct Job {
    /// What the log calls it.
    pub name: &'static str,
    /// How long it rests after a round.
    pub every: TimeDelta,
    /// Does a round; returns how many things it did.
    pub run: fn(&WorkerContext) -> Result<usize, Error>,
}

/// Every job of the program.
pub const JOBS: &[Job] = &[
    Job { name: "seal the audit record", every: TimeDelta::zero(), run: seal },
    Job { name: "let recommendations lapse", every: TimeDelta::minutes(1), run: lapse },
    Job { name: "do what is due on cases", every: TimeDelta::minutes(1), run: ring },
    Job { name: "tell what is released", every: TimeDelta::zero(), run: release },
    Job { name: "let feedback out", every: TimeDelta::zero(), run: let_feedback_out },
    Job { name: "check files for viruses", every: TimeDelta::seconds(5), run: super::scan::round },
    Job { name: "find possible duplicates", every: TimeDelta::seconds(2), run: compare },
    Job { name: "keep reviewers with a conflict of interest out", every: TimeDelta::minutes(1), run: keep_out },
    Job { name: "count how complete drafts are", every: TimeDelta::seconds(10), run: count_drafts },
    Job { name: "remind of declarations that lapse", every: TimeDelta::minutes(10), run: remind },
    Job { name: "remind of reviews", every: TimeDelta::minutes(10), run: remind_reviewers },
    Job { name: "remind of conditions", every: TimeDelta::minutes(10), run: remind_of_conditions },
    Job { name: "put reports on schedules", every: TimeDelta::minutes(1), run: schedule_reports },
    Job { name: "remind cities of reports", every: TimeDelta::minutes(10), run: remind_reports },
    Job { name: "note the ledger", every: TimeDelta::hours(1), run: checkpoint },
];

/// Applications compared in one round.
const COMPARED: i64 = 50;

/// A checkpoint is made when the latest is this old.
const CHECKPOINT_AGE: TimeDelta = TimeDelta::hours(24);

/// Links waiting events into the chain, batch by batch.
fn seal(worker: &WorkerContext) -> Result<usize, Error> {
    let mut sealed = 0;
    loop {
        match audit::seal(&worker.db)? {
            0 => return Ok(sealed),
            linked => sealed += linked,
        }
    }
}

/// Ends recommendations that nobody decided until their last day, each in a transaction
/// of its own. Several processes may try: whoever comes second finds it ended.
fn lapse(worker: &WorkerContext) -> Result<usize, Error> {
    let now = worker.db.clock().now();
    let mut lapsed = 0;
    for case in worker.db.read(|conn| process::list_lapsing(conn, now))? {
        match worker.db.write_behind(|tx| process::lapse(tx, &Actor::system(), case)) {
            Ok(is_new) => lapsed += usize::from(is_new),
            Err(ProcessError::Db(e)) => return Err(e),
            Err(e) => tracing::error!(%case, error = %e, "a recommendation that is over does not lapse; a person must act"),
        }
    }
    Ok(lapsed)
}

/// Reminds, escalates and takes the steps that are due, each in a transaction of its own.
fn ring(worker: &WorkerContext) -> Result<usize, Error> {
    let now = worker.db.clock().now();
    let mut done = 0;
    for timer in worker.db.read(|conn| process::list_due(conn, now))? {
        match worker.db.write_behind(|tx| process::ring(tx, &Actor::system(), &timer.id)) {
            Ok(is_new) => done += usize::from(is_new),
            Err(ProcessError::Db(e)) => return Err(e),
            Err(e) => {
                tracing::error!(case = %timer.instance, step = %timer.transition, error = %e, "a step that is due is not taken; a person must act")
            }
        }
    }
    Ok(done)
}

/// Tells the cities of releases whose instant has come, each in a transaction of its own.
fn release(worker: &WorkerContext) -> Result<usize, Error> {
    let now = worker.db.clock().now();
    let digest = |waiting: &Waiting| letters::decision_sha256(&worker.templates, &worker.fund, waiting);
    let mut told = 0;
    for telling in worker.db.read(|conn| process::list_due_tellings(conn, now))? {
        match process::carry_out(&worker.db, &digest, telling) {
            Ok(is_new) => told += usize::from(is_new),
            Err(e) => tracing::error!(release = %telling.0, case = %telling.1, error = %e, "a city is not told yet; it is tried again"),
        }
    }
    if let Err(e) = process::finish_releases(&worker.db) {
        tracing::error!(error = %e, "a release does not end; it is tried again");
    }
    Ok(told)
}

/// Lets out feedback whose instant has come, each letter in a transaction of its own.
fn let_feedback_out(worker: &WorkerContext) -> Result<usize, Error> {
    let now = worker.db.clock().now();
    let mut done = 0;
    for (release, application) in worker.db.read(|conn| feedback::list_due(conn, now))? {
        match worker.db.write_behind(|tx| feedback::let_out(tx, (release, application))) {
            Ok(is_new) => done += usize::from(is_new),
            Err(e) => tracing::error!(%release, %application, error = %e, "feedback is not let out yet; it is tried again"),
        }
    }
    Ok(done)
}

/// Keeps reviewers out whose conflict of interest came up after they were assigned, each case in a transaction of its own.
fn keep_out(worker: &WorkerContext) -> Result<usize, Error> {
    let mut kept_out = 0;
    for case in worker.db.read(review::list_conflicted)? {
        kept_out += worker.db.write_behind(|tx| process::keep_reviewers_out(tx, case))?;
    }
    Ok(kept_out)
}

/// Reminds people on panels whose yearly declaration lapses soon, each in a transaction of its own. Several processes may
/// try: whoever comes second finds it done.
fn remind(worker: &WorkerContext) -> Result<usize, Error> {
    let now = worker.db.clock().now();
    let mut reminded = 0;
    for declaration in worker.db.read(|conn| panel::list_lapsing(conn, now))? {
        match worker.db.write_behind(|tx| panel::remind_declaration(tx, &Actor::system(), declaration)) {
            Ok(is_told) => reminded += usize::from(is_told),
            Err(Error::Stale) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(reminded)
}

/// Reminds reviewers of what is due soon or late, each in a transaction of its own. Several processes may try: whoever comes
/// second finds it done.
fn remind_reviewers(worker: &WorkerContext) -> Result<usize, Error> {
    let zone = worker.fund.zone;
    let today = worker.db.clock().now().day_in(zone);
    let mut told = 0;
    for owed in worker.db.read(|conn| review::list_to_remind(conn, today))? {
        match worker.db.write_behind(|tx| review::remind_reviewer(tx, &Actor::system(), owed, (today, zone))) {
            Ok(is_told) => told += usize::from(is_told),
            Err(Error::Unique(_) | Error::Stale) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(told)
}

/// Tells cities of the day of conditions, each in a transaction of its own. Several processes may try: whoever comes second
/// finds it done.
fn remind_of_conditions(worker: &WorkerContext) -> Result<usize, Error> {
    let today = worker.db.clock().now().day_in(worker.fund.zone);
    let mut told = 0;
    for due in worker.db.read(|conn| amending::list_to_remind(conn, today))? {
        match worker.db.write_behind(|tx| amending::remind_condition(tx, &Actor::system(), due)) {
            Ok(is_told) => told += usize::from(is_told),
            Err(Error::Unique(_) | Error::Stale) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(told)
}

/// Puts the reports of awards on their schedules: of those that were signed before there was one, and of those whose period
/// changed; each in a transaction of its own.
fn schedule_reports(worker: &WorkerContext) -> Result<usize, Error> {
    let mut made = 0;
    for award in worker.db.read(compliance::list_unscheduled)? {
        match worker.db.write_behind(|tx| compliance::make_schedule(tx, &Actor::system(), award)) {
            Ok(reports) => made += reports,
            Err(Error::Stale) => {}
            Err(e) => {
                tracing::error!(%award, error = %e, detail = e.detail(), "an award has no schedule of reports yet; it is tried again")
            }
        }
    }
    Ok(made)
}

/// Reminds cities of reports that are due soon or late, each in a transaction of its own. Several processes may try: whoever
/// comes second finds it done.
fn remind_reports(worker: &WorkerContext) -> Result<usize, Error> {
    let now = worker.db.clock().now();
    let mut reminded = 0;
    for report in worker.db.read(|conn| compliance::list_reports_to_remind(conn, now))? {
        match worker.db.write_behind(|tx| compliance::remind_report(tx, &Actor::system(), report)) {
            Ok(is_told) => reminded += usize::from(is_told),
            Err(Error::Stale) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(reminded)
}

/// Counts drafts that were changed, for the room of the last day.
fn count_drafts(worker: &WorkerContext) -> Result<usize, Error> {
    intake::count_changed(&worker.db)
}

/// Notes the ledger as it stands once a day, if anything was booked.
fn checkpoint(worker: &WorkerContext) -> Result<usize, Error> {
    let latest = worker.db.read(ledger::latest_checkpoint)?;
    let now = worker.db.clock().now();
    // One of the future was made by a clock that was ahead; waiting for it could take long.
    if latest.is_some_and(|latest| latest.made_at <= now && now < latest.made_at.plus(CHECKPOINT_AGE)) {
        return Ok(0);
    }
    let made = worker.db.write(|tx| disbursement::make_checkpoint(tx, &Actor::system(), &worker.signer))?;
    Ok(usize::from(made.is_some()))
}

/// Compares what was received with everything before it, each by itself.
fn compare(worker: &WorkerContext) -> Result<usize, Error> {
    let now = worker.db.clock().now();
    let mut compared = 0;
    for application in worker.db.read(|conn| duplicates::list_due(conn, now, COMPARED))? {
        match duplicates::compare(&worker.db, application) {
            Ok(_) => compared += 1,
            Err(e) => {
                tracing::error!(%application, error = %e, detail = e.detail(), "an application is not compared with others; it is tried again");
                worker.db.write_behind(|tx| duplicates::put_off(tx, application))?;
            }
        }
    }
    Ok(compared)
}
