//! The noun: what became of an activity of an award.

use super::event::Event;
use crate::award::Award;
use crate::intake::{Activity, Attendee, Standing};
use crate::kernel::{Id, Timestamp};
use chrono::NaiveDate;

/// What became of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RecordState {
    /// It is still to come.
    Planned,
    /// It took place.
    Held,
    /// It does not take place.
    Cancelled,
}

impl RecordState {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Planned => "Planned",
            Self::Held => "Held",
            Self::Cancelled => "Cancelled",
        }
    }
}

/// A person at an activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// As the plan knows the person, or a fresh one.
    pub attendee: Attendee,
    /// Whether they were there.
    pub attended: bool,
}

/// An activity as it was held, changed or added after the award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityRecord {
    /// The identifier of the activity of the plan; a fresh one if it was added.
    pub id: Id<Activity>,
    /// The award.
    pub award: Id<Award>,
    /// The event that it is a part in.
    pub event: Option<Id<Event>>,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// The town.
    pub place: String,
    /// The country.
    pub country: String,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// The partner.
    pub partner: String,
    /// Who holds it.
    pub provider: String,
    /// How many career staff were there.
    pub career: i32,
    /// How many appointees and elected officials were there.
    pub appointees: i32,
    /// What became of it.
    pub state: RecordState,
    /// Whether it was not in the plan.
    pub added: bool,
    /// Why it is other than planned.
    pub reason: String,
    /// Who changed it last.
    pub changed_by_name: String,
    /// When.
    pub changed_at: Timestamp,
    /// For optimistic changes.
    pub version: i64,
    /// Who is named.
    pub people: Vec<Person>,
}

impl ActivityRecord {
    /// How many people were there.
    #[must_use]
    pub fn attendees(&self) -> i32 {
        self.career.saturating_add(self.appointees)
    }

    /// The activity with what it became laid over its plan.
    pub(super) fn over(&self, planned: Option<&Activity>, position: i32) -> Activity {
        let named: Vec<Attendee> = self.people.iter().map(|person| person.attendee.clone()).collect();
        let attendees = if named.is_empty() { planned.map(|a| a.attendees.clone()).unwrap_or_default() } else { named };
        Activity {
            id: self.id,
            application: self.award.cast(),
            position: planned.map_or(position, |a| a.position),
            kind: self.kind.clone(),
            title: self.title.clone(),
            place: self.place.clone(),
            country: self.country.clone(),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            partner: self.partner.clone(),
            provider: self.provider.clone(),
            version: self.version,
            attendees,
        }
    }

    /// How many of these people serve in this way.
    pub(super) fn count(people: &[Person], standing: Standing) -> i32 {
        let count = people.iter().filter(|person| person.attended && person.attendee.standing == standing).count();
        i32::try_from(count).unwrap_or(i32::MAX)
    }
}
