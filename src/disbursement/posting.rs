//! How this slice speaks to the ledger about an award: an event, a leg for each
//! category, and a key that makes a second try harmless.

use crate::award::Award;
use crate::db::{Error, Tx};
use crate::disbursement::payment::CategoryAmount;
use crate::ledger::{Command, Leg};
use crate::opportunity;
use crate::people::Actor;
use chrono::NaiveDate;

/// A command about one award: the fund is that of its opportunity.
///
/// # Errors
/// The database's refusal.
pub fn about(tx: &mut Tx<'_>, actor: &Actor, award: &Award, event: (&str, String, NaiveDate)) -> Result<Command, Error> {
    let (event, key, effective_on) = event;
    let opportunity = award.opportunity_id.parse().map_err(|_| Error::unreadable("opportunity", &award.opportunity_id))?;
    let fund = opportunity::opportunity(tx, opportunity)?.fund;
    Ok(Command::new(key, event, fund, effective_on, &actor.doer()))
}

/// One leg per category of an award.
#[must_use]
pub fn legs(award: &Award, lines: &[CategoryAmount]) -> Vec<Leg> {
    lines.iter().map(|line| Leg::of_award(&award.opportunity_id, award.id.text(), &line.category, line.amount)).collect()
}
