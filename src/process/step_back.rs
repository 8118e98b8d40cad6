//! Somebody steps back from a case because of a conflict of interest: from now on they neither
//! see it nor act on it, an approval of theirs that waits for others no longer counts (W9), and a
//! review of theirs counts nowhere (C1). Whom a rule keeps out is said by `conflict`.

use super::ProcessError;
use super::case::Case;
use super::facts::SteppedBack;
use super::screen::require;
use crate::audit;
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::Id;
use crate::people::{Actor, FundRole};
use crate::review;
use crate::workflow::{self, Denied, FireError};

/// The roles whose holders may step back: those who work on cases.
const MAY: &[FundRole] = &[FundRole::ProgramOfficer, FundRole::ApprovingOfficial, FundRole::FinanceOfficer, FundRole::ReleasingOfficer];

/// The actor steps back from a case.
///
/// # Errors
/// [`ProcessError::Invalid`] without a reason; refused for those who do not work on cases.
pub fn step_back(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str) -> Result<(), ProcessError> {
    let account = actor.account.filter(|_| actor.may_enter(MAY)).ok_or_else(|| FireError::Denied(Denied::WrongRole("staff".into())))?;
    require(reason, "reason", "Say what the conflict is, in at most 4,000 characters.")?;
    let case = Case::load(tx, id)?;
    let now = tx.now();
    if workflow::recuse(tx, &id.text(), (&account.text(), reason.trim()), &case.who(actor, now))? {
        let fact = SteppedBack {
            application: id.text(),
            reference: case.application.reference.clone(),
            account: account.text(),
            name: actor.name.clone(),
            reason: reason.trim().to_owned(),
        };
        audit::record(tx, &actor.doer(), &fact)?;
    }
    Ok(())
}

/// Whether a case is closed to the actor because of a conflict of interest: then it is not there for them. What was
/// declared since the actor was read counts too.
///
/// # Errors
/// The database's refusal.
pub fn is_recused(conn: &mut Conn, actor: &Actor, id: Id<Application>) -> Result<bool, Error> {
    let Some(account) = actor.account else { return Ok(false) };
    if actor.is_kept_from(id) || workflow::is_recused(conn, &id.text(), &account.text())? {
        return Ok(true);
    }
    review::is_recused(conn, actor, id)
}

/// The cases that are closed to the actor because of a conflict of interest, found by rule or declared, with what was
/// declared since the actor was read.
///
/// # Errors
/// The database's refusal.
pub fn list_closed(conn: &mut Conn, actor: &Actor) -> Result<Vec<String>, Error> {
    let Some(account) = actor.account else { return Ok(Vec::new()) };
    let mut closed = actor.walls.ids();
    closed.extend(review::list_recused(conn, account)?.into_iter().map(|id| id.text()));
    closed.extend(workflow::list_recused(conn, &account.text())?);
    closed.sort();
    closed.dedup();
    Ok(closed)
}
