//! Plans a release: which cities of a round are told together, and when.

use super::{Digest, Release, ReleaseError, ReleasePlanned, ReleaseStage};
use crate::audit;
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{FieldError, Id, Timestamp};
use crate::opportunity::{self, Opportunity};
use crate::people::{Actor, FundRole};
use crate::process::case::Case;
use crate::process::tell::{TELLS, Waiting, waiting_letter};
use crate::process::{ProcessError, explain, is_recused, list_closed, store};
use crate::workflow::{Denied, FireError};
use chrono::TimeDelta;

/// The most cities of one release.
const MOST: usize = 100;
/// How far ahead a release is planned at most.
const FARTHEST: TimeDelta = TimeDelta::days(366);

/// A release as somebody wants it.
#[derive(Clone, Debug)]
pub struct ReleasePlan {
    /// The round.
    pub opportunity: Id<Opportunity>,
    /// The cases, each with the SHA-256 of the letter that was looked at.
    pub cases: Vec<(Id<Application>, String)>,
    /// When; `None` for now.
    pub due_at: Option<Timestamp>,
}

/// A decided case that waits to be told, with its letter.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The case.
    pub case: Case,
    /// Its letter.
    pub letter: Waiting,
}

/// The cases of a round that are decided, not told and in no planned release, with their letters as of
/// `at`: the first hundred, by reference. Those closed to the actor are not there.
///
/// # Errors
/// The database's refusal.
pub fn list_decided(conn: &mut Conn, actor: &Actor, round: Id<Opportunity>, at: Timestamp) -> Result<Vec<Decided>, Error> {
    let closed = list_closed(conn, actor)?;
    let found = store::list_decided(conn, round, &closed, i64::try_from(MOST).unwrap_or(i64::MAX))?;
    list_letters(conn, &found, at)
}

/// The letters of these decided cases as of `at`.
///
/// # Errors
/// [`Error::Missing`] when one of them is not decided.
pub fn list_letters(conn: &mut Conn, cases: &[Id<Application>], at: Timestamp) -> Result<Vec<Decided>, Error> {
    let mut decided = Vec::with_capacity(cases.len());
    for id in cases {
        let case = Case::load(conn, *id)?;
        let letter = waiting_letter(conn, &case, at)?;
        decided.push(Decided { case, letter });
    }
    Ok(decided)
}

/// Keeps a release: it is carried out from its instant on, in the name of the actor. Each of its
/// cases must be one that the actor may tell now, and its letter the one that was looked at.
///
/// # Errors
/// [`ReleaseError`], with every mistake at once.
pub fn plan_release(tx: &mut Tx<'_>, actor: &Actor, digest: Digest<'_>, plan: &ReleasePlan) -> Result<Id<Release>, ProcessError> {
    let planner = actor.account.filter(|_| actor.may_enter(&[FundRole::ProgramOfficer, FundRole::ApprovingOfficial]));
    let planner = planner.ok_or_else(|| FireError::Denied(Denied::WrongRole("program officer".into())))?;
    let (now, round) = (tx.now(), opportunity::opportunity(tx, plan.opportunity)?);
    let due_at = plan.due_at.unwrap_or(now);
    let mut mistakes = mistakes(plan.cases.len(), (due_at, now));
    let (mut letters, mut has_changed) = (Vec::new(), false);
    for (id, seen) in plan.cases.iter().take(MOST) {
        let case = Case::load(tx, *id)?;
        if case.opportunity.id != plan.opportunity || is_recused(tx, actor, *id)? {
            return Err(Error::Missing.into());
        }
        let reference = case.application.reference.clone();
        if let Some(why) = why_not(tx, actor, &case, now)? {
            mistakes.push(FieldError::new("case", format!("{reference}: {why}")));
            continue;
        }
        let waiting = waiting_letter(tx, &case, due_at)?;
        has_changed |= digest(&waiting)? != *seen;
        letters.push((*id, reference, seen.clone()));
    }
    if !mistakes.is_empty() {
        return Err(ReleaseError::Invalid(mistakes).into());
    }
    if has_changed {
        return Err(ReleaseError::LettersChanged.into());
    }
    let kept = Release {
        id: tx.id(),
        opportunity: round.id,
        slug: round.slug,
        title: round.title.clone(),
        due_at,
        planned_by: planner,
        planned_by_name: actor.name.clone(),
        planned_at: now,
        stage: ReleaseStage::Planned,
        ended_at: None,
    };
    store::insert_release(tx, &kept, &letters)?;
    let letters = letters.into_iter().map(|(_, reference, sha256)| (reference, sha256)).collect();
    let fact = ReleasePlanned { release: kept.id.text(), opportunity: round.title, due_at, letters };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(kept.id)
}

fn mistakes(cases: usize, (due_at, now): (Timestamp, Timestamp)) -> Vec<FieldError> {
    let mut found = Vec::new();
    if cases == 0 {
        found.push(FieldError::new("case", "Choose at least one application."));
    } else if cases > MOST {
        found.push(FieldError::new("case", format!("Choose at most {MOST} applications; tell the others in another release.")));
    }
    if due_at < now {
        found.push(FieldError::new("on", "This time has passed. Choose one that is still to come, or tell now."));
    } else if due_at > now.plus(FARTHEST) {
        found.push(FieldError::new("on", "Choose a day within a year from now."));
    }
    found
}

/// Why this person cannot tell the city of a case now.
fn why_not(conn: &mut Conn, actor: &Actor, case: &Case, now: Timestamp) -> Result<Option<String>, Error> {
    if let Some(other) = store::find_planned_release(conn, case.application.id)? {
        return Ok(Some(format!("it is in a release that {} planned already.", other.planned_by_name)));
    }
    let choices = explain(conn, actor, case, now)?;
    Ok(match choices.into_iter().find(|choice| TELLS.contains(&choice.act.as_str())) {
        None => Some("it does not wait to be told any more.".into()),
        Some(choice) => choice.denied.map(|denied| denied.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_has_some_cases_and_a_time_to_come() {
        let now = Timestamp::from_micros(0);
        let said = |cases, at: TimeDelta| mistakes(cases, (now.plus(at), now)).into_iter().map(|e| e.field).collect::<Vec<_>>();
        assert_eq!(said(1, TimeDelta::zero()), Vec::<String>::new());
        assert_eq!(said(MOST, TimeDelta::days(366)), Vec::<String>::new());
        assert_eq!(said(0, TimeDelta::seconds(-1)), ["case", "on"]);
        assert_eq!(said(MOST + 1, TimeDelta::days(367)), ["case", "on"]);
    }
}
