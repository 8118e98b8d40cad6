//! What the form of a rubric says, and what becomes of a field that two windows changed.

use super::*;
use crate::opportunity;

const FULL: &str = include_str!("../../../../config/opportunities/joint-projects-abroad-2027.toml");
const PLAIN: &str = include_str!("../../../../config/opportunities/training-and-conference-support-2027.toml");

fn rubric(round: &str) -> Rubric {
    opportunity::read("round.toml", round).expect("sound").rubric
}

fn clash(field: &str, typed: &str, saved: &str) -> Clash {
    Clash { field: field.into(), typed: typed.into(), saved: saved.into() }
}

#[test]
fn a_comment_says_when_it_is_needed() {
    let (full, plain) = (rubric(FULL), rubric(PLAIN));
    let of = |id: &str| when_needed(&full, full.criterion(id).expect("a criterion")).expect("a hint");
    assert_eq!(of("need_and_fit"), "Needed for a score of 1 or 5, with 40 characters or more.");
    assert_eq!(of("capacity"), "Needed for “Gaps”, with 40 characters or more.");
    assert_eq!(of("within_rules"), "Needed for “Fail”, with 40 characters or more.");
    assert!(plain.criteria.iter().all(|c| when_needed(&plain, c).is_none()), "always needed: nothing is said");
}

#[test]
fn what_was_typed_stays_in_the_field_and_what_was_saved_stands_beside_it() {
    let rubric = rubric(FULL);
    let clashes = vec![clash("score-need_and_fit", "2", "4"), clash("comment-need_and_fit", "mine", "theirs\nand more")];
    let saved = BTreeMap::from([("score-need_and_fit".to_owned(), "4".to_owned())]);
    let shown = Shown::both(&rubric, &review::review_of(&rubric, &saved), clashes);
    let all = criteria(&rubric, &shown, &[]);
    let first = all.first().expect("a criterion");
    assert_eq!((first.comment.value.as_str(), first.others.len()), ("mine", 2));
    assert!(first.score.choices.iter().any(|c| c.value == "2" && c.chosen));
    assert!(first.others[0].lines[0].starts_with("4 – The purpose is clear"));
    assert_eq!(first.others[1].lines, ["theirs", "and more"]);
    // The next press of the button is based on what is saved now.
    assert_eq!(shown.marks.get("score-need_and_fit"), Some(&review::mark("4")));
}

#[test]
fn taking_what_was_saved_shows_what_was_typed_beside_it() {
    let rubric = rubric(FULL);
    let saved = review::review_of(&rubric, &BTreeMap::from([("overall".to_owned(), "theirs".to_owned())]));
    let typed = [Typed { field: "overall".into(), value: "mine".into(), was: String::new() }];
    let shown = Shown::taking(&rubric, &saved, &typed, "overall");
    let (field, other) = overall(&shown, &[]);
    let other = other.expect("the other version");
    assert_eq!((field.value.as_str(), other.lines.as_slice(), other.take), ("theirs", ["mine".to_owned()].as_slice(), None));
}

#[test]
fn the_total_says_what_it_stands_for() {
    let rubric = rubric(FULL);
    let none = Total::new(&rubric, &Review::default());
    assert_eq!((none.points.as_str(), none.share.as_str(), none.of), ("–", "0%", 7));
    let scores = [("score-need_and_fit", "4"), ("score-results_for_city", "3"), ("score-capacity", "gaps")];
    let values = scores.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let some = Total::new(&rubric, &review::review_of(&rubric, &values));
    assert_eq!((some.points.as_str(), some.share.as_str(), some.scored, some.scale.as_str()), ("3.45", "55%", 3, "of 5"));
}
