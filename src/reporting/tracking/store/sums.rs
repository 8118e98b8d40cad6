//! The sums that triggers keep (migrations 000702 and 000986), and whether they still are what they are made of.

use super::Scope;
use crate::db::portable::sum_i64;
use crate::db::schema::{money_sums as m, plan_sums as p};
use crate::db::{Conn, Error, Multi};
use diesel::prelude::*;

/// By what kept sums are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Key {
    /// The category.
    Category,
    /// The round.
    Program,
    /// The state.
    State,
}

macro_rules! summed {
    ($conn:expr, $scope:expr, $with_city:expr, $key:expr) => {{
        let mut query =
            m::table.group_by(($key, m::code)).select(($key, m::code, sum_i64(m::dr_cents), sum_i64(m::cr_cents))).into_boxed::<Multi>();
        if $scope.is_narrowed {
            query = query.filter(m::program.eq_any($scope.programs.clone()));
        }
        if let Some(state) = $scope.state.clone() {
            query = query.filter(m::state.eq(state));
        }
        if $with_city {
            query = query.filter(m::state.ne(""));
        }
        query.load::<(String, String, Option<i64>, Option<i64>)>($conn)?
    }};
}

/// Settled debits and credits per key and code; `with_city` leaves out what came with opening balances and has no city.
pub(in super::super) fn money_by(
    conn: &mut Conn,
    scope: &Scope,
    key: Key,
    with_city: bool,
) -> Result<Vec<(String, String, i64, i64)>, Error> {
    let rows = match key {
        Key::Category => summed!(conn, scope, with_city, m::category),
        Key::Program => summed!(conn, scope, with_city, m::program),
        Key::State => summed!(conn, scope, with_city, m::state),
    };
    Ok(rows.into_iter().map(|(key, code, dr, cr)| (key, code, dr.unwrap_or(0), cr.unwrap_or(0))).collect())
}

macro_rules! planned {
    ($conn:expr, $scope:expr, $key:expr) => {{
        let mut query = p::table.group_by($key).select(($key, sum_i64(p::cents))).into_boxed::<Multi>();
        if $scope.is_narrowed {
            query = query.filter(p::program.eq_any($scope.programs.clone()));
        }
        if let Some(state) = $scope.state.clone() {
            query = query.filter(p::state.eq(state));
        }
        query.load::<(String, Option<i64>)>($conn)?
    }};
}

/// The budgets in force of signed awards per key.
pub(in super::super) fn plans_by(conn: &mut Conn, scope: &Scope, key: Key) -> Result<Vec<(String, i64)>, Error> {
    let rows = match key {
        Key::Category => planned!(conn, scope, p::category),
        Key::Program => planned!(conn, scope, p::program),
        Key::State => planned!(conn, scope, p::state),
    };
    Ok(rows.into_iter().map(|(key, cents)| (key, cents.unwrap_or(0))).collect())
}

/// Each kept sum beside the rows it is made of: the name of the table, what is kept, what there is, the columns that tell
/// rows apart, those that are summed and that what there is calls `v0`, `v1` and so on.
const KEPT: [(&str, &str, &str, &[&str]); 6] = [
    (
        "money_sums",
        "SELECT coalesce(a.program, '') AS program, coalesce(o.state, '') AS state, coalesce(a.category, '') AS category, a.code AS code,
            b.dr_settled_cents AS v0, b.cr_settled_cents AS v1
         FROM ledger_balances b JOIN ledger_accounts a ON a.id = b.account_id LEFT JOIN applications p ON p.id = a.award
            LEFT JOIN organisations o ON o.id = p.organisation_id WHERE a.award IS NOT NULL",
        "program, state, category, code",
        &["dr_cents", "cr_cents"],
    ),
    (
        "award_money",
        "SELECT a.award AS award_id, a.code AS code, b.cr_settled_cents - b.dr_settled_cents AS v0
         FROM ledger_balances b JOIN ledger_accounts a ON a.id = b.account_id WHERE a.award IS NOT NULL",
        "award_id, code",
        &["cents"],
    ),
    (
        "plan_sums",
        "SELECT w.opportunity_id AS program, coalesce(o.state, '') AS state, l.category AS category, l.amount_cents AS v0
         FROM awards w JOIN award_budget_lines l ON l.award_id = w.id AND l.budget_version = w.budget_version
            LEFT JOIN organisations o ON o.id = w.organisation_id WHERE w.accepted_at IS NOT NULL AND w.annulled_at IS NULL",
        "program, state, category",
        &["cents"],
    ),
    (
        "cost_sums",
        "SELECT coalesce(w.opportunity_id, '') AS program, coalesce(o.state, '') AS state, coalesce(r.kind, v.kind, '') AS kind,
            e.category AS category, {year} AS fiscal_year, coalesce(r.state = 'held', {no}) AS held,
            e.amount_cents - e.disallowed_cents AS v0, 1 AS v1
         FROM expenses e LEFT JOIN awards w ON w.id = e.award_id LEFT JOIN organisations o ON o.id = e.organisation_id
            LEFT JOIN activities v ON v.id = e.activity_id LEFT JOIN activity_records r ON r.id = e.activity_id
         WHERE e.state = 'accepted'",
        "program, state, kind, category, fiscal_year, held",
        &["cents", "n"],
    ),
    (
        "event_sums",
        "SELECT coalesce(w.opportunity_id, '') AS program, coalesce(o.state, '') AS state, e.amount_cents - e.disallowed_cents AS v0
         FROM expenses e JOIN activity_records r ON r.id = e.activity_id LEFT JOIN awards w ON w.id = e.award_id
            LEFT JOIN organisations o ON o.id = e.organisation_id
         WHERE e.state = 'accepted' AND r.event_id IS NOT NULL",
        "program, state",
        &["cents"],
    ),
    (
        "people_sums",
        "SELECT w.opportunity_id AS program, coalesce(o.state, '') AS state, r.kind AS kind,
            r.attendees_career AS v0, r.attendees_appointee AS v1,
            (r.attendees_career + r.attendees_appointee) * {days} AS v2, 1 AS v3
         FROM activity_records r JOIN awards w ON w.id = r.award_id LEFT JOIN organisations o ON o.id = w.organisation_id
         WHERE r.state = 'held'",
        "program, state, kind",
        &["career", "appointees", "person_days", "n"],
    ),
];

/// The awards and categories in which the accepted expenses are not what stands on the accounts: accepted cost, paid or not,
/// that of earlier years too, less what was billed and is not back. What came with opening balances has no award here.
const EXPENSES_AND_LEDGER: &str = "SELECT count(*) AS n FROM (
    SELECT award_id, category FROM (
        SELECT a.award AS award_id, a.category AS category, b.cr_settled_cents - b.dr_settled_cents AS x
        FROM ledger_accounts a JOIN ledger_balances b ON b.account_id = a.id JOIN awards w ON w.id = a.award
        WHERE a.code IN ('490100', '490200', '420100:expended', '131000')
        UNION ALL SELECT award_id, category, disallowed_cents - amount_cents AS x FROM expenses WHERE state = 'accepted'
    ) both_sides GROUP BY award_id, category HAVING sum(x) <> 0) differing";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

/// For each table of kept sums, how many of its rows differ from what they are made of. Reads every expense and balance.
pub(in super::super) fn count_differences(conn: &mut Conn) -> Result<Vec<(&'static str, i64)>, Error> {
    let (year, no, days) = match conn {
        Conn::Pg(_) => (
            "CAST(EXTRACT(YEAR FROM e.spent_on) AS INTEGER) + CASE WHEN EXTRACT(MONTH FROM e.spent_on) >= 10 THEN 1 ELSE 0 END",
            "FALSE",
            "(r.ends_on - r.starts_on + 1)",
        ),
        Conn::Sqlite(_) => (
            "CAST(substr(e.spent_on, 1, 4) AS INTEGER) + (substr(e.spent_on, 6, 2) >= '10')",
            "0",
            "(CAST(julianday(r.ends_on) - julianday(r.starts_on) AS INTEGER) + 1)",
        ),
    };
    let mut found = Vec::new();
    for (table, made_of, keys, values) in KEPT {
        let made_of = made_of.replace("{year}", year).replace("{no}", no).replace("{days}", days);
        let kept: Vec<String> = (0_usize..).zip(values).map(|(n, value)| format!("{value} AS v{n}")).collect();
        let there: Vec<String> = (0..values.len()).map(|n| format!("-v{n} AS v{n}")).collect();
        let differs: Vec<String> = (0..values.len()).map(|n| format!("sum(v{n}) <> 0")).collect();
        let (kept, there, differs) = (kept.join(", "), there.join(", "), differs.join(" OR "));
        let sql = format!(
            "SELECT count(*) AS n FROM (SELECT {keys} FROM (SELECT {keys}, {kept} FROM {table}
             UNION ALL SELECT {keys}, {there} FROM ({made_of}) made) both_sides
             GROUP BY {keys} HAVING {differs}) differing"
        );
        let counted: Count = diesel::sql_query(sql).get_result(conn)?;
        found.push((table, counted.n));
    }
    let counted: Count = diesel::sql_query(EXPENSES_AND_LEDGER).get_result(conn)?;
    found.push(("expenses", counted.n));
    Ok(found)
}
