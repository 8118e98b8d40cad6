//! Another person than the one who imposed a condition lifts it, with a reason that the city reads.

use super::condition::Condition;
use super::facts::ConditionLifted;
use super::{policy, read, store};
use crate::db::{self, Tx};
use crate::intake::{self, Application};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;
use crate::{audit, outbox};

/// What the person sent.
#[derive(Clone, Debug)]
pub struct LiftCondition {
    /// The application, whose award it binds.
    pub application: Id<Application>,
    /// The condition.
    pub condition: Id<Condition>,
    /// Why it ends.
    pub reason: String,
    /// Whether the city knows of an award: before that a letter would give the decision away.
    pub award_is_known: bool,
}

/// Why a condition was not lifted.
#[derive(Debug, thiserror::Error)]
pub enum LiftConditionError {
    /// Not one of those who lift conditions.
    #[error("Only an approving official, a program officer or an administrator can lift conditions.")]
    WrongRole,
    /// One of the city's own people.
    #[error("You belong to this city, so another person must decide on its conditions.")]
    OwnCity,
    /// The one who imposed it.
    #[error("You imposed this condition, so another person must lift it.")]
    SamePerson,
    /// It was lifted before.
    #[error("This condition was lifted already.")]
    LiftedAlready,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields([FieldError; 1]),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for LiftConditionError {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongRole => Kind::Missing,
            Self::OwnCity | Self::SamePerson => Kind::Forbidden,
            Self::LiftedAlready => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Lifts the condition.
///
/// # Errors
/// [`LiftConditionError`].
pub fn lift_condition(tx: &mut Tx<'_>, actor: &Actor, asked: &LiftCondition) -> Result<(), LiftConditionError> {
    let account = actor.account.filter(|_| policy::lifts(actor)).ok_or(LiftConditionError::WrongRole)?;
    let application = read::subject(tx, actor, asked.application)?.application;
    let condition = store::condition(tx, asked.condition)?;
    if condition.application != application.id {
        return Err(db::Error::Missing.into());
    }
    if policy::is_own_city(actor, application.city) {
        return Err(LiftConditionError::OwnCity);
    }
    if policy::is_imposer(actor, &condition) {
        return Err(LiftConditionError::SamePerson);
    }
    if condition.lifted.is_some() {
        return Err(LiftConditionError::LiftedAlready);
    }
    let reason = asked.reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        let told = "Say why the condition ends, in at most 1,000 characters. The city reads this.";
        return Err(LiftConditionError::Fields([FieldError::new("reason", told)]));
    }
    store::mark_lifted(tx, &condition, (account, &actor.name), reason)?;
    let told = if asked.award_is_known { intake::list_told(tx, &application)? } else { vec![] };
    let fact = ConditionLifted {
        application: application.id.text(),
        reference: application.reference,
        city: application.city_name,
        condition: condition.id.text(),
        text: condition.text,
        reason: reason.to_owned(),
        imposed_by: condition.imposed_by_name,
        lifted_by: actor.name.clone(),
        lifted_at: tx.now(),
        city_told: asked.award_is_known,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    if asked.award_is_known {
        outbox::announce(tx, &fact, &told)?;
    }
    Ok(())
}
