//! Rows of roles: in the fund and in cities.

use super::id;
use crate::db::schema::{accounts as a, city_claims as c, fund_roles as f, join_requests as j, memberships as m};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::membership::{JoinRequest, Member};
use crate::people::{Account, CityRole, FundRole, Membership, Organisation};
use chrono::NaiveDateTime;
use diesel::prelude::*;

fn fund_role(text: &str) -> Result<FundRole, Error> {
    text.parse().map_err(|_| Error::unreadable("role of the fund", text))
}

fn city_role(text: &str) -> Result<CityRole, Error> {
    text.parse().map_err(|_| Error::unreadable("role of a city", text))
}

pub(in crate::people) fn list_fund_roles(conn: &mut Conn, account: Id<Account>) -> Result<Vec<FundRole>, Error> {
    let roles: Vec<String> = f::table.filter(f::account_id.eq(account.text())).order(f::role).select(f::role).load(conn)?;
    roles.iter().map(|r| fund_role(r)).collect()
}

pub(in crate::people) fn list_memberships(conn: &mut Conn, account: Id<Account>) -> Result<Vec<Membership>, Error> {
    let rows: Vec<(String, String)> = m::table
        .filter(m::account_id.eq(account.text()))
        .order((m::organisation_id, m::role))
        .select((m::organisation_id, m::role))
        .load(conn)?;
    rows.iter().map(|(city, role)| Ok(Membership { organisation: id(city)?, role: city_role(role)? })).collect()
}

/// Adds a role of the fund; `false` when it was held already.
pub(in crate::people) fn insert_fund_role(tx: &mut Tx<'_>, account: Id<Account>, role: FundRole) -> Result<bool, Error> {
    if list_fund_roles(tx, account)?.contains(&role) {
        return Ok(false);
    }
    let now = tx.now().naive();
    diesel::insert_into(f::table)
        .values((f::account_id.eq(account.text()), f::role.eq(role.to_string()), f::granted_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(true)
}

pub(in crate::people) fn delete_fund_role(tx: &mut Tx<'_>, account: Id<Account>, role: FundRole) -> Result<bool, Error> {
    Ok(diesel::delete(f::table.find((account.text(), role.to_string()))).execute(&mut **tx)? == 1)
}

/// Adds a role of a city; `false` when it was held already.
pub(in crate::people) fn insert_membership(
    tx: &mut Tx<'_>,
    account: Id<Account>,
    city: Id<Organisation>,
    role: CityRole,
) -> Result<bool, Error> {
    let held = Membership { organisation: city, role };
    if list_memberships(tx, account)?.contains(&held) {
        return Ok(false);
    }
    let now = tx.now().naive();
    diesel::insert_into(m::table)
        .values((m::account_id.eq(account.text()), m::organisation_id.eq(city.text()), m::role.eq(role.to_string()), m::granted_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(true)
}

pub(in crate::people) fn delete_membership(
    tx: &mut Tx<'_>,
    account: Id<Account>,
    city: Id<Organisation>,
    role: CityRole,
) -> Result<bool, Error> {
    Ok(diesel::delete(m::table.find((account.text(), city.text(), role.to_string()))).execute(&mut **tx)? == 1)
}

/// Takes a role of a city from everybody who holds it.
pub(in crate::people) fn delete_role(tx: &mut Tx<'_>, city: Id<Organisation>, role: CityRole) -> Result<usize, Error> {
    let held = m::table.filter(m::organisation_id.eq(city.text())).filter(m::role.eq(role.to_string()));
    Ok(diesel::delete(held).execute(&mut **tx)?)
}

/// Everybody of a city, one row per role, by name.
pub(in crate::people) fn list_members(conn: &mut Conn, city: Id<Organisation>) -> Result<Vec<Member>, Error> {
    let rows: Vec<(String, String, String, String)> = m::table
        .inner_join(a::table.on(a::id.eq(m::account_id)))
        .filter(m::organisation_id.eq(city.text()))
        .filter(a::disabled_at.is_null())
        .order((a::name, m::role))
        .select((a::id, a::name, a::email, m::role))
        .load(conn)?;
    rows.into_iter()
        .map(|(account, name, email, role)| Ok(Member { account: id(&account)?, name, email, role: city_role(&role)? }))
        .collect()
}

/// Notes that somebody asked to join; `false` when noted already.
pub(in crate::people) fn insert_join_request(tx: &mut Tx<'_>, account: Id<Account>, city: Id<Organisation>) -> Result<bool, Error> {
    let noted: i64 = j::table.find((account.text(), city.text())).count().get_result(&mut **tx)?;
    if noted > 0 {
        return Ok(false);
    }
    let now = tx.now().naive();
    diesel::insert_into(j::table)
        .values((j::account_id.eq(account.text()), j::organisation_id.eq(city.text()), j::asked_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(true)
}

pub(in crate::people) fn delete_join_request(tx: &mut Tx<'_>, account: Id<Account>, city: Id<Organisation>) -> Result<bool, Error> {
    Ok(diesel::delete(j::table.find((account.text(), city.text()))).execute(&mut **tx)? == 1)
}

/// The cities that a person asked to join, and since when, the first first.
pub(in crate::people) fn list_requests_of(conn: &mut Conn, account: Id<Account>) -> Result<Vec<(Id<Organisation>, Timestamp)>, Error> {
    let rows: Vec<(String, NaiveDateTime)> =
        j::table.filter(j::account_id.eq(account.text())).order(j::asked_at).select((j::organisation_id, j::asked_at)).load(conn)?;
    rows.into_iter().map(|(city, at)| Ok((id(&city)?, Timestamp::from_naive(at)))).collect()
}

pub(in crate::people) fn list_join_requests(conn: &mut Conn, city: Id<Organisation>) -> Result<Vec<JoinRequest>, Error> {
    let rows: Vec<(String, String, String, NaiveDateTime)> = j::table
        .inner_join(a::table.on(a::id.eq(j::account_id)))
        .filter(j::organisation_id.eq(city.text()))
        .filter(a::disabled_at.is_null())
        .order(j::asked_at)
        .select((a::id, a::name, a::email, j::asked_at))
        .load(conn)?;
    rows.into_iter()
        .map(|(account, name, email, at)| Ok(JoinRequest { account: id(&account)?, name, email, asked_at: Timestamp::from_naive(at) }))
        .collect()
}

/// Everybody who waits to join a city, wherever, the longest waiting first.
/// Requests of all cities that were asked for until an instant, or of a city for which nobody is
/// confirmed, the longest waiting first.
pub(in crate::people) fn list_join_requests_for_fund(
    conn: &mut Conn,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<(Id<Organisation>, JoinRequest)>, Error> {
    let confirmed = c::table.filter(c::organisation_id.eq(j::organisation_id)).filter(c::outcome.eq("confirmed"));
    let rows: Vec<(String, String, String, String, NaiveDateTime)> = j::table
        .inner_join(a::table.on(a::id.eq(j::account_id)))
        .filter(a::disabled_at.is_null())
        .filter(j::asked_at.le(until.naive()).or(diesel::dsl::not(diesel::dsl::exists(confirmed))))
        .order((j::asked_at, a::id))
        .limit(limit)
        .select((j::organisation_id, a::id, a::name, a::email, j::asked_at))
        .load(conn)?;
    let read = |(city, account, name, email, at): (String, String, String, String, NaiveDateTime)| {
        Ok((id(&city)?, JoinRequest { account: id(&account)?, name, email, asked_at: Timestamp::from_naive(at) }))
    };
    rows.into_iter().map(read).collect()
}
