//! The rubric as a form: each criterion with its weight, its anchors beside the points, and its comment; what
//! another window saved stands beside the field that both changed.

use crate::kernel::FieldError;
use crate::locale::format::percent;
use crate::opportunity::{Criterion, Direction, Rubric};
use crate::review::{self, Clash, Review, Typed, when_needed};
use crate::web::Form;
use crate::web::fields::{Choices, Field};
use crate::web::typed::Sent;
use serde::Serialize;
use std::collections::BTreeMap;

/// The name of the hidden field that tells what a page came with in the field after it.
const WAS: &str = "was-";
/// The name of the button that takes what another window saved in the field that is its value.
pub(super) const TAKE: &str = "take";

/// What the form shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    /// What stands in the fields, by name.
    pub(super) values: BTreeMap<String, String>,
    /// The mark of what each field is based on.
    pub(super) marks: BTreeMap<String, String>,
    /// The other version of fields that two windows changed.
    pub(super) clashes: Vec<Clash>,
    /// Whether the other version is what was typed, because what was saved was taken.
    pub(super) is_taken: bool,
}

impl Shown {
    /// What is stored.
    pub(super) fn stored(rubric: &Rubric, review: &Review) -> Self {
        let values = review::fields(rubric, review);
        let marks = values.iter().map(|(name, value)| (name.clone(), review::mark(value))).collect();
        Self { values, marks, ..Self::default() }
    }

    /// What is stored, with what a page typed in the fields that another window changed too.
    pub(super) fn both(rubric: &Rubric, review: &Review, clashes: Vec<Clash>) -> Self {
        let mut shown = Self::stored(rubric, review);
        for clash in &clashes {
            shown.values.insert(clash.field.clone(), clash.typed.clone());
        }
        shown.clashes = clashes;
        shown
    }

    /// What a page sent, as it sent it.
    pub(super) fn sent(typed: &[Typed]) -> Self {
        let values = typed.iter().map(|one| (one.field.clone(), one.value.clone())).collect();
        let marks = typed.iter().map(|one| (one.field.clone(), one.was.clone())).collect();
        Self { values, marks, ..Self::default() }
    }

    /// What a page sent, but in one field what is stored, with what was typed there beside it.
    pub(super) fn taking(rubric: &Rubric, review: &Review, typed: &[Typed], field: &str) -> Self {
        let stored = Self::stored(rubric, review);
        let mut shown = Self::sent(typed);
        let saved = stored.values.get(field).cloned().unwrap_or_default();
        let mine = shown.values.insert(field.to_owned(), saved.clone()).unwrap_or_default();
        shown.marks.insert(field.to_owned(), review::mark(&saved));
        shown.clashes = vec![Clash { field: field.to_owned(), typed: mine, saved }];
        shown.is_taken = true;
        shown
    }

    pub(super) fn value(&self, field: &str) -> &str {
        self.values.get(field).map(String::as_str).unwrap_or_default()
    }
}

/// What a page of a review sent, field by field.
pub(super) fn read(rubric: &Rubric, form: &Form) -> Vec<Typed> {
    let names = review::fields(rubric, &Review::default()).into_keys().filter(|name| form.has(&mark_of(name)) || form.has(name));
    names.map(|field| Typed { value: form.text(&field), was: form.text(&mark_of(&field)), field }).collect()
}

/// The hidden field with the mark of a field.
pub(super) fn mark_of(field: &str) -> String {
    format!("{WAS}{field}")
}

/// The hidden fields with all marks.
pub(super) fn marks(shown: &Shown) -> Vec<Sent> {
    shown.marks.iter().map(|(field, mark)| Sent { name: mark_of(field), value: mark.clone() }).collect()
}

/// The other version of a field.
#[derive(Serialize)]
pub(super) struct OtherVersion {
    heading: String,
    lines: Vec<String>,
    /// The field for which it can be taken; nothing where it was.
    take: Option<String>,
}

impl OtherVersion {
    fn of(shown: &Shown, field: &str, label: &str, said: impl Fn(&str) -> String) -> Option<Self> {
        let clash = shown.clashes.iter().find(|clash| clash.field == field)?;
        let (heading, text) = if shown.is_taken { ("You typed before", &clash.typed) } else { ("Saved in another window", &clash.saved) };
        let lines = said(text).lines().map(str::to_owned).collect();
        Some(Self { heading: format!("{heading}: {label}"), lines, take: (!shown.is_taken).then(|| field.to_owned()) })
    }

    /// For the samples of pages.
    pub(super) fn samples() -> Vec<Self> {
        let of = |lines: Vec<String>, take: Option<String>| Self { heading: "Saved in another window: score".into(), lines, take };
        vec![of(vec!["4".into()], Some("score-need".into())), of(vec![], None)]
    }
}

/// One criterion with what can be said of it, and its comment.
#[derive(Serialize)]
pub(super) struct CriterionForm {
    id: String,
    title: String,
    share: String,
    /// Its weight in basis points, for the sum that grows while one scores; 0 where it does not count.
    weight: i64,
    prompt: String,
    evidence: String,
    others: Vec<OtherVersion>,
    score: Choices,
    comment: Field,
}

impl CriterionForm {
    /// For the samples of pages.
    pub(super) fn sample(evidence: &str) -> Self {
        Self {
            id: "need".into(),
            title: "Need".into(),
            share: "25% of the score".into(),
            weight: 2500,
            prompt: "How much?".into(),
            evidence: evidence.into(),
            others: OtherVersion::samples(),
            score: Choices::new("score-need", "Score for need", [("1", "1 – little")]),
            comment: Field::new("comment-need", "Why?").rows(3),
        }
    }

    fn new(rubric: &Rubric, criterion: &Criterion, shown: &Shown, errors: &[FieldError]) -> Self {
        let (score, comment) = (format!("score-{}", criterion.id), format!("comment-{}", criterion.id));
        let choices = choices(rubric, criterion);
        let words = |value: &str| choices.iter().find(|(v, _)| v == value).map(|(_, words)| words.clone()).unwrap_or_default();
        let others = [
            OtherVersion::of(shown, &score, if criterion.is_scored() { "score" } else { "judgment" }, words),
            OtherVersion::of(shown, &comment, "comment", str::to_owned),
        ];
        let (ask, why) = if criterion.is_scored() {
            (format!("Score for {}", criterion.title), format!("Why this score for {}?", criterion.title))
        } else {
            (format!("Judgment on {}", criterion.title), format!("Why this judgment on {}?", criterion.title))
        };
        let mut field = Field::new(&comment, why).limit(4000).rows(3).value(shown.value(&comment)).errors(errors);
        if let Some(hint) = when_needed(rubric, criterion) {
            field = field.hint(hint);
        }
        Self {
            others: others.into_iter().flatten().collect(),
            score: Choices::new(&score, ask, choices).chosen(shown.value(&score)).errors(errors),
            comment: field,
            id: criterion.id.clone(),
            title: criterion.title.clone(),
            share: criterion.share(),
            weight: if criterion.is_counting() { criterion.weight_bp } else { 0 },
            prompt: criterion.prompt.clone(),
            evidence: criterion.evidence.clone(),
        }
    }
}

/// All criteria, in the order of the rubric.
pub(super) fn criteria(rubric: &Rubric, shown: &Shown, errors: &[FieldError]) -> Vec<CriterionForm> {
    rubric.criteria.iter().map(|criterion| CriterionForm::new(rubric, criterion, shown, errors)).collect()
}

/// The comment on the whole, with the other version of it.
pub(super) fn overall(shown: &Shown, errors: &[FieldError]) -> (Field, Option<OtherVersion>) {
    let field = Field::new("overall", "What you found, and your comment on the whole")
        .limit(4000)
        .rows(5)
        .value(shown.value("overall"))
        .optional()
        .errors(errors);
    (field, OtherVersion::of(shown, "overall", "comment on the whole", str::to_owned))
}

/// Every point or judgment with what it means.
fn choices(rubric: &Rubric, criterion: &Criterion) -> Vec<(String, String)> {
    if criterion.is_scored() {
        let label = |point: i64| format!("{point} – {}", criterion.anchor(rubric, point).unwrap_or_default());
        return rubric.points().map(|point| (point.to_string(), label(point))).collect();
    }
    let judgments = criterion.kind.judgments().iter();
    judgments.map(|j| (j.to_string(), format!("{} – {}", j.label(), criterion.meaning(*j).unwrap_or_default()))).collect()
}

/// What is scored so far: how many of how many, and what it comes to.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Total {
    pub(super) scored: usize,
    pub(super) of: usize,
    /// `3.45`, or a dash before the first score that counts.
    pub(super) points: String,
    /// How much of the weight it stands for.
    pub(super) share: String,
    /// The end of the scale, and which end is the better one.
    pub(super) scale: String,
}

impl Total {
    pub(super) fn new(rubric: &Rubric, review: &Review) -> Self {
        let so_far = review.so_far(rubric);
        Self {
            scored: review.scored(rubric),
            of: rubric.criteria.len(),
            points: so_far.map_or_else(|| "–".to_owned(), |(points, _)| points.to_string()),
            share: percent(so_far.map_or(0, |(_, weight)| weight)),
            scale: match rubric.direction {
                Direction::HigherIsBetter => format!("of {}", rubric.scale_max),
                Direction::LowerIsBetter => format!("where {} is the best", rubric.scale_min),
            },
        }
    }
}

#[cfg(test)]
mod tests;
