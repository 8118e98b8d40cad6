//! The rubric: what reviewers judge, how much each criterion weighs, what every point means, and
//! from when a comment is needed. Plain data; what must hold in it is in `rubric_check.rs`.
//!
//! A rubric that was stored before a key existed reads as it did then, and keeps its digest.

use crate::db::Error;
use crate::locale::format::percent;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// The whole rubric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// The lowest score.
    pub scale_min: i64,
    /// The highest score.
    pub scale_max: i64,
    /// Which end of the scale is the better one.
    #[serde(default, skip_serializing_if = "Direction::is_usual")]
    pub direction: Direction,
    /// How many minutes one review takes, as reviewers are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
    /// From when a score needs a comment. Without this part every score needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments: Option<CommentRules>,
    /// What is judged. The weights of those that count add up to 10,000.
    pub criteria: Vec<Criterion>,
    /// What is asked on the whole and not scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_check: Option<GapCheck>,
}

/// Which end of the scale is the better one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The highest point is the best.
    #[default]
    HigherIsBetter,
    /// The lowest point is the best.
    LowerIsBetter,
}

impl Direction {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    fn is_usual(&self) -> bool {
        *self == Self::HigherIsBetter
    }
}

/// What scores are given on. Only scores of one such scale can be put in one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The lowest point.
    pub min: i64,
    /// The highest point.
    pub max: i64,
    /// Which of them is the better one.
    pub direction: Direction,
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let best = if self.direction == Direction::HigherIsBetter { "highest" } else { "lowest" };
        write!(f, "{} to {} with the {best} as the best", self.min, self.max)
    }
}

/// From when a score needs a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentRules {
    /// The points that need one; without this key the lowest and the highest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_at: Option<Vec<i64>>,
    /// How many characters such a comment has at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_chars: Option<usize>,
}

/// How a criterion is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CriterionKind {
    /// By a point of the scale.
    #[default]
    Scored,
    /// Appropriate, or with gaps; never scored.
    GapCheck,
    /// Passed or failed; never scored. A fail is shown to whoever decides.
    PassFail,
}

impl CriterionKind {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    fn is_usual(&self) -> bool {
        *self == Self::Scored
    }

    /// What can be said of a criterion that is not scored, in the order of its anchors.
    #[must_use]
    pub fn judgments(self) -> &'static [Judgment] {
        match self {
            Self::Scored => &[],
            Self::GapCheck => &[Judgment::Appropriate, Judgment::Gaps],
            Self::PassFail => &[Judgment::Pass, Judgment::Fail],
        }
    }
}

/// What a reviewer says of a criterion that is not scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Judgment {
    /// Nothing is missing.
    Appropriate,
    /// Something is missing.
    Gaps,
    /// The criterion is met.
    Pass,
    /// The criterion is not met.
    Fail,
}

impl Judgment {
    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Appropriate => "Appropriate",
            Self::Gaps => "Gaps",
            Self::Pass => "Pass",
            Self::Fail => "Fail",
        }
    }

    /// Whether it says nothing without a reason.
    #[must_use]
    pub fn needs_comment(self) -> bool {
        matches!(self, Self::Gaps | Self::Fail)
    }
}

/// One criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub title: String,
    /// How it is judged.
    #[serde(default, skip_serializing_if = "CriterionKind::is_usual")]
    pub kind: CriterionKind,
    /// Whether its score is part of the weighted one. An independent criterion is scored and does not count.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub counts: bool,
    /// Its weight in basis points; nothing where it does not count.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub weight_bp: i64,
    /// What the reviewer is asked.
    pub prompt: String,
    /// Where in an application the reviewer finds what to judge by.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// What each point of the scale means, from the lowest to the highest; of a criterion that is not scored,
    /// what each judgment means.
    pub anchors: Vec<String>,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_yes(counts: &bool) -> bool {
    *counts
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_nothing(weight: &i64) -> bool {
    *weight == 0
}

/// A question to reviewers whose answer is noted and not scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GapCheck {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What the reviewer is asked.
    pub prompt: String,
}

impl Rubric {
    /// The minutes of one review where a rubric does not say so.
    pub const MINUTES: i64 = 30;

    /// What its scores are given on.
    #[must_use]
    pub fn scale(&self) -> Scale {
        Scale { min: self.scale_min, max: self.scale_max, direction: self.direction }
    }

    /// Every point of the scale.
    pub fn points(&self) -> impl Iterator<Item = i64> + use<> {
        self.scale_min..=self.scale_max
    }

    /// How many points the scale has; 0 when it is upside down.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.points().count()
    }

    /// One criterion.
    #[must_use]
    pub fn criterion(&self, id: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.id == id)
    }

    /// The criteria whose scores make up the weighted one.
    pub fn counting(&self) -> impl Iterator<Item = &Criterion> {
        self.criteria.iter().filter(|criterion| criterion.is_counting())
    }

    /// Whether this score needs a comment.
    #[must_use]
    pub fn needs_comment_at(&self, score: i64) -> bool {
        match &self.comments {
            None => true,
            Some(rules) => match &rules.required_at {
                None => score == self.scale_min || score == self.scale_max,
                Some(points) => points.contains(&score),
            },
        }
    }

    /// How many characters a comment has at least where one is needed.
    #[must_use]
    pub fn least_comment(&self) -> usize {
        self.comments.as_ref().and_then(|rules| rules.min_chars).unwrap_or(1).max(1)
    }

    /// How many minutes one review takes.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        self.minutes.unwrap_or(Self::MINUTES)
    }

    /// The digest that a review keeps of the rubric under which it was written.
    ///
    /// # Errors
    /// [`Error::Broken`] when it cannot be written as JSON.
    pub fn sha256(&self) -> Result<String, Error> {
        // A JSON value sorts its keys, as in the digest of the whole definition.
        let json = serde_json::to_value(self).map_err(|e| Error::Broken(e.to_string()))?;
        Ok(HEXLOWER.encode(&Sha256::digest(json.to_string().as_bytes())))
    }
}

impl Criterion {
    /// What a score means, given the rubric it belongs to.
    #[must_use]
    pub fn anchor(&self, rubric: &Rubric, score: i64) -> Option<&str> {
        let index = usize::try_from(score.checked_sub(rubric.scale_min)?).ok()?;
        self.anchors.get(index).map(String::as_str)
    }

    /// What a judgment means.
    #[must_use]
    pub fn meaning(&self, judgment: Judgment) -> Option<&str> {
        let index = self.kind.judgments().iter().position(|other| *other == judgment)?;
        self.anchors.get(index).map(String::as_str)
    }

    /// What it is to the score, in words: `25% of the score`.
    #[must_use]
    pub fn share(&self) -> String {
        match self.kind {
            CriterionKind::Scored if self.counts => format!("{} of the score", percent(self.weight_bp)),
            CriterionKind::Scored => "Scored on its own, not part of the score".into(),
            CriterionKind::GapCheck => "Looked at, not scored".into(),
            CriterionKind::PassFail => "Passed or failed, not scored".into(),
        }
    }

    /// Whether it has a score.
    #[must_use]
    pub fn is_scored(&self) -> bool {
        self.kind == CriterionKind::Scored
    }

    /// Whether its score is part of the weighted one.
    #[must_use]
    pub fn is_counting(&self) -> bool {
        self.is_scored() && self.counts
    }
}
