//! What happened to feedback. What is told to a city holds no reviewer's name and no score of others.

use crate::kernel::{Fact, Subject, Timestamp};
use serde::{Deserialize, Serialize};

/// What was changed about one comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentChanged {
    /// The review.
    pub review: String,
    /// The criterion; empty for the comment on the whole.
    pub criterion: String,
    /// Whether the city gets it.
    pub is_released: bool,
    /// In which words, where they differ from those written.
    pub wording: Option<String>,
}

/// Somebody prepared feedback on an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackPrepared {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// How to improve, as it is now.
    pub advice: String,
    /// The comments that changed.
    pub comments: Vec<CommentChanged>,
}

/// The feedback of a round was released, to be let out at an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackPlanned {
    /// The release.
    pub release: String,
    /// The round.
    pub opportunity: String,
    /// From when on its letters go out.
    pub due_at: Timestamp,
    /// The zone in which that was said.
    pub zone: String,
    /// Each application with the SHA-256 of its letter.
    pub letters: Vec<(String, String)>,
}

/// A release of feedback was called off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackCancelled {
    /// The release.
    pub release: String,
    /// The round.
    pub opportunity: String,
}

/// A letter was not let out, because the reviews that it rests on are no longer those that count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackStopped {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The round's name in addresses.
    pub slug: String,
    /// Why.
    pub reason: String,
}

/// What the panel found on one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnCriterion {
    /// The criterion.
    pub title: String,
    /// What the rubric says of it.
    pub reason: Option<String>,
    /// The mean of its scores, where the round tells it.
    pub mean: Option<String>,
    /// Where the application stands on it.
    pub position: Option<String>,
    /// The released comments.
    pub comments: Vec<String>,
}

/// The city got its feedback: the letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackReleased {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city; the lead city of a joint application.
    pub city: String,
    /// What the application calls itself.
    pub title: String,
    /// The round.
    pub opportunity: String,
    /// Whether it was awarded.
    pub is_awarded: bool,
    /// How many reviews it rests on.
    pub reviews: usize,
    /// What was found, criterion by criterion.
    pub criteria: Vec<OnCriterion>,
    /// The released comments on the whole.
    pub comments: Vec<String>,
    /// How to improve; empty where nothing was written.
    pub advice: String,
    /// The name under the letter.
    pub signed_by: String,
}

impl Fact for FeedbackPrepared {
    const NAME: &'static str = "feedback.prepared";
    fn subject(&self) -> Subject {
        Subject::new("application", &self.application)
    }
}

impl Fact for FeedbackPlanned {
    const NAME: &'static str = "feedback.planned";
    fn subject(&self) -> Subject {
        Subject::new("feedback_release", &self.release)
    }
}

impl Fact for FeedbackCancelled {
    const NAME: &'static str = "feedback.cancelled";
    fn subject(&self) -> Subject {
        Subject::new("feedback_release", &self.release)
    }
}

impl Fact for FeedbackStopped {
    const NAME: &'static str = "feedback.stopped";
    fn subject(&self) -> Subject {
        Subject::new("application", &self.application)
    }
}

impl Fact for FeedbackReleased {
    const NAME: &'static str = "feedback.released";
    fn subject(&self) -> Subject {
        Subject::new("application", &self.application)
    }
}

impl FeedbackReleased {
    /// A letter to look at; a full one reaches every part of a page.
    #[must_use]
    pub fn sample(is_full: bool) -> Self {
        let text = |text: &str| text.to_owned();
        let full = OnCriterion {
            title: text("Plan and feasibility"),
            reason: Some(text("The plan can work; most costs are explained.")),
            mean: Some(text("3.67 of 5")),
            position: Some(text("In the upper third of the 24 applications on “Plan and feasibility”.")),
            comments: vec![text("Say who trains the others.\nTwo lines."), text("Clear.")],
        };
        let bare = OnCriterion { title: text("Need"), reason: None, mean: None, position: None, comments: vec![] };
        Self {
            application: text("00000000-0000-7000-8000-000000000001"),
            reference: text("UDF-2027-0142"),
            city: text("Millbrook, NY"),
            title: text("Sister ports"),
            opportunity: text("City Engagement Grants 2027"),
            is_awarded: is_full,
            reviews: 3,
            criteria: if is_full { vec![full, bare] } else { vec![] },
            comments: if is_full { vec![text("A small city with a clear plan.")] } else { vec![] },
            advice: if is_full { text("Name the people.") } else { String::new() },
            signed_by: text("Gus Hall"),
        }
    }
}
