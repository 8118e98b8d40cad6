//! Rows of expenses.

use super::expense::{Expense, ExpenseState, Receipt};
use crate::award::Award;
use crate::db::schema::expenses as e;
use crate::db::{Conn, Error, Multi, Tx};
use crate::kernel::{Id, Money, Timestamp};
use crate::people::Actor;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

type Columns = (
    (e::id, e::award_id, e::organisation_id, e::activity_id, e::category, e::attendee_id, e::spent_on, e::amount_cents, e::description),
    (e::receipt_sha256, e::receipt_name, e::receipt_media_type, e::state, e::reason),
    (e::submitted_by, e::submitted_by_name, e::submitted_at, e::decided_by_name, e::advance_cents, e::claim_cents, e::version),
);
const COLUMNS: Columns = (
    (e::id, e::award_id, e::organisation_id, e::activity_id, e::category, e::attendee_id, e::spent_on, e::amount_cents, e::description),
    (e::receipt_sha256, e::receipt_name, e::receipt_media_type, e::state, e::reason),
    (e::submitted_by, e::submitted_by_name, e::submitted_at, e::decided_by_name, e::advance_cents, e::claim_cents, e::version),
);
type Row = (
    (String, String, String, String, String, Option<String>, NaiveDate, i64, String),
    (String, String, String, String, Option<String>),
    (String, String, NaiveDateTime, Option<String>, i64, i64, i64),
);

fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

fn read(row: Row) -> Result<Expense, Error> {
    let (what, proof, course) = row;
    Ok(Expense {
        id: id(&what.0)?,
        award: id(&what.1)?,
        organisation: id(&what.2)?,
        activity: what.3,
        category: what.4,
        attendee: what.5,
        spent_on: what.6,
        amount: Money::from_cents(what.7),
        description: what.8,
        receipt: Receipt { sha256: proof.0, name: proof.1, media_type: proof.2 },
        state: proof.3.parse().map_err(|_| Error::unreadable("expense state", &proof.3))?,
        reason: proof.4,
        submitted_by: course.0,
        submitted_by_name: course.1,
        submitted_at: Timestamp::from_naive(course.2),
        decided_by_name: course.3,
        from_advance: Money::from_cents(course.4),
        claimed: Money::from_cents(course.5),
        version: course.6,
    })
}

pub(super) fn insert_expense(tx: &mut Tx<'_>, new: &Expense) -> Result<(), Error> {
    let state: &str = new.state.into();
    diesel::insert_into(e::table)
        .values((
            (
                e::id.eq(new.id.text()),
                e::award_id.eq(new.award.text()),
                e::organisation_id.eq(new.organisation.text()),
                e::activity_id.eq(&new.activity),
            ),
            (
                e::category.eq(&new.category),
                e::attendee_id.eq(new.attendee.as_deref()),
                e::spent_on.eq(new.spent_on),
                e::amount_cents.eq(new.amount.cents()),
            ),
            (e::description.eq(&new.description), e::receipt_sha256.eq(&new.receipt.sha256), e::receipt_name.eq(&new.receipt.name)),
            (e::receipt_media_type.eq(&new.receipt.media_type), e::state.eq(state)),
            (
                e::submitted_by.eq(&new.submitted_by),
                e::submitted_by_name.eq(&new.submitted_by_name),
                e::submitted_at.eq(new.submitted_at.naive()),
            ),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Writes an answered question over the questioned expense.
pub(super) fn change_answer(tx: &mut Tx<'_>, new: &Expense, version: i64) -> Result<(), Error> {
    let row = e::table.find(new.id.text()).filter(e::version.eq(version)).filter(e::state.eq("questioned"));
    one(diesel::update(row)
        .set((
            (e::activity_id.eq(&new.activity), e::category.eq(&new.category), e::attendee_id.eq(new.attendee.as_deref())),
            (e::spent_on.eq(new.spent_on), e::amount_cents.eq(new.amount.cents()), e::description.eq(&new.description)),
            (
                e::receipt_sha256.eq(&new.receipt.sha256),
                e::receipt_name.eq(&new.receipt.name),
                e::receipt_media_type.eq(&new.receipt.media_type),
            ),
            (e::state.eq("submitted"), e::submitted_by.eq(&new.submitted_by), e::submitted_by_name.eq(&new.submitted_by_name)),
            (e::submitted_at.eq(new.submitted_at.naive()), e::version.eq(version + 1)),
        ))
        .execute(&mut **tx)?)
}

/// One expense.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn expense(conn: &mut Conn, id: Id<Expense>) -> Result<Expense, Error> {
    read(e::table.find(id.text()).select(COLUMNS).first::<Row>(conn)?)
}

/// One expense, if its award is open to the person: not closed to them because of a conflict of interest.
///
/// # Errors
/// [`Error::Missing`] when there is none for them.
pub fn open_expense(conn: &mut Conn, actor: &Actor, id: Id<Expense>) -> Result<Expense, Error> {
    let expense = expense(conn, id)?;
    if actor.is_kept_from(expense.award) { Err(Error::Missing) } else { Ok(expense) }
}

/// Which expenses to list.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// Of one award.
    Award(Id<Award>),
    /// In one state, of all awards.
    State(ExpenseState),
}

/// Expenses, oldest cost first.
///
/// # Errors
/// The database's refusal.
pub fn list_expenses(conn: &mut Conn, which: Which) -> Result<Vec<Expense>, Error> {
    let query = e::table.select(COLUMNS).order((e::spent_on, e::id)).into_boxed::<Multi>();
    let rows: Vec<Row> = match which {
        Which::Award(award) => query.filter(e::award_id.eq(award.text())).load(conn)?,
        Which::State(state) => query.filter(e::state.eq(state.to_string())).load(conn)?,
    };
    rows.into_iter().map(read).collect()
}

/// How many expenses stand in a state, over all awards that are open to the person.
///
/// # Errors
/// The database's refusal.
pub fn count_expenses(conn: &mut Conn, actor: &Actor, state: ExpenseState) -> Result<i64, Error> {
    let open = e::table.filter(e::state.eq(state.to_string())).filter(e::award_id.ne_all(actor.walls.ids()));
    Ok(open.count().get_result(conn)?)
}

/// How many expenses of an award still wait for somebody.
///
/// # Errors
/// The database's refusal.
pub fn count_open(conn: &mut Conn, award: Id<Award>) -> Result<i64, Error> {
    Ok(e::table.filter(e::award_id.eq(award.text())).filter(e::state.eq_any(["submitted", "questioned"])).count().get_result(conn)?)
}

/// Whether another expense of the award has the same receipt.
pub(super) fn has_receipt(conn: &mut Conn, award: Id<Award>, sha256: &str, besides: Option<Id<Expense>>) -> Result<bool, Error> {
    let others = e::table
        .filter(e::award_id.eq(award.text()))
        .filter(e::receipt_sha256.eq(sha256))
        .filter(e::state.ne("disallowed"))
        .filter(e::id.ne(besides.map(|id| id.text()).unwrap_or_default()));
    Ok(others.count().get_result::<i64>(conn)? > 0)
}

fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// What an officer decided.
pub(super) struct Decision<'a> {
    pub(super) state: ExpenseState,
    pub(super) reason: Option<&'a str>,
    pub(super) by: String,
    pub(super) name: &'a str,
    pub(super) from_advance: Money,
    pub(super) claimed: Money,
}

pub(super) fn mark_decided(tx: &mut Tx<'_>, expense: &Expense, decision: &Decision<'_>) -> Result<(), Error> {
    let now = tx.now().naive();
    let state: &str = decision.state.into();
    let row = e::table.find(expense.id.text()).filter(e::version.eq(expense.version)).filter(e::state.eq("submitted"));
    one(diesel::update(row)
        .set((
            (e::state.eq(state), e::reason.eq(decision.reason), e::decided_by.eq(&decision.by), e::decided_by_name.eq(decision.name)),
            (e::decided_at.eq(now), e::advance_cents.eq(decision.from_advance.cents()), e::claim_cents.eq(decision.claimed.cents())),
            e::version.eq(expense.version + 1),
        ))
        .execute(&mut **tx)?)
}
