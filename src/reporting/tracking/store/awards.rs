//! Rounds, signed awards, their cities, and what stands on their accounts.

use super::{AT_ONCE, Scope};
use crate::db::portable::sum_i64;
use crate::db::schema::{
    award_budget_lines as l, award_money as am, awards as w, funds as f, ledger_accounts as a, ledger_balances as b, opportunities as o,
    organisations as c, payments as p,
};
use crate::db::{Conn, Error, Multi};
use crate::kernel::Money;
use crate::ledger::FigureCodes;
use chrono::NaiveDate;
use diesel::dsl::case_when;
use diesel::prelude::*;

/// A round, which the ledger calls a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its identifier.
    pub id: String,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// The code of its fund.
    pub fund: String,
    /// The fiscal year of its fund, if that is known.
    pub fiscal_year: Option<i32>,
    /// Its definition, which names its kinds of activities.
    pub definition_sha256: String,
}

/// Every round, the latest first.
///
/// # Errors
/// The database's refusal.
pub fn programs(conn: &mut Conn) -> Result<Vec<Program>, Error> {
    type Row = (String, String, String, String, Option<i32>, String);
    let rows: Vec<Row> = o::table
        .left_join(f::table.on(f::code.eq(o::fund)))
        .order((o::closes_at.desc(), o::id))
        .select((o::id, o::slug, o::title, o::fund, f::fiscal_year.nullable(), o::definition_sha256))
        .load(conn)?;
    let read = |(id, slug, title, fund, fiscal_year, definition_sha256)| Program { id, slug, title, fund, fiscal_year, definition_sha256 };
    Ok(rows.into_iter().map(read).collect())
}

/// A signed award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardRow {
    /// Its identifier.
    pub id: String,
    /// The number people see.
    pub reference: String,
    /// What it calls itself.
    pub title: String,
    /// Its round.
    pub program: String,
    /// Its city.
    pub city_id: String,
    /// The name of its city.
    pub city: String,
    /// The state of its city.
    pub state: String,
    /// The last day of its period.
    pub period_end: NaiveDate,
}

/// Which signed awards.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Which<'a> {
    /// These, closed ones too.
    Ids(&'a [String]),
    /// Of these cities.
    Cities(&'a [String]),
    /// The first so many after this reference number.
    After(&'a str, i64),
}

/// Signed awards within the scope, in the order of their reference numbers.
pub(in super::super) fn list_awards(conn: &mut Conn, scope: &Scope, which: Which<'_>) -> Result<Vec<AwardRow>, Error> {
    if let Which::Ids(all) | Which::Cities(all) = which
        && all.len() > AT_ONCE
    {
        let mut found = Vec::new();
        for some in all.chunks(AT_ONCE) {
            found.extend(list_awards(conn, scope, if matches!(which, Which::Ids(_)) { Which::Ids(some) } else { Which::Cities(some) })?);
        }
        return Ok(found);
    }
    type Row = ((String, String, String, String), (String, String, String, NaiveDate));
    let mut query = w::table
        .inner_join(c::table.on(c::id.eq(w::organisation_id)))
        .filter(w::accepted_at.is_not_null())
        .filter(w::annulled_at.is_null())
        .select(((w::id, w::reference, w::title, w::opportunity_id), (w::organisation_id, c::name, c::state, w::period_end)))
        .into_boxed::<Multi>();
    if scope.is_narrowed {
        query = query.filter(w::opportunity_id.eq_any(scope.programs.clone()));
    }
    if let Some(state) = scope.state.clone() {
        query = query.filter(c::state.eq(state));
    }
    if let Some(city) = scope.city.clone() {
        query = query.filter(w::organisation_id.eq(city));
    }
    if !matches!(which, Which::Ids(_)) {
        query = query.filter(w::id.ne_all(scope.closed.clone()));
    }
    query = match which {
        Which::Ids(ids) => query.filter(w::id.eq_any(ids.to_vec())).order(w::reference),
        Which::Cities(cities) => query.filter(w::organisation_id.eq_any(cities.to_vec())).order(w::reference),
        Which::After(after, limit) => query.filter(w::reference.gt(after.to_owned())).order(w::reference).limit(limit),
    };
    let rows: Vec<Row> = query.load(conn)?;
    let read = |((id, reference, title, program), (city_id, city, state, period_end)): Row| AwardRow {
        id,
        reference,
        title,
        program,
        city_id,
        city,
        state,
        period_end,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Cities with a signed award within the scope, by name: identifier, name, state. At most `limit` after one of them.
pub(in super::super) fn list_cities(
    conn: &mut Conn,
    scope: &Scope,
    after: &str,
    limit: i64,
) -> Result<Vec<(String, String, String)>, Error> {
    let signed = w::table
        .filter(w::accepted_at.is_not_null())
        .filter(w::annulled_at.is_null())
        .filter(w::id.ne_all(scope.closed.clone()))
        .filter(w::opportunity_id.eq_any(scope.programs.clone()))
        .select(w::organisation_id);
    let last: Option<String> = c::table.find(after).select(c::name).first(conn).optional()?;
    let mut query =
        c::table.filter(c::id.eq_any(signed)).select((c::id, c::name, c::state)).order((c::name, c::id)).limit(limit).into_boxed::<Multi>();
    if let Some(state) = scope.state.clone() {
        query = query.filter(c::state.eq(state));
    }
    if let Some(city) = scope.city.clone() {
        query = query.filter(c::id.eq(city));
    }
    if let Some(name) = last {
        let later = c::name.gt(name.clone()).or(c::name.eq(name.clone()).and(c::id.gt(after.to_owned())));
        query = query.filter(c::name.ge(name)).filter(later);
    }
    Ok(query.load(conn)?)
}

/// What stands on one account of an award.
#[derive(Clone, Debug)]
pub(in super::super) struct Part {
    pub(in super::super) award: String,
    pub(in super::super) category: String,
    pub(in super::super) code: String,
    pub(in super::super) debits: i64,
    pub(in super::super) credits: i64,
}

/// Award, category, code, debits and credits in cents.
type PartRow = (Option<String>, Option<String>, String, i64, i64);

/// What is settled on the accounts of these awards.
pub(in super::super) fn parts(conn: &mut Conn, awards: &[String]) -> Result<Vec<Part>, Error> {
    let mut found = Vec::new();
    for some in awards.chunks(AT_ONCE) {
        let rows: Vec<PartRow> = a::table
            .inner_join(b::table.on(b::account_id.eq(a::id)))
            .filter(a::award.eq_any(some.to_vec()))
            .filter(b::dr_settled_cents.ne(0).or(b::cr_settled_cents.ne(0)))
            .select((a::award, a::category, a::code, b::dr_settled_cents, b::cr_settled_cents))
            .load(conn)?;
        found.extend(rows.into_iter().map(|(award, category, code, debits, credits)| Part {
            award: award.unwrap_or_default(),
            category: category.unwrap_or_default(),
            code,
            debits,
            credits,
        }));
    }
    Ok(found)
}

/// The budgets in force of these awards: award, category, cents.
pub(in super::super) fn plans(conn: &mut Conn, awards: &[String]) -> Result<Vec<(String, String, i64)>, Error> {
    let mut found = Vec::new();
    for some in awards.chunks(AT_ONCE) {
        let rows: Vec<(String, String, i64)> = l::table
            .inner_join(w::table.on(w::id.eq(l::award_id).and(w::budget_version.eq(l::budget_version))))
            .filter(w::id.eq_any(some.to_vec()))
            .select((l::award_id, l::category, l::amount_cents))
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Signed awards within the scope that are joined to something else. A state is asked for beside them and not joined, so that a
/// statement over all awards reads no city.
macro_rules! signed_within {
    ($query:expr, $scope:expr) => {{
        let signed = $query.filter(w::accepted_at.is_not_null()).filter(w::annulled_at.is_null());
        within!(signed, $scope, |state| w::organisation_id.eq_any(c::table.filter(c::state.eq(state)).select(c::id)))
    }};
}

/// What stands on one account of an award: its identifier and reference number, the code, credits less debits.
pub(in super::super) type Balance = (String, String, String, i64);

/// What stands on these accounts of awards within the scope, of those that are closed out too; no account on which nothing stands.
pub(in super::super) fn open_balances(conn: &mut Conn, scope: &Scope, codes: Vec<String>) -> Result<Vec<Balance>, Error> {
    let open = am::table.inner_join(w::table.on(w::id.eq(am::award_id))).filter(am::code.eq_any(codes)).filter(am::cents.ne(0)).select((
        w::id,
        w::reference,
        am::code,
        am::cents,
    ));
    Ok(signed_within!(open, scope).load(conn)?)
}

/// The figures of an award with its last day and identifier: obligated, advanced and accepted, in cents.
type Figures = (NaiveDate, String, [i64; 3]);

/// The figures of every award within the scope that is not closed out and ends on this day or ended before, in no order. The
/// database sums: a row for each award, and not one for each of its accounts.
pub(in super::super) fn ending(conn: &mut Conn, scope: &Scope, last: NaiveDate, codes: &FigureCodes) -> Result<Vec<Figures>, Error> {
    let FigureCodes { obligated, advanced, accepted } = codes.clone();
    let ending = am::table
        .inner_join(w::table.on(w::id.eq(am::award_id)))
        .filter(w::closed_at.is_null())
        .filter(w::period_end.le(last))
        .group_by((w::period_end, w::id))
        .select((
            w::period_end,
            w::id,
            sum_i64(case_when(am::code.eq_any(obligated), am::cents)),
            sum_i64(case_when(am::code.eq_any(advanced), am::cents)),
            sum_i64(case_when(am::code.eq_any(accepted), am::cents)),
        ));
    type Row = (NaiveDate, String, Option<i64>, Option<i64>, Option<i64>);
    let rows: Vec<Row> = signed_within!(ending, scope).load(conn)?;
    let read = |(day, id, obligated, advanced, accepted): Row| (day, id, [obligated, advanced, accepted].map(Option::unwrap_or_default));
    Ok(rows.into_iter().map(read).collect())
}

/// The advances that left for awards within the scope and did not come back: award, the day on which they left, how much.
pub(in super::super) fn advances_paid(conn: &mut Conn, scope: &Scope) -> Result<Vec<(String, NaiveDate, Money)>, Error> {
    let paid = p::table
        .inner_join(w::table.on(w::id.eq(p::award_id)))
        .filter(p::kind.eq("advance"))
        .filter(p::state.eq_any(["released", "settled"]))
        .select((p::award_id, p::released_on, p::amount_cents));
    let rows: Vec<(String, Option<NaiveDate>, i64)> = signed_within!(paid, scope).load(conn)?;
    Ok(rows.into_iter().filter_map(|(award, on, cents)| Some((award, on?, Money::from_cents(cents)))).collect())
}
