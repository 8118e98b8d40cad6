//! What is flagged and on which rule it rests: dated data in `config/policies/`, inside the binary.

use super::FlagKind;
use crate::db::Error;
use crate::kernel::{Dated, Family};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("expense-flags-2025.toml", include_str!("../../../config/policies/expense-flags-2025.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::<Policy>::of_toml(files).map(drop));

/// One version.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Policy {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    answer_days: u64,
    citations: BTreeMap<String, String>,
    words: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    alcohol: Vec<String>,
    entertainment: Vec<String>,
    lobbying: Vec<String>,
}

impl Policy {
    /// The rule that a kind of flag rests on.
    pub(super) fn citation(&self, kind: FlagKind) -> &str {
        let name: &str = kind.into();
        self.citations.get(name).map_or("", String::as_str)
    }

    /// The words that are flagged.
    pub(super) fn words(&self) -> [(FlagKind, &[String]); 3] {
        [
            (FlagKind::Alcohol, &self.words.alcohol),
            (FlagKind::Entertainment, &self.words.entertainment),
            (FlagKind::Lobbying, &self.words.lobbying),
        ]
    }
}

/// The version that is valid on a day.
pub(super) fn on(day: NaiveDate) -> Result<&'static Policy, Error> {
    static ALL: LazyLock<Result<Dated<Policy>, String>> = LazyLock::new(|| Dated::of_toml(&DEFINITION.files()));
    let valid = ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))?.on(day);
    valid.ok_or_else(|| Error::Broken(format!("config/policies has no flags of expenses that are valid on {day}")))
}

/// Days after which a question that the city has not answered is overdue.
pub(in crate::spending) fn answer_days(day: NaiveDate) -> Result<u64, Error> {
    Ok(on(day)?.answer_days)
}
