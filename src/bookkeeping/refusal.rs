//! A refusal of the ledger in the words of a form: beside which field it belongs, and how
//! much there is where there is not enough.

use crate::db::{Conn, Error};
use crate::ledger::{self, AccountKey, AsOf, Code, Refused, Rulebook};

/// The sentence to show: the ledger's own, with what the account holds where a limit refused.
///
/// # Errors
/// The database's refusal.
pub fn explained(conn: &mut Conn, refused: &Refused) -> Result<String, Error> {
    let Some(AccountKey { code, dims: of }) = refused.short_of() else { return Ok(refused.message.clone()) };
    let book = Rulebook::widest().map_err(|e| Error::Broken(e.to_string()))?;
    let Some(account) = book.chart.account(&code) else { return Ok(refused.message.clone()) };
    let stands = ledger::balance(conn, &code, &of, AsOf::Now)?;
    let free = stands.settled(account.normal).minus(stands.held(account.normal)).unwrap_or_default();
    Ok(format!("{} There is {free}.", refused.message))
}

/// The category of the account that refused, if it has one.
pub(super) fn category_of(refused: &Refused) -> Option<String> {
    refused.short_of()?.dims.category
}

/// The field that a refusal belongs to, other than an amount.
pub(super) fn field(code: Code) -> Option<&'static str> {
    match code {
        Code::PeriodClosed | Code::PeriodSealed | Code::NotDated | Code::BeforeOriginal => Some("effective_on"),
        Code::JournalUnknown | Code::AlreadyReversed | Code::NotReversible => Some("journal"),
        Code::ReasonMissing => Some("reason"),
        Code::EvidenceMissing => Some("evidence"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_of_a_refusal_is_read_back() {
        let refused = |account: &str| Refused { account: Some(account.into()), ..Code::LimitBreached.into() };
        assert_eq!(category_of(&refused("480100/UDF/p/a/travel")).as_deref(), Some("travel"));
        assert_eq!(category_of(&refused("445000/UDF///")), None);
        let of = refused("461000/UDF/p//").short_of().expect("an account");
        assert_eq!((of.code.as_str(), of.dims.program.as_deref(), of.dims.award), ("461000", Some("p"), None));
        assert_eq!(field(Code::PeriodSealed), Some("effective_on"));
        assert_eq!(field(Code::LimitBreached), None);
    }
}
