//! Applications to read on paper, each with its rubric to fill in by hand. What a phase withholds from the reviewer is
//! withheld here too: the pack is made of what [`crate::review::reading`] gives.

use super::document::{Document, Imprint};
use super::receipt::About;
use super::text::is_blank;
use crate::intake::{
    Activity, Attachment, Attendee, CostItem, Draft, Partner, ReceiptActivity, ReceiptAnswer, ReceiptCost, ReceiptFact, ReceiptPart,
    ReceiptPerson, ReceiptSection, ReceiptSum,
};
use crate::kernel::Money;
use crate::locale::format;
use crate::opportunity::{self, Rubric};
use crate::review::when_needed;
use crate::sheets::{Pack, Packed};
use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The document.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewPack {
    #[serde(skip)]
    imprint: Imprint,
    round: String,
    /// Which part of how many it is, and what it holds.
    parts: Vec<String>,
    applications: Vec<Application>,
}

/// One application with its rubric.
#[derive(Clone, Debug, Serialize)]
struct Application {
    label: String,
    heading: String,
    facts: Vec<ReceiptFact>,
    sections: Vec<ReceiptSection>,
    activities: Vec<ReceiptActivity>,
    partners: Vec<ReceiptPart>,
    budget: Vec<ReceiptSum>,
    total: String,
    files: Vec<String>,
    criteria: Vec<Criterion>,
    whole: String,
}

/// One criterion to fill in.
#[derive(Clone, Debug, Serialize)]
struct Criterion {
    title: String,
    share: String,
    prompt: String,
    evidence: String,
    /// What can be said of it: a point or a judgment with what it means.
    points: Vec<[String; 2]>,
    comment: String,
}

impl ReviewPack {
    /// The pack of one reviewer.
    #[must_use]
    pub fn new(about: &About, pack: &Pack) -> Self {
        let (round, count) = (pack.round.title.clone(), pack.applications.len());
        let applications: Vec<Application> = pack.applications.iter().map(application).collect();
        let mut parts = vec![format!(
            "Printed {}. It shows each application as its reviewer may read it now.",
            format::datetime(pack.at, about.city_zone)
        )];
        if pack.parts > 1 {
            parts.insert(0, format!("Part {} of {}: {count} of {} applications.", pack.part, pack.parts, pack.all));
        }
        Self { imprint: imprint(about, (&round, pack.part), (pack.at, &applications)), round, parts, applications }
    }
}

fn imprint(about: &About, (round, part): (&str, usize), (made_at, applications): (crate::kernel::Timestamp, &[Application])) -> Imprint {
    let content = serde_json::to_vec(applications).unwrap_or_default();
    Imprint {
        title: format!("Review pack: {round}, part {part}"),
        description: format!("Applications to review, {} in this part, with their rubric.", applications.len()),
        site: about.site.clone(),
        address: about.address.clone(),
        is_demo: about.is_demo,
        language: "en",
        made_at,
        identity: format!("pack {part} {}", HEXLOWER.encode(&Sha256::digest(&content))),
    }
}

fn application(packed: &Packed) -> Application {
    let (draft, rubric) = (&packed.reading.draft, &packed.open.definition.rubric);
    let asked = draft.asked();
    let sections = asked.sections().iter().map(|(section, questions)| ReceiptSection {
        title: named(&section.title),
        rows: questions.iter().map(|q| ReceiptAnswer::new(&q.label, draft.saved.get(&q.id).map(|saved| &saved.answer))).collect(),
    });
    Application {
        label: packed.open.label.clone(),
        heading: named(draft.application.shown_title()),
        facts: facts(packed),
        sections: sections.filter(|section| !section.rows.is_empty()).collect(),
        activities: draft.activities.iter().map(|one| activity(draft, one)).collect(),
        partners: draft.partners.iter().map(partner).collect(),
        budget: budget(draft),
        total: draft.total().to_string(),
        files: draft.attachments_asked_for().map(|file| attached(draft, file)).collect(),
        criteria: (1..).zip(&rubric.criteria).map(|(n, one)| criterion(rubric, (n, one))).collect(),
        whole: rubric.gap_check.as_ref().map(|gap| format!("{}: {}", gap.title, gap.prompt)).unwrap_or_default(),
    }
}

/// A name to stand above something: a tagged document has no heading that nobody can see.
fn named(name: &str) -> String {
    if is_blank(name) { "Without a name".to_owned() } else { name.to_owned() }
}

fn facts(packed: &Packed) -> Vec<ReceiptFact> {
    let application = &packed.reading.draft.application;
    let total = application.shown_total(packed.reading.draft.is_concept_note());
    let mut facts = vec![ReceiptFact::new("Application", &packed.open.label)];
    if !packed.reading.is_blind {
        facts.push(ReceiptFact::new("City", &application.city_name));
    }
    facts.push(ReceiptFact::new("Amount asked for", &total));
    facts.extend(packed.due_on.map(|day| ReceiptFact::new("Your review is due on", &format::date(day))));
    facts
}

fn activity(draft: &Draft, activity: &Activity) -> ReceiptActivity {
    let mut facts = vec![
        ReceiptFact::new("Kind", &draft.definition.kind_title(&activity.kind)),
        ReceiptFact::new("Place", &format!("{}, {}", activity.place, activity.country)),
        ReceiptFact::new("Dates", &format::date_range(activity.starts_on, activity.ends_on)),
    ];
    for (label, text) in [("Partner", &activity.partner), ("Given by", &activity.provider)] {
        if !text.is_empty() {
            facts.push(ReceiptFact::new(label, text));
        }
    }
    let cost = |item: &CostItem| ReceiptCost {
        category: draft.definition.category_title(&item.category),
        worked_out: format!("{}: {}{}", item.what, item.worked_out(), paid_beside(item.city_pays)),
        amount: item.asked().to_string(),
    };
    ReceiptActivity {
        title: named(&activity.title),
        facts,
        people: activity.attendees.iter().map(person).collect(),
        costs: draft.costs_of(activity).map(cost).collect(),
        total: draft.activity_total(activity).to_string(),
    }
}

fn paid_beside(pays: Money) -> String {
    if pays.is_zero() { String::new() } else { format!(", of which the city pays {pays}") }
}

fn person(attendee: &Attendee) -> ReceiptPerson {
    let name = if attendee.name.is_empty() { "To be named" } else { &attendee.name };
    ReceiptPerson { name: name.to_owned(), job: attendee.job.clone(), standing: attendee.standing.label().to_owned() }
}

fn partner(partner: &Partner) -> ReceiptPart {
    ReceiptPart { title: named(&partner.name), facts: vec![ReceiptFact::new("Its part", &partner.part)] }
}

/// The sums of the categories in the order of the form.
fn budget(draft: &Draft) -> Vec<ReceiptSum> {
    let categories = &draft.definition.budget.categories;
    let used = categories.iter().filter(|category| draft.costs.iter().any(|item| item.category == category.code));
    used.map(|category| {
        let pays = draft.costs.iter().filter(|item| item.category == category.code).map(|item| item.city_pays);
        ReceiptSum {
            label: category.title.clone(),
            pays: Money::total(pays).unwrap_or_default().to_string(),
            amount: draft.category_total(category).to_string(),
        }
    })
    .collect()
}

fn attached(draft: &Draft, file: &Attachment) -> String {
    let slot = draft.definition.slot(&file.slot).map_or_else(|| file.slot.clone(), |slot| slot.title);
    let size = format::file_size(u64::try_from(file.size_bytes).unwrap_or(0));
    format!("{slot}: {} ({size})", file.name)
}

fn criterion(rubric: &Rubric, (n, criterion): (usize, &opportunity::Criterion)) -> Criterion {
    let points: Vec<[String; 2]> = if criterion.is_scored() {
        rubric.points().map(|point| [point.to_string(), criterion.anchor(rubric, point).unwrap_or_default().to_owned()]).collect()
    } else {
        let judgments = criterion.kind.judgments().iter();
        judgments.map(|one| [one.label().to_owned(), criterion.meaning(*one).unwrap_or_default().to_owned()]).collect()
    };
    let comment = when_needed(rubric, criterion).unwrap_or_else(|| "Needed.".to_owned());
    Criterion {
        title: format!("{n}. {}", named(&criterion.title)),
        share: criterion.share(),
        prompt: criterion.prompt.clone(),
        evidence: criterion.evidence.clone(),
        points,
        comment: format!("Why? {comment}"),
    }
}

impl Document for ReviewPack {
    const NAME: &'static str = "pack";

    fn imprint(&self) -> Imprint {
        self.imprint.clone()
    }

    fn samples() -> Vec<Self> {
        let text = crate::intake::ReceiptText::sample();
        let points = |words: [&str; 2]| words.map(|word| [word.to_owned(), format!("What {word} means.")]).into();
        let criterion = |title: &str, evidence: &str, points: Vec<[String; 2]>| Criterion {
            title: title.into(),
            share: "25% of the score".into(),
            prompt: "Is it clear?".into(),
            evidence: evidence.into(),
            points,
            comment: "Why? Needed.".into(),
        };
        let full = Application {
            label: text.reference.clone(),
            heading: text.heading.clone(),
            facts: vec![ReceiptFact::new("Amount asked for", &text.total)],
            sections: text.sections,
            activities: text.activities,
            partners: text.partners,
            budget: text.budget,
            total: text.total,
            files: vec!["Quote: quote.pdf (12 KB)".into()],
            criteria: vec![criterion("1. Need", "Look there.", points(["1", "2"])), criterion("2. Rules", "", points(["Pass", "Fail"]))],
            whole: "Capacity: is anything missing?".into(),
        };
        let bare =
            Application { activities: vec![], partners: vec![], budget: vec![], files: vec![], whole: String::new(), ..full.clone() };
        [(true, vec![full, bare.clone()]), (false, vec![bare])].map(|(is_demo, all)| sample(is_demo, all)).into()
    }
}

fn sample(is_demo: bool, applications: Vec<Application>) -> ReviewPack {
    let about = About {
        site: "Urban Diplomacy Fund".into(),
        is_demo,
        address: "https://fund.example/panel/rounds/joint/sheet".into(),
        city_zone: chrono_tz::Tz::UTC,
    };
    let made_at = crate::kernel::Timestamp::from_micros(1_801_425_600_000_000);
    ReviewPack {
        imprint: imprint(&about, ("Joint projects", 1), (made_at, &applications)),
        round: "Joint projects".into(),
        parts: vec!["Part 1 of 2: 2 of 12 applications.".into()],
        applications,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::print;

    #[test]
    fn every_sample_prints_and_the_same_each_time() {
        for sample in ReviewPack::samples() {
            let pdf = print(&sample).expect("it prints");
            assert!(pdf.starts_with(b"%PDF-1.7"));
            let told = "Review pack: Joint projects, part 1";
            assert!(pdf.windows(told.len()).any(|window| window == told.as_bytes()), "the PDF does not say {told}");
            assert_eq!(print(&sample).expect("it prints again"), pdf);
        }
    }

    /// Run by `tools/conformance.sh`, which lets a program that is not ours look at them.
    #[test]
    #[ignore = "writes files for tests/conformance/printed.py"]
    fn samples_are_kept_for_other_programs() {
        let folder = std::env::var_os("UDF_PRINTED").expect("UDF_PRINTED names a folder");
        for (n, pack) in ReviewPack::samples().into_iter().enumerate() {
            let pdf = print(&pack).expect("it prints");
            std::fs::write(std::path::Path::new(&folder).join(format!("pack-{n}.pdf")), pdf).expect("it is written");
        }
    }
}
