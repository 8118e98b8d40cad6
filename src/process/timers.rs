//! What is due on a case: its owners are reminded, others are told when it is late, and steps
//! that nobody pressed are taken. At most once, late at worst, never early (W15): whatever is
//! due after some days is due when the next day begins in the zone of the round.

use super::ProcessError;
use super::automatic;
use super::case::Case;
use super::facts::{CaseDueSoon, CaseOverdue};
use super::fire::{Press, act_of};
use super::news;
use crate::audit;
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{CalendarError, Deadline, Id, Timestamp, business_days_after, business_days_before};
use crate::outbox;
use crate::people::Actor;
use crate::workflow::{self, Definition, Marking, Place, Span, Timer, TimerKind};
use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;

/// The most timers that one round of the worker takes.
const ROUND: i64 = 100;

fn broken(e: CalendarError) -> Error {
    Error::Broken(e.to_string())
}

/// The last day of a span that begins on `day`.
pub(super) fn last_day(day: NaiveDate, span: Span) -> Result<NaiveDate, Error> {
    match span {
        Span::BusinessDays(n) => business_days_after(day, n).map_err(broken),
        Span::Days(n) => day.checked_add_days(Days::new(n.into())).ok_or_else(|| Error::Broken(format!("{day} is too far away"))),
    }
}

/// The last day of a city that comes to one of these places (to any, where none is named) on
/// `day`, before the program takes the step that does `act`; none, where there is no such step.
pub(super) fn ends_on(
    conn: &mut Conn,
    case: &Case,
    (act, places): (&str, Option<&[String]>),
    day: NaiveDate,
) -> Result<Option<NaiveDate>, Error> {
    let found = workflow::instance(conn, &case.application.id.text())?;
    let definition = workflow::definition(conn, &found.definition_hash)?;
    let leads_out = |step: &&workflow::Transition| places.is_none_or(|places| step.from.iter().any(|place| places.contains(place)));
    let step = definition.transitions.iter().filter(leads_out).find(|step| act_of(step) == act);
    step.and_then(|step| step.after).map(|span| last_day(day, span)).transpose()
}

fn days_before(day: NaiveDate, span: Span) -> Result<NaiveDate, Error> {
    match span {
        Span::BusinessDays(n) => business_days_before(day, n).map_err(broken),
        Span::Days(n) => Ok(day.checked_sub_days(Days::new(n.into())).unwrap_or(day)),
    }
}

/// The first instant of a day in a zone.
fn begins(day: NaiveDate, zone: Tz) -> Result<Timestamp, Error> {
    let local = day.and_time(NaiveTime::MIN);
    Deadline::from_local(local, zone).map(|d| d.at).ok_or_else(|| Error::Broken(format!("{day} does not begin in {zone}")))
}

/// By when the owners of a place should have done their work, if they came to it on `since`.
///
/// # Errors
/// A mistake in the calendar.
pub fn due_on(place: &Place, since: NaiveDate) -> Result<Option<NaiveDate>, Error> {
    place.within.map(|within| last_day(since, within)).transpose()
}

/// Arms what is due at the places that a case came to by event `n`, and ends what was due where it left.
pub(super) fn arm(
    tx: &mut Tx<'_>,
    case: &Case,
    definition: &Definition,
    (before, after, n): (&Marking, &Marking, i64),
) -> Result<(), Error> {
    let instance = case.application.id.text();
    workflow::end_timers_left(tx, &instance, after)?;
    let zone = case.definition.dates.zone;
    let today = tx.now().day_in(zone);
    for place in definition.places.iter().filter(|place| after.has(&place.id) && !before.has(&place.id)) {
        let mut wanted: Vec<(TimerKind, &str, NaiveDate)> = Vec::new();
        if let Some(last) = due_on(place, today)? {
            if let Some(span) = place.remind_before {
                wanted.push((TimerKind::Remind, "", days_before(last, span)?));
            }
            wanted.push((TimerKind::Escalate, "", last.succ_opt().unwrap_or(last)));
        }
        for step in definition.transitions.iter().filter(|step| step.from.contains(&place.id)) {
            if let Some(span) = step.after {
                let last = last_day(today, span)?;
                wanted.push((TimerKind::Fire, &step.id, last.succ_opt().unwrap_or(last)));
            }
        }
        for (kind, transition, day) in wanted {
            let timer = Timer {
                id: tx.id::<Timer>().text(),
                instance: instance.clone(),
                armed_by: n,
                place: place.id.clone(),
                kind,
                transition: transition.to_owned(),
                due_at: begins(day, zone)?,
            };
            workflow::arm_timer(tx, &timer)?;
        }
    }
    Ok(())
}

/// The timers that are due at `now`, at most 100.
///
/// # Errors
/// The database's refusal.
pub fn list_due(conn: &mut Conn, now: Timestamp) -> Result<Vec<Timer>, Error> {
    workflow::list_due_timers(conn, now, ROUND)
}

/// Does what a due timer is for; whether it was done now. What cannot be done any more, because
/// the case is elsewhere, is ended too.
///
/// # Errors
/// [`ProcessError`].
pub fn ring(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<bool, ProcessError> {
    let now = tx.now();
    let Some(timer) = workflow::find_open_timer(tx, id)?.filter(|timer| timer.due_at <= now) else { return Ok(false) };
    let application: Id<Application> = timer.instance.parse().map_err(|_| Error::unreadable("identifier", &timer.instance))?;
    let case = Case::load(tx, application)?;
    if !workflow::end_timer(tx, id)? {
        return Ok(false);
    }
    match timer.kind {
        TimerKind::Fire => automatic::take(tx, actor, &case, (&timer.transition, &Press::of(&timer.id))),
        TimerKind::Remind | TimerKind::Escalate => {
            tell(tx, actor, &case, &timer)?;
            Ok(true)
        }
    }
}

fn tell(tx: &mut Tx<'_>, actor: &Actor, case: &Case, timer: &Timer) -> Result<(), Error> {
    let found = workflow::instance(tx, &timer.instance)?;
    let definition = workflow::definition(tx, &found.definition_hash)?;
    let Some(place) = definition.place(&timer.place) else { return Ok(()) };
    let since = case_came(tx, timer)?.day_in(case.definition.dates.zone);
    let last = due_on(place, since)?.unwrap_or(since);
    let (application, reference) = (case.application.id.text(), case.application.reference.clone());
    let (city, opportunity, place_label) = (case.application.city_name.clone(), case.definition.title.clone(), place.label.clone());
    if timer.kind == TimerKind::Remind {
        let fact = CaseDueSoon { application, reference, city, opportunity, place: place_label, due_on: last };
        audit::record(tx, &actor.doer(), &fact)?;
        let to = news::holders(tx, case, &place.owners)?;
        return outbox::announce(tx, &fact, &to);
    }
    let fact = CaseOverdue { application, reference, city, opportunity, place: place_label, due_on: last };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = news::holders(tx, case, &place.escalate_to)?;
    outbox::announce(tx, &fact, &to)
}

/// When the case came to the place of a timer.
fn case_came(conn: &mut Conn, timer: &Timer) -> Result<Timestamp, Error> {
    let events = workflow::list_events(conn, &timer.instance)?;
    let event = events.iter().find(|event| event.n == timer.armed_by).ok_or(Error::Missing)?;
    Ok(Timestamp::from_naive(event.at))
}
