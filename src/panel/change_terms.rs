//! Somebody on a panel changes what they know about, how much they can take on, or when they are away.

use super::facts::SeatChanged;
use super::policy;
use super::seat::{Seat, Stage};
use super::store::seats;
use super::terms::TypedTerms;
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The seat is not the person's, or not any more.
    #[error("You are not on this panel, or no longer.")]
    NotOn,
    /// It was changed meanwhile.
    #[error("This was changed after you opened the page. Open it again to see how it is now.")]
    Changed,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ChangeError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOn | Self::Changed => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Changes the terms of a seat that was read as its version `seen`.
///
/// # Errors
/// See [`ChangeError`]; nothing changes then.
pub fn change_terms(tx: &mut Tx<'_>, actor: &Actor, id: Id<Seat>, (terms, seen): (&TypedTerms, i64)) -> Result<(), ChangeError> {
    let now = tx.now();
    let seat = seats::seat(tx, id)?;
    if !policy::is_own(actor, &seat) {
        return Err(db::Error::Missing.into());
    }
    if seat.stage != Stage::Accepted {
        return Err(ChangeError::NotOn);
    }
    if seat.version != seen {
        return Err(ChangeError::Changed);
    }
    let terms = terms.read(now)?.map_err(ChangeError::Invalid)?;
    seats::change_terms(tx, &seat, &terms)?;
    let fact = SeatChanged {
        seat: id.text(),
        tags: terms.tags,
        most_reviews: terms.most_reviews,
        absent_from: terms.absence.map(|days| days.from),
        absent_to: terms.absence.map(|days| days.to),
        state: terms.state,
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}
