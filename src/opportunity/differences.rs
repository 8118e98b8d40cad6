//! What another version of a definition changes, part by part, in words and with the values
//! before and after. It compares everything that is stored, so that no change goes untold.

use super::definition::Definition;
use super::selection::SelectionRule;
use crate::kernel::Money;
use crate::locale::format;
use chrono::{NaiveDate, NaiveDateTime};
use serde_json::Value;

/// One thing that is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is, such as `Question “How?”: hint`.
    pub part: String,
    /// What it was; `None` when it is new.
    pub before: Option<String>,
    /// What it is; `None` when it is gone.
    pub now: Option<String>,
}

/// What is different in `new`; none when both are the same definition.
#[must_use]
pub fn differences(old: &Definition, new: &Definition) -> Vec<Difference> {
    let mut found = Vec::new();
    if let (Ok(old), Ok(new)) = (serde_json::to_value(old), serde_json::to_value(new)) {
        let place = Place { context: String::new(), group: "", is_money: false };
        compare(&mut found, &place, "", (Some(&old), Some(&new)));
    }
    found
}

/// Where in a definition something stands.
#[derive(Clone, Debug)]
struct Place<'a> {
    /// The part that has a name of its own, such as a question; empty above all of them.
    context: String,
    /// The key of the part without one, such as `dates`.
    group: &'a str,
    /// Whether limits are amounts here.
    is_money: bool,
}

type Two<'a> = (Option<&'a Value>, Option<&'a Value>);

/// The order in which keys are told; those that are not named follow.
const ORDER: &[&str] = &[
    "title",
    "summary",
    "slug",
    "fund",
    "workflow",
    "dates",
    "amounts",
    "contact",
    "effort",
    "you_need",
    "eligibility",
    "sections",
    "questions",
    "rules",
    "activities",
    "budget",
    "attachments",
    "joint",
    "lottery",
    "certification",
    "concept_note",
    "rubric",
    "selection",
    "review",
    "letters",
];

/// What names the elements of a list.
const NAMES: &[(&str, &str)] = &[
    ("sections", "Section"),
    ("questions", "Question"),
    ("eligibility", "Eligibility question"),
    ("columns", "Column"),
    ("kinds", "Kind of activity"),
    ("categories", "Category of cost"),
    ("attachments", "File"),
    ("criteria", "Criterion"),
];

/// Keys whose word alone does not say it.
const WORDS: &[(&str, &str)] = &[
    ("accept_within_days", "Days to accept an award"),
    ("asked_if", "Asked if"),
    ("budget_cents", "Most that is given"),
    ("cap_cents", "Largest grant"),
    ("closes", "Closes"),
    ("counts", "Counts in the score"),
    ("decide_within_days", "Days in which a recommendation keeps its money"),
    ("decisions_by", "Decisions by"),
    ("detail_if", "Detail after"),
    ("detail_label", "What the detail is"),
    ("evidence", "Where to look"),
    ("floor_cents", "Smallest grant"),
    ("grace_seconds", "Seconds that the last press of the button may wait"),
    ("id", "Identifier"),
    ("joint", "Joint applications"),
    ("kind", "Kind of answer"),
    ("label", "Question"),
    ("least_partial_cents", "Smallest award in part"),
    ("lottery", "Draw by lot"),
    ("max", "Most"),
    ("max_chars", "Most characters"),
    ("max_partners", "Most partners"),
    ("max_mb", "Most megabytes"),
    ("min", "Least"),
    ("min_chars", "Fewest characters of such a comment"),
    ("minutes", "Minutes of one review"),
    ("one_per_city", "One award for a city"),
    ("opens", "Opens"),
    ("partial_cents", "Amounts of awards in part"),
    ("partial_percent", "Percentages of awards in part"),
    ("performance_ends", "Period of performance ends"),
    ("performance_starts", "Period of performance starts"),
    ("prefill", "Filled in from"),
    ("questions_until", "Questions about it are taken until"),
    ("required_at", "Scores that need a comment"),
    ("selection", "Choice"),
    ("slug", "Name in addresses"),
    ("weight_bp", "Weight"),
    ("why", "Why we ask"),
    ("you_need", "What to have at hand"),
    ("zone", "Time zone"),
];

fn word(key: &str) -> String {
    let known = WORDS.iter().find(|(name, _)| *name == key).map(|(_, word)| (*word).to_owned());
    known.unwrap_or_else(|| {
        let spaced = key.replace('_', " ");
        let mut letters = spaced.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    })
}

fn compare(found: &mut Vec<Difference>, place: &Place<'_>, key: &str, two: Two<'_>) {
    if two.0 == two.1 {
        return;
    }
    match two {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let mut keys: Vec<&String> = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))).collect();
            keys.sort_by_key(|key| ORDER.iter().position(|known| known == key).unwrap_or(ORDER.len()));
            let group = if key.is_empty() || !place.context.is_empty() { place.group } else { key };
            let place = Place { group, ..place.clone() };
            for key in keys {
                compare(found, &place, key, (old.get(key), new.get(key)));
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) if is_list_of_parts(old) || is_list_of_parts(new) => {
            lists(found, place, key, (old, new));
        }
        (None, Some(Value::Array(new))) if is_list_of_parts(new) => lists(found, place, key, (&[], new)),
        (Some(Value::Array(old)), None) if is_list_of_parts(old) => lists(found, place, key, (old, &[])),
        (old, new) => found.push(Difference {
            part: told(place, key),
            before: old.map(|value| said(place, key, value)),
            now: new.map(|value| said(place, key, value)),
        }),
    }
}

fn told(place: &Place<'_>, key: &str) -> String {
    let own = word(key);
    let lower = || {
        let mut letters = own.chars();
        letters.next().map(|first| first.to_lowercase().chain(letters.clone()).collect::<String>()).unwrap_or_default()
    };
    match (place.context.as_str(), place.group) {
        ("", "" | "dates" | "amounts") => own.clone(),
        ("", group) => format!("{}: {}", word(group), lower()),
        (context, _) => format!("{context}: {}", lower()),
    }
}

fn is_list_of_parts(list: &[Value]) -> bool {
    list.first().is_some_and(Value::is_object)
}

/// What tells an element of a list from the others.
fn id_of(value: &Value) -> Option<&str> {
    value.get("id").or_else(|| value.get("code")).and_then(Value::as_str)
}

/// How an element of a list is called.
fn name_of(key: &str, value: &Value) -> String {
    let title = ["label", "title", "text", "message"].iter().find_map(|name| value.get(name)).and_then(Value::as_str);
    let kind = NAMES.iter().find(|(name, _)| *name == key).map_or("Rule", |(_, word)| word);
    let title = title.or_else(|| id_of(value)).map(str::to_owned);
    format!("{kind} “{}”", title.unwrap_or_else(|| rule_of_the_choice(value)))
}

/// What a floor or a cap says, which has no name of its own.
fn rule_of_the_choice(value: &Value) -> String {
    serde_json::from_value::<SelectionRule>(value.clone()).map(|rule| rule.brief()).unwrap_or_default()
}

fn lists(found: &mut Vec<Difference>, place: &Place<'_>, key: &str, (old, new): (&[Value], &[Value])) {
    let is_one = |a: &Value, b: &Value| match (id_of(a), id_of(b)) {
        (None, None) => a == b || is_alike(a, b, "must_hold") || is_alike(a, b, "message"),
        (a, b) => a == b,
    };
    let told = found.len();
    for gone in old.iter().filter(|gone| !new.iter().any(|now| is_one(gone, now))) {
        found.push(Difference { part: name_of(key, gone), before: Some(whole(gone)), now: None });
    }
    let mut kept = Vec::new();
    for now in new {
        match old.iter().find(|before| is_one(before, now)) {
            None => found.push(Difference { part: name_of(key, now), before: None, now: Some(whole(now)) }),
            Some(before) => {
                kept.push(now);
                let is_money = now.get("kind").and_then(Value::as_str) == Some("money");
                let inner = Place { context: name_of(key, now), group: place.group, is_money };
                compare(found, &inner, "", (Some(before), Some(now)));
            }
        }
    }
    let stayed: Vec<&Value> = old.iter().filter_map(|before| kept.iter().copied().find(|now| is_one(before, now))).collect();
    let listed = |list: &[&Value]| list.iter().map(|value| name_of(key, value)).collect::<Vec<_>>().join("\n");
    let is_moved = !stayed.iter().zip(&kept).all(|(a, b)| a == b);
    // What is there twice and then once has nothing that is new or gone.
    if is_moved || found.len() == told {
        let part = format!("Order of {}", key.replace('_', " "));
        let part = if place.context.is_empty() { part } else { format!("{}: {part}", place.context) };
        found.push(Difference { part, before: Some(listed(&stayed)), now: Some(listed(&kept)) });
    }
}

/// Whether both have the same under a key.
fn is_alike(a: &Value, b: &Value, key: &str) -> bool {
    a.get(key).is_some() && a.get(key) == b.get(key)
}

/// A whole part that is new or gone.
fn whole(value: &Value) -> String {
    let mut lines = Vec::new();
    if let Some(kind) = value.get("kind").and_then(Value::as_str) {
        lines.push(kind.replace('_', " "));
    }
    if let Some(questions) = value.get("questions").and_then(Value::as_array) {
        lines.extend(questions.iter().map(|q| name_of("questions", q)));
    }
    for key in ["hint", "asked_if", "must_hold"] {
        lines.extend(value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned));
    }
    if lines.is_empty() { "There".into() } else { lines.join("\n") }
}

fn said(place: &Place<'_>, key: &str, value: &Value) -> String {
    let is_cents = key.ends_with("_cents") || (place.is_money && matches!(key, "min" | "max"));
    match value {
        Value::Number(n) => match n.as_i64() {
            Some(cents) if is_cents => Money::from_cents(cents).to_string(),
            Some(weight) if key == "weight_bp" => format::percent(weight),
            Some(n) => format::number(n),
            None => n.to_string(),
        },
        Value::Bool(yes) => if *yes { "Yes" } else { "No" }.into(),
        Value::String(text) => on_time(key, text).unwrap_or_else(|| text.trim().to_owned()),
        Value::Array(all) => all.iter().map(|one| said(place, if is_cents { key } else { "" }, one)).collect::<Vec<_>>().join("\n"),
        Value::Null => String::new(),
        Value::Object(_) => whole(value),
    }
}

fn on_time(key: &str, text: &str) -> Option<String> {
    match key {
        "opens" | "closes" => {
            // Behind day and time may stand the letters of the zone.
            let at = NaiveDateTime::parse_and_remainder(text, "%Y-%m-%d %H:%M").ok();
            at.map(|(at, letters)| format!("{}{letters}", at.format("%B %-d, %Y, %-I:%M %p")))
        }
        "questions_until" | "decisions_by" | "performance_starts" | "performance_ends" => text.parse::<NaiveDate>().ok().map(format::date),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opportunity::read;

    const ROUND: &str = include_str!("../../config/opportunities/city-engagement-grants-2027.toml");

    fn told(change: impl FnOnce(&mut Definition)) -> Vec<(String, Option<String>, Option<String>)> {
        let old = read("round.toml", ROUND).expect("sound");
        let mut new = old.clone();
        change(&mut new);
        differences(&old, &new).into_iter().map(|d| (d.part, d.before, d.now)).collect()
    }

    fn some(before: &str, now: &str) -> (Option<String>, Option<String>) {
        (Some(before.to_owned()).filter(|t| !t.is_empty()), Some(now.to_owned()).filter(|t| !t.is_empty()))
    }

    #[test]
    fn each_change_is_told_in_words() {
        let one = |change: fn(&mut Definition), part: &str, (before, now): (Option<String>, Option<String>)| {
            assert_eq!(told(change), [(part.to_owned(), before, now)]);
        };
        assert_eq!(told(|_| ()), []);
        one(|d| d.amounts.cap_cents = 6_000_000, "Largest grant", some("$50,000.00", "$60,000.00"));
        one(|d| d.dates.closes.local += chrono::TimeDelta::days(2), "Closes", some("March 12, 2027, 5:00 PM", "March 14, 2027, 5:00 PM"));
        one(|d| d.contact.name = "Olive".into(), "Contact: name", some("Urban Diplomacy Fund, program office", "Olive"));
        one(|d| d.sections[0].title = "Tell".into(), "Section “Tell”: title", some("Describe what your city needs", "Tell"));
        one(
            |d| d.sections[0].questions[0].max_chars = Some(1_200),
            "Question “What is the name of your plan?”: most characters",
            some("100", "1,200"),
        );
        one(|d| d.letters.release_scores = !d.letters.release_scores, "Letters: release scores", {
            let was = read("round.toml", ROUND).expect("sound").letters.release_scores;
            if was { some("Yes", "No") } else { some("No", "Yes") }
        });
    }

    #[test]
    fn new_gone_and_moved_questions_are_told() {
        let gone = told(|d| drop(d.sections[0].questions.remove(2)));
        assert_eq!(gone.len(), 1, "{gone:?}");
        assert!(gone[0].0.starts_with("Question “How many people in your city work") && gone[0].2.is_none());
        let new = told(|d| {
            let question = crate::opportunity::Question::new("fresh", "What is new?", crate::opportunity::QuestionKind::Date);
            d.sections[1].questions.insert(0, question);
        });
        assert_eq!(new, [("Question “What is new?”".to_owned(), None, Some("date".to_owned()))]);
        let moved = told(|d| d.sections.swap(0, 1));
        assert_eq!(moved.len(), 1, "{moved:?}");
        assert_eq!(moved[0].0, "Order of sections");
        let moved = told(|d| d.sections[0].questions.swap(0, 1));
        assert_eq!(moved[0].0, "Section “Describe what your city needs”: Order of questions");
    }
}
