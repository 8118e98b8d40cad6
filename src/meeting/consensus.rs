//! The nouns that are written down for the minutes: what was noted, and the scores on which the panel agrees, which stand
//! beside those of the reviewers and never replace them. Pure.

use super::Item;
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Rubric;
use crate::scoring::{self, Points};

/// What was noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// On what.
    pub item: Id<Item>,
    /// The words.
    pub body: String,
    /// Who noted it.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}

/// A score on which the panel agrees. The newest of a criterion counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// On what.
    pub item: Id<Item>,
    /// The criterion.
    pub criterion: String,
    /// Which one of this criterion, from 1.
    pub n: i32,
    /// The score.
    pub score: i64,
    /// Why it is another one than before; empty for the first.
    pub reason: String,
    /// Who recorded it.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}

/// The newest score of a criterion among these.
#[must_use]
pub fn agreed_on<'a>(agreed: &'a [Agreed], criterion: &str) -> Option<&'a Agreed> {
    agreed.iter().filter(|one| one.criterion == criterion).max_by_key(|one| one.n)
}

/// The weighted score that the newest of these come to; nothing while one that counts is missing.
#[must_use]
pub fn weighted(rubric: &Rubric, agreed: &[Agreed]) -> Option<Points> {
    let of = |id: &str| agreed_on(agreed, id).map(|one| one.score);
    scoring::weigh(&rubric.counting().map(|criterion| (criterion.weight_bp, of(&criterion.id))).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::IdSource;
    use crate::opportunity::{Criterion, CriterionKind, Direction};

    fn criterion(id: &str, weight_bp: i64) -> Criterion {
        let kind = if weight_bp == 0 { CriterionKind::PassFail } else { CriterionKind::Scored };
        let (title, prompt, evidence, anchors) = (id.to_owned(), String::new(), String::new(), vec![]);
        Criterion { id: id.into(), title, kind, counts: weight_bp > 0, weight_bp, prompt, evidence, anchors }
    }

    fn agreed(criterion: &str, n: i32, score: i64) -> Agreed {
        let at = Timestamp::from_micros(0);
        let (reason, by_name) = (String::new(), String::new());
        Agreed { item: IdSource::seeded(1).id(at), criterion: criterion.into(), n, score, reason, by_name, at }
    }

    #[test]
    fn consensus_is_weighed_once_it_is_whole_and_the_newest_counts() {
        let rubric = Rubric {
            scale_min: 1,
            scale_max: 5,
            direction: Direction::default(),
            minutes: None,
            comments: None,
            criteria: vec![criterion("need", 4_000), criterion("plan", 6_000), criterion("legal", 0)],
            gap_check: None,
        };
        let points = |all: &[Agreed]| weighted(&rubric, all).map(|points| points.to_string());
        assert_eq!(points(&[agreed("need", 1, 5)]), None);
        assert_eq!(points(&[agreed("need", 1, 5), agreed("plan", 1, 2)]).as_deref(), Some("3.20"));
        assert_eq!(points(&[agreed("plan", 2, 4), agreed("need", 1, 5), agreed("plan", 1, 2)]).as_deref(), Some("4.40"));
    }
}
