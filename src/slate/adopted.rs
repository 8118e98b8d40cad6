//! The noun: a slate that was adopted, as it was looked at.

use super::proposal::Proposal;
use crate::kernel::{Money, Timestamp};

/// A slate that was adopted, as far as the reader may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// Its number in the round, from 1.
    pub n: i32,
    /// The number of the one that holds now.
    pub latest: i32,
    /// Why it was adopted; none where the words name what is closed to the reader.
    pub reason: Option<String>,
    /// Who adopted it.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// The digest of its inputs.
    pub inputs_sha256: String,
    /// The slate.
    pub proposal: Proposal,
    /// Whether the reader sees all of it.
    pub is_whole: bool,
}

impl Adopted {
    /// Whether no newer one has taken its place.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.n == self.latest
    }
}

/// One line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its number.
    pub n: i32,
    /// Why; none where the words name what is closed to the reader.
    pub reason: Option<String>,
    /// Who adopted it.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// How many it chose and for how much, where the reader sees all of it.
    pub chosen: Option<(i32, Money)>,
}

/// What the slate that holds says of one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The number of the slate.
    pub n: i32,
    /// Who adopted it.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// What the application gets, if it is chosen.
    pub award: Option<Money>,
    /// Its place among the runners-up, from 1, if it is one.
    pub runner_up: Option<i32>,
}

impl Standing {
    /// The parts of an award by category, in proportion to what was asked for.
    #[must_use]
    pub fn split(&self, asked: &[Money]) -> Option<Vec<Money>> {
        split(self.award?, asked)
    }
}

/// The parts of an award in proportion to what was asked for; none where it is more than that.
pub(super) fn split(award: Money, asked: &[Money]) -> Option<Vec<Money>> {
    let weights: Vec<i64> = asked.iter().map(|amount| amount.cents().max(0)).collect();
    let whole = Money::total(asked.iter().copied()).ok()?;
    (award.is_positive() && award <= whole).then(|| award.split(&weights))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_award_in_part_is_split_as_it_was_asked_for() {
        let at = Timestamp::parse("2027-03-01T12:00:00Z").expect("an instant");
        let standing = |cents: i64| Standing { n: 1, by_name: "Olive".into(), at, award: Some(Money::from_cents(cents)), runner_up: None };
        let asked = [300_000, 600_001, 1].map(Money::from_cents);
        let split = |cents: i64| standing(cents).split(&asked).map(|parts| parts.iter().map(|part| part.cents()).collect::<Vec<_>>());
        assert_eq!(split(900_002), Some(vec![300_000, 600_001, 1]));
        let half = split(450_001).expect("parts");
        assert_eq!(half.iter().sum::<i64>(), 450_001);
        assert!(half.iter().zip(asked).all(|(part, asked)| *part <= asked.cents()), "{half:?}");
        assert_eq!((split(900_003), split(0)), (None, None), "more than was asked for, or nothing");
        assert_eq!(Standing { award: None, ..standing(1) }.split(&asked), None);
    }
}
