//! Letters about questions on a round: to whoever asked, and to everybody who writes a draft in it.

use super::letter::Letter;
use super::shown::Moment;
use crate::asking::page_of;
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const WRITERS: &str = "You asked this question, or you write or sign a draft in this round.";

/// The published answer among the others.
fn place(slug: &str, shown: i64) -> String {
    match page_of(shown) {
        1 => format!("/opportunities/{slug}/answers#answer-{shown}"),
        page => format!("/opportunities/{slug}/answers?page={page}#answer-{shown}"),
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Published {
    shown: i64,
    slug: String,
    title: String,
    question: String,
    answer: String,
    answered_by: String,
}

impl Letter for Published {
    const FACT: &'static str = "inquiry.published";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See all questions and answers", place(&self.slug, self.shown))
    }
    fn why(&self, _: Side) -> String {
        WRITERS.into()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"shown": 3, "slug": "training-2027", "title": "Training and Conference Support 2027", "question": "May two cities travel together?", "answer": "Yes. Each city applies for its own people.", "answered_by": "Ola Reed"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Corrected {
    shown: i64,
    slug: String,
    title: String,
    question: String,
    answer: String,
    answer_before: String,
    // Every letter has a `why` of its own: why its reader gets it.
    #[serde(rename(serialize = "reason"))]
    why: String,
    corrected_by: String,
    at: Timestamp,
}

impl Letter for Corrected {
    const FACT: &'static str = "inquiry.corrected";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See what changed", place(&self.slug, self.shown))
    }
    fn why(&self, _: Side) -> String {
        WRITERS.into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("changed", self.at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"shown": 51, "slug": "training-2027", "title": "Training and Conference Support 2027", "question": "May two cities travel together?", "answer": "Yes, with one application.", "answer_before": "Yes. Each city applies for its own people.", "why": "The rule changed.", "corrected_by": "Ola Reed", "at": "2027-02-01T15:00:00Z"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Answered {
    inquiry: String,
    number: String,
    slug: String,
    title: String,
    asked: String,
    answer: String,
    answered_by: String,
}

impl Letter for Answered {
    const FACT: &'static str = "inquiry.answered";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See your question", format!("/opportunities/{}/asked/{}", self.slug, self.inquiry))
    }
    fn why(&self, _: Side) -> String {
        "You asked a question and wanted to be told.".into()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"inquiry": "0192", "number": "Q-3", "slug": "training-2027", "title": "Training and Conference Support 2027", "asked": "Is our draft there?", "answer": "Yes, since Monday.", "answered_by": "Ola Reed"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct SetAside {
    inquiry: String,
    number: String,
    slug: String,
    title: String,
    asked: String,
    reason: String,
    set_aside_by: String,
}

impl Letter for SetAside {
    const FACT: &'static str = "inquiry.set_aside";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See your question", format!("/opportunities/{}/asked/{}", self.slug, self.inquiry))
    }
    fn why(&self, _: Side) -> String {
        "You asked a question and wanted to be told.".into()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"inquiry": "0192", "number": "Q-3", "slug": "training-2027", "title": "Training and Conference Support 2027", "asked": "Who is there?", "reason": "It is not about this round.", "set_aside_by": "Ola Reed"}),
        ]
    }
}
