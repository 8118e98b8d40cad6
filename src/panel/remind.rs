//! Reminds somebody who has not answered, with a new link and perhaps another last day. The link of before ends.

use super::facts::SeatReminded;
use super::seat::{Seat, Stage};
use super::store::seats;
use super::{invite, policy};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;
use crate::{audit, opportunity, outbox};
use chrono::NaiveDate;

/// Why nobody was reminded.
#[derive(Debug, thiserror::Error)]
pub enum RemindError {
    /// Neither an officer nor a chair.
    #[error("Only a program officer or the chair of a panel reminds reviewers.")]
    NotAllowed,
    /// There is nothing to answer.
    #[error("This invitation was answered or withdrawn, so there is nothing to remind of.")]
    Ended,
    /// The last day is wrong.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// Too many letters.
    #[error("You sent many letters today. Please continue tomorrow.")]
    TooMany,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RemindError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Ended | Self::TooMany => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Mails the invitation again, to be answered until the end of this day.
///
/// # Errors
/// See [`RemindError`]; nothing changes then.
pub fn remind(tx: &mut Tx<'_>, actor: &Actor, id: Id<Seat>, reply_by: &Result<Option<NaiveDate>, FieldError>) -> Result<(), RemindError> {
    let by = actor.account.filter(|_| policy::may_lead(actor)).ok_or(RemindError::NotAllowed)?;
    let seat = seats::seat(tx, id)?;
    if seat.stage != Stage::Invited {
        return Err(RemindError::Ended);
    }
    let round = opportunity::opportunity(tx, seat.round)?;
    let zone = round.closes.zone;
    let reply_by = invite::reply_by(reply_by, (tx.now(), zone))?.map_err(|e| RemindError::Invalid(vec![e]))?;
    seats::mark_asked(tx, &seat, (by, reply_by))?;
    let seat = Seat { asked_n: seat.asked_n + 1, reply_by, ..seat };
    let (path, expires_at) = invite::link(tx, actor, &seat, zone)?.ok_or(RemindError::TooMany)?;
    let fact = SeatReminded {
        seat: id.text(),
        opportunity: round.id.text(),
        title: round.title,
        name: seat.name.clone(),
        email: seat.email.clone(),
        most_reviews: seat.most_reviews,
        reply_by,
        reminded_by: actor.name.clone(),
        expires_at,
        path: None,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = invite::recipient(tx, &seat)?;
    Ok(outbox::announce(tx, &SeatReminded { path: Some(path), ..fact }, &[to])?)
}
