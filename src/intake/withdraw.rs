//! The city withdraws its application. What was received stays on record.

use super::facts::ApplicationWithdrawn;
use super::{Application, enter, policy, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::outbox;
use crate::people::Actor;

/// Why an application was not withdrawn.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawError {
    /// A draft can be withdrawn by its writers; what was received, only by an official.
    #[error("Only an authorized official of your city can withdraw an application that was submitted.")]
    NotAllowed,
    /// It was withdrawn before.
    #[error("This application was withdrawn already.")]
    AlreadyWithdrawn,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for WithdrawError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::AlreadyWithdrawn => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Withdraws the application. `process` decides first whether the case may still leave.
///
/// # Errors
/// See [`WithdrawError`].
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str) -> Result<(), WithdrawError> {
    let application = store::application(tx, id)?;
    if !policy::may_see(actor, &application) {
        return Err(db::Error::Missing.into());
    }
    let may = policy::may_certify(actor, &application) || (application.is_draft() && policy::may_write(actor, &application));
    if !may {
        return Err(WithdrawError::NotAllowed);
    }
    if application.withdrawn_at.is_some() {
        return Err(WithdrawError::AlreadyWithdrawn);
    }
    store::mark_withdrawn(tx, &application)?;
    let city = store::city(tx, application.city)?;
    let fact = ApplicationWithdrawn {
        application: id.text(),
        reference: application.reference.clone(),
        title: application.shown_title().to_owned(),
        city: city.full_name.clone(),
        reason: reason.chars().take(500).collect(),
        withdrawn_by: actor.name.clone(),
        withdrawn_at: tx.now(),
        city_zone: Some(city.zone.name().to_owned()),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    if !application.is_draft() {
        let recipients = enter::list_told(tx, &application)?;
        outbox::announce(tx, &fact, &recipients)?;
    }
    Ok(())
}
