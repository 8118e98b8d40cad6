//! Rows of what was typed and is no answer yet.

use crate::db::schema::typed_answers as t;
use crate::db::{Conn, Error, Tx};
use crate::intake::{Application, TypedAnswer};
use crate::kernel::{Id, Timestamp};
use crate::people::Account;
use chrono::NaiveDateTime;
use diesel::prelude::*;

type Whose = (Id<Application>, Id<Account>);

pub(in super::super) fn find_typed(conn: &mut Conn, (id, account): Whose, question: &str) -> Result<Option<TypedAnswer>, Error> {
    let row: Option<(String, i64, NaiveDateTime)> =
        t::table.find((id.text(), question, account.text())).select((t::fields, t::version, t::at)).first(conn).optional()?;
    Ok(row.map(|(fields, version, at)| TypedAnswer { question: question.to_owned(), fields, version, at: Timestamp::from_naive(at) }))
}

pub(in super::super) fn insert_typed(tx: &mut Tx<'_>, (id, account): Whose, typed: &TypedAnswer) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(t::table)
        .values((
            (t::application_id.eq(id.text()), t::question_id.eq(&typed.question), t::account_id.eq(account.text())),
            (t::fields.eq(&typed.fields), t::version.eq(typed.version), t::at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn delete_typed(tx: &mut Tx<'_>, (id, account): Whose, question: &str) -> Result<(), Error> {
    diesel::delete(t::table.find((id.text(), question, account.text()))).execute(&mut **tx)?;
    Ok(())
}
