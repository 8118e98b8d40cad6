//! Turns an approved recommendation into an award with its agreement to sign.

use super::agreement::{self, Agreement, Terms};
use super::award::Award;
use super::decision::Verdict;
use super::recommendation::Stage;
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::people::{Actor, Organisation};
use chrono::NaiveDate;

/// What the award takes over from the application and its round.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The reference number.
    pub reference: String,
    /// The round.
    pub opportunity_id: String,
    /// The name of the round.
    pub opportunity_title: String,
    /// The city.
    pub organisation: Id<Organisation>,
    /// The name of the city.
    pub city: String,
    /// What the application calls itself.
    pub title: String,
    /// Names of the categories, for the text of the agreement: code and name.
    pub categories: Vec<(String, String)>,
    /// The specific conditions that are in force, each with what ends it.
    pub conditions: Vec<String>,
    /// Today, where the round is.
    pub today: NaiveDate,
    /// The digest of the recommendation that the approver looked at.
    pub seen_digest: String,
    /// The digest of the obligation that will follow, as the ledger computes it.
    pub obligation_digest: String,
}

/// Why a recommendation did not become an award.
#[derive(Debug, thiserror::Error)]
pub enum OfferError {
    /// Not an approving official.
    #[error("Only an approving official decides on recommendations.")]
    Forbidden,
    /// Maker and checker are the same person.
    #[error("You recommended this award, so another person must approve it.")]
    OwnRecommendation,
    /// The recommendation is not the one that was looked at.
    #[error("The recommendation changed after you opened it. Look at it again.")]
    Changed,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for OfferError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden | Self::OwnRecommendation => Kind::Forbidden,
            Self::Changed => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Stores decision, award, budget version 1 and the agreement to sign.
///
/// # Errors
/// [`OfferError`].
pub fn offer(tx: &mut Tx<'_>, actor: &Actor, case: Id<Award>, offer: &Offer, note: &str) -> Result<Award, OfferError> {
    let account = actor.account.filter(|_| policy::may_decide(actor)).ok_or(OfferError::Forbidden)?;
    let recommendation = store::find_open_recommendation(tx, case)?.ok_or(db::Error::Missing)?;
    if actor.is_person(&recommendation.by) {
        return Err(OfferError::OwnRecommendation);
    }
    if recommendation.digest != offer.seen_digest || !recommendation.is_intact() {
        return Err(OfferError::Changed);
    }
    store::mark_recommendation(tx, &recommendation, Stage::Approved)?;
    store::insert_decision(
        tx,
        case,
        Some(&recommendation),
        (Verdict::Awarded, Some(&offer.obligation_digest)),
        (account, &actor.name, note),
    )?;
    // After an annulment the same case is awarded anew: its next budget, its next agreement.
    let (budget_version, version) = store::find_annulled(tx, case)?.map_or((1, 1), |(budget, row)| (budget + 1, row + 1));
    let award = Award {
        id: case,
        reference: offer.reference.clone(),
        opportunity_id: offer.opportunity_id.clone(),
        organisation: offer.organisation,
        city: offer.city.clone(),
        title: offer.title.clone(),
        amount: recommendation.total,
        budget_version,
        lines: recommendation.lines.clone(),
        period_start: recommendation.period_start,
        period_end: recommendation.period_end,
        offered_at: tx.now(),
        told_at: None,
        accepted_at: None,
        declined_at: None,
        closed_at: None,
        version,
    };
    store::insert_award(tx, &award, recommendation.id)?;
    let Offer { opportunity_title, categories, conditions, today, .. } = offer;
    let text = agreement::write(&award, Terms { opportunity: opportunity_title, categories, conditions, written_on: *today })?;
    let id = tx.id::<Agreement>();
    store::insert_agreement(tx, &award, id, &text)?;
    Ok(award)
}
