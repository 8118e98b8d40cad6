//! Rows of answers and attachments.

use super::{id_of, one};
use crate::db::schema::{application_answers as s, applications as a, attachments as t};
use crate::db::{Conn, Error, Fixed, Tx};
use crate::files::{Scan, Stored, scan};
use crate::intake::{Application, Attachment, Saved};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Answer;
use crate::people::Account;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::BTreeMap;

type AnswerRow = (String, String, String, NaiveDateTime, i64);

fn read_answer((id, value, by, at, version): AnswerRow) -> Result<(String, Saved), Error> {
    let answer = serde_json::from_str(&value).map_err(|e| Error::unreadable("answer", e))?;
    Ok((id, Saved { answer, at: Timestamp::from_naive(at), by, version }))
}

pub(in super::super) fn answers(conn: &mut Conn, id: Id<Application>) -> Result<BTreeMap<String, Saved>, Error> {
    let rows: Vec<AnswerRow> = s::table
        .filter(s::application_id.eq(id.text()))
        .select((s::question_id, s::value, s::answered_by, s::answered_at, s::version))
        .load(conn)?;
    rows.into_iter().map(read_answer).collect()
}

/// The answers of several applications as they are stored.
pub(in super::super) fn list_stored_answers(conn: &mut Conn, ids: &[Id<Application>]) -> Result<Vec<(Id<Application>, String)>, Error> {
    let mut found = Vec::new();
    for some in ids.chunks(500) {
        let texts: Vec<String> = some.iter().map(Id::text).collect();
        let rows: Vec<(String, String)> = s::table
            .filter(s::application_id.eq_any(texts))
            .order((s::application_id, s::question_id))
            .select((s::application_id, s::value))
            .load(conn)?;
        for (application, value) in rows {
            found.push((id_of(&application)?, value));
        }
    }
    Ok(found)
}

pub(in super::super) fn find_answer(conn: &mut Conn, id: Id<Application>, question: &str) -> Result<Option<Saved>, Error> {
    let row: Option<AnswerRow> = s::table
        .find((id.text(), question))
        .select((s::question_id, s::value, s::answered_by, s::answered_at, s::version))
        .first(conn)
        .optional()?;
    Ok(row.map(read_answer).transpose()?.map(|(_, saved)| saved))
}

/// The answers to a question in the applications that the same city submitted, the latest first, at most `limit`.
pub(in super::super) fn list_latest_answers(
    conn: &mut Conn,
    application: &Application,
    question: &str,
    limit: i64,
) -> Result<Vec<(Id<Application>, Answer)>, Error> {
    let rows: Vec<(String, String)> = a::table
        .inner_join(s::table.on(s::application_id.eq(a::id)))
        .filter(a::organisation_id.eq(application.city.text()))
        .filter(a::submitted_at.is_not_null())
        .filter(a::withdrawn_at.is_null())
        .filter(a::id.ne(application.id.text()))
        .filter(s::question_id.eq(question))
        .order((a::submitted_at.desc(), a::id.desc()))
        .limit(limit)
        .select((a::id, s::value))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, value)| Ok((id_of(&id)?, serde_json::from_str(&value).map_err(|e| Error::unreadable("answer", e))?)))
        .collect()
}

/// Stores an answer over the version that was read; version 0 means there was none. Returns its version. One that
/// is given anew after it was deleted begins above every version it ever had, so that nobody's page takes it for the old one.
pub(in super::super) fn change_answer(
    tx: &mut Tx<'_>,
    id: Id<Application>,
    question: &str,
    (answer, version): (&Answer, i64),
    by: &str,
) -> Result<i64, Error> {
    let now = tx.now().naive();
    let value = serde_json::to_string(answer).map_err(|e| Error::Broken(e.to_string()))?;
    if version == 0 {
        let first = a::table.find(id.text()).select(a::version).first::<i64>(&mut **tx)? + 1;
        diesel::insert_into(s::table)
            .values((
                s::application_id.eq(id.text()),
                s::question_id.eq(question),
                s::value.eq(value),
                s::answered_by.eq(by),
                s::answered_at.eq(now),
                s::version.eq(first),
            ))
            .execute(&mut **tx)?;
        return Ok(first);
    }
    let row = s::table.filter(s::application_id.eq(id.text())).filter(s::question_id.eq(question)).filter(s::version.eq(version));
    let changed = diesel::update(row)
        .set((s::value.eq(value), s::answered_by.eq(by), s::answered_at.eq(now), s::version.eq(s::version + 1)))
        .execute(&mut **tx)?;
    one(changed).map(|()| version + 1)
}

pub(in super::super) fn delete_answer(tx: &mut Tx<'_>, id: Id<Application>, question: &str) -> Result<(), Error> {
    diesel::delete(s::table.find((id.text(), question))).execute(&mut **tx)?;
    Ok(())
}

/// One statement: two people who begin to write at once both succeed.
const KEEP_WRITER: &str = "INSERT INTO application_writers (account_id, application_id) VALUES (?, ?) \
    ON CONFLICT (account_id, application_id) DO NOTHING";

/// Keeps who writes in the application for its city.
pub(in super::super) fn keep_writer(tx: &mut Tx<'_>, id: Id<Application>, account: Id<Account>) -> Result<(), Error> {
    let (account, application) = (account.text(), id.text());
    Fixed::new(KEEP_WRITER).text(&account).text(&application).run(tx)?;
    Ok(())
}

type FileRow = (String, String, String, String, String, i64, String, String, NaiveDateTime);

fn read_file((id, application, slot, name, media_type, size_bytes, sha256, added_by, added_at): FileRow) -> Result<Attachment, Error> {
    Ok(Attachment {
        id: id_of(&id)?,
        application: id_of(&application)?,
        slot,
        name,
        media_type,
        size_bytes,
        sha256,
        added_by,
        added_at: Timestamp::from_naive(added_at),
        scan: Scan::default(),
    })
}

/// Adds what the scanner says of each.
pub(in super::super) fn with_scans(conn: &mut Conn, mut files: Vec<Attachment>) -> Result<Vec<Attachment>, Error> {
    if files.is_empty() {
        return Ok(files);
    }
    let digests: Vec<String> = files.iter().map(|file| file.sha256.clone()).collect();
    let scans = scan::scans(conn, &digests)?;
    for file in &mut files {
        file.scan = scans.get(&file.sha256).cloned().unwrap_or_default();
    }
    Ok(files)
}

pub(in super::super) fn attachments(conn: &mut Conn, id: Id<Application>) -> Result<Vec<Attachment>, Error> {
    let files = unscanned_attachments(conn, id)?;
    with_scans(conn, files)
}

/// The same without what the scanner says of them.
pub(in super::super) fn unscanned_attachments(conn: &mut Conn, id: Id<Application>) -> Result<Vec<Attachment>, Error> {
    let rows: Vec<FileRow> = t::table.filter(t::application_id.eq(id.text())).order(t::id).load(conn)?;
    rows.into_iter().map(read_file).collect()
}

/// Every place where these bytes are attached.
pub(in super::super) fn list_attached(conn: &mut Conn, sha256: &str) -> Result<Vec<Attachment>, Error> {
    let rows: Vec<FileRow> = t::table.filter(t::sha256.eq(sha256)).order(t::id).load(conn)?;
    rows.into_iter().map(read_file).collect()
}

pub(in super::super) fn attachment(conn: &mut Conn, id: Id<Attachment>) -> Result<Attachment, Error> {
    read_file(t::table.find(id.text()).first(conn)?)
}

pub(in super::super) fn insert_attachment(tx: &mut Tx<'_>, id: Id<Application>, slot: &str, file: &Stored, by: &str) -> Result<(), Error> {
    let (now, attachment) = (tx.now().naive(), tx.id::<Attachment>().text());
    diesel::insert_into(t::table)
        .values((
            (t::id.eq(attachment), t::application_id.eq(id.text()), t::slot.eq(slot), t::name.eq(&file.name)),
            (t::media_type.eq(file.kind.media_type()), t::size_bytes.eq(file.size_bytes), t::sha256.eq(&file.sha256)),
            (t::added_by.eq(by), t::added_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn delete_attachment(tx: &mut Tx<'_>, id: Id<Attachment>) -> Result<(), Error> {
    one(diesel::delete(t::table.find(id.text())).execute(&mut **tx)?)
}
