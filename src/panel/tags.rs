//! What people on panels know about: words of a list that is dated data in `config/policies/`, inside the binary, and words
//! of their own.

use crate::db::Error;
use crate::kernel::{Dated, Family, FieldError, Timestamp};
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("panel-expertise-1.toml", include_str!("../../config/policies/panel-expertise-1.toml"))];
/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::<Expertise>::of_toml(files).map(drop));

/// So many words one person may have.
const MOST: usize = 30;
/// The longest word of one's own, in characters.
const LONGEST: usize = 60;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expertise {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    tags: Vec<String>,
}

/// The list that is valid at an instant.
///
/// # Errors
/// A mistake in the files.
pub fn tags(now: Timestamp) -> Result<&'static [String], Error> {
    static ALL: LazyLock<Result<Dated<Expertise>, String>> = LazyLock::new(|| Dated::of_toml(&DEFINITION.files()));
    let valid = ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))?.on(now.day());
    valid.map(|list| list.tags.as_slice()).ok_or_else(|| Error::Broken("config/policies has no list of expertise that is valid now".into()))
}

/// Words that were ticked and words that were typed, separated by commas, in one spelling each: that of the list, or of
/// the first who typed it.
pub(super) fn read(listed: &[String], (ticked, typed): (&[String], &str)) -> Result<Vec<String>, FieldError> {
    let mut found: Vec<String> = Vec::new();
    let own = typed.split([',', ';', '\n']);
    for word in ticked.iter().map(String::as_str).chain(own) {
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        if word.is_empty() {
            continue;
        }
        if word.chars().count() > LONGEST {
            return Err(FieldError::new("other_tags", format!("Shorten “{word}” to at most {LONGEST} characters, or put commas between.")));
        }
        let is_same = |other: &&String| other.to_lowercase() == word.to_lowercase();
        if found.iter().any(|other| is_same(&other)) {
            continue;
        }
        found.push(listed.iter().find(is_same).cloned().unwrap_or(word));
    }
    if found.len() > MOST {
        return Err(FieldError::new("other_tags", format!("Name at most {MOST} subjects in all, those you know best.")));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(all: &[&str]) -> Vec<String> {
        all.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn the_list_is_readable_and_says_nothing_twice() {
        let list = tags(Timestamp::parse("2027-01-04T12:00:00Z").expect("an instant")).expect("a list");
        assert!(list.len() > 5);
        assert_eq!(read(list, (list, "")).expect("every word of it can be chosen"), list);
    }

    #[test]
    fn words_of_ones_own_are_kept_once_and_in_the_spelling_of_the_list() {
        let listed = words(&["Tourism", "Public health"]);
        let read = |ticked: &[&str], typed: &str| read(&listed, (&words(ticked), typed));
        assert_eq!(read(&["Tourism"], " ports ,public  HEALTH, tourism;\nPorts").expect("words"), ["Tourism", "ports", "Public health"]);
        assert_eq!(read(&[], "").expect("none"), Vec::<String>::new());
        let long = "x".repeat(61);
        assert!(read(&[], &long).expect_err("too long").message.contains("at most 60 characters"));
        let many: Vec<String> = (0..31).map(|n| n.to_string()).collect();
        assert!(read(&[], &many.join(",")).expect_err("too many").message.contains("at most 30"));
    }
}
