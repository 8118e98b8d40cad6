//! Rows of amendments, and what binds money of an award: payments asked for and expenses that wait.

use super::amendment::{Act, Amendment, AmendmentKind, Decision, Stage};
use super::remind_conditions::Reminder;
use crate::award::{Agreement, Award, Line};
use crate::db::portable::sum_i64;
use crate::db::schema::{
    amendment_lines as l, amendments as m, award_conditions as c, awards as w, condition_reminders as r, expenses as e, organisations as o,
    payment_lines as pl, payments as p,
};
use crate::db::{Conn, Error, Multi, Tx};
use crate::kernel::{Id, Money, Timestamp};
use crate::people::Account;
use crate::risk::Condition;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::BTreeMap;

type Columns = (
    (m::id, m::award_id, m::n, m::kind, m::stage, m::by_fund, m::reason, m::from_version),
    (m::from_end, m::amount_cents, m::period_end, m::key_person, m::new_person, m::digest, m::needs_signature),
    (m::asked_by, m::asked_by_name, m::asked_at),
    (m::decided_by, m::decided_by_name, m::decided_at, m::decision_reason),
    (m::agreement_id, m::in_force_at, m::journal_seqs, m::version),
);
const COLUMNS: Columns = (
    (m::id, m::award_id, m::n, m::kind, m::stage, m::by_fund, m::reason, m::from_version),
    (m::from_end, m::amount_cents, m::period_end, m::key_person, m::new_person, m::digest, m::needs_signature),
    (m::asked_by, m::asked_by_name, m::asked_at),
    (m::decided_by, m::decided_by_name, m::decided_at, m::decision_reason),
    (m::agreement_id, m::in_force_at, m::journal_seqs, m::version),
);
type Row = (
    (String, String, i32, String, String, bool, String, i32),
    (NaiveDate, i64, NaiveDate, Option<String>, Option<String>, String, bool),
    (String, String, NaiveDateTime),
    (Option<String>, Option<String>, Option<NaiveDateTime>, Option<String>),
    (Option<String>, Option<NaiveDateTime>, Option<String>, i64),
);

fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

/// One changed row, or somebody was quicker.
fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

fn read((what, change, asked, decided, course): Row, lines: Vec<Line>) -> Result<Amendment, Error> {
    let decided = match decided {
        (Some(by), Some(name), Some(at), reason) => {
            Some(Decision { act: Act { by, name, at: Timestamp::from_naive(at) }, reason: reason.unwrap_or_default() })
        }
        _ => None,
    };
    let journals = course.2.unwrap_or_default();
    let journals = journals.split(',').filter(|seq| !seq.is_empty());
    Ok(Amendment {
        id: id(&what.0)?,
        award: id(&what.1)?,
        n: what.2,
        kind: what.3.parse().map_err(|_| Error::unreadable("kind of amendment", &what.3))?,
        stage: what.4.parse().map_err(|_| Error::unreadable("stage of an amendment", &what.4))?,
        by_fund: what.5,
        reason: what.6,
        from_version: what.7,
        from_end: change.0,
        amount: Money::from_cents(change.1),
        period_end: change.2,
        lines,
        key_person: change.3,
        new_person: change.4,
        digest: change.5,
        needs_signature: change.6,
        asked: Act { by: asked.0, name: asked.1, at: Timestamp::from_naive(asked.2) },
        decided,
        agreement: course.0.as_deref().map(id).transpose()?,
        in_force_at: course.1.map(Timestamp::from_naive),
        journals: journals.map(|seq| seq.parse().map_err(|_| Error::unreadable("journal", seq))).collect::<Result<_, _>>()?,
        version: course.3,
    })
}

/// The amendments of these rows with their lines, which are read at once.
fn with_lines(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<Amendment>, Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.0.0.clone()).collect();
    let mut lines: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    let found: Vec<(String, String, i64)> = l::table
        .filter(l::amendment_id.eq_any(ids))
        .order((l::amendment_id, l::category))
        .select((l::amendment_id, l::category, l::amount_cents))
        .load(conn)?;
    for (of, category, cents) in found {
        lines.entry(of).or_default().push(Line { category, amount: Money::from_cents(cents) });
    }
    let whole = |row: Row| {
        let own = lines.remove(&row.0.0).unwrap_or_default();
        read(row, own)
    };
    rows.into_iter().map(whole).collect()
}

pub(super) fn amendment(conn: &mut Conn, id: Id<Amendment>) -> Result<Amendment, Error> {
    let row: Row = m::table.filter(m::id.eq(id.text())).select(COLUMNS).first(conn)?;
    with_lines(conn, vec![row])?.pop().ok_or(Error::Missing)
}

/// The one that is under way.
pub(super) fn find_open(conn: &mut Conn, award: Id<Award>) -> Result<Option<Amendment>, Error> {
    let open = [Stage::Asked.to_string(), Stage::Approved.to_string()];
    let rows: Vec<Row> = m::table.filter(m::award_id.eq(award.text())).filter(m::stage.eq_any(open)).select(COLUMNS).limit(1).load(conn)?;
    Ok(with_lines(conn, rows)?.pop())
}

/// The latest 200 of an award, the newest first.
pub(super) fn list_of_award(conn: &mut Conn, award: Id<Award>) -> Result<Vec<Amendment>, Error> {
    let rows: Vec<Row> = m::table.filter(m::award_id.eq(award.text())).order(m::n.desc()).limit(200).select(COLUMNS).load(conn)?;
    with_lines(conn, rows)
}

/// Those of one kind that are in force, the oldest first.
pub(super) fn list_in_force(conn: &mut Conn, award: Id<Award>, kind: AmendmentKind) -> Result<Vec<Amendment>, Error> {
    let rows: Vec<Row> = m::table
        .filter(m::award_id.eq(award.text()))
        .filter(m::kind.eq(kind.to_string()))
        .filter(m::stage.eq(Stage::InForce.to_string()))
        .order(m::n)
        .select(COLUMNS)
        .load(conn)?;
    with_lines(conn, rows)
}

/// How many of an award are under way.
pub(super) fn count_open(conn: &mut Conn, award: Id<Award>) -> Result<i64, Error> {
    let open = [Stage::Asked.to_string(), Stage::Approved.to_string()];
    Ok(m::table.filter(m::award_id.eq(award.text())).filter(m::stage.eq_any(open)).count().get_result(conn)?)
}

/// How many wait for a decision, without those of some awards and those that one of some accounts asked for.
pub(super) fn count_asked(conn: &mut Conn, without: &[String], besides: &[String]) -> Result<i64, Error> {
    let asked = m::table.filter(m::stage.eq(Stage::Asked.to_string())).filter(m::award_id.ne_all(without));
    Ok(asked.filter(m::asked_by.ne_all(besides)).count().get_result(conn)?)
}

/// A row of the list of the fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The amendment.
    pub id: Id<Amendment>,
    /// Its number among those of the award.
    pub n: i32,
    /// What it changes.
    pub kind: AmendmentKind,
    /// How far it has come.
    pub stage: Stage,
    /// The reference number of the award.
    pub reference: String,
    /// The name of the city.
    pub city: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
}

/// Those that are open, the oldest first, or those that are settled, the newest first; without those of some awards.
pub(super) fn list(conn: &mut Conn, is_open: bool, without: &[String], limit: i64) -> Result<Vec<Listed>, Error> {
    type Found = (String, i32, String, String, String, String, String, NaiveDateTime);
    let open = [Stage::Asked.to_string(), Stage::Approved.to_string()];
    let query = m::table
        .inner_join(w::table.on(w::id.eq(m::award_id)))
        .inner_join(o::table.on(o::id.eq(w::organisation_id)))
        .filter(m::award_id.ne_all(without))
        .select((m::id, m::n, m::kind, m::stage, w::reference, o::name, m::asked_by_name, m::asked_at))
        .limit(limit)
        .into_boxed::<Multi>();
    let query = if is_open {
        query.filter(m::stage.eq_any(open)).order((m::asked_at, m::id))
    } else {
        query.filter(m::stage.ne_all(open)).order((m::asked_at.desc(), m::id.desc()))
    };
    let rows: Vec<Found> = query.load(conn)?;
    let listed = |(key, n, kind, stage, reference, city, asked_by, asked_at): Found| {
        Ok(Listed {
            id: id(&key)?,
            n,
            kind: kind.parse().map_err(|_| Error::unreadable("kind of amendment", &kind))?,
            stage: stage.parse().map_err(|_| Error::unreadable("stage of an amendment", &stage))?,
            reference,
            city,
            asked_by,
            asked_at: Timestamp::from_naive(asked_at),
        })
    };
    rows.into_iter().map(listed).collect()
}

pub(super) fn next_number(conn: &mut Conn, award: Id<Award>) -> Result<i32, Error> {
    let last: Option<i32> = m::table.filter(m::award_id.eq(award.text())).select(diesel::dsl::max(m::n)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &Amendment) -> Result<(), Error> {
    diesel::insert_into(m::table)
        .values((
            (
                m::id.eq(new.id.text()),
                m::award_id.eq(new.award.text()),
                m::n.eq(new.n),
                m::kind.eq(new.kind.to_string()),
                m::stage.eq(new.stage.to_string()),
                m::by_fund.eq(new.by_fund),
                m::reason.eq(&new.reason),
                m::from_version.eq(new.from_version),
            ),
            (
                m::from_end.eq(new.from_end),
                m::amount_cents.eq(new.amount.cents()),
                m::period_end.eq(new.period_end),
                m::key_person.eq(new.key_person.as_deref()),
                m::new_person.eq(new.new_person.as_deref()),
                m::digest.eq(&new.digest),
                m::needs_signature.eq(new.needs_signature),
            ),
            (
                m::asked_by.eq(&new.asked.by),
                m::asked_by_name.eq(&new.asked.name),
                m::asked_at.eq(new.asked.at.naive()),
                m::version.eq(new.version),
            ),
        ))
        .execute(&mut **tx)?;
    for line in &new.lines {
        diesel::insert_into(l::table)
            .values((l::amendment_id.eq(new.id.text()), l::category.eq(&line.category), l::amount_cents.eq(line.amount.cents())))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// Keeps the decision on an amendment as it was read, with the text to sign where there is one.
pub(super) fn mark_decided(
    tx: &mut Tx<'_>,
    read: &Amendment,
    (stage, agreement): (Stage, Option<Id<Agreement>>),
    (account, name, reason): (Id<Account>, &str, &str),
) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = m::table.filter(m::id.eq(read.id.text())).filter(m::version.eq(read.version)).filter(m::stage.eq(Stage::Asked.to_string()));
    let change = (
        (m::stage.eq(stage.to_string()), m::agreement_id.eq(agreement.map(|id| id.text())), m::version.eq(read.version + 1)),
        (m::decided_by.eq(account.text()), m::decided_by_name.eq(name), m::decided_at.eq(now), m::decision_reason.eq(reason)),
    );
    one(diesel::update(row).set(change).execute(&mut **tx)?)
}

pub(super) fn mark_withdrawn(tx: &mut Tx<'_>, read: &Amendment) -> Result<(), Error> {
    let row = m::table.filter(m::id.eq(read.id.text())).filter(m::version.eq(read.version));
    let change = (m::stage.eq(Stage::Withdrawn.to_string()), m::version.eq(read.version + 1));
    one(diesel::update(row).set(change).execute(&mut **tx)?)
}

pub(super) fn mark_in_force(tx: &mut Tx<'_>, read: &Amendment, journals: &[i64]) -> Result<(), Error> {
    let now = tx.now().naive();
    let seqs: Vec<String> = journals.iter().map(ToString::to_string).collect();
    let row =
        m::table.filter(m::id.eq(read.id.text())).filter(m::version.eq(read.version)).filter(m::stage.eq(Stage::Approved.to_string()));
    let change = (
        m::stage.eq(Stage::InForce.to_string()),
        m::in_force_at.eq(now),
        m::journal_seqs.eq(seqs.join(",")),
        m::version.eq(read.version + 1),
    );
    one(diesel::update(row).set(change).execute(&mut **tx)?)
}

/// What advances that are asked for and not yet paid will take, by category.
pub(super) fn list_advances_asked(conn: &mut Conn, award: Id<Award>) -> Result<BTreeMap<String, Money>, Error> {
    let rows: Vec<(String, i64)> = pl::table
        .inner_join(p::table.on(p::id.eq(pl::payment_id)))
        .filter(p::award_id.eq(award.text()))
        .filter(p::kind.eq("advance"))
        .filter(p::state.eq_any(["requested", "in_run"]))
        .select((pl::category, pl::amount_cents))
        .load(conn)?;
    Ok(sums(rows))
}

/// What expenses that wait for a decision may take, by category.
pub(super) fn list_expenses_open(conn: &mut Conn, award: Id<Award>) -> Result<BTreeMap<String, Money>, Error> {
    let rows: Vec<(String, Option<i64>)> = e::table
        .filter(e::award_id.eq(award.text()))
        .filter(e::state.eq_any(["submitted", "questioned"]))
        .group_by(e::category)
        .select((e::category, sum_i64(e::amount_cents)))
        .load(conn)?;
    Ok(rows.into_iter().map(|(category, cents)| (category, Money::from_cents(cents.unwrap_or(0)))).collect())
}

fn sums(rows: Vec<(String, i64)>) -> BTreeMap<String, Money> {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for (category, cents) in rows {
        let sum = sums.entry(category).or_default();
        *sum = sum.saturating_add(cents);
    }
    sums.into_iter().map(|(category, cents)| (category, Money::from_cents(cents))).collect()
}

/// The conditions of active awards whose day lies in a span, of which the city says nothing yet and was not told so.
pub(super) fn list_to_remind(
    conn: &mut Conn,
    kind: Reminder,
    (from, until): (NaiveDate, NaiveDate),
    limit: i64,
) -> Result<Vec<Id<Condition>>, Error> {
    let told = r::table.filter(r::condition_id.eq(c::id)).filter(r::kind.eq(kind.to_string()));
    let ids: Vec<String> = c::table
        .inner_join(w::table.on(w::id.eq(c::application_id)))
        .filter(c::due_on.ge(from))
        .filter(c::due_on.le(until))
        .filter(c::lifted_at.is_null())
        .filter(c::met_at.is_null())
        .filter(w::accepted_at.is_not_null())
        .filter(w::closed_at.is_null())
        .filter(diesel::dsl::not(diesel::dsl::exists(told)))
        .order((c::due_on, c::id))
        .limit(limit)
        .select(c::id)
        .load(conn)?;
    ids.iter().map(|text| id(text)).collect()
}

/// Notes that the city is told.
pub(super) fn insert_reminder(tx: &mut Tx<'_>, condition: Id<Condition>, kind: Reminder) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(r::table)
        .values((r::condition_id.eq(condition.text()), r::kind.eq(kind.to_string()), r::told_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}
