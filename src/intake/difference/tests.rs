//! What two received documents tell when they are laid side by side.

use super::*;
use crate::opportunity;
use serde_json::{Value, json};

const ROUND: &str = include_str!("../../../config/opportunities/training-and-conference-support-2027.toml");

fn document() -> Value {
    json!({
        "reference": "UDF-2027-0142", "city": {"name": "Millbrook, NY"}, "opportunity": {"title": "Training", "definition_sha256": ""},
        "answers": {"need_now": {"kind": "text", "value": "We need it.\nBadly."}, "staff_abroad": {"kind": "number", "value": 2}},
        "activities": [activity("a", "Course"), activity("b", "Visit")],
        "partners": [],
        "attachments": [{"slot": "quote", "name": "quote.pdf", "media_type": "application/pdf", "size_bytes": 812, "sha256": "ab"}],
        "certification": {"statements": [], "signed_as": "Ada Ames"},
    })
}

fn activity(id: &str, title: &str) -> Value {
    json!({
        "id": id, "kind": "training", "title": title, "place": "Lyon", "country": "France", "starts_on": "2027-05-10", "ends_on": "2027-05-14",
        "partner": "", "provider": "",
        "attendees": [{"name": "Ada", "job": "Clerk", "standing": "career"}, {"name": "Ada", "job": "Clerk", "standing": "career"}],
        "costs": [{"category": "travel", "what": "Flights", "quantity": "1", "unit": "", "each_cents": 100, "city_pays_cents": 0, "asked_cents": 100}],
        "budget": [{"category": "travel", "amount_cents": 100, "note": ""}],
    })
}

fn told(before: &Value, after: &Value) -> Vec<(String, Vec<String>, Vec<String>)> {
    let form = opportunity::read("round.toml", ROUND).expect("the round is sound");
    let [before, after] = [before, after].map(|value| serde_json::from_value::<Received>(value.clone()).expect("a document"));
    let found = differences((&before, &form), (&after, &form));
    found.into_iter().map(|one| (format!("{} / {}", one.part, one.what), one.before, one.after)).collect()
}

fn texts(lines: &[&str]) -> Vec<String> {
    lines.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_the_same_is_left_out() {
    assert!(told(&document(), &document()).is_empty());
}

#[test]
fn an_answer_is_told_before_and_after() {
    let mut after = document();
    after["answers"]["need_now"]["value"] = json!("We need it.\nMuch.");
    after["answers"]["staff_abroad"] = Value::Null;
    after["answers"].as_object_mut().expect("answers").remove("staff_abroad");
    let found = told(&document(), &after);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].1, texts(&["We need it.", "Badly."]));
    assert_eq!(found[0].2, texts(&["We need it.", "Much."]));
    assert_eq!((found[1].1.clone(), found[1].2.clone()), (texts(&["2"]), vec![]));
    assert!(found[0].0.starts_with("Describe what your city needs / What work"), "{}", found[0].0);
}

#[test]
fn people_and_costs_are_told_row_by_row() {
    let mut after = document();
    after["activities"][0]["attendees"].as_array_mut().expect("people").remove(0);
    after["activities"][0]["costs"][0]["what"] = json!("Trains");
    let found = told(&document(), &after);
    let gone = ("Activities / Course: Who takes part".to_owned(), texts(&["Ada, Clerk, Career staff"]), vec![]);
    assert_eq!(found[0], gone, "one of two that read the same");
    let [was, is] = ["Flights", "Trains"].map(|what| vec![format!("Travel and rooms: {what}: $1.00 (asked for: $1.00)")]);
    assert_eq!(found[1], ("Activities / Course: Costs".to_owned(), was, is));
    assert_eq!(found.len(), 2);
}

#[test]
fn an_activity_or_file_that_comes_or_goes_is_told_whole() {
    let mut after = document();
    after["activities"].as_array_mut().expect("activities").remove(0);
    after["attachments"] =
        json!([{"slot": "support_letter", "name": "letter.pdf", "media_type": "application/pdf", "size_bytes": 5, "sha256": "cd"}]);
    let found = told(&document(), &after);
    assert_eq!(found[0].0, "Activities / Course (removed)");
    assert!(found[0].1.contains(&"Place: Lyon, France".to_owned()) && found[0].2.is_empty(), "{:?}", found[0]);
    assert_eq!(found[1], ("Budget / Amount asked for".to_owned(), texts(&["$2.00"]), texts(&["$1.00"])));
    assert_eq!(found[2].0, "Files / A letter from a partner or from your council");
    assert_eq!((found[2].1.clone(), found[2].2.clone()), (vec![], texts(&["letter.pdf, 5 bytes", "SHA-256 cd"])));
    assert_eq!(found[3].1, texts(&["quote.pdf, 812 bytes", "SHA-256 ab"]));
    let back = told(&after, &document());
    assert_eq!(back[0].0, "Activities / Course (new)");
}
