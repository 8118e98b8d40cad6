//! Keeps what a page of a review holds, field by field, as it was typed. Each field comes with the mark of
//! what the page showed there: what this window changed is kept, what only another window changed stays,
//! and where both changed the same field neither is lost: both texts are given back.

use super::complete::{LONGEST, comment_field, fits, score_field};
use super::save::SaveError;
use super::{Assignment, Review, Score, policy, store};
use crate::db::Tx;
use crate::kernel::{FieldError, Id};
use crate::opportunity::{Criterion, Rubric};
use crate::people::Actor;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The longest comment of a draft, in characters: what is too long to be submitted is kept all the same.
pub const LONGEST_KEPT: usize = 5 * LONGEST;
/// The field of a form that takes the comment on the whole.
pub const OVERALL: &str = "overall";

/// What a page sends of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Its name, such as `score-need` or `overall`.
    pub field: String,
    /// What stands in it.
    pub value: String,
    /// The [`mark`] of what the page came with, or of what was kept from it last.
    pub was: String,
}

/// One field that two windows changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Its name.
    pub field: String,
    /// What this window sent.
    pub typed: String,
    /// What the other one saved.
    pub saved: String,
}

/// What became of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The review as it is stored now.
    pub review: Review,
    /// The marks of the fields in which the page and the store say the same now.
    pub marks: Vec<(String, String)>,
    /// The fields that two windows changed: what the other one saved stays.
    pub clashes: Vec<Clash>,
    /// The fields that another window changed and this one did not.
    pub newer: Vec<String>,
}

/// Tells apart what a field held, without saying it again: nothing for nothing.
#[must_use]
pub fn mark(value: &str) -> String {
    if value.is_empty() { String::new() } else { HEXLOWER.encode(&Sha256::digest(value.as_bytes())).chars().take(16).collect() }
}

/// What each field of a review's page holds, by its name.
#[must_use]
pub fn fields(rubric: &Rubric, review: &Review) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::from([(OVERALL.to_owned(), review.overall.clone())]);
    for criterion in &rubric.criteria {
        let entry = review.score(&criterion.id);
        let judged = entry.and_then(|entry| entry.judgment).map(|judgment| judgment.to_string());
        let scored = entry.and_then(|entry| entry.score).map(|score| score.to_string());
        fields.insert(score_field(&criterion.id), judged.or(scored).unwrap_or_default());
        fields.insert(comment_field(&criterion.id), entry.map(|entry| entry.comment.clone()).unwrap_or_default());
    }
    fields
}

/// The review that these fields hold; what a criterion does not take is left out.
#[must_use]
pub fn review_of(rubric: &Rubric, fields: &BTreeMap<String, String>) -> Review {
    let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let scores = rubric.criteria.iter().map(|criterion| Score {
        comment: text(&comment_field(&criterion.id)),
        ..said(rubric, criterion, &text(&score_field(&criterion.id))).unwrap_or_else(|| nothing(criterion))
    });
    Review { scores: scores.collect(), overall: text(OVERALL) }
}

fn nothing(criterion: &Criterion) -> Score {
    Score { criterion: criterion.id.clone(), ..Score::default() }
}

/// The score or judgment that a field holds; `None` where the criterion takes no such.
fn said(rubric: &Rubric, criterion: &Criterion, value: &str) -> Option<Score> {
    let empty = nothing(criterion);
    let entry = match (value, criterion.is_scored()) {
        ("", _) => empty,
        (value, true) => Score { score: Some(value.parse().ok()?), ..empty },
        (value, false) => Score { judgment: Some(value.parse().ok()?), ..empty },
    };
    fits(rubric, criterion, &entry).then_some(entry)
}

/// Keeps what the reviewer typed. Fields that the rubric does not have are left out.
///
/// # Errors
/// [`SaveError`]; nothing is kept then. Two windows are no error: see [`Kept::clashes`].
pub fn keep(tx: &mut Tx<'_>, actor: &Actor, id: Id<Assignment>, rubric: &Rubric, typed: &[Typed]) -> Result<Kept, SaveError> {
    let assignment = store::assignment(tx, id)?;
    if !policy::may_write(actor, &assignment) {
        return Err(SaveError::Missing);
    }
    let mistakes = mistakes(rubric, typed);
    if !mistakes.is_empty() {
        return Err(SaveError::Invalid(mistakes));
    }
    let stored = Review { scores: store::list_scores(tx, id)?, overall: assignment.overall.clone() };
    let before = fields(rubric, &stored);
    let mut kept = merge(&before, typed);
    let after: BTreeMap<String, String> = before.iter().map(|(name, value)| (name.clone(), taken(&kept, typed, name, value))).collect();
    kept.review = review_of(rubric, &after);
    if after != before {
        store::change_review(tx, &assignment, &kept.review)?;
    }
    Ok(kept)
}

/// What of the page goes into the store, whose fields hold what `stored` says, and what does not. Nothing is kept by this.
#[must_use]
pub fn merge(stored: &BTreeMap<String, String>, typed: &[Typed]) -> Kept {
    let mut kept = Kept::default();
    for one in typed {
        let Some(saved) = stored.get(&one.field) else { continue };
        if one.value == *saved || mark(saved) == one.was {
            kept.marks.push((one.field.clone(), mark(&one.value)));
        } else if mark(&one.value) == one.was {
            kept.newer.push(one.field.clone());
        } else {
            kept.clashes.push(Clash { field: one.field.clone(), typed: one.value.clone(), saved: saved.clone() });
        }
    }
    kept
}

/// What a field holds afterwards.
fn taken(kept: &Kept, typed: &[Typed], field: &str, saved: &str) -> String {
    let is_taken = kept.marks.iter().any(|(name, _)| name == field);
    let sent = typed.iter().find(|one| one.field == field).filter(|_| is_taken);
    sent.map_or_else(|| saved.to_owned(), |one| one.value.clone())
}

/// What cannot be kept even in a draft.
fn mistakes(rubric: &Rubric, typed: &[Typed]) -> Vec<FieldError> {
    let mut mistakes = Vec::new();
    for one in typed {
        let criterion = rubric.criteria.iter().find(|criterion| score_field(&criterion.id) == one.field);
        if criterion.is_some_and(|criterion| said(rubric, criterion, &one.value).is_none()) {
            mistakes.push(FieldError::new(&one.field, "Choose one of what is listed."));
        } else if criterion.is_none() && one.value.chars().count() > LONGEST_KEPT {
            mistakes.push(FieldError::new(&one.field, "This is more text than can be kept. Shorten it to at most 4,000 characters."));
        }
    }
    mistakes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opportunity::{self, Judgment};

    const ROUND: &str = include_str!("../../config/opportunities/joint-projects-abroad-2027.toml");

    fn typed(field: &str, value: &str, was: &str) -> Typed {
        Typed { field: field.into(), value: value.into(), was: mark(was) }
    }

    fn store(value: &str) -> BTreeMap<String, String> {
        BTreeMap::from([("overall".to_owned(), value.to_owned())])
    }

    #[test]
    fn a_field_is_kept_left_or_shown_twice() {
        let of = |stored: &str, value: &str, was: &str| {
            let kept = merge(&store(stored), &[typed("overall", value, was)]);
            (kept.marks.len(), kept.newer.len(), kept.clashes.len())
        };
        assert_eq!(of("", "new", ""), (1, 0, 0), "typed into an empty field");
        assert_eq!(of("old", "new", "old"), (1, 0, 0), "changed here alone");
        assert_eq!(of("old", "", "old"), (1, 0, 0), "emptied here alone");
        assert_eq!(of("new", "new", "old"), (1, 0, 0), "the same typed twice, or sent again");
        assert_eq!(of("theirs", "old", "old"), (0, 1, 0), "changed there alone");
        assert_eq!(of("", "old", "old"), (0, 1, 0), "emptied there alone");
        assert_eq!(of("theirs", "mine", "old"), (0, 0, 1), "changed in both");
        assert_eq!(of("theirs", "", "old"), (0, 0, 1), "emptied here, changed there");
        assert_eq!(of("theirs", "mine", ""), (0, 0, 1), "a page that says nothing of what it showed");
        assert_eq!(merge(&store("x"), &[typed("else", "y", "")]), Kept::default(), "no field of this rubric");
    }

    #[test]
    fn a_review_and_its_fields_say_the_same() {
        let rubric = opportunity::read("round.toml", ROUND).expect("sound").rubric;
        let mut all = fields(&rubric, &Review::default());
        assert_eq!(all.len(), 2 * rubric.criteria.len() + 1);
        for (name, value) in
            [("score-need_and_fit", "4"), ("comment-need_and_fit", "“A”\n\n <b>"), ("score-capacity", "gaps"), ("overall", "O")]
        {
            all.insert(name.into(), value.into());
        }
        let review = review_of(&rubric, &all);
        assert_eq!(review.score("need_and_fit").map(|s| (s.score, s.comment.as_str())), Some((Some(4), "“A”\n\n <b>")));
        assert_eq!(review.score("capacity").map(|s| (s.score, s.judgment)), Some((None, Some(Judgment::Gaps))));
        assert_eq!(fields(&rubric, &review), all);
    }

    #[test]
    fn what_a_criterion_does_not_take_is_refused() {
        let rubric = opportunity::read("round.toml", ROUND).expect("sound").rubric;
        let of = |field: &str, value: &str| mistakes(&rubric, &[typed(field, value, "")]).len();
        for (field, value, count) in [
            ("score-need_and_fit", "5", 0),
            ("score-need_and_fit", "6", 1),
            ("score-need_and_fit", "0x3", 1),
            ("score-need_and_fit", "fail", 1),
            ("score-capacity", "gaps", 0),
            ("score-capacity", "fail", 1),
            ("score-capacity", "1", 1),
            ("score-capacity", "", 0),
        ] {
            assert_eq!(of(field, value), count, "{field} {value}");
        }
        assert_eq!((of("overall", &"x".repeat(LONGEST_KEPT)), of("overall", &"x".repeat(LONGEST_KEPT + 1))), (0, 1));
    }
}
