//! Queries of the figures of spending.

/// Narrows a query that is joined to awards to a scope. How a state is asked for depends on whether cities are joined too.
macro_rules! within {
    ($query:expr, $scope:expr, |$state:ident| $of_state:expr) => {{
        use crate::db::schema::awards as w;
        let mut query = $query.into_boxed::<crate::db::Multi>();
        if !$scope.closed.is_empty() {
            query = query.filter(w::id.ne_all($scope.closed.clone()));
        }
        if $scope.is_narrowed {
            query = query.filter(w::opportunity_id.eq_any($scope.programs.clone()));
        }
        if let Some($state) = $scope.state.clone() {
            query = query.filter($of_state);
        }
        if let Some(city) = $scope.city.clone() {
            query = query.filter(w::organisation_id.eq(city));
        }
        query
    }};
}

mod awards;
mod costs;
mod events;
mod expenses;
mod held;
mod plans;
mod shares;
mod sums;

pub use awards::{AwardRow, Program, programs};
pub(super) use awards::{Which, advances_paid, ending, list_awards, list_cities, open_balances, parts, plans};
pub(super) use costs::{Cost, Record, came_by_kind, costs, costs_by, kinds_of, records};
pub(super) use events::{
    EventRow, activities_of_event, event_with_merged, list_events, records_of_events, spent_on_events, waiting_of, waiting_within,
};
pub(super) use expenses::{LineRow, Span, list_expense_lines};
pub(super) use held::{HeldRow, list_held};
pub(super) use plans::{PlanRow, list_budgets, list_planned};
pub(super) use shares::{activities_of, planned_of, spent_of};
pub(super) use sums::{Key, count_differences, money_by, plans_by};

/// What a reader asks for and may see.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// Whether it is narrowed to some rounds.
    pub(super) is_narrowed: bool,
    /// These rounds; all of them where it is not narrowed.
    pub(super) programs: Vec<String>,
    /// A state.
    pub(super) state: Option<String>,
    /// A city.
    pub(super) city: Option<String>,
    /// The awards that are closed to the reader.
    pub(super) closed: Vec<String>,
}

/// So many are named in one query.
pub(super) const AT_ONCE: usize = 1_000;
