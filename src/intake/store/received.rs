//! Rows of what was received and sent back. Submissions are append-only (triggers).

use super::id_of;
use crate::db::schema::{application_returns as r, applications as a, submissions as s};
use crate::db::{Conn, Error, Multi, Tx};
use crate::intake::{Application, Return, Scope, Submission, SubmissionHead};
use crate::kernel::{Id, Money, Timestamp};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::BTreeMap;

type Row = ((String, String, i32, String, String), (NaiveDateTime, NaiveDateTime, i32, i64, String, String));

fn read(
    ((id, application, n, document, sha256), (received_at, deadline_at, deadline_version, total, by, name)): Row,
) -> Result<Submission, Error> {
    Ok(Submission {
        id: id_of(&id)?,
        application: id_of(&application)?,
        n,
        document,
        sha256,
        received_at: Timestamp::from_naive(received_at),
        deadline_at: Timestamp::from_naive(deadline_at),
        deadline_version,
        total: Money::from_cents(total),
        certified_by: id_of(&by)?,
        certified_name: name,
    })
}

pub(in super::super) fn submissions(conn: &mut Conn, id: Id<Application>) -> Result<Vec<Submission>, Error> {
    let rows: Vec<Row> = s::table
        .filter(s::application_id.eq(id.text()))
        .order(s::n)
        .select((
            (s::id, s::application_id, s::n, s::document, s::sha256),
            (s::received_at, s::deadline_at, s::deadline_version, s::total_cents, s::certified_by, s::certified_name),
        ))
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

/// What was received as the `n`th, or last.
pub(in super::super) fn submission(conn: &mut Conn, id: Id<Application>, n: Option<i32>) -> Result<Submission, Error> {
    let mut query = s::table
        .filter(s::application_id.eq(id.text()))
        .order(s::n.desc())
        .select((
            (s::id, s::application_id, s::n, s::document, s::sha256),
            (s::received_at, s::deadline_at, s::deadline_version, s::total_cents, s::certified_by, s::certified_name),
        ))
        .into_boxed::<Multi>();
    if let Some(n) = n {
        query = query.filter(s::n.eq(n));
    }
    read(query.first::<Row>(conn)?)
}

/// What was received last of each of these applications.
pub(in super::super) fn list_latest_submissions(conn: &mut Conn, ids: &[Id<Application>]) -> Result<Vec<Submission>, Error> {
    let mut latest: BTreeMap<String, Row> = BTreeMap::new();
    for some in ids.chunks(200) {
        let texts: Vec<String> = some.iter().map(Id::text).collect();
        let rows: Vec<Row> = s::table
            .filter(s::application_id.eq_any(texts))
            .order((s::application_id, s::n))
            .select((
                (s::id, s::application_id, s::n, s::document, s::sha256),
                (s::received_at, s::deadline_at, s::deadline_version, s::total_cents, s::certified_by, s::certified_name),
            ))
            .load(conn)?;
        // The one received last comes last.
        latest.extend(rows.into_iter().map(|row| (row.0.1.clone(), row)));
    }
    latest.into_values().map(read).collect()
}

/// Each time something was received, without its content, the newest first.
pub(in super::super) fn list_submission_heads(conn: &mut Conn, id: Id<Application>, limit: i64) -> Result<Vec<SubmissionHead>, Error> {
    let rows: Vec<(i32, NaiveDateTime, String)> = s::table
        .filter(s::application_id.eq(id.text()))
        .order(s::n.desc())
        .limit(limit)
        .select((s::n, s::received_at, s::sha256))
        .load(conn)?;
    let head = |(n, at, sha256)| SubmissionHead { n, received_at: Timestamp::from_naive(at), sha256 };
    Ok(rows.into_iter().map(head).collect())
}

/// What was received of applications that the fund entered, where the document names this digest.
pub(in super::super) fn list_entered_naming(conn: &mut Conn, sha256: &str) -> Result<Vec<Submission>, Error> {
    let entered = a::table.filter(a::entered_by.is_not_null()).select(a::id);
    let rows: Vec<Row> = s::table
        .filter(s::application_id.eq_any(entered))
        .filter(s::document.like(format!("%{sha256}%")))
        .order((s::application_id, s::n))
        .select((
            (s::id, s::application_id, s::n, s::document, s::sha256),
            (s::received_at, s::deadline_at, s::deadline_version, s::total_cents, s::certified_by, s::certified_name),
        ))
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

pub(in super::super) fn last_submission(conn: &mut Conn, id: Id<Application>) -> Result<i32, Error> {
    let last: Option<i32> = s::table.filter(s::application_id.eq(id.text())).select(diesel::dsl::max(s::n)).first(conn)?;
    Ok(last.unwrap_or(0))
}

pub(in super::super) fn insert_submission(tx: &mut Tx<'_>, submission: &Submission, application_version: i64) -> Result<(), Error> {
    diesel::insert_into(s::table)
        .values((
            (s::id.eq(submission.id.text()), s::application_id.eq(submission.application.text()), s::n.eq(submission.n)),
            (s::application_version.eq(application_version), s::document.eq(&submission.document), s::sha256.eq(&submission.sha256)),
            (
                s::received_at.eq(submission.received_at.naive()),
                s::deadline_at.eq(submission.deadline_at.naive()),
                s::deadline_version.eq(submission.deadline_version),
            ),
            (
                s::total_cents.eq(submission.total.cents()),
                s::certified_by.eq(submission.certified_by.text()),
                s::certified_name.eq(&submission.certified_name),
            ),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

type ReturnRow = (i32, String, String, String, NaiveDateTime, NaiveDateTime);

pub(in super::super) fn last_return(conn: &mut Conn, id: Id<Application>) -> Result<Option<Return>, Error> {
    let row: Option<ReturnRow> = r::table
        .filter(r::application_id.eq(id.text()))
        .order(r::n.desc())
        .select((r::n, r::scope, r::note, r::returned_by, r::returned_at, r::answer_by))
        .first(conn)
        .optional()?;
    Ok(row.map(|(n, scope, note, returned_by, returned_at, answer_by)| Return {
        n,
        parts: if let Scope::Named(parts) = Scope::parse(&scope) { parts } else { vec![] },
        note,
        returned_by,
        returned_at: Timestamp::from_naive(returned_at),
        answer_by: Timestamp::from_naive(answer_by),
    }))
}

pub(in super::super) fn insert_return(tx: &mut Tx<'_>, id: Id<Application>, returned: &Return) -> Result<(), Error> {
    let row = tx.id::<Return>().text();
    diesel::insert_into(r::table)
        .values((
            (r::id.eq(row), r::application_id.eq(id.text()), r::n.eq(returned.n), r::scope.eq(Scope::Named(returned.parts.clone()).text())),
            (r::note.eq(&returned.note), r::returned_by.eq(&returned.returned_by)),
            (r::returned_at.eq(returned.returned_at.naive()), r::answer_by.eq(returned.answer_by.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
