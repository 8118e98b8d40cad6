//! What is known of one application, and what it counts as: reviewed, recommended, decided, awarded. Pure.

use super::terms::Policy;
use crate::award::{Stage as Proposal, Verdict};
use crate::process::Stage;

/// One received application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// The state of its city.
    pub(super) state: String,
    /// The register's figure when the city was registered; 0 where unknown.
    pub(super) population: i64,
    /// Whether its city had sent nothing in another round before.
    pub(super) is_first: bool,
    /// Where it stands.
    pub(super) stage: Stage,
    /// The last decision.
    pub(super) verdict: Option<Verdict>,
    /// What became of the last recommendation.
    pub(super) proposal: Option<Proposal>,
    /// Whether a review of it counts.
    pub(super) is_reviewed: bool,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::VariantArray)]
pub enum Measure {
    /// Awards, of the applications that are decided.
    Awarded,
    /// Recommendations, of the applications with a review.
    Recommended,
}

/// By what applications are put into groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::VariantArray)]
pub enum Grouping {
    /// By the population of the city.
    Population,
    /// By the region of its state.
    Region,
    /// By whether the city has applied before.
    FirstTime,
}

impl Known {
    /// Whether this application counts in the measure, and if so, whether it was selected.
    pub(super) fn is_selected(&self, measure: Measure) -> Option<bool> {
        match measure {
            Measure::Awarded => self.is_awarded(),
            Measure::Recommended => self.is_reviewed.then(|| self.is_recommended()),
        }
    }

    /// Whether the decision that stands gives an award; `None` while there is none. A city that declines what it is
    /// offered was awarded; an appeal that was upheld makes the case undecided again.
    fn is_awarded(&self) -> Option<bool> {
        let is_open = matches!(
            self.stage,
            Stage::Draft | Stage::Submitted | Stage::Returned | Stage::Invited | Stage::InReview | Stage::Panel | Stage::Recommended
        );
        match self.verdict {
            _ if is_open => None,
            Some(Verdict::Awarded) => Some(true),
            Some(Verdict::Declined) => Some(false),
            Some(Verdict::SentBack) | None => None,
        }
    }

    /// Whether the last word of those who recommend was to recommend. One that went back to them or lapsed waits for a new word.
    fn is_recommended(&self) -> bool {
        self.proposal.is_some_and(|proposal| matches!(proposal, Proposal::Open | Proposal::Approved | Proposal::Rejected))
    }

    /// The group, with its place among the groups.
    pub(super) fn group<'a>(&self, by: Grouping, policy: &'a Policy) -> (usize, &'a str) {
        match by {
            Grouping::Population => policy.band(self.population),
            Grouping::Region => policy.region(&self.state),
            Grouping::FirstTime if self.is_first => (0, "First application of the city"),
            Grouping::FirstTime => (1, "Has applied before"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(stage: Stage, verdict: Option<Verdict>, proposal: Option<Proposal>) -> Known {
        Known { state: "WI".into(), population: 9_000, is_first: true, stage, verdict, proposal, is_reviewed: true }
    }

    #[test]
    fn what_stands_is_what_counts() {
        let awarded = |stage, verdict| known(stage, verdict, None).is_selected(Measure::Awarded);
        assert_eq!(awarded(Stage::Decided, Some(Verdict::Awarded)), Some(true));
        assert_eq!(awarded(Stage::Declined, Some(Verdict::Awarded)), Some(true), "the city declined what it was offered");
        assert_eq!(awarded(Stage::Appealed, Some(Verdict::Declined)), Some(false), "the decision stands until the appeal is upheld");
        assert_eq!(awarded(Stage::Panel, Some(Verdict::Declined)), None, "the appeal was upheld");
        assert_eq!(awarded(Stage::InReview, Some(Verdict::SentBack)), None);
        assert_eq!(awarded(Stage::Ineligible, None), None, "nothing was decided on its merit");
        let recommended = |proposal| known(Stage::Recommended, None, proposal).is_selected(Measure::Recommended);
        assert_eq!([Proposal::Open, Proposal::Approved, Proposal::Rejected].map(|p| recommended(Some(p))), [Some(true); 3]);
        assert_eq!([Some(Proposal::SentBack), Some(Proposal::Lapsed), None].map(recommended), [Some(false); 3]);
        let unread = Known { is_reviewed: false, ..known(Stage::Declined, None, Some(Proposal::Open)) };
        assert_eq!(unread.is_selected(Measure::Recommended), None);
    }
}
