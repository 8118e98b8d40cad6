//! Why a payment that was no credit to an account is not paid: a cheque that was stopped, void, lost or too old, a voucher that
//! the payables system refused. Dated data in `config/policies/`, inside the binary.

use super::payment::{Payment, PaymentState};
use super::run::Method;
use crate::db::Error;
use crate::kernel::{Dated, Family};
use chrono::NaiveDate;
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("unpaid-reasons-1.toml", include_str!("../../config/policies/unpaid-reasons-1.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::<File>::of_toml(files).map(drop));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    #[serde(rename = "citation")]
    _citation: String,
    cheque: Vec<UnpaidReason>,
    payables: Vec<UnpaidReason>,
}

impl File {
    fn of(&self, method: Method) -> &[UnpaidReason] {
        match method {
            Method::Ach => &[],
            Method::Payables => &self.payables,
            Method::Cheque => &self.cheque,
        }
    }
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnpaidReason {
    /// As it is kept.
    pub code: String,
    /// What it means, for the city.
    pub meaning: String,
    /// It holds only so many days after the day on the cheque.
    #[serde(default)]
    pub after_days: i64,
    /// Whether it can be given too when the statement had shown the payment.
    #[serde(default)]
    when_paid: bool,
}

static ALL: LazyLock<Result<Dated<File>, String>> = LazyLock::new(|| Dated::of_toml(&DEFINITION.files()));

/// The reasons that can be given on a day for a payment, by how it left and how far it came; none for a credit to an account,
/// of which the bank says why it came back.
///
/// # Errors
/// A mistake in the files, or no version for the day.
pub fn unpaid_reasons(payment: &Payment, day: NaiveDate) -> Result<Vec<&'static UnpaidReason>, Error> {
    let valid = ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))?.on(day);
    let file = valid.ok_or_else(|| Error::Broken(format!("config/policies has no reasons of unpaid cheques that are valid on {day}")))?;
    Ok(file.of(payment.method()).iter().filter(|reason| reason.when_paid || payment.state != PaymentState::Settled).collect())
}

/// What a reason that is kept means, by the latest version that knows it.
#[must_use]
pub fn unpaid_meaning(method: Method, code: &str) -> Option<&'static str> {
    let known = ALL.as_ref().ok()?.all().flat_map(|file| file.of(method)).filter(|reason| reason.code == code);
    known.last().map(|reason| reason.meaning.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_has_its_reasons() {
        assert_eq!(unpaid_meaning(Method::Cheque, "lost"), Some("it was lost on its way"));
        assert_eq!(unpaid_meaning(Method::Payables, "lost"), None);
        assert_ne!(unpaid_meaning(Method::Cheque, "void"), unpaid_meaning(Method::Payables, "void"));
        assert_eq!(unpaid_meaning(Method::Ach, "void"), None, "the bank says why a credit came back");
        let stale = ALL.as_ref().expect("sound").all().flat_map(|file| &file.cheque).find(|reason| reason.code == "stale_dated");
        assert_eq!(stale.map(|reason| reason.after_days), Some(180));
    }
}
