//! The receipt of an application as a document to print: what [`ReceiptText`] says, with what makes it a document of
//! its own.

use super::document::{Document, Imprint};
use super::text::is_blank;
use crate::intake::{ReceiptFact, ReceiptText, Received, Submission};
use crate::locale::format;
use crate::opportunity::Definition;
use chrono_tz::Tz;
use serde::Serialize;

/// What a receipt shows beside what was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The name of the service.
    pub site: String,
    /// Whether it is a demo.
    pub is_demo: bool,
    /// The address of the receipt's page.
    pub address: String,
    /// The zone in which the city's people read times.
    pub city_zone: Tz,
}

/// The document.
#[derive(Clone, Debug, Serialize)]
pub struct Receipt {
    #[serde(skip)]
    imprint: Imprint,
    #[serde(flatten)]
    text: ReceiptText,
    check: &'static str,
    proof: Vec<ReceiptFact>,
    contact: String,
    contact_email: String,
}

impl Receipt {
    /// The receipt of what was received as `submission`, whose parts are `received` and whose form is `form`.
    #[must_use]
    pub fn new(about: &About, submission: &Submission, (received, form): (&Received, &Definition)) -> Self {
        Self {
            imprint: imprint(about, submission, received),
            text: printable(ReceiptText::new(submission, (received, form), about.city_zone)),
            check: CHECK,
            proof: vec![ReceiptFact::digest("SHA-256", &submission.sha256), ReceiptFact::new("Receipt on the web", &about.address)],
            contact: form.contact.name.clone(),
            contact_email: form.contact.email.clone(),
        }
    }
}

/// The same without headings that nobody can see: a tagged document has none.
fn printable(mut text: ReceiptText) -> ReceiptText {
    let activities = text.activities.iter_mut().map(|activity| &mut activity.title);
    let parts = text.partners.iter_mut().chain(&mut text.files).map(|part| &mut part.title);
    let sections = text.sections.iter_mut().map(|section| &mut section.title);
    for heading in std::iter::once(&mut text.heading).chain(activities).chain(parts).chain(sections) {
        if is_blank(heading) {
            "Without a name".clone_into(heading);
        }
    }
    text
}

const CHECK: &str = "What was received is kept word for word and never changes. The digest below is that of the kept document. \
    If the page at the address below shows the same digest, this receipt tells what was received last.";

fn imprint(about: &About, submission: &Submission, received: &Received) -> Imprint {
    let utc = format::datetime(submission.received_at, Tz::UTC);
    Imprint {
        title: format!("Receipt of application {}", received.reference),
        description: format!("Received from {} on {utc}. SHA-256 {}", received.city.name, submission.sha256),
        site: about.site.clone(),
        address: about.address.clone(),
        is_demo: about.is_demo,
        language: "en",
        made_at: submission.received_at,
        identity: format!("receipt {} {}", submission.id, submission.sha256),
    }
}

fn sample(text: ReceiptText, is_demo: bool) -> Receipt {
    let sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    Receipt {
        imprint: Imprint {
            title: format!("Receipt of application {}", text.reference),
            description: format!("SHA-256 {sha256}"),
            site: "Urban Diplomacy Fund".into(),
            address: format!("https://fund.example/portal/applications/{}/receipt", text.reference),
            is_demo,
            language: "en",
            made_at: crate::kernel::Timestamp::from_micros(1_801_425_600_000_000),
            identity: sha256.into(),
        },
        text,
        check: CHECK,
        proof: vec![ReceiptFact::digest("SHA-256", sha256)],
        contact: "Grants office".into(),
        contact_email: "grants@fund.example".into(),
    }
}

impl Document for Receipt {
    const NAME: &'static str = "receipt";

    fn imprint(&self) -> Imprint {
        self.imprint.clone()
    }

    fn samples() -> Vec<Self> {
        let mut full = ReceiptText::sample();
        if let Some(mut bare) = full.activities.first().cloned() {
            (bare.people, bare.costs) = (vec![], vec![]);
            full.activities.push(bare);
        }
        let mut note = ReceiptText { activities: vec![], budget: vec![], files: vec![], partners: vec![], ..full.clone() };
        (note.certification.statements, note.certification.agree) = (vec![], String::new());
        vec![sample(full, true), sample(note, false)]
    }
}

#[cfg(test)]
impl Receipt {
    /// A sample in which a city wrote this wherever a city can write.
    pub(super) fn saying(text: &str) -> Self {
        use crate::intake::{ReceiptActivity, ReceiptAnswer, ReceiptCost, ReceiptPart, ReceiptPerson, ReceiptSection};
        use crate::opportunity::Answer;
        let cell = || text.to_owned();
        let row = ReceiptAnswer::new(text, Some(&Answer::Text(cell())));
        let said = ReceiptText {
            heading: cell(),
            city: cell(),
            facts: vec![ReceiptFact::new("City", text)],
            sections: vec![ReceiptSection { title: cell(), rows: vec![row] }],
            activities: vec![ReceiptActivity {
                title: cell(),
                facts: vec![ReceiptFact::new("Place", text)],
                people: vec![ReceiptPerson { name: cell(), job: cell(), standing: "Career staff".into() }],
                costs: vec![ReceiptCost { category: "Travel".into(), worked_out: cell(), amount: "$1.00".into() }],
                total: "$1.00".into(),
            }],
            partners: vec![ReceiptPart { title: cell(), facts: vec![ReceiptFact::new("Its part", text)] }],
            files: vec![ReceiptPart { title: "Quote".into(), facts: vec![ReceiptFact::new("File", text)] }],
            ..ReceiptText::sample()
        };
        sample(printable(said), true)
    }
}
