//! Whether the kept sums still are what they are made of (T1), and whether accepted expenses are what the ledger says was
//! spent (T4).

use super::store;
use crate::db::{Conn, Error};

/// A table of kept sums that differs from the rows it is made of, or expenses that differ from the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: &'static str,
    /// How many of its rows differ.
    pub rows: i64,
}

/// Compares the kept sums with every row that they are made of, and the accepted expenses of each award and category with
/// what its accounts say was spent, less what was billed and is not back.
///
/// # Errors
/// The database's refusal.
pub fn verify(conn: &mut Conn) -> Result<Vec<Difference>, Error> {
    let counted = store::count_differences(conn)?;
    Ok(counted.into_iter().filter(|(_, rows)| *rows != 0).map(|(table, rows)| Difference { table, rows }).collect())
}
