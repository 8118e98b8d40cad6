//! What an approval binds, as a digest: exactly the fields that the workflow names. A change
//! of one of them makes another digest, and approvals of the former one do not count (W7).

use super::case::Case;
use crate::award;
use crate::db::{Conn, Error};
use crate::intake;
use crate::people;
use crate::workflow::Transition;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The fields that an approval can bind.
pub const BINDABLE: &[&str] = &["amount", "budget", "decision", "payee", "period"];

/// The digest of what approving by this step binds now.
///
/// # Errors
/// [`Error::Missing`] while nothing is recommended.
pub fn subject(conn: &mut Conn, case: &Case, step: &Transition) -> Result<String, Error> {
    let open = award::find_open_recommendation(conn, case.award())?.ok_or(Error::Missing)?;
    let binds = step.approval.as_ref().map(|approval| approval.binds.as_slice()).unwrap_or_default();
    if binds.is_empty() {
        return Ok(open.digest);
    }
    let mut bound = BTreeMap::from([("case", case.application.id.text())]);
    for field in binds {
        let (name, value) = match field.as_str() {
            "amount" => ("amount", serde_json::to_string(&open.lines).map_err(|e| Error::Broken(e.to_string()))?),
            "period" => ("period", format!("{} {}", open.period_start, open.period_end)),
            "decision" => ("decision", open.rationale.clone()),
            "budget" => ("budget", intake::latest_submission(conn, case.application.id)?.sha256),
            "payee" => {
                let city = people::organisation::city(conn, case.application.city)?;
                ("payee", format!("{} {}", city.id, city.full_name()))
            }
            other => return Err(Error::unreadable("field that an approval binds", other)),
        };
        bound.insert(name, value);
    }
    let text = serde_json::to_string(&bound).map_err(|e| Error::Broken(e.to_string()))?;
    Ok(HEXLOWER.encode(&Sha256::digest(text)))
}
