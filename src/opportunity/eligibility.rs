//! The eligibility questions: few, without signing in, with a clear reason when the answer is no.

use super::answer::Answers;
use super::form::Question;
use super::kinds::QuestionKind;
use crate::rules::{Facts, Rule, Verdict, Vocabulary};
use serde::{Deserialize, Serialize};

/// One eligibility question with the rule that its answer must keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EligibilityQuestion {
    /// Its identifier, unique in the definition.
    pub id: String,
    /// The question.
    pub text: String,
    /// How to find the answer.
    #[serde(default)]
    pub hint: String,
    /// `yes_no`, `number` or `choice`.
    pub kind: QuestionKind,
    /// For choices: what to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// What must hold; may name this question and earlier ones.
    pub must_hold: Rule,
    /// Why the answer rules a city out, and what it can do instead.
    pub reason: String,
    /// Where the answer is filled in from, if the program knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<Source>,
}

/// What the program knows about a city.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The population in the register of places.
    Population,
}

/// What the answers say about eligibility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Every rule holds.
    Eligible,
    /// These rules fail; their reasons, in order.
    Ineligible(Vec<String>),
    /// These questions still need an answer; their identifiers.
    Incomplete(Vec<String>),
}

impl EligibilityQuestion {
    /// The same as a question of a form, which knows how to read an answer.
    #[must_use]
    pub fn as_question(&self) -> Question {
        Question { hint: self.hint.clone(), options: self.options.clone(), ..Question::new(&self.id, &self.text, self.kind) }
    }
}

/// The names that the rules of these questions may use.
pub(super) fn vocabulary(questions: &[EligibilityQuestion]) -> Vocabulary {
    questions.iter().filter_map(|q| Some((q.id.clone(), q.as_question().type_()?))).collect()
}

/// What `answers` say. A certain no counts even while other answers are missing.
#[must_use]
pub fn screen(questions: &[EligibilityQuestion], answers: &Answers) -> Finding {
    let facts: Facts = answers.iter().filter_map(|(id, answer)| Some((id.clone(), answer.value()?))).collect();
    let verdicts: Vec<(&EligibilityQuestion, Verdict)> = questions.iter().map(|q| (q, q.must_hold.evaluate(&facts))).collect();
    let failed: Vec<String> = verdicts.iter().filter(|(_, v)| v.fails()).map(|(q, _)| q.reason.clone()).collect();
    if !failed.is_empty() {
        return Finding::Ineligible(failed);
    }
    let open: Vec<String> =
        verdicts.iter().filter(|(q, v)| !v.holds() || !answers.contains_key(&q.id)).map(|(q, _)| q.id.clone()).collect();
    if open.is_empty() { Finding::Eligible } else { Finding::Incomplete(open) }
}
