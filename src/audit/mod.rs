//! The record of who did what to which thing: appended in the same transaction
//! as the change, sealed into a hash chain in batches afterwards, so that
//! unrelated writers never queue behind one another.
//!
//! Invariant: an event is never changed or deleted (triggers on both databases),
//! and once sealed no event can be altered, removed or inserted unnoticed.

mod chain;
mod store;

pub use chain::{ChainEnd, ChainReport, Linked, end, list_linked, seal, verify};
pub use store::{Event, latest_id, list_before, list_for, list_latest};

use crate::db::{Error, Tx};
use crate::kernel::Fact;

/// Who did it, as the record keeps it.
#[derive(Clone, Debug)]
pub struct Doer {
    /// The account, or `None` for the program itself and for the public.
    pub account_id: Option<String>,
    /// The name to show.
    pub name: String,
}

/// Appends `fact` to the record.
///
/// # Errors
/// The database's refusal.
pub fn record<F: Fact>(tx: &mut Tx<'_>, doer: &Doer, fact: &F) -> Result<(), Error> {
    let payload = serde_json::to_string(fact).map_err(|e| Error::Broken(e.to_string()))?;
    store::insert(tx, doer, F::NAME, &fact.subject(), payload)
}

/// Appends many facts of one kind by one doer to the record, in order.
///
/// # Errors
/// The database's refusal.
pub fn record_all<F: Fact>(tx: &mut Tx<'_>, doer: &Doer, facts: &[F]) -> Result<(), Error> {
    let mut rows = Vec::with_capacity(facts.len());
    for fact in facts {
        rows.push((fact.subject(), serde_json::to_string(fact).map_err(|e| Error::Broken(e.to_string()))?));
    }
    store::insert_all(tx, doer, F::NAME, &rows)
}
