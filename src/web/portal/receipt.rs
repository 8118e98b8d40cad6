//! `/portal/applications/…/receipt`: what was received last, as the letter and the PDF tell it too. It stays the same while
//! answers are open again.

use super::applications::{home, load};
use crate::intake::{self, Draft, ReceiptActivity, ReceiptFact, ReceiptPart, ReceiptSum, ReceiptText};
use crate::locale::format;
use crate::templates::Page;
use crate::web::fields::{Cell, Column, SummaryRow, Table};
use crate::web::{Access, App, Problem, Route, Viewer, access, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/portal/applications/{reference}/receipt", Access::Applying(access::CITY), show)]
}

/// A heading with what stands below it.
#[derive(Serialize)]
struct Block {
    title: String,
    rows: Vec<SummaryRow>,
}

/// An activity with its people and costs.
#[derive(Serialize)]
struct Activity {
    title: String,
    rows: Vec<SummaryRow>,
    people: Option<Table>,
    costs: Option<Table>,
}

#[derive(Serialize)]
struct ReceiptPage {
    reference: String,
    heading: String,
    city: String,
    received: String,
    next: Vec<String>,
    contact: String,
    contact_email: String,
    /// Where the same is as PDF, if the program can print.
    pdf: Option<String>,
    facts: Vec<SummaryRow>,
    effect: String,
    statements: Vec<String>,
    agree: String,
    signature: Vec<SummaryRow>,
    sections: Vec<Block>,
    activities: Vec<Activity>,
    budget: Option<Table>,
    partners: Vec<Block>,
    by_city: Option<Table>,
    files: Vec<Block>,
    /// Whether answers are open again, so that what the city writes now may differ.
    is_open_again: bool,
}

impl Page for ReceiptPage {
    const TEMPLATE: &'static str = "portal/submit/receipt";
    fn title(&self) -> String {
        format!("Receipt – Application {}", self.reference)
    }
    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let sample = |is_open_again: bool| {
            let mut text = ReceiptText::sample();
            if is_open_again {
                (text.activities, text.budget, text.partners, text.by_city, text.files) = (vec![], vec![], vec![], vec![], vec![]);
                text.certification.agree.clear();
            }
            Self { next: vec![x()], contact: x(), contact_email: x(), pdf: (!is_open_again).then(x), is_open_again, ..Self::of(text) }
        };
        vec![sample(true), sample(false)]
    }
}

impl ReceiptPage {
    /// What was received, without what is around it.
    fn of(text: ReceiptText) -> Self {
        let asked = ["Category", "The city pays itself", "Asked for"];
        let (total, pays) = (text.total.as_str(), text.city_pays.as_str());
        Self {
            facts: rows(&text.facts),
            effect: text.certification.effect,
            statements: text.certification.statements,
            agree: text.certification.agree,
            signature: rows(&text.certification.signature),
            sections: text
                .sections
                .iter()
                .map(|section| Block {
                    title: section.title.clone(),
                    rows: section.rows.iter().map(|row| SummaryRow::new(&row.label, &row.lines.join("\n"))).collect(),
                })
                .collect(),
            activities: text.activities.iter().enumerate().map(|(n, a)| activity(n, a)).collect(),
            budget: sums(("budget", "Budget by category"), asked, (&text.budget, pays, total)),
            partners: parts(&text.partners),
            by_city: sums(("by-city", "Budget by city"), ["City", "It pays itself", "Asked for"], (&text.by_city, pays, total)),
            files: parts(&text.files),
            reference: text.reference,
            heading: text.heading,
            city: text.city,
            received: text.received,
            next: vec![],
            contact: String::new(),
            contact_email: String::new(),
            pdf: None,
            is_open_again: false,
        }
    }
}

fn rows(facts: &[ReceiptFact]) -> Vec<SummaryRow> {
    facts.iter().map(|fact| SummaryRow::new(&fact.label, &fact.lines.join("\n"))).collect()
}

fn parts(parts: &[ReceiptPart]) -> Vec<Block> {
    parts.iter().map(|part| Block { title: part.title.clone(), rows: rows(&part.facts) }).collect()
}

fn activity(n: usize, activity: &ReceiptActivity) -> Activity {
    let people = || {
        let columns = vec![Column::text("Who takes part"), Column::text("Position"), Column::text("Standing")];
        let rows = activity.people.iter().map(|p| vec![Cell::text(&p.name).heading(), Cell::text(&p.job), Cell::text(&p.standing)]);
        Table::new(&format!("people-{n}"), format!("Who takes part: {}", activity.title), columns).rows(rows)
    };
    let costs = || {
        let columns = vec![Column::text("Cost"), Column::text("Worked out as"), Column::number("Asked for")];
        let rows = activity
            .costs
            .iter()
            .map(|cost| vec![Cell::text(&cost.category).heading(), Cell::text(&cost.worked_out), Cell::number(&cost.amount)]);
        let total = vec![Cell::text("Total").heading(), Cell::text(""), Cell::number(&activity.total)];
        Table::new(&format!("costs-{n}"), format!("What it costs: {}", activity.title), columns).rows(rows).total(total)
    };
    Activity {
        title: activity.title.clone(),
        rows: rows(&activity.facts),
        people: (!activity.people.is_empty()).then(people),
        costs: (!activity.costs.is_empty()).then(costs),
    }
}

fn sums((id, caption): (&str, &str), [first, second, third]: [&str; 3], (sums, pays, total): (&[ReceiptSum], &str, &str)) -> Option<Table> {
    let columns = vec![Column::text(first), Column::number(second), Column::number(third)];
    let rows = sums.iter().map(|sum| vec![Cell::text(&sum.label).heading(), Cell::number(&sum.pays), Cell::number(&sum.amount)]);
    let last = vec![Cell::text("Total").heading(), Cell::number(pays), Cell::number(total)];
    (!sums.is_empty()).then(|| Table::new(id, caption, columns).rows(rows).total(last))
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let application = draft.application.clone();
    let text = app.read(move |conn| {
        let submission = intake::latest_submission(conn, application.id)?;
        let received = submission.received()?;
        let form = intake::form_of(conn, &received)?;
        let zone = intake::city_zone(conn, &application)?;
        Ok::<_, crate::db::Error>(ReceiptText::new(&submission, (&received, &form), zone))
    });
    let (a, d) = (&draft.application, &draft.definition);
    let page = ReceiptPage {
        next: what_next(&draft),
        contact: d.contact.name.clone(),
        contact_email: d.contact.email.clone(),
        pdf: cfg!(feature = "pdf").then(|| format!("{}/receipt.pdf", home(&a.reference))),
        is_open_again: a.is_open_again(),
        ..ReceiptPage::of(text.await?)
    };
    app.page(&viewer, &page)
}

/// What comes after the receipt.
fn what_next(draft: &Draft) -> Vec<String> {
    let d = &draft.definition;
    if draft.application.is_invited() {
        return vec!["Your concept note convinced: write the whole application now. The task list says until when.".into()];
    }
    if draft.is_concept_note() {
        return vec![
            "A program officer reads your concept note.".into(),
            "If it convinces us, we invite your city to write the whole application. What you wrote is kept.".into(),
            "If it does not, we write to you with the reason.".into(),
        ];
    }
    let reviews = match d.review.reviewers_per_application {
        1 => "A reviewer reads and scores it.".to_owned(),
        n => format!("{n} reviewers read and score it, each alone."),
    };
    vec![
        "A program officer checks if the application is complete. If something is missing, we ask you.".into(),
        reviews,
        format!("We write to you by {}, with reasons.", format::date(d.dates.decisions_by)),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ReceiptPage>();
    }
}
