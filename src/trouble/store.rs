//! Rows of what was told of trouble.

use super::read::Filter;
use super::report::{Answer, Trouble};
use crate::conflict::Walls;
use crate::db::schema::trouble_reports as t;
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use chrono::NaiveDateTime;
use diesel::dsl::max;
use diesel::prelude::*;

#[derive(Queryable)]
struct Row {
    id: String,
    n: i64,
    reported_at: NaiveDateTime,
    told: String,
    page: Option<String>,
    request_id: Option<String>,
    account_id: Option<String>,
    name: String,
    reach: String,
    reference: Option<String>,
    application_id: Option<String>,
    closes_at: Option<NaiveDateTime>,
    missing: Option<i32>,
    browser: Option<String>,
    answer: Option<String>,
    answered_by: Option<String>,
    answered_by_name: Option<String>,
    answered_at: Option<NaiveDateTime>,
}

fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

impl TryFrom<Row> for Trouble {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let answer = match (row.answer, row.answered_by, row.answered_by_name, row.answered_at) {
            (Some(text), Some(by), Some(by_name), Some(at)) => Some(Answer { text, by: id(&by)?, by_name, at: Timestamp::from_naive(at) }),
            _ => None,
        };
        Ok(Self {
            id: id(&row.id)?,
            n: row.n,
            reported_at: Timestamp::from_naive(row.reported_at),
            told: row.told,
            page: row.page,
            request_id: row.request_id,
            account: row.account_id.as_deref().map(id).transpose()?,
            name: row.name,
            reach: row.reach,
            reference: row.reference,
            application: row.application_id.as_deref().map(id).transpose()?,
            closes_at: row.closes_at.map(Timestamp::from_naive),
            missing: row.missing,
            browser: row.browser,
            answer,
        })
    }
}

/// The highest number so far; 0 before the first.
pub(super) fn last_number(conn: &mut Conn) -> Result<i64, Error> {
    let last: Option<i64> = t::table.select(max(t::n)).first(conn)?;
    Ok(last.unwrap_or(0))
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &Trouble) -> Result<(), Error> {
    diesel::insert_into(t::table)
        .values((
            (
                t::id.eq(new.id.text()),
                t::n.eq(new.n),
                t::reported_at.eq(new.reported_at.naive()),
                t::told.eq(&new.told),
                t::page.eq(new.page.as_deref()),
                t::request_id.eq(new.request_id.as_deref()),
                t::browser.eq(new.browser.as_deref()),
            ),
            (t::account_id.eq(new.account.map(|id| id.text())), t::name.eq(&new.name), t::reach.eq(&new.reach)),
            (
                t::reference.eq(new.reference.as_deref()),
                t::application_id.eq(new.application.map(|id| id.text())),
                t::closes_at.eq(new.closes_at.map(Timestamp::naive)),
                t::missing.eq(new.missing),
            ),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn trouble(conn: &mut Conn, id: Id<Trouble>) -> Result<Trouble, Error> {
    t::table.find(id.text()).first::<Row>(conn)?.try_into()
}

pub(super) fn set_answer(tx: &mut Tx<'_>, id: Id<Trouble>, answer: &Answer) -> Result<(), Error> {
    let open = t::table.find(id.text()).filter(t::answered_at.is_null());
    let changed = diesel::update(open)
        .set((
            t::answer.eq(Some(&answer.text)),
            t::answered_by.eq(Some(answer.by.text())),
            t::answered_by_name.eq(Some(&answer.by_name)),
            t::answered_at.eq(Some(answer.at.naive())),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Those of the filter, without those about what is closed.
pub(super) fn list(conn: &mut Conn, (filter, walls): (Filter, &Walls), after: Option<i64>, limit: i64) -> Result<Vec<Trouble>, Error> {
    let open = t::table
        .filter(t::application_id.is_null().or(t::application_id.ne_all(walls.ids())))
        .filter(t::reference.is_null().or(t::reference.ne_all(walls.references())))
        .limit(limit);
    let rows: Vec<Row> = match filter {
        Filter::Open => open.filter(t::answered_at.is_null()).filter(t::n.gt(after.unwrap_or(0))).order(t::n).load(conn)?,
        Filter::All => open.filter(t::n.lt(after.unwrap_or(i64::MAX))).order(t::n.desc()).load(conn)?,
    };
    rows.into_iter().map(Trouble::try_from).collect()
}

pub(super) fn list_of_application(conn: &mut Conn, application: Id<Application>, limit: i64) -> Result<Vec<Trouble>, Error> {
    let rows: Vec<Row> = t::table.filter(t::application_id.eq(application.text())).order(t::n).limit(limit).load(conn)?;
    rows.into_iter().map(Trouble::try_from).collect()
}

pub(super) fn count_open(conn: &mut Conn, walls: &Walls) -> Result<i64, Error> {
    let open = t::table
        .filter(t::application_id.is_null().or(t::application_id.ne_all(walls.ids())))
        .filter(t::reference.is_null().or(t::reference.ne_all(walls.references())));
    Ok(open.filter(t::answered_at.is_null()).count().get_result(conn)?)
}
