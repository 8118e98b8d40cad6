//! What was answered, part by part, as it stands on the page to check and behind a link to sign.

use super::super::activities::person;
use super::super::applications::{home, href};
use super::super::budget;
use crate::intake::{self, Draft, Part};
use crate::locale::format;
use crate::web::fields::{SummaryRow, Table};
use crate::web::joint;
use serde::Serialize;

/// One part of the form with what was answered.
#[derive(Serialize)]
pub(in crate::web) struct Group {
    pub(super) title: String,
    pub(super) rows: Vec<SummaryRow>,
}

impl Group {
    /// A part with its rows.
    pub(in crate::web) fn new(title: &str, rows: Vec<SummaryRow>) -> Self {
        Self { title: title.to_owned(), rows }
    }
}

/// Everything asked and answered. With `change`, rows link to where they are edited.
pub(in crate::web) fn groups(draft: &Draft, change: bool) -> Vec<Group> {
    let d = &draft.definition;
    let row = |label: &str, id: &str| {
        let shown = draft.saved.get(id).map(|s| s.answer.shown()).unwrap_or_default();
        let row = SummaryRow::new(label, &shown);
        if change { row.change(format!("{}?from=check", href(draft, &Part::Question(id.to_owned())))) } else { row }
    };
    let mut groups = vec![Group { title: "Your city can apply".into(), rows: d.eligibility.iter().map(|q| row(&q.text, &q.id)).collect() }];
    groups.extend(
        draft
            .asked()
            .sections()
            .iter()
            .map(|(s, questions)| Group { title: s.title.clone(), rows: questions.iter().map(|q| row(&q.label, &q.id)).collect() }),
    );
    if d.has_plan() {
        groups.push(Group { title: "Activities".into(), rows: activities(draft, change) });
    }
    let together = joint::rows(draft, change.then(|| home(&draft.application.reference)).as_deref());
    if !together.is_empty() {
        groups.push(Group { title: "Cities that apply together".into(), rows: together });
    }
    let files = d.attachments.iter().map(|slot| {
        let file =
            draft.attachments.iter().find(|a| a.slot == slot.id).map(|a| format!("{}\nSHA-256 {}", a.name, a.sha256)).unwrap_or_default();
        let row = SummaryRow::new(&slot.title, &file);
        if change { row.change(href(draft, &Part::Attachments)) } else { row }
    });
    if !d.attachments.is_empty() {
        groups.push(Group { title: "Files".into(), rows: files.collect() });
    }
    groups
}

/// The budget as a table, where the form asks for one.
pub(in crate::web) fn has_budget(draft: &Draft) -> Option<Table> {
    draft.definition.has_plan().then(|| budget::table(draft))
}

fn activities(draft: &Draft, change: bool) -> Vec<SummaryRow> {
    let shown = |a: &intake::Activity| {
        let people: Vec<String> = a.attendees.iter().map(person).collect();
        let costs = draft.costs.iter().filter(|cost| cost.activity == a.id);
        let costs = costs.map(|cost| format!("{}: {}, {}", draft.definition.category_title(&cost.category), cost.what, cost.worked_out()));
        let facts = [format!("{}, {}", a.place, a.country), format::date_range(a.starts_on, a.ends_on)];
        let row = SummaryRow::new(&a.title, &facts.into_iter().chain(people).chain(costs).collect::<Vec<_>>().join("\n"));
        if change { row.change(format!("{}/activities/{}", home(&draft.application.reference), a.id)) } else { row }
    };
    draft.activities.iter().map(shown).collect()
}
