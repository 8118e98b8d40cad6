//! Rows of the demo's mailbox.

use crate::db::schema::mailbox_messages as m;
use crate::db::{Conn, Error, Tx};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A message that arrived.
#[derive(Clone, Debug, Queryable)]
pub struct Delivered {
    /// Its Message-ID without brackets.
    pub message_id: String,
    /// Where it went.
    pub to_address: String,
    /// To whom.
    pub to_name: String,
    /// The subject line.
    pub subject_line: String,
    /// The plain-text part.
    pub body_text: String,
    /// The HTML part.
    pub body_html: String,
    /// The headers, as sent.
    pub headers: String,
    /// When it was written, as its `Date` says.
    pub delivered_at: NaiveDateTime,
}

type Columns = (m::message_id, m::to_address, m::to_name, m::subject_line, m::body_text, m::body_html, m::headers, m::delivered_at);
const COLUMNS: Columns =
    (m::message_id, m::to_address, m::to_name, m::subject_line, m::body_text, m::body_html, m::headers, m::delivered_at);

/// Keeps a message; one that is there already stays as it is, as a reader that
/// knows Message-IDs would do.
pub(super) fn insert(tx: &mut Tx<'_>, message: &Delivered) -> Result<(), Error> {
    let known: Option<String> = m::table.find(&message.message_id).select(m::message_id).first(&mut **tx).optional()?;
    if known.is_some() {
        return Ok(());
    }
    diesel::insert_into(m::table)
        .values((
            (m::message_id.eq(&message.message_id), m::to_address.eq(&message.to_address), m::to_name.eq(&message.to_name)),
            (m::subject_line.eq(&message.subject_line), m::body_text.eq(&message.body_text), m::body_html.eq(&message.body_html)),
            (m::headers.eq(&message.headers), m::delivered_at.eq(message.delivered_at)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The newest messages, to one address or to all.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, address: Option<&str>, limit: i64) -> Result<Vec<Delivered>, Error> {
    let mut query =
        m::table.select(COLUMNS).order((m::delivered_at.desc(), m::message_id.desc())).limit(limit).into_boxed::<crate::db::Multi>();
    if let Some(address) = address {
        query = query.filter(m::to_address.eq(address.to_owned()));
    }
    Ok(query.load(conn)?)
}

/// One message.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn message(conn: &mut Conn, message_id: &str) -> Result<Delivered, Error> {
    Ok(m::table.find(message_id).select(COLUMNS).first(conn)?)
}
