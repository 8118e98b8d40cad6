//! Whether the kept sums still are what they are made of (T1).

use super::store;
use crate::db::{Conn, Error};

/// A table of kept sums that differs from the rows it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: &'static str,
    /// How many of its rows differ.
    pub rows: i64,
}

/// Compares the kept sums with every row that they are made of.
///
/// # Errors
/// The database's refusal.
pub fn verify(conn: &mut Conn) -> Result<Vec<Difference>, Error> {
    let counted = store::count_differences(conn)?;
    Ok(counted.into_iter().filter(|(_, rows)| *rows != 0).map(|(table, rows)| Difference { table, rows }).collect())
}
