//! Writing a note. One that the city reads goes to its people by letter too.

use super::facts::NoteWritten;
use super::note::{Note, Reader};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::intake::{self, Application};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::outbox::{Recipient, Side};
use crate::people::{Actor, CityRole, account};
use crate::{audit, outbox, process};

/// The longest note, in characters.
pub const LONGEST: usize = 4_000;

/// Why no note was written.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// Not somebody who writes notes on this application.
    #[error("Only people of the fund who work on this application write notes.")]
    NotAllowed,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for NoteError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Writes a note for `reader`, as the form names them.
///
/// # Errors
/// [`NoteError`]; nothing is kept then. [`db::Error::Missing`] for what the person may not see.
pub fn write(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, (reader, text): (&str, &str)) -> Result<Note, NoteError> {
    let application = intake::application(tx, id)?;
    if policy::may_read(actor, &application).is_none() || process::is_recused(tx, actor, id)? {
        return Err(db::Error::Missing.into());
    }
    let by = actor.account.filter(|_| policy::may_write(actor, &application)).ok_or(NoteError::NotAllowed)?;
    let text = text.trim();
    let mut mistakes = Vec::new();
    let reader = reader.parse::<Reader>().map_err(|_| mistakes.push(FieldError::new("reader", "Choose who reads the note.")));
    if !(1..=LONGEST).contains(&text.chars().count()) {
        mistakes.push(FieldError::new("text", "Write the note, in at most 4,000 characters."));
    }
    let (Ok(reader), true) = (reader, mistakes.is_empty()) else { return Err(NoteError::Invalid(mistakes)) };
    let note = Note { id: tx.id(), application: id, reader, text: text.to_owned(), by_name: actor.name.clone(), at: tx.now() };
    store::insert(tx, &note, by)?;
    let fact = NoteWritten {
        note: note.id.text(),
        application: id.text(),
        reference: application.reference.clone(),
        title: application.shown_title().to_owned(),
        city: application.city_name.clone(),
        for_city: reader == Reader::City,
        text: text.to_owned(),
        written_by: actor.name.clone(),
        at: note.at,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    if reader == Reader::City {
        let mut told = writers(tx, &application)?;
        told.extend(intake::mailbox_of_entry(tx, &application)?);
        outbox::announce(tx, &fact, &told)?;
    }
    Ok(note)
}

/// Those who write and sign for the city.
fn writers(tx: &mut Tx<'_>, application: &Application) -> Result<Vec<Recipient>, db::Error> {
    let roles = [CityRole::Preparer, CityRole::AuthorizedOfficial];
    let people = account::list_with_city_roles(tx, application.city, &roles)?;
    Ok(people.iter().map(|person| person.recipient(Side::City)).collect())
}
