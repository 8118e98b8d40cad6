//! A city says of which event its activity is a part.

use super::enter_event::EventError;
use super::event::Event;
use super::facts::ActivityJoined;
use super::record::{ActivityRecord, Person, RecordState};
use super::{policy, read, store};
use crate::audit;
use crate::award::{self, Award};
use crate::db::{Error, Tx};
use crate::intake::Activity;
use crate::kernel::{FieldError, Id};
use crate::people::Actor;

/// Makes an activity a part in an event, or in none; one that was merged is followed to the one that stands for it.
///
/// # Errors
/// [`EventError`].
pub fn join(
    tx: &mut Tx<'_>,
    actor: &Actor,
    award: Id<Award>,
    (activity, version): (Id<Activity>, i64),
    event: Option<Id<Event>>,
) -> Result<(), EventError> {
    let award = award::award(tx, award)?;
    if actor.account.is_none() || !policy::may_record(actor, award.organisation) {
        return Err(EventError::NotAllowed);
    }
    if award.closed_at.is_some() {
        return Err(EventError::Closed);
    }
    let event = match event {
        None => None,
        Some(id) => Some(stands_for(tx, id)?),
    };
    let mut record = record_of(tx, actor, &award, activity)?;
    if record.version != version + 1 {
        return Err(Error::Stale.into());
    }
    record.event = event;
    store::keep_record(tx, &record)?;
    let fact = ActivityJoined {
        award_id: award.id.text(),
        reference: award.reference,
        activity_id: activity.text(),
        title: record.title,
        event_id: event.map(|id| id.text()),
        joined_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}

fn stands_for(tx: &mut Tx<'_>, id: Id<Event>) -> Result<Id<Event>, EventError> {
    match store::find_event(tx, id)? {
        Some(event) => Ok(event.merged_into.unwrap_or(event.id)),
        None => Err(EventError::Fields(vec![FieldError::new("event", "Choose an event of the list.")])),
    }
}

/// The record of an activity as it would be kept next: its version is one more than what is kept, 1 where nothing is.
pub(super) fn record_of(tx: &mut Tx<'_>, actor: &Actor, award: &Award, activity: Id<Activity>) -> Result<ActivityRecord, Error> {
    let now = tx.now();
    if let Some(record) = store::find_record(tx, &activity.text())? {
        if record.award != award.id {
            return Err(Error::Missing);
        }
        return Ok(ActivityRecord { version: record.version + 1, changed_by_name: actor.name.clone(), changed_at: now, ..record });
    }
    let planned = read::activities(tx, award.id)?.into_iter().find(|a| a.id == activity).ok_or(Error::Missing)?;
    Ok(ActivityRecord {
        id: activity,
        award: award.id,
        event: None,
        kind: planned.kind,
        title: planned.title,
        place: planned.place,
        country: planned.country,
        starts_on: planned.starts_on,
        ends_on: planned.ends_on,
        partner: planned.partner,
        provider: planned.provider,
        career: 0,
        appointees: 0,
        state: RecordState::Planned,
        added: false,
        reason: String::new(),
        changed_by_name: actor.name.clone(),
        changed_at: now,
        version: 1,
        people: planned.attendees.into_iter().map(|attendee| Person { attendee, attended: false }).collect(),
    })
}
