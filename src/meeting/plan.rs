//! An officer or a chair plans a meeting of the panel of a round, moves it, or cancels it; its members are told by mail each time.

use super::facts::{MeetingCancelled, MeetingChanged, MeetingMoved, MeetingPlanned};
use super::meeting::LONGEST;
use super::members::{Member, chairs, members};
use super::open::fill;
use super::refusal::MeetingError;
use super::store::meetings;
use super::tabled::led;
use super::{Meeting, Stage, policy};
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{FieldError, Id, Money, MoneyError, Timestamp};
use crate::opportunity;
use crate::outbox::Side;
use crate::people::{Account, Actor, account, organisation};
use crate::{audit, outbox};

/// A meeting as typed.
#[derive(Clone, Debug)]
pub struct NewMeeting {
    /// Its name.
    pub title: String,
    /// When it begins, or what is wrong with that.
    pub starts_at: Result<Timestamp, Vec<FieldError>>,
    /// Where.
    pub place: String,
    /// The money against which recommendations add up.
    pub budget: Result<Money, MoneyError>,
    /// The account of its chair; empty if an officer leads it.
    pub chair: String,
}

/// What was meant.
struct Meant {
    title: String,
    starts_at: Timestamp,
    place: String,
    budget: Money,
    chair: Option<(Id<Account>, String)>,
}

/// Plans a meeting of the panel of the published round `slug`. What is in review is put on the agenda: first `order`, as the caller
/// ranks it, then the rest in the order of receipt.
///
/// # Errors
/// See [`MeetingError`]; nothing is kept or mailed then.
pub fn plan(
    tx: &mut Tx<'_>,
    actor: &Actor,
    slug: &str,
    (new, order): (&NewMeeting, &[Id<Application>]),
) -> Result<Id<Meeting>, MeetingError> {
    let by = actor.account.filter(|_| policy::may_lead(actor)).ok_or(MeetingError::NotAllowed)?;
    let round = opportunity::by_slug(tx, slug)?;
    let meant = read(tx, new)?;
    let meeting = Meeting {
        id: tx.id(),
        round: round.id,
        title: meant.title,
        starts_at: meant.starts_at,
        place: meant.place,
        budget: meant.budget,
        chair: meant.chair.as_ref().map(|(id, _)| *id),
        chair_name: meant.chair.map(|(_, name)| name).unwrap_or_default(),
        stage: Stage::Planned,
        on_table: None,
        planned_by: by,
        planned_by_name: actor.name.clone(),
        planned_at: tx.now(),
        opened_at: None,
        closed_at: None,
        reason: String::new(),
        version: 1,
    };
    meetings::insert(tx, &meeting)?;
    fill(tx, actor, &meeting, order)?;
    let fact = MeetingPlanned {
        meeting: meeting.id.text(),
        opportunity: round.id.text(),
        round: round.title,
        title: meeting.title.clone(),
        starts_at: meeting.starts_at,
        place: meeting.place.clone(),
        chair: meeting.chair_name.clone(),
        planned_by: actor.name.clone(),
        zone: None,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    for member in members(tx, &meeting)? {
        let zone = zone_of(tx, &member)?;
        let to = account::account(tx, member.account)?.recipient(Side::Fund);
        outbox::announce(tx, &MeetingPlanned { zone, ..fact.clone() }, &[to])?;
    }
    Ok(meeting.id)
}

/// Changes a meeting that is planned and was read as its version `seen`. Another time or place is told to its members.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: Id<Meeting>, (new, seen): (&NewMeeting, i64)) -> Result<(), MeetingError> {
    let known = planned(tx, actor, id, seen)?;
    let meant = read(tx, new)?;
    let chair = meant.chair.as_ref().map(|(id, _)| *id);
    let meeting = Meeting {
        title: meant.title,
        starts_at: meant.starts_at,
        place: meant.place,
        budget: meant.budget,
        chair,
        chair_name: meant.chair.map(|(_, name)| name).unwrap_or_default(),
        ..known.clone()
    };
    meetings::change(tx, &meeting)?;
    let fact = MeetingChanged {
        meeting: id.text(),
        title: meeting.title.clone(),
        starts_at: meeting.starts_at,
        place: meeting.place.clone(),
        budget: meeting.budget,
        chair: meeting.chair_name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    if (known.starts_at, &known.place) == (meeting.starts_at, &meeting.place) {
        return Ok(());
    }
    let fact = MeetingMoved {
        meeting: id.text(),
        opportunity: meeting.round.text(),
        round: opportunity::opportunity(tx, meeting.round)?.title,
        title: meeting.title.clone(),
        was_at: known.starts_at,
        starts_at: meeting.starts_at,
        place: meeting.place.clone(),
        moved_by: actor.name.clone(),
        zone: None,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    for member in members(tx, &meeting)? {
        let zone = zone_of(tx, &member)?;
        let to = account::account(tx, member.account)?.recipient(Side::Fund);
        outbox::announce(tx, &MeetingMoved { zone, ..fact.clone() }, &[to])?;
    }
    Ok(())
}

/// Cancels a meeting that is planned and was read as its version `seen`; its members read why.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then.
pub fn cancel(tx: &mut Tx<'_>, actor: &Actor, id: Id<Meeting>, (reason, seen): (&str, i64)) -> Result<(), MeetingError> {
    let meeting = planned(tx, actor, id, seen)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST {
        return Err(MeetingError::field("why", "Say why, in at most 2,000 characters. The members read it."));
    }
    meetings::mark_stage(tx, &meeting, Stage::Cancelled, reason)?;
    let fact = MeetingCancelled {
        meeting: id.text(),
        opportunity: meeting.round.text(),
        round: opportunity::opportunity(tx, meeting.round)?.title,
        title: meeting.title.clone(),
        starts_at: meeting.starts_at,
        reason: reason.to_owned(),
        cancelled_by: actor.name.clone(),
        zone: None,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    for member in members(tx, &meeting)? {
        let zone = zone_of(tx, &member)?;
        let to = account::account(tx, member.account)?.recipient(Side::Fund);
        outbox::announce(tx, &MeetingCancelled { zone, ..fact.clone() }, &[to])?;
    }
    Ok(())
}

/// A meeting that is planned, as it was read.
fn planned(tx: &mut Tx<'_>, actor: &Actor, id: Id<Meeting>, seen: i64) -> Result<Meeting, MeetingError> {
    let meeting = led(tx, actor, id)?;
    if meeting.stage != Stage::Planned {
        return Err(MeetingError::NotNow("This meeting was opened, or cancelled. It can no longer be changed."));
    }
    if meeting.version == seen { Ok(meeting) } else { Err(MeetingError::Changed) }
}

/// The zone of a member, where the program knows it: that of a city to which they belong.
fn zone_of(conn: &mut Conn, member: &Member) -> Result<Option<String>, Error> {
    let person = account::actor(conn, member.account)?;
    let Some(city) = person.memberships.first() else { return Ok(None) };
    Ok(Some(organisation::city(conn, city.organisation)?.zone.name().to_owned()))
}

fn read(tx: &mut Tx<'_>, new: &NewMeeting) -> Result<Meant, MeetingError> {
    let mut mistakes = Vec::new();
    let title = new.title.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(1..=100).contains(&title.chars().count()) {
        mistakes.push(FieldError::new("title", "Enter a name of at most 100 characters, such as Panel meeting of March 9."));
    }
    let place = new.place.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(1..=300).contains(&place.chars().count()) {
        mistakes.push(FieldError::new("place", "Say where it takes place, in at most 300 characters: a room, or the address of a call."));
    }
    let starts_at = new.starts_at.clone().map_err(|e| mistakes.extend(e)).ok();
    if starts_at.is_some_and(|at| at < tx.now()) {
        mistakes.push(FieldError::new("on", "This time has passed. Enter a later one."));
    }
    let budget = new.budget.map_err(|e| mistakes.push(FieldError::new("budget", e.to_string()))).ok();
    let chair = match new.chair.as_str() {
        "" => None,
        id => {
            let found = chairs(tx)?.into_iter().find(|person| person.id.text() == id);
            if found.is_none() {
                mistakes.push(FieldError::new("chair", "Choose somebody who chairs panels, or nobody."));
            }
            found.map(|person| (person.id, person.name))
        }
    };
    match (starts_at, budget) {
        (Some(starts_at), Some(budget)) if mistakes.is_empty() => Ok(Meant { title, starts_at, place, budget, chair }),
        _ => Err(MeetingError::Invalid(mistakes)),
    }
}
