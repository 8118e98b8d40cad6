//! The noun: what the panel recommends on one application, and how that adds up against the budget. Pure.

use super::Item;
use crate::kernel::{Id, Money, MoneyError, Timestamp};
use crate::process::Stage;

/// What the panel says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// Give money.
    Recommended,
    /// Give none.
    NotRecommended,
    /// It did not come to an end.
    NoDecision,
}

impl Verdict {
    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Recommended => "Recommended",
            Self::NotRecommended => "Not recommended",
            Self::NoDecision => "No decision",
        }
    }
}

/// What the panel recommends on one application. The newest counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// On what.
    pub item: Id<Item>,
    /// Which one, from 1.
    pub n: i32,
    /// What the panel says.
    pub verdict: Verdict,
    /// How much; nothing unless it is recommended, and of a concept note, which asks for nothing yet.
    pub amount: Money,
    /// Why, in a sentence.
    pub sentence: String,
    /// Why it is another one than before; empty for the first.
    pub reason: String,
    /// Who recorded it.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}

impl Outcome {
    /// `Recommended $8,000.00`
    #[must_use]
    pub fn words(&self) -> String {
        if self.amount.is_positive() { format!("{} {}", self.verdict.label(), self.amount) } else { self.verdict.label().to_owned() }
    }

    /// The same of an application that stands there: `Withdrawn: Recommended $8,000.00 is not counted`.
    #[must_use]
    pub fn told(&self, stage: Stage) -> String {
        if is_gone(stage) { format!("{}: {} is not counted", stage.label(), self.words()) } else { self.words() }
    }
}

/// Whether nothing can be given to an application any more, whatever the panel said before: its city withdrew it, or it was found
/// ineligible.
pub(super) fn is_gone(stage: Stage) -> bool {
    matches!(stage, Stage::Withdrawn | Stage::Ineligible)
}

/// What is recommended so far, against the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    /// The budget of the meeting.
    pub budget: Money,
    /// All amounts that are recommended.
    pub recommended: Money,
}

impl Running {
    /// Adds up.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn of<'a>(budget: Money, outcomes: impl IntoIterator<Item = &'a Outcome>) -> Result<Self, MoneyError> {
        let amounts = outcomes.into_iter().filter(|outcome| outcome.verdict == Verdict::Recommended).map(|outcome| outcome.amount);
        Ok(Self { budget, recommended: Money::total(amounts)? })
    }

    /// Whether more is recommended than there is.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.recommended > self.budget
    }

    /// `$14,000.00 of $20,000.00 is recommended; $6,000.00 is left.`
    #[must_use]
    pub fn words(&self) -> String {
        let Self { budget, recommended } = self;
        // Neither is below nothing, so that their difference always is an amount.
        let (more, less, word) = if self.is_over() { (recommended, budget, "above the line") } else { (budget, recommended, "left") };
        let between = more.minus(*less).unwrap_or(Money::ZERO);
        format!("{recommended} of {budget} is recommended; {between} is {word}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::IdSource;

    fn outcome(verdict: Verdict, dollars: i64) -> Outcome {
        let at = Timestamp::from_micros(0);
        let (sentence, reason, by_name) = (String::new(), String::new(), String::new());
        Outcome { item: IdSource::seeded(1).id(at), n: 1, verdict, amount: Money::from_dollars(dollars), sentence, reason, by_name, at }
    }

    #[test]
    fn what_is_recommended_adds_up_against_the_line() {
        let all = [outcome(Verdict::Recommended, 8_000), outcome(Verdict::NotRecommended, 0), outcome(Verdict::Recommended, 6_000)];
        let words = |dollars| Running::of(Money::from_dollars(dollars), &all).map(|running| running.words());
        let told = |text: &str| Ok(text.to_owned());
        assert_eq!(words(20_000), told("$14,000.00 of $20,000.00 is recommended; $6,000.00 is left."));
        assert_eq!(words(14_000), told("$14,000.00 of $14,000.00 is recommended; $0.00 is left."));
        assert_eq!(words(10_000), told("$14,000.00 of $10,000.00 is recommended; $4,000.00 is above the line."));
        assert_eq!(words(0), told("$14,000.00 of $0.00 is recommended; $14,000.00 is above the line."));
        assert_eq!(Running::of(Money::ZERO, &[]).map(|running| running.is_over()), Ok(false));
        let huge = [outcome(Verdict::Recommended, i64::MAX), outcome(Verdict::Recommended, i64::MAX)];
        assert!(Running::of(Money::ZERO, &huge).is_err(), "what does not fit is refused");
    }

    #[test]
    fn an_outcome_is_told_with_its_amount_where_it_has_one() {
        let told = [(Verdict::Recommended, 8_000), (Verdict::Recommended, 0), (Verdict::NotRecommended, 0), (Verdict::NoDecision, 0)]
            .map(|(verdict, dollars)| outcome(verdict, dollars).words());
        assert_eq!(told, ["Recommended $8,000.00", "Recommended", "Not recommended", "No decision"]);
        let later = [Stage::Panel, Stage::Declined, Stage::Withdrawn, Stage::Ineligible]
            .map(|stage| outcome(Verdict::Recommended, 8_000).told(stage));
        assert_eq!(
            later,
            [
                "Recommended $8,000.00",
                "Recommended $8,000.00",
                "Withdrawn: Recommended $8,000.00 is not counted",
                "Ineligible: Recommended $8,000.00 is not counted"
            ]
        );
    }
}
