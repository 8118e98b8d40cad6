//! Flags: what is found about an expense when it is submitted, each in words with its citation. A flag refuses
//! nothing; the officer answers each before the expense is accepted. Pure, but for what is read around the expense.

mod policy;
mod rate;
mod words;

pub(super) use policy::{DEFINITION, answer_days};
pub use rate::{Compared, RateNote, compare_with_rates};

use super::check::{Around, Checked};
use super::expense::{Expense, Receipt};
use super::store;
use crate::award::Award;
use crate::db::{Conn, Error, Tx};
use crate::gathering;
use crate::kernel::{Id, Money, Timestamp};
use crate::locale::format::date;
use crate::places::fold;
use policy::Policy;

/// What a flag is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum FlagKind {
    /// The same file proves another expense.
    DuplicateReceipt,
    /// The same payee, day and amount stand in another expense of the city.
    DuplicateLine,
    /// The day lies outside the period of performance.
    OutsidePeriod,
    /// Nights or meals cost more than the federal rate.
    OverRate,
    /// Words name alcohol.
    Alcohol,
    /// Words name entertainment.
    Entertainment,
    /// There is no receipt.
    MissingReceipt,
    /// The category holds less than this.
    Overrun,
    /// Words name lobbying.
    Lobbying,
}

impl FlagKind {
    /// As a page names it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::DuplicateReceipt => "Same receipt",
            Self::DuplicateLine => "Same payee, day and amount",
            Self::OutsidePeriod => "Outside the period",
            Self::OverRate => "Over the travel rate",
            Self::Alcohol => "Alcohol",
            Self::Entertainment => "Entertainment",
            Self::MissingReceipt => "No receipt",
            Self::Overrun => "Over the category",
            Self::Lobbying => "Lobbying",
        }
    }
}

/// What an officer says about a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The words.
    pub words: String,
    /// Whose they are.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// One flag of an expense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// What it is about.
    pub kind: FlagKind,
    /// What was found, as a sentence.
    pub words: String,
    /// The rule it rests on.
    pub citation: String,
    /// What an officer said to it.
    pub answer: Option<Answer>,
}

impl Flag {
    fn new(policy: &Policy, kind: FlagKind, words: impl Into<String>) -> Self {
        Self { kind, words: words.into(), citation: policy.citation(kind).to_owned(), answer: None }
    }
}

/// Every flag of an expense as it would be submitted now, in the order of their kinds.
///
/// # Errors
/// The database's refusal, or a mistake in the policy.
pub(super) fn find(conn: &mut Conn, around: &Around, checked: &Checked) -> Result<Vec<Flag>, Error> {
    let policy = policy::on(around.today)?;
    let mut found: Vec<Flag> = Vec::new();
    let mut add = |kind: FlagKind, words: Option<String>| found.extend(words.map(|words| Flag::new(policy, kind, words)));
    add(FlagKind::DuplicateReceipt, same_receipt(conn, around, checked)?);
    add(FlagKind::DuplicateLine, same_line(conn, around, checked)?);
    add(FlagKind::OutsidePeriod, outside(around, checked));
    add(FlagKind::OverRate, rate::over(conn, checked, people(around, checked))?);
    let told = format!("{} {}", checked.payee, checked.description);
    for (kind, list) in policy.words() {
        add(kind, words::find(&told, list).map(|word| format!("The payee or the description says “{word}”.")));
    }
    add(FlagKind::MissingReceipt, missing(checked));
    add(FlagKind::Overrun, overrun(around, checked));
    found.sort_by_key(|flag| flag.kind);
    Ok(found)
}

/// The flag of a receipt that comes later, if its file proves another expense.
pub(super) fn of_receipt(tx: &mut Tx<'_>, award: &Award, receipt: &Receipt, expense: Id<Expense>) -> Result<Option<Flag>, Error> {
    let policy = policy::on(tx.now().day())?;
    let words = same_file(tx, award, receipt, Some(expense))?;
    Ok(words.map(|words| Flag::new(policy, FlagKind::DuplicateReceipt, words)))
}

fn same_receipt(conn: &mut Conn, around: &Around, checked: &Checked) -> Result<Option<String>, Error> {
    let Some(receipt) = &checked.receipt else { return Ok(None) };
    same_file(conn, &around.award, receipt, around.replaces)
}

/// Whether the very file proves another expense. Of another award no more is said than that.
fn same_file(conn: &mut Conn, award: &Award, receipt: &Receipt, besides: Option<Id<Expense>>) -> Result<Option<String>, Error> {
    let others = store::list_awards_with_receipt(conn, &receipt.sha256, besides)?;
    Ok(if others.is_empty() {
        None
    } else if others.contains(&award.id.text()) {
        Some("This very file proves another expense of this award too.".to_owned())
    } else {
        Some("This very file proves an expense of another award too.".to_owned())
    })
}

fn same_line(conn: &mut Conn, around: &Around, checked: &Checked) -> Result<Option<String>, Error> {
    let payee = fold(&checked.payee);
    let is_here = around.earlier.iter().any(|(day, amount, other)| (*day, *amount, other) == (checked.spent_on, checked.amount, &payee));
    let payees = store::list_payees(conn, (around.award.organisation, checked.spent_on, checked.amount), around.replaces)?;
    let is_there = payees.iter().any(|other| fold(other) == payee);
    let words =
        || format!("Another expense of the city names {} on {} with {} too.", checked.payee, date(checked.spent_on), checked.amount);
    Ok((is_here || is_there).then(words))
}

fn outside(around: &Around, checked: &Checked) -> Option<String> {
    let (first, last) = (around.award.period_start, around.award.period_end);
    let which = match checked.spent_on {
        day if day < first => "before",
        day if day > last => "after",
        _ => return None,
    };
    let day = date(checked.spent_on);
    Some(format!("The day of the cost, {day}, lies {which} the period of performance, {} to {}.", date(first), date(last)))
}

fn missing(checked: &Checked) -> Option<String> {
    if checked.receipt.is_some() {
        return None;
    }
    Some(format!("There is no receipt. The city says: {}", checked.no_receipt))
}

fn overrun(around: &Around, checked: &Checked) -> Option<String> {
    let left = around.left(&checked.category);
    let over = Money::from_cents(checked.amount.cents().saturating_sub(left.max(Money::ZERO).cents()));
    let words = || format!("The category holds {} more, so this is {over} over it.", left.max(Money::ZERO));
    over.is_positive().then(words)
}

/// For how many people an expense pays.
fn people(around: &Around, checked: &Checked) -> i64 {
    if checked.attendee.is_some() { 1 } else { gathering::people_at(&checked.activity, &around.records) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn every_flag_has_its_citation() {
        let policy = policy::on("2027-06-01".parse().expect("a day")).expect("a policy");
        for kind in FlagKind::VARIANTS {
            assert!(policy.citation(*kind).starts_with("2 CFR 200."), "{kind}");
            assert!(!kind.label().is_empty());
        }
        assert!(policy::on("2024-09-30".parse().expect("a day")).is_err(), "no policy is made up for days before the first");
    }
}
