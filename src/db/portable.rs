//! The few pieces of SQL that the two databases do not share.

use super::{Conn, Error};
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Nullable};
use diesel::{QueryResult, RunQueryDsl};

/// `SUM(bigint)` that stays a bigint: on PostgreSQL the plain sum is numeric.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct SumI64<E>(E);

/// The sum of a bigint expression; `None` over no rows.
pub fn sum_i64<E>(expression: E) -> SumI64<E> {
    SumI64(expression)
}

impl<E, GB> ValidGrouping<GB> for SumI64<E> {
    type IsAggregate = is_aggregate::Yes;
}
impl<E: Expression> Expression for SumI64<E> {
    type SqlType = Nullable<BigInt>;
}
impl<E, QS> SelectableExpression<QS> for SumI64<E>
where
    Self: AppearsOnTable<QS>,
    E: SelectableExpression<QS>,
{
}
impl<E, QS> AppearsOnTable<QS> for SumI64<E>
where
    Self: Expression,
    E: AppearsOnTable<QS>,
{
}
impl<E, DB: Backend> QueryFragment<DB> for SumI64<E>
where
    E: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("CAST(SUM(");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") AS BIGINT)");
        Ok(())
    }
}

/// Makes every writer of `name` queue until this transaction ends. On SQLite
/// writers queue anyway. Call it before the first read of a PostgreSQL transaction
/// if the reads must see what the queue committed.
///
/// # Errors
/// The database's refusal.
pub fn lock_named(conn: &mut Conn, name: &'static str) -> Result<(), Error> {
    if let Conn::Pg(c) = conn {
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtext($1))").bind::<diesel::sql_types::Text, _>(name).execute(c)?;
    }
    Ok(())
}

/// Asks SQLite to prove that its file is sound; PostgreSQL has no such call.
///
/// # Errors
/// The first finding, or the database's refusal.
pub fn integrity_check(conn: &mut Conn) -> Result<(), Error> {
    #[derive(diesel::QueryableByName)]
    struct Finding {
        #[diesel(sql_type = diesel::sql_types::Text)]
        integrity_check: String,
    }
    if let Conn::Sqlite(c) = conn {
        let findings: Vec<Finding> = diesel::sql_query("PRAGMA integrity_check").load(c)?;
        if let Some(bad) = findings.iter().find(|f| f.integrity_check != "ok") {
            return Err(Error::Broken(bad.integrity_check.clone()));
        }
    }
    Ok(())
}

/// Copies a whole SQLite database to a new file, consistent while others write.
///
/// # Errors
/// [`Error::Broken`] on PostgreSQL, or the database's refusal.
pub fn copy_to_file(conn: &mut Conn, path: &str) -> Result<(), Error> {
    match conn {
        Conn::Sqlite(c) => {
            diesel::sql_query("VACUUM INTO ?").bind::<diesel::sql_types::Text, _>(path).execute(c)?;
            Ok(())
        }
        Conn::Pg(_) => Err(Error::Broken("PostgreSQL is copied with its own tools".into())),
    }
}
