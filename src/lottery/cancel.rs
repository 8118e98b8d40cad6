//! Calls a draw off before it is made. Everybody reads why, and the secret, so that what it would have drawn is no secret.

use super::announce::{audience, place, text};
use super::draw::{Cancelled, Draw, End};
use super::facts::LotteryCancelled;
use super::{policy, read, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::opportunity;
use crate::outbox;
use crate::people::Actor;
use crate::vault::Vault;
use secrecy::ExposeSecret;

/// Why a draw was not called off.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// Not somebody who does that.
    #[error("A draw is called off by a program officer, the chair of the panel or an approving official.")]
    NotAllowed,
    /// It was made or called off.
    #[error("This draw was made or called off already. What came of it stands on its public page.")]
    Over,
    /// There is no reason.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for CancelError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Over => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Calls the draw off, for this reason.
///
/// # Errors
/// [`CancelError`]; nothing is kept then.
pub fn cancel(tx: &mut Tx<'_>, vault: &Vault, actor: &Actor, id: Id<Draw>, reason: &str) -> Result<(), CancelError> {
    let draw = store::draw(tx, id)?;
    if !policy::may_look(actor) || !read::is_whole(tx, actor, draw.round)? {
        return Err(db::Error::Missing.into());
    }
    let by = actor.account.filter(|_| policy::may_draw(actor)).ok_or(CancelError::NotAllowed)?;
    if !draw.is_open() {
        return Err(CancelError::Over);
    }
    let ask = "Say why the draw is called off. Everybody reads it.";
    let reason = text("reason", reason, (5, ask)).map_err(|mistake| CancelError::Invalid(vec![mistake]))?;
    let sealed = store::sealed(tx, id)?;
    // Where the key was lost there is no secret to show, and calling off is the only way on.
    let secret = vault.open(place(&id.text()), &sealed).map(|secret| secret.expose_secret().to_owned()).ok();
    let end = End::Cancelled(Cancelled { reason: reason.clone(), secret, by_name: actor.name.clone(), at: tx.now() });
    match store::insert_end(tx, id, by, &end) {
        // Somebody else was quicker.
        Err(db::Error::Unique(_) | db::Error::Guard(_)) => return Err(CancelError::Over),
        other => other?,
    }
    let fact = LotteryCancelled {
        draw: draw.id.text(),
        opportunity: draw.round.text(),
        title: opportunity::opportunity(tx, draw.round)?.title,
        n: draw.n,
        pool: draw.names(),
        reason,
        cancelled_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience(tx, &draw)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}
