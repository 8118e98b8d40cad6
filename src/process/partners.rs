//! Naming partners of a joint application, alone or with a plan that is copied: what the lead city does, and
//! what follows for those who review it.

use super::case::Case;
use crate::db::{Error, Tx};
use crate::intake::{self, Application, EditError, Partner, PartnerInput, PlanWishes, TakenActivity};
use crate::kernel::Id;
use crate::people::Actor;
use crate::review;

/// Names a partner. Whoever belongs to it and reviews the application is kept out of it.
///
/// # Errors
/// See [`EditError`].
pub fn add_partner(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    place: Option<i64>,
    input: &PartnerInput,
) -> Result<Id<Partner>, EditError> {
    let partner = intake::add_partner(tx, actor, id, place, input)?;
    exclude_meanwhile(tx, id)?;
    Ok(partner)
}

/// Copies activities, and partners where they are to come along, from an earlier application.
///
/// # Errors
/// See [`EditError`].
pub fn copy_plan(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (id, from): (Id<Application>, Id<Application>),
    wishes: &PlanWishes,
    taken: &[TakenActivity],
) -> Result<usize, EditError> {
    let copied = intake::copy_plan(tx, actor, (id, from), wishes, taken)?;
    exclude_meanwhile(tx, id)?;
    Ok(copied)
}

/// While an invited city writes, nobody outside of it knows its partners; then it waits for the receipt.
fn exclude_meanwhile(tx: &mut Tx<'_>, id: Id<Application>) -> Result<(), Error> {
    let case = Case::load(tx, id)?;
    if case.application.is_invited() { Ok(()) } else { exclude_conflicted(tx, &case) }
}

/// Keeps reviewers out of a case who have a conflict of interest with it.
pub(super) fn exclude_conflicted(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let about = case.about(tx)?;
    review::exclude_conflicted(tx, &about).map(drop)
}

/// Keeps reviewers out of a case whose conflict of interest came up after they were assigned; how many (C1).
///
/// # Errors
/// The database's refusal.
pub fn keep_reviewers_out(tx: &mut Tx<'_>, id: Id<Application>) -> Result<usize, Error> {
    let about = Case::load(tx, id)?.about(tx)?;
    review::exclude_conflicted(tx, &about)
}
