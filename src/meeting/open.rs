//! Whoever leads opens a meeting, and closes it; and what stands on its agenda.

use super::facts::{MeetingClosed, MeetingOpened};
use super::meeting::MOST_ITEMS;
use super::refusal::MeetingError;
use super::store::{meetings, votes};
use super::tabled::{is_reviewed, led};
use super::{Meeting, Stage, Vote};
use crate::audit;
use crate::blind;
use crate::db::{Error, Tx};
use crate::intake::{self, Application};
use crate::kernel::Id;
use crate::people::Actor;
use crate::process;
use std::collections::BTreeSet;

/// Opens a meeting that is planned. What came into review since it was planned is added to the end of the agenda.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then.
pub fn open(tx: &mut Tx<'_>, actor: &Actor, id: Id<Meeting>) -> Result<(), MeetingError> {
    let meeting = led(tx, actor, id)?;
    if meeting.stage != Stage::Planned {
        return Err(MeetingError::NotNow("This meeting was opened or cancelled already."));
    }
    fill(tx, actor, &meeting, &[])?;
    let items = meetings::list_items(tx, id)?.len();
    if items == 0 {
        return Err(MeetingError::NotNow("No application of this round is in review: there is nothing to meet about yet."));
    }
    meetings::mark_stage(tx, &meeting, Stage::Open, "")?;
    let fact = MeetingOpened { meeting: id.text(), title: meeting.title, items };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}

/// Closes a meeting that goes on: from here on it has minutes, and nothing of it changes.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, id: Id<Meeting>) -> Result<(), MeetingError> {
    let meeting = led(tx, actor, id)?;
    if meeting.stage != Stage::Open {
        return Err(MeetingError::NotNow("This meeting is not under way."));
    }
    may_leave_table(tx, actor, &meeting)?;
    meetings::mark_stage(tx, &meeting, Stage::Closed, "")?;
    let fact = MeetingClosed { meeting: id.text(), title: meeting.title };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}

/// Refuses to leave what is on the table while a vote on it is open, and to whom it is closed: whoever leads it goes on.
pub(super) fn may_leave_table(tx: &mut Tx<'_>, actor: &Actor, meeting: &Meeting) -> Result<(), MeetingError> {
    let Some(item) = meeting.on_table else { return Ok(()) };
    let item = meetings::item(tx, item)?;
    if process::is_recused(tx, actor, item.application)? {
        return Err(MeetingError::NotNow(
            "The meeting is at an item that is closed to you because of a conflict of interest. Whoever leads it goes on.",
        ));
    }
    if votes::list_of_item(tx, item.id)?.iter().any(Vote::is_open) {
        return Err(MeetingError::NotNow("A vote is open. Close it first."));
    }
    Ok(())
}

/// Puts every application in review that is not on the agenda at its end: first those of `order`, then by receipt. Whatever is
/// on it has a label from then on: members who do not see who applies tell it apart by that, though nobody reviews it.
pub(super) fn fill(tx: &mut Tx<'_>, actor: &Actor, meeting: &Meeting, order: &[Id<Application>]) -> Result<(), Error> {
    let stages = process::list_stages(tx, meeting.round)?;
    let known = meetings::list_items(tx, meeting.id)?;
    let mut on_it: BTreeSet<Id<Application>> = known.iter().map(|item| item.application).collect();
    let received = intake::list_submitted(tx, meeting.round)?;
    let all = order.iter().copied().chain(received.into_iter().map(|application| application.id));
    let mut place = known.iter().map(|item| item.place).max().unwrap_or(0);
    for application in all {
        let is_in = stages.get(&application).copied().is_some_and(is_reviewed);
        if is_in && on_it.len() < MOST_ITEMS && on_it.insert(application) {
            place += 1;
            meetings::insert_item(tx, meeting.id, application, place)?;
        }
    }
    let on_agenda: Vec<Id<Application>> = on_it.into_iter().collect();
    blind::draw(tx, actor, (meeting.round, &on_agenda))
}
