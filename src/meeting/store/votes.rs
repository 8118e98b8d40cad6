//! Rows of votes and of what was voted in them.

use super::{id, one};
use crate::db::schema::{meeting_ballots as b, meeting_items as i, meeting_votes as v};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::meeting::{Ballot, Item, Meeting, Vote};
use crate::people::Account;
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Queryable)]
struct Row {
    id: String,
    item_id: String,
    turn: String,
    scale_min: i64,
    scale_max: i64,
    opened_at: NaiveDateTime,
    _opened_by_name: String,
    closed_at: Option<NaiveDateTime>,
    eligible: Option<i32>,
}

impl TryFrom<Row> for Vote {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: id(&row.id)?,
            item: id(&row.item_id)?,
            turn: row.turn.parse().map_err(|_| Error::unreadable("turn of a vote", &row.turn))?,
            scale: (row.scale_min, row.scale_max),
            opened_at: Timestamp::from_naive(row.opened_at),
            closed_at: row.closed_at.map(Timestamp::from_naive),
            eligible: row.eligible,
        })
    }
}

fn domain(rows: Vec<Row>) -> Result<Vec<Vote>, Error> {
    rows.into_iter().map(Vote::try_from).collect()
}

pub(in crate::meeting) fn vote(conn: &mut Conn, id: Id<Vote>) -> Result<Vote, Error> {
    v::table.find(id.text()).first::<Row>(conn)?.try_into()
}

/// The votes on one application, in the order in which they were opened.
pub(in crate::meeting) fn list_of_item(conn: &mut Conn, item: Id<Item>) -> Result<Vec<Vote>, Error> {
    domain(v::table.filter(v::item_id.eq(item.text())).order((v::opened_at, v::id)).load(conn)?)
}

/// The votes on these, in the order in which they were opened.
pub(in crate::meeting) fn list_of_items(conn: &mut Conn, items: &[Id<Item>]) -> Result<Vec<Vote>, Error> {
    if items.is_empty() {
        return Ok(vec![]);
    }
    let items: Vec<String> = items.iter().map(|id| id.text()).collect();
    domain(v::table.filter(v::item_id.eq_any(items)).order((v::opened_at, v::id)).load(conn)?)
}

/// Every vote of a meeting, in the order in which they were opened.
pub(in crate::meeting) fn list_of_meeting(conn: &mut Conn, meeting: Id<Meeting>) -> Result<Vec<Vote>, Error> {
    let rows: Vec<Row> = v::table
        .inner_join(i::table.on(i::id.eq(v::item_id)))
        .filter(i::meeting_id.eq(meeting.text()))
        .order((v::opened_at, v::id))
        .select(v::all_columns)
        .load(conn)?;
    domain(rows)
}

pub(in crate::meeting) fn insert(tx: &mut Tx<'_>, new: &Vote, by_name: &str) -> Result<(), Error> {
    diesel::insert_into(v::table)
        .values((
            (v::id.eq(new.id.text()), v::item_id.eq(new.item.text()), v::turn.eq(new.turn.to_string())),
            (v::scale_min.eq(new.scale.0), v::scale_max.eq(new.scale.1)),
            (v::opened_at.eq(new.opened_at.naive()), v::opened_by_name.eq(by_name)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Closes a vote that is open.
pub(in crate::meeting) fn mark_closed(tx: &mut Tx<'_>, vote: Id<Vote>, eligible: i32) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = v::table.filter(v::id.eq(vote.text())).filter(v::closed_at.is_null());
    one(diesel::update(row).set((v::closed_at.eq(Some(now)), v::eligible.eq(Some(eligible)))).execute(&mut **tx)?)
}

#[derive(Queryable)]
struct Cast {
    vote_id: String,
    account_id: String,
    name: String,
    score: i64,
    cast_at: NaiveDateTime,
}

impl TryFrom<Cast> for Ballot {
    type Error = Error;
    fn try_from(row: Cast) -> Result<Self, Error> {
        Ok(Self {
            vote: id(&row.vote_id)?,
            account: id(&row.account_id)?,
            name: row.name,
            score: row.score,
            cast_at: Timestamp::from_naive(row.cast_at),
        })
    }
}

/// What was voted in these votes, by name.
pub(in crate::meeting) fn list_ballots(conn: &mut Conn, votes: &[Id<Vote>]) -> Result<Vec<Ballot>, Error> {
    if votes.is_empty() {
        return Ok(vec![]);
    }
    let votes: Vec<String> = votes.iter().map(|id| id.text()).collect();
    let rows: Vec<Cast> = b::table.filter(b::vote_id.eq_any(votes)).order((b::vote_id, b::name, b::account_id)).load(conn)?;
    rows.into_iter().map(Ballot::try_from).collect()
}

pub(in crate::meeting) fn find_ballot(conn: &mut Conn, vote: Id<Vote>, account: Id<Account>) -> Result<Option<Ballot>, Error> {
    let row = b::table.find((vote.text(), account.text())).first::<Cast>(conn).optional()?;
    row.map(Ballot::try_from).transpose()
}

pub(in crate::meeting) fn insert_ballot(tx: &mut Tx<'_>, new: &Ballot) -> Result<(), Error> {
    diesel::insert_into(b::table)
        .values((
            (b::vote_id.eq(new.vote.text()), b::account_id.eq(new.account.text()), b::name.eq(&new.name)),
            (b::score.eq(new.score), b::cast_at.eq(new.cast_at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::meeting) fn change_ballot(tx: &mut Tx<'_>, new: &Ballot) -> Result<(), Error> {
    let row = b::table.find((new.vote.text(), new.account.text()));
    one(diesel::update(row).set((b::score.eq(new.score), b::cast_at.eq(new.cast_at.naive()))).execute(&mut **tx)?)
}
