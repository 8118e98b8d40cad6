//! A round and the workflow that it names must fit: nothing is imported that no city could apply to.

use super::fire::act_of;
use super::in_use::{find_shipped, version_in_use};
use crate::db::{Conn, Error, Tx};
use crate::opportunity::{self, DefinitionError, ImportError, Imported};
use crate::people::Actor;
use crate::workflow;

/// Stores the definition of a round in `text`, if the workflow in use under the name it gives fits.
///
/// # Errors
/// As [`opportunity::import`], and a workflow that is not there or does not fit.
pub fn import_round(tx: &mut Tx<'_>, actor: &Actor, file: &str, text: &str) -> Result<Imported, ImportError> {
    if opportunity::may_manage(actor) {
        let definition = opportunity::read(file, text)?;
        if let Some(misfit) = misfit(&definition, in_use(tx, &definition.workflow)?.as_ref()) {
            return Err(DefinitionError::at(file, text, misfit.path, misfit.message).into());
        }
    }
    opportunity::import(tx, actor, file, text)
}

/// Reads the definition of a round in `text` and compares it with the workflow that the program
/// ships under the name it gives; one that only a database knows is not asked for.
///
/// # Errors
/// Every mistake that was found.
pub fn check_round(file: &str, text: &str) -> Result<opportunity::Definition, DefinitionError> {
    let definition = opportunity::read(file, text)?;
    let shipped = find_shipped(&definition.workflow).ok().flatten().map(|source| source.definition);
    match shipped.as_ref().and_then(|workflow| misfit(&definition, Some(workflow))) {
        Some(misfit) => Err(DefinitionError::at(file, text, misfit.path, misfit.message)),
        None => Ok(definition),
    }
}

fn in_use(conn: &mut Conn, name: &str) -> Result<Option<workflow::Definition>, Error> {
    match version_in_use(conn, name) {
        Ok(found) => Ok(Some(found.definition.as_ref().clone())),
        Err(Error::Missing) => Ok(None),
        Err(other) => Err(other),
    }
}

struct Misfit {
    path: &'static str,
    message: String,
}

fn misfit(round: &opportunity::Definition, found: Option<&workflow::Definition>) -> Option<Misfit> {
    let name = &round.workflow;
    let Some(found) = found else {
        let message = format!("There is no workflow “{name}”. Correct the name; “udf workflow list” prints those there are.");
        return Some(Misfit { path: "workflow", message });
    };
    let invites = found.transitions.iter().any(|step| act_of(step) == "invite");
    match (&round.concept_note, invites) {
        (Some(_), false) => Some(Misfit {
            path: "concept_note",
            message: format!(
                "The workflow “{name}” invites nobody after a concept note. Take the concept note out, or name another workflow."
            ),
        }),
        (None, true) => Some(Misfit {
            path: "workflow",
            message: format!("The workflow “{name}” begins with a concept note. Say in “concept_note” which sections it asks."),
        }),
        _ => None,
    }
}
