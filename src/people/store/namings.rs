//! Rows of who was named as the authorized official of a city.

use super::id;
use crate::db::schema::official_namings as n;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::Organisation;
use crate::people::official::{Naming, Outcome};
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Queryable)]
struct Row {
    id: String,
    organisation_id: String,
    name: String,
    job_title: String,
    email: String,
    named_by: String,
    named_by_name: String,
    named_at: NaiveDateTime,
    asks_fund: bool,
    sent_at: Option<NaiveDateTime>,
    expires_at: Option<NaiveDateTime>,
    outcome: Option<String>,
    closed_at: Option<NaiveDateTime>,
}

impl TryFrom<Row> for Naming {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let outcome = row.outcome.map(|text| text.parse().map_err(|_| Error::unreadable("outcome of a naming", &text))).transpose()?;
        Ok(Self {
            id: id(&row.id)?,
            city: id(&row.organisation_id)?,
            name: row.name,
            job_title: row.job_title,
            email: row.email,
            named_by: id(&row.named_by)?,
            named_by_name: row.named_by_name,
            named_at: Timestamp::from_naive(row.named_at),
            asks_fund: row.asks_fund,
            sent_at: row.sent_at.map(Timestamp::from_naive),
            expires_at: row.expires_at.map(Timestamp::from_naive),
            outcome,
            closed_at: row.closed_at.map(Timestamp::from_naive),
        })
    }
}

pub(in crate::people) fn insert(tx: &mut Tx<'_>, naming: &Naming) -> Result<(), Error> {
    diesel::insert_into(n::table)
        .values((
            (
                n::id.eq(naming.id.text()),
                n::organisation_id.eq(naming.city.text()),
                n::name.eq(&naming.name),
                n::job_title.eq(&naming.job_title),
                n::email.eq(&naming.email),
            ),
            (
                n::named_by.eq(naming.named_by.text()),
                n::named_by_name.eq(&naming.named_by_name),
                n::named_at.eq(naming.named_at.naive()),
                n::asks_fund.eq(naming.asks_fund),
            ),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::people) fn naming(conn: &mut Conn, id: Id<Naming>) -> Result<Naming, Error> {
    n::table.find(id.text()).first::<Row>(conn)?.try_into()
}

/// The naming of a city that is not closed.
pub(in crate::people) fn find_open(conn: &mut Conn, city: Id<Organisation>) -> Result<Option<Naming>, Error> {
    let open = n::table.filter(n::organisation_id.eq(city.text())).filter(n::outcome.is_null());
    open.first::<Row>(conn).optional()?.map(Naming::try_from).transpose()
}

/// The last naming of this address that was confirmed for the city.
pub(in crate::people) fn find_confirmed(conn: &mut Conn, city: Id<Organisation>, email: &str) -> Result<Option<Naming>, Error> {
    let confirmed = n::table
        .filter(n::organisation_id.eq(city.text()))
        .filter(n::email.eq(email))
        .filter(n::outcome.eq(Outcome::Confirmed.to_string()));
    confirmed.order((n::named_at.desc(), n::id.desc())).first::<Row>(conn).optional()?.map(Naming::try_from).transpose()
}

/// Open namings of an address, the oldest first.
pub(in crate::people) fn list_open_of(conn: &mut Conn, email: &str) -> Result<Vec<Naming>, Error> {
    let rows: Vec<Row> = n::table.filter(n::email.eq(email)).filter(n::outcome.is_null()).order((n::named_at, n::id)).load(conn)?;
    rows.into_iter().map(Naming::try_from).collect()
}

/// Open namings about which the fund is asked, the oldest first.
pub(in crate::people) fn list_asked(conn: &mut Conn) -> Result<Vec<Naming>, Error> {
    let asked = n::table.filter(n::outcome.is_null()).filter(n::asks_fund.eq(true)).filter(n::sent_at.is_null());
    let rows: Vec<Row> = asked.order((n::named_at, n::id)).load(conn)?;
    rows.into_iter().map(Naming::try_from).collect()
}

/// Notes that the link went out.
pub(in crate::people) fn mark_sent(tx: &mut Tx<'_>, naming: &Naming, expires_at: Timestamp) -> Result<(), Error> {
    let now = tx.now().naive();
    let open = n::table.find(naming.id.text()).filter(n::outcome.is_null()).filter(n::sent_at.is_null());
    one(diesel::update(open).set((n::sent_at.eq(now), n::expires_at.eq(expires_at.naive()))).execute(&mut **tx)?)
}

/// Closes an open naming; it is closed once, whoever comes first.
pub(in crate::people) fn mark_closed(tx: &mut Tx<'_>, naming: &Naming, outcome: Outcome) -> Result<(), Error> {
    let now = tx.now().naive();
    let open = n::table.find(naming.id.text()).filter(n::outcome.is_null());
    one(diesel::update(open).set((n::outcome.eq(outcome.to_string()), n::closed_at.eq(now))).execute(&mut **tx)?)
}

fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
