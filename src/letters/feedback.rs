//! The feedback that everybody who applied gets after the decision; and the letter to whoever released feedback that was
//! stopped. No reviewer is named, and no score of others is told.

use super::letter::Letter;
use super::{Fund, LetterError, Reader, Written, write};
use crate::feedback::FeedbackReleased;
use crate::kernel::Fact;
use crate::outbox::Side;
use crate::templates::Templates;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The letter as it is now, to a reader without a name, for those who look before it is released.
///
/// # Errors
/// [`LetterError`].
pub fn preview(templates: &Templates, fund: &Fund, letter: &FeedbackReleased) -> Result<Written, LetterError> {
    let fact = FeedbackReleased::NAME;
    let payload = serde_json::to_string(letter).map_err(|e| LetterError::Payload { fact: fact.to_owned(), why: e.to_string() })?;
    write(templates, fund, fact, Reader { name: "Name of the reader", side: Side::City }, &payload)
}

#[derive(Serialize, Deserialize)]
struct Criterion {
    title: String,
    reason: Option<String>,
    mean: Option<String>,
    position: Option<String>,
    comments: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Released {
    reference: String,
    city: String,
    title: String,
    opportunity: String,
    is_awarded: bool,
    reviews: usize,
    criteria: Vec<Criterion>,
    comments: Vec<String>,
    advice: String,
    signed_by: String,
}

impl Letter for Released {
    const FACT: &'static str = "feedback.released";

    fn button(&self, side: Side) -> (&'static str, String) {
        let href = match side {
            Side::City => format!("/portal/applications/{}/feedback", self.reference),
            Side::Fund => format!("/desk/applications/{}/feedback", self.reference),
        };
        ("Read the feedback on its page", href)
    }
    fn why(&self, _: Side) -> String {
        format!("Your city applied with {}, alone or together with others.", self.reference)
    }
    fn samples() -> Vec<Value> {
        let full = json!({"title": "Plan", "reason": "The plan can work.", "mean": "3.67 of 5", "position": "In the upper third of the 24 applications on “Plan”.", "comments": ["Say who trains the others.", "Clear."]});
        let bare = json!({"title": "Need", "reason": null, "mean": null, "position": null, "comments": []});
        let letter = |is_awarded: bool, criteria: Value, comments: Value, advice: &str| json!({"application": "1", "reference": "UDF-2027-0142", "city": "Millbrook, New York", "title": "Sister ports", "opportunity": "City Engagement Grants 2027", "is_awarded": is_awarded, "reviews": 3, "criteria": criteria, "comments": comments, "advice": advice, "signed_by": "Gus Hall"});
        vec![
            letter(true, json!([full, bare]), json!(["A small city with a clear plan."]), "Name the people."),
            letter(false, json!([]), json!([]), ""),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Stopped {
    reference: String,
    city: String,
    slug: String,
    reason: String,
}

impl Letter for Stopped {
    const FACT: &'static str = "feedback.stopped";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open the feedback of the round", format!("/desk/feedback/{}", self.slug))
    }
    fn why(&self, _: Side) -> String {
        "You released the feedback of this round.".into()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "slug": "city-engagement-grants-2027", "reason": "A review no longer counts."}),
        ]
    }
}
