//! A round and the workflow that it names must fit: nothing is imported that no city could apply to, and nothing whose scores could
//! not be put in one order with those that are being given.

use super::fire::act_of;
use super::in_use::{find_shipped, version_in_use};
use crate::db::{Conn, Error, Tx};
use crate::intake;
use crate::opportunity::{self, DefinitionError, ImportError, Imported, ReviseError, Revision};
use crate::people::Actor;
use crate::review;
use crate::workflow;

/// Stores the definition of a round in `text`, if the workflow in use under the name it gives fits.
///
/// # Errors
/// As [`opportunity::import`], a workflow that is not there or does not fit, and another scale once somebody applies.
pub fn import_round(tx: &mut Tx<'_>, actor: &Actor, file: &str, text: &str) -> Result<Imported, ImportError> {
    if opportunity::may_manage(actor) {
        fits(tx, file, text)?;
    }
    opportunity::import(tx, actor, file, text)
}

/// Keeps the definition in `text` as the next version of its round, if the workflow in use fits.
///
/// # Errors
/// As [`opportunity::keep_revision`], and a workflow that is not there or does not fit.
pub fn keep_round(tx: &mut Tx<'_>, actor: &Actor, (file, text): (&str, &str), replaces: Option<i64>) -> Result<Revision, ReviseError> {
    fits(tx, file, text)?;
    opportunity::keep_revision(tx, actor, (file, text), replaces)
}

/// Publishes the revision of a round: it becomes the version in force, and the public sees the
/// round from now on. Applications stay on the version they began with.
///
/// # Errors
/// As [`opportunity::take_revision`], [`ReviseError::Unchanged`], and a workflow that does not fit any more.
pub fn publish_revision(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (slug, version): (&str, i64),
    compared_with: Option<&str>,
) -> Result<Imported, ReviseError> {
    let revision = opportunity::take_revision(tx, actor, (slug, version), compared_with)?;
    let done = import_round(tx, actor, "revision", &revision.toml)?;
    let is_public = opportunity::opportunity(tx, done.id)?.state == opportunity::State::Published;
    if done.is_unchanged && is_public {
        return Err(ReviseError::Unchanged);
    }
    if !is_public {
        opportunity::publish(tx, actor, done.id)?;
    }
    Ok(done)
}

/// What the definition in `text` does not keep, the workflow in use included.
///
/// # Errors
/// Every mistake that was found, or the database's refusal.
fn fits(conn: &mut Conn, file: &str, text: &str) -> Result<(), ImportError> {
    let definition = opportunity::read(file, text)?;
    match misfit(&definition, in_use(conn, &definition.workflow)?.as_ref()) {
        Some(misfit) => Err(DefinitionError::at(file, text, misfit.path, misfit.message).into()),
        None => keeps_scale(conn, (file, text), &definition),
    }
}

/// Once somebody applies to the round, its scale stays, for applications stay on the version they began with: that in force, or one
/// on which they are.
fn keeps_scale(conn: &mut Conn, (file, text): (&str, &str), definition: &opportunity::Definition) -> Result<(), ImportError> {
    let Some(round) = opportunity::find_by_slug(conn, &definition.slug)? else { return Ok(()) };
    let (begun, scale) = (review::list_begun_scales(conn, round.id)?, definition.rubric.scale());
    let mut used = begun.clone();
    for version in intake::list_versions_in_use(conn, round.id)? {
        used.push(opportunity::definition(conn, &version)?.rubric.scale());
    }
    let Some(first) = used.first() else { return Ok(()) };
    let in_force = opportunity::definition(conn, &round.definition_sha256)?.rubric.scale();
    if scale == in_force || used.contains(&scale) {
        return Ok(());
    }
    let what = if begun.is_empty() { "Applications" } else { "Reviews" };
    let message = format!(
        "{what} of this round were begun on a scale of {first}, and scores on {scale} could not be put in one order with theirs. Keep the scale and its direction."
    );
    Err(DefinitionError::at(file, text, "rubric.scale_max", message).into())
}

/// Reads the definition of a round in `text` and compares it with the workflow that the program
/// ships under the name it gives: no database is asked, since new names only come with the program.
///
/// # Errors
/// Every mistake that was found.
pub fn check_round(file: &str, text: &str) -> Result<opportunity::Definition, DefinitionError> {
    let definition = opportunity::read(file, text)?;
    let shipped = find_shipped(&definition.workflow).ok().flatten().map(|source| source.definition);
    match misfit(&definition, shipped.as_ref()) {
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
