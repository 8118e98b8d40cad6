//! Where an award's money stands: per category from the ledger, per event from
//! its accepted expenses, and per person and day, careers apart from appointees.

use crate::award::{self, Award};
use crate::db::{Conn, Error};
use crate::intake::{self, Activity, Standing};
use crate::kernel::Money;
use crate::ledger;
use crate::spending::{self, Expense, ExpenseState, Which};

/// One category of an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategorySpending {
    /// The category's code.
    pub category: String,
    /// The approved budget.
    pub planned: Money,
    /// Obligated in all.
    pub obligated: Money,
    /// Paid in advance and not yet spent.
    pub advanced: Money,
    /// Accepted cost.
    pub spent: Money,
    /// Obligated and not spent.
    pub left: Money,
}

/// The people of one event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// How many are career staff.
    pub career: i64,
    /// How many are appointees.
    pub appointees: i64,
    /// Days of the event times people.
    pub person_days: i64,
}

/// One event of an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivitySpending {
    /// The activity.
    pub activity: Activity,
    /// What the city planned for it.
    pub planned: Money,
    /// Accepted cost.
    pub spent: Money,
    /// Submitted, not yet decided.
    pub waiting: Money,
    /// Who goes.
    pub people: People,
    /// Accepted cost for each person and day, rounded down to the cent.
    pub per_person_day: Option<Money>,
    /// The share of accepted cost that falls on career staff: cost of one person to
    /// that person, the rest evenly.
    pub for_career: Money,
    /// The share that falls on appointees.
    pub for_appointees: Money,
}

/// One award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardSpending {
    /// The award.
    pub award: Award,
    /// Its categories, in the order of the chart.
    pub categories: Vec<CategorySpending>,
    /// All of them together; its category is empty.
    pub total: CategorySpending,
    /// Its events.
    pub activities: Vec<ActivitySpending>,
}

/// Where one award stands.
///
/// # Errors
/// The database's refusal.
pub fn award_spending(conn: &mut Conn, award: Award) -> Result<AwardSpending, Error> {
    let position = ledger::award_position(conn, &award.id.text())?;
    let row = |p: &ledger::CategoryPosition, planned: Money| CategorySpending {
        category: p.category.clone(),
        planned,
        obligated: p.obligated,
        advanced: p.advanced,
        spent: p.spent,
        left: p.obligated.minus(p.spent).unwrap_or(Money::ZERO),
    };
    let categories = position.categories.iter().map(|p| row(p, award.budget(&p.category))).collect();
    let total = row(&position.total, award.amount);
    let expenses = spending::list_expenses(conn, Which::Award(award.id))?;
    let plan = intake::budget_lines(conn, award.id.cast())?;
    let mut activities = Vec::new();
    for activity in intake::activities(conn, award.id.cast())? {
        let planned = plan.iter().filter(|line| line.activity == activity.id).map(|line| line.amount.cents()).sum();
        activities.push(activity_spending(activity, Money::from_cents(planned), &expenses));
    }
    Ok(AwardSpending { award, categories, total, activities })
}

/// Where every signed award stands, in the order of their references, at most `limit` after `after`.
///
/// # Errors
/// The database's refusal.
pub fn list_award_spending(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<AwardSpending>, Error> {
    let mut all = Vec::new();
    for award in award::list_accepted(conn, false, after, limit)? {
        all.push(award_spending(conn, award)?);
    }
    Ok(all)
}

fn activity_spending(activity: Activity, planned: Money, expenses: &[Expense]) -> ActivitySpending {
    let id = activity.id.text();
    let of = |state: ExpenseState| expenses.iter().filter(move |e| e.state == state);
    let sum = |state| Money::from_cents(of(state).filter(|e| e.activity == id).map(|e| e.amount.cents()).sum());
    let career = activity.attendees.iter().filter(|a| a.standing == Standing::Career).count();
    let appointees = activity.attendees.len() - career;
    let days = (activity.ends_on - activity.starts_on).num_days() + 1;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let people = People { career: count(career), appointees: count(appointees), person_days: days * count(activity.attendees.len()) };
    let spent = sum(ExpenseState::Accepted);
    let (for_career, for_appointees) = split(&activity, of(ExpenseState::Accepted).filter(|e| e.activity == id));
    ActivitySpending {
        planned,
        spent,
        waiting: sum(ExpenseState::Submitted),
        per_person_day: (people.person_days > 0).then(|| Money::from_cents(spent.cents() / people.person_days)),
        people,
        for_career,
        for_appointees,
        activity,
    }
}

fn split<'a>(activity: &Activity, accepted: impl Iterator<Item = &'a Expense>) -> (Money, Money) {
    let is_career = |attendee: &str| activity.attendees.iter().any(|a| a.id.text() == attendee && a.standing == Standing::Career);
    let all = i64::try_from(activity.attendees.len()).unwrap_or(i64::MAX);
    let career = i64::try_from(activity.attendees.iter().filter(|a| a.standing == Standing::Career).count()).unwrap_or(0);
    let (mut for_career, mut total) = (0, 0);
    for expense in accepted {
        let cents = expense.amount.cents();
        total += cents;
        for_career += match &expense.attendee {
            Some(attendee) if is_career(attendee) => cents,
            Some(_) => 0,
            // What is left over by the division falls on appointees, so that the parts add up.
            None if all > 0 => i64::try_from(i128::from(cents) * i128::from(career) / i128::from(all)).unwrap_or(cents),
            None => 0,
        };
    }
    (Money::from_cents(for_career), Money::from_cents(total - for_career))
}
