//! The demo's mailbox: it takes the same bytes a server would, reads them as a
//! mail program would, and keeps them to be shown as pages.

use super::{Address, Failure, store};
use crate::db::{Db, Error};
use chrono::DateTime;
use mail_parser::MessageParser;

pub use store::{Delivered, list, message};

pub(super) fn deliver(db: &Db, to: &Address, raw: &[u8]) -> Result<(), Failure> {
    let message = read(to, raw).ok_or_else(|| Failure::Refused("the mailbox cannot read this message".into()))?;
    db.write_behind(|tx| store::insert(tx, &message)).map_err(|e: Error| Failure::Unreachable(e.detail().to_owned()))
}

fn read(to: &Address, raw: &[u8]) -> Option<Delivered> {
    let parsed = MessageParser::default().parse(raw)?;
    let text = String::from_utf8_lossy(raw);
    Some(Delivered {
        message_id: parsed.message_id()?.to_owned(),
        to_address: to.email.clone(),
        to_name: to.name.clone(),
        subject_line: parsed.subject().unwrap_or_default().to_owned(),
        body_text: parsed.body_text(0)?.replace("\r\n", "\n"),
        body_html: parsed.body_html(0)?.into_owned(),
        headers: text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n", "\n"),
        // A demo's years pass in a minute: letters lie there by the day of their story.
        delivered_at: DateTime::from_timestamp(parsed.date()?.to_timestamp(), 0)?.naive_utc(),
    })
}
