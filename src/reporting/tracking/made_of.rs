//! What figures are made of beside expenses and journals: what was planned, line by line, and the activities that were held
//! with who came.

use super::ask::{Filters, cut, one_more};
use super::store::{self, HeldRow, PlanRow};
use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::people::Actor;
use crate::reporting::Came;
use crate::spending;
use chrono::NaiveDate;

/// Which lines of plans or which activities, beside what figures are narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartFilter {
    /// What figures are narrowed to.
    pub filters: Filters,
    /// The identifier of an award.
    pub award: Option<String>,
    /// A category.
    pub category: Option<String>,
    /// A kind of activity.
    pub kind: Option<String>,
    /// The identifier of an event.
    pub event: Option<String>,
    /// The identifier of an activity.
    pub activity: Option<String>,
}

impl PartFilter {
    /// The activities that are named, if an activity or an event is.
    fn activities(&self, conn: &mut Conn) -> Result<Option<Vec<String>>, Error> {
        let of_event = self.event.as_ref().map(|event| store::activities_of_event(conn, event)).transpose()?;
        Ok(match (&self.activity, of_event) {
            (None, of_event) => of_event,
            (Some(activity), Some(all)) if !all.contains(activity) => Some(vec![]),
            (Some(activity), _) => Some(vec![activity.clone()]),
        })
    }
}

/// One line of a budget or of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLine {
    /// The award's number.
    pub reference: String,
    /// The city with its state.
    pub city: String,
    /// The activity, of a plan.
    pub activity: Option<String>,
    /// The category of cost.
    pub category: String,
    /// How much.
    pub amount: Money,
    /// The identifier of the activity; of a budget nothing.
    activity_id: String,
}

fn plan_line((whose, activity, category, cents, activity_id): PlanRow) -> PlanLine {
    let city = format!("{}, {}", whose.1, whose.2);
    PlanLine { reference: whose.0, city, activity, category, amount: Money::from_cents(cents), activity_id }
}

/// A page of the budgets in force of signed awards; where an activity or an event is named, of what cities planned for it. With
/// it the key after which the next page begins.
///
/// # Errors
/// The database's refusal.
pub fn list_plans(
    conn: &mut Conn,
    reader: &Actor,
    filter: &PartFilter,
    after: &str,
    limit: usize,
) -> Result<(Vec<PlanLine>, Option<String>), Error> {
    let scope = filter.filters.scope(reader, &store::programs(conn)?);
    let (award, category) = (filter.award.clone(), filter.category.clone());
    let mut words = after.split('~').map(str::to_owned);
    let (first, second, third) = (words.next(), words.next(), words.next());
    let rows = match filter.activities(conn)? {
        Some(activities) => {
            let after = first.zip(second).zip(third).map(|((reference, activity), category)| (reference, activity, category));
            store::list_planned(conn, &scope, (activities, award, category), after, one_more(limit))?
        }
        None => store::list_budgets(conn, &scope, (award, category), first.zip(third), one_more(limit))?,
    };
    let mut lines: Vec<PlanLine> = rows.into_iter().map(plan_line).collect();
    let next = cut(&mut lines, limit, |line: &PlanLine| format!("{}~{}~{}", line.reference, line.activity_id, line.category));
    Ok((lines, next))
}

/// An activity that was held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldLine {
    /// Its identifier.
    pub id: String,
    /// The award's number.
    pub reference: String,
    /// The city with its state.
    pub city: String,
    /// Its name.
    pub title: String,
    /// Its kind.
    pub kind: String,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// Who came, and what was accepted of its cost.
    pub came: Came,
}

/// A page of the activities that were held, in the order of their days, and the key after which the next page begins.
///
/// # Errors
/// The database's refusal.
pub fn list_held(
    conn: &mut Conn,
    reader: &Actor,
    filter: &PartFilter,
    after: &str,
    limit: usize,
) -> Result<(Vec<HeldLine>, Option<String>), Error> {
    let scope = filter.filters.scope(reader, &store::programs(conn)?);
    let after = after.split_once('~').and_then(|(day, id)| Some((day.parse().ok()?, id.to_owned())));
    let which = (filter.award.clone(), filter.kind.clone(), filter.activities(conn)?);
    let mut rows = store::list_held(conn, &scope, which, after, one_more(limit))?;
    let next = cut(&mut rows, limit, |row: &HeldRow| format!("{}~{}", row.1.3, row.1.0));
    let ids: Vec<String> = rows.iter().map(|row| row.1.0.clone()).collect();
    let spent = spending::accepted_by_activity(conn, &ids)?;
    let line = |(whose, what, who): HeldRow| {
        let cost = spent.get(&what.0).copied().unwrap_or(Money::ZERO);
        let days = (what.4 - what.3).num_days() + 1;
        Some(HeldLine {
            came: Came::of(true, (i64::from(who.0), i64::from(who.1)), days, cost)?,
            id: what.0,
            reference: whose.0,
            city: format!("{}, {}", whose.1, whose.2),
            title: what.1,
            kind: what.2,
            starts_on: what.3,
            ends_on: what.4,
        })
    };
    Ok((rows.into_iter().filter_map(line).collect(), next))
}
