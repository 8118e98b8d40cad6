//! Whoever leads moves an application to another place of the agenda, counted among those that they see.

use super::facts::AgendaMoved;
use super::meeting::moved;
use super::refusal::MeetingError;
use super::store::meetings;
use super::tabled::led;
use super::{Item, Meeting, Stage};
use crate::db::{Error, Tx};
use crate::kernel::Id;
use crate::people::Actor;
use crate::{audit, intake, process};
use std::collections::{BTreeMap, BTreeSet};

/// Moves an item to the place that was typed, from 1; beyond the last one it becomes the last.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then.
pub fn reorder(tx: &mut Tx<'_>, actor: &Actor, id: Id<Meeting>, (item, to): (Id<Item>, &str)) -> Result<(), MeetingError> {
    let meeting = led(tx, actor, id)?;
    if !matches!(meeting.stage, Stage::Planned | Stage::Open) {
        return Err(MeetingError::NotNow("This meeting has ended. Its agenda stays as it is."));
    }
    let closed: BTreeSet<String> = process::list_closed(tx, actor)?.into_iter().collect();
    let items = meetings::list_items(tx, id)?;
    let seen: BTreeSet<Id<Item>> = items.iter().filter(|one| !closed.contains(&one.application.text())).map(|one| one.id).collect();
    let known: BTreeMap<Id<Item>, Item> = items.iter().map(|one| (one.id, *one)).collect();
    let found = known.get(&item).filter(|one| seen.contains(&one.id)).copied().ok_or(Error::Missing)?;
    let wrong = || MeetingError::field("to", format!("Enter a whole number from 1 to {}.", seen.len()));
    let to = to.trim().parse::<usize>().ok().filter(|to| (1..=seen.len()).contains(to)).ok_or_else(wrong)?;
    let all: Vec<Id<Item>> = items.iter().map(|one| one.id).collect();
    for (id, place) in moved(&all, |id| seen.contains(&id), item, to).into_iter().zip(1_i32..) {
        if known.get(&id).is_some_and(|one| one.place != place) {
            meetings::change_place(tx, id, place)?;
        }
    }
    let fact = AgendaMoved {
        application: found.application.text(),
        reference: intake::application(tx, found.application)?.reference,
        meeting: meeting.id.text(),
        place: i32::try_from(to).unwrap_or(i32::MAX),
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}
