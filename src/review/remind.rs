//! Reminds reviewers of reviews that they owe, while the applications are in review: the worker some days before the day on which
//! they are due, and after it, of each once and in one letter for all; whoever leads the panel of what is late, once a day.
//! A letter names an application as its reviewer knows it.

use super::facts::{DueReview, ReviewReminded, ReviewsDueSoon, ReviewsOverdue};
use super::reminder_terms::reminder_terms;
use super::store::reminders;
use super::{Assignment, known_as, policy, shows_applicant};
use crate::db::{self, Conn, Error, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::opportunity::Opportunity;
use crate::outbox::Side;
use crate::people::account::{self, Person};
use crate::people::{Account, Actor, FundRole};
use crate::{audit, blind, intake, outbox};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// The most letters of one kind in one round.
const ROUND: i64 = 500;

/// In which way somebody is reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "snake_case")]
pub enum Reminder {
    /// The day comes.
    DueSoon,
    /// The day has passed.
    Overdue,
    /// The day has passed, and whoever leads the panel asks.
    Asked,
}

/// Why nobody was reminded.
#[derive(Debug, thiserror::Error)]
pub enum RemindError {
    /// The actor does not choose reviewers.
    #[error("Only a program officer or the chair of the panel reminds reviewers.")]
    Forbidden,
    /// The choice is wrong.
    #[error("Choose other reviewers.")]
    Invalid(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RemindError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Forbidden | Self::Db(_) => &[],
        }
    }
}

fn wrong(told: String) -> RemindError {
    RemindError::Invalid(vec![FieldError::new("remind", told)])
}

/// The reviewers who are to be reminded on a day of the fund's calendar, each with the way.
///
/// # Errors
/// The database's refusal.
pub fn list_to_remind(conn: &mut Conn, today: NaiveDate) -> Result<Vec<(Id<Account>, Reminder)>, Error> {
    let terms = reminder_terms(today)?;
    let mut all = Vec::new();
    for (kind, span) in [(Reminder::DueSoon, terms.soon(today)), (Reminder::Overdue, terms.late(today))] {
        all.extend(reminders::list_reviewers(conn, kind, span, ROUND)?.into_iter().map(|reviewer| (reviewer, kind)));
    }
    Ok(all)
}

/// Reminds a reviewer of everything that is due so, in one letter; whether one goes out. What waits for its copy for blind review
/// is left for later; of what is closed to them, and of what they were asked for after the letter would have gone, they are not told.
///
/// # Errors
/// The database's refusal; [`Error::Unique`] when somebody was quicker.
pub fn remind_reviewer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (reviewer, kind): (Id<Account>, Reminder),
    (today, zone): (NaiveDate, Tz),
) -> Result<bool, Error> {
    let terms = reminder_terms(today)?;
    let span = if kind == Reminder::DueSoon { terms.soon(today) } else { terms.late(today) };
    let owed = reminders::list_owed(tx, reviewer, span)?;
    let known = reminders::list_told(tx, kind, &owed)?;
    let (person, rights) = (account::account(tx, reviewer)?, account::actor(tx, reviewer)?);
    let mut told = Vec::new();
    for task in owed {
        let Some(due_on) = task.due_on.filter(|day| !known.contains(&(task.id, *day))) else { continue };
        if waits(tx, &task)? {
            continue;
        }
        reminders::insert(tx, task.id, (kind, due_on))?;
        let read_it = kind == Reminder::DueSoon && terms.soon(task.assigned_at.day_in(zone)).1 >= due_on;
        if is_reached(&person, &rights, &task) && !read_it {
            told.push((task, due_on));
        }
    }
    tell(tx, actor, (&person, kind), &told)?;
    Ok(!told.is_empty())
}

/// Reminds each of these reviewers of a round of what is late, as far as it is open to the actor. How many letters go out.
///
/// # Errors
/// [`RemindError`]; nothing changes then.
pub fn remind_late(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (round, reviewers): (Id<Opportunity>, &[Id<Account>]),
    today: NaiveDate,
) -> Result<usize, RemindError> {
    if !policy::may_assign(actor) {
        return Err(RemindError::Forbidden);
    }
    if reviewers.is_empty() {
        return Err(wrong("Choose at least one person.".to_owned()));
    }
    for reviewer in reviewers {
        let (person, rights) = (account::account(tx, *reviewer)?, account::actor(tx, *reviewer)?);
        let mut late = reminders::list_late(tx, (round, *reviewer), today)?;
        late.retain(|task| !actor.is_kept_from(task.application) && is_reached(&person, &rights, task));
        if late.is_empty() {
            return Err(wrong(format!("{} owes no review that is late. Choose somebody else.", person.name)));
        }
        let asked = reminders::list_told(tx, Reminder::Asked, &late)?;
        let mut told = Vec::new();
        for task in late.into_iter().filter(|task| !asked.contains(&(task.id, today))) {
            let Some(due_on) = task.due_on else { continue };
            reminders::insert(tx, task.id, (Reminder::Asked, today))?;
            told.push((task, due_on));
        }
        if told.is_empty() {
            return Err(wrong(format!("{} was reminded today. Wait a day, or replace them.", person.name)));
        }
        tell(tx, actor, (&person, Reminder::Asked), &told)?;
    }
    Ok(reviewers.len())
}

/// Whether the reviewer cannot read the application yet.
fn waits(tx: &mut Tx<'_>, task: &Assignment) -> Result<bool, Error> {
    let now = tx.now();
    Ok(!shows_applicant(tx, task, now)? && blind::waits(tx, task.application)?)
}

/// Whether somebody is written to about a task: they review still, and it is not closed to them.
fn is_reached(person: &Person, rights: &Actor, task: &Assignment) -> bool {
    person.disabled_at.is_none() && rights.has(FundRole::Reviewer) && !rights.is_kept_from(task.application)
}

/// One letter for all of it; each review has its own record.
fn tell(tx: &mut Tx<'_>, actor: &Actor, (person, kind): (&Person, Reminder), told: &[(Assignment, NaiveDate)]) -> Result<(), Error> {
    if told.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let mut reviews = Vec::new();
    for (task, due_on) in told {
        let reference = intake::application(tx, task.application)?.reference;
        reviews.push(DueReview { label: known_as(tx, task, (&reference, now))?, due_on: *due_on });
        let fact = ReviewReminded {
            application: task.application.text(),
            reference,
            assignment: task.id.text(),
            reviewer: person.name.clone(),
            due_on: *due_on,
            kind: kind.to_string(),
        };
        audit::record(tx, &actor.doer(), &fact)?;
    }
    let (account, to) = (person.id.text(), [person.recipient(Side::Fund)]);
    match kind {
        Reminder::DueSoon => outbox::announce(tx, &ReviewsDueSoon { account, reviews }, &to),
        Reminder::Overdue | Reminder::Asked => outbox::announce(tx, &ReviewsOverdue { account, reviews }, &to),
    }
}
