//! Somebody steps back from a case because of a conflict of interest: from now on they neither
//! see it nor act on it, and an approval of theirs that waits for others no longer counts (W9).

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

/// Whether the actor has a conflict with a case, as reviewer or by stepping back: then it is not
/// there for them.
///
/// # Errors
/// The database's refusal.
pub fn is_recused(conn: &mut Conn, actor: &Actor, id: Id<Application>) -> Result<bool, Error> {
    let Some(account) = actor.account else { return Ok(false) };
    Ok(workflow::is_recused(conn, &id.text(), &account.text())? || review::is_recused(conn, actor, id)?)
}

/// The cases that are closed to the actor: those from which they stepped back, on the desk or as a reviewer.
///
/// # Errors
/// The database's refusal.
pub fn list_closed(conn: &mut Conn, actor: &Actor) -> Result<Vec<String>, Error> {
    let Some(account) = actor.account else { return Ok(Vec::new()) };
    let mine = review::list_mine(conn, account)?;
    let recused = mine.into_iter().filter(|task| task.stage == review::Stage::Recused).map(|task| task.application.text());
    let mut closed: Vec<String> = recused.chain(workflow::list_recused(conn, &account.text())?).collect();
    closed.sort();
    closed.dedup();
    Ok(closed)
}
