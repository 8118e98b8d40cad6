//! Rows of accounts.

use super::id;
use crate::db::schema::accounts as a;
use crate::db::schema::{fund_roles, memberships};
use crate::db::{Conn, Error, Fixed, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::{Account, CityRole, FundRole, Organisation, Person, words};
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Queryable)]
struct Row {
    id: String,
    email: String,
    name: String,
    password_hash: Option<String>,
    locale: String,
    disabled_at: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
    version: i64,
}

impl TryFrom<Row> for Person {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: id(&row.id)?,
            email: row.email,
            name: row.name,
            has_password: row.password_hash.is_some(),
            locale: row.locale,
            disabled_at: row.disabled_at.map(Timestamp::from_naive),
            created_at: Timestamp::from_naive(row.created_at),
            version: row.version,
        })
    }
}

pub(in crate::people) fn insert(tx: &mut Tx<'_>, email: &str, name: &str, password_hash: Option<&str>) -> Result<Id<Account>, Error> {
    let id = tx.id::<Account>();
    let now = tx.now().naive();
    diesel::insert_into(a::table)
        .values((a::id.eq(id.text()), a::email.eq(email), a::name.eq(name), a::password_hash.eq(password_hash), a::created_at.eq(now)))
        .execute(&mut **tx)?;
    keep_words(tx, id, name)?;
    Ok(id)
}

/// One statement: a word that a trigger kept already is no mistake.
const KEEP_WORD: &str = "INSERT INTO account_words (word, account_id) VALUES (?, ?) ON CONFLICT (word, account_id) DO NOTHING";

/// The words of a name as they are looked for: beside those that the database keeps itself, those without accents.
fn keep_words(tx: &mut Tx<'_>, id: Id<Account>, name: &str) -> Result<(), Error> {
    let account = id.text();
    for word in words(name) {
        Fixed::new(KEEP_WORD).text(&word).text(&account).run(tx)?;
    }
    Ok(())
}

pub(in crate::people) fn account(conn: &mut Conn, id: Id<Account>) -> Result<Person, Error> {
    a::table.find(id.text()).first::<Row>(conn)?.try_into()
}

pub(in crate::people) fn find_by_email(conn: &mut Conn, email: &str) -> Result<Option<Person>, Error> {
    a::table.filter(a::email.eq(email)).first::<Row>(conn).optional()?.map(Person::try_from).transpose()
}

pub(in crate::people) fn find_password_hash(conn: &mut Conn, email: &str) -> Result<Option<String>, Error> {
    Ok(a::table.filter(a::email.eq(email)).select(a::password_hash).first(conn).optional()?.flatten())
}

/// Everybody, by address, from after `after`, at most `limit`.
pub(in crate::people) fn list(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<Person>, Error> {
    let rows: Vec<Row> = a::table.filter(a::email.gt(after)).order(a::email).limit(limit).load(conn)?;
    rows.into_iter().map(Person::try_from).collect()
}

/// Everybody who holds a role in the fund, by address.
pub(in crate::people) fn list_staff(conn: &mut Conn) -> Result<Vec<Person>, Error> {
    let staff = fund_roles::table.select(fund_roles::account_id).distinct();
    let rows: Vec<Row> = a::table.filter(a::id.eq_any(staff)).order(a::email).load(conn)?;
    rows.into_iter().map(Person::try_from).collect()
}

pub(in crate::people) fn list_with_fund_roles(conn: &mut Conn, roles: &[FundRole]) -> Result<Vec<Person>, Error> {
    let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
    let holders = fund_roles::table.filter(fund_roles::role.eq_any(roles)).select(fund_roles::account_id);
    let rows: Vec<Row> = a::table.filter(a::id.eq_any(holders)).filter(a::disabled_at.is_null()).order(a::email).load(conn)?;
    rows.into_iter().map(Person::try_from).collect()
}

pub(in crate::people) fn list_with_city_roles(conn: &mut Conn, city: Id<Organisation>, roles: &[CityRole]) -> Result<Vec<Person>, Error> {
    let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
    let holders = memberships::table
        .filter(memberships::organisation_id.eq(city.text()))
        .filter(memberships::role.eq_any(roles))
        .select(memberships::account_id);
    let rows: Vec<Row> = a::table.filter(a::id.eq_any(holders)).filter(a::disabled_at.is_null()).order(a::email).load(conn)?;
    rows.into_iter().map(Person::try_from).collect()
}

pub(in crate::people) fn change_name(tx: &mut Tx<'_>, person: &Person, name: &str) -> Result<(), Error> {
    let changed = diesel::update(a::table.find(person.id.text()).filter(a::version.eq(person.version)))
        .set((a::name.eq(name), a::version.eq(person.version + 1)))
        .execute(&mut **tx)?;
    one(changed)?;
    keep_words(tx, person.id, name)
}

pub(in crate::people) fn change_password_hash(tx: &mut Tx<'_>, person: &Person, hash: &str) -> Result<(), Error> {
    let changed = diesel::update(a::table.find(person.id.text()).filter(a::version.eq(person.version)))
        .set((a::password_hash.eq(hash), a::version.eq(person.version + 1)))
        .execute(&mut **tx)?;
    one(changed)
}

pub(in crate::people) fn change_disabled_at(tx: &mut Tx<'_>, person: &Person, at: Option<Timestamp>) -> Result<(), Error> {
    let changed = diesel::update(a::table.find(person.id.text()).filter(a::version.eq(person.version)))
        .set((a::disabled_at.eq(at.map(Timestamp::naive)), a::version.eq(person.version + 1)))
        .execute(&mut **tx)?;
    one(changed)
}

fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
