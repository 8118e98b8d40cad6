//! Whoever leads notes what was said, for the minutes. A note is never changed; another one puts it right.

use super::facts::Noted;
use super::meeting::LONGEST;
use super::refusal::MeetingError;
use super::store::minutes;
use super::tabled::led_item;
use super::{Item, Meeting, Note};
use crate::audit;
use crate::db::Tx;
use crate::kernel::Id;
use crate::people::Actor;

/// Adds a note on what is on the table.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then.
pub fn note(tx: &mut Tx<'_>, actor: &Actor, (meeting, item): (Id<Meeting>, Id<Item>), body: &str) -> Result<(), MeetingError> {
    let (meeting, item, application) = led_item(tx, actor, meeting, item)?;
    let body = body.trim();
    if body.is_empty() || body.chars().count() > LONGEST {
        return Err(MeetingError::field("note", "Write what is to stand in the minutes, in at most 2,000 characters."));
    }
    let new = Note { item: item.id, body: body.to_owned(), by_name: actor.name.clone(), at: tx.now() };
    minutes::insert_note(tx, &new)?;
    let fact = Noted { application: application.id.text(), reference: application.reference, meeting: meeting.id.text(), body: new.body };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}
