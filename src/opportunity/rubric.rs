//! The rubric: what reviewers score, how much each criterion weighs, and what every point means.

use serde::{Deserialize, Serialize};

/// The whole rubric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// The lowest score.
    pub scale_min: i64,
    /// The highest score.
    pub scale_max: i64,
    /// What is scored. Weights add up to 10,000.
    pub criteria: Vec<Criterion>,
    /// What is asked of reviewers and not scored.
    pub gap_check: GapCheck,
}

/// One criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its weight in basis points.
    pub weight_bp: i64,
    /// What the reviewer is asked.
    pub prompt: String,
    /// What each point of the scale means, from the lowest to the highest.
    pub anchors: Vec<String>,
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
}

impl Criterion {
    /// What a score means, given the rubric it belongs to.
    #[must_use]
    pub fn anchor(&self, rubric: &Rubric, score: i64) -> Option<&str> {
        let index = usize::try_from(score.checked_sub(rubric.scale_min)?).ok()?;
        self.anchors.get(index).map(String::as_str)
    }
}
