//! Rows of draws, of their pools and of what became of them. All of it is written once.

use super::draw::{Cancelled, Draw, Drawn, End, Lot, METHOD};
use crate::db::schema::{lottery_draws as d, lottery_ends as e, lottery_lots as l};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Deadline, Id, Money, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::Account;
use chrono::NaiveDateTime;
use chrono_tz::Tz;
use diesel::prelude::*;
use std::collections::BTreeMap;

fn id<T: ?Sized>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

fn size(number: i32) -> Result<usize, Error> {
    usize::try_from(number).map_err(|_| Error::unreadable("number of a draw", number))
}

fn number(size: usize) -> Result<i32, Error> {
    i32::try_from(size).map_err(|_| Error::Broken("a pool that is too large".to_owned()))
}

/// A row as the table has it.
#[derive(Queryable)]
struct Row {
    id: String,
    opportunity_id: String,
    n: i32,
    reason: String,
    _method: String,
    pool_root: String,
    _pool_size: i32,
    draws: i32,
    money_cents: Option<i64>,
    commitment: String,
    _secret_sealed: String,
    source: String,
    public_at: NaiveDateTime,
    zone: String,
    ranking_sha256: String,
    definition_sha256: String,
    prepared_by: String,
    prepared_by_name: String,
    prepared_at: NaiveDateTime,
}

/// What became of it, as the table has it.
#[derive(Queryable)]
struct EndRow {
    draw_id: String,
    outcome: String,
    reason: String,
    number: Option<String>,
    origin: Option<String>,
    secret: Option<String>,
    record: Option<String>,
    chosen: i32,
    _ended_by: String,
    ended_by_name: String,
    ended_at: NaiveDateTime,
}

impl Row {
    fn read(self, lots: Vec<Lot>, end: Option<End>) -> Result<Draw, Error> {
        let zone: Tz = self.zone.parse().map_err(|_| Error::unreadable("time zone", &self.zone))?;
        Ok(Draw {
            id: id(&self.id)?,
            round: id(&self.opportunity_id)?,
            n: self.n,
            reason: self.reason,
            lots,
            pool_root: self.pool_root,
            count: size(self.draws)?,
            money: self.money_cents.map(Money::from_cents),
            commitment: self.commitment,
            source: self.source,
            public: Deadline { at: Timestamp::from_naive(self.public_at), zone },
            ranking_sha256: self.ranking_sha256,
            definition_sha256: self.definition_sha256,
            by: id(&self.prepared_by)?,
            by_name: self.prepared_by_name,
            at: Timestamp::from_naive(self.prepared_at),
            end,
        })
    }
}

impl EndRow {
    fn read(self) -> Result<End, Error> {
        let at = Timestamp::from_naive(self.ended_at);
        if self.outcome == "cancelled" {
            return Ok(End::Cancelled(Cancelled { reason: self.reason, secret: self.secret, by_name: self.ended_by_name, at }));
        }
        let (Some(number), Some(origin), Some(secret), Some(text)) = (self.number, self.origin, self.secret, self.record) else {
            return Err(Error::unreadable("outcome of a draw", &self.draw_id));
        };
        Ok(End::Drawn(Box::new(Drawn {
            number,
            origin,
            secret,
            record: serde_json::from_str(&text).map_err(|e| Error::unreadable("record of a draw", e))?,
            text,
            chosen: size(self.chosen)?,
            by_name: self.ended_by_name,
            at,
        })))
    }
}

/// These rows with their pools and what became of them.
fn whole(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<Draw>, Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let mut lots: BTreeMap<String, Vec<Lot>> = BTreeMap::new();
    let found: Vec<(String, String, String, i64)> = l::table
        .filter(l::draw_id.eq_any(ids.clone()))
        .order((l::draw_id, l::place))
        .select((l::draw_id, l::application_id, l::reference, l::amount_cents))
        .load(conn)?;
    for (draw, application, reference, cents) in found {
        lots.entry(draw).or_default().push(Lot { application: id(&application)?, reference, amount: Money::from_cents(cents) });
    }
    let mut ends: BTreeMap<String, End> = BTreeMap::new();
    for row in e::table.filter(e::draw_id.eq_any(ids)).load::<EndRow>(conn)? {
        ends.insert(row.draw_id.clone(), row.read()?);
    }
    rows.into_iter()
        .map(|row| {
            let (lots, end) = (lots.remove(&row.id).unwrap_or_default(), ends.remove(&row.id));
            row.read(lots, end)
        })
        .collect()
}

/// One draw.
pub(super) fn draw(conn: &mut Conn, draw: Id<Draw>) -> Result<Draw, Error> {
    let row = d::table.find(draw.text()).first::<Row>(conn)?;
    whole(conn, vec![row])?.pop().ok_or(Error::Missing)
}

/// The draws of a round, the newest first.
pub(super) fn list(conn: &mut Conn, round: Id<Opportunity>, limit: i64) -> Result<Vec<Draw>, Error> {
    let rows = d::table.filter(d::opportunity_id.eq(round.text())).order(d::n.desc()).limit(limit).load::<Row>(conn)?;
    whole(conn, rows)
}

/// The sealed secret of a draw.
pub(super) fn sealed(conn: &mut Conn, draw: Id<Draw>) -> Result<String, Error> {
    Ok(d::table.find(draw.text()).select(d::secret_sealed).first(conn)?)
}

/// Keeps a draw with its pool.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Draw, secret_sealed: &str) -> Result<(), Error> {
    let key = new.id.text();
    diesel::insert_into(d::table)
        .values((
            (d::id.eq(&key), d::opportunity_id.eq(new.round.text()), d::n.eq(new.n), d::reason.eq(&new.reason)),
            (d::method.eq(METHOD), d::pool_root.eq(&new.pool_root), d::pool_size.eq(number(new.lots.len())?)),
            (d::draws.eq(number(new.count)?), d::money_cents.eq(new.money.map(Money::cents))),
            (d::commitment.eq(&new.commitment), d::secret_sealed.eq(secret_sealed), d::source.eq(&new.source)),
            (d::public_at.eq(new.public.at.naive()), d::zone.eq(new.public.zone.name())),
            (d::ranking_sha256.eq(&new.ranking_sha256), d::definition_sha256.eq(&new.definition_sha256)),
            (d::prepared_by.eq(new.by.text()), d::prepared_by_name.eq(&new.by_name), d::prepared_at.eq(new.at.naive())),
        ))
        .execute(&mut **tx)?;
    for (lot, place) in new.lots.iter().zip(1_i32..) {
        diesel::insert_into(l::table)
            .values((
                (l::draw_id.eq(&key), l::place.eq(place), l::application_id.eq(lot.application.text())),
                (l::reference.eq(&lot.reference), l::amount_cents.eq(lot.amount.cents())),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// Keeps what became of a draw.
pub(super) fn insert_end(tx: &mut Tx<'_>, draw: Id<Draw>, by: Id<Account>, end: &End) -> Result<(), Error> {
    let (outcome, reason, by_name, at) = match end {
        End::Drawn(drawn) => ("drawn", "", &drawn.by_name, drawn.at),
        End::Cancelled(cancelled) => ("cancelled", cancelled.reason.as_str(), &cancelled.by_name, cancelled.at),
    };
    let (drawn, secret) = match end {
        End::Drawn(drawn) => (Some(drawn), Some(drawn.secret.as_str())),
        End::Cancelled(cancelled) => (None, cancelled.secret.as_deref()),
    };
    diesel::insert_into(e::table)
        .values((
            (e::draw_id.eq(draw.text()), e::outcome.eq(outcome), e::reason.eq(reason)),
            (e::number.eq(drawn.map(|drawn| drawn.number.as_str())), e::origin.eq(drawn.map(|drawn| drawn.origin.as_str()))),
            (e::secret.eq(secret), e::record.eq(drawn.map(|drawn| drawn.text.as_str()))),
            e::chosen.eq(number(drawn.map_or(0, |drawn| drawn.chosen))?),
            (e::ended_by.eq(by.text()), e::ended_by_name.eq(by_name), e::ended_at.eq(at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
