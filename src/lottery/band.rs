//! The pool of a draw: those whom the funding line cuts, taken from an evaluated ranking that hides nothing from whoever
//! reads it. Pure but for what the ranking already is.

use super::draw::{BY, Lot};
use crate::blind::WITHHELD;
use crate::db;
use crate::kernel::{Kind, Money, Refusal};
use crate::reporting::ranking::{Group, Outcome, Round};
use crate::scoring::draw::{self as lots, Pool};

/// Those whom the line cuts, and what is left for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// The pool, in the order of its numbers.
    pub lots: Vec<Lot>,
    /// What the budget leaves for them.
    pub left: Money,
    /// The root over the pool, in hex.
    pub root: String,
    /// How many reviews of what is ranked, or would be, are still owed.
    pub owed: usize,
    /// The digest of the ranking.
    pub ranking_sha256: String,
}

/// Why there is no pool.
#[derive(Debug, thiserror::Error)]
pub enum NoBand {
    /// Scores are hidden from whoever reads the ranking.
    #[error(
        "You review in this round yourself and do not see all of its scores yet, or not who applies, so that you do not see whom the line cuts. Another \
         program officer or chair prepares the draw."
    )]
    Hidden,
    /// The ranking has no intervals.
    #[error("The ranking has no intervals of ranks, so that it does not say whom the line cuts. Look at the ranking for the reason.")]
    NotRanked,
    /// The scores cannot be put in one order.
    #[error("{0} So no line is drawn, and there is nobody to draw.")]
    MixedScales(String),
    /// The line cuts nobody.
    #[error("The line cuts no application: there is nobody to draw.")]
    Empty,
    /// The line cuts one alone.
    #[error("The line cuts {0} alone: there is nobody to draw it from. People decide on it, with reasons.")]
    Alone(String),
    /// The ranking could not be read.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for NoBand {
    fn kind(&self) -> Kind {
        match self {
            Self::Hidden | Self::NotRanked | Self::MixedScales(_) | Self::Empty | Self::Alone(_) => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Whether the reader of this ranking, who reviews in its round, does not see who applies, or the score of a submitted review. A
/// pool names applications as everybody knows them, and that tells such a reader which is which.
pub(super) fn hides(round: &Round) -> bool {
    let withheld = round.ranked.iter().chain(&round.waiting).chain(&round.decided).any(|candidate| candidate.city == WITHHELD);
    withheld || round.waiting.iter().any(|candidate| candidate.submitted > 0)
}

/// The band of a ranking of what is still to be decided.
///
/// # Errors
/// [`NoBand`] says why nobody can be drawn.
pub fn band(round: &Round, outcome: &Outcome) -> Result<Band, NoBand> {
    if hides(round) {
        return Err(NoBand::Hidden);
    }
    if let Some(sentence) = &round.mixed_scales {
        return Err(NoBand::MixedScales(sentence.clone()));
    }
    let view = outcome.view();
    let cut = view.filter(|view| view.unranked.is_none()).and_then(|view| view.cut.as_ref());
    let lines = round.lines(view);
    if !lines.is_empty() && cut.is_none() && round.line_budget().is_some() {
        return Err(NoBand::NotRanked);
    }
    let cut_by_it = lines.iter().filter(|line| line.group == Group::Cut).map(|line| line.candidate);
    let mut found: Vec<Lot> = cut_by_it
        .map(|candidate| Lot { application: candidate.id, reference: candidate.reference.clone(), amount: candidate.amount })
        .collect();
    // As the pool is sorted: by bytes.
    found.sort_by(|one, next| one.reference.cmp(&next.reference));
    match found.as_slice() {
        [] => return Err(NoBand::Empty),
        [one] => return Err(NoBand::Alone(one.reference.clone())),
        _ => {}
    }
    let left = cut.map_or(Ok(Money::ZERO), |cut| Money::parse(&cut.left_for_band)).map_err(|e| db::Error::Broken(e.to_string()))?;
    let owed = round.ranked.iter().chain(&round.waiting).map(|candidate| candidate.owed).sum();
    Ok(Band { root: root(&found)?, lots: found, left, owed, ranking_sha256: round.sha256()? })
}

/// The root over these lots.
fn root(found: &[Lot]) -> Result<String, db::Error> {
    let names: Vec<String> = found.iter().map(|lot| lot.reference.clone()).collect();
    let pool = Pool::from_names(&names).map_err(|e| db::Error::Broken(e.to_string()))?;
    Ok(lots::commit(pool, BY).pool_root)
}
