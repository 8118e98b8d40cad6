//! Rows of what was typed and is no answer yet, or not saved on its page.

use crate::db::schema::{typed_answers as t, typed_sheets as s};
use crate::db::{Conn, Error, Tx};
use crate::intake::{Application, TypedAnswer, TypedSheet};
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

/// So many pages of one application are looked up at once.
const MOST_SHEETS: i64 = 500;

pub(in super::super) fn find_sheet(conn: &mut Conn, (id, account): Whose, sheet: &str) -> Result<Option<TypedSheet>, Error> {
    let row: Option<(String, i64, String, NaiveDateTime)> =
        s::table.find((id.text(), sheet, account.text())).select((s::fields, s::version, s::based_on, s::at)).first(conn).optional()?;
    Ok(row.map(|(fields, version, based_on, at)| TypedSheet { fields, version, based_on, at: Timestamp::from_naive(at) }))
}

pub(in super::super) fn list_sheets(conn: &mut Conn, (id, account): Whose) -> Result<Vec<String>, Error> {
    let own = s::table.filter(s::application_id.eq(id.text())).filter(s::account_id.eq(account.text()));
    Ok(own.order(s::sheet).select(s::sheet).limit(MOST_SHEETS).load(conn)?)
}

pub(in super::super) fn insert_sheet(tx: &mut Tx<'_>, (id, account): Whose, sheet: &str, typed: &TypedSheet) -> Result<(), Error> {
    diesel::insert_into(s::table)
        .values((
            (s::application_id.eq(id.text()), s::sheet.eq(sheet), s::account_id.eq(account.text())),
            (s::fields.eq(&typed.fields), s::version.eq(typed.version), s::based_on.eq(&typed.based_on), s::at.eq(typed.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn delete_sheet(tx: &mut Tx<'_>, (id, account): Whose, sheet: &str) -> Result<(), Error> {
    diesel::delete(s::table.find((id.text(), sheet, account.text()))).execute(&mut **tx)?;
    Ok(())
}

/// What anybody typed on a page.
pub(in super::super) fn delete_sheets(tx: &mut Tx<'_>, id: Id<Application>, sheet: &str) -> Result<(), Error> {
    diesel::delete(s::table.filter(s::application_id.eq(id.text())).filter(s::sheet.eq(sheet))).execute(&mut **tx)?;
    Ok(())
}
