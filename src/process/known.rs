//! What is known of a case, for the guards and bands of its workflow: only what is asked for
//! is looked up. A fact that is not known yet is absent, and the page says so in its words.

use super::case::Case;
use crate::award;
use crate::db::{Conn, Error};
use crate::kernel::{Money, Timestamp};
use crate::people;
use crate::review;
use crate::risk;
use crate::rules::{Facts, Type, Value};
use crate::workflow::{self, Definition, Denied, FireError, Marking, State};
use chrono::Months;
use std::collections::BTreeSet;

/// A fact that guards may ask for: its name, its type, and what people call it.
struct Known {
    name: &'static str,
    type_: Type,
    label: &'static str,
}

const KNOWN: &[Known] = &[
    Known { name: "request.amount", type_: Type::Money, label: "the amount asked for" },
    Known { name: "award.amount", type_: Type::Money, label: "the amount recommended" },
    Known { name: "award.city_year_total", type_: Type::Money, label: "all awards to this city within twelve months, with this one" },
    Known { name: "award.is_first", type_: Type::Bool, label: "this is the city’s first award" },
    Known { name: "city.population", type_: Type::Int, label: "the population of the city" },
    Known { name: "approval.stands", type_: Type::Bool, label: "nobody who approved has stepped back since" },
    Known { name: "reviews.owed", type_: Type::Int, label: "every review is submitted" },
    Known { name: "reviews.submitted", type_: Type::Int, label: "enough reviews are submitted" },
];

/// The types of all facts, for the check of a definition.
#[must_use]
pub fn types() -> crate::rules::Vocabulary {
    let own = KNOWN.iter().map(|known| (known.name.to_owned(), known.type_.clone()));
    // A faulty policy is told where checks are recorded; a guard that asks for one of them is then unknown.
    own.chain(risk::fact_types().unwrap_or_default()).collect()
}

/// What people call a fact.
#[must_use]
pub fn label(name: &str) -> String {
    let own = KNOWN.iter().find(|known| known.name == name).map(|known| known.label.to_owned());
    own.or_else(|| risk::fact_label(name)).unwrap_or_else(|| name.to_owned())
}

/// The names that the steps out of a marking ask for.
fn asked(definition: &Definition, marking: &Marking) -> BTreeSet<String> {
    let steps = definition.transitions.iter().filter(|step| marking.enables(step));
    steps
        .flat_map(|step| {
            let guard = step.guard.iter().flat_map(crate::rules::Rule::names);
            guard.chain(step.approval.iter().filter_map(|approval| approval.measure.clone())).collect::<Vec<_>>()
        })
        .collect()
}

/// The facts that the steps out of where the case stands ask for, as of `now`.
pub(super) fn facts(conn: &mut Conn, case: &Case, (definition, state): (&Definition, &State), now: Timestamp) -> Result<Facts, Error> {
    let mut facts = Facts::new();
    for name in asked(definition, &state.marking) {
        let found = if name == "approval.stands" {
            workflow::approval_stands(definition, state).map(Value::Bool)
        } else {
            value(conn, case, &name, now)?
        };
        if let Some(value) = found {
            facts.insert(name, value);
        }
    }
    Ok(facts)
}

fn value(conn: &mut Conn, case: &Case, name: &str, now: Timestamp) -> Result<Option<Value>, Error> {
    let count = |n: usize| i64::try_from(n).ok().map(Value::Int);
    Ok(match name {
        "request.amount" => Some(Value::Money(case.application.total)),
        "award.amount" => recommended(conn, case)?.map(Value::Money),
        "award.city_year_total" => year_total(conn, case, now)?.map(Value::Money),
        "award.is_first" => Some(Value::Bool(award::count_of_city(conn, case.application.city, case.award())? == 0)),
        "city.population" => Some(Value::Int(people::organisation::city(conn, case.application.city)?.population)),
        "reviews.owed" => count(review::standing(conn, case.application.id)?.owed),
        "reviews.submitted" => Some(Value::Int(review::standing(conn, case.application.id)?.submitted())),
        other if risk::is_fact(other) => {
            let today = now.day_in(case.definition.dates.zone);
            let standing = risk::standing(conn, case.application.city, case.application.id, today)?;
            standing.facts().into_iter().find(|(known, _)| known == other).map(|(_, value)| value)
        }
        _ => None,
    })
}

/// A refusal of the engine with its facts in the words of people.
pub(super) fn in_words(error: FireError) -> FireError {
    match error {
        FireError::Denied(denied) => FireError::Denied(denied_in_words(denied)),
        other => other,
    }
}

pub(super) fn denied_in_words(denied: Denied) -> Denied {
    let labels = |names: Vec<String>| names.iter().map(|name| label(name)).collect();
    match denied {
        Denied::NotMet(names) => Denied::NotMet(labels(names)),
        Denied::NotKnown(names) => Denied::NotKnown(labels(names)),
        other => other,
    }
}

fn recommended(conn: &mut Conn, case: &Case) -> Result<Option<Money>, Error> {
    Ok(award::find_open_recommendation(conn, case.award())?.map(|open| open.total))
}

/// What the city was awarded within twelve months, with what is recommended now: an award
/// that is split does not slip under a band.
fn year_total(conn: &mut Conn, case: &Case, now: Timestamp) -> Result<Option<Money>, Error> {
    let Some(open) = recommended(conn, case)? else { return Ok(None) };
    let today = now.day_in(case.definition.dates.zone);
    let since = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    let others = award::awarded_since(conn, case.application.city, Timestamp::start_of(since), case.award())?;
    open.plus(others).map(Some).map_err(|_| Error::Broken("the awards of a city do not fit".into()))
}
