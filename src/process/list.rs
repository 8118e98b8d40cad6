//! The list of cases that staff work from: filtered by round and stage, in pages.

use super::stage::Stage;
use super::step_back::list_closed;
use super::store;
use crate::db::{Conn, Error};
use crate::duplicates;
use crate::kernel::{Money, Timestamp};
use crate::people::Actor;
use chrono::NaiveDate;

/// In which order a list stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::Display, strum::EnumString, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Sort {
    /// Received last.
    #[default]
    Newest,
    /// Received first.
    Oldest,
    /// Most money asked for.
    Most,
    /// Least money asked for.
    Least,
    /// By the name of the city.
    City,
    /// By reference number.
    Reference,
}

/// What a list is narrowed to, and its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The slug of a round.
    pub opportunity: Option<String>,
    /// A stage. Drafts are the city's own and never listed.
    pub stage: Option<Stage>,
    /// Only cases in review with a review that was due before this day.
    pub overdue_on: Option<NaiveDate>,
    /// The state of the city, such as `WI`.
    pub state: Option<String>,
    /// Received at this instant or later.
    pub received_from: Option<Timestamp>,
    /// Received before this instant.
    pub received_before: Option<Timestamp>,
    /// Asked for so much or more.
    pub asked_from: Option<Money>,
    /// Asked for so much or less.
    pub asked_to: Option<Money>,
    /// Words that stand so in the plan's name, the city's name or the reference number.
    pub text: Option<String>,
    /// The order.
    pub sort: Sort,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The identifier of the application.
    pub id: String,
    /// Its reference number.
    pub reference: String,
    /// What it calls itself.
    pub title: String,
    /// The city.
    pub city: String,
    /// The name of the round.
    pub opportunity: String,
    /// What was asked for.
    pub total: Money,
    /// Where it stands.
    pub stage: Stage,
    /// When it was received first.
    pub submitted_at: Option<Timestamp>,
    /// Whether it may be the same as another, and nobody set that aside. Known in the list alone.
    pub is_possible_duplicate: bool,
    /// Who of the fund entered it for the city, if somebody did.
    pub entered_by: Option<String>,
}

impl Row {
    /// What it calls itself, with what a list must say of it.
    #[must_use]
    pub fn marked_title(&self) -> String {
        let entered = self.entered_by.as_ref().map(|name| format!("Entered by {name} of the fund for the city"));
        let duplicate = self.is_possible_duplicate.then(|| "Possible duplicate".to_owned());
        std::iter::once(self.title.clone()).chain(duplicate).chain(entered).collect::<Vec<_>>().join(" · ")
    }
}

/// Received cases in the order of the filter, without those that are closed to the actor: those after the application
/// `after`, at most `limit`.
///
/// # Errors
/// [`Error::Missing`] when there is no such application to go on from; the database's refusal.
pub fn list_cases(conn: &mut Conn, actor: &Actor, filter: &Filter, (after, limit): (Option<&str>, i64)) -> Result<Vec<Row>, Error> {
    let closed = list_closed(conn, actor)?;
    if after.is_some_and(|id| closed.iter().any(|closed| closed == id)) {
        return Err(Error::Missing);
    }
    let mut rows = store::list(conn, (filter, &closed), after, limit)?;
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let flagged = duplicates::list_flagged(conn, &ids, &closed)?;
    for row in &mut rows {
        row.is_possible_duplicate = flagged.contains(&row.id);
    }
    Ok(rows)
}

/// How many cases that are open to the actor stand in each stage; stages without a case are absent.
///
/// # Errors
/// The database's refusal.
pub fn count_by_stage(conn: &mut Conn, actor: &Actor) -> Result<Vec<(Stage, i64)>, Error> {
    let closed = list_closed(conn, actor)?;
    store::count_by_stage(conn, &closed)
}

/// How many cases in review that are open to the actor wait for a review that was due before `today`.
///
/// # Errors
/// The database's refusal.
pub fn count_overdue(conn: &mut Conn, actor: &Actor, today: NaiveDate) -> Result<i64, Error> {
    let closed = list_closed(conn, actor)?;
    store::count_overdue(conn, &closed, today)
}
