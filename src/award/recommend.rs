//! Recommends an award. Reserving the money is the ledger's part, in the same transaction.

use super::award::{Award, Line, total};
use super::recommendation::{Recommendation, Stage, digest_of};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::Actor;
use chrono::NaiveDate;

/// What an officer proposes.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Amounts by category; categories with nothing are left out.
    pub lines: Vec<Line>,
    /// The first day of the period of performance.
    pub period_start: NaiveDate,
    /// The last day of the period of performance.
    pub period_end: NaiveDate,
    /// Why.
    pub rationale: String,
}

/// What the round and the application allow.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// The smallest award.
    pub floor: Money,
    /// The largest award.
    pub cap: Money,
    /// What the city asked for, by category.
    pub requested: Vec<Line>,
    /// The last day for which the money is reserved; none: until it is decided.
    pub reserved_until: Option<NaiveDate>,
}

/// Why an award was not recommended.
#[derive(Debug, thiserror::Error)]
pub enum RecommendError {
    /// Not an officer.
    #[error("Only a program officer recommends awards.")]
    Forbidden,
    /// The proposal does not fit the round or the application.
    #[error("Check the recommendation.")]
    Invalid(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RecommendError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Forbidden | Self::Db(_) => &[],
        }
    }
}

/// Stores the proposal as the open recommendation of the case.
///
/// # Errors
/// [`RecommendError`].
pub fn recommend(
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: Id<Award>,
    proposal: &Proposal,
    bounds: &Bounds,
) -> Result<Recommendation, RecommendError> {
    let account = actor.account.filter(|_| policy::may_recommend(actor)).ok_or(RecommendError::Forbidden)?;
    let mistakes = mistakes(proposal, bounds);
    let (true, Some(total)) = (mistakes.is_empty(), total(&proposal.lines)) else {
        return Err(RecommendError::Invalid(mistakes));
    };
    let id = tx.id::<Recommendation>();
    let mut lines = proposal.lines.clone();
    lines.sort_by(|a, b| a.category.cmp(&b.category));
    let rationale = proposal.rationale.trim().to_owned();
    let digest = digest_of(id, case, &lines, (proposal.period_start, proposal.period_end), &rationale)
        .ok_or_else(|| db::Error::Broken("no digest".into()))?;
    let made = Recommendation {
        id,
        case,
        stage: Stage::Open,
        lines,
        total,
        period_start: proposal.period_start,
        period_end: proposal.period_end,
        rationale,
        reserved_until: bounds.reserved_until,
        digest,
        by: account.text(),
        by_name: actor.name.clone(),
        at: tx.now(),
        version: 1,
    };
    store::insert_recommendation(tx, &made)?;
    Ok(made)
}

/// What of a proposal does not fit the round or the application.
#[must_use]
pub fn mistakes(proposal: &Proposal, bounds: &Bounds) -> Vec<FieldError> {
    let mut found = Vec::new();
    for line in &proposal.lines {
        let requested = bounds.requested.iter().find(|r| r.category == line.category).map_or(Money::ZERO, |r| r.amount);
        let field = format!("amount-{}", line.category);
        if !line.amount.is_positive() {
            found.push(FieldError::new(field, "Enter an amount above zero, or leave the field empty."));
        } else if line.amount > requested {
            found.push(FieldError::new(field, format!("The city asked for {requested} here. Enter that or less.")));
        }
    }
    match total(&proposal.lines) {
        None => found.push(FieldError::new("amounts", "The amounts are too large to add up.")),
        Some(sum) if sum < bounds.floor => {
            found.push(FieldError::new("amounts", format!("The total is {sum}. The smallest award is {}.", bounds.floor)))
        }
        Some(sum) if sum > bounds.cap => {
            found.push(FieldError::new("amounts", format!("The total is {sum}. The largest award is {}.", bounds.cap)))
        }
        Some(_) => {}
    }
    if proposal.period_end < proposal.period_start {
        found.push(FieldError::new("period_end", "The period must end on or after the day it starts."));
    }
    if proposal.rationale.trim().is_empty() || proposal.rationale.chars().count() > 4000 {
        found.push(FieldError::new("rationale", "Say why this award is recommended, in at most 4,000 characters."));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(category: &str, dollars: i64) -> Line {
        Line { category: category.into(), amount: Money::from_dollars(dollars) }
    }

    #[test]
    fn a_proposal_keeps_within_the_round_and_the_request() {
        let day = |n| NaiveDate::from_ymd_opt(2027, 3, n).expect("a day");
        let bounds = Bounds {
            floor: Money::from_dollars(5_000),
            cap: Money::from_dollars(15_000),
            requested: vec![line("travel", 9_000), line("training", 9_000)],
            reserved_until: None,
        };
        let propose = |lines, from, to, why: &str| Proposal { lines, period_start: day(from), period_end: day(to), rationale: why.into() };
        let rows = [
            (propose(vec![line("travel", 5_000)], 1, 2, "good"), vec![]),
            (propose(vec![line("travel", 9_000), line("training", 6_000)], 1, 1, "good"), vec![]),
            (propose(vec![line("travel", 4_999)], 1, 2, "good"), vec!["amounts"]),
            (propose(vec![line("travel", 9_000), line("training", 6_001)], 1, 2, "good"), vec!["amounts"]),
            (propose(vec![line("travel", 9_001)], 1, 2, "good"), vec!["amount-travel"]),
            (propose(vec![line("travel", 5_000), line("materials", 1)], 1, 2, "good"), vec!["amount-materials"]),
            (propose(vec![line("travel", 5_000), line("training", 0)], 1, 2, "good"), vec!["amount-training"]),
            (propose(vec![], 3, 2, " "), vec!["amounts", "period_end", "rationale"]),
        ];
        for (proposal, expected) in rows {
            let found: Vec<_> = mistakes(&proposal, &bounds).into_iter().map(|m| m.field).collect();
            assert_eq!(found, expected, "{proposal:?}");
        }
    }
}
