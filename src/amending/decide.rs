//! Another person than the one who asked decides: approves, refuses, or sends back with what to mend.

use super::amendment::{Amendment, Stage};
use super::facts::{AmendmentApproved, AmendmentRefused, AmendmentReturned};
use super::take_effect::{self, EffectError};
use super::tell::{Audience, tell};
use super::{policy, read, store, text};
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::{Account, Actor};

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// Neither an approving official nor a program officer.
    #[error("Only an approving official or a program officer decides on amendments.")]
    NotDecider,
    /// It needs the other role.
    #[error("This needs the decision of an approving official.")]
    NeedsOfficial,
    /// The one who asked.
    #[error("You asked for this, so another person must decide.")]
    SamePerson,
    /// One of the city's own people.
    #[error("You belong to this city, so another person must decide on its amendments.")]
    OwnCity,
    /// It was decided or taken back.
    #[error("This amendment does not wait for a decision any more.")]
    NotWaiting,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields([FieldError; 1]),
    /// It cannot take effect.
    #[error(transparent)]
    Effect(#[from] EffectError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DecideError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotDecider => Kind::Missing,
            Self::NeedsOfficial | Self::SamePerson | Self::OwnCity => Kind::Forbidden,
            Self::NotWaiting => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Effect(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Approves: what needs no signature takes effect at once, the rest when the city has signed its text.
///
/// # Errors
/// [`DecideError`].
pub fn approve(tx: &mut Tx<'_>, actor: &Actor, id: Id<Amendment>, note: &str, press: &str) -> Result<(), DecideError> {
    let (account, award, amendment) = waiting(tx, actor, id)?;
    let note = note.trim();
    if note.chars().count() > 1000 {
        return Err(DecideError::Fields([FieldError::new("note", "Say it in at most 1,000 characters.")]));
    }
    take_effect::check(tx, &award, &amendment)?;
    let agreement = if amendment.needs_signature {
        let categories = read::categories(tx, &award)?;
        let before = read::before(tx, &amendment)?;
        let written = text::write(&award, &amendment, &before, &categories)?;
        Some(award::write_amendment(tx, &award, (text::FORM, &written))?.id)
    } else {
        None
    };
    store::mark_decided(tx, &amendment, (Stage::Approved, agreement), (account, &actor.name, note))?;
    let amendment = store::amendment(tx, id)?;
    if amendment.needs_signature {
        Ok(tell::<AmendmentApproved>(tx, actor, (&award, &amendment), note, &Audience::City)?)
    } else {
        Ok(take_effect::take_effect(tx, actor, &amendment, None, press)?)
    }
}

/// Refuses.
///
/// # Errors
/// [`DecideError`].
pub fn refuse(tx: &mut Tx<'_>, actor: &Actor, id: Id<Amendment>, reason: &str) -> Result<(), DecideError> {
    let (award, amendment) = settle(tx, actor, id, (Stage::Refused, "reason", reason))?;
    let audience = if amendment.by_fund { Audience::Deciders } else { Audience::City };
    Ok(tell::<AmendmentRefused>(tx, actor, (&award, &amendment), reason.trim(), &audience)?)
}

/// Sends back with what to mend. What is mended is asked for as another amendment.
///
/// # Errors
/// [`DecideError`].
pub fn send_back(tx: &mut Tx<'_>, actor: &Actor, id: Id<Amendment>, reason: &str) -> Result<(), DecideError> {
    let (award, amendment) = settle(tx, actor, id, (Stage::Returned, "mend", reason))?;
    let audience = if amendment.by_fund { Audience::Deciders } else { Audience::City };
    Ok(tell::<AmendmentReturned>(tx, actor, (&award, &amendment), reason.trim(), &audience)?)
}

fn settle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Amendment>,
    (stage, field, reason): (Stage, &str, &str),
) -> Result<(Award, Amendment), DecideError> {
    let (account, award, amendment) = waiting(tx, actor, id)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        return Err(DecideError::Fields([FieldError::new(field, "Give the reason, in at most 1,000 characters. The letter shows it.")]));
    }
    store::mark_decided(tx, &amendment, (stage, None), (account, &actor.name, reason))?;
    Ok((award, store::amendment(tx, id)?))
}

/// The amendment that waits, if the person decides on it.
fn waiting(tx: &mut Tx<'_>, actor: &Actor, id: Id<Amendment>) -> Result<(Id<Account>, Award, Amendment), DecideError> {
    let account = actor.account.filter(|_| policy::is_decider(actor)).ok_or(DecideError::NotDecider)?;
    let amendment = read::open_amendment(tx, actor, id)?;
    let award = award::award(tx, amendment.award)?;
    if policy::is_own_city(actor, award.organisation) {
        return Err(DecideError::OwnCity);
    }
    if policy::is_asker(actor, &amendment) {
        return Err(DecideError::SamePerson);
    }
    if amendment.stage != Stage::Asked {
        return Err(DecideError::NotWaiting);
    }
    let before = read::before(tx, &amendment)?;
    let transfers = read::transferred_with(tx, &award, read::moved_by(&amendment, &before))?;
    if !policy::may_decide(actor, &award, &amendment, &transfers) {
        return Err(DecideError::NeedsOfficial);
    }
    Ok((account, award, amendment))
}
