//! The next version as an applicant sees it: every page of its form, without an application
//! behind it, so that nothing can be typed or saved.

use super::preview_plan;
use super::revision::{Found, load};
use super::revision_at;
use crate::files::FileKind;
use crate::locale::format;
use crate::opportunity::{Definition, EligibilityQuestion, Question, QuestionKind};
use crate::rules::Rule;
use crate::templates::Page;
use crate::web::answer_fields::AnswerFields;
use crate::web::fields::{Cell, Column, SummaryRow, Table};
use crate::web::sheet::{Link, Section, Sheet};
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

const ELIGIBILITY: &str = "Check that your city can apply";

#[derive(Serialize)]
struct QuestionPage {
    back: String,
    section: String,
    question: String,
    optional: bool,
    hint: Option<String>,
    why: Option<String>,
    asked_if: Option<String>,
    fields: AnswerFields,
    before: Option<Link>,
    next: Option<Link>,
}

impl Page for QuestionPage {
    const TEMPLATE: &'static str = "desk/opportunities/preview";
    fn title(&self) -> String {
        format!("Preview: {} – {}", self.question, self.section)
    }
    fn samples() -> Vec<Self> {
        let sample = |kind: QuestionKind, full: bool| {
            let text = |t: &str| full.then(|| t.to_owned());
            let mut question = Question::new("q", "Why?", kind);
            question.options = vec!["a".into(), "b".into()];
            Self {
                back: "/x".into(),
                section: "Section".into(),
                question: "Why?".into(),
                optional: full,
                hint: text("Hint"),
                why: text("Because"),
                asked_if: text("has_partner"),
                fields: AnswerFields::new(&question, &Form::default(), Some(""), &[]),
                before: full.then(|| Link::new("/x", "X")),
                next: full.then(|| Link::new("/x", "X")),
            }
        };
        vec![sample(QuestionKind::ShortText, false), sample(QuestionKind::Several, true), sample(QuestionKind::Person, true)]
    }
}

/// Every question with the title of its part, in the order in which they are asked.
fn pages(d: &Definition) -> Vec<(String, Option<String>, Question)> {
    let said = |rules: [&Option<Rule>; 2]| {
        let texts: Vec<&str> = rules.into_iter().flatten().map(Rule::text).collect();
        (!texts.is_empty()).then(|| texts.join(" and "))
    };
    let eligibility = d.eligibility.iter().map(EligibilityQuestion::as_question).map(|q| (ELIGIBILITY.to_owned(), None, q));
    let form = d.sections.iter().flat_map(|section| {
        section.questions.iter().map(move |q| (section.title.clone(), said([&section.asked_if, &q.asked_if]), q.clone()))
    });
    eligibility.chain(form).collect()
}

/// Every page of the preview with its name, in the order of the form: the questions, and what is planned, paid and attached.
pub(super) fn steps(d: &Definition) -> Vec<(String, String)> {
    let questions = pages(d).into_iter().map(|(.., q)| (q.id, q.label));
    let plan = preview_plan::PAGES.iter().map(|(id, title)| ((*id).to_owned(), (*title).to_owned()));
    questions.chain(plan).collect()
}

/// The links to the pages before and after one.
pub(super) fn beside(d: &Definition, slug: &str, id: &str) -> (Option<Link>, Option<Link>) {
    let steps = steps(d);
    let here = steps.iter().position(|(step, _)| step == id);
    let link = |i: Option<usize>| i.and_then(|i| steps.get(i)).map(|(id, label)| Link::new(at(slug, id), label));
    (link(here.and_then(|i| i.checked_sub(1))), link(here.map(|i| i + 1)))
}

fn at(slug: &str, id: &str) -> String {
    revision_at(slug, &format!("/preview/{id}"))
}

pub(super) async fn whole(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let found = app.read(move |conn| load(conn, &slug)).await?;
    app.page(&viewer, &sheet(&found))
}

fn sheet(found: &Found) -> Sheet {
    let (d, slug) = (&found.definition, &found.revision.slug);
    let mut sheet = Sheet::new("Preview", &[])
        .about(&d.title)
        .lead("This is a preview. An applicant sees one page for each question, and nothing here can be answered.")
        .back(revision_at(slug, ""), "Next version")
        .with(Section::new("What everybody reads").facts(facts(d)));
    let pages = pages(d);
    let titles = std::iter::once(ELIGIBILITY).chain(d.sections.iter().map(|section| section.title.as_str()));
    for (i, title) in titles.enumerate() {
        let columns = vec![Column::text("Question"), Column::text("Kind"), Column::text("Asked if")];
        let rows = pages.iter().filter(|(section, ..)| section == title).map(|(_, asked_if, q)| {
            vec![
                Cell::link(&q.label, at(slug, &q.id)).heading(),
                Cell::text(q.kind.to_string().replace('_', " ")),
                Cell::text(asked_if.clone().unwrap_or_else(|| "Always".into())),
            ]
        });
        let table = Table::new(&format!("part-{i}"), title, columns).rows(rows.collect::<Vec<_>>());
        sheet = sheet.with(Section::new(title).table(table));
    }
    let plan: Vec<String> = d.activities.kinds.iter().map(|kind| format!("{}: {}", kind.title, kind.hint)).collect();
    let costs: Vec<String> = d.budget.categories.iter().map(|category| format!("{}: {}", category.title, category.hint)).collect();
    let files = d.attachments.iter().map(|slot| {
        let needed = if slot.required { "" } else { " (optional)" };
        format!("{}{needed}: {} A {}.", slot.title, slot.hint, FileKind::labels(&slot.types))
    });
    let certify = &d.certification;
    sheet
        .with(
            Section::new("Plan your activities")
                .text(&d.activities.intro)
                .items(plan)
                .link(at(slug, "the-activities"), "See the page of an activity"),
        )
        .with(Section::new("Plan the budget").text(&d.budget.intro).items(costs).link(at(slug, "the-budget"), "See the page of the budget"))
        .with(Section::new("Attach files").items(files.collect()).link(at(slug, "the-files"), "See the page of the files"))
        .with(Section::new("Certify").text(&certify.effect).items(certify.statements.clone()).text(&certify.agree))
}

fn facts(d: &Definition) -> Vec<SummaryRow> {
    let moment = |at: Option<crate::kernel::Deadline>| at.map(|at| format::deadline(&at)).unwrap_or_default();
    vec![
        SummaryRow::new("Title", &d.title),
        SummaryRow::new("What it is for", d.summary.trim()),
        SummaryRow::new("Grants", &format!("{} to {}", d.amounts.floor(), d.amounts.cap())),
        SummaryRow::new("Opens", &moment(d.dates.opening())),
        SummaryRow::new("Closes", &moment(d.dates.deadline())),
        SummaryRow::new("Decisions by", &format::date(d.dates.decisions_by)),
        SummaryRow::new("Period of performance", &format::date_range(d.dates.performance_starts, d.dates.performance_ends)),
        SummaryRow::new("How long it takes", &d.effort),
    ]
}

pub(super) async fn question(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (slug, id) = path.into_inner();
    let wanted = slug.clone();
    let found = app.read(move |conn| load(conn, &wanted)).await?;
    if preview_plan::PAGES.iter().any(|(page, _)| *page == id) {
        return preview_plan::show(&app, &viewer, &found, &id);
    }
    let pages = pages(&found.definition);
    let (section, asked_if, q) = pages.iter().find(|(.., q)| q.id == id).ok_or_else(Problem::missing)?;
    let (before, next) = beside(&found.definition, &slug, &id);
    let filled = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    let page = QuestionPage {
        back: revision_at(&slug, "/preview"),
        section: section.clone(),
        question: q.label.clone(),
        optional: q.optional,
        hint: filled(&q.hint),
        why: filled(&q.why),
        asked_if: asked_if.clone(),
        fields: AnswerFields::new(q, &Form::default(), Some(""), &[]),
        before,
        next,
    };
    app.page(&viewer, &page)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::QuestionPage>();
    }
}
