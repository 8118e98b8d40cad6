//! Rows of expenses. Their flags are in `store/flags.rs`, what came in a file in `store/imports.rs`.

mod flags;
mod imports;

pub(super) use flags::{answer_flags, change_flags};
pub use flags::{count_unanswered, list_flags, list_flags_of_award};
pub use imports::list_named_receipts;
pub(super) use imports::{insert_import, list_row_digests};

use super::currency::Foreign;
use super::expense::{Expense, ExpenseState, Receipt};
use crate::award::Award;
use crate::db::schema::{expense_journals as j, expenses as e};
use crate::db::{Conn, Error, Multi, Tx};
use crate::kernel::{Id, Money, Timestamp};
use crate::people::{Actor, Organisation};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::BTreeMap;

type Columns = (
    (e::id, e::award_id, e::organisation_id, e::activity_id, e::category, e::attendee_id, e::spent_on, e::amount_cents, e::description),
    (e::receipt_sha256, e::receipt_name, e::receipt_media_type, e::state, e::reason),
    (e::submitted_by, e::submitted_by_name, e::submitted_at, e::decided_by_name, e::advance_cents, e::claim_cents, e::version),
    (e::payee, e::currency, e::foreign_minor, e::fx_rate, e::fx_source, e::nights, e::days, e::disallowed_cents),
);
const COLUMNS: Columns = (
    (e::id, e::award_id, e::organisation_id, e::activity_id, e::category, e::attendee_id, e::spent_on, e::amount_cents, e::description),
    (e::receipt_sha256, e::receipt_name, e::receipt_media_type, e::state, e::reason),
    (e::submitted_by, e::submitted_by_name, e::submitted_at, e::decided_by_name, e::advance_cents, e::claim_cents, e::version),
    (e::payee, e::currency, e::foreign_minor, e::fx_rate, e::fx_source, e::nights, e::days, e::disallowed_cents),
);
type Row = (
    (String, String, String, String, String, Option<String>, NaiveDate, i64, String),
    (Option<String>, Option<String>, Option<String>, String, Option<String>),
    (String, String, NaiveDateTime, Option<String>, i64, i64, i64),
    (String, Option<String>, Option<i64>, Option<String>, Option<String>, Option<i32>, Option<i32>, i64),
);

fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

fn read(row: Row) -> Result<Expense, Error> {
    let (what, proof, course, more) = row;
    let receipt = match (proof.0, proof.1, proof.2) {
        (Some(sha256), Some(name), Some(media_type)) => Some(Receipt { sha256, name, media_type }),
        _ => None,
    };
    let original = match (more.1, more.2, more.3, more.4) {
        (Some(currency), Some(minor), Some(rate), Some(source)) => Some(Foreign { currency, minor, rate, source }),
        _ => None,
    };
    Ok(Expense {
        id: id(&what.0)?,
        award: id(&what.1)?,
        organisation: id(&what.2)?,
        activity: what.3,
        category: what.4,
        attendee: what.5,
        spent_on: what.6,
        amount: Money::from_cents(what.7),
        payee: more.0,
        description: what.8,
        original,
        nights: more.5,
        days: more.6,
        receipt,
        state: proof.3.parse().map_err(|_| Error::unreadable("expense state", &proof.3))?,
        reason: proof.4,
        submitted_by: course.0,
        submitted_by_name: course.1,
        submitted_at: Timestamp::from_naive(course.2),
        decided_by_name: course.3,
        from_advance: Money::from_cents(course.4),
        claimed: Money::from_cents(course.5),
        disallowed: Money::from_cents(more.7),
        version: course.6,
    })
}

pub(super) fn insert_expense(tx: &mut Tx<'_>, new: &Expense) -> Result<(), Error> {
    let state: &str = new.state.into();
    let (receipt, original) = (new.receipt.as_ref(), new.original.as_ref());
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
            (e::payee.eq(&new.payee), e::description.eq(&new.description), e::nights.eq(new.nights), e::days.eq(new.days)),
            (
                e::receipt_sha256.eq(receipt.map(|r| r.sha256.as_str())),
                e::receipt_name.eq(receipt.map(|r| r.name.as_str())),
                e::receipt_media_type.eq(receipt.map(|r| r.media_type.as_str())),
                e::state.eq(state),
            ),
            (
                e::currency.eq(original.map(|o| o.currency.as_str())),
                e::foreign_minor.eq(original.map(|o| o.minor)),
                e::fx_rate.eq(original.map(|o| o.rate.as_str())),
                e::fx_source.eq(original.map(|o| o.source.as_str())),
            ),
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
    let (receipt, original) = (new.receipt.as_ref(), new.original.as_ref());
    one(diesel::update(row)
        .set((
            (e::activity_id.eq(&new.activity), e::category.eq(&new.category), e::attendee_id.eq(new.attendee.as_deref())),
            (e::spent_on.eq(new.spent_on), e::amount_cents.eq(new.amount.cents()), e::description.eq(&new.description)),
            (e::payee.eq(&new.payee), e::nights.eq(new.nights), e::days.eq(new.days)),
            (
                e::receipt_sha256.eq(receipt.map(|r| r.sha256.as_str())),
                e::receipt_name.eq(receipt.map(|r| r.name.as_str())),
                e::receipt_media_type.eq(receipt.map(|r| r.media_type.as_str())),
            ),
            (
                e::currency.eq(original.map(|o| o.currency.as_str())),
                e::foreign_minor.eq(original.map(|o| o.minor)),
                e::fx_rate.eq(original.map(|o| o.rate.as_str())),
                e::fx_source.eq(original.map(|o| o.source.as_str())),
            ),
            (e::state.eq("submitted"), e::submitted_by.eq(&new.submitted_by), e::submitted_by_name.eq(&new.submitted_by_name)),
            (e::submitted_at.eq(new.submitted_at.naive()), e::version.eq(version + 1)),
        ))
        .execute(&mut **tx)?)
}

/// Adds the receipt that was missing.
pub(super) fn change_receipt(tx: &mut Tx<'_>, (id, version): (Id<Expense>, i64), receipt: &Receipt) -> Result<(), Error> {
    let row = e::table.find(id.text()).filter(e::version.eq(version)).filter(e::state.eq("submitted")).filter(e::receipt_sha256.is_null());
    one(diesel::update(row)
        .set((
            e::receipt_sha256.eq(&receipt.sha256),
            e::receipt_name.eq(&receipt.name),
            e::receipt_media_type.eq(&receipt.media_type),
            e::version.eq(version + 1),
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

/// The accepted expenses of an award of which something is still accepted, the latest day first, at most `limit`.
///
/// # Errors
/// The database's refusal.
pub fn list_accepted(conn: &mut Conn, award: Id<Award>, limit: i64) -> Result<Vec<Expense>, Error> {
    let rows: Vec<Row> = e::table
        .filter(e::award_id.eq(award.text()))
        .filter(e::state.eq("accepted"))
        .filter(e::disallowed_cents.lt(e::amount_cents))
        .order((e::spent_on.desc(), e::id.desc()))
        .limit(limit)
        .select(COLUMNS)
        .load(conn)?;
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

/// The awards of other expenses that the same file proves, each once; without what was not allowed.
pub(super) fn list_awards_with_receipt(conn: &mut Conn, sha256: &str, besides: Option<Id<Expense>>) -> Result<Vec<String>, Error> {
    let others = e::table
        .filter(e::receipt_sha256.eq(sha256))
        .filter(e::state.ne("disallowed"))
        .filter(e::id.ne(besides.map(|id| id.text()).unwrap_or_default()));
    Ok(others.select(e::award_id).distinct().limit(100).load(conn)?)
}

/// The other expenses that the same file proves, of awards that are open to the person, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_twins(conn: &mut Conn, actor: &Actor, expense: &Expense) -> Result<Vec<Expense>, Error> {
    let Some(receipt) = &expense.receipt else { return Ok(vec![]) };
    let rows: Vec<Row> = e::table
        .filter(e::receipt_sha256.eq(&receipt.sha256))
        .filter(e::id.ne(expense.id.text()))
        .filter(e::award_id.ne_all(actor.walls.ids()))
        .order(e::id)
        .limit(20)
        .select(COLUMNS)
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

/// Whom other expenses of the city name on this day with this amount.
pub(super) fn list_payees(
    conn: &mut Conn,
    (city, day, amount): (Id<Organisation>, NaiveDate, Money),
    besides: Option<Id<Expense>>,
) -> Result<Vec<String>, Error> {
    let others = e::table
        .filter(e::spent_on.eq(day))
        .filter(e::organisation_id.eq(city.text()))
        .filter(e::amount_cents.eq(amount.cents()))
        .filter(e::state.ne("disallowed"))
        .filter(e::id.ne(besides.map(|id| id.text()).unwrap_or_default()));
    Ok(others.select(e::payee).limit(100).load(conn)?)
}

/// Category and amount of what waits in an award.
pub(super) fn list_open_amounts(conn: &mut Conn, award: Id<Award>, besides: Option<Id<Expense>>) -> Result<Vec<(String, Money)>, Error> {
    let open = e::table
        .filter(e::award_id.eq(award.text()))
        .filter(e::state.eq_any(["submitted", "questioned"]))
        .filter(e::id.ne(besides.map(|id| id.text()).unwrap_or_default()));
    let rows: Vec<(String, i64)> = open.select((e::category, e::amount_cents)).load(conn)?;
    Ok(rows.into_iter().map(|(category, cents)| (category, Money::from_cents(cents))).collect())
}

/// What was accepted for each of these activities.
///
/// # Errors
/// The database's refusal.
pub fn accepted_by_activity(conn: &mut Conn, activities: &[String]) -> Result<BTreeMap<String, Money>, Error> {
    let rows: Vec<(String, i64, i64)> = e::table
        .filter(e::activity_id.eq_any(activities))
        .filter(e::state.eq("accepted"))
        .select((e::activity_id, e::advance_cents, e::claim_cents))
        .load(conn)?;
    let mut sums: BTreeMap<String, Money> = BTreeMap::new();
    for (activity, advance, claim) in rows {
        let sum = sums.entry(activity).or_default();
        *sum = Money::from_cents(sum.cents().saturating_add(advance).saturating_add(claim));
    }
    Ok(sums)
}

/// How many questions to the city of an award were asked before an instant and wait still.
pub(super) fn count_questions_before(conn: &mut Conn, award: Id<Award>, before: NaiveDateTime) -> Result<i64, Error> {
    let old = e::table.filter(e::award_id.eq(award.text())).filter(e::state.eq("questioned")).filter(e::decided_at.lt(before));
    Ok(old.count().get_result(conn)?)
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
    pub(super) disallowed: Money,
}

pub(super) fn mark_decided(tx: &mut Tx<'_>, expense: &Expense, decision: &Decision<'_>) -> Result<(), Error> {
    let now = tx.now().naive();
    let state: &str = decision.state.into();
    let row = e::table.find(expense.id.text()).filter(e::version.eq(expense.version)).filter(e::state.eq("submitted"));
    one(diesel::update(row)
        .set((
            (e::state.eq(state), e::reason.eq(decision.reason), e::decided_by.eq(&decision.by), e::decided_by_name.eq(decision.name)),
            (e::decided_at.eq(now), e::advance_cents.eq(decision.from_advance.cents()), e::claim_cents.eq(decision.claimed.cents())),
            (e::disallowed_cents.eq(decision.disallowed.cents()), e::version.eq(expense.version + 1)),
        ))
        .execute(&mut **tx)?)
}

/// Moves a part of an accepted expense to what is not allowed, with the reason.
pub(super) fn change_accepted(
    tx: &mut Tx<'_>,
    expense: &Expense,
    (advance, claim): (Money, Money),
    (disallowed, reason): (Money, &str),
) -> Result<(), Error> {
    let row = e::table.find(expense.id.text()).filter(e::version.eq(expense.version)).filter(e::state.eq("accepted"));
    one(diesel::update(row)
        .set((
            e::advance_cents.eq(advance.cents()),
            e::claim_cents.eq(claim.cents()),
            e::disallowed_cents.eq(disallowed.cents()),
            e::reason.eq(Some(reason)),
            e::version.eq(expense.version + 1),
        ))
        .execute(&mut **tx)?)
}

/// Keeps that this journal is of the expense.
pub(super) fn insert_journal(tx: &mut Tx<'_>, expense: Id<Expense>, seq: i64, event: &str) -> Result<(), Error> {
    diesel::insert_into(j::table).values((j::expense_id.eq(expense.text()), j::seq.eq(seq), j::event.eq(event))).execute(&mut **tx)?;
    Ok(())
}

/// The journals of an expense as number and event, in their order.
///
/// # Errors
/// The database's refusal.
pub fn list_expense_journals(conn: &mut Conn, expense: Id<Expense>) -> Result<Vec<(i64, String)>, Error> {
    Ok(j::table.filter(j::expense_id.eq(expense.text())).order(j::seq).select((j::seq, j::event)).load(conn)?)
}
