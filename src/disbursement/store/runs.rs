//! Rows of payment runs and their bank files.

use crate::db::schema::{bank_files as f, payment_runs as r, payments as p, run_downloads as d};
use crate::db::{Conn, Error, Tx};
use crate::disbursement::bank_details::Done;
use crate::disbursement::run::{Run, RunState};
use crate::kernel::{Id, Money, Timestamp};
use crate::people::Account;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

type Columns = (
    (r::id, r::number, r::state, r::total_cents, r::payments_count, r::digest, r::version),
    (r::method, r::wanted_on, r::same_day, r::workflow_hash),
    (r::prepared_by, r::prepared_by_name, r::prepared_at),
    (r::approved_by, r::approved_by_name, r::approved_at),
    (r::released_by, r::released_by_name, r::released_at, r::effective_on, r::policy_name),
);
const COLUMNS: Columns = (
    (r::id, r::number, r::state, r::total_cents, r::payments_count, r::digest, r::version),
    (r::method, r::wanted_on, r::same_day, r::workflow_hash),
    (r::prepared_by, r::prepared_by_name, r::prepared_at),
    (r::approved_by, r::approved_by_name, r::approved_at),
    (r::released_by, r::released_by_name, r::released_at, r::effective_on, r::policy_name),
);
type Step = (Option<String>, Option<String>, Option<NaiveDateTime>);
type Row = (
    (String, i32, String, i64, i32, String, i64),
    (String, Option<NaiveDate>, bool, Option<String>),
    (String, String, NaiveDateTime),
    Step,
    (Option<String>, Option<String>, Option<NaiveDateTime>, Option<NaiveDate>, Option<String>),
);

fn done((by, name, at): Step) -> Option<Done> {
    by.zip(name).zip(at).map(|((by, name), at)| Done { by, name, at: Timestamp::from_naive(at) })
}

fn read(row: Row) -> Result<Run, Error> {
    let (what, (method, wanted_on, same_day, workflow_hash), prepared, approved, (by, name, at, effective_on, policy_name)) = row;
    Ok(Run {
        id: what.0.parse().map_err(|_| Error::unreadable("payment run", &what.0))?,
        number: what.1,
        state: what.2.parse().map_err(|_| Error::unreadable("run state", &what.2))?,
        total: Money::from_cents(what.3),
        count: what.4,
        digest: what.5,
        version: what.6,
        method: method.parse().map_err(|_| Error::unreadable("way to pay", &method))?,
        wanted_on,
        same_day,
        workflow_hash,
        prepared: Done { by: prepared.0, name: prepared.1, at: Timestamp::from_naive(prepared.2) },
        approved: done(approved),
        released: done((by, name, at)),
        effective_on,
        policy_name,
    })
}

pub(in crate::disbursement) fn insert_run(tx: &mut Tx<'_>, new: &Run) -> Result<(), Error> {
    let (state, method): (&str, &str) = (new.state.into(), new.method.into());
    diesel::insert_into(r::table)
        .values((
            (r::id.eq(new.id.text()), r::number.eq(new.number), r::state.eq(state), r::total_cents.eq(new.total.cents())),
            (r::payments_count.eq(new.count), r::digest.eq(&new.digest), r::method.eq(method), r::wanted_on.eq(new.wanted_on)),
            (r::same_day.eq(new.same_day), r::workflow_hash.eq(&new.workflow_hash)),
            (r::prepared_by.eq(&new.prepared.by), r::prepared_by_name.eq(&new.prepared.name), r::prepared_at.eq(new.prepared.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::disbursement) fn next_run_number(conn: &mut Conn) -> Result<i32, Error> {
    let last: Option<i32> = r::table.select(diesel::dsl::max(r::number)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

/// How many files for the bank were written since an instant: chooses the file modifier.
pub(in crate::disbursement) fn count_files_since(conn: &mut Conn, since: Timestamp) -> Result<i64, Error> {
    Ok(f::table.filter(f::written_at.ge(since.naive())).filter(f::name.like("%.ach")).count().get_result(conn)?)
}

/// One run.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn run(conn: &mut Conn, id: Id<Run>) -> Result<Run, Error> {
    read(r::table.find(id.text()).select(COLUMNS).first::<Row>(conn)?)
}

/// The runs with a payment of one of these awards.
fn runs_of(conn: &mut Conn, awards: &[String]) -> Result<Vec<String>, Error> {
    if awards.is_empty() {
        return Ok(vec![]);
    }
    let paid = p::table.filter(p::award_id.eq_any(awards)).filter(p::run_id.is_not_null());
    Ok(paid.select(p::run_id.assume_not_null()).distinct().load(conn)?)
}

/// The runs below a number, newest first, without those that pay one of some awards.
///
/// # Errors
/// The database's refusal.
pub fn list_runs(conn: &mut Conn, without: &[String], before: i32, limit: usize) -> Result<Vec<Run>, Error> {
    let closed = runs_of(conn, without)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let open = r::table.filter(r::id.ne_all(closed)).filter(r::number.lt(before)).order(r::number.desc()).limit(limit);
    let rows: Vec<Row> = open.select(COLUMNS).load(conn)?;
    rows.into_iter().map(read).collect()
}

/// How many runs stand in a state, without those that one of the accounts `besides` prepared (another
/// person must approve them) and those that pay one of some awards.
///
/// # Errors
/// The database's refusal.
pub fn count_runs(conn: &mut Conn, state: RunState, besides: &[String], without: &[String]) -> Result<i64, Error> {
    let others = r::prepared_by.ne_all(besides);
    let closed = runs_of(conn, without)?;
    Ok(r::table.filter(r::state.eq(state.to_string())).filter(others).filter(r::id.ne_all(closed)).count().get_result(conn)?)
}

fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

pub(in crate::disbursement) fn mark_approved(tx: &mut Tx<'_>, run: &Run, by: Id<Account>, name: &str) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = r::table.find(run.id.text()).filter(r::version.eq(run.version)).filter(r::state.eq("prepared"));
    one(diesel::update(row)
        .set((
            r::state.eq("approved"),
            r::approved_by.eq(by.text()),
            r::approved_by_name.eq(name),
            r::approved_at.eq(now),
            r::version.eq(run.version + 1),
        ))
        .execute(&mut **tx)?)
}

pub(in crate::disbursement) fn mark_released(
    tx: &mut Tx<'_>,
    run: &Run,
    by: (Id<Account>, &str),
    on: NaiveDate,
    policy: &str,
) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = r::table.find(run.id.text()).filter(r::version.eq(run.version)).filter(r::state.eq("approved"));
    one(diesel::update(row)
        .set((
            (r::state.eq("released"), r::released_by.eq(by.0.text()), r::released_by_name.eq(by.1), r::released_at.eq(now)),
            (r::effective_on.eq(on), r::policy_name.eq(policy), r::version.eq(run.version + 1)),
        ))
        .execute(&mut **tx)?)
}

pub(in crate::disbursement) fn mark_cancelled(tx: &mut Tx<'_>, run: &Run) -> Result<(), Error> {
    let row = r::table.find(run.id.text()).filter(r::version.eq(run.version)).filter(r::state.eq_any(["prepared", "approved"]));
    one(diesel::update(row).set((r::state.eq("cancelled"), r::version.eq(run.version + 1))).execute(&mut **tx)?)
}

/// The bank file of a run, as it was written.
#[derive(Clone)]
pub struct BankFile {
    /// The name to save it under.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// What is known of the bank file of a run without opening it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct KeptFile {
    /// The name to save it under.
    pub name: String,
    /// SHA-256 of its bytes as they were written.
    pub sha256: String,
}

/// Stores the file of a run, its content as the vault sealed it.
pub(in crate::disbursement) fn insert_bank_file(tx: &mut Tx<'_>, run: Id<Run>, file: &BankFile, sealed: &str) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(f::table)
        .values((
            f::run_id.eq(run.text()),
            f::name.eq(&file.name),
            f::content.eq(sealed.as_bytes()),
            f::sha256.eq(&file.sha256),
            f::written_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// What is known of the file of a run that was released.
///
/// # Errors
/// The database's refusal.
pub fn find_bank_file(conn: &mut Conn, run: Id<Run>) -> Result<Option<KeptFile>, Error> {
    Ok(f::table.find(run.text()).select((f::name, f::sha256)).first(conn).optional()?)
}

fn text(run: &str, content: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(content).map_err(|_| Error::unreadable("file of the run", run))
}

/// The file of a run with its content as it is stored.
pub(in crate::disbursement) fn find_kept_file(conn: &mut Conn, run: Id<Run>) -> Result<Option<(KeptFile, String)>, Error> {
    let row: Option<(String, String, Vec<u8>)> =
        f::table.find(run.text()).select((f::name, f::sha256, f::content)).first(conn).optional()?;
    row.map(|(name, sha256, content)| Ok((KeptFile { name, sha256 }, text(&run.text(), content)?))).transpose()
}

/// Runs and the contents of their files as they are stored, those after one run, in their order.
pub(in crate::disbursement) fn list_kept_files(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<(String, String)>, Error> {
    let rows: Vec<(String, Vec<u8>)> =
        f::table.filter(f::run_id.gt(after)).order(f::run_id).limit(limit).select((f::run_id, f::content)).load(conn)?;
    let whole = |(run, content): (String, Vec<u8>)| {
        let content = text(&run, content)?;
        Ok((run, content))
    };
    rows.into_iter().map(whole).collect()
}

/// Puts a content that was sealed anew in the place of the old one.
pub(in crate::disbursement) fn change_kept_file(tx: &mut Tx<'_>, run: &str, (old, new): (&str, &str)) -> Result<(), Error> {
    let row = f::table.find(run).filter(f::content.eq(old.as_bytes()));
    one(diesel::update(row).set(f::content.eq(new.as_bytes())).execute(&mut **tx)?)
}

/// The number of a run of test entries alone that is neither released nor cancelled.
///
/// # Errors
/// The database's refusal.
pub fn find_open_test_run(conn: &mut Conn) -> Result<Option<(Id<Run>, i32)>, Error> {
    let open = r::table.filter(r::payments_count.eq(0)).filter(r::state.eq_any(["prepared", "approved"]));
    let row: Option<(String, i32)> = open.order(r::number).select((r::id, r::number)).first(conn).optional()?;
    row.map(|(id, number)| Ok((id.parse().map_err(|_| Error::unreadable("payment run", &id))?, number))).transpose()
}

/// One time that the file of a run was taken out.
#[derive(Clone, Debug, Queryable)]
pub struct Download {
    /// SHA-256 of what was taken out.
    pub sha256: String,
    /// By whom.
    pub name: String,
    at: NaiveDateTime,
}

impl Download {
    /// When.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        Timestamp::from_naive(self.at)
    }
}

/// Keeps that somebody takes the file of a run out.
pub(in crate::disbursement) fn insert_download(tx: &mut Tx<'_>, run: Id<Run>, sha256: &str, by: (Id<Account>, &str)) -> Result<(), Error> {
    let (id, now) = (tx.id::<Download>().text(), tx.now().naive());
    diesel::insert_into(d::table)
        .values((
            (d::id.eq(id), d::run_id.eq(run.text()), d::file_sha256.eq(sha256)),
            (d::account_id.eq(by.0.text()), d::actor_name.eq(by.1), d::at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The latest times that the file of a run was taken out, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_downloads(conn: &mut Conn, run: Id<Run>, limit: i64) -> Result<Vec<Download>, Error> {
    let of = d::table.filter(d::run_id.eq(run.text())).order((d::at.desc(), d::id.desc())).limit(limit);
    Ok(of.select((d::file_sha256, d::actor_name, d::at)).load(conn)?)
}
