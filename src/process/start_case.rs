//! Begins an application together with its case.

use super::ProcessError;
use super::case::Case;
use super::in_use::in_use;
use super::waits;
use crate::db::{self, Tx};
use crate::intake::{self, Application};
use crate::kernel::Id;
use crate::opportunity::Opportunity;
use crate::people::{Actor, Organisation};
use crate::workflow::{self, Marking};

/// The city's draft, begun with its case if there is none yet.
///
/// # Errors
/// [`ProcessError`].
pub fn start_case(
    tx: &mut Tx<'_>,
    actor: &Actor,
    opportunity: Id<Opportunity>,
    city: Id<Organisation>,
) -> Result<Application, ProcessError> {
    let application = intake::start(tx, actor, opportunity, city)?;
    open(tx, actor, application)
}

/// The application with its case, which is begun if there is none.
pub(super) fn open(tx: &mut Tx<'_>, actor: &Actor, application: Application) -> Result<Application, ProcessError> {
    match workflow::instance(tx, &application.id.text()) {
        Ok(_) => return Ok(application),
        Err(db::Error::Missing) => {}
        Err(other) => return Err(other.into()),
    }
    let case = Case::load(tx, application.id)?;
    let hash = in_use(tx, &case.definition.workflow)?;
    let marking = workflow::start(tx, &application.id.text(), &hash, &case.who(actor, tx.now()))?;
    let definition = workflow::definition(tx, &hash)?;
    waits::keep(tx, &case, &definition, (&Marking::nowhere(), &marking))?;
    Ok(application)
}
