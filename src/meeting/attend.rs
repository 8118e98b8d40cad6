//! A member says that they are here, or leave; whoever leads says it of anybody. Each time is kept.

use super::facts::Attended;
use super::members::{Attendance, members, present};
use super::refusal::MeetingError;
use super::store::meetings;
use super::{Meeting, Stage, policy};
use crate::audit;
use crate::db::{Error, Tx};
use crate::kernel::Id;
use crate::people::{Account, Actor};

/// Keeps that a member came to a meeting that goes on, or left it. What is known already is not kept twice.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then.
pub fn attend(tx: &mut Tx<'_>, actor: &Actor, (id, who): (Id<Meeting>, Id<Account>), is_present: bool) -> Result<(), MeetingError> {
    let meeting = meetings::meeting(tx, id)?;
    let found = members(tx, &meeting)?.into_iter().find(|member| member.account == who);
    let may = policy::may_lead(actor) || actor.account == Some(who);
    let Some(member) = found.filter(|_| may) else { return Err(Error::Missing.into()) };
    if meeting.stage != Stage::Open {
        return Err(MeetingError::NotNow("The meeting is not under way. Who is here is said while it is."));
    }
    if present(&meetings::list_attendance(tx, id)?).contains(&who) == is_present {
        return Ok(());
    }
    let new = Attendance { account: who, name: member.name.clone(), is_present, at: tx.now(), by_name: actor.name.clone() };
    meetings::insert_attendance(tx, id, &new)?;
    let fact = Attended { meeting: id.text(), account: who.text(), name: member.name, is_present };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}
