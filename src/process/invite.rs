//! A concept note convinced: its city is invited to write the whole application, until a day
//! that its workflow sets. What is not sent by then is not asked for any more.

use super::ProcessError;
use super::case::Case;
use super::facts::{ApplicationInvited, InvitationLapsed};
use super::fire::{Fire, Press, Stand, fire};
use super::news::News;
use super::timers::ends_on;
use crate::db::{Conn, Error, Tx};
use crate::intake::{self, Application};
use crate::kernel::{Deadline, FieldError, Id, Timestamp};
use crate::people::Actor;
use chrono::NaiveTime;

const ACT: &str = "invite";

/// The last minute for the whole application of a city that is invited now; none, where the
/// workflow sets no day.
///
/// # Errors
/// The database's refusal.
pub fn invited_until(conn: &mut Conn, actor: &Actor, case: &Case, now: Timestamp) -> Result<Option<Timestamp>, Error> {
    let stand = Stand::of(conn, case, now)?;
    let Some(step) = stand.step(ACT, &case.who(actor, now)) else { return Ok(None) };
    until(conn, case, &step.to, now)
}

fn until(conn: &mut Conn, case: &Case, places: &[String], now: Timestamp) -> Result<Option<Timestamp>, Error> {
    let zone = case.definition.dates.zone;
    let last = ends_on(conn, case, ("lapse_invitation", Some(places)), now.day_in(zone))?;
    let minute = NaiveTime::from_hms_opt(23, 59, 0).unwrap_or_default();
    Ok(last.and_then(|day| Deadline::from_local(day.and_time(minute), zone)).map(|deadline| deadline.at))
}

/// Invites the city.
///
/// # Errors
/// [`ProcessError`].
pub fn invite(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, note: &str, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    if note.trim().chars().count() > 4000 {
        return Err(ProcessError::Invalid(vec![FieldError::new("note", "Write at most 4,000 characters.")]));
    }
    fire(tx, actor, &case, &Fire::new(ACT, press).because(note), |tx, actor, step| {
        let now = tx.now();
        // A workflow without a day leaves the door open as long as the round does.
        let answer_by = until(tx, &case, &step.to, now)?.unwrap_or(case.opportunity.closes.at);
        intake::invite(tx, actor, id, answer_by)?;
        let fact = ApplicationInvited {
            application: id.text(),
            reference: case.application.reference.clone(),
            city: case.application.city_name.clone(),
            title: case.application.shown_title().to_owned(),
            opportunity: case.definition.title.clone(),
            note: note.trim().to_owned(),
            answer_by,
            fund_zone: case.definition.dates.zone.name().to_owned(),
            city_zone: Some(intake::city_zone(tx, &case.application)?.name().to_owned()),
        };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    Ok(())
}

/// The day has passed: the form is closed, and the city is told.
pub(super) fn invitation_lapsed(tx: &mut Tx<'_>, case: &Case) -> Result<InvitationLapsed, Error> {
    intake::close_invitation(tx, case.application.id)?;
    Ok(InvitationLapsed {
        application: case.application.id.text(),
        reference: case.application.reference.clone(),
        city: case.application.city_name.clone(),
        title: case.application.shown_title().to_owned(),
        opportunity: case.definition.title.clone(),
        ended_at: case.application.answer_by,
        fund_zone: case.definition.dates.zone.name().to_owned(),
        contact: format!("{}, {}", case.definition.contact.name, case.definition.contact.email),
    })
}
