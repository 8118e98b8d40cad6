//! What a review comes to under a rubric with criteria of every kind.

use super::*;
use crate::opportunity;

const ROUND: &str = include_str!("../../../config/opportunities/joint-projects-abroad-2027.toml");

fn rubric() -> Rubric {
    opportunity::read("round.toml", ROUND).expect("sound").rubric
}

fn scored(scores: &[(&str, i64)]) -> Review {
    let scores = scores.iter().map(|(id, score)| Score { criterion: (*id).into(), score: Some(*score), ..Score::default() });
    Review { scores: scores.collect(), overall: String::new() }
}

#[test]
fn only_what_counts_is_weighed() {
    let (rubric, all) = (rubric(), [("need_and_fit", 4), ("results_for_city", 3), ("lasting_skills", 5), ("plan_and_budget", 2)]);
    let mut review = scored(&all);
    assert_eq!(review.points(&rubric).expect("complete").to_string(), "3.40");
    // The independent criterion and the judgments change nothing.
    review.scores.push(Score { criterion: "new_ground".into(), score: Some(1), ..Score::default() });
    review.scores.push(Score { criterion: "within_rules".into(), judgment: Some(Judgment::Fail), ..Score::default() });
    assert_eq!(review.points(&rubric).expect("complete").to_string(), "3.40");
    assert_eq!((review.scored(&rubric), rubric.criteria.len()), (6, 7));
}

#[test]
fn a_missing_score_is_absent_and_never_zero() {
    let rubric = rubric();
    assert_eq!(scored(&[]).so_far(&rubric), None);
    let review = scored(&[("need_and_fit", 4), ("results_for_city", 3)]);
    assert_eq!(review.points(&rubric), None);
    let (points, weight) = review.so_far(&rubric).expect("begun");
    assert_eq!((points.to_string().as_str(), weight), ("3.45", 5_500));
    assert_eq!(scored(&[("new_ground", 5)]).so_far(&rubric), None, "it does not count");
}
