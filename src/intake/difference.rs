//! What changed between two times an application was received: question by question, row by row; what is the same is
//! left out. Pure.

mod plan;

use super::{Received, ReceivedFile};
use crate::kernel::Money;
use crate::locale::format;
use crate::opportunity::{Answer, Definition};
use std::collections::BTreeMap;

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The part of the application, such as the title of a section.
    pub part: String,
    /// The question or thing.
    pub what: String,
    /// As it was; nothing of what is new. Of rows only those that are gone.
    pub before: Vec<String>,
    /// As it is; nothing of what is gone. Of rows only those that are new.
    pub after: Vec<String>,
}

/// Something that was received with the form that it answers.
pub type Read<'a> = (&'a Received, &'a Definition);

/// Everything that changed from `before` to `after`, in the order of the form.
#[must_use]
pub fn differences(before: Read<'_>, after: Read<'_>) -> Vec<Difference> {
    let mut found = questions(before, after);
    found.extend(plan::activities(before, after));
    let (was, is) = (asked_for(before.0).to_string(), asked_for(after.0).to_string());
    found.extend(compare("Budget", "Amount asked for", vec![was], vec![is]));
    found.extend(plan::partners(before.0, after.0));
    found.extend(files(before, after));
    let certified = |(received, _): Read<'_>| vec![received.certification.words()];
    found.extend(compare("Certification", "Certified by", certified(before), certified(after)));
    found
}

/// Whole against whole, unless they are the same.
fn compare(part: &str, what: &str, before: Vec<String>, after: Vec<String>) -> Option<Difference> {
    (before != after).then(|| Difference { part: part.to_owned(), what: what.to_owned(), before, after })
}

/// Rows that are gone against rows that are new, unless all are the same. The same row twice counts twice.
fn compare_rows(part: &str, what: &str, before: Vec<String>, after: Vec<String>) -> Option<Difference> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &before {
        *left.entry(row).or_default() += 1;
    }
    let mut new = Vec::new();
    for row in &after {
        match left.get_mut(row.as_str()).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => new.push(row.clone()),
        }
    }
    let mut gone = Vec::new();
    for row in before.iter().rev() {
        if let Some(count) = left.get_mut(row.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            gone.push(row.clone());
        }
    }
    gone.reverse();
    compare(part, what, gone, new)
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Every question of the form, with the title of its section: identifier, title, question.
fn all_questions(form: &Definition) -> Vec<(&str, &str, &str)> {
    let eligibility = form.eligibility.iter().map(|q| (q.id.as_str(), "Your city can apply", q.text.as_str()));
    let sections = form
        .sections
        .iter()
        .flat_map(|section| section.questions.iter().map(move |q| (q.id.as_str(), section.title.as_str(), q.label.as_str())));
    eligibility.chain(sections).collect()
}

fn questions((before, old): Read<'_>, (after, new): Read<'_>) -> Vec<Difference> {
    let asked = all_questions(new);
    let gone = all_questions(old).into_iter().filter(|(id, ..)| asked.iter().all(|(known, ..)| known != id)).collect::<Vec<_>>();
    let answered = asked.iter().chain(&gone);
    answered
        .filter_map(|(id, part, label)| {
            let (was, is) = (before.answers.get(*id), after.answers.get(*id));
            let shown = |answer: Option<&Answer>| lines(&answer.map(Answer::shown).unwrap_or_default());
            let is_table = [was, is].into_iter().flatten().any(|answer| matches!(answer, Answer::Table(_)));
            let compared = if is_table { compare_rows } else { compare };
            (was != is).then(|| compared(part, label, shown(was), shown(is))).flatten()
        })
        .collect()
}

/// What is asked for. Accepted lines cannot overflow.
fn asked_for(received: &Received) -> Money {
    let lines = received.activities.iter().flat_map(|activity| &activity.budget);
    Money::total(lines.map(|line| line.amount())).unwrap_or_default()
}

/// Files by their place; one that answers a question is told with its answer.
fn files((before, old): Read<'_>, (after, new): Read<'_>) -> Vec<Difference> {
    let is_answer = |slot: &str| old.question(slot).is_some() || new.question(slot).is_some();
    let of = |received: &Received| -> BTreeMap<String, Vec<String>> {
        let own = received.attachments.iter().filter(|file| !is_answer(&file.slot));
        own.map(|file| (file.slot.clone(), told(file))).collect()
    };
    let (was, is) = (of(before), of(after));
    let mut slots: Vec<&String> = is.keys().collect();
    slots.extend(was.keys().filter(|slot| !is.contains_key(*slot)));
    let title = |slot: &str| new.slot(slot).or_else(|| old.slot(slot)).map_or_else(|| slot.to_owned(), |slot| slot.title);
    let file = |slot: &&String| {
        let side = |files: &BTreeMap<String, Vec<String>>| files.get(*slot).cloned().unwrap_or_default();
        compare("Files", &title(slot), side(&was), side(&is))
    };
    slots.iter().filter_map(file).collect()
}

fn told(file: &ReceivedFile) -> Vec<String> {
    let size = format::file_size(u64::try_from(file.size_bytes).unwrap_or(0));
    vec![format!("{}, {size}", file.name), format!("SHA-256 {}", file.sha256)]
}

#[cfg(test)]
mod tests;
