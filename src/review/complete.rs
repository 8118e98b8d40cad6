//! What a review may hold, and what a submitted one may not lack, under its rubric. Pure.

use super::{Review, Score};
use crate::kernel::FieldError;
use crate::opportunity::{Criterion, CriterionKind, Rubric};

/// The longest comment of a submitted review, in characters.
pub const LONGEST: usize = 4000;
const TOO_LONG: &str = "Shorten the comment to at most 4,000 characters.";

/// What cannot be stored, whether draft or final.
pub(super) fn mistakes(rubric: &Rubric, review: &Review) -> Vec<FieldError> {
    let mut mistakes = Vec::new();
    for entry in &review.scores {
        if !rubric.criterion(&entry.criterion).is_some_and(|criterion| fits(rubric, criterion, entry)) {
            mistakes.push(FieldError::new(score_field(&entry.criterion), choose(rubric, rubric.criterion(&entry.criterion))));
        }
        if entry.comment.chars().count() > LONGEST {
            mistakes.push(FieldError::new(comment_field(&entry.criterion), TOO_LONG));
        }
    }
    if review.overall.chars().count() > LONGEST {
        mistakes.push(FieldError::new("overall", TOO_LONG));
    }
    mistakes
}

/// What a draft may lack and a submitted review may not.
#[must_use]
pub fn gaps(rubric: &Rubric, review: &Review) -> Vec<FieldError> {
    let mut gaps = Vec::new();
    for criterion in &rubric.criteria {
        if !review.is_answered(criterion) {
            let what = if criterion.is_scored() { "Choose a score for" } else { "Say how you judge" };
            gaps.push(FieldError::new(score_field(&criterion.id), format!("{what} “{}”.", criterion.title)));
        }
        if let Some(message) = missing_comment(rubric, criterion, review.score(&criterion.id)) {
            gaps.push(FieldError::new(comment_field(&criterion.id), message));
        }
    }
    gaps
}

/// When the comment on a criterion is needed, where that is not always.
#[must_use]
pub fn when_needed(rubric: &Rubric, criterion: &Criterion) -> Option<String> {
    let least = match rubric.least_comment() {
        0 | 1 => String::new(),
        least => format!(", with {least} characters or more"),
    };
    let needing = criterion.kind.judgments().iter().find(|judgment| judgment.needs_comment());
    if let Some(judgment) = needing {
        return Some(format!("Needed for “{}”{least}.", judgment.label()));
    }
    rubric.comments.as_ref()?;
    let points: Vec<String> = rubric.points().filter(|point| rubric.needs_comment_at(*point)).map(|point| point.to_string()).collect();
    let (last, rest) = points.split_last()?;
    let scores = if rest.is_empty() { format!("a score of {last}") } else { format!("a score of {} or {last}", rest.join(", ")) };
    Some(format!("Needed for {scores}{least}."))
}

/// The field of a form that takes the score or the judgment.
#[must_use]
pub fn score_field(criterion: &str) -> String {
    format!("score-{criterion}")
}

/// The field of a form that takes the comment.
#[must_use]
pub fn comment_field(criterion: &str) -> String {
    format!("comment-{criterion}")
}

/// Whether an entry has only what its criterion takes.
pub(super) fn fits(rubric: &Rubric, criterion: &Criterion, entry: &Score) -> bool {
    let score_fits = entry.score.is_none_or(|score| criterion.is_scored() && rubric.points().any(|point| point == score));
    score_fits && entry.judgment.is_none_or(|judgment| criterion.kind.judgments().contains(&judgment))
}

fn choose(rubric: &Rubric, criterion: Option<&Criterion>) -> String {
    let judgments = criterion.map_or(CriterionKind::Scored, |criterion| criterion.kind).judgments();
    match judgments {
        [first, second] => format!("Choose {} or {}.", first.label().to_lowercase(), second.label().to_lowercase()),
        _ => format!("Choose a score from {} to {}.", rubric.scale_min, rubric.scale_max),
    }
}

/// What is said where a comment is needed and not there, or too short.
fn missing_comment(rubric: &Rubric, criterion: &Criterion, entry: Option<&Score>) -> Option<String> {
    let title = &criterion.title;
    let least = rubric.least_comment();
    let length = entry.map_or(0, |entry| entry.comment.trim().chars().count());
    let score = entry.and_then(|entry| entry.score);
    let judgment = entry.and_then(|entry| entry.judgment);
    let needed = if criterion.is_scored() {
        rubric.comments.is_none() || score.is_some_and(|score| rubric.needs_comment_at(score))
    } else {
        judgment.is_some_and(crate::opportunity::Judgment::needs_comment)
    };
    if !needed || length >= least {
        return None;
    }
    Some(match (length, score, judgment) {
        (1.., ..) => format!("Say a little more on “{title}”: {least} characters or more. This has {length}."),
        (_, _, Some(judgment)) => format!("Say why you chose “{}” for “{title}”.", judgment.label()),
        (_, Some(score), None) if rubric.comments.is_some() => format!("A score of {score} needs a comment: say why, for “{title}”."),
        _ => format!("Say why, for “{title}”. The city learns from it."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opportunity::{self, Judgment};

    const PLAIN: &str = include_str!("../../config/opportunities/training-and-conference-support-2027.toml");
    const FULL: &str = include_str!("../../config/opportunities/joint-projects-abroad-2027.toml");

    fn rubric(round: &str) -> Rubric {
        opportunity::read("round.toml", round).expect("sound").rubric
    }

    /// A review that is complete but for one entry.
    fn but(rubric: &Rubric, id: &str, score: Option<i64>, judgment: Option<Judgment>, comment: &str) -> Review {
        let entry = |c: &Criterion| match (c.id == id, c.kind.judgments().first()) {
            (true, _) => Score { criterion: c.id.clone(), score, judgment, comment: comment.into() },
            (false, Some(fine)) => Score { criterion: c.id.clone(), judgment: Some(*fine), ..Score::default() },
            (false, None) => Score { criterion: c.id.clone(), score: Some(3), comment: "Because.".into(), ..Score::default() },
        };
        Review { scores: rubric.criteria.iter().map(entry).collect(), overall: String::new() }
    }

    fn said(rubric: &Rubric, review: &Review) -> Vec<String> {
        mistakes(rubric, review).into_iter().chain(gaps(rubric, review)).map(|e| format!("{}: {}", e.field, e.message)).collect()
    }

    #[test]
    fn the_ends_of_the_scale_need_a_reason_of_some_length() {
        let rubric = rubric(FULL);
        let of = |score, comment: &str| said(&rubric, &but(&rubric, "need_and_fit", Some(score), None, comment));
        for score in 2..=4 {
            assert_eq!(of(score, ""), Vec::<String>::new(), "{score}");
        }
        assert_eq!(of(1, ""), ["comment-need_and_fit: A score of 1 needs a comment: say why, for “Purpose and fit”."]);
        assert_eq!(
            of(5, " Very good. "),
            ["comment-need_and_fit: Say a little more on “Purpose and fit”: 40 characters or more. This has 10."]
        );
        assert_eq!(of(5, &"é".repeat(40)), Vec::<String>::new(), "characters are counted, not bytes");
        assert_eq!(of(6, "x"), ["score-need_and_fit: Choose a score from 1 to 5."]);
    }

    #[test]
    fn a_rubric_that_says_nothing_of_comments_needs_one_everywhere() {
        let rubric = rubric(PLAIN);
        let of = |score, comment: &str| said(&rubric, &but(&rubric, "need_and_fit", score, None, comment));
        assert_eq!(of(Some(3), " "), ["comment-need_and_fit: Say why, for “Need and fit”. The city learns from it."]);
        assert_eq!(of(Some(3), "x"), Vec::<String>::new());
        assert_eq!(of(None, "x"), ["score-need_and_fit: Choose a score for “Need and fit”."]);
    }

    #[test]
    fn gaps_and_a_fail_need_a_reason_and_no_criterion_takes_what_is_not_its_own() {
        let rubric = rubric(FULL);
        let of = |id: &str, score, judgment, comment: &str| said(&rubric, &but(&rubric, id, score, judgment, comment));
        assert_eq!(of("within_rules", None, Some(Judgment::Pass), ""), Vec::<String>::new());
        assert_eq!(
            of("within_rules", None, Some(Judgment::Fail), ""),
            ["comment-within_rules: Say why you chose “Fail” for “Within the rules”."]
        );
        assert_eq!(of("capacity", None, Some(Judgment::Gaps), &"x".repeat(40)), Vec::<String>::new());
        assert_eq!(of("capacity", None, None, ""), ["score-capacity: Say how you judge “Capacity”."]);
        assert_eq!(of("capacity", None, Some(Judgment::Fail), &"x".repeat(40)), ["score-capacity: Choose appropriate or gaps."]);
        assert_eq!(of("capacity", Some(3), None, "")[0], "score-capacity: Choose appropriate or gaps.");
        assert_eq!(of("new_ground", None, Some(Judgment::Pass), "")[0], "score-new_ground: Choose a score from 1 to 5.");
    }
}
