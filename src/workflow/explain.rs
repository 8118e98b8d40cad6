//! Says which steps a person can take on a case now, and why not the others.

use super::decide::{Denied, State, permitted};
use super::definition::Definition;
use super::person::Who;
use super::store;
use crate::db::{Conn, Error};
use crate::rules::Facts;

/// One step that leads out of where the case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The transition.
    pub transition: String,
    /// What the program does with it.
    pub act: String,
    /// What its button says.
    pub label: String,
    /// Why this person may not take it; `None` when they may.
    pub denied: Option<Denied>,
}

/// The steps out of the places in which the case stands, in the order of the definition.
#[must_use]
pub fn choices(definition: &Definition, state: &State, (who, facts): (&Who, &Facts)) -> Vec<Choice> {
    definition
        .transitions
        .iter()
        .filter(|step| state.marking.enables(step) && !step.system)
        .map(|step| Choice {
            transition: step.id.clone(),
            act: step.act().to_owned(),
            label: step.label.clone(),
            denied: permitted(definition, state, step, (who, facts)).err(),
        })
        .collect()
}

/// [`choices`] for a stored instance.
///
/// # Errors
/// [`Error::Missing`] when there is no such instance.
pub fn explain(conn: &mut Conn, instance: &str, known: (&Who, &Facts)) -> Result<Vec<Choice>, Error> {
    let found = store::instance(conn, instance)?;
    let definition = store::definition(conn, &found.definition_hash)?;
    Ok(choices(&definition, &store::state(conn, &found)?, known))
}
