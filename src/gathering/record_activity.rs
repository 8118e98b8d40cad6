//! A city records what became of an activity: other days, another place, who was there, or that it does not take
//! place; and it adds one that was not in its plan.

use super::event::{day_mistakes, text_mistake};
use super::facts::ActivityRecorded;
use super::join::record_of;
use super::record::{ActivityRecord, Person, RecordState};
use super::{policy, store};
use crate::audit;
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::intake::{Activity, Attendee, Standing};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::date;
use crate::people::{Actor, organisation};
use chrono::NaiveDate;

/// The most people at one activity of one city.
const MOST_PEOPLE: i32 = 5_000;

/// A person as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedPerson {
    /// Who it is, if the plan or the record knows; empty for somebody new.
    pub id: String,
    /// The name.
    pub name: String,
    /// The job title.
    pub job: String,
    /// `career` or `appointee`.
    pub standing: String,
    /// Whether they were there.
    pub attended: bool,
}

/// What the city entered.
#[derive(Clone, Debug)]
pub struct NewRecord {
    /// The award.
    pub award: Id<Award>,
    /// The activity and the version that the page was made from; `None` to add one.
    pub activity: Option<(Id<Activity>, i64)>,
    /// The kind.
    pub kind: String,
    /// The name.
    pub title: String,
    /// The town.
    pub place: String,
    /// The country.
    pub country: String,
    /// The first day; `None` when it is no day.
    pub starts_on: Option<NaiveDate>,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
    /// The partner.
    pub partner: String,
    /// Who holds it.
    pub provider: String,
    /// `planned`, `held` or `cancelled`.
    pub state: String,
    /// Who is named.
    pub people: Vec<TypedPerson>,
    /// How many career staff were there; empty to count those who are named.
    pub career: String,
    /// How many appointees were there.
    pub appointees: String,
    /// Why it is other than planned.
    pub reason: String,
}

/// Why an activity was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Does not write for the city.
    #[error("Only people of the city can record its activities.")]
    NotOfCity,
    /// The award is closed.
    #[error("The award is closed, so its activities can no longer be changed.")]
    Closed,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RecordError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfCity => Kind::Missing,
            Self::Closed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Records an activity; `kinds` are the kinds that the round knows.
///
/// # Errors
/// [`RecordError`].
pub fn record_activity(tx: &mut Tx<'_>, actor: &Actor, new: &NewRecord, kinds: &[String]) -> Result<Id<Activity>, RecordError> {
    let award = award::award(tx, new.award)?;
    if actor.account.is_none() || !policy::may_record(actor, award.organisation) {
        return Err(RecordError::NotOfCity);
    }
    if award.closed_at.is_some() {
        return Err(RecordError::Closed);
    }
    let before = match new.activity {
        None => fresh(tx, actor, &award),
        Some((activity, version)) => {
            let record = record_of(tx, actor, &award, activity)?;
            if record.version != version + 1 {
                return Err(db::Error::Stale.into());
            }
            record
        }
    };
    let today = tx.now().day_in(organisation::city(tx, award.organisation)?.zone);
    let people = people(tx, &before, &new.people).map_err(RecordError::Fields)?;
    let record = check(new, &award, (before, people), (today, kinds)).map_err(RecordError::Fields)?;
    store::keep_record(tx, &record)?;
    let fact = ActivityRecorded {
        award_id: award.id.text(),
        reference: award.reference,
        activity_id: record.id.text(),
        title: record.title.clone(),
        state: record.state.to_string(),
        starts_on: record.starts_on,
        ends_on: record.ends_on,
        attendees: record.attendees(),
        added: record.added,
        reason: record.reason.clone(),
        recorded_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(record.id)
}

/// A record of an activity that was not in the plan; its fields are filled in later.
fn fresh(tx: &Tx<'_>, actor: &Actor, award: &Award) -> ActivityRecord {
    ActivityRecord {
        id: tx.id(),
        award: award.id,
        event: None,
        kind: String::new(),
        title: String::new(),
        place: String::new(),
        country: String::new(),
        starts_on: award.period_start,
        ends_on: award.period_start,
        partner: String::new(),
        provider: String::new(),
        career: 0,
        appointees: 0,
        state: RecordState::Planned,
        added: true,
        reason: String::new(),
        changed_by_name: actor.name.clone(),
        changed_at: tx.now(),
        version: 1,
        people: vec![],
    }
}

/// Who is named; those who are known stay who they are.
fn people(tx: &Tx<'_>, before: &ActivityRecord, typed: &[TypedPerson]) -> Result<Vec<Person>, Vec<FieldError>> {
    let (mut people, mut mistakes) = (Vec::new(), Vec::new());
    for (n, person) in typed.iter().enumerate() {
        let known = before.people.iter().find(|known| known.attendee.id.text() == person.id);
        if known.is_none() && person.name.is_empty() && person.job.is_empty() {
            continue;
        }
        let (name, job, standing) = (format!("name-{n}"), format!("job-{n}"), format!("standing-{n}"));
        mistakes.extend(text_mistake(&name, &person.name, "name", (false, 120)));
        mistakes.extend(text_mistake(&job, &person.job, "job title", (true, 120)));
        match person.standing.parse::<Standing>() {
            Ok(serves) => {
                let id = known.map_or_else(|| tx.id(), |known| known.attendee.id);
                let attendee = Attendee { id, name: person.name.clone(), job: person.job.clone(), standing: serves };
                people.push(Person { attendee, attended: person.attended });
            }
            Err(_) => mistakes.push(FieldError::new(standing, "Select how this person serves the city.")),
        }
    }
    if mistakes.is_empty() { Ok(people) } else { Err(mistakes) }
}

/// Every other field; the record that is kept.
fn check(
    new: &NewRecord,
    award: &Award,
    (before, people): (ActivityRecord, Vec<Person>),
    (today, kinds): (NaiveDate, &[String]),
) -> Result<ActivityRecord, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    if !kinds.contains(&new.kind) {
        mistakes.push(FieldError::new("kind", "Select what kind of activity it is."));
    }
    let texts = [
        ("title", &new.title, "name of the activity", true),
        ("place", &new.place, "town or city where it takes place", true),
        ("country", &new.country, "country", true),
        ("partner", &new.partner, "partner", false),
        ("provider", &new.provider, "provider", false),
    ];
    for (field, text, label, must) in texts {
        mistakes.extend(text_mistake(field, text, label, (must, 120)));
    }
    mistakes.extend(day_mistakes(new.starts_on, new.ends_on));
    let (starts_on, ends_on) = (new.starts_on.unwrap_or(before.starts_on), new.ends_on.unwrap_or(before.ends_on));
    let state = new.state.parse::<RecordState>().unwrap_or(RecordState::Planned);
    // What was planned outside the period that was awarded can be cancelled as it was planned.
    let is_outside = starts_on < award.period_start || starts_on > award.period_end;
    if new.starts_on.is_some() && is_outside && state != RecordState::Cancelled {
        let period = format!("{} to {}", date(award.period_start), date(award.period_end));
        mistakes.push(FieldError::new("starts_on", format!("The first day must be in the period of performance, {period}.")));
    }
    if new.state.parse::<RecordState>().is_err() {
        mistakes.push(FieldError::new("state", "Select what became of it."));
    }
    if state == RecordState::Held && new.ends_on.is_some() && ends_on > today {
        mistakes.push(FieldError::new("state", "It ends in the future, so it was not held yet."));
    }
    let named = |standing| ActivityRecord::count(&people, standing);
    let career = count("career", &new.career, named(Standing::Career), &mut mistakes);
    let appointees = count("appointees", &new.appointees, named(Standing::Appointee), &mut mistakes);
    let (career, appointees) = if state == RecordState::Held { (career, appointees) } else { (0, 0) };
    if state == RecordState::Held && career == 0 && appointees == 0 && mistakes.is_empty() {
        mistakes.push(FieldError::new("career", "Say how many people were there. If nobody was, it is cancelled."));
    }
    let reason = new.reason.trim().to_owned();
    let record = ActivityRecord {
        kind: new.kind.clone(),
        title: new.title.clone(),
        place: new.place.clone(),
        country: new.country.clone(),
        starts_on,
        ends_on,
        partner: new.partner.clone(),
        provider: new.provider.clone(),
        career,
        appointees,
        state,
        reason,
        people,
        ..before.clone()
    };
    let needs_reason = record.added || state == RecordState::Cancelled || is_other(&before, &record);
    if (needs_reason && record.reason.is_empty()) || record.reason.chars().count() > 500 {
        mistakes.push(FieldError::new("reason", "Say why it is other than planned, in at most 500 characters."));
    }
    if mistakes.is_empty() { Ok(record) } else { Err(mistakes) }
}

/// Whether what was agreed is changed, so that it needs a reason.
fn is_other(before: &ActivityRecord, after: &ActivityRecord) -> bool {
    let of = |r: &ActivityRecord| (r.kind.clone(), r.title.clone(), r.place.clone(), r.country.clone(), r.starts_on, r.ends_on);
    of(before) != of(after)
}

/// How many were there: as typed, or as many as are named.
fn count(field: &str, text: &str, named: i32, mistakes: &mut Vec<FieldError>) -> i32 {
    let text = text.trim();
    if text.is_empty() {
        return named;
    }
    let number = text.parse::<i32>().ok().filter(|n| (0..=MOST_PEOPLE).contains(n) && text.bytes().all(|b| b.is_ascii_digit()));
    let told = match number {
        Some(count) if count >= named => return count,
        Some(_) => format!("{named} people are named as having been there. Enter at least that."),
        None => "Enter a whole number from 0 to 5,000.".to_owned(),
    };
    mistakes.push(FieldError::new(field, told));
    named
}
