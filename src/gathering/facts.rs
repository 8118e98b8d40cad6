//! What happened to events and activities.

use super::event::{Event, EventInput};
use crate::kernel::{Fact, Subject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An event was entered in the register.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventEntered {
    /// The event.
    pub event_id: String,
    /// Its name.
    pub title: String,
    /// The town.
    pub place: String,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The award for which a city entered it.
    pub award_id: Option<String>,
    /// Who entered it.
    pub entered_by: String,
}

impl Fact for EventEntered {
    const NAME: &'static str = "event.entered";
    fn subject(&self) -> Subject {
        match &self.award_id {
            Some(award) => Subject::new("award", award),
            None => Subject::new("event", &self.event_id),
        }
    }
}

/// What the register says of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventWords {
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// Who holds it.
    pub provider: String,
    /// The town.
    pub place: String,
    /// The country.
    pub country: String,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// Its page.
    pub url: String,
}

impl EventWords {
    /// As it stands there.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        Self {
            kind: event.kind.clone(),
            title: event.title.clone(),
            provider: event.provider.clone(),
            place: event.place.clone(),
            country: event.country.clone(),
            starts_on: event.starts_on,
            ends_on: event.ends_on,
            url: event.url.clone(),
        }
    }

    /// As it was typed.
    #[must_use]
    pub fn typed(input: &EventInput, (starts_on, ends_on): (NaiveDate, NaiveDate)) -> Self {
        Self {
            kind: input.kind.clone(),
            title: input.title.clone(),
            provider: input.provider.clone(),
            place: input.place.clone(),
            country: input.country.clone(),
            starts_on,
            ends_on,
            url: input.url.clone(),
        }
    }
}

/// What the register says of an event was corrected.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventCorrected {
    /// The event.
    pub event_id: String,
    /// The award for which a city had entered it.
    pub award_id: Option<String>,
    /// What it said.
    pub before: EventWords,
    /// What it says now.
    pub after: EventWords,
    /// The officer.
    pub corrected_by: String,
}

impl Fact for EventCorrected {
    const NAME: &'static str = "event.corrected";
    fn subject(&self) -> Subject {
        match &self.award_id {
            Some(award) => Subject::new("award", award),
            None => Subject::new("event", &self.event_id),
        }
    }
}

/// One event stands for another from now on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventMerged {
    /// The one that is kept.
    pub event_id: String,
    /// The one that it stands for.
    pub merged_id: String,
    /// How many activities it moves.
    pub activities: usize,
    /// Why.
    pub reason: String,
    /// The officer.
    pub merged_by: String,
}

impl Fact for EventMerged {
    const NAME: &'static str = "event.merged";
    fn subject(&self) -> Subject {
        Subject::new("event", &self.event_id)
    }
}

/// An event that had been merged stands for itself again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventSeparated {
    /// The event.
    pub event_id: String,
    /// The one that had stood for it.
    pub from_id: String,
    /// Why.
    pub reason: String,
    /// The officer.
    pub separated_by: String,
}

impl Fact for EventSeparated {
    const NAME: &'static str = "event.separated";
    fn subject(&self) -> Subject {
        Subject::new("event", &self.event_id)
    }
}

/// A city said of which event its activity is a part, or that it is of none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ActivityJoined {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The activity.
    pub activity_id: String,
    /// Its name.
    pub title: String,
    /// The event.
    pub event_id: Option<String>,
    /// Who said it.
    pub joined_by: String,
}

impl Fact for ActivityJoined {
    const NAME: &'static str = "activity.joined";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// A city recorded what became of an activity, or added one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ActivityRecorded {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The activity.
    pub activity_id: String,
    /// Its name.
    pub title: String,
    /// `planned`, `held` or `cancelled`.
    pub state: String,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// How many were there.
    pub attendees: i32,
    /// Whether it was not in the plan.
    pub added: bool,
    /// Why it is other than planned.
    pub reason: String,
    /// Who recorded it.
    pub recorded_by: String,
}

impl Fact for ActivityRecorded {
    const NAME: &'static str = "activity.recorded";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}
