//! Rubrics with every kind of criterion: what is sound, and what each mistake says at which line.

use super::super::read::{Mistake, read};
use super::super::{CriterionKind, Definition, Direction, Judgment};

const PLAIN: &str = include_str!("../../../config/opportunities/training-and-conference-support-2027.toml");
const FULL: &str = include_str!("../../../config/opportunities/joint-projects-abroad-2027.toml");

/// What is said of the round with all kinds after one change, with the line of the changed text.
fn refusal(from: &str, to: &str) -> (usize, Vec<Mistake>) {
    assert!(FULL.contains(from), "{from} is not in the round");
    let line = FULL.split(from).next().map_or(1, |before| before.matches('\n').count() + 1);
    (line, read("round.toml", &FULL.replacen(from, to, 1)).expect_err(to).mistakes)
}

#[test]
fn a_round_has_criteria_of_every_kind() {
    let round = read("round.toml", FULL).expect("sound");
    let rubric = &round.rubric;
    let kinds: Vec<_> = rubric.criteria.iter().map(|c| (c.kind, c.counts, c.weight_bp > 0)).collect();
    for kind in [(CriterionKind::Scored, true, true), (CriterionKind::Scored, false, false)] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert!(kinds.contains(&(CriterionKind::GapCheck, true, false)) && kinds.contains(&(CriterionKind::PassFail, true, false)));
    assert_eq!(rubric.counting().map(|c| c.weight_bp).sum::<i64>(), 10_000);
    assert_eq!(rubric.points().filter(|point| rubric.needs_comment_at(*point)).collect::<Vec<_>>(), [1, 5]);
    let gaps = rubric.criteria.iter().find(|c| c.kind == CriterionKind::GapCheck).expect("a gap check");
    assert_eq!(gaps.meaning(Judgment::Gaps), gaps.anchors.get(1).map(String::as_str));
    assert_eq!(gaps.meaning(Judgment::Fail), None);
}

/// What was stored before these keys existed reads as it did, and its digest is the same.
#[test]
fn an_older_rubric_keeps_its_words_and_its_meaning() {
    let round = read("round.toml", PLAIN).expect("sound");
    let json = serde_json::to_value(&round.rubric).expect("JSON");
    let keys: Vec<&String> = json.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["criteria", "gap_check", "scale_max", "scale_min"]);
    let first = json.pointer("/criteria/0").and_then(|c| c.as_object()).expect("a criterion");
    assert_eq!(first.keys().collect::<Vec<_>>(), ["anchors", "id", "prompt", "title", "weight_bp"]);
    let again: Definition = serde_json::from_value(serde_json::to_value(&round).expect("JSON")).expect("reads");
    assert_eq!((again.rubric.sha256().expect("a digest"), &again.rubric), (round.rubric.sha256().expect("a digest"), &round.rubric));
    assert!(round.rubric.points().all(|point| round.rubric.needs_comment_at(point)), "every score needed a comment then");
    assert_eq!((round.rubric.least_comment(), round.rubric.direction), (1, Direction::HigherIsBetter));
    let other = read("round.toml", &PLAIN.replacen("No result is named.", "No result is told.", 1)).expect("sound");
    assert_ne!(other.rubric.sha256().expect("a digest"), round.rubric.sha256().expect("a digest"));
}

#[test]
fn mistakes_name_the_line_and_the_mend() {
    let rows = [
        ("counts = false", "counts = false\nweight_bp = 500", "A criterion with counts = false weighs nothing. Take the weight out"),
        ("kind = \"gap_check\"", "kind = \"gap_check\"\nweight_bp = 500", "Only a scored criterion has a weight. Take it out"),
        ("kind = \"pass_fail\"", "kind = \"pass_fail\"\ncounts = false", "Only a scored criterion counts or does not. Take the key out."),
        ("kind = \"gap_check\"", "", "has 2 anchor texts for 5 points. Write one for each point."),
        ("kind = \"pass_fail\"", "kind = \"yes_no\"", "unknown variant `yes_no`"),
        ("required_at = [1, 5]", "required_at = [1, 6]", "Name points of the scale, from 1 to 5, each once."),
        ("required_at = [1, 5]", "required_at = [5, 5]", "Name points of the scale, from 1 to 5, each once."),
        ("min_chars = 40", "min_chars = 0", "A comment can be asked to have 1 to 1000 characters. Change the number."),
        ("minutes = 45", "minutes = 0", "A review takes 1 to 480 minutes. Change the number."),
        ("scale_max = 5", "scale_max = 11", "The scale must rise, from 0 or more to 10 at most. Change its ends."),
        ("weight_bp = 3000", "weight_bp = -3000", "A weight must be more than 0 basis points. Change it, or take the criterion out."),
    ];
    for (from, to, says) in rows {
        let (line, mistakes) = refusal(from, to);
        let found = mistakes.iter().find(|m| m.message.contains(says)).unwrap_or_else(|| panic!("{to}: {mistakes:?}"));
        assert!(found.line.abs_diff(line) <= 6, "{to}: line {} instead of {line}", found.line);
    }
}

#[test]
fn a_judgment_without_its_meaning_is_refused() {
    let round = read("round.toml", FULL).expect("sound");
    for criterion in round.rubric.criteria.iter().filter(|c| !c.is_scored()) {
        let last = criterion.anchors.last().expect("an anchor");
        let (_, mistakes) = refusal(&format!("  \"{last}\",\n"), "");
        assert!(mistakes.iter().any(|m| m.message.contains("has 1 anchor texts for 2 judgments")), "{mistakes:?}");
    }
}
