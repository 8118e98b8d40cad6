//! Rows of applications that the fund entered for a city, and of the pages signed for them.

use super::{Row, read};
use crate::db::schema::{applications as a, city_entries as e, organisations as o, signed_pages as s};
use crate::db::{Conn, Error, Tx};
use crate::intake::{Application, Entry, SignedPage};
use crate::kernel::{Id, Timestamp};
use crate::people::Account;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

pub(in super::super) fn change_entry(
    tx: &mut Tx<'_>,
    id: Id<Application>,
    (by, name): (Id<Account>, &str),
    entry: &Entry,
) -> Result<(), Error> {
    diesel::update(a::table.find(id.text())).set((a::entered_by.eq(by.text()), a::entered_by_name.eq(name))).execute(&mut **tx)?;
    diesel::delete(e::table.find(id.text())).execute(&mut **tx)?;
    diesel::insert_into(e::table)
        .values((
            (e::application_id.eq(id.text()), e::channel.eq(entry.channel.to_string()), e::about.eq(&entry.about)),
            (e::mail_to.eq(&entry.mail_to), e::opened_at.eq(entry.opened_at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn find_entry(conn: &mut Conn, id: Id<Application>) -> Result<Option<Entry>, Error> {
    type Found = (String, String, Option<String>, NaiveDateTime);
    let row: Option<Found> = e::table.find(id.text()).select((e::channel, e::about, e::mail_to, e::opened_at)).first(conn).optional()?;
    let entry = |(channel, about, mail_to, opened_at): Found| {
        let channel = channel.parse().map_err(|_| Error::unreadable("way of applying", &channel))?;
        Ok(Entry { channel, about, mail_to, opened_at: Timestamp::from_naive(opened_at) })
    };
    row.map(entry).transpose()
}

pub(in super::super) fn list_entered(
    conn: &mut Conn,
    by: Id<Account>,
    before: Option<Id<Application>>,
    limit: i64,
) -> Result<Vec<Application>, Error> {
    let end = before.map_or_else(|| "g".to_owned(), |id| id.text());
    let rows: Vec<Row> = select!().filter(a::entered_by.eq(by.text())).filter(a::id.lt(end)).order(a::id.desc()).limit(limit).load(conn)?;
    rows.into_iter().map(read).collect()
}

pub(in super::super) fn change_signed_page(tx: &mut Tx<'_>, id: Id<Application>, page: &SignedPage) -> Result<(), Error> {
    diesel::delete(s::table.find(id.text())).execute(&mut **tx)?;
    diesel::insert_into(s::table)
        .values((
            (s::application_id.eq(id.text()), s::name.eq(&page.name), s::media_type.eq(&page.media_type), s::sha256.eq(&page.sha256)),
            (s::official_name.eq(&page.official_name), s::official_title.eq(&page.official_title)),
            (s::signed_on.eq(page.signed_on), s::given_at.eq(page.given_at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn find_signed_page(conn: &mut Conn, id: Id<Application>) -> Result<Option<SignedPage>, Error> {
    type Found = (String, String, String, String, String, NaiveDate, NaiveDateTime);
    let row: Option<Found> = s::table
        .find(id.text())
        .select((s::name, s::media_type, s::sha256, s::official_name, s::official_title, s::signed_on, s::given_at))
        .first(conn)
        .optional()?;
    Ok(row.map(|(name, media_type, sha256, official_name, official_title, signed_on, given_at)| SignedPage {
        name,
        media_type,
        sha256,
        official_name,
        official_title,
        signed_on,
        given_at: Timestamp::from_naive(given_at),
    }))
}
