//! Who acts next on a case, as its workflow says it, and by when. What is decided inside the fund stays unsaid until the
//! city is told (W17): places that the city reads as one are answered as one.

use super::case::Case;
use super::fire::act_of;
use super::stage::parse;
use super::timers::{due_on, last_day};
use crate::db::{Conn, Error};
use crate::kernel::Timestamp;
use crate::people::CityRole;
use crate::workflow::{self, Definition, Place, Transition};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The act by which a city takes its application back, which nobody waits for.
const WITHDRAW: &str = "withdraw";

/// Who acts next on a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Whose turn it is, as roles: nobody's where it has ended. Where nobody has to act, the city's own, if they may; else
    /// those of the fund who could still take it up.
    pub roles: Vec<String>,
    /// What they can do, as the buttons say it, where it is the city's turn.
    pub steps: Vec<String>,
    /// The last day, where the workflow sets one that the city may know.
    pub due_on: Option<NaiveDate>,
    /// Whether they have to act: otherwise they may, and it goes on without them.
    pub must_act: bool,
}

/// Who acts next on this case, for its city to read.
///
/// # Errors
/// [`Error::Missing`] when the application has no case, or the database's refusal.
pub fn next(conn: &mut Conn, case: &Case) -> Result<Next, Error> {
    let found = workflow::instance(conn, &case.application.id.text())?;
    let definition = workflow::definition(conn, &found.definition_hash)?;
    let since = workflow::stands_since(conn, &found.id)?;
    let standing: Vec<&Place> = since.keys().filter_map(|id| definition.place(id)).collect();
    let read_as_one = alike(&definition, &found.stage)?;
    if read_as_one.iter().any(|place| place.stage() != found.stage) {
        return Ok(Next { roles: owners(&read_as_one), steps: vec![], due_on: None, must_act: true });
    }
    let days: BTreeMap<&str, NaiveDate> = since.iter().map(|(place, at)| (place.as_str(), at.day_in(case.definition.dates.zone))).collect();
    if standing.iter().any(|place| !place.owners.is_empty()) {
        return owned(&definition, &standing, &days);
    }
    unowned(&definition, &standing, &days)
}

/// The places that a city reads as it reads this stage.
fn alike<'a>(definition: &'a Definition, stage: &str) -> Result<Vec<&'a Place>, Error> {
    let read = parse(stage)?.applicant_label();
    let mut found = Vec::new();
    for place in &definition.places {
        if parse(place.stage())?.applicant_label() == read {
            found.push(place);
        }
    }
    Ok(found)
}

fn owners(places: &[&Place]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for role in places.iter().flat_map(|place| &place.owners) {
        if !found.contains(role) {
            found.push(role.clone());
        }
    }
    found
}

fn is_of_city(role: &str) -> bool {
    role.parse::<CityRole>().is_ok()
}

/// The steps that people take out of these places, but for taking the application back.
fn steps<'a>(definition: &'a Definition, places: &'a [&Place]) -> impl Iterator<Item = &'a Transition> {
    let leads_out = move |step: &&Transition| places.iter().any(|place| step.from.contains(&place.id));
    definition.transitions.iter().filter(leads_out).filter(|step| !step.by.is_empty() && act_of(step) != WITHDRAW)
}

fn labels<'a>(steps: impl Iterator<Item = &'a Transition>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for step in steps.filter(|step| step.by.iter().any(|role| is_of_city(role))) {
        if !found.contains(&step.label) {
            found.push(step.label.clone());
        }
    }
    found
}

/// Places with owners: it is theirs, until the first of their days.
fn owned(definition: &Definition, standing: &[&Place], days: &BTreeMap<&str, NaiveDate>) -> Result<Next, Error> {
    let mut due: Option<NaiveDate> = None;
    for place in standing {
        if let Some(since) = days.get(place.id.as_str())
            && let Some(last) = due_on(place, *since)?
        {
            due = Some(due.map_or(last, |known| known.min(last)));
        }
    }
    Ok(Next { roles: owners(standing), steps: labels(steps(definition, standing)), due_on: due, must_act: true })
}

/// Places that are nobody's: whoever can take a step may; where the program goes on by itself, until that day, and what
/// the fund's officers could do meanwhile is not the city's to wait for.
fn unowned(definition: &Definition, standing: &[&Place], days: &BTreeMap<&str, NaiveDate>) -> Result<Next, Error> {
    let mut roles: Vec<String> = Vec::new();
    for role in steps(definition, standing).flat_map(|step| &step.by) {
        if !roles.contains(role) {
            roles.push(role.clone());
        }
    }
    let (mut due, mut goes_on) = (None, false);
    for step in definition.transitions.iter().filter(|step| step.system) {
        let from = standing.iter().find(|place| step.from.contains(&place.id));
        if let Some((since, span)) = from.and_then(|place| days.get(place.id.as_str())).zip(step.after) {
            due = Some(last_day(*since, span)?);
            goes_on = true;
        }
    }
    if goes_on && roles.iter().any(|role| is_of_city(role)) {
        roles.retain(|role| is_of_city(role));
    }
    Ok(Next { roles, steps: labels(steps(definition, standing)), due_on: due, must_act: !goes_on })
}

impl Next {
    /// Whether nothing more happens.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.roles.is_empty()
    }

    /// Whether it is the city's turn, and nobody else's.
    #[must_use]
    pub fn is_city(&self) -> bool {
        !self.roles.is_empty() && self.roles.iter().all(|role| is_of_city(role))
    }

    /// Whether the last day is over, as of an instant in the zone of the round.
    #[must_use]
    pub fn is_late(&self, case: &Case, now: Timestamp) -> bool {
        self.due_on.is_some_and(|day| now.day_in(case.definition.dates.zone) > day)
    }
}
