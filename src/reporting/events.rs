//! What each event, and each person who goes, stands for in an award's money.
//!
//! The ledger obligates and advances by category. An event's share of what is
//! obligated follows the city's plan in that category; its share of an open advance
//! follows what it still has to spend. Spent is exact: the event's accepted expenses.
//! Of an event, a person carries the cost that was theirs alone and an even part of
//! the rest; once it was held, only who was there carries that part. Parts always add up to the whole, to the cent.

use super::came::Came;
use super::spending::{Amounts, CategorySpending};
use crate::gathering::{ActivityRecord, RecordState};
use crate::intake::{Activity, Attendee, BudgetLine, Standing};
use crate::kernel::Money;
use crate::spending::{Expense, ExpenseState};

/// One person at one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttendeeSpending {
    /// Who goes.
    pub attendee: Attendee,
    /// Their part of the event's money.
    pub amounts: Amounts,
}

/// One event of an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivitySpending {
    /// The activity.
    pub activity: Activity,
    /// Its part of the award's money.
    pub amounts: Amounts,
    /// Submitted or asked about, not yet decided.
    pub waiting: Money,
    /// Who came, as the city recorded it, and what that cost; nothing before it was held.
    pub came: Option<Came>,
    /// What became of it, if the city said so.
    pub state: RecordState,
    /// Who goes, each with their part.
    pub attendees: Vec<AttendeeSpending>,
}

impl ActivitySpending {
    /// The accepted cost that falls on people of this standing.
    #[must_use]
    pub fn spent_on(&self, standing: Standing) -> Money {
        sum(self.attendees.iter().filter(|a| a.attendee.standing == standing).map(|a| a.amounts.spent))
    }
}

/// Every event of an award, with what became of it.
pub(super) fn stand(
    (activities, records): (Vec<Activity>, &[ActivityRecord]),
    plan: &[BudgetLine],
    expenses: &[Expense],
    categories: &[CategorySpending],
) -> Vec<ActivitySpending> {
    let mut amounts = vec![Amounts::default(); activities.len()];
    for category in categories {
        for (sum, part) in amounts.iter_mut().zip(by_event(&activities, plan, expenses, category)) {
            *sum = sum.plus(part);
        }
    }
    let record = |activity: &Activity| records.iter().find(|record| record.id == activity.id);
    let both = activities.into_iter().zip(amounts);
    both.map(|(activity, amounts)| event((record(&activity), activity), amounts, expenses)).collect()
}

/// Each event's part in one category.
fn by_event(activities: &[Activity], plan: &[BudgetLine], expenses: &[Expense], category: &CategorySpending) -> Vec<Amounts> {
    let planned =
        |a: &Activity| sum(plan.iter().filter(|line| line.activity == a.id && line.category == category.category).map(|line| line.amount));
    let spent = |a: &Activity| {
        let of = accepted(expenses, a).filter(|e| e.category == category.category);
        sum(of.map(Expense::accepted))
    };
    let stands = (category.amounts.obligated, category.amounts.advanced);
    fall(stands, activities.iter().map(planned).collect(), activities.iter().map(spent).collect())
}

/// How what is obligated and advanced in one category falls on events, by what they planned and spent of it.
pub(super) fn fall((obligated, advanced): (Money, Money), planned: Vec<Money>, spent: Vec<Money>) -> Vec<Amounts> {
    let weights: Vec<i64> = planned.iter().map(|m| m.cents()).collect();
    let obligated = obligated.split(&weights);
    let open: Vec<i64> = obligated.iter().zip(&spent).map(|(o, s)| (o.cents() - s.cents()).max(0)).collect();
    let advanced = advanced.split(&open);
    let parts = planned.into_iter().zip(obligated).zip(advanced).zip(spent);
    parts.map(|(((planned, obligated), advanced), spent)| Amounts::new(planned, obligated, advanced, spent)).collect()
}

fn event((record, activity): (Option<&ActivityRecord>, Activity), amounts: Amounts, expenses: &[Expense]) -> ActivitySpending {
    let waiting = expenses.iter().filter(|e| e.is_open() && e.activity == activity.id.text());
    ActivitySpending {
        amounts,
        waiting: sum(waiting.map(|e| e.amount)),
        came: record.and_then(|record| Came::of_record(record, amounts.spent)),
        state: record.map_or(RecordState::Planned, |record| record.state),
        attendees: each((record, &activity), amounts, expenses),
        activity,
    }
}

/// Each person's part of the event. What was spent for all falls on those who were there, once it was held.
fn each((record, activity): (Option<&ActivityRecord>, &Activity), amounts: Amounts, expenses: &[Expense]) -> Vec<AttendeeSpending> {
    let people = &activity.attendees;
    let held = record.filter(|record| record.state == RecordState::Held);
    let was_there = |p: &Attendee| held.is_none_or(|held| held.people.iter().any(|who| who.attended && who.attendee.id == p.id));
    let there: Vec<i64> = people.iter().map(|p| i64::from(was_there(p))).collect();
    let evenly = |amount: Money| amount.split(&vec![1; people.len()]);
    let own: Vec<Money> = people
        .iter()
        .map(|p| sum(accepted(expenses, activity).filter(|e| e.attendee.as_deref() == Some(&p.id.text())).map(Expense::accepted)))
        .collect();
    let shared = amounts.spent.minus(sum(own.iter().copied())).unwrap_or(Money::ZERO);
    let spent = own.into_iter().zip(shared.split(&there)).map(|(own, part)| own.plus(part).unwrap_or(own));
    let parts = evenly(amounts.planned).into_iter().zip(evenly(amounts.obligated)).zip(evenly(amounts.advanced)).zip(spent);
    let part = |(((planned, obligated), advanced), spent)| Amounts::new(planned, obligated, advanced, spent);
    people.iter().cloned().zip(parts.map(part)).map(|(attendee, amounts)| AttendeeSpending { attendee, amounts }).collect()
}

fn accepted<'a>(expenses: &'a [Expense], activity: &Activity) -> impl Iterator<Item = &'a Expense> {
    let id = activity.id.text();
    expenses.iter().filter(move |e| e.state == ExpenseState::Accepted && e.activity == id)
}

fn sum(amounts: impl Iterator<Item = Money>) -> Money {
    Money::total(amounts).unwrap_or(Money::ZERO)
}
