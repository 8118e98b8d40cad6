//! What became of the activities: cities say of which event each was a part and who was there; an officer keeps the
//! register tidy, and leaves one double for whoever tries the demo.

use super::scene::{Case, Scene};
use crate::award::Award;
use crate::gathering::{self, EventInput, NewRecord, TypedPerson};
use crate::intake::Activity;
use crate::kernel::Id;
use crate::people::FundRole;
use crate::rates::NewRate;
use crate::spending;
use anyhow::{Error, Result};
use chrono::NaiveDate;

/// Every activity was held, as a part in its event. Of the first city's award the course is left to be told.
pub(super) fn gather(scene: &mut Scene, case: &Case) -> Result<()> {
    let clerk = scene.actor(scene.city(case.city)?.clerk)?;
    let award: Id<Award> = case.id.cast();
    for activity in scene.app.db.read(|conn| gathering::activities(conn, award))? {
        if case.city == 0 && activity.kind == "training" {
            continue;
        }
        let (place, days) = ((activity.place.as_str(), activity.country.as_str()), (activity.starts_on, activity.ends_on));
        let offers = scene.app.db.read(|conn| gathering::suggest(conn, &activity.title, place, days))?;
        let event = match offers.into_iter().find(|one| one.points == 100) {
            Some(known) => known.event.id,
            None => scene.act(|tx| gathering::enter_event(tx, &clerk, Some(award), &as_event(&activity)))?,
        };
        scene.act(|tx| gathering::join(tx, &clerk, award, (activity.id, 0), Some(event)))?;
        let new = held(award, &activity);
        scene.act(|tx| gathering::record_activity(tx, &clerk, &new, std::slice::from_ref(&activity.kind)))?;
    }
    Ok(())
}

fn as_event(activity: &Activity) -> EventInput {
    EventInput {
        kind: activity.kind.clone(),
        title: activity.title.clone(),
        provider: activity.provider.clone(),
        place: activity.place.clone(),
        country: activity.country.clone(),
        starts_on: Some(activity.starts_on),
        ends_on: Some(activity.ends_on),
        url: String::new(),
    }
}

/// As planned, with everybody there.
fn held(award: Id<Award>, activity: &Activity) -> NewRecord {
    let people = activity.attendees.iter().map(|person| {
        let standing: &str = person.standing.into();
        TypedPerson {
            id: person.id.text(),
            name: person.name.clone(),
            job: person.job.clone(),
            standing: standing.to_owned(),
            attended: true,
        }
    });
    NewRecord {
        award,
        activity: Some((activity.id, 1)),
        kind: activity.kind.clone(),
        title: activity.title.clone(),
        place: activity.place.clone(),
        country: activity.country.clone(),
        starts_on: Some(activity.starts_on),
        ends_on: Some(activity.ends_on),
        partner: activity.partner.clone(),
        provider: activity.provider.clone(),
        state: "held".to_owned(),
        people: people.collect(),
        career: String::new(),
        appointees: String::new(),
        reason: String::new(),
    }
}

/// Two events were entered twice: one double is merged, the other is left to be found.
pub(super) fn tidy(scene: &Scene) -> Result<()> {
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let events = scene.app.db.read(|conn| gathering::list_events(conn, &officer, "", 2))?;
    for (n, event) in events.into_iter().enumerate() {
        let double = EventInput {
            kind: event.kind,
            title: format!("The {}", event.title),
            provider: event.provider,
            place: event.place,
            country: event.country,
            starts_on: Some(event.starts_on),
            ends_on: Some(event.ends_on),
            url: String::new(),
        };
        let entered = scene.act(|tx| gathering::enter_event(tx, &officer, None, &double))?;
        if n == 0 {
            scene.act(|tx| gathering::merge(tx, &officer, (event.id, entered), "One conference, entered twice."))?;
        }
    }
    Ok(())
}

/// A rate abroad, typed by an officer. Invented, and says so.
pub(super) fn type_rates(scene: &Scene, (from, to): (NaiveDate, NaiveDate)) -> Result<()> {
    let finance = scene.staff(FundRole::FinanceOfficer)?;
    for (country, lodging, meals) in [("Portugal", "165", "96"), ("Austria", "190", "112")] {
        let read = NewRate::of_cells((country, ""), (&from.to_string(), &to.to_string()), [lodging, meals, ""]);
        let rate = read.map_err(|wrong| Error::msg(format!("{wrong:?}")))?;
        scene.act(|tx| spending::enter_rate(tx, &finance, &rate, "Invented for the demo; not a published rate"))?;
    }
    Ok(())
}
