//! All requests that are ready for a run at one moment: how many they are, how much together, and a digest of them, so that a
//! run of all takes just what whoever prepares it has seen.

use super::payment::Payment;
use crate::db::Error;
use crate::kernel::Money;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The most payments of one run.
pub(super) const MOST: usize = 10_000;

/// What a run of all takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllReady {
    /// How many requests, at most as many as a run takes.
    pub count: usize,
    /// How much they are together.
    pub total: Money,
    /// How many are ready besides and left to another run.
    pub more: usize,
    /// SHA-256 over which requests they are and how much each of them is.
    pub digest: String,
}

impl AllReady {
    /// Of requests that are ready, in the order of [`sort_by_due`]: the first, as many as a run takes.
    ///
    /// # Errors
    /// [`Error::Broken`] when their sum is no amount.
    pub fn of<'a>(ready: impl IntoIterator<Item = &'a Payment>) -> Result<Self, Error> {
        let mut ready = ready.into_iter();
        let taken: Vec<&Payment> = ready.by_ref().take(MOST).collect();
        let total = Money::total(taken.iter().map(|payment| payment.amount)).map_err(|e| Error::Broken(e.to_string()))?;
        let mut lines: Vec<String> = taken.iter().map(|payment| format!("{}|{}\n", payment.id, payment.amount.cents())).collect();
        lines.sort();
        let mut hash = Sha256::new();
        for line in lines {
            hash.update(line.as_bytes());
        }
        Ok(Self { count: taken.len(), total, more: ready.count(), digest: HEXLOWER.encode(&hash.finalize()) })
    }
}

/// Puts requests into the order in which they are to be paid: those that are due first before the others, then those that were
/// asked for first.
pub fn sort_by_due(requests: &mut [Payment]) {
    requests.sort_by_key(|payment| (payment.due_on.is_none(), payment.due_on, payment.requested.at, payment.id));
}
