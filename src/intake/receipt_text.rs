//! What a receipt says: everything that was received, as labels and lines, from the document that is kept word for
//! word. The page, the letter and the PDF show this and nothing else, so that no two of them can differ. Pure.

mod plan;
mod sample;

use super::received::ReceivedFile;
use super::{Received, Submission, entered_by};
use crate::kernel::{Money, legible};
use crate::locale::format;
use crate::opportunity::{Answer, Definition};
use chrono_tz::Tz;
use plan::{activity, budget, by_city, city_pays, partner};
pub(super) use plan::{person, put_down};
use serde::{Deserialize, Serialize};

/// So many bytes go into a letter: some ten times what a city writes at most in a round of the usual length.
const LONGEST_IN_A_LETTER: usize = 1_000_000;

/// Everything that a receipt shows of what was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptText {
    /// The number of the application.
    pub reference: String,
    /// The name of the plan.
    pub heading: String,
    /// The city as it was called.
    pub city: String,
    /// The instant of receipt, in the zones of the fund and of the city.
    pub received: String,
    /// What is known of the whole.
    pub facts: Vec<ReceiptFact>,
    /// What was certified, word for word.
    pub certification: ReceiptCertification,
    /// Every question with its answer, section by section.
    pub sections: Vec<ReceiptSection>,
    /// The activities, in order.
    pub activities: Vec<ReceiptActivity>,
    /// Who applies together with the city; nobody in most.
    pub partners: Vec<ReceiptPart>,
    /// What is asked for by city, where more than one applies.
    pub by_city: Vec<ReceiptSum>,
    /// What is asked for by category.
    pub budget: Vec<ReceiptSum>,
    /// What is asked for.
    pub total: String,
    /// What the city and its partners pay themselves.
    pub city_pays: String,
    /// The files, each with its digest.
    pub files: Vec<ReceiptPart>,
}

/// A label with lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptFact {
    /// What it is about.
    pub label: String,
    /// What is known; "Not provided" where nothing is.
    pub lines: Vec<String>,
    /// Whether it is a digest, which stays whole on paper.
    pub is_digest: bool,
}

/// What was certified, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptCertification {
    /// The statement of legal effect.
    pub effect: String,
    /// The statements.
    pub statements: Vec<String>,
    /// The sentence beside the box that was ticked; none on paper.
    pub agree: String,
    /// Who signed, in whose name and when.
    pub signature: Vec<ReceiptFact>,
}

/// Questions below one heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptSection {
    /// The heading.
    pub title: String,
    /// The questions.
    pub rows: Vec<ReceiptAnswer>,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptAnswer {
    /// The question.
    pub label: String,
    /// The answer, line by line; "Not provided" where there is none.
    pub lines: Vec<String>,
    /// Whether there is one.
    pub is_given: bool,
}

/// An activity with its people and what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptActivity {
    /// Its name.
    pub title: String,
    /// What it is, where and when.
    pub facts: Vec<ReceiptFact>,
    /// Who takes part.
    pub people: Vec<ReceiptPerson>,
    /// What it costs, one by one.
    pub costs: Vec<ReceiptCost>,
    /// What is asked for it.
    pub total: String,
}

/// Somebody who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptPerson {
    /// The name.
    pub name: String,
    /// The job title.
    pub job: String,
    /// Whether the skills stay when the government changes.
    pub standing: String,
}

/// One cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptCost {
    /// The category by name.
    pub category: String,
    /// What it is for and how it was worked out.
    pub worked_out: String,
    /// What is asked for.
    pub amount: String,
}

/// An amount that is the sum of others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptSum {
    /// Of what.
    pub label: String,
    /// What is paid beside it, by the city itself.
    pub pays: String,
    /// What is asked for.
    pub amount: String,
}

/// A thing with what is known of it: a file, a partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptPart {
    /// What it is.
    pub title: String,
    /// What is known of it.
    pub facts: Vec<ReceiptFact>,
}

impl ReceiptFact {
    /// What is known.
    #[must_use]
    pub fn new(label: &str, text: &str) -> Self {
        Self { label: label.to_owned(), lines: lines(text), is_digest: false }
    }

    /// A digest.
    #[must_use]
    pub fn digest(label: &str, sha256: &str) -> Self {
        Self { is_digest: true, ..Self::new(label, sha256) }
    }
}

impl ReceiptAnswer {
    /// A question with what was answered.
    #[must_use]
    pub fn new(label: &str, answer: Option<&Answer>) -> Self {
        let shown = answer.map(Answer::shown).unwrap_or_default();
        Self { label: label.to_owned(), lines: lines(&shown), is_given: !shown.trim().is_empty() }
    }
}

/// The lines of a text that say something; "Not provided" when there is none.
fn lines(text: &str) -> Vec<String> {
    let lines: Vec<String> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if lines.is_empty() { vec!["Not provided".to_owned()] } else { lines }
}

/// A name to stand above something.
fn named(name: &str) -> String {
    if legible(name).trim().is_empty() { "Without a name".to_owned() } else { name.to_owned() }
}

impl ReceiptText {
    /// What was received as `submission`, whose parts are `received` and whose form is `form`; the people of the city
    /// read times in `city_zone`.
    #[must_use]
    pub fn new(submission: &Submission, (received, form): (&Received, &Definition), city_zone: Tz) -> Self {
        let zones = (form.dates.zone, city_zone);
        let at = format::in_both_zones(submission.received_at, zones.0, zones.1);
        Self {
            reference: received.reference.clone(),
            heading: named(&received.title().unwrap_or_default()),
            city: received.city.name.clone(),
            facts: facts(received, (submission, &at)),
            certification: certification(received, form, &at),
            sections: sections(received, form),
            activities: received.activities.iter().map(|a| activity(a, (received, form))).collect(),
            partners: received.partners.iter().map(|p| partner(p, zones)).collect(),
            by_city: by_city(received, submission.total),
            budget: budget(received, form),
            total: submission.total.to_string(),
            city_pays: city_pays(received).to_string(),
            files: received.attachments.iter().map(|f| file(f, form)).collect(),
            received: at,
        }
    }

    /// Whether a letter can hold it. What mail servers would refuse is told to stand on the page.
    #[must_use]
    pub fn fits_a_letter(&self) -> bool {
        serde_json::to_string(self).is_ok_and(|json| json.len() <= LONGEST_IN_A_LETTER)
    }
}

fn asked_for(total: Money, received: &Received) -> String {
    if received.is_concept_note() && total.is_zero() { "Nothing yet: this is a concept note".into() } else { total.to_string() }
}

fn facts(received: &Received, (submission, at): (&Submission, &str)) -> Vec<ReceiptFact> {
    let mut facts = vec![
        ReceiptFact::new("Reference number", &received.reference),
        ReceiptFact::new("Opportunity", &received.opportunity.title),
        ReceiptFact::new("City", &received.city.name),
    ];
    if !received.partners.is_empty() {
        let names: Vec<&str> = received.partners.iter().map(|partner| partner.name.as_str()).collect();
        facts.push(ReceiptFact::new("Together with", &names.join("; ")));
    }
    facts.extend([
        ReceiptFact::new("Amount asked for", &asked_for(submission.total, received)),
        ReceiptFact::new("Received (server time)", at),
        ReceiptFact::new("Certified by", &received.certification.words()),
    ]);
    if let Some(name) = &received.entered_by {
        facts.push(ReceiptFact::new("Entry", &entered_by(name)));
    }
    if submission.n > 1 {
        let which = format!("Number {} of this application; what was received before is kept too", submission.n);
        facts.push(ReceiptFact::new("Submission", &which));
    }
    facts.push(ReceiptFact::digest("SHA-256 of what was received", &submission.sha256));
    facts
}

/// What was certified in the words that were signed; documents from before those were kept name the form that holds them.
fn certification(received: &Received, form: &Definition, at: &str) -> ReceiptCertification {
    let certified = &received.certification;
    let mut signature = vec![
        ReceiptFact::new("Certified by", &certified.words()),
        ReceiptFact::new("In the name of", &received.city.name),
        ReceiptFact::new("On", at),
    ];
    if let Some(paper) = &certified.on_paper {
        signature.push(ReceiptFact::new("Signed page", &paper.page));
        signature.push(ReceiptFact::digest("SHA-256 of the signed page", &paper.sha256));
    }
    let agree = certified.agree.as_ref().unwrap_or(&form.certification.agree);
    ReceiptCertification {
        effect: certified.effect.as_ref().unwrap_or(&form.certification.effect).clone(),
        statements: certified.statements.clone(),
        agree: if certified.on_paper.is_some() { String::new() } else { agree.clone() },
        signature,
    }
}

fn sections(received: &Received, form: &Definition) -> Vec<ReceiptSection> {
    let eligibility = form.eligibility.iter().map(|q| ReceiptAnswer::new(&q.text, received.answers.get(&q.id))).collect();
    let mut sections = vec![ReceiptSection { title: "Your city can apply".into(), rows: eligibility }];
    sections.extend(form.asked(&received.answers).sections().iter().map(|(section, questions)| ReceiptSection {
        title: section.title.clone(),
        rows: questions.iter().map(|q| ReceiptAnswer::new(&q.label, received.answers.get(&q.id))).collect(),
    }));
    sections.retain(|section| !section.rows.is_empty());
    sections
}

fn file(file: &ReceivedFile, form: &Definition) -> ReceiptPart {
    let size = format::file_size(u64::try_from(file.size_bytes).unwrap_or(0));
    ReceiptPart {
        title: form.slot(&file.slot).map_or_else(|| file.slot.clone(), |slot| slot.title),
        facts: vec![
            ReceiptFact::new("File", &file.name),
            ReceiptFact::new("Size", &format!("{size} ({})", file.media_type)),
            ReceiptFact::digest("SHA-256", &file.sha256),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_stored_and_read_again() {
        let sample = ReceiptText::sample();
        let json = serde_json::to_string(&sample).expect("JSON");
        assert_eq!(serde_json::from_str::<ReceiptText>(&json).expect("reads"), sample);
    }

    #[test]
    fn what_is_longer_than_a_letter_is_not_in_it() {
        let mut sample = ReceiptText::sample();
        assert!(sample.fits_a_letter());
        sample.heading = "x".repeat(LONGEST_IN_A_LETTER);
        assert!(!sample.fits_a_letter());
    }

    #[test]
    fn what_nobody_can_read_is_no_name() {
        assert_eq!([named("\u{200E}\u{0} "), named(" a")], ["Without a name".to_owned(), " a".to_owned()]);
        assert_eq!(lines("a\n\n  b "), ["a", "b"]);
        assert_eq!(lines(" \n"), ["Not provided"]);
    }
}
