//! A recommendation that nobody decided until its last day lapses: its money is free
//! again, the case is back in review, and the officer and the approvers are told. The
//! program itself takes this step: at most once, late at worst, never early (W15).

use super::ProcessError;
use super::case::Case;
use super::fire::{Fire, Press, fire};
use super::news::News;
use crate::award::{self, Award, AwardLapsed};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::Actor;
use crate::workflow;
use chrono::{NaiveDate, TimeDelta};

const STEP: &str = "lapse";
/// How far ahead of UTC the calendar of any zone is at most.
const FARTHEST_EAST: TimeDelta = TimeDelta::hours(14);
/// The most recommendations that lapse in one round.
const ROUND: i64 = 100;

/// The last day for which a recommendation made at `now` reserves its money, in the zone
/// of the round; none where the case began on a workflow in which nothing lapses.
///
/// # Errors
/// The database's refusal.
pub fn reserved_until(conn: &mut Conn, case: &Case, now: Timestamp) -> Result<Option<NaiveDate>, Error> {
    let instance = workflow::instance(conn, &case.application.id.text())?;
    let lapses = workflow::definition(conn, &instance.definition_hash)?.transitions.iter().any(|step| step.act() == STEP);
    Ok(lapses.then(|| case.definition.decided_by(now.day_in(case.definition.dates.zone))))
}

/// The cases whose recommendation may be over at `now`, at most 100. The calendar of
/// their rounds decides in [`lapse`].
///
/// # Errors
/// The database's refusal.
pub fn list_lapsing(conn: &mut Conn, now: Timestamp) -> Result<Vec<Id<Award>>, Error> {
    let open = award::list_reserved_before(conn, now.plus(FARTHEST_EAST).day(), ROUND)?;
    Ok(open.into_iter().map(|recommendation| recommendation.case).collect())
}

/// Lets the recommendation of a case lapse if its last day has passed; whether it did so now.
///
/// # Errors
/// [`ProcessError`].
pub fn lapse(tx: &mut Tx<'_>, actor: &Actor, id: Id<Award>) -> Result<bool, ProcessError> {
    let case = Case::load(tx, id.cast())?;
    let today = tx.now().day_in(case.definition.dates.zone);
    let Some(open) = award::find_open_recommendation(tx, id)?.filter(|open| open.is_over(today)) else { return Ok(false) };
    let press = Press::of(&open.id.text());
    let done = fire(tx, actor, &case, &Fire::new(STEP, &press), |tx, actor, _| {
        let (open, last) = award::lapse(tx, actor, id, today)?;
        let fact = AwardLapsed {
            application: id.text(),
            reference: case.application.reference.clone(),
            city: case.application.city_name.clone(),
            opportunity: case.definition.title.clone(),
            amount: open.total,
            recommended_by: open.by_name,
            reserved_until: last,
        };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    Ok(done.is_some())
}
