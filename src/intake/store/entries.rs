//! Rows of applications that the fund entered for a city, and of the pages signed for them.

use super::{Row, id_of, one, read};
use crate::db::schema::{applications as a, city_entries as e, organisations as o, signed_pages as s};
use crate::db::{Conn, Error, Tx};
use crate::intake::{Application, Entry, Scope, SignedPage};
use crate::kernel::{Id, Money, Timestamp};
use crate::opportunity::Opportunity;
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
            (s::version.eq(page.version), s::total_cents.eq(page.total.cents())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn find_signed_page(conn: &mut Conn, id: Id<Application>) -> Result<Option<SignedPage>, Error> {
    type Found = ((String, String, String), (String, String), (NaiveDate, NaiveDateTime), (i64, i64));
    let row: Option<Found> = s::table
        .find(id.text())
        .select((
            (s::name, s::media_type, s::sha256),
            (s::official_name, s::official_title),
            (s::signed_on, s::given_at),
            (s::version, s::total_cents),
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|((name, media_type, sha256), (official_name, official_title), (signed_on, given_at), (version, total))| SignedPage {
        name,
        media_type,
        sha256,
        official_name,
        official_title,
        signed_on,
        given_at: Timestamp::from_naive(given_at),
        version,
        total: Money::from_cents(total),
    }))
}

/// The applications whose signed page has these bytes, with its name as a file.
pub(in super::super) fn list_signed_with(conn: &mut Conn, sha256: &str) -> Result<Vec<(Id<Application>, String)>, Error> {
    let rows: Vec<(String, String)> =
        s::table.filter(s::sha256.eq(sha256)).order(s::application_id).select((s::application_id, s::name)).load(conn)?;
    rows.into_iter().map(|(id, name)| Ok((id_of(&id)?, name))).collect()
}

/// Another officer enters it from now on. What was answered stays as it was, and so does its version.
pub(in super::super) fn change_enterer(
    tx: &mut Tx<'_>,
    id: Id<Application>,
    before: Id<Account>,
    (by, name): (Id<Account>, &str),
) -> Result<(), Error> {
    let row = a::table.filter(a::id.eq(id.text())).filter(a::entered_by.eq(before.text()));
    one(diesel::update(row).set((a::entered_by.eq(by.text()), a::entered_by_name.eq(name))).execute(&mut **tx)?)
}

/// Entries that wait for answers and were begun by nobody of these, the newest first, without some.
pub(in super::super) fn list_left(
    conn: &mut Conn,
    (officers, without): (&[Id<Account>], &[String]),
    before: Option<Id<Application>>,
    limit: i64,
) -> Result<Vec<Application>, Error> {
    let end = before.map_or_else(|| "g".to_owned(), |id| id.text());
    let officers: Vec<String> = officers.iter().map(Id::text).collect();
    let rows: Vec<Row> = select!()
        .filter(a::entered_by.is_not_null())
        .filter(a::entered_by.assume_not_null().ne_all(officers))
        .filter(a::id.ne_all(without.to_vec()))
        .filter(a::withdrawn_at.is_null())
        .filter(a::editable_scope.ne(Scope::None.text()))
        .filter(a::id.lt(end))
        .order(a::id.desc())
        .limit(limit)
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

/// The entries in the drafts of a round.
pub(in super::super) fn list_entries_in_drafts(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<Application>, Error> {
    let rows: Vec<Row> = select!()
        .filter(a::opportunity_id.eq(round.text()))
        .filter(a::entered_by.is_not_null())
        .filter(a::submitted_at.is_null())
        .filter(a::withdrawn_at.is_null())
        .order(a::id)
        .load(conn)?;
    rows.into_iter().map(read).collect()
}
