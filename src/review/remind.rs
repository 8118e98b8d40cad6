//! Reminds reviewers of reviews that they owe, while the applications are in review: the worker some days before the day on which
//! they are due, and after it, of each once and in one letter for all; whoever leads the panel of what is late, once a day.
//! A letter names an application as its reviewer knows it.

use super::facts::{DueReview, ReviewReminded, ReviewsDueSoon, ReviewsOverdue};
use super::reminder_terms::reminder_terms;
use super::store::{reminders, versions};
use super::{Assignment, known_as, policy, shows_applicant};
use crate::db::{self, Conn, Error, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::opportunity::{self, Opportunity};
use crate::outbox::Side;
use crate::people::account::{self, Person};
use crate::people::{Account, Actor, FundRole};
use crate::{audit, blind, intake, outbox};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};

/// The most letters of one kind in one round.
const ROUND: i64 = 500;

/// The rounds of some tasks.
type Rounds = BTreeMap<Id<Opportunity>, Opportunity>;

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
/// is left for later, and so is what is not late yet where its round is. Of what is closed to them, of what they were asked for after the
/// letter would have gone, and of what they opened again after its day, they are not told.
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
    let rounds = rounds(tx, &owed)?;
    let now = tx.now();
    let (person, rights) = (account::account(tx, reviewer)?, account::actor(tx, reviewer)?);
    let mut told = Vec::new();
    for task in owed {
        let Some(due_on) = task.due_on.filter(|day| !known.contains(&(task.id, *day))) else { continue };
        let Some(there) = rounds.get(&task.opportunity).map(|round| round.closes.zone) else { continue };
        let is_early = kind == Reminder::Overdue && due_on >= now.day_in(there);
        if is_early || waits(tx, &task)? {
            continue;
        }
        reminders::insert(tx, task.id, (kind, due_on))?;
        let needs_none = match kind {
            Reminder::DueSoon => terms.soon(task.assigned_at.day_in(zone)).1 >= due_on,
            Reminder::Overdue | Reminder::Asked => is_opened_late(tx, &task, (due_on, there))?,
        };
        if is_reached(&person, &rights, &task) && !needs_none {
            told.push((task, due_on));
        }
    }
    tell(tx, actor, (&person, kind), (&rounds, &told))?;
    Ok(!told.is_empty())
}

/// Reminds each of these reviewers of a round of what is late, as far as it is open to the actor and they can read it. How many letters
/// go out: none to whoever owes nothing of the kind, or was reminded today.
///
/// # Errors
/// [`RemindError`], also when no letter would go out; nothing changes then.
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
    let (mut letters, mut why) = (0, None);
    for reviewer in reviewers {
        match ask(tx, actor, (round, *reviewer), today)? {
            None => letters += 1,
            Some(reason) => why = why.or(Some(reason)),
        }
    }
    match why {
        Some(_) if letters == 0 && reviewers.len() > 1 => Err(wrong(
            "None of them owes a late review that they can read and were not reminded of today. Choose somebody else.".to_owned(),
        )),
        Some(reason) if letters == 0 => Err(wrong(reason)),
        _ => Ok(letters),
    }
}

/// One letter about what a reviewer is late with; otherwise why there is none.
fn ask(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (round, reviewer): (Id<Opportunity>, Id<Account>),
    today: NaiveDate,
) -> Result<Option<String>, Error> {
    let (person, rights) = (account::account(tx, reviewer)?, account::actor(tx, reviewer)?);
    let mut late = reminders::list_late(tx, (round, reviewer), today)?;
    late.retain(|task| !actor.is_kept_from(task.application) && is_reached(&person, &rights, task));
    if late.is_empty() {
        return Ok(Some(format!("{} owes no review that is late. Choose somebody else.", person.name)));
    }
    let mut ready = Vec::new();
    for task in late {
        if !waits(tx, &task)? {
            ready.push(task);
        }
    }
    if ready.is_empty() {
        return Ok(Some(format!("{} cannot read yet what is late: the copy for blind review is not ready.", person.name)));
    }
    let (asked, rounds) = (reminders::list_told(tx, Reminder::Asked, &ready)?, rounds(tx, &ready)?);
    let mut told = Vec::new();
    for task in ready.into_iter().filter(|task| !asked.contains(&(task.id, today))) {
        let Some(due_on) = task.due_on else { continue };
        reminders::insert(tx, task.id, (Reminder::Asked, today))?;
        told.push((task, due_on));
    }
    if told.is_empty() {
        return Ok(Some(format!("{} was reminded today. Wait a day, or replace them.", person.name)));
    }
    tell(tx, actor, (&person, Reminder::Asked), (&rounds, &told))?;
    Ok(None)
}

fn rounds(conn: &mut Conn, tasks: &[Assignment]) -> Result<Rounds, Error> {
    let ids: BTreeSet<_> = tasks.iter().map(|task| task.opportunity).collect();
    ids.into_iter().map(|id| Ok((id, opportunity::opportunity(conn, id)?))).collect()
}

/// Whether its reviewer submitted it, and opened it again after the day on which it was due.
fn is_opened_late(conn: &mut Conn, task: &Assignment, (due_on, zone): (NaiveDate, Tz)) -> Result<bool, Error> {
    Ok(versions::list(conn, task.id)?.last().is_some_and(|version| version.reopened_at.day_in(zone) > due_on))
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
fn tell(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (person, kind): (&Person, Reminder),
    (rounds, told): (&Rounds, &[(Assignment, NaiveDate)]),
) -> Result<(), Error> {
    if told.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let mut reviews = Vec::new();
    for (task, due_on) in told {
        let reference = intake::application(tx, task.application)?.reference;
        let round = rounds.get(&task.opportunity).map(|round| round.title.clone()).unwrap_or_default();
        reviews.push(DueReview { label: known_as(tx, task, (&reference, now))?, round, due_on: *due_on });
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
