//! What must hold of an expense before it is taken, and what it is then. What stands around it is read once, so that
//! one expense and the rows of a file are looked at alike. The checks are pure.

use super::currency::{Foreign, ForeignInput};
use super::expense::{Expense, Receipt};
use super::store;
use crate::award::Award;
use crate::db::{Conn, Error};
use crate::gathering::{self, ActivityRecord};
use crate::intake::Activity;
use crate::kernel::{FieldError, Id, Money, Timestamp};
use crate::ledger;
use crate::people::organisation;
use crate::places::fold;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The longest payee.
const MOST_PAYEE: usize = 120;
/// The longest description, and the longest reason for a missing receipt.
const MOST_WORDS: usize = 300;
/// The most nights or days of one expense.
const MOST_DAYS: i32 = 366;

/// What the city entered, as typed.
#[derive(Clone, Debug)]
pub struct NewExpense {
    /// The award.
    pub award: Id<Award>,
    /// The questioned expense that this answers.
    pub replaces: Option<(Id<Expense>, i64)>,
    /// The activity.
    pub activity: String,
    /// The cost category.
    pub category: String,
    /// The person it was for, if one.
    pub attendee: Option<String>,
    /// The day of the cost, if one was entered, or what is wrong with it.
    pub spent_on: Result<Option<NaiveDate>, String>,
    /// How much, in US dollars; may be empty where another currency says it.
    pub amount: String,
    /// What was paid in another currency.
    pub foreign: ForeignInput,
    /// Whom the city paid.
    pub payee: String,
    /// What was bought.
    pub description: String,
    /// Nights for each person.
    pub nights: String,
    /// Days of meals for each person.
    pub days: String,
    /// The file, if there is one, or what is wrong with it.
    pub receipt: Result<Option<Receipt>, String>,
    /// Why there is no file.
    pub no_receipt: String,
}

/// An expense whose fields are sound.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) activity: Activity,
    pub(super) category: String,
    pub(super) attendee: Option<String>,
    pub(super) spent_on: NaiveDate,
    pub(super) amount: Money,
    pub(super) original: Option<Foreign>,
    pub(super) payee: String,
    pub(super) description: String,
    pub(super) nights: Option<i32>,
    pub(super) days: Option<i32>,
    pub(super) receipt: Option<Receipt>,
    pub(super) no_receipt: String,
}

/// What an expense is looked at against.
pub(super) struct Around {
    pub(super) award: Award,
    pub(super) today: NaiveDate,
    /// The questioned expense that is answered.
    pub(super) replaces: Option<Id<Expense>>,
    pub(super) activities: Vec<Activity>,
    /// What became of them.
    pub(super) records: Vec<ActivityRecord>,
    /// What each category holds, without what waits.
    left: BTreeMap<String, Money>,
    /// What waits in all of them.
    waits: Money,
    /// Day, amount and folded payee of rows of the same file that come before.
    pub(super) earlier: Vec<(NaiveDate, Money, String)>,
}

impl Around {
    /// Reads what stands around an expense of this award.
    pub(super) fn load(conn: &mut Conn, award: Award, replaces: Option<Id<Expense>>, now: Timestamp) -> Result<Self, Error> {
        let positions = ledger::award_position(conn, &award.id.text())?;
        let held = |p: &ledger::CategoryPosition| p.undelivered.plus(p.advanced).unwrap_or(p.undelivered);
        let mut left: BTreeMap<String, Money> = positions.categories.iter().map(|p| (p.category.clone(), held(p))).collect();
        let mut waits = Money::ZERO;
        for (category, amount) in store::list_open_amounts(conn, award.id, replaces)? {
            if let Some(left) = left.get_mut(&category) {
                *left = left.minus(amount).unwrap_or(*left);
                waits = waits.plus(amount).unwrap_or(waits);
            }
        }
        let (activities, records) = gathering::activities_and_records(conn, award.id)?;
        let today = now.day_in(organisation::city(conn, award.organisation)?.zone);
        Ok(Self { award, today, replaces, activities, records, left, waits, earlier: vec![] })
    }

    /// What a category still holds; below zero where more waits than that.
    pub(super) fn left(&self, category: &str) -> Money {
        self.left.get(category).copied().unwrap_or(Money::ZERO)
    }

    /// What the whole award still holds.
    fn left_in_all(&self) -> Money {
        Money::total(self.left.values().copied()).unwrap_or(Money::ZERO).max(Money::ZERO)
    }

    /// Counts an expense in, before the next row is looked at.
    pub(super) fn add(&mut self, checked: &Checked) {
        if let Some(left) = self.left.get_mut(&checked.category) {
            *left = left.minus(checked.amount).unwrap_or(*left);
            self.waits = self.waits.plus(checked.amount).unwrap_or(self.waits);
        }
        self.earlier.push((checked.spent_on, checked.amount, fold(&checked.payee)));
    }

    /// Every field; what it comes to, or each mistake.
    pub(super) fn check(&self, new: &NewExpense) -> Result<Checked, Vec<FieldError>> {
        let mut mistakes = Vec::new();
        let activity = self.activities.iter().find(|a| a.id.text() == new.activity);
        if activity.is_none() {
            mistakes.push(FieldError::new("activity", "Choose the activity that the cost belongs to."));
        }
        if let Some(attendee) = &new.attendee
            && !activity.is_some_and(|a| a.attendees.iter().any(|person| person.id.text() == *attendee))
        {
            mistakes.push(FieldError::new("attendee", "Choose a person who goes to this activity."));
        }
        let spent_on = self.day(new).map_err(|told| mistakes.push(FieldError::new("spent_on", told))).ok();
        if !self.left.contains_key(&new.category) {
            mistakes.push(FieldError::new("category", "Choose a cost category of this award."));
        }
        let original = new.foreign.read();
        // Where the dollars are to follow from another currency, only what is wrong with that is told.
        let follows = original.is_err() && new.amount.trim().is_empty();
        let original = original.unwrap_or_else(|found| {
            mistakes.extend(found);
            None
        });
        let amount = if follows { None } else { self.amount(new, original.as_ref(), &mut mistakes) };
        mistakes.extend(words("payee", &new.payee, MOST_PAYEE, "Say whom the city paid, in at most 120 characters."));
        mistakes.extend(words("description", &new.description, MOST_WORDS, "Say what was bought, in at most 300 characters."));
        let nights = count("nights", &new.nights, &mut mistakes);
        let days = count("days", &new.days, &mut mistakes);
        let receipt = receipt(new, &mut mistakes);
        match (activity, spent_on, amount) {
            (Some(activity), Some(spent_on), Some(amount)) if mistakes.is_empty() => Ok(Checked {
                activity: activity.clone(),
                category: new.category.clone(),
                attendee: new.attendee.clone(),
                spent_on,
                amount,
                original,
                payee: new.payee.trim().to_owned(),
                description: new.description.trim().to_owned(),
                nights,
                days,
                receipt,
                no_receipt: new.no_receipt.trim().to_owned(),
            }),
            _ => Err(mistakes),
        }
    }

    /// The day of the cost, or what is wrong with it.
    fn day(&self, new: &NewExpense) -> Result<NaiveDate, String> {
        match &new.spent_on {
            Err(told) => Err(told.clone()),
            Ok(None) => Err("Enter the day of the cost.".to_owned()),
            Ok(Some(day)) if *day > self.today => Err("The day of the cost lies in the future.".to_owned()),
            Ok(Some(day)) => Ok(*day),
        }
    }

    /// The dollars: as typed, or as they follow from the other currency, within what the award still holds.
    fn amount(&self, new: &NewExpense, original: Option<&Foreign>, mistakes: &mut Vec<FieldError>) -> Option<Money> {
        let amount = match (Money::parse(&new.amount), original.map(Foreign::dollars)) {
            (_, Some(None)) => Err("The amount in dollars is too large.".to_owned()),
            (_, Some(Some(dollars))) if new.amount.trim().is_empty() => Ok(dollars),
            (Ok(typed), Some(Some(dollars))) if typed != dollars => {
                Err(format!("The amount and the rate come to {dollars}. Enter that, or leave the dollars empty."))
            }
            (typed, _) => typed.map_err(|e| e.to_string()),
        };
        let amount = match amount {
            Ok(amount) if amount.is_positive() => amount,
            Ok(_) => {
                mistakes.push(FieldError::new("amount", "Enter an amount above zero."));
                return None;
            }
            Err(problem) => {
                mistakes.push(FieldError::new("amount", problem));
                return None;
            }
        };
        let (all, here) = (self.left_in_all(), self.left(&new.category).max(Money::ZERO));
        if self.left.contains_key(&new.category) && amount > all {
            let told = if all == here {
                format!("Only {here} of this category is left.")
            } else {
                format!("Only {all} of the award is left, {here} of it in this category.")
            };
            let besides = format!(" Besides, {} is held for expenses that wait for a decision.", self.waits);
            let besides = if self.waits.is_positive() { besides } else { String::new() };
            mistakes.push(FieldError::new("amount", told + &besides));
            return None;
        }
        Some(amount)
    }
}

/// A text that must be there.
fn words(field: &str, text: &str, most: usize, told: &str) -> Option<FieldError> {
    let text = text.trim();
    let is_sound = !text.is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control);
    (!is_sound).then(|| FieldError::new(field, told))
}

/// A number that may be there.
fn count(field: &str, text: &str, mistakes: &mut Vec<FieldError>) -> Option<i32> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let number = text.parse().ok().filter(|n| (1..=MOST_DAYS).contains(n) && text.bytes().all(|b| b.is_ascii_digit()));
    if number.is_none() {
        mistakes.push(FieldError::new(field, "Enter a whole number from 1 to 366, or leave it empty."));
    }
    number
}

/// The file, or the words about why there is none.
fn receipt(new: &NewExpense, mistakes: &mut Vec<FieldError>) -> Option<Receipt> {
    let why = new.no_receipt.trim();
    match &new.receipt {
        Err(problem) => mistakes.push(FieldError::new("receipt", problem.clone())),
        Ok(None) if why.is_empty() => {
            mistakes.push(FieldError::new("receipt", "Choose the receipt, a PDF or a photo, or say below why there is none."));
        }
        Ok(None) if why.chars().count() > MOST_WORDS => {
            mistakes.push(FieldError::new("no_receipt", "Say why there is no receipt in at most 300 characters."));
        }
        Ok(found) => return found.clone(),
    }
    None
}
