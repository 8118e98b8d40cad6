//! The feedback that a city got, as a letter to print: from the letter that was let out, so that it stays the same.

use super::document::{Document, Imprint};
use super::receipt::About;
use crate::feedback::{Feedback, FeedbackReleased};
use crate::kernel::Timestamp;
use crate::locale::format;
use chrono_tz::Tz;
use serde::Serialize;

/// The document.
#[derive(Clone, Debug, Serialize)]
pub struct FeedbackLetter {
    #[serde(skip)]
    imprint: Imprint,
    reference: String,
    heading: String,
    city: String,
    opportunity: String,
    outcome: &'static str,
    given: String,
    reviews: usize,
    criteria: Vec<Criterion>,
    comments: Vec<Vec<String>>,
    advice: Vec<String>,
    signed_by: String,
}

/// What was found on one criterion.
#[derive(Clone, Debug, Serialize)]
struct Criterion {
    title: String,
    facts: Vec<String>,
    /// Each as its lines.
    comments: Vec<Vec<String>>,
}

/// The lines of a text that say something.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

impl FeedbackLetter {
    /// The letter that a city got.
    #[must_use]
    pub fn new(about: &About, found: &Feedback) -> Self {
        Self::of(about, &found.letter, found.at)
    }

    fn of(about: &About, letter: &FeedbackReleased, at: Timestamp) -> Self {
        let all = |comments: &[String]| comments.iter().map(|comment| lines(comment)).collect::<Vec<_>>();
        let criteria = letter.criteria.iter().map(|on| {
            let reason = on.reason.as_ref().map(|reason| format!("The panel found: {reason}"));
            let mean = on.mean.as_ref().map(|mean| format!("Mean of the scores: {mean}"));
            let facts = [reason, mean, on.position.clone()].into_iter().flatten().collect();
            Criterion { title: on.title.clone(), facts, comments: all(&on.comments) }
        });
        Self {
            imprint: Imprint {
                title: format!("Feedback on application {}", letter.reference),
                description: format!("Given to {} on {}.", letter.city, format::datetime(at, Tz::UTC)),
                site: about.site.clone(),
                address: about.address.clone(),
                is_demo: about.is_demo,
                language: "en",
                made_at: at,
                identity: format!("feedback {}", letter.application),
            },
            reference: letter.reference.clone(),
            heading: letter.title.clone(),
            city: letter.city.clone(),
            opportunity: letter.opportunity.clone(),
            outcome: if letter.is_awarded { "It was chosen for an award." } else { "It was not chosen for an award." },
            given: format::datetime(at, about.city_zone),
            reviews: letter.reviews,
            criteria: criteria.collect(),
            comments: all(&letter.comments),
            advice: lines(&letter.advice),
            signed_by: letter.signed_by.clone(),
        }
    }
}

impl Document for FeedbackLetter {
    const NAME: &'static str = "feedback";

    fn imprint(&self) -> Imprint {
        self.imprint.clone()
    }

    fn samples() -> Vec<Self> {
        let about = |is_demo| About {
            site: "Urban Diplomacy Fund".into(),
            is_demo,
            address: "https://fund.example/portal/applications/UDF-2027-0142/feedback".into(),
            city_zone: chrono_tz::America::New_York,
        };
        let at = Timestamp::from_micros(1_801_425_600_000_000);
        [true, false].map(|is_full| Self::of(&about(is_full), &FeedbackReleased::sample(is_full), at)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::print;

    #[test]
    fn every_sample_prints_and_the_same_each_time() {
        for sample in FeedbackLetter::samples() {
            let pdf = print(&sample).expect("it prints");
            assert!(pdf.starts_with(b"%PDF-1.7"));
            let told = format!("Feedback on application {}", sample.reference);
            assert!(pdf.windows(told.len()).any(|window| window == told.as_bytes()), "the PDF does not say {told}");
            assert_eq!(print(&sample).expect("it prints again"), pdf);
        }
    }
}
