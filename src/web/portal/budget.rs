//! The budget: the whole of it with floor and cap explained in place, and the rows
//! of one activity. The server adds up; the script only adds up sooner.

use super::activities::find;
use super::applications::{home, load};
use super::presence;
use crate::intake::{self, Activity, BudgetInput, Draft, EditError};
use crate::kernel::FieldError;
use crate::templates::Page;
use crate::web::fields::{Cell, Column, ErrorSummary, Field, FormKeys, Table};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/applications/{reference}/budget", Access::City(access::CITY), show),
        get("/portal/applications/{reference}/budget/{activity}", Access::City(access::CITY_WRITERS), edit),
        post("/portal/applications/{reference}/budget/{activity}", Access::City(access::CITY_WRITERS), save),
    ]
}

#[derive(Serialize)]
struct ShowPage {
    reference: String,
    intro: String,
    range: String,
    mistakes: Vec<String>,
    is_fine: bool,
    table: Table,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Link {
    href: String,
    title: String,
    total: String,
}

impl Page for ShowPage {
    const TEMPLATE: &'static str = "portal/budget/show";
    fn title(&self) -> String {
        format!("Build your budget – Application {}", self.reference)
    }
    fn samples() -> Vec<Self> {
        let sample = |mistakes: Vec<String>, links| Self {
            reference: "x".into(),
            intro: "x".into(),
            range: "x".into(),
            is_fine: mistakes.is_empty(),
            mistakes,
            table: Table::new("budget", "Budget", vec![Column::text("Category")]),
            links,
        };
        vec![
            sample(vec!["Too small".into()], vec![]),
            sample(vec![], vec![Link { href: "/x".into(), title: "x".into(), total: "x".into() }]),
        ]
    }
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let (base, amounts) = (home(&draft.application.reference), draft.definition.amounts);
    let mistakes = draft.budget_mistakes();
    let can_write = draft.application.scope.allows(&["budget"]) && intake::policy::may_write(&viewer.actor, &draft.application);
    let links = draft.activities.iter().filter(|_| can_write).map(|a| Link {
        href: format!("{base}/budget/{}", a.id),
        title: a.title.clone(),
        total: draft.activity_total(a).to_string(),
    });
    let page = ShowPage {
        reference: draft.application.reference.clone(),
        intro: draft.definition.budget.intro.clone(),
        range: format!("You can ask for {} to {}.", amounts.floor(), amounts.cap()),
        is_fine: mistakes.is_empty(),
        mistakes,
        table: table(&draft),
        links: links.collect(),
    };
    app.page(&viewer, &page)
}

/// Categories down, activities across, sums at both ends.
pub(super) fn table(draft: &Draft) -> Table {
    let mut columns = vec![Column::text("Category")];
    columns.extend(draft.activities.iter().map(|a| Column::number(&a.title)));
    columns.push(Column::number("Total"));
    let amount = |a: &Activity, code: &str| {
        draft.budget.iter().find(|l| l.activity == a.id && l.category == code).map(|l| l.amount).unwrap_or_default()
    };
    let used = draft.definition.budget.categories.iter().filter(|c| !draft.category_total(c).is_zero());
    let rows = used.map(|c| {
        let mut cells = vec![Cell::text(&c.title).heading()];
        cells.extend(draft.activities.iter().map(|a| Cell::number(amount(a, &c.code).to_string())));
        cells.push(Cell::number(draft.category_total(c).to_string()));
        cells
    });
    let mut last = vec![Cell::text("Total").heading()];
    last.extend(draft.activities.iter().map(|a| Cell::number(draft.activity_total(a).to_string())));
    last.push(Cell::number(draft.total().to_string()));
    let table = Table::new("budget", "Your budget by category and activity", columns).empty("No cost is entered yet.").rows(rows);
    if draft.budget.is_empty() { table } else { table.total(last) }
}

#[derive(Serialize)]
struct EditPage {
    reference: String,
    activity: String,
    summary: ErrorSummary,
    /// Colleagues who write in the same budget now.
    others: Vec<String>,
    rows: Vec<Row>,
    total: String,
    limits: String,
    keys: FormKeys,
}

#[derive(Serialize)]
struct Row {
    title: String,
    amount: Field,
    note: Field,
}

impl Page for EditPage {
    const TEMPLATE: &'static str = "portal/budget/edit";
    fn title(&self) -> String {
        format!("Budget of {} – Application {}", self.activity, self.reference)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let sample = |errors: &[FieldError]| Self {
            reference: "x".into(),
            activity: "A".into(),
            summary: ErrorSummary::new(errors),
            others: if errors.is_empty() { vec![] } else { vec!["Ana is editing this section.".into()] },
            total: "$0.00".into(),
            limits: "x".into(),
            keys: FormKeys::of_version("k".into(), 1),
            rows: vec![Row {
                title: "Travel".into(),
                amount: Field::new("amount_travel", "Amount").adds_to("total").errors(errors),
                note: Field::new("note_travel", "How").optional(),
            }],
        };
        vec![sample(&[]), sample(&[FieldError::new("amount_travel", "Wrong")])]
    }
}

fn edit_page(draft: &Draft, activity: &Activity, typed: &[BudgetInput], errors: &[FieldError], keys: FormKeys) -> EditPage {
    let amounts = draft.definition.amounts;
    let rows = draft.definition.budget.categories.iter().map(|c| {
        let row = typed.iter().find(|r| r.category == c.code).cloned().unwrap_or_default();
        Row {
            title: c.title.clone(),
            amount: Field::new(format!("amount_{}", c.code), format!("{} in dollars", c.title))
                .hint(&c.hint)
                .value(row.amount)
                .adds_to("total")
                .errors(errors),
            note: Field::new(format!("note_{}", c.code), "How did you work it out?").value(row.note).optional().errors(errors),
        }
    });
    EditPage {
        reference: draft.application.reference.clone(),
        activity: activity.title.clone(),
        summary: ErrorSummary::new(errors),
        others: vec![],
        rows: rows.collect(),
        total: draft.activity_total(activity).to_string(),
        limits: format!(
            "All activities together must come to {} or more, and {} at most. So far they come to {}.",
            amounts.floor(),
            amounts.cap(),
            draft.total()
        ),
        keys,
    }
}

async fn edit(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let activity = find(&draft, &id)?;
    let lines = draft.budget.iter().filter(|l| l.activity == activity.id);
    let rows: Vec<BudgetInput> =
        lines.map(|l| BudgetInput { category: l.category.clone(), amount: l.amount.plain(), note: l.note.clone() }).collect();
    let mut page = edit_page(&draft, activity, &rows, &[], FormKeys::of_version(app.fresh_key(), activity.version));
    if draft.application.is_editable() && intake::policy::may_write(&viewer.actor, &draft.application) {
        let application = draft.application.clone();
        let zone = app.read(move |conn| intake::city_zone(conn, &application)).await.map_err(|e: crate::db::Error| Problem::from(e))?;
        page.others = presence::meet(&app, &viewer, &draft, "budget", zone);
    }
    app.page(&viewer, &page)
}

async fn save(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let activity = find(&draft, &id)?;
    let typed = |code: &str| BudgetInput {
        category: code.to_owned(),
        amount: form.text(&format!("amount_{code}")),
        note: form.text(&format!("note_{code}")),
    };
    let rows: Vec<BudgetInput> = draft.definition.budget.categories.iter().map(|c| typed(&c.code)).collect();
    let (actor, target, version, wanted, base) =
        (viewer.actor(), activity.id, form.version(), rows.clone(), home(&draft.application.reference));
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            intake::save_budget(tx, &actor, target, version, &wanted).map(|()| format!("{base}/budget?done=budget-saved"))
        })
        .await;
    let (mistakes, version) = match outcome {
        Err(EditError::Invalid(mistakes)) => (mistakes, version),
        Err(EditError::Changed) => (vec![clash(&draft, activity)], activity.version),
        other => return Ok(other?),
    };
    app.page_with_mistakes(&viewer, &edit_page(&draft, activity, &rows, &mistakes, FormKeys::of_version(app.fresh_key(), version)))
}

fn clash(draft: &Draft, activity: &Activity) -> FieldError {
    let theirs: Vec<String> = draft
        .budget
        .iter()
        .filter(|l| l.activity == activity.id)
        .map(|l| format!("{} {}", l.category.replace('_', " "), l.amount))
        .collect();
    let first = draft.definition.budget.categories.first().map_or("training", |c| c.code.as_str());
    FieldError::new(format!("amount_{first}"), format!("{} Now it says: {}.", EditError::Changed, theirs.join(", ")))
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ShowPage>();
        crate::templates::check::page::<super::EditPage>();
    }
}
