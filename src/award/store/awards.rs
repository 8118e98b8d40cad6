//! Rows of awards, their budgets and agreements.

use super::{id, one};
use crate::award::{
    Agreement, Award, Line, Recommendation,
    agreement::{FORM, FORMS},
    digest,
};
use crate::db::portable::sum_i64;
use crate::db::schema::{agreements as g, award_budget_lines as l, awards as a, organisations as o};
use crate::db::{Conn, Error, Multi, Tx};
use crate::kernel::{Id, Money, Timestamp};
use crate::people::{Account, Actor, Organisation};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::BTreeMap;

/// So many awards are asked about at once.
const AT_ONCE: usize = 500;

#[derive(Queryable)]
struct Row {
    id: String,
    reference: String,
    opportunity_id: String,
    organisation_id: String,
    title: String,
    amount_cents: i64,
    budget_version: i32,
    period: (NaiveDate, NaiveDate),
    offered: (NaiveDateTime, Option<NaiveDateTime>),
    answers: (Option<NaiveDateTime>, Option<NaiveDateTime>, Option<NaiveDateTime>),
    version: i64,
    city: String,
}

type Period = (a::period_start, a::period_end);
type Answers = (a::accepted_at, a::declined_at, a::closed_at);
type Columns = (
    a::id,
    a::reference,
    a::opportunity_id,
    a::organisation_id,
    a::title,
    a::amount_cents,
    a::budget_version,
    Period,
    (a::offered_at, a::told_at),
    Answers,
    a::version,
    o::name,
);
const COLUMNS: Columns = (
    a::id,
    a::reference,
    a::opportunity_id,
    a::organisation_id,
    a::title,
    a::amount_cents,
    a::budget_version,
    (a::period_start, a::period_end),
    (a::offered_at, a::told_at),
    (a::accepted_at, a::declined_at, a::closed_at),
    a::version,
    o::name,
);

fn with_lines(conn: &mut Conn, row: Row) -> Result<Award, Error> {
    let lines: Vec<(String, i64)> = l::table
        .filter(l::award_id.eq(&row.id))
        .filter(l::budget_version.eq(row.budget_version))
        .order(l::category)
        .select((l::category, l::amount_cents))
        .load(conn)?;
    whole(row, lines)
}

fn whole(row: Row, lines: Vec<(String, i64)>) -> Result<Award, Error> {
    Ok(Award {
        id: id(&row.id)?,
        reference: row.reference,
        opportunity_id: row.opportunity_id,
        organisation: id(&row.organisation_id)?,
        city: row.city,
        title: row.title,
        amount: Money::from_cents(row.amount_cents),
        budget_version: row.budget_version,
        lines: lines.into_iter().map(|(category, cents)| Line { category, amount: Money::from_cents(cents) }).collect(),
        period_start: row.period.0,
        period_end: row.period.1,
        offered_at: Timestamp::from_naive(row.offered.0),
        told_at: row.offered.1.map(Timestamp::from_naive),
        accepted_at: row.answers.0.map(Timestamp::from_naive),
        declined_at: row.answers.1.map(Timestamp::from_naive),
        closed_at: row.answers.2.map(Timestamp::from_naive),
        version: row.version,
    })
}

/// The lines of many awards are read at once.
fn all_with_lines(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<Award>, Error> {
    let mut lines: BTreeMap<(String, i32), Vec<(String, i64)>> = BTreeMap::new();
    for piece in rows.chunks(AT_ONCE) {
        let awards: Vec<&str> = piece.iter().map(|row| row.id.as_str()).collect();
        let found: Vec<(String, i32, String, i64)> = l::table
            .filter(l::award_id.eq_any(awards))
            .order((l::award_id, l::category))
            .select((l::award_id, l::budget_version, l::category, l::amount_cents))
            .load(conn)?;
        for (award, version, category, cents) in found {
            lines.entry((award, version)).or_default().push((category, cents));
        }
    }
    let with = |row: Row| {
        let own = lines.remove(&(row.id.clone(), row.budget_version)).unwrap_or_default();
        whole(row, own)
    };
    rows.into_iter().map(with).collect()
}

/// The awards with these identifiers, in their order; those that were taken back are not there.
///
/// # Errors
/// The database's refusal.
pub fn list_by_id(conn: &mut Conn, ids: &[Id<Award>]) -> Result<Vec<Award>, Error> {
    let mut rows: Vec<Row> = Vec::with_capacity(ids.len());
    for piece in ids.chunks(AT_ONCE) {
        let wanted: Vec<String> = piece.iter().map(Id::text).collect();
        let some = a::table.inner_join(o::table.on(o::id.eq(a::organisation_id)));
        rows.extend(some.filter(a::id.eq_any(wanted)).filter(a::annulled_at.is_null()).select(COLUMNS).load::<Row>(conn)?);
    }
    let mut known: BTreeMap<Id<Award>, Award> = all_with_lines(conn, rows)?.into_iter().map(|award| (award.id, award)).collect();
    Ok(ids.iter().filter_map(|id| known.remove(id)).collect())
}

/// The award of a case, if it came to one.
///
/// # Errors
/// The database's refusal.
pub fn find_award(conn: &mut Conn, id: Id<Award>) -> Result<Option<Award>, Error> {
    let found = a::table
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .filter(a::id.eq(id.text()))
        .filter(a::annulled_at.is_null())
        .select(COLUMNS)
        .first::<Row>(conn)
        .optional()?;
    found.map(|row| with_lines(conn, row)).transpose()
}

/// The award of a case.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn award(conn: &mut Conn, id: Id<Award>) -> Result<Award, Error> {
    find_award(conn, id)?.ok_or(Error::Missing)
}

/// The award with this reference number.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn by_reference(conn: &mut Conn, reference: &str) -> Result<Award, Error> {
    let row = a::table
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .filter(a::reference.eq(reference))
        .filter(a::annulled_at.is_null())
        .select(COLUMNS)
        .first::<Row>(conn)?;
    with_lines(conn, row)
}

/// The award of a case, if it is open to the person: not closed to them because of a conflict of interest.
///
/// # Errors
/// [`Error::Missing`] when there is none for them.
pub fn open_award(conn: &mut Conn, actor: &Actor, id: Id<Award>) -> Result<Award, Error> {
    if actor.is_kept_from(id) { Err(Error::Missing) } else { award(conn, id) }
}

/// The award with this reference number, if it is open to the person.
///
/// # Errors
/// [`Error::Missing`] when there is none for them.
pub fn open_by_reference(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Award, Error> {
    let award = by_reference(conn, reference)?;
    if actor.is_kept_from(award.id) { Err(Error::Missing) } else { Ok(award) }
}

/// The awards of these cities, newest first, at most 500.
///
/// # Errors
/// The database's refusal.
pub fn list_for_cities(conn: &mut Conn, cities: &[Id<Organisation>]) -> Result<Vec<Award>, Error> {
    let cities: Vec<String> = cities.iter().map(Id::text).collect();
    let rows = a::table
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .filter(a::organisation_id.eq_any(cities))
        .filter(a::told_at.is_not_null())
        .order((a::offered_at.desc(), a::id.desc()))
        .limit(500)
        .select(COLUMNS)
        .load(conn)?;
    all_with_lines(conn, rows)
}

/// The awards of a round, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_by_opportunity(conn: &mut Conn, opportunity_id: &str) -> Result<Vec<Award>, Error> {
    let rows = a::table
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .filter(a::opportunity_id.eq(opportunity_id))
        .filter(a::annulled_at.is_null())
        .order((a::offered_at.desc(), a::id.desc()))
        .select(COLUMNS)
        .load(conn)?;
    all_with_lines(conn, rows)
}

/// Signed awards in the order of their reference numbers, at most `limit` after
/// `after`; with `active_only` those that are not closed; without some.
///
/// # Errors
/// The database's refusal.
pub fn list_accepted(conn: &mut Conn, (active_only, without): (bool, &[String]), after: &str, limit: i64) -> Result<Vec<Award>, Error> {
    let mut query = a::table
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .filter(a::accepted_at.is_not_null())
        .filter(a::reference.gt(after))
        .filter(a::id.ne_all(without))
        .order(a::reference)
        .limit(limit)
        .select(COLUMNS)
        .into_boxed::<Multi>();
    if active_only {
        query = query.filter(a::closed_at.is_null());
    }
    let rows = query.load(conn)?;
    all_with_lines(conn, rows)
}

/// A row of an agreement.
pub(super) type AgreementRow = (String, String, String, String, NaiveDateTime, Option<String>, Option<NaiveDateTime>);

/// The agreement of an award; not the texts of its amendments.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn agreement(conn: &mut Conn, award: Id<Award>) -> Result<Agreement, Error> {
    let row: AgreementRow = g::table
        .filter(g::award_id.eq(award.text()))
        .filter(g::template.eq_any(FORMS))
        .order(g::n.desc())
        .select((g::id, g::award_id, g::text, g::digest, g::made_at, g::typed_name, g::accepted_at))
        .first(conn)?;
    agreement_of(row)
}

pub(super) fn agreement_of((key, award_id, text, digest, made_at, typed_name, accepted_at): AgreementRow) -> Result<Agreement, Error> {
    Ok(Agreement {
        id: id(&key)?,
        award: id(&award_id)?,
        text,
        digest,
        made_at: Timestamp::from_naive(made_at),
        typed_name,
        accepted_at: accepted_at.map(Timestamp::from_naive),
    })
}

/// The city is told now: from here on it sees the offer, and its days to answer begin.
pub(in crate::award) fn mark_told(tx: &mut Tx<'_>, read: &Award) -> Result<(), Error> {
    let now = tx.now().naive();
    let open = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version)).filter(a::told_at.is_null());
    one(diesel::update(open).set((a::told_at.eq(now), a::offered_at.eq(now), a::version.eq(read.version + 1))).execute(&mut **tx)?)
}

/// What a city was offered since an instant and did not decline, besides one award.
///
/// # Errors
/// The database's refusal.
pub fn awarded_since(conn: &mut Conn, city: Id<Organisation>, since: Timestamp, besides: Id<Award>) -> Result<Money, Error> {
    let offers = a::table
        .filter(a::organisation_id.eq(city.text()))
        .filter(a::offered_at.ge(since.naive()))
        .filter(a::declined_at.is_null())
        .filter(a::annulled_at.is_null())
        .filter(a::id.ne(besides.text()));
    let sum: Option<i64> = offers.select(sum_i64(a::amount_cents)).first(conn)?;
    Ok(Money::from_cents(sum.unwrap_or(0)))
}

/// How many awards a city has or had, besides one.
///
/// # Errors
/// The database's refusal.
pub fn count_of_city(conn: &mut Conn, city: Id<Organisation>, besides: Id<Award>) -> Result<i64, Error> {
    let theirs = a::table.filter(a::organisation_id.eq(city.text())).filter(a::id.ne(besides.text()));
    Ok(theirs.filter(a::accepted_at.is_not_null()).count().get_result(conn)?)
}

/// Keeps an award; one that was annulled before is awarded anew, with another version of its budget.
pub(in crate::award) fn insert_award(tx: &mut Tx<'_>, new: &Award, from: Id<Recommendation>) -> Result<(), Error> {
    let what = (
        a::title.eq(&new.title),
        a::recommendation_id.eq(from.text()),
        a::amount_cents.eq(new.amount.cents()),
        a::budget_version.eq(new.budget_version),
    );
    let when = (a::period_start.eq(new.period_start), a::period_end.eq(new.period_end), a::offered_at.eq(new.offered_at.naive()));
    if new.version > 1 {
        let annulled = a::table.filter(a::id.eq(new.id.text())).filter(a::annulled_at.is_not_null());
        let afresh = (a::annulled_at.eq(None::<NaiveDateTime>), a::version.eq(new.version));
        one(diesel::update(annulled).set((what, when, afresh)).execute(&mut **tx)?)?;
    } else {
        let whose = (
            a::id.eq(new.id.text()),
            a::reference.eq(&new.reference),
            a::opportunity_id.eq(&new.opportunity_id),
            a::organisation_id.eq(new.organisation.text()),
        );
        diesel::insert_into(a::table).values((whose, what, when, a::version.eq(1))).execute(&mut **tx)?;
    }
    for line in &new.lines {
        diesel::insert_into(l::table)
            .values((
                l::award_id.eq(new.id.text()),
                l::budget_version.eq(new.budget_version),
                l::category.eq(&line.category),
                l::amount_cents.eq(line.amount.cents()),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// The versions of the budget and of the row of an award that was annulled.
pub(in crate::award) fn find_annulled(conn: &mut Conn, id: Id<Award>) -> Result<Option<(i32, i64)>, Error> {
    let row = a::table.filter(a::id.eq(id.text())).filter(a::annulled_at.is_not_null());
    Ok(row.select((a::budget_version, a::version)).first(conn).optional()?)
}

pub(in crate::award) fn mark_annulled(tx: &mut Tx<'_>, read: &Award) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version)).filter(a::told_at.is_null());
    one(diesel::update(row).set((a::annulled_at.eq(now), a::version.eq(read.version + 1))).execute(&mut **tx)?)
}

pub(in crate::award) fn insert_agreement(tx: &mut Tx<'_>, award: &Award, id: Id<Agreement>, text: &str) -> Result<(), Error> {
    let now = tx.now().naive();
    // One agreement for each version of the budget.
    diesel::insert_into(g::table)
        .values((
            (g::id.eq(id.text()), g::award_id.eq(award.id.text()), g::n.eq(award.budget_version), g::template.eq(FORM)),
            (g::text.eq(text), g::digest.eq(digest(text)), g::made_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::award) fn mark_signed(tx: &mut Tx<'_>, read: &Agreement, account: Id<Account>, name: &str) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = g::table.filter(g::id.eq(read.id.text())).filter(g::accepted_at.is_null());
    one(diesel::update(row).set((g::account_id.eq(account.text()), g::typed_name.eq(name), g::accepted_at.eq(now))).execute(&mut **tx)?)
}

pub(in crate::award) fn mark_accepted(tx: &mut Tx<'_>, read: &Award) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version));
    one(diesel::update(row).set((a::accepted_at.eq(now), a::version.eq(read.version + 1))).execute(&mut **tx)?)
}

pub(in crate::award) fn mark_declined(tx: &mut Tx<'_>, read: &Award) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version));
    one(diesel::update(row).set((a::declined_at.eq(now), a::version.eq(read.version + 1))).execute(&mut **tx)?)
}

pub(in crate::award) fn mark_closed(tx: &mut Tx<'_>, read: &Award) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version));
    one(diesel::update(row).set((a::closed_at.eq(now), a::version.eq(read.version + 1))).execute(&mut **tx)?)
}

pub(in crate::award) fn mark_open_again(tx: &mut Tx<'_>, read: &Award) -> Result<(), Error> {
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version)).filter(a::closed_at.is_not_null());
    one(diesel::update(row).set((a::closed_at.eq(None::<NaiveDateTime>), a::version.eq(read.version + 1))).execute(&mut **tx)?)
}
