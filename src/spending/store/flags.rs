//! Rows of flags.

use crate::award::Award;
use crate::db::schema::{expense_flags as f, expenses as e};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::{Account, Actor};
use crate::spending::expense::Expense;
use crate::spending::flags::{Answer, Flag, FlagKind};
use chrono::NaiveDateTime;
use diesel::prelude::*;

type Row = (String, String, String, String, Option<String>, Option<String>, Option<NaiveDateTime>);

fn read((_, kind, words, citation, answer, by, at): Row) -> Result<Flag, Error> {
    let kind: FlagKind = kind.parse().map_err(|_| Error::unreadable("flag", &kind))?;
    let answer = match (answer, by, at) {
        (Some(words), Some(by), Some(at)) => Some(Answer { words, by, at: Timestamp::from_naive(at) }),
        _ => None,
    };
    Ok(Flag { kind, words, citation, answer })
}

/// The flags of an expense, in the order of their kinds.
///
/// # Errors
/// The database's refusal.
pub fn list_flags(conn: &mut Conn, expense: Id<Expense>) -> Result<Vec<Flag>, Error> {
    let rows: Vec<Row> = f::table
        .filter(f::expense_id.eq(expense.text()))
        .select((f::expense_id, f::kind, f::words, f::citation, f::answer, f::answered_by_name, f::answered_at))
        .load(conn)?;
    let mut flags = rows.into_iter().map(read).collect::<Result<Vec<Flag>, Error>>()?;
    flags.sort_by_key(|flag| flag.kind);
    Ok(flags)
}

/// The flags of every expense of an award, each with the expense.
///
/// # Errors
/// The database's refusal.
pub fn list_flags_of_award(conn: &mut Conn, award: Id<Award>) -> Result<Vec<(String, Flag)>, Error> {
    let rows: Vec<Row> = f::table
        .inner_join(e::table.on(e::id.eq(f::expense_id)))
        .filter(e::award_id.eq(award.text()))
        .order((f::expense_id, f::kind))
        .select((f::expense_id, f::kind, f::words, f::citation, f::answer, f::answered_by_name, f::answered_at))
        .load(conn)?;
    rows.into_iter().map(|row| Ok((row.0.clone(), read(row)?))).collect()
}

/// How many flags nobody answered, of expenses that wait for an officer and are open to the person.
///
/// # Errors
/// The database's refusal.
pub fn count_unanswered(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    let open = f::table
        .inner_join(e::table.on(e::id.eq(f::expense_id)))
        .filter(e::state.eq("submitted"))
        .filter(f::answered_at.is_null())
        .filter(e::award_id.ne_all(actor.walls.ids()));
    Ok(open.count().get_result(conn)?)
}

/// Puts these flags in the place of those that nobody answered.
pub(in crate::spending) fn change_flags(tx: &mut Tx<'_>, expense: Id<Expense>, flags: &[Flag]) -> Result<(), Error> {
    diesel::delete(f::table.filter(f::expense_id.eq(expense.text())).filter(f::answered_at.is_null())).execute(&mut **tx)?;
    for flag in flags.iter().filter(|flag| flag.answer.is_none()) {
        let kind: &str = flag.kind.into();
        diesel::insert_into(f::table)
            .values((f::expense_id.eq(expense.text()), f::kind.eq(kind), f::words.eq(&flag.words), f::citation.eq(&flag.citation)))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// Keeps what an officer said to each of these flags.
pub(in crate::spending) fn answer_flags(
    tx: &mut Tx<'_>,
    expense: Id<Expense>,
    answers: &[(FlagKind, String)],
    (by, name): (Id<Account>, &str),
) -> Result<(), Error> {
    let now = tx.now().naive();
    for (kind, words) in answers {
        let kind: &str = (*kind).into();
        let row = f::table.find((expense.text(), kind)).filter(f::answered_at.is_null());
        let changed = diesel::update(row)
            .set((f::answer.eq(words), f::answered_by.eq(by.text()), f::answered_by_name.eq(name), f::answered_at.eq(now)))
            .execute(&mut **tx)?;
        if changed != 1 {
            return Err(Error::Stale);
        }
    }
    Ok(())
}
