//! The expenses that a figure is made of: a page of them, or all, read piece by piece at one instant.

use super::ask::{Filters, cut, one_more};
use super::cost::kind_names;
use super::store::{self, LineRow, Scope, Span};
use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::people::Actor;
use crate::spending::ExpenseState;
use chrono::NaiveDate;
use std::collections::{BTreeMap, VecDeque};

/// So many are read at once for a file.
const PIECE: usize = 2_000;

/// In place of the identifier of an event: what is tied to none.
pub const NO_EVENT: &str = "none";

/// Which expenses, beside what figures are narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineFilter {
    /// What figures are narrowed to.
    pub filters: Filters,
    /// The identifier of an award.
    pub award: Option<String>,
    /// A category.
    pub category: Option<String>,
    /// A kind of activity.
    pub kind: Option<String>,
    /// The identifier of an event, or [`NO_EVENT`].
    pub event: Option<String>,
    /// The identifier of an activity.
    pub activity: Option<String>,
    /// The fiscal year of their day.
    pub cost_year: Option<i32>,
    /// Where they stand.
    pub state: Option<ExpenseState>,
    /// Only those that wait, for a decision or for an answer.
    pub is_waiting: bool,
}

/// One expense with its award and activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpenseLine {
    /// Its identifier.
    pub id: String,
    /// The award's number.
    pub reference: String,
    /// The city with its state.
    pub city: String,
    /// The activity.
    pub activity: String,
    /// Its kind.
    pub kind: String,
    /// The category of cost.
    pub category: String,
    /// The day of the cost.
    pub spent_on: NaiveDate,
    /// Whom the city paid.
    pub payee: String,
    /// What was bought.
    pub description: String,
    /// How much.
    pub amount: Money,
    /// What the fund accepted of it.
    pub accepted: Money,
    /// Where it stands.
    pub state: ExpenseState,
    /// Who submitted it.
    pub submitted_by: String,
}

fn read((what, worth, whose, activity): LineRow) -> Result<ExpenseLine, Error> {
    let state: ExpenseState = worth.2.parse().map_err(|_| Error::unreadable("expense state", &worth.2))?;
    let accepted = if state == ExpenseState::Accepted { worth.0.saturating_sub(worth.1) } else { 0 };
    Ok(ExpenseLine {
        id: what.0,
        spent_on: what.1,
        category: what.2,
        payee: what.3,
        description: what.4,
        amount: Money::from_cents(worth.0),
        accepted: Money::from_cents(accepted),
        state,
        submitted_by: worth.3,
        reference: whose.0,
        city: format!("{}, {}", whose.1, whose.2),
        activity: activity.2.or(activity.0).unwrap_or_default(),
        kind: activity.3.or(activity.1).unwrap_or_default(),
    })
}

fn asked(conn: &mut Conn, reader: &Actor, filter: &LineFilter) -> Result<(Scope, Span), Error> {
    let programs = store::programs(conn)?;
    let is_without_event = filter.event.as_deref() == Some(NO_EVENT);
    let event = filter.event.as_ref().filter(|_| !is_without_event);
    let mut activities = event.map(|event| store::activities_of_event(conn, event)).transpose()?;
    if let Some(activity) = filter.activity.clone() {
        activities = Some(if activities.is_none_or(|all| all.contains(&activity)) { vec![activity] } else { vec![] });
    }
    let days = filter.cost_year.map(|year| {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        (day(year.saturating_sub(1), 10, 1), day(year, 9, 30))
    });
    let span = Span {
        award: filter.award.clone(),
        category: filter.category.clone(),
        kind: filter.kind.clone(),
        states: match (filter.state, filter.is_waiting) {
            (Some(state), _) => vec![state.to_string()],
            (None, true) => ExpenseState::WAITING.map(|state| state.to_string()).into(),
            (None, false) => vec![],
        },
        activities,
        is_without_event,
        days,
    };
    Ok((filter.filters.scope(reader, &programs), span))
}

/// A page of expenses in the order of their days, and the day and identifier after which the next page begins.
///
/// # Errors
/// The database's refusal.
pub fn list_lines(
    conn: &mut Conn,
    reader: &Actor,
    filter: &LineFilter,
    after: Option<(NaiveDate, String)>,
    limit: usize,
) -> Result<(Vec<ExpenseLine>, Option<String>), Error> {
    let (scope, span) = asked(conn, reader, filter)?;
    let rows = store::list_expense_lines(conn, &scope, &span, after, one_more(limit))?;
    let mut lines = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let next = cut(&mut lines, limit, |line: &ExpenseLine| format!("{}~{}", line.spent_on, line.id));
    Ok((lines, next))
}

/// All of the expenses, read piece by piece, with their kinds by name. Used within one snapshot they are those of one instant.
pub struct Lines<'c> {
    conn: &'c mut Conn,
    kinds: BTreeMap<String, String>,
    scope: Scope,
    span: Span,
    piece: VecDeque<LineRow>,
    after: Option<(NaiveDate, String)>,
    is_last: bool,
}

impl<'c> Lines<'c> {
    /// Those that are open to the reader.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn new(conn: &'c mut Conn, reader: &Actor, filter: &LineFilter) -> Result<Self, Error> {
        let (scope, span) = asked(conn, reader, filter)?;
        let programs = store::programs(conn)?;
        let kinds = kind_names(conn, &programs)?;
        Ok(Self { conn, kinds, scope, span, piece: VecDeque::new(), after: None, is_last: false })
    }

    fn read_on(&mut self) -> Result<(), Error> {
        let limit = i64::try_from(PIECE).unwrap_or(i64::MAX);
        let rows = store::list_expense_lines(self.conn, &self.scope, &self.span, self.after.clone(), limit)?;
        self.is_last = rows.len() < PIECE;
        if let Some(last) = rows.last() {
            self.after = Some((last.0.1, last.0.0.clone()));
        }
        self.piece = rows.into();
        Ok(())
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<ExpenseLine, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.piece.is_empty()
            && !self.is_last
            && let Err(e) = self.read_on()
        {
            self.is_last = true;
            return Some(Err(e));
        }
        let named = |line: ExpenseLine| ExpenseLine { kind: self.kinds.get(&line.kind).cloned().unwrap_or(line.kind), ..line };
        self.piece.pop_front().map(|row| read(row).map(named))
    }
}
