//! What was asked about a round, and what became of it.

use crate::kernel::{Fact, Subject, Timestamp};
use serde::{Deserialize, Serialize};

/// Somebody asked a question about a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryAsked {
    /// The question.
    pub inquiry: String,
    /// Its number, such as `Q-3`.
    pub number: String,
    /// The round.
    pub opportunity: String,
    /// The digest of their words. The words stand beside, where nothing changes them; anybody may write them, so the
    /// record does not grow by them.
    pub asked_sha256: String,
    /// Whether they want to be told.
    pub by_letter: bool,
}

/// A question was answered for all to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryPublished {
    /// The question.
    pub inquiry: String,
    /// Its number among the published ones.
    pub shown: i64,
    /// The round's name in addresses.
    pub slug: String,
    /// The round's name.
    pub title: String,
    /// The question as published.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// Who answers.
    pub answered_by: String,
    /// When.
    pub at: Timestamp,
}

/// A published answer was corrected; the earlier text stays beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryCorrected {
    /// The question.
    pub inquiry: String,
    /// Its number among the published ones.
    pub shown: i64,
    /// The round's name in addresses.
    pub slug: String,
    /// The round's name.
    pub title: String,
    /// The question as it is now.
    pub question: String,
    /// The answer as it is now.
    pub answer: String,
    /// The question as it was.
    pub question_before: String,
    /// The answer as it was.
    pub answer_before: String,
    /// Why it was changed.
    pub why: String,
    /// Who changed it.
    pub corrected_by: String,
    /// When.
    pub at: Timestamp,
}

/// Whoever asked was answered alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryAnswered {
    /// The question.
    pub inquiry: String,
    /// Its number, such as `Q-3`.
    pub number: String,
    /// The round's name in addresses.
    pub slug: String,
    /// The round's name.
    pub title: String,
    /// What was asked.
    pub asked: String,
    /// The answer.
    pub answer: String,
    /// Who answers.
    pub answered_by: String,
    /// Whether a letter brings the answer; otherwise it stands on the page of the question alone.
    pub by_letter: bool,
}

/// A question gets no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquirySetAside {
    /// The question.
    pub inquiry: String,
    /// Its number, such as `Q-3`.
    pub number: String,
    /// The round's name in addresses.
    pub slug: String,
    /// The round's name.
    pub title: String,
    /// What was asked.
    pub asked: String,
    /// Why.
    pub reason: String,
    /// Who decided so.
    pub set_aside_by: String,
}

impl Fact for InquiryAsked {
    const NAME: &'static str = "inquiry.asked";
    fn subject(&self) -> Subject {
        Subject::new("inquiry", &self.inquiry)
    }
}

impl Fact for InquiryPublished {
    const NAME: &'static str = "inquiry.published";
    fn subject(&self) -> Subject {
        Subject::new("inquiry", &self.inquiry)
    }
}

impl Fact for InquiryCorrected {
    const NAME: &'static str = "inquiry.corrected";
    fn subject(&self) -> Subject {
        Subject::new("inquiry", &self.inquiry)
    }
}

impl Fact for InquiryAnswered {
    const NAME: &'static str = "inquiry.answered";
    fn subject(&self) -> Subject {
        Subject::new("inquiry", &self.inquiry)
    }
}

impl Fact for InquirySetAside {
    const NAME: &'static str = "inquiry.set_aside";
    fn subject(&self) -> Subject {
        Subject::new("inquiry", &self.inquiry)
    }
}
