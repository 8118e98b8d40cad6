//! In which order a reviewer's open tasks come: what was put off last, then the applications that have the
//! fewest reviews, so that all get theirs. Ties go by the day they are due and then by an order that differs
//! from one reviewer to another, so that not all read the same applications first.

use super::{Assignment, Stage, store};
use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::{Account, Actor};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};

/// An open task in its reviewer's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InLine {
    /// The task.
    pub assignment: Assignment,
    /// How many reviews of its application are submitted.
    pub submitted: i64,
}

/// A task that somebody waits for, as far as its place in the line goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The task.
    pub task: Id<Assignment>,
    /// Its application.
    pub application: Id<Application>,
    /// The round of it.
    pub opportunity: Id<Opportunity>,
    /// Whether it waits for the declaration or for the review.
    pub stage: Stage,
    /// How many reviews of its application are submitted.
    pub submitted: i64,
    /// How many reviews its reviewer has submitted in the round.
    pub done: i64,
    /// The day it is due.
    pub due_on: Option<NaiveDate>,
    /// When it was put off.
    pub skipped_at: Option<Timestamp>,
}

/// The places of the actor's open tasks of applications in review, in the order of [`list_line`], read with one statement.
///
/// # Errors
/// The database's refusal.
pub fn list_places(conn: &mut Conn, actor: &Actor) -> Result<Vec<Place>, Error> {
    let Some(reviewer) = actor.account else { return Ok(vec![]) };
    let mut places = store::list_places(conn, reviewer)?;
    places.retain(|place| !actor.is_kept_from(place.application));
    places.sort_by_cached_key(|p| rank((reviewer, p.application), p.skipped_at, p.submitted, p.due_on));
    Ok(places)
}

/// The actor's open tasks in their order, without what is closed to them because of a conflict of interest.
///
/// # Errors
/// The database's refusal.
pub fn list_line(conn: &mut Conn, actor: &Actor) -> Result<Vec<InLine>, Error> {
    let Some(reviewer) = actor.account else { return Ok(vec![]) };
    let all = store::list_for_reviewer(conn, reviewer)?;
    let open: Vec<Assignment> = all.into_iter().filter(|a| a.stage.is_open() && !actor.is_kept_from(a.application)).collect();
    let applications: Vec<_> = open.iter().map(|a| a.application).collect();
    let counts = store::count_submitted(conn, &applications)?;
    let submitted = |a: &Assignment| counts.get(&a.application).copied().unwrap_or(0);
    Ok(in_order(open.into_iter().map(|assignment| InLine { submitted: submitted(&assignment), assignment }).collect()))
}

/// The same tasks in their order.
#[must_use]
pub fn in_order(mut line: Vec<InLine>) -> Vec<InLine> {
    line.sort_by_cached_key(|InLine { assignment: a, submitted }| rank((a.reviewer, a.application), a.skipped_at, *submitted, a.due_on));
    line
}

/// Nothing sorts before something: what was put off is last, and what has no day comes after what has one. Among equals a task
/// stands where it stood before, at another place for each reviewer.
fn rank(
    (reviewer, application): (Id<Account>, Id<Application>),
    skipped_at: Option<Timestamp>,
    submitted: i64,
    due_on: Option<NaiveDate>,
) -> impl Ord {
    let among_equals = Sha256::digest(format!("{reviewer}:{application}").as_bytes()).to_vec();
    (skipped_at, submitted, due_on.is_none(), due_on, among_equals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::IdSource;

    fn task(ids: &IdSource, (submitted, due, skipped): (i64, Option<&str>, Option<i64>)) -> InLine {
        let at = Timestamp::from_micros(0);
        let assignment = Assignment {
            id: ids.id(at),
            application: ids.id(at),
            opportunity: ids.id(at),
            reviewer: "01999999-0000-7000-8000-000000000000".parse().expect("an identifier"),
            reviewer_name: "Rita".into(),
            assigned_at: at,
            due_on: due.map(|day| day.parse().expect("a day")),
            stage: Stage::Cleared,
            conflict_note: String::new(),
            declared_at: None,
            overall: String::new(),
            points: None,
            submitted_at: None,
            version: 1,
            definition_sha256: None,
            rubric_sha256: None,
            saved_at: None,
            skipped_at: skipped.map(Timestamp::from_micros),
            abstained: None,
        };
        InLine { assignment, submitted }
    }

    #[test]
    fn the_least_reviewed_comes_first_and_what_was_put_off_last() {
        let ids = IdSource::seeded(1);
        let wanted = [
            (0, Some("2027-03-01"), None),
            (1, Some("2027-02-01"), None),
            (1, Some("2027-02-02"), None),
            (1, None, None),
            (2, Some("2027-01-01"), None),
            (0, Some("2027-01-01"), Some(5)),
            (0, Some("2027-01-01"), Some(7)),
        ];
        let line: Vec<InLine> = wanted.iter().map(|row| task(&ids, *row)).collect();
        let mut mixed = line.clone();
        mixed.reverse();
        assert_eq!(in_order(mixed), line);
    }

    #[test]
    fn equals_stand_the_same_every_time_and_not_the_same_for_everybody() {
        let ids = IdSource::seeded(2);
        let mine: Vec<InLine> = (0..8).map(|_| task(&ids, (0, None, None))).collect();
        let order = |line: Vec<InLine>| in_order(line).into_iter().map(|t| t.assignment.application).collect::<Vec<_>>();
        let mut turned = mine.clone();
        turned.rotate_left(3);
        assert_eq!(order(mine.clone()), order(turned));
        let mut theirs = mine.clone();
        for task in &mut theirs {
            task.assignment.reviewer = "01999999-0000-7000-8000-000000000001".parse().expect("an identifier");
        }
        assert_ne!(order(mine), order(theirs));
    }
}
