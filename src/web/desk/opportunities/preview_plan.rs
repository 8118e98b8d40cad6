//! What an applicant plans, pays and attaches, as its pages show it, without an application behind them: the fields are those
//! of the portal, and nothing can be typed or saved.

use super::preview::beside;
use super::revision::Found;
use super::revision_at;
use crate::intake::{ActivityInput, AttendeeInput};
use crate::locale::format;
use crate::opportunity::Definition;
use crate::templates::Page;
use crate::web::fields::Field;
use crate::web::portal::activities::{ActivityFields, fields_of};
use crate::web::portal::attachments;
use crate::web::portal::attendees::{PersonRow, rows};
use crate::web::portal::budget::costs::{Row, blank_row};
use crate::web::sheet::Link;
use crate::web::{App, Problem, Viewer};
use actix_web::HttpResponse;
use serde::Serialize;

/// The pages, by the end of their address, which no question can have.
pub(super) const PAGES: &[(&str, &str)] =
    &[("the-activities", "Plan your activities"), ("the-budget", "Build your budget"), ("the-files", "Attach files")];

#[derive(Serialize)]
struct PlanPage {
    back: String,
    heading: String,
    intro: Vec<String>,
    terms: Vec<Term>,
    activity: Option<ActivityFields>,
    people: Vec<PersonRow>,
    cost: Option<Row>,
    files: Vec<Place>,
    before: Option<Link>,
    next: Option<Link>,
}

/// A category of cost with what belongs to it.
#[derive(Serialize)]
struct Term {
    title: String,
    hint: String,
}

/// A place for a file.
#[derive(Serialize)]
struct Place {
    title: String,
    hint: String,
    optional: bool,
    input: Field,
}

impl Page for PlanPage {
    const TEMPLATE: &'static str = "desk/opportunities/preview_plan";
    fn title(&self) -> String {
        format!("Preview: {}", self.heading)
    }
    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let place = |optional: bool| Place {
            title: x(),
            hint: x(),
            optional,
            input: Field::new(if optional { "quote" } else { "letter" }, "Select a file"),
        };
        let empty = || Self {
            back: "/x".into(),
            heading: x(),
            intro: vec![x()],
            terms: vec![],
            activity: None,
            people: vec![],
            cost: None,
            files: vec![],
            before: Some(Link::new("/x", "X")),
            next: Some(Link::new("/x", "X")),
        };
        let activity = Some(fields_of(&[], &ActivityInput::default(), &[]));
        vec![
            Self { activity, people: rows(&[AttendeeInput::default()], &[]), before: None, ..empty() },
            Self { terms: vec![Term { title: x(), hint: x() }], ..empty() },
            Self { files: vec![place(true), place(false)], next: None, ..empty() },
        ]
    }
}

fn page(d: &Definition, slug: &str, id: &str, limits: (u64, u64)) -> PlanPage {
    let (before, next) = beside(d, slug, id);
    let heading = PAGES.iter().find(|(page, _)| *page == id).map_or("", |(_, title)| *title).to_owned();
    let back = revision_at(slug, "/preview");
    let empty =
        PlanPage { back, heading, intro: vec![], terms: vec![], activity: None, people: vec![], cost: None, files: vec![], before, next };
    match id {
        "the-activities" => PlanPage {
            intro: vec![d.activities.intro.clone(), count(d)],
            activity: Some(fields_of(&d.activities.kinds, &ActivityInput::default(), &[])),
            people: rows(&[AttendeeInput::default()], &[]),
            ..empty
        },
        "the-budget" => PlanPage {
            intro: budget_intro(d),
            terms: d.budget.categories.iter().map(|c| Term { title: c.title.clone(), hint: c.hint.clone() }).collect(),
            cost: Some(blank_row(d)),
            ..empty
        },
        _ => PlanPage {
            intro: vec![format!(
                "Each file can have up to {}, all files together up to {}. A photo of a page is fine.",
                format::file_size(limits.0),
                format::file_size(limits.1)
            )],
            files: d
                .attachments
                .iter()
                .map(|slot| Place {
                    title: slot.title.clone(),
                    hint: slot.hint.clone(),
                    optional: !slot.required,
                    input: attachments::input(slot, false),
                })
                .collect(),
            ..empty
        },
    }
}

fn count(d: &Definition) -> String {
    format!("At least {} and at most {} activities can be planned.", d.activities.min, d.activities.max)
}

/// What stands above the budget: the range and what it must keep.
fn budget_intro(d: &Definition) -> Vec<String> {
    let range = format!("You can ask for {} to {}.", d.amounts.floor(), d.amounts.cap());
    let kept = d.budget.rules.iter().filter_map(|rule| rule.explanation.clone());
    [d.budget.intro.clone(), range].into_iter().chain(kept).collect()
}

pub(super) fn show(app: &App, viewer: &Viewer, found: &Found, id: &str) -> Result<HttpResponse, Problem> {
    let limits = (app.files.max_bytes(), app.settings.files.application_max_bytes);
    app.page(viewer, &page(&found.definition, &found.revision.slug, id, limits))
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::PlanPage>();
    }
}
