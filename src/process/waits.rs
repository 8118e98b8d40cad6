//! Keeps for whom a case waits where it stands, beside the change of where it stands (W1):
//! worklists read these rows and nothing else. A place without owners has none.

use super::ProcessError;
use super::case::Case;
use super::timers::due_on;
use crate::db::{Db, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::workflow::{self, Definition, Marking, Place, Wait};

/// How many cases are listed in one transaction.
const BATCH: i64 = 200;

/// Follows a case from one marking to the next.
pub(super) fn keep(tx: &mut Tx<'_>, case: &Case, definition: &Definition, (before, after): (&Marking, &Marking)) -> Result<(), Error> {
    let instance = case.application.id.text();
    if workflow::take_unlisted(tx, &instance)? {
        return list(tx, case, definition);
    }
    workflow::delete_waits_left(tx, &instance, after)?;
    let now = tx.now();
    for place in definition.places.iter().filter(|place| after.has(&place.id) && !before.has(&place.id)) {
        workflow::insert_waits(tx, &waits(case, place, now)?)?;
    }
    Ok(())
}

/// The rows of a case that came to a place then.
fn waits(case: &Case, place: &Place, since: Timestamp) -> Result<Vec<Wait>, Error> {
    let due_on = due_on(place, since.day_in(case.definition.dates.zone))?;
    let row = |role: &String| Wait {
        instance: case.application.id.text(),
        place: place.id.clone(),
        stage: place.stage().to_owned(),
        role: role.clone(),
        bundle: case.opportunity.id.text(),
        since,
        due_on,
    };
    Ok(place.owners.iter().map(row).collect())
}

/// Makes the rows of a case anew, from its events.
fn list(tx: &mut Tx<'_>, case: &Case, definition: &Definition) -> Result<(), Error> {
    let instance = case.application.id.text();
    workflow::delete_waits_left(tx, &instance, &Marking::nowhere())?;
    for (id, since) in workflow::stands_since(tx, &instance)? {
        if let Some(place) = definition.place(&id) {
            workflow::insert_waits(tx, &waits(case, place, since)?)?;
        }
    }
    Ok(())
}

/// Lists every case from before there were worklists, some in each transaction; how many.
///
/// # Errors
/// [`ProcessError`].
pub fn list_unlisted(db: &Db) -> Result<usize, ProcessError> {
    let mut listed = 0;
    loop {
        let found = db.write(|tx| {
            let found = workflow::list_unlisted(tx, BATCH)?;
            for instance in &found {
                let id: Id<Application> = instance.parse().map_err(|_| Error::unreadable("identifier", instance))?;
                let case = Case::load(tx, id)?;
                let stored = workflow::instance(tx, instance)?;
                let definition = workflow::definition(tx, &stored.definition_hash)?;
                workflow::take_unlisted(tx, instance)?;
                list(tx, &case, &definition)?;
            }
            Ok::<_, ProcessError>(found.len())
        })?;
        if found == 0 {
            return Ok(listed);
        }
        listed += found;
    }
}
