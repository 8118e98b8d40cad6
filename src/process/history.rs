//! The steps that were taken on a case, in the words of this program.

use super::fire::act_of;
use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::workflow;

/// One step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What the program did; empty for the beginning.
    pub act: String,
    /// What its button says.
    pub label: String,
    /// Where the case stood before, as staff read it.
    pub from: String,
    /// What the case was known as before.
    pub stage_before: String,
    /// Who took it.
    pub by: String,
    /// Whose role they used, if it was lent: the account.
    pub on_behalf_of: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Option<String>,
    /// Whether the case moved; an approval that waits for others does not move it.
    pub moved: bool,
}

/// Every step on a case, oldest first.
///
/// # Errors
/// [`Error::Missing`] when the application has no case.
pub fn list_taken(conn: &mut Conn, id: Id<Application>) -> Result<Vec<Taken>, Error> {
    let found = workflow::instance(conn, &id.text())?;
    let definition = workflow::definition(conn, &found.definition_hash)?;
    let mut before = workflow::Marking::at(&definition.start);
    let mut taken = Vec::new();
    for event in workflow::list_events(conn, &id.text())? {
        let step = definition.transition(&event.transition_id);
        let from: Vec<&str> = before.places().filter_map(|place| definition.place(place)).map(|place| place.label.as_str()).collect();
        taken.push(Taken {
            act: step.map_or_else(String::new, |step| act_of(step).to_owned()),
            label: step.map_or_else(String::new, |step| step.label.clone()),
            from: from.join(", "),
            stage_before: before.stage(&definition).to_owned(),
            by: event.actor_name,
            on_behalf_of: event.on_behalf_of,
            at: Timestamp::from_naive(event.at),
            reason: event.reason,
            moved: event.kind != "approved",
        });
        before = workflow::Marking::parse(&event.marking_after);
    }
    Ok(taken)
}
