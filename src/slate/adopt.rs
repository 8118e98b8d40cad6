//! Adopts the slate that was looked at, if it is still the same: with its inputs, its proof and a reason, in the place of the one
//! before. It recommends nothing by itself: each recommendation is a step of its own.

use super::propose::{Proposed, Wish, propose};
use super::situation::{self, Bar, published};
use super::store::{self, NewSlate};
use super::{SlateAdopted, policy};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Kind, Money, Refusal};
use crate::opportunity;
use crate::people::Actor;

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 4_000;

/// What somebody adopts.
#[derive(Clone, Debug)]
pub struct Adoption {
    /// What can be spent.
    pub budget: Money,
    /// The digest of the inputs of the slate that was looked at.
    pub seen: String,
    /// The number of the slate that held then; 0 for none.
    pub after: i32,
    /// Why.
    pub reason: String,
}

/// Why no slate was adopted; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    /// Not somebody who adopts the slate of this round.
    #[error("{}", .0.sentence())]
    Barred(Bar),
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// Another slate than the one that was looked at.
    #[error(
        "Something changed since you looked at this slate: a score, an amount, a rule, or where an application stands. Look at the new one."
    )]
    Changed,
    /// Somebody else was quicker.
    #[error("Somebody else adopted a slate of this round while you looked at this one. Read theirs below before you take its place.")]
    Superseded,
    /// Nobody is chosen.
    #[error("This slate chooses nobody, so there is nothing to adopt.")]
    Nothing,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AdoptError {
    fn kind(&self) -> Kind {
        match self {
            Self::Barred(_) => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Changed | Self::Superseded | Self::Nothing => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Adopts the slate by the published rules of the round; gives its number.
///
/// # Errors
/// [`AdoptError`].
pub fn adopt(tx: &mut Tx<'_>, actor: &Actor, slug: &str, adoption: &Adoption) -> Result<i32, AdoptError> {
    let account = actor.account.filter(|_| policy::may_adopt(actor)).ok_or(AdoptError::Barred(Bar::NotYours))?;
    let now = tx.now();
    let round = opportunity::by_slug(tx, slug)?;
    let definition = opportunity::definition(tx, &round.definition_sha256)?;
    let rules = published(&definition);
    let situation = situation::situation(tx, actor, (slug, now), &rules)?;
    if let Some(bar) = situation.bar {
        return Err(AdoptError::Barred(bar));
    }
    let reason = adoption.reason.trim();
    let mistakes = mistakes(adoption.budget, (situation.free, situation.standard), reason);
    if !mistakes.is_empty() {
        return Err(AdoptError::Invalid(mistakes));
    }
    if situation.latest != adoption.after {
        return Err(AdoptError::Superseded);
    }
    let wish = Wish { budget: Some(adoption.budget), rules };
    let Proposed::Slate(proposal, sha256) = propose(&situation, &wish)? else { return Err(AdoptError::Changed) };
    if sha256 != adoption.seen {
        return Err(AdoptError::Changed);
    }
    if proposal.chosen().next().is_none() {
        return Err(AdoptError::Nothing);
    }
    let n = situation.latest.saturating_add(1);
    let new = NewSlate { round: round.id, n, reason, proposal: &proposal, inputs_sha256: &sha256, by: account, by_name: &actor.name };
    let id = store::insert(tx, &new)?;
    let fact = SlateAdopted {
        opportunity: round.id.text(),
        slate: id.text(),
        n,
        supersedes: Some(situation.latest).filter(|latest| *latest > 0),
        budget: adoption.budget,
        reason: reason.to_owned(),
        definition_sha256: proposal.inputs.definition_sha256.clone(),
        model: proposal.inputs.model.clone(),
        inputs_sha256: sha256,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(n)
}

/// What is free, and what the published rules leave of it, bound the budget.
fn mistakes(budget: Money, (free, published): (Money, Money), reason: &str) -> Vec<FieldError> {
    let mut found = Vec::new();
    if budget > free {
        let over = budget.minus(free).unwrap_or(budget);
        found.push(FieldError::new("budget", format!("{free} is free for this round, and {budget} is {over} more. Enter {free} or less.")));
    } else if budget > published {
        let told =
            format!("By its published rules the round gives at most {published} more. Enter {published} or less, or publish other rules.");
        found.push(FieldError::new("budget", told));
    }
    if !(1..=LONGEST_REASON).contains(&reason.chars().count()) {
        found.push(FieldError::new("reason", "Say why this slate is adopted, in at most 4,000 characters."));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cent_too_much_and_no_reason_are_told_beside_their_fields() {
        let free = Money::from_dollars(20_000);
        let fields = |cents: i64, reason: &str| {
            mistakes(Money::from_cents(cents), (free, free), reason).into_iter().map(|e| e.field).collect::<Vec<_>>()
        };
        assert!(fields(2_000_000, "The panel agreed.").is_empty());
        assert_eq!(fields(2_000_001, ""), ["budget", "reason"]);
        assert_eq!(fields(0, &"x".repeat(LONGEST_REASON + 1)), ["reason"]);
        let most = mistakes(Money::from_cents(1_000_001), (free, Money::from_dollars(10_000)), "x");
        assert!(most[0].message.starts_with("By its published rules the round gives at most $10,000.00 more."), "{most:?}");
        let said = mistakes(Money::from_cents(2_000_001), (free, free), "x");
        assert_eq!(said[0].message, "$20,000.00 is free for this round, and $20,000.01 is $0.01 more. Enter $20,000.00 or less.");
    }
}
