//! Rows of accounts that belong to the person of another account.

use super::id;
use crate::db::schema::same_people as s;
use crate::db::{Conn, Error, Tx};
use crate::kernel::Id;
use crate::people::Account;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The account that stands for all of a person's.
pub(in crate::people) fn person_of(conn: &mut Conn, account: Id<Account>) -> Result<Id<Account>, Error> {
    let found: Option<String> = s::table.find(account.text()).select(s::person_id).first(conn).optional()?;
    found.map_or(Ok(account), |person| id(&person))
}

/// Of these accounts those that another one stands for, each with that one.
pub(in crate::people) fn list_persons(
    conn: &mut Conn,
    accounts: &BTreeSet<Id<Account>>,
) -> Result<BTreeMap<Id<Account>, Id<Account>>, Error> {
    let accounts: Vec<String> = accounts.iter().map(|account| account.text()).collect();
    let rows: Vec<(String, String)> = s::table.filter(s::account_id.eq_any(accounts)).select((s::account_id, s::person_id)).load(conn)?;
    rows.into_iter().map(|(account, person)| Ok((id(&account)?, id(&person)?))).collect()
}

/// The other accounts of a person, from the rows that name this one: joined account, and the one that stands for it. Nearly everybody
/// has one account, and no row says so.
pub(super) fn others_among(conn: &mut Conn, own: &str, mut rows: Vec<(String, String)>) -> Result<Vec<Id<Account>>, Error> {
    let stands = rows.iter().find(|(joined, _)| *joined == own).map(|(_, person)| person.clone());
    if let Some(person) = stands {
        // Another account stands for this one, and perhaps for more.
        rows.extend(s::table.filter(s::person_id.eq(person)).select((s::account_id, s::person_id)).load::<(String, String)>(conn)?);
    }
    let mut all: BTreeSet<String> = rows.into_iter().flat_map(|(joined, person)| [joined, person]).collect();
    all.remove(own);
    all.iter().map(|text| id(text)).collect()
}

/// Joins an account, and all that stood by it, to a person.
pub(in crate::people) fn insert(tx: &mut Tx<'_>, account: Id<Account>, person: Id<Account>) -> Result<(), Error> {
    diesel::update(s::table.filter(s::person_id.eq(account.text()))).set(s::person_id.eq(person.text())).execute(&mut **tx)?;
    let known = diesel::update(s::table.find(account.text())).set(s::person_id.eq(person.text())).execute(&mut **tx)?;
    if known == 0 {
        diesel::insert_into(s::table).values((s::account_id.eq(account.text()), s::person_id.eq(person.text()))).execute(&mut **tx)?;
    }
    Ok(())
}
