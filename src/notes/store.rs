//! Rows of notes.

use super::note::{Note, Reader};
use crate::db::schema::notes as n;
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::people::Account;
use chrono::NaiveDateTime;
use diesel::prelude::*;

type Row = (String, String, String, String, String, NaiveDateTime);

fn read((id, application, kind, text, by_name, at): Row) -> Result<Note, Error> {
    let unreadable = |what: &str| Error::unreadable("note", what);
    Ok(Note {
        id: id.parse().map_err(|_| unreadable(&id))?,
        application: application.parse().map_err(|_| unreadable(&application))?,
        reader: kind.parse().map_err(|_| unreadable(&kind))?,
        text,
        by_name,
        at: Timestamp::from_naive(at),
    })
}

pub(super) fn insert(tx: &mut Tx<'_>, note: &Note, by: Id<Account>) -> Result<(), Error> {
    diesel::insert_into(n::table)
        .values((
            (n::id.eq(note.id.text()), n::application_id.eq(note.application.text()), n::kind.eq(note.reader.to_string())),
            (n::text.eq(&note.text), n::by_account.eq(by.text()), n::by_name.eq(&note.by_name), n::at.eq(note.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The newest first; identifiers sort by time.
pub(super) fn list(
    conn: &mut Conn,
    application: Id<Application>,
    only: Option<Reader>,
    before: Option<Id<Note>>,
    limit: i64,
) -> Result<Vec<Note>, Error> {
    let kinds: Vec<String> =
        only.map_or_else(|| vec![Reader::Fund, Reader::City], |one| vec![one]).iter().map(ToString::to_string).collect();
    let mut wanted = n::table.filter(n::application_id.eq(application.text())).filter(n::kind.eq_any(kinds)).into_boxed();
    if let Some(before) = before {
        wanted = wanted.filter(n::id.lt(before.text()));
    }
    let rows: Vec<Row> =
        wanted.order(n::id.desc()).limit(limit).select((n::id, n::application_id, n::kind, n::text, n::by_name, n::at)).load(conn)?;
    rows.into_iter().map(read).collect()
}
