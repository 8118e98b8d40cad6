//! The one changer of where a case stands. Asks the engine, lets the step's slice
//! act, then performs the effects that the definition lists, in its order.

use super::case::Case;
use super::news::News;
use super::{ProcessError, money, news};
use crate::db::{self, Conn, Tx};
use crate::people::Actor;
use crate::workflow::{self, Choice, Effect, Step};

/// One press of one button.
#[derive(Clone, Debug, Default)]
pub struct Press {
    /// The idempotency key of the form; empty where a program acts.
    pub key: String,
    /// The version of the case that the page showed; `None` where a program acts.
    pub seen_version: Option<i64>,
}

impl Press {
    /// The press of a form whose page did not show the case's version.
    #[must_use]
    pub fn of(key: &str) -> Self {
        Self { key: key.to_owned(), seen_version: None }
    }
}

/// A step to take.
pub(super) struct Fire<'a> {
    /// The transition.
    pub(super) transition: &'a str,
    /// The press that asks for it.
    pub(super) press: &'a Press,
    /// Why.
    pub(super) reason: Option<&'a str>,
    /// What an approval binds.
    pub(super) digest: Option<&'a str>,
}

impl<'a> Fire<'a> {
    pub(super) fn new(transition: &'a str, press: &'a Press) -> Self {
        Self { transition, press, reason: None, digest: None }
    }

    pub(super) fn because(self, reason: &'a str) -> Self {
        Self { reason: Some(reason), ..self }
    }
}

/// Takes a step: the engine first, then `act` through the slices, then the effects.
/// A replay of the same press changes nothing and gives `None`.
pub(super) fn fire<T>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &Case,
    fire: &Fire<'_>,
    act: impl FnOnce(&mut Tx<'_>) -> Result<(T, Vec<News>), ProcessError>,
) -> Result<Option<T>, ProcessError> {
    let instance = case.application.id.text();
    let key = if fire.press.key.is_empty() { tx.id::<Case>().text() } else { format!("{}/{}", fire.press.key, fire.transition) };
    let step = Step {
        instance: &instance,
        transition: fire.transition,
        who: &case.who(actor),
        key: &key,
        reason: fire.reason,
        digest: fire.digest,
        seen_version: fire.press.seen_version,
    };
    let fired = workflow::fire(tx, &step)?;
    if fired.replayed || !fired.moved {
        return Ok(None);
    }
    let (made, told) = act(tx)?;
    for effect in &fired.effects {
        match effect {
            Effect::Ledger(event) => money::post(tx, actor, case, (event, &key), fire.reason)?,
            Effect::Notify(fact) => news::announce(tx, case, fact, &told)?,
        }
    }
    Ok(Some(made))
}

/// Which steps lead out of where a case stands, and why the actor may not take them.
///
/// # Errors
/// [`db::Error::Missing`] when there is no such case.
pub fn explain(conn: &mut Conn, actor: &Actor, case: &Case) -> Result<Vec<Choice>, db::Error> {
    workflow::explain(conn, &case.application.id.text(), &case.who(actor))
}
