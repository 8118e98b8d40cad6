//! The outbox: facts to tell people after commit. Rows are written in the
//! transaction of the change; the worker leases, renders and sends them.
//!
//! Invariant: a message ends `sent`, `dead` or `suppressed`; it never vanishes,
//! and the bytes of every attempt are the same (see `docs/INVARIANTS.md`, N1–N12).

mod facts;
mod store;

pub use store::{
    Leased, Message, Outcome, Pause, State, count_given_up, counts, find_pause, find_suppression, lease, list, list_about, list_besides,
    mark, message, pause, queue, resume, store_rendered, suppress,
};

pub use facts::MessageRedriven;

use store::NewMessage;

use crate::audit::{self, Doer};
use crate::db::{Error, Tx};
use crate::kernel::Fact;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// On whose side a recipient stands. The same news leads a city's people to their
/// pages and the fund's people to theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Side {
    /// Whoever applies, and whoever has no part yet.
    #[default]
    City,
    /// Staff and reviewers.
    Fund,
}

/// One person to tell, resolved at the instant of the fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The account, when there is one.
    pub account_id: Option<String>,
    /// The name to greet.
    pub name: String,
    /// The address.
    pub email: String,
    /// The language, such as `en`.
    pub locale: String,
    /// Why they are told: for their city, or as one of the fund's people.
    pub side: Side,
}

/// Queues one message per recipient. The letter is chosen by the fact's name and
/// written from the fact's values alone. The same person twice gets one message.
///
/// # Errors
/// The database's refusal.
pub fn announce<F: Fact>(tx: &mut Tx<'_>, fact: &F, to: &[Recipient]) -> Result<(), Error> {
    announce_all(tx, &[(fact, to)])
}

/// Queues the messages of many facts at once, each as [`announce`] does.
///
/// # Errors
/// The database's refusal.
pub fn announce_all<F: Fact>(tx: &mut Tx<'_>, news: &[(&F, &[Recipient])]) -> Result<(), Error> {
    let mut written = Vec::with_capacity(news.len());
    for (fact, to) in news {
        let payload = serde_json::to_string(fact).map_err(|e| Error::Broken(e.to_string()))?;
        written.push((fact.subject(), payload, tx.id::<F>().text(), *to));
    }
    let mut new = Vec::with_capacity(news.len());
    for (subject, payload, event, to) in &written {
        let mut told = HashSet::new();
        for recipient in *to {
            let address = recipient.email.to_lowercase();
            let dedup_key = format!("{event}/{address}");
            if told.insert(address) {
                new.push(NewMessage { fact: F::NAME, subject, payload, to: recipient, dedup_key });
            }
        }
    }
    store::insert(tx, &new)
}

/// Queues a message that was given up once more, as a new message, and records
/// who wanted it. Each dead message can be queued again once.
///
/// # Errors
/// [`Error::Missing`] when no dead message has this identifier, [`Error::Unique`]
/// when it was queued again before.
pub fn redrive(tx: &mut Tx<'_>, doer: &Doer, id: &str) -> Result<String, Error> {
    let new = store::redrive(tx, id)?;
    audit::record(tx, doer, &MessageRedriven { message: id.to_owned(), new: new.clone() })?;
    Ok(new)
}
