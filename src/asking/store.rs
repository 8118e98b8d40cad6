//! Rows of questions and of the wordings of their answers.

use super::inquiry::{Ended, Inquiry, Wording};
use super::read::Filter;
use crate::db::schema::{inquiries as q, inquiry_answers as w};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::Account;
use chrono::NaiveDateTime;
use diesel::dsl::max;
use diesel::prelude::*;

#[derive(Queryable)]
struct Row {
    id: String,
    opportunity_id: String,
    n: i64,
    asked_at: NaiveDateTime,
    asked: String,
    account_id: Option<String>,
    name: String,
    email: Option<String>,
    outcome: Option<String>,
    shown: Option<i64>,
    reason: Option<String>,
    ended_at: Option<NaiveDateTime>,
    _ended_by: Option<String>,
    ended_by_name: Option<String>,
}

fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

impl TryFrom<Row> for Inquiry {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let ended = match (row.outcome, row.ended_at, row.ended_by_name) {
            (Some(outcome), Some(at), Some(by_name)) => Some(Ended {
                outcome: outcome.parse().map_err(|_| Error::unreadable("outcome of a question", &outcome))?,
                shown: row.shown,
                reason: row.reason,
                by_name,
                at: Timestamp::from_naive(at),
            }),
            _ => None,
        };
        Ok(Self {
            id: id(&row.id)?,
            round: id(&row.opportunity_id)?,
            n: row.n,
            asked_at: Timestamp::from_naive(row.asked_at),
            asked: row.asked,
            account: row.account_id.as_deref().map(id).transpose()?,
            name: row.name,
            email: row.email,
            ended,
        })
    }
}

/// The highest number in the round so far; 0 before the first.
pub(super) fn last_number(conn: &mut Conn, round: Id<Opportunity>) -> Result<i64, Error> {
    let last: Option<i64> = q::table.filter(q::opportunity_id.eq(round.text())).select(max(q::n)).first(conn)?;
    Ok(last.unwrap_or(0))
}

/// The highest number among the published ones of the round; 0 before the first. Numbers have no gaps.
pub(super) fn last_shown(conn: &mut Conn, round: Id<Opportunity>) -> Result<i64, Error> {
    let last: Option<i64> = q::table.filter(q::opportunity_id.eq(round.text())).select(max(q::shown)).first(conn)?;
    Ok(last.unwrap_or(0))
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &Inquiry) -> Result<(), Error> {
    diesel::insert_into(q::table)
        .values((
            (q::id.eq(new.id.text()), q::opportunity_id.eq(new.round.text()), q::n.eq(new.n)),
            (q::asked_at.eq(new.asked_at.naive()), q::asked.eq(&new.asked)),
            (q::account_id.eq(new.account.map(|id| id.text())), q::name.eq(&new.name), q::email.eq(new.email.as_deref())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn inquiry(conn: &mut Conn, id: Id<Inquiry>) -> Result<Inquiry, Error> {
    q::table.find(id.text()).first::<Row>(conn)?.try_into()
}

pub(super) fn end(tx: &mut Tx<'_>, id: Id<Inquiry>, ended: &Ended, by: Id<Account>) -> Result<(), Error> {
    let open = q::table.find(id.text()).filter(q::outcome.is_null());
    let changed = diesel::update(open)
        .set((
            q::outcome.eq(Some(ended.outcome.to_string())),
            q::shown.eq(ended.shown),
            q::reason.eq(ended.reason.as_deref()),
            q::ended_at.eq(Some(ended.at.naive())),
            q::ended_by.eq(Some(by.text())),
            q::ended_by_name.eq(Some(&ended.by_name)),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

pub(super) fn insert_wording(tx: &mut Tx<'_>, id: Id<Inquiry>, new: &Wording, by: Id<Account>) -> Result<(), Error> {
    diesel::insert_into(w::table)
        .values((
            (w::inquiry_id.eq(id.text()), w::n.eq(new.n), w::question.eq(&new.question), w::answer.eq(&new.answer)),
            (w::why.eq(new.why.as_deref()), w::by_account.eq(by.text()), w::by_name.eq(&new.by_name), w::at.eq(new.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

type WordingRow = (String, i32, String, String, Option<String>, String, NaiveDateTime);

/// The wordings of these questions, the first of each first.
pub(super) fn wordings(conn: &mut Conn, ids: &[Id<Inquiry>]) -> Result<Vec<(Id<Inquiry>, Wording)>, Error> {
    let ids: Vec<String> = ids.iter().map(|id| id.text()).collect();
    let rows: Vec<WordingRow> = w::table
        .filter(w::inquiry_id.eq_any(ids))
        .order((w::inquiry_id, w::n))
        .select((w::inquiry_id, w::n, w::question, w::answer, w::why, w::by_name, w::at))
        .load(conn)?;
    rows.into_iter()
        .map(|(of, n, question, answer, why, by_name, at)| {
            Ok((id(&of)?, Wording { n, question, answer, why, by_name, at: Timestamp::from_naive(at) }))
        })
        .collect()
}

/// The published ones with a number above the first and up to the second.
pub(super) fn list_shown(conn: &mut Conn, round: Id<Opportunity>, (above, up_to): (i64, i64)) -> Result<Vec<(Id<Inquiry>, i64)>, Error> {
    let rows: Vec<(String, Option<i64>)> = q::table
        .filter(q::opportunity_id.eq(round.text()))
        .filter(q::shown.gt(above))
        .filter(q::shown.le(up_to))
        .order(q::shown)
        .select((q::id, q::shown))
        .load(conn)?;
    rows.into_iter().map(|(of, shown)| Ok((id(&of)?, shown.unwrap_or(0)))).collect()
}

/// Identifiers sort by time.
pub(super) fn list(conn: &mut Conn, filter: Filter, after: Option<Id<Inquiry>>, limit: i64) -> Result<Vec<Inquiry>, Error> {
    let mut wanted = q::table.into_boxed();
    wanted = match filter {
        Filter::Open => wanted.filter(q::outcome.is_null()).order(q::id),
        Filter::All => wanted.order(q::id.desc()),
    };
    if let Some(after) = after {
        wanted = match filter {
            Filter::Open => wanted.filter(q::id.gt(after.text())),
            Filter::All => wanted.filter(q::id.lt(after.text())),
        };
    }
    let rows: Vec<Row> = wanted.limit(limit).load(conn)?;
    rows.into_iter().map(Inquiry::try_from).collect()
}

/// How many of the round wait that were asked without signing in.
pub(super) fn count_waiting_of_nobody(conn: &mut Conn, round: Id<Opportunity>) -> Result<i64, Error> {
    let open = q::table.filter(q::opportunity_id.eq(round.text())).filter(q::outcome.is_null());
    Ok(open.filter(q::account_id.is_null()).count().get_result(conn)?)
}

pub(super) fn count_open(conn: &mut Conn) -> Result<i64, Error> {
    Ok(q::table.filter(q::outcome.is_null()).count().get_result(conn)?)
}
