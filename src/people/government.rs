//! Which mailboxes belong to governments, by the domain of their address. The list is dated data.

use serde::Deserialize;
use std::sync::LazyLock;

const LIST: &str = include_str!("../../config/cities/government-domains-2026.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    version: String,
    suffixes: Vec<String>,
}

/// The list; an unreadable one, which a test excludes, knows no domain.
fn list() -> &'static List {
    static READ: LazyLock<List> =
        LazyLock::new(|| toml::from_str(LIST).unwrap_or_else(|_| List { version: String::new(), suffixes: vec![] }));
    &READ
}

/// The version of the list in use.
#[must_use]
pub fn version() -> &'static str {
    &list().version
}

/// Whether the mailbox is in a domain that only governments are given.
#[must_use]
pub fn is_mailbox(email: &str) -> bool {
    let domain = email.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()).unwrap_or_default();
    let labels: Vec<&str> = domain.split('.').collect();
    list().suffixes.iter().any(|suffix| ends_with(&labels, &suffix.split('.').collect::<Vec<_>>()))
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

    #[test]
    fn the_list_is_readable_and_dated() {
        assert!(!version().is_empty() && list().suffixes.len() > 5);
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
