//! One press of one button has one effect: the key of a form is kept with the
//! change it made, in the same transaction, and a repeat gets the same answer.

use super::schema::idempotency_keys as keys;
use super::{Error, Tx};
use diesel::prelude::*;

/// One press of one button.
#[derive(Clone, Debug)]
pub struct Press {
    /// The random key that the page carried.
    pub key: String,
    /// Who pressed.
    pub account_id: Option<String>,
    /// The path it was sent to.
    pub route: String,
    /// A digest of what was sent.
    pub request_hash: String,
}

/// Runs `f` unless this press was already carried out; returns where to go next.
///
/// # Errors
/// Whatever `f` refuses; [`Error::Repeated`] when the key comes with other content or from somebody else.
pub fn once<E: From<Error>>(tx: &mut Tx<'_>, press: &Press, f: &mut dyn FnMut(&mut Tx<'_>) -> Result<String, E>) -> Result<String, E> {
    let earlier: Option<(Option<String>, String, String)> = keys::table
        .find(&press.key)
        .select((keys::account_id, keys::request_hash, keys::location))
        .first(&mut **tx)
        .optional()
        .map_err(Error::from)?;
    if let Some((account_id, request_hash, location)) = earlier {
        let same = account_id == press.account_id && request_hash == press.request_hash;
        return if same { Ok(location) } else { Err(E::from(Error::Repeated)) };
    }
    let location = f(tx)?;
    diesel::insert_into(keys::table)
        .values((
            keys::key.eq(&press.key),
            keys::account_id.eq(&press.account_id),
            keys::route.eq(&press.route),
            keys::request_hash.eq(&press.request_hash),
            keys::location.eq(&location),
            keys::at.eq(tx.now().naive()),
        ))
        .execute(&mut **tx)
        .map_err(Error::from)?;
    Ok(location)
}
