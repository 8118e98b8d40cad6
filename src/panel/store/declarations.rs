//! Rows of declarations and of the ties they name.

use super::{id, one};
use crate::db::schema::{panel_declarations as d, panel_ties as t};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::panel::{Declaration, Tie};
use crate::people::Account;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::BTreeMap;

#[derive(Queryable)]
struct Row {
    id: String,
    account_id: String,
    terms: String,
    statement: String,
    declared_at: NaiveDateTime,
    lapses_at: NaiveDateTime,
    _reminder_over_at: Option<NaiveDateTime>,
}

impl TryFrom<Row> for Declaration {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: id(&row.id)?,
            account: id(&row.account_id)?,
            terms: row.terms,
            statement: row.statement,
            declared_at: Timestamp::from_naive(row.declared_at),
            lapses_at: Timestamp::from_naive(row.lapses_at),
            ties: vec![],
        })
    }
}

type TieRow = (String, String, Option<String>, Option<i64>, String);

/// Reads what these declarations name, in one query.
pub(in crate::panel) fn add_ties(conn: &mut Conn, declarations: &mut [Declaration]) -> Result<(), Error> {
    if declarations.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = declarations.iter().map(|declaration| declaration.id.text()).collect();
    let rows: Vec<TieRow> = t::table
        .filter(t::declaration_id.eq_any(ids))
        .order((t::declaration_id, t::n))
        .select((t::declaration_id, t::kind, t::domain, t::geoname_id, t::name))
        .load(conn)?;
    let mut ties: BTreeMap<String, Vec<Tie>> = BTreeMap::new();
    for (of, kind, domain, geoname_id, name) in rows {
        let kind = kind.parse().map_err(|_| Error::unreadable("kind of a tie", &kind))?;
        ties.entry(of).or_default().push(Tie { kind, domain, geoname_id, name });
    }
    for declaration in declarations {
        declaration.ties = ties.remove(&declaration.id.text()).unwrap_or_default();
    }
    Ok(())
}

/// The last declaration of each of these accounts that was made until an instant, without its ties. Identifiers sort by time.
pub(in crate::panel) fn list_latest(conn: &mut Conn, accounts: &[Id<Account>], at: Timestamp) -> Result<Vec<Declaration>, Error> {
    let accounts: Vec<String> = accounts.iter().map(Id::text).collect();
    let rows: Vec<Row> = d::table
        .filter(d::account_id.eq_any(accounts))
        .filter(d::declared_at.le(at.naive()))
        .order((d::account_id, d::id.desc()))
        .load(conn)?;
    let mut found: Vec<Declaration> = Vec::new();
    for row in rows {
        let declaration = Declaration::try_from(row)?;
        if found.last().is_none_or(|last| last.account != declaration.account) {
            found.push(declaration);
        }
    }
    Ok(found)
}

pub(in crate::panel) fn declaration(conn: &mut Conn, id: Id<Declaration>) -> Result<Declaration, Error> {
    d::table.find(id.text()).first::<Row>(conn)?.try_into()
}

/// Keeps a declaration with its ties. What was declared before needs no reminder any more.
pub(in crate::panel) fn insert(tx: &mut Tx<'_>, new: &Declaration) -> Result<(), Error> {
    let now = tx.now().naive();
    let before = d::table.filter(d::account_id.eq(new.account.text())).filter(d::reminder_over_at.is_null());
    diesel::update(before).set(d::reminder_over_at.eq(Some(now))).execute(&mut **tx)?;
    diesel::insert_into(d::table)
        .values((
            (d::id.eq(new.id.text()), d::account_id.eq(new.account.text()), d::terms.eq(&new.terms)),
            (d::statement.eq(&new.statement), d::declared_at.eq(new.declared_at.naive()), d::lapses_at.eq(new.lapses_at.naive())),
        ))
        .execute(&mut **tx)?;
    for (n, tie) in (1_i32..).zip(&new.ties) {
        diesel::insert_into(t::table)
            .values((
                (t::declaration_id.eq(new.id.text()), t::n.eq(n), t::kind.eq(tie.kind.to_string())),
                (t::domain.eq(tie.domain.as_deref()), t::geoname_id.eq(tie.geoname_id), t::name.eq(&tie.name)),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// Declarations that lapse until an instant and of which nobody was reminded, those that lapse first first.
pub(in crate::panel) fn list_to_remind(conn: &mut Conn, until: Timestamp, limit: i64) -> Result<Vec<Id<Declaration>>, Error> {
    let ids: Vec<String> = d::table
        .filter(d::reminder_over_at.is_null())
        .filter(d::lapses_at.le(until.naive()))
        .order((d::lapses_at, d::id))
        .limit(limit)
        .select(d::id)
        .load(conn)?;
    ids.iter().map(|text| id(text)).collect()
}

/// Whoever declared is reminded, or needs not be; once.
pub(in crate::panel) fn mark_reminder_over(tx: &mut Tx<'_>, declaration: Id<Declaration>) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = d::table.filter(d::id.eq(declaration.text())).filter(d::reminder_over_at.is_null());
    one(diesel::update(row).set(d::reminder_over_at.eq(Some(now))).execute(&mut **tx)?)
}
