//! Payments that came back after their award was closed, while something is still to be done about them: the award waits to be
//! opened again, so that the money can be asked for and paid, or given up. A closed award has nothing owed but these (L22).

use super::payment::Payment;
use super::store;
use crate::db::{Conn, Error};
use crate::ledger;
use crate::people::Actor;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Payments of closed awards that are open to the person, which came back since the closing and are still owed or obligated,
/// the latest first.
///
/// # Errors
/// The database's refusal.
pub fn list_back_after_closing(conn: &mut Conn, actor: &Actor) -> Result<Vec<Payment>, Error> {
    let mut found = store::list_back_after_closing(conn, &actor.walls.ids())?;
    let mut awards: BTreeMap<String, bool> = BTreeMap::new();
    for payment in &found {
        if let Entry::Vacant(unknown) = awards.entry(payment.award.text()) {
            let left = ledger::award_position(conn, unknown.key())?.total;
            unknown.insert([left.undelivered, left.advanced, left.unpaid].iter().any(|amount| amount.is_positive()));
        }
    }
    found.retain(|payment| awards.get(&payment.award.text()).copied().unwrap_or(false));
    Ok(found)
}
