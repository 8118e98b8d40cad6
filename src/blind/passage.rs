//! The one place that knows every text of an application that a reviewer reads. What is shown to reviewers, what is withheld
//! by the program and what staff prepare all come through [`visit`], so that no text is forgotten by one of them. Pure.

use crate::intake::Draft;
use crate::opportunity::Answer;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// What it answers.
    pub heading: &'a str,
    /// Whether it is read: what a form does not ask any more is kept and says nothing.
    pub is_read: bool,
}

/// What is done with each text.
type Each<'a> = dyn FnMut(Place<'_>, &mut String) + 'a;

/// A text that a reviewer reads, with everywhere it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The digest of the text: its name.
    pub sha256: String,
    /// What it answers.
    pub headings: Vec<String>,
    /// The text, as the city wrote it.
    pub text: String,
}

/// The digest by which a text is known.
#[must_use]
pub fn digest(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

/// Hands every text to `each`, which may change it, in the order in which they are read. Who applies, in fields of its own,
/// is not among them.
pub fn visit(draft: &mut Draft, each: &mut Each<'_>) {
    if !draft.application.title.is_empty() {
        each(Place { heading: "Name of the application", is_read: true }, &mut draft.application.title);
    }
    answers(draft, each);
    plan(draft, each);
    partners(draft, each);
}

fn answers(draft: &mut Draft, each: &mut Each<'_>) {
    let definition = draft.definition.clone();
    let asked: BTreeSet<String> = draft.asked().questions().map(|question| question.id.clone()).collect();
    // What decides which questions are asked stays as it is.
    let deciding: BTreeSet<String> = definition.questions().flat_map(|question| definition.depends_on(&question.id)).collect();
    let mut known = BTreeSet::new();
    for question in definition.questions() {
        known.insert(question.id.as_str());
        if let Some(saved) = draft.saved.get_mut(&question.id) {
            let place = Place { heading: &question.label, is_read: asked.contains(&question.id) };
            answer(&mut saved.answer, (place, !deciding.contains(&question.id)), each);
        }
    }
    for (id, saved) in draft.saved.iter_mut().filter(|(id, _)| !known.contains(id.as_str())) {
        answer(&mut saved.answer, (Place { heading: id, is_read: false }, false), each);
    }
}

fn answer(answer: &mut Answer, (place, is_free): (Place<'_>, bool), each: &mut Each<'_>) {
    match answer {
        Answer::Text(text) | Answer::YesNoDetail { detail: text, .. } if !text.is_empty() => each(place, text),
        Answer::Number(_) | Answer::Money(_) | Answer::Date(_) if is_free => {
            let shown = answer.shown();
            let mut text = shown.clone();
            each(place, &mut text);
            if text != shown {
                *answer = Answer::Text(text);
            }
        }
        Answer::Table(table) => {
            for (n, row) in (1..).zip(&mut table.rows) {
                for (column, cell) in table.columns.iter().zip(row) {
                    if let Some(Answer::Text(text)) = cell {
                        let heading = format!("{}, row {n}: {column}", place.heading);
                        each(Place { heading: &heading, ..place }, text);
                    }
                }
            }
        }
        _ => {}
    }
}

/// Activities, the jobs of those who go, and costs.
fn plan(draft: &mut Draft, each: &mut Each<'_>) {
    let mut read = |heading: String, text: &mut String| {
        if !text.is_empty() {
            each(Place { heading: &heading, is_read: true }, text);
        }
    };
    for (n, activity) in (1..).zip(&mut draft.activities) {
        read(format!("Activity {n}: name"), &mut activity.title);
        read(format!("Activity {n}: place"), &mut activity.place);
        read(format!("Activity {n}: country"), &mut activity.country);
        read(format!("Activity {n}: partner"), &mut activity.partner);
        read(format!("Activity {n}: given by"), &mut activity.provider);
        for person in &mut activity.attendees {
            read(format!("Activity {n}: job of somebody who goes"), &mut person.job);
        }
    }
    for cost in &mut draft.costs {
        read("Budget: what a cost is for".to_owned(), &mut cost.what);
        read("Budget: what a cost is counted in".to_owned(), &mut cost.unit);
    }
}

fn partners(draft: &mut Draft, each: &mut Each<'_>) {
    for (n, partner) in (1..).zip(&mut draft.partners) {
        let mut read = |what: &str, text: &mut String| {
            if !text.is_empty() {
                each(Place { heading: &format!("Partner {n}: {what}"), is_read: true }, text);
            }
        };
        read("what it does", &mut partner.part);
        if let Some(answer) = &mut partner.answer {
            read("job of who answered", &mut answer.job_title);
            read("why it declined", &mut answer.reason);
        }
    }
}

/// The texts that are read, each once.
#[must_use]
pub fn passages(draft: &Draft) -> Vec<Passage> {
    let mut found: Vec<Passage> = Vec::new();
    let mut collect = |place: Place<'_>, text: &mut String| {
        if !place.is_read {
            return;
        }
        let (sha256, heading) = (digest(text), place.heading.to_owned());
        match found.iter_mut().find(|known| known.sha256 == sha256) {
            Some(known) if known.headings.contains(&heading) => {}
            Some(known) => known.headings.push(heading),
            None => found.push(Passage { sha256, headings: vec![heading], text: text.clone() }),
        }
    };
    visit(&mut draft.clone(), &mut collect);
    found
}

/// The digest of all that is read: of its texts and files, whatever their order.
#[must_use]
pub fn content(draft: &Draft) -> String {
    let texts = passages(draft).into_iter().map(|passage| passage.sha256);
    let files = draft.attachments_asked_for().map(|file| file.sha256.clone());
    digest(&texts.chain(files).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" "))
}
