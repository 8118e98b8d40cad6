//! Adds, changes and removes activities and the people who take part.

use super::edit::{self, EditError};
use super::facts::{ActivityRemoved, ActivitySaved};
use super::keep_sheet::{self, Sheet};
use super::plan::{Activity, ActivityInput, AttendeeInput, Standing, text_mistake};
use super::{Application, store};
use crate::audit;
use crate::db::Tx;
use crate::kernel::{FieldError, Id};
use crate::people::Actor;

/// The most people in one activity.
const MOST_ATTENDEES: usize = 30;

/// Adds an activity at the end of the list.
///
/// # Errors
/// See [`EditError`].
pub fn add_activity(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, input: &ActivityInput) -> Result<Id<Activity>, EditError> {
    let (application, definition) = edit::open(tx, actor, id, &["activities"])?;
    let mistakes = input.mistakes(&definition);
    if !mistakes.is_empty() {
        return Err(EditError::Invalid(mistakes));
    }
    let existing = store::activities(tx, id)?;
    if existing.len() >= definition.activities.max {
        return Err(EditError::field(
            "title",
            format!("An application can have {} activities. Remove one first.", definition.activities.max),
        ));
    }
    let activity = tx.id();
    let position = existing.last().map_or(1, |last| last.position + 1);
    store::insert_activity(tx, (activity, id), position, input)?;
    keep_sheet::forget(tx, actor, id, Sheet::NewActivity)?;
    finish(tx, actor, &application, activity, &input.title)?;
    Ok(activity)
}

/// Changes an activity, based on the `version` that the page showed.
///
/// # Errors
/// See [`EditError`].
pub fn change_activity(
    tx: &mut Tx<'_>,
    actor: &Actor,
    activity: Id<Activity>,
    version: i64,
    input: &ActivityInput,
) -> Result<(), EditError> {
    let stored = store::activity(tx, activity)?;
    let (application, definition) = edit::open(tx, actor, stored.application, &["activities"])?;
    let mistakes = input.mistakes(&definition);
    if !mistakes.is_empty() {
        return Err(EditError::Invalid(mistakes));
    }
    if stored.version != version {
        return Err(EditError::Changed);
    }
    store::change_activity(tx, &stored, input)?;
    keep_sheet::forget(tx, actor, application.id, Sheet::Activity(activity))?;
    finish(tx, actor, &application, activity, &input.title)
}

/// Replaces the people of an activity. Blank rows are left out.
///
/// # Errors
/// See [`EditError`].
pub fn change_attendees(
    tx: &mut Tx<'_>,
    actor: &Actor,
    activity: Id<Activity>,
    version: i64,
    people: &[AttendeeInput],
) -> Result<(), EditError> {
    let stored = store::activity(tx, activity)?;
    let (application, _) = edit::open(tx, actor, stored.application, &["activities"])?;
    let read = read_people(people).map_err(EditError::Invalid)?;
    if stored.version != version {
        return Err(EditError::Changed);
    }
    store::change_attendees(tx, &stored, &read)?;
    keep_sheet::forget(tx, actor, application.id, Sheet::People(activity))?;
    finish(tx, actor, &application, activity, &stored.title)
}

/// Removes an activity with its people and its part of the budget.
///
/// # Errors
/// See [`EditError`].
pub fn remove_activity(tx: &mut Tx<'_>, actor: &Actor, activity: Id<Activity>) -> Result<(), EditError> {
    let stored = store::activity(tx, activity)?;
    let (application, _) = edit::open(tx, actor, stored.application, &["activities"])?;
    store::delete_activity(tx, activity)?;
    keep_sheet::forget_activity(tx, application.id, activity)?;
    store::touch(tx, &application)?;
    audit::record(
        tx,
        &actor.doer(),
        &ActivityRemoved { application: application.id.text(), activity: activity.text(), title: stored.title },
    )?;
    Ok(())
}

fn finish(tx: &mut Tx<'_>, actor: &Actor, application: &Application, activity: Id<Activity>, title: &str) -> Result<(), EditError> {
    store::touch(tx, application)?;
    let fact = ActivitySaved { application: application.id.text(), activity: activity.text(), title: title.to_owned() };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}

fn read_people(people: &[AttendeeInput]) -> Result<Vec<(String, String, Standing)>, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let mut read = Vec::new();
    for (i, person) in people.iter().enumerate().filter(|(_, p)| !p.is_blank()) {
        if person.job.is_empty() {
            mistakes.push(FieldError::new(format!("job_{i}"), format!("Enter the job title of person {}.", i + 1)));
        }
        mistakes.extend(text_mistake(&format!("job_{i}"), &person.job, "job title", 120));
        mistakes.extend(text_mistake(&format!("name_{i}"), &person.name, "name", 120));
        match person.standing.parse() {
            Ok(standing) => read.push((person.name.clone(), person.job.clone(), standing)),
            Err(_) => mistakes.push(FieldError::new(format!("standing_{i}"), format!("Select whether person {} is career staff.", i + 1))),
        }
    }
    if people.len() > MOST_ATTENDEES {
        mistakes
            .push(FieldError::new("name_0", format!("An activity can have {MOST_ATTENDEES} people. Plan a second one for the others.")));
    }
    if mistakes.is_empty() { Ok(read) } else { Err(mistakes) }
}
