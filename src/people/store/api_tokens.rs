//! Rows of API tokens.

use super::id;
use crate::db::schema::{accounts as a, api_tokens as t};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::Account;
use crate::people::api_token::ApiToken;
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Queryable)]
struct Row {
    id: String,
    _token_hash: String,
    account_id: String,
    label: String,
    scope: String,
    created_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    last_used_at: Option<NaiveDateTime>,
    revoked_at: Option<NaiveDateTime>,
}

impl TryFrom<Row> for ApiToken {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: id(&row.id)?,
            account: id(&row.account_id)?,
            label: row.label,
            scope: row.scope.parse().map_err(|_| Error::unreadable("scope", &row.scope))?,
            created_at: Timestamp::from_naive(row.created_at),
            expires_at: Timestamp::from_naive(row.expires_at),
            last_used_at: row.last_used_at.map(Timestamp::from_naive),
            revoked_at: row.revoked_at.map(Timestamp::from_naive),
        })
    }
}

pub(in crate::people) fn insert(tx: &mut Tx<'_>, token: &ApiToken, token_hash: &str) -> Result<(), Error> {
    diesel::insert_into(t::table)
        .values((
            (t::id.eq(token.id.text()), t::token_hash.eq(token_hash), t::account_id.eq(token.account.text()), t::label.eq(&token.label)),
            (t::scope.eq(token.scope.to_string()), t::created_at.eq(token.created_at.naive()), t::expires_at.eq(token.expires_at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The token of a digest, unless its account is disabled.
pub(in crate::people) fn find(conn: &mut Conn, token_hash: &str) -> Result<Option<ApiToken>, Error> {
    let row: Option<Row> = t::table
        .inner_join(a::table.on(a::id.eq(t::account_id)))
        .filter(t::token_hash.eq(token_hash))
        .filter(a::disabled_at.is_null())
        .select(t::all_columns)
        .first(conn)
        .optional()?;
    row.map(ApiToken::try_from).transpose()
}

/// The tokens of one person that were not revoked, newest first.
pub(in crate::people) fn list(conn: &mut Conn, account: Id<Account>) -> Result<Vec<ApiToken>, Error> {
    let rows: Vec<Row> =
        t::table.filter(t::account_id.eq(account.text())).filter(t::revoked_at.is_null()).order(t::created_at.desc()).load(conn)?;
    rows.into_iter().map(ApiToken::try_from).collect()
}

pub(in crate::people) fn change_last_used_at(tx: &mut Tx<'_>, id: Id<ApiToken>) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::update(t::table.find(id.text())).set(t::last_used_at.eq(now)).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::people) fn mark_revoked(tx: &mut Tx<'_>, account: Id<Account>, id: Id<ApiToken>) -> Result<bool, Error> {
    let now = tx.now().naive();
    let own = t::table.find(id.text()).filter(t::account_id.eq(account.text())).filter(t::revoked_at.is_null());
    Ok(diesel::update(own).set(t::revoked_at.eq(now)).execute(&mut **tx)? == 1)
}
