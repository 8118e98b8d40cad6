//! Whoever leads puts an application on the table; what was on it goes back.

use super::facts::Tabled;
use super::open::may_leave_table;
use super::refusal::MeetingError;
use super::store::meetings;
use super::tabled::{in_review, led};
use super::{Item, Meeting, Stage};
use crate::db::{Error, Tx};
use crate::kernel::Id;
use crate::people::Actor;
use crate::{audit, intake, process};

/// Puts an item of the agenda on the table of a meeting that goes on.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then. What is closed to the person is not there.
pub fn put(tx: &mut Tx<'_>, actor: &Actor, id: Id<Meeting>, item: Id<Item>) -> Result<(), MeetingError> {
    let meeting = led(tx, actor, id)?;
    let item = meetings::item(tx, item)?;
    if item.meeting != meeting.id || process::is_recused(tx, actor, item.application)? {
        return Err(Error::Missing.into());
    }
    if meeting.stage != Stage::Open {
        return Err(MeetingError::NotNow("The meeting is not under way."));
    }
    if meeting.on_table == Some(item.id) {
        return Ok(());
    }
    may_leave_table(tx, actor, &meeting)?;
    in_review(tx, item.application)?;
    meetings::mark_on_table(tx, &meeting, item.id)?;
    let reference = intake::application(tx, item.application)?.reference;
    let fact = Tabled { application: item.application.text(), reference, meeting: meeting.id.text() };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}
