//! Takes a confirmed action on each of its cases that waits, one transaction each.

use super::{BulkAction, BulkOutcome, BulkRun};
use crate::award::RecommendError;
use crate::db::{Db, Error, Tx};
use crate::intake::Application;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;
use crate::process::fire::Press;
use crate::process::{ProcessError, Screened, advance, decline, pass_screening, store};
use crate::review::Check;

/// Takes the action on each case that waits, by the rights of the actor; what is refused is kept
/// with its reason. `checks` are what was confirmed for all, where that is asked.
///
/// # Errors
/// [`Error::Missing`] when the action is another person's; the database's refusal.
pub fn run_bulk(db: &Db, actor: &Actor, id: Id<BulkRun>, checks: &[Check]) -> Result<(), Error> {
    run_bulk_by(db, actor, id, |tx, run, application, press| take(tx, actor, (run, checks), application, press))
}

/// The same, where `take` knows more of each case: it takes the action on one of them.
///
/// # Errors
/// [`Error::Missing`] when the action is another person's; the database's refusal.
pub fn run_bulk_by(
    db: &Db,
    actor: &Actor,
    id: Id<BulkRun>,
    take: impl Fn(&mut Tx<'_>, &BulkRun, Id<Application>, &Press) -> Result<(), ProcessError>,
) -> Result<(), Error> {
    let (found, cases) = db.read(|conn| super::bulk_run(conn, actor, id))?;
    for case in cases.iter().filter(|case| case.outcome == BulkOutcome::Waits) {
        let press = Press::seen(format!("{id}/{}", case.application), case.seen_version);
        let handled = db.write(|tx| -> Result<(), ProcessError> {
            // Whoever comes second, after another press of the same button, finds it done.
            if store::mark_bulk_case(tx, (id, case.application), BulkOutcome::Done, None)? {
                take(tx, &found, case.application, &press)?;
            }
            Ok(())
        });
        match handled {
            Ok(()) => {}
            Err(e) => {
                if e.kind() == Kind::Broken {
                    tracing::error!(case = case.reference, error = %e, "a step on many cases failed on one");
                }
                db.write(|tx| store::mark_bulk_case(tx, (id, case.application), BulkOutcome::Failed, Some(&reason(&e))).map(drop))?;
            }
        }
    }
    Ok(())
}

fn reason(e: &ProcessError) -> String {
    match e {
        ProcessError::Invalid(fields) | ProcessError::Recommend(RecommendError::Invalid(fields)) => {
            fields.iter().map(|field| field.message.clone()).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

fn take(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (run, checks): (&BulkRun, &[Check]),
    id: Id<Application>,
    press: &Press,
) -> Result<(), ProcessError> {
    match run.action {
        BulkAction::PassScreening => {
            let found = Screened { checks: checks.to_vec(), note: run.reason.clone() };
            pass_screening(tx, actor, id, &found, press)
        }
        BulkAction::ClearConflicts | BulkAction::CallPanel | BulkAction::ReopenReviews => {
            advance(tx, actor, id, (run.action.act(), &run.reason), press)
        }
        BulkAction::Decline => decline(tx, actor, id, &run.reason, press),
        BulkAction::Recommend => {
            let said = "Many awards are recommended from the adopted slate of their round, which says how much each gets.";
            Err(ProcessError::Invalid(vec![FieldError::new("action", said)]))
        }
    }
}
