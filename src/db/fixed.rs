//! Statements of a fixed text, which each connection prepares once. Through a connection to
//! either database diesel prepares every `INSERT`, `UPDATE` and list of values anew each time:
//! a round trip more on PostgreSQL, a good part of the work on SQLite. Where it counts, a
//! store writes the statement out.
//!
//! Invariant: the text never holds a value; each `?` in it stands for one.

use super::{Conn, Error, Multi};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, Text, Timestamp, Untyped};
use std::borrow::Cow;

/// A statement with its values.
#[derive(Clone, Debug)]
pub struct Fixed<'a> {
    text: Cow<'static, str>,
    values: Vec<Value<'a>>,
}

#[derive(Clone, Copy, Debug)]
enum Value<'a> {
    Text(Option<&'a str>),
    Number(Option<i64>),
    Day(NaiveDate),
    Small(i32),
    Flag(bool),
    Instant(NaiveDateTime),
}

impl<'a> Fixed<'a> {
    /// A statement of this text.
    #[must_use]
    pub fn new(text: &'static str) -> Self {
        Self { text: Cow::Borrowed(text), values: Vec::new() }
    }

    /// A statement with rows of values between two texts: `before (?, ?), (?, ?) after`. There
    /// is one text for each number of rows, so keep that number small.
    #[must_use]
    pub fn of_rows(before: &'static str, (rows, columns): (usize, usize), after: &'static str) -> Self {
        let row = format!("({})", vec!["?"; columns].join(", "));
        Self { text: Cow::Owned(format!("{before} {} {after}", vec![row; rows].join(", "))), values: Vec::with_capacity(rows * columns) }
    }

    /// A statement with a list of values between two texts: `before?, ?after`, as in `IN (?, ?)`.
    #[must_use]
    pub fn listing(before: &'static str, length: usize, after: &'static str) -> Self {
        Self { text: Cow::Owned(format!("{before}{}{after}", vec!["?"; length].join(", "))), values: Vec::with_capacity(length) }
    }

    /// A statement with these texts between two others, as [`Fixed::listing`]. The last one stands there again until there are
    /// as many as a power of two, so that lists of every length share a few statements.
    #[must_use]
    pub fn among(before: &'static str, texts: &'a [String], after: &'static str) -> Self {
        Self::listing(before, texts.len().next_power_of_two(), after).padded(texts)
    }

    /// As [`Fixed::among`], with a text before the others.
    #[must_use]
    pub fn among_after(before: &'static str, first: &'a str, texts: &'a [String], after: &'static str) -> Self {
        Self::listing(before, texts.len().next_power_of_two(), after).text(first).padded(texts)
    }

    /// A statement in which the same list of these texts stands at each `{}`, of lengths as in [`Fixed::among`], and which has
    /// no other values.
    #[must_use]
    pub fn among_all(text: &'static str, texts: &'a [String]) -> Self {
        let length = texts.len().next_power_of_two();
        let lists = text.matches("{}").count();
        let listed =
            Self { text: Cow::Owned(text.replace("{}", &vec!["?"; length].join(", "))), values: Vec::with_capacity(lists * length) };
        (0..lists).fold(listed, |asked, _| asked.padded(texts))
    }

    fn padded(self, texts: &'a [String]) -> Self {
        let padded = texts.iter().map(Some).chain(std::iter::repeat(texts.last())).take(texts.len().next_power_of_two());
        padded.fold(self, |asked, text| asked.optional_text(text.map(String::as_str)))
    }

    fn with(mut self, value: Value<'a>) -> Self {
        self.values.push(value);
        self
    }

    /// The next value: a text.
    #[must_use]
    pub fn text(self, value: &'a str) -> Self {
        self.with(Value::Text(Some(value)))
    }

    /// The next value: a bigint.
    #[must_use]
    pub fn number(self, value: i64) -> Self {
        self.with(Value::Number(Some(value)))
    }

    /// The next value: a text, or nothing.
    #[must_use]
    pub fn optional_text(self, value: Option<&'a str>) -> Self {
        self.with(Value::Text(value))
    }

    /// The next value: a bigint, or nothing.
    #[must_use]
    pub fn optional_number(self, value: Option<i64>) -> Self {
        self.with(Value::Number(value))
    }

    /// The next value: a day.
    #[must_use]
    pub fn day(self, value: NaiveDate) -> Self {
        self.with(Value::Day(value))
    }

    /// The next value: an integer.
    #[must_use]
    pub fn small(self, value: i32) -> Self {
        self.with(Value::Small(value))
    }

    /// The next value: a boolean.
    #[must_use]
    pub fn flag(self, value: bool) -> Self {
        self.with(Value::Flag(value))
    }

    /// The next value: an instant.
    #[must_use]
    pub fn instant(self, value: NaiveDateTime) -> Self {
        self.with(Value::Instant(value))
    }

    /// Runs it; returns how many rows it wrote.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn run(self, conn: &mut Conn) -> Result<usize, Error> {
        Ok(self.execute(conn)?)
    }
}

/// How many rows one statement takes: the largest piece, and smaller ones where there are not so many. SQLite takes 32,766 values
/// in a statement, so a row has 32 columns at most.
const SIZES: [usize; 2] = [1_000, 100];
const SMALL: usize = 25;

/// Cuts rows into pieces for statements that write as many rows as they are given: large ones, then smaller ones, then what is left,
/// so that there are few texts to prepare however many rows there are.
pub fn pieces<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    let mut cut = Vec::new();
    for size in SIZES {
        let (whole, left) = rest.split_at(rest.len() - rest.len() % size);
        cut.extend(whole.chunks(size));
        rest = left;
    }
    cut.into_iter().chain(rest.chunks(SMALL))
}

impl QueryFragment<Multi> for Fixed<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Multi>) -> QueryResult<()> {
        let mut pieces = self.text.split('?');
        out.push_sql(pieces.next().unwrap_or_default());
        for (value, piece) in self.values.iter().zip(pieces) {
            match value {
                Value::Text(value) => out.push_bind_param::<Nullable<Text>, Option<&str>>(value)?,
                Value::Number(value) => out.push_bind_param::<Nullable<BigInt>, Option<i64>>(value)?,
                Value::Day(value) => out.push_bind_param::<Date, NaiveDate>(value)?,
                Value::Small(value) => out.push_bind_param::<Integer, i32>(value)?,
                Value::Flag(value) => out.push_bind_param::<Bool, bool>(value)?,
                Value::Instant(value) => out.push_bind_param::<Timestamp, NaiveDateTime>(value)?,
            }
            out.push_sql(piece);
        }
        Ok(())
    }
}

impl QueryId for Fixed<'_> {
    type QueryId = ();
    // Known by its text, which the cache of prepared statements then keeps.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Fixed<'_> {
    type SqlType = Untyped;
}

impl RunQueryDsl<Conn> for Fixed<'_> {}
