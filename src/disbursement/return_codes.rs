//! What the bank's codes mean: dated data in `config/policies/`, inside the binary.

use crate::db::Error;
use crate::kernel::{Dated, Family};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("return-codes-2025.toml", include_str!("../../config/policies/return-codes-2025.toml"))];

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
    returns: BTreeMap<String, String>,
    changes: BTreeMap<String, String>,
    refused: BTreeMap<String, String>,
}

/// What a code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BankCode {
    /// The payment came back, because of this.
    Return(&'static str),
    /// This must be corrected.
    Change(&'static str),
    /// A notice of ours was not taken.
    Refused(&'static str),
}

fn all() -> &'static Result<Dated<File>, String> {
    static ALL: LazyLock<Result<Dated<File>, String>> = LazyLock::new(|| Dated::of_toml(&DEFINITION.files()));
    &ALL
}

/// Return codes that can hit a credit, and what they mean, of the latest version: to choose from.
pub static RETURN_CODES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let latest = all().as_ref().ok().and_then(|versions| versions.all().last());
    latest.map(|file| file.returns.iter().map(|(code, meaning)| (code.as_str(), meaning.as_str())).collect()).unwrap_or_default()
});

/// What a code meant on a day; none for a code that is not known.
///
/// # Errors
/// A mistake in the files, or no version for the day.
pub fn bank_code(code: &str, day: NaiveDate) -> Result<Option<BankCode>, Error> {
    let valid = all().as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))?.on(day);
    let file = valid.ok_or_else(|| Error::Broken(format!("config/policies has no return codes that are valid on {day}")))?;
    let of = |list: &'static BTreeMap<String, String>| list.get(code).map(String::as_str);
    Ok(of(&file.returns)
        .map(BankCode::Return)
        .or_else(|| of(&file.changes).map(BankCode::Change))
        .or_else(|| of(&file.refused).map(BankCode::Refused)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_known_by_the_day() {
        let day = |text: &str| text.parse().expect("a day");
        assert_eq!(
            bank_code("R28", day("2027-06-01")).expect("valid"),
            Some(BankCode::Return("the check digit of the routing number was wrong"))
        );
        assert!(matches!(bank_code("C01", day("2027-06-01")), Ok(Some(BankCode::Change(_)))));
        assert!(matches!(bank_code("C69", day("2027-06-01")), Ok(Some(BankCode::Refused(_)))));
        assert_eq!(bank_code("R99", day("2027-06-01")).expect("valid"), None);
        assert!(bank_code("R03", day("2020-06-01")).is_err());
        assert!(RETURN_CODES.len() >= 18 && RETURN_CODES.iter().all(|(code, _)| code.starts_with('R')));
    }
}
