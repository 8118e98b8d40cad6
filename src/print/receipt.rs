//! The receipt of an application: everything that was received, from the document that is kept word
//! for word, so that it stays the same whatever the city edits afterwards.

mod sample;

use super::document::{Document, Imprint};
use super::text::is_blank;
use crate::intake::{Received, ReceivedActivity, ReceivedAttendee, ReceivedFile, ReceivedPartner, Submission, entered_by};
use crate::kernel::Money;
use crate::locale::format;
use crate::opportunity::{Answer, Definition};
use chrono_tz::Tz;
use sample::{sample, sample_activity};
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
    reference: String,
    heading: String,
    city: String,
    received: String,
    facts: Vec<Fact>,
    certification: Certification,
    sections: Vec<Section>,
    activities: Vec<Activity>,
    partners: Vec<File>,
    by_city: Vec<[String; 2]>,
    budget: Vec<[String; 2]>,
    total: String,
    files: Vec<File>,
    check: &'static str,
    proof: Vec<Fact>,
    contact: String,
    contact_email: String,
}

/// What is known: a label and lines.
#[derive(Clone, Debug, Serialize)]
struct Fact {
    label: String,
    lines: Vec<String>,
    is_digest: bool,
}

impl Fact {
    fn new(label: &str, text: &str) -> Self {
        Self { label: label.to_owned(), lines: lines(text), is_digest: false }
    }

    fn digest(label: &str, sha256: &str) -> Self {
        Self { is_digest: true, ..Self::new(label, sha256) }
    }
}

#[derive(Clone, Debug, Serialize)]
struct Certification {
    effect: String,
    statements: Vec<String>,
    signature: Vec<Fact>,
}

/// Questions below one heading.
#[derive(Clone, Debug, Serialize)]
struct Section {
    title: String,
    rows: Vec<Row>,
}

/// A question with its answer.
#[derive(Clone, Debug, Serialize)]
struct Row {
    label: String,
    lines: Vec<String>,
    is_given: bool,
}

impl Row {
    fn new(label: &str, answer: Option<&Answer>) -> Self {
        let shown = answer.map(Answer::shown).unwrap_or_default();
        Self { label: label.to_owned(), lines: lines(&shown), is_given: !shown.trim().is_empty() }
    }
}

#[derive(Clone, Debug, Serialize)]
struct Activity {
    title: String,
    facts: Vec<Fact>,
    people: Vec<[String; 3]>,
    costs: Vec<[String; 3]>,
    total: String,
}

#[derive(Clone, Debug, Serialize)]
struct File {
    title: String,
    facts: Vec<Fact>,
}

/// The lines of a text that say something; "Not provided" when there is none.
fn lines(text: &str) -> Vec<String> {
    let lines: Vec<String> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if lines.is_empty() { vec!["Not provided".to_owned()] } else { lines }
}

/// A name to stand above something. One that nobody can see is none.
fn named(name: &str) -> String {
    if is_blank(name) { "Without a name".to_owned() } else { name.to_owned() }
}

impl Receipt {
    /// The receipt of what was received as `submission`, whose parts are `received` and whose form is `form`.
    #[must_use]
    pub fn new(about: &About, submission: &Submission, (received, form): (&Received, &Definition)) -> Self {
        let at = format::in_both_zones(submission.received_at, form.dates.zone, about.city_zone);
        let asked_for = asked_for(submission.total, received);
        Self {
            imprint: imprint(about, submission, received),
            heading: named(&received.title().unwrap_or_default()),
            city: received.city.name.clone(),
            facts: facts(received, (submission, &at), &asked_for),
            certification: Certification {
                effect: form.certification.effect.clone(),
                statements: received.certification.statements.clone(),
                signature: [
                    Fact::new("Certified by", &received.certification.words()),
                    Fact::new("In the name of", &received.city.name),
                    Fact::new("On", &at),
                ]
                .into_iter()
                .chain(
                    received.certification.on_paper.iter().flat_map(|paper| {
                        [Fact::new("Signed page", &paper.page), Fact::digest("SHA-256 of the signed page", &paper.sha256)]
                    }),
                )
                .collect(),
            },
            sections: sections(received, form),
            activities: received.activities.iter().map(|a| activity(a, form)).collect(),
            partners: received.partners.iter().map(partner).collect(),
            by_city: by_city(received, submission.total),
            budget: budget(received, form),
            total: submission.total.to_string(),
            files: received.attachments.iter().map(|f| file(f, form)).collect(),
            check: CHECK,
            proof: vec![Fact::digest("SHA-256", &submission.sha256), Fact::new("Receipt on the web", &about.address)],
            contact: form.contact.name.clone(),
            contact_email: form.contact.email.clone(),
            reference: received.reference.clone(),
            received: at,
        }
    }
}

/// A partner with its part and who confirmed it.
fn partner(partner: &ReceivedPartner) -> File {
    let confirmed = if partner.confirmed_by.is_empty() {
        Fact::new("Confirmed by", "Nobody")
    } else {
        Fact::new("Confirmed by", &format!("{}, {}", partner.confirmed_by, partner.confirmed_at))
    };
    let pays = Money::from_cents(partner.pays_cents).to_string();
    File {
        title: named(&partner.name),
        facts: vec![
            Fact::new("Its part", &partner.part),
            Fact::new("It pays itself", &pays),
            confirmed,
            Fact::digest("SHA-256 of what it confirmed", &partner.confirmed_sha256),
        ],
    }
}

/// What is asked for by city, the lead first; nothing of an application by one city.
fn by_city(received: &Received, total: Money) -> Vec<[String; 2]> {
    if received.partners.is_empty() {
        return vec![];
    }
    let theirs: i64 = received.partners.iter().map(|partner| partner.asked_cents).sum();
    let lead = [format!("{} (lead)", received.city.name), Money::from_cents(total.cents() - theirs).to_string()];
    let rows = received.partners.iter().map(|p| [named(&p.name), Money::from_cents(p.asked_cents).to_string()]);
    std::iter::once(lead).chain(rows).collect()
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

fn asked_for(total: Money, received: &Received) -> String {
    if received.is_concept_note() && total.is_zero() { "Nothing yet: this is a concept note".into() } else { total.to_string() }
}

fn facts(received: &Received, (submission, at): (&Submission, &str), asked_for: &str) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("Opportunity", &received.opportunity.title),
        Fact::new("City", &received.city.name),
        Fact::new("Amount asked for", asked_for),
        Fact::new("Received (server time)", at),
        Fact::new("Certified by", &received.certification.words()),
    ];
    if let Some(name) = &received.entered_by {
        facts.push(Fact::new("Entry", &entered_by(name)));
    }
    if submission.n > 1 {
        facts.push(Fact::new("Submission", &format!("Number {} of this application; what was received before is kept too", submission.n)));
    }
    facts.push(Fact::digest("SHA-256 of the document", &submission.sha256));
    facts
}

fn sections(received: &Received, form: &Definition) -> Vec<Section> {
    let eligibility = form.eligibility.iter().map(|q| Row::new(&q.text, received.answers.get(&q.id))).collect();
    let mut sections = vec![Section { title: "Your city can apply".into(), rows: eligibility }];
    sections.extend(form.asked(&received.answers).sections().iter().map(|(section, questions)| Section {
        title: section.title.clone(),
        rows: questions.iter().map(|q| Row::new(&q.label, received.answers.get(&q.id))).collect(),
    }));
    sections.retain(|section| !section.rows.is_empty());
    sections
}

fn activity(activity: &ReceivedActivity, form: &Definition) -> Activity {
    let mut facts = vec![
        Fact::new("Kind", &form.kind_title(&activity.kind)),
        Fact::new("Place", &format!("{}, {}", activity.place, activity.country)),
        Fact::new("Dates", &format::date_range(activity.starts_on, activity.ends_on)),
    ];
    for (label, text) in [("Partner", &activity.partner), ("Given by", &activity.provider)] {
        if !text.is_empty() {
            facts.push(Fact::new(label, text));
        }
    }
    let costs: Vec<_> = if activity.costs.is_empty() {
        activity.budget.iter().map(|line| [form.category_title(&line.category), line.note.clone(), line.amount().to_string()]).collect()
    } else {
        activity.costs.iter().map(|cost| [form.category_title(&cost.category), cost.worked_out(), cost.asked().to_string()]).collect()
    };
    Activity {
        title: named(&activity.title),
        facts,
        people: activity.attendees.iter().map(person).collect(),
        costs,
        total: total(activity.budget.iter().map(|line| line.amount())),
    }
}

fn person(attendee: &ReceivedAttendee) -> [String; 3] {
    let name = if attendee.name.is_empty() { "Name open" } else { &attendee.name };
    [name.to_owned(), attendee.job.clone(), attendee.standing.label().to_owned()]
}

/// The sums of the categories in the order of the form. Accepted lines cannot overflow.
fn budget(received: &Received, form: &Definition) -> Vec<[String; 2]> {
    let all = || received.activities.iter().flat_map(|activity| &activity.budget);
    let used = form.budget.categories.iter().filter(|category| all().any(|line| line.category == category.code));
    used.map(|category| {
        let lines = all().filter(|line| line.category == category.code);
        [category.title.clone(), total(lines.map(|line| line.amount()))]
    })
    .collect()
}

fn total(amounts: impl Iterator<Item = Money>) -> String {
    Money::total(amounts).unwrap_or_default().to_string()
}

fn file(file: &ReceivedFile, form: &Definition) -> File {
    let size = format::file_size(u64::try_from(file.size_bytes).unwrap_or(0));
    File {
        title: form.slot(&file.slot).map_or_else(|| file.slot.clone(), |slot| slot.title.clone()),
        facts: vec![
            Fact::new("File", &file.name),
            Fact::new("Size", &format!("{size} ({})", file.media_type)),
            Fact::digest("SHA-256", &file.sha256),
        ],
    }
}

impl Document for Receipt {
    const NAME: &'static str = "receipt";

    fn imprint(&self) -> Imprint {
        self.imprint.clone()
    }

    fn samples() -> Vec<Self> {
        let full = sample();
        let note = Self {
            imprint: Imprint { is_demo: false, ..full.imprint.clone() },
            certification: Certification { statements: vec![], ..full.certification.clone() },
            activities: vec![],
            budget: vec![],
            files: vec![],
            ..full.clone()
        };
        let bare = Activity { people: vec![], costs: vec![], ..sample_activity() };
        vec![Self { activities: vec![sample_activity(), bare], ..full }, note]
    }
}

#[cfg(test)]
impl Receipt {
    /// A sample in which a city wrote this wherever a city can write.
    pub(super) fn saying(text: &str) -> Self {
        let cell = || text.to_owned();
        let row = Row::new(text, Some(&Answer::Text(cell())));
        Self {
            heading: cell(),
            city: cell(),
            facts: vec![Fact::new("City", text)],
            sections: vec![Section { title: named(text), rows: vec![row] }],
            activities: vec![Activity {
                title: named(text),
                facts: vec![Fact::new("Place", text)],
                people: vec![[cell(), cell(), "Career staff".into()]],
                costs: vec![["Travel".into(), cell(), "$1.00".into()]],
                total: "$1.00".into(),
            }],
            partners: vec![File { title: named(text), facts: vec![Fact::new("Its part", text)] }],
            files: vec![File { title: "Quote".into(), facts: vec![Fact::new("File", text)] }],
            ..sample()
        }
    }
}
