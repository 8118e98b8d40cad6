//! A member steps back from an application during a meeting: from then on it is not there for them, and what they voted or
//! scored counts nowhere (C1). Whoever reviews it does so by the declaration of their review.

use super::facts::MemberSteppedBack;
use super::members::is_member;
use super::refusal::MeetingError;
use super::store::meetings;
use super::{Item, Meeting, policy};
use crate::db::{Error, Tx};
use crate::kernel::Id;
use crate::people::Actor;
use crate::process::{self, Case};
use crate::review;
use crate::{audit, workflow};

/// The longest reason, in characters: that of a declaration.
const LONGEST: usize = 1_000;

/// The person steps back from an item of the agenda.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then.
pub fn step_back(tx: &mut Tx<'_>, actor: &Actor, (meeting, item): (Id<Meeting>, Id<Item>), reason: &str) -> Result<(), MeetingError> {
    let account = actor.account.ok_or(Error::Missing)?;
    let (meeting, item) = (meetings::meeting(tx, meeting)?, meetings::item(tx, item)?);
    let takes_part = policy::may_lead(actor) || is_member(tx, actor, &meeting)?;
    if item.meeting != meeting.id || !takes_part || process::is_recused(tx, actor, item.application)? {
        return Err(Error::Missing.into());
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST {
        return Err(MeetingError::field("conflict", "Say in a few words what the conflict is, at most 1,000 characters."));
    }
    let (case, now) = (Case::load(tx, item.application)?, tx.now());
    let tasks = review::list_for_application(tx, actor, item.application, now)?;
    let own = tasks.iter().find(|task| task.reviewer == account && review::may_declare(actor, task));
    if let Some(task) = own {
        review::declare(tx, actor, task.id, &case.application.reference, Some(reason))?;
        return Ok(());
    }
    workflow::recuse(tx, &item.application.text(), (&account.text(), reason), &case.who(actor, now))?;
    let fact = MemberSteppedBack {
        application: item.application.text(),
        reference: case.application.reference,
        meeting: meeting.id.text(),
        account: account.text(),
        name: actor.name.clone(),
        reason: reason.to_owned(),
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}
