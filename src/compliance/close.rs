//! The end of an award: what still stands in the way, and what came of it.
//! `process::close` moves the case and deobligates the rest (2 CFR 200.344).

use super::report::ReportState;
use super::schedule::open_reports;
use super::store;
use crate::amending;
use crate::award::{self, Award};
use crate::db::{self, Conn, Tx};
use crate::kernel::{Id, Kind, Money, Refusal, Timestamp};
use crate::ledger;
use crate::people::{Actor, organisation};
use crate::spending::{self, policy};
use chrono::NaiveDate;

/// How an award was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closeout {
    /// The award.
    pub award: Id<Award>,
    /// What went back to the opportunity.
    pub deobligated: Money,
    /// What the city spent.
    pub spent: Money,
    /// Who closed it.
    pub closed_by: String,
    /// When.
    pub closed_at: Timestamp,
}

/// Why an award was not closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// Not an officer.
    #[error("Only a program or finance officer can close an award.")]
    NotOfficer,
    /// Something is left to do; the sentences say what.
    #[error("This award cannot be closed yet: {}", .0.join(" "))]
    Obstacles(Vec<String>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for CloseError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::Obstacles(_) => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// What stands in the way of closing, each as a sentence; empty when nothing does.
/// Payments under way belong to `disbursement`, a later slice: `process` asks it too. `today` is the day in the city.
///
/// # Errors
/// The database's refusal.
pub fn obstacles(conn: &mut Conn, award: Id<Award>, today: NaiveDate) -> Result<Vec<String>, db::Error> {
    let mut found = Vec::new();
    if store::find_final_report(conn, award)?.is_none_or(|report| report.state != ReportState::Accepted) {
        found.push("The final report is not accepted.".to_owned());
    }
    found.extend(open_reports(conn, award, today)?);
    let open = spending::count_open(conn, award)?;
    if open > 0 {
        found.push(format!("Expenses that wait for a decision: {open}."));
    }
    if amending::open_amendments(conn, award)? > 0 {
        found.push("An amendment waits for a decision or for the city’s signature.".to_owned());
    }
    let ledger::CategoryPosition { reserved, committed, advanced, unpaid, .. } = ledger::award_position(conn, &award.text())?.total;
    if reserved.is_positive() {
        found.push(format!("{reserved} is still reserved."));
    }
    if committed.is_positive() {
        found.push(format!("{committed} is still committed and not obligated."));
    }
    if advanced.is_positive() {
        found.push(format!("{advanced} of the advance is neither spent nor returned."));
    }
    if unpaid.is_positive() {
        found.push(format!("{unpaid} of accepted cost is not yet paid."));
    }
    let bills = store::open_bills(conn, award)?;
    if bills.waiting > 0 {
        found.push(format!("Bills that wait for a decision: {}.", bills.waiting));
    }
    if bills.owed.is_positive() {
        let owed = bills.owed;
        found.push(format!(
            "The city owes {owed} on bills: it is paid, or an approving official refers it to debt collection on the page of the bill."
        ));
    }
    Ok(found)
}

/// Keeps the result of an award that `process::close` is about to close: what was
/// spent, and what it will deobligate. Both run in one transaction.
///
/// # Errors
/// [`CloseError`]; then nothing has changed.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, award: Id<Award>) -> Result<Closeout, CloseError> {
    let account = actor.account.filter(|_| policy::decides(actor)).ok_or(CloseError::NotOfficer)?;
    let of = award::open_award(tx, actor, award)?;
    let today = tx.now().day_in(organisation::city(tx, of.organisation)?.zone);
    let found = obstacles(tx, award, today)?;
    if !found.is_empty() {
        return Err(CloseError::Obstacles(found));
    }
    let position = ledger::award_position(tx, &award.text())?.total;
    let closeout = Closeout {
        award,
        deobligated: position.undelivered,
        spent: position.accepted(),
        closed_by: actor.name.clone(),
        closed_at: tx.now(),
    };
    store::insert_closeout(tx, &closeout, account)?;
    store::waive_rest(tx, award, (account, &actor.name), "The award is closed.")?;
    Ok(closeout)
}
