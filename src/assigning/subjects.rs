//! What an application is about, in the words of the panel. Dated data in `config/policies/`, inside the binary.

use crate::db::Error;
use crate::kernel::{Dated, Family, Timestamp};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("assignment-1.toml", include_str!("../../config/policies/assignment-1.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::read(files, parse).map(drop));

/// One subject of the list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subject {
    tag: String,
    words: Vec<String>,
    #[serde(default)]
    states: Vec<String>,
    population_below: Option<i64>,
}

/// One version of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Subjects {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    #[serde(rename = "citation")]
    _citation: String,
    /// Reviews of each application, where nothing else is asked for.
    pub(super) reviews: u32,
    subjects: Vec<Subject>,
}

/// What is looked at in an application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Matter {
    /// Its words, folded, with a space before each.
    words: String,
    state: String,
    population: i64,
}

impl Matter {
    /// From the title and the stored answers of an application.
    pub(super) fn new(title: &str, answers: &[String], (state, population): (&str, i64)) -> Self {
        let mut texts = vec![title.to_owned()];
        for answer in answers {
            if let Ok(value) = serde_json::from_str::<serde_json::Value>(answer) {
                strings(&value, &mut texts);
            }
        }
        let words = texts.iter().map(|text| folded(text)).collect();
        Self { words, state: state.to_owned(), population }
    }

    /// Whether one of its words begins so.
    fn has(&self, word: &str) -> bool {
        let sought = folded(word);
        !sought.is_empty() && self.words.contains(&sought)
    }
}

/// Every text in a stored answer, whatever its kind.
fn strings(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => found.push(text.clone()),
        serde_json::Value::Array(all) => all.iter().for_each(|one| strings(one, found)),
        serde_json::Value::Object(all) => all.values().for_each(|one| strings(one, found)),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
    }
}

/// ` each word after one space`, in small letters.
fn folded(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 1);
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        words.push(' ');
        words.extend(word.chars().flat_map(char::to_lowercase));
    }
    words
}

impl Subjects {
    /// The version that is valid at an instant.
    ///
    /// # Errors
    /// A mistake in the files.
    pub(super) fn at(now: Timestamp) -> Result<&'static Self, Error> {
        static ALL: LazyLock<Result<Dated<Subjects>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), parse));
        let valid = ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))?.on(now.day());
        valid.ok_or_else(|| Error::Broken("config/policies has no words of assignment that are valid now".into()))
    }

    /// Which of these words of people on the panel an application is about, in their order.
    pub(super) fn about<'a>(&self, matter: &Matter, tags: &BTreeSet<&'a str>) -> Vec<&'a str> {
        tags.iter().copied().filter(|tag| self.is_about(matter, tag)).collect()
    }

    fn is_about(&self, matter: &Matter, tag: &str) -> bool {
        let Some(subject) = self.subjects.iter().find(|subject| subject.tag.to_lowercase() == tag.to_lowercase()) else {
            return matter.has(tag);
        };
        subject.words.iter().any(|word| matter.has(word))
            || subject.states.contains(&matter.state)
            || subject.population_below.is_some_and(|below| (1..below).contains(&matter.population))
    }
}

/// Reads one version: no subject twice, none without a word.
fn parse(text: &str) -> Result<Subjects, String> {
    let read: Subjects = toml::from_str(text).map_err(|e| e.to_string())?;
    if !(1..=100).contains(&read.reviews) {
        return Err("reviews is from 1 to 100".into());
    }
    let mut tags = BTreeSet::new();
    for subject in &read.subjects {
        if !tags.insert(subject.tag.to_lowercase()) {
            return Err(format!("“{}” stands there twice", subject.tag));
        }
        if subject.words.iter().all(|word| folded(word).is_empty()) {
            return Err(format!("“{}” has no word to look for", subject.tag));
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel;

    fn shipped() -> &'static Subjects {
        Subjects::at(Timestamp::parse("2027-01-11T15:00:00Z").expect("an instant")).expect("the shipped words")
    }

    fn about(matter: &Matter, tags: &[&'static str]) -> Vec<&'static str> {
        shipped().about(matter, &tags.iter().copied().collect())
    }

    #[test]
    fn every_subject_of_the_panel_has_words_and_none_is_of_nobody() {
        let now = Timestamp::parse("2027-01-11T15:00:00Z").expect("an instant");
        let listed: BTreeSet<&str> = panel::tags(now).expect("the list").iter().map(String::as_str).collect();
        let found: BTreeSet<&str> = shipped().subjects.iter().map(|subject| subject.tag.as_str()).collect();
        assert_eq!(found, listed);
    }

    #[test]
    fn words_begin_where_words_begin() {
        let answers =
            [r#"{"kind":"text","value":"Our Schools visit\na hospital."}"#.to_owned(), r#"{"kind":"number","value":7}"#.to_owned()];
        let matter = Matter::new("A sister-city week", &answers, ("WI", 8_000));
        let tags =
            ["Education and youth", "Public health", "Sister cities", "Tourism", "Small and rural places", "Territories and islands"];
        assert_eq!(about(&matter, &tags), ["Education and youth", "Public health", "Sister cities"]);
        let part = Matter::new("Preschool start", &[], ("WI", 8_000));
        assert_eq!(
            about(&part, &["Culture and arts", "Education and youth"]),
            Vec::<&str>::new(),
            "neither “art” in “start” nor “school” in “preschool”"
        );
    }

    #[test]
    fn places_speak_for_themselves_and_own_words_are_looked_for() {
        let island = Matter::new("Ports of the Pacific", &[], ("GU", 4_999));
        assert_eq!(
            about(&island, &["ports", "public transport", "Small and rural places", "Territories and islands"]),
            ["Small and rural places", "Territories and islands", "ports"]
        );
        let unknown = Matter::new("", &["not JSON".to_owned()], ("WI", 0));
        assert_eq!(
            about(&unknown, &["Small and rural places", ",", "ports"]),
            Vec::<&str>::new(),
            "a population that is not known is not small"
        );
    }

    #[test]
    fn words_that_contradict_themselves_are_refused() {
        let text = FILES.first().map(|(_, text)| *text).expect("a file");
        for (from, to, told) in [
            ("reviews    = 3", "reviews = 0", "from 1 to 100"),
            ("tag   = \"Tourism\"", "tag = \"public health\"", "twice"),
            ("words = [\"touris\", \"visitor\", \"hotel\"]", "words = [\"-\"]", "no word"),
        ] {
            let changed = text.replace(from, to);
            assert_ne!(changed, text, "{from}");
            assert!(parse(&changed).expect_err(from).contains(told), "{from}");
        }
    }
}
