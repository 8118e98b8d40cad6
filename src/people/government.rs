//! Which mailboxes belong to governments, by the domain of their address. The list is dated data.

use crate::db::Error;
use crate::kernel::{Dated, Family, Timestamp};
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("government-domains-2026.toml", include_str!("../../config/cities/government-domains-2026.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("cities", &FILES, |files| Dated::<List>::of_toml(files).map(drop));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    version: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    suffixes: Vec<String>,
}

/// The list that is valid at an instant.
fn list(now: Timestamp) -> Result<&'static List, Error> {
    static ALL: LazyLock<Result<Dated<List>, String>> = LazyLock::new(|| Dated::of_toml(&DEFINITION.files()));
    let valid = ALL.as_ref().map_err(|e| Error::Broken(format!("config/cities/{e}")))?.on(now.naive().date());
    valid.ok_or_else(|| Error::Broken(format!("config/cities has no list of domains that is valid at {}", now.naive())))
}

/// The version of the list that knows the mailbox as one that only governments are given, if it does.
///
/// # Errors
/// A mistake in the files.
pub fn known_by(email: &str, now: Timestamp) -> Result<Option<&'static str>, Error> {
    let list = list(now)?;
    Ok(is_on(list, email).then_some(list.version.as_str()))
}

fn is_on(list: &List, email: &str) -> bool {
    let domain = email.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()).unwrap_or_default();
    let labels: Vec<&str> = domain.split('.').collect();
    list.suffixes.iter().any(|suffix| ends_with(&labels, &suffix.split('.').collect::<Vec<_>>()))
}

/// Whether the labels end with the suffix. One that names no place, such as `gov`, takes something before it.
fn ends_with(labels: &[&str], suffix: &[&str]) -> bool {
    let needed = if suffix.len() == 1 { 2 } else { suffix.len() };
    labels.len() >= needed
        && labels.iter().all(|label| !label.is_empty())
        && labels.iter().rev().zip(suffix.iter().rev()).all(|(label, wanted)| *wanted == "*" || label == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Timestamp {
        Timestamp::parse("2027-01-04T12:00:00Z").expect("an instant")
    }

    fn is_mailbox(email: &str) -> bool {
        known_by(email, today()).expect("a list").is_some()
    }

    #[test]
    fn the_list_is_readable_and_dated() {
        let list = list(today()).expect("a list");
        assert!(!list.version.is_empty() && list.suffixes.len() > 5);
    }

    #[test]
    fn governments_are_told_from_those_who_look_like_one() {
        for email in ["ada@marfa.gov", "Ada@Mail.CityOfMarfa.GOV", "a@ci.marfa.tx.us", "a@mail.ci.marfa.tx.us", "a@co.brewster.tx.us"] {
            assert!(is_mailbox(email), "{email}");
        }
        for email in [
            "ada@gov",
            "ada@.gov",
            "ada@marfa.gov.example",
            "ada@marfagov.com",
            "ada@marfa-gov.us",
            "ada@marfa.tx.us",
            "a@ci.tx.us",
            "a@ci.us",
            "a@marfa.gov@mail.example",
            "marfa.gov",
            "",
        ] {
            assert!(!is_mailbox(email), "{email}");
        }
    }
}
