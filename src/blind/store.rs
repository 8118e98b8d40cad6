//! Rows of labels, rounds, copies with their texts and files; and what is read of tasks: who reviews what.

use super::copy::{CopyHead, FileChoice, Prepared, Replacement};
use super::require::Requirement;
use crate::db::schema::{
    blind_copies as c, blind_files as f, blind_labels as l, blind_passages as p, blind_rounds as r, review_assignments as t,
    submissions as s,
};
use crate::db::{Conn, Error, Tx};
use crate::files::{FileKind, scan};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::Account;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The stages of a task whose reviewer reads the application, or may come to read it.
const READING: [&str; 3] = ["assigned", "cleared", "submitted"];

fn id<T: ?Sized>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

fn texts<T: ?Sized>(ids: &[Id<T>]) -> Vec<String> {
    ids.iter().map(Id::text).collect()
}

/// One changed row, or somebody was quicker.
fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

pub(super) fn list_lots(conn: &mut Conn, applications: &[Id<Application>]) -> Result<BTreeMap<Id<Application>, i64>, Error> {
    let rows: Vec<(String, i64)> =
        l::table.filter(l::application_id.eq_any(texts(applications))).select((l::application_id, l::lot)).load(conn)?;
    rows.into_iter().map(|(application, lot)| Ok((id(&application)?, lot))).collect()
}

pub(super) fn list_taken(conn: &mut Conn, round: Id<Opportunity>) -> Result<BTreeSet<i64>, Error> {
    let lots: Vec<i64> = l::table.filter(l::opportunity_id.eq(round.text())).select(l::lot).load(conn)?;
    Ok(lots.into_iter().collect())
}

pub(super) fn insert_lot(tx: &mut Tx<'_>, (application, round): (Id<Application>, Id<Opportunity>), lot: i64) -> Result<(), Error> {
    diesel::insert_into(l::table)
        .values((l::application_id.eq(application.text()), l::opportunity_id.eq(round.text()), l::lot.eq(lot)))
        .execute(&mut **tx)?;
    Ok(())
}

type RoundRow = (bool, String, NaiveDateTime, i64);

pub(super) fn find_requirement(conn: &mut Conn, round: Id<Opportunity>) -> Result<Option<Requirement>, Error> {
    let columns = (r::waits, r::changed_by_name, r::changed_at, r::version);
    let row: Option<RoundRow> = r::table.find(round.text()).select(columns).first(conn).optional()?;
    Ok(row.map(|(waits, by_name, at, version)| Requirement { waits, by_name, at: Timestamp::from_naive(at), version }))
}

/// The rounds in which reviewers wait for prepared copies.
pub(super) fn list_waiting_rounds(conn: &mut Conn) -> Result<BTreeSet<Id<Opportunity>>, Error> {
    let rounds: Vec<String> = r::table.filter(r::waits.eq(true)).select(r::opportunity_id).load(conn)?;
    rounds.iter().map(|round| id(round)).collect()
}

/// Keeps what is asked for in place of what stood at the version before; 1 is the first.
pub(super) fn save_requirement(tx: &mut Tx<'_>, (round, by): (Id<Opportunity>, Id<Account>), new: &Requirement) -> Result<(), Error> {
    let values = (
        (r::waits.eq(new.waits), r::changed_by.eq(by.text()), r::changed_by_name.eq(&new.by_name)),
        (r::changed_at.eq(new.at.naive()), r::version.eq(new.version)),
    );
    if new.version == 1 {
        diesel::insert_into(r::table).values((r::opportunity_id.eq(round.text()), values)).execute(&mut **tx)?;
        return Ok(());
    }
    let row = r::table.filter(r::opportunity_id.eq(round.text())).filter(r::version.eq(new.version - 1));
    one(diesel::update(row).set(values).execute(&mut **tx)?)
}

type CopyRow = (String, String, String, Option<NaiveDateTime>, String, NaiveDateTime, i64);

/// The copies of these applications.
pub(super) fn list_copies(conn: &mut Conn, applications: &[Id<Application>]) -> Result<BTreeMap<Id<Application>, CopyHead>, Error> {
    let columns = (c::application_id, c::document_sha256, c::content_sha256, c::ready_at, c::saved_by_name, c::saved_at, c::version);
    let rows: Vec<CopyRow> = c::table.filter(c::application_id.eq_any(texts(applications))).select(columns).load(conn)?;
    let read = |(application, document_sha256, content_sha256, ready_at, saved_by_name, saved_at, version): CopyRow| {
        let (ready_at, saved_at) = (ready_at.map(Timestamp::from_naive), Timestamp::from_naive(saved_at));
        Ok((id(&application)?, CopyHead { document_sha256, content_sha256, ready_at, saved_by_name, saved_at, version }))
    };
    rows.into_iter().map(read).collect()
}

/// Who saved a copy last.
pub(super) fn find_preparer(conn: &mut Conn, application: Id<Application>) -> Result<Option<Id<Account>>, Error> {
    let found: Option<String> = c::table.find(application.text()).select(c::saved_by).first(conn).optional()?;
    found.map(|account| id(&account)).transpose()
}

/// Keeps a copy in place of what stood at the version before; 1 is the first.
pub(super) fn save_copy(tx: &mut Tx<'_>, (application, by): (Id<Application>, Id<Account>), new: &CopyHead) -> Result<(), Error> {
    let values = (
        (c::document_sha256.eq(&new.document_sha256), c::content_sha256.eq(&new.content_sha256)),
        (c::ready_at.eq(new.ready_at.map(Timestamp::naive)), c::saved_by.eq(by.text()), c::saved_by_name.eq(&new.saved_by_name)),
        (c::saved_at.eq(new.saved_at.naive()), c::version.eq(new.version)),
    );
    if new.version == 1 {
        diesel::insert_into(c::table).values((c::application_id.eq(application.text()), values)).execute(&mut **tx)?;
        return Ok(());
    }
    let row = c::table.filter(c::application_id.eq(application.text())).filter(c::version.eq(new.version - 1));
    one(diesel::update(row).set(values).execute(&mut **tx)?)
}

type FileRow = (String, String, Option<String>, Option<String>, Option<String>, Option<i64>);

/// What staff prepared in place of texts and files.
pub(super) fn prepared(conn: &mut Conn, application: Id<Application>) -> Result<Prepared, Error> {
    let rows: Vec<(String, String)> =
        p::table.filter(p::application_id.eq(application.text())).select((p::original_sha256, p::redacted)).load(conn)?;
    let columns = (f::original_sha256, f::choice, f::sha256, f::name, f::media_type, f::size_bytes);
    let chosen: Vec<FileRow> = f::table.filter(f::application_id.eq(application.text())).select(columns).load(conn)?;
    let mut files = BTreeMap::new();
    for (original, choice, sha256, name, media_type, size_bytes) in chosen {
        let chosen = match (sha256, name, media_type, size_bytes) {
            (Some(sha256), Some(name), Some(media_type), Some(size_bytes)) if choice == "replaced" => {
                let kind = FileKind::of_media_type(&media_type).ok_or_else(|| Error::unreadable("media type", &media_type))?;
                let scan = scan::scan(conn, &sha256)?;
                FileChoice::Replaced(Replacement { sha256, name, kind, size_bytes, scan })
            }
            _ => FileChoice::Withheld,
        };
        files.insert(original, chosen);
    }
    Ok(Prepared { texts: rows.into_iter().collect(), files })
}

/// What is read in place of these texts of these applications.
pub(super) fn list_texts(
    conn: &mut Conn,
    applications: &[Id<Application>],
    originals: &[String],
) -> Result<BTreeMap<(Id<Application>, String), String>, Error> {
    let rows: Vec<(String, String, String)> = p::table
        .filter(p::application_id.eq_any(texts(applications)))
        .filter(p::original_sha256.eq_any(originals.to_vec()))
        .select((p::application_id, p::original_sha256, p::redacted))
        .load(conn)?;
    rows.into_iter().map(|(application, original, redacted)| Ok(((id(&application)?, original), redacted))).collect()
}

/// Keeps what is read in place of a text.
pub(super) fn save_text(
    tx: &mut Tx<'_>,
    application: Id<Application>,
    (original, redacted): (&str, &str),
    by_name: &str,
) -> Result<(), Error> {
    let row = p::table.filter(p::application_id.eq(application.text())).filter(p::original_sha256.eq(original));
    diesel::delete(row).execute(&mut **tx)?;
    let now = tx.now().naive();
    diesel::insert_into(p::table)
        .values((
            (p::application_id.eq(application.text()), p::original_sha256.eq(original), p::redacted.eq(redacted)),
            (p::saved_by_name.eq(by_name), p::saved_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Keeps what reviewers get of a file.
pub(super) fn save_file(
    tx: &mut Tx<'_>,
    application: Id<Application>,
    (original, choice): (&str, &FileChoice),
    by_name: &str,
) -> Result<(), Error> {
    let row = f::table.filter(f::application_id.eq(application.text())).filter(f::original_sha256.eq(original));
    diesel::delete(row).execute(&mut **tx)?;
    let (word, other) = match choice {
        FileChoice::Shown => return Ok(()),
        FileChoice::Withheld => ("withheld", None),
        FileChoice::Replaced(other) => ("replaced", Some(other)),
    };
    let now = tx.now().naive();
    diesel::insert_into(f::table)
        .values((
            (f::application_id.eq(application.text()), f::original_sha256.eq(original), f::choice.eq(word)),
            (f::sha256.eq(other.map(|file| file.sha256.clone())), f::name.eq(other.map(|file| file.name.clone()))),
            (f::media_type.eq(other.map(|file| file.kind.media_type())), f::size_bytes.eq(other.map(|file| file.size_bytes))),
            (f::saved_by_name.eq(by_name), f::saved_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The digest of what was received last of each of these applications.
pub(super) fn list_documents(conn: &mut Conn, applications: &[Id<Application>]) -> Result<BTreeMap<Id<Application>, String>, Error> {
    let rows: Vec<(String, String)> = s::table
        .filter(s::application_id.eq_any(texts(applications)))
        .order((s::application_id, s::n))
        .select((s::application_id, s::sha256))
        .load(conn)?;
    // Of several the last one stays.
    rows.into_iter().map(|(application, sha256)| Ok((id(&application)?, sha256))).collect()
}

/// Whether somebody reviews an application.
pub(super) fn is_reviewer(conn: &mut Conn, (account, application): (Id<Account>, Id<Application>)) -> Result<bool, Error> {
    let theirs = t::table.filter(t::application_id.eq(application.text())).filter(t::reviewer_id.eq(account.text()));
    let found: Vec<String> = theirs.filter(t::stage.eq_any(READING)).select(t::id).limit(1).load(conn)?;
    Ok(!found.is_empty())
}

/// The applications of a round that somebody reviews.
pub(super) fn list_reviewed_by(
    conn: &mut Conn,
    (account, round): (Id<Account>, Id<Opportunity>),
) -> Result<BTreeSet<Id<Application>>, Error> {
    let theirs = t::table.filter(t::opportunity_id.eq(round.text())).filter(t::reviewer_id.eq(account.text()));
    let found: Vec<String> = theirs.filter(t::stage.eq_any(READING)).select(t::application_id).load(conn)?;
    found.iter().map(|application| id(application)).collect()
}

/// The open tasks of an application: each with its reviewer.
pub(super) fn list_open_tasks(conn: &mut Conn, application: Id<Application>) -> Result<Vec<(String, Id<Account>)>, Error> {
    let open = t::table.filter(t::application_id.eq(application.text())).filter(t::stage.eq_any(["assigned", "cleared"]));
    let rows: Vec<(String, String)> = open.order((t::assigned_at, t::id)).select((t::id, t::reviewer_id)).load(conn)?;
    rows.into_iter().map(|(task, reviewer)| Ok((task, id(&reviewer)?))).collect()
}

/// The applications of a round that somebody reviews, with how many do.
pub(super) fn list_reviewed(conn: &mut Conn, round: Id<Opportunity>) -> Result<BTreeMap<Id<Application>, usize>, Error> {
    let tasks = t::table.filter(t::opportunity_id.eq(round.text())).filter(t::stage.eq_any(READING));
    let rows: Vec<String> = tasks.select(t::application_id).load(conn)?;
    let mut found = BTreeMap::new();
    for application in &rows {
        *found.entry(id(application)?).or_insert(0) += 1;
    }
    Ok(found)
}
