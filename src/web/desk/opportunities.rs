//! Opportunities for fund staff: the list, one with its form and rubric, import of
//! a definition with its mistakes shown by line, and publishing.

use crate::kernel::{FieldError, Id};
use crate::locale::format;
use crate::opportunity::{self, Definition, ImportError, Opportunity, Review, State};
use crate::process;
use crate::rules::Rule;
use crate::templates::Page;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, ErrorSummary, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::Link;
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

const OFFICER: Access = Access::Fund(&[crate::people::FundRole::ProgramOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/opportunities", Access::Fund(access::STAFF), list),
        get("/desk/opportunities/import", OFFICER, ask),
        post("/desk/opportunities/import", OFFICER, import),
        get("/desk/opportunities/{slug}", Access::Fund(access::STAFF), show),
        post("/desk/opportunities/{slug}/publish", OFFICER, publish),
    ]
}

#[derive(Serialize)]
struct ListPage {
    table: Table,
    can_manage: bool,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "desk/opportunities/list";
    fn title(&self) -> String {
        "Opportunities – Desk".into()
    }
    fn samples() -> Vec<Self> {
        vec![Self { table: table(&[]), can_manage: true }, Self { table: table(&[]), can_manage: false }]
    }
}

fn table(all: &[Opportunity]) -> Table {
    let columns =
        vec![Column::text("Opportunity"), Column::text("Fund"), Column::text("State"), Column::text("Opens"), Column::text("Closes")];
    Table::new("opportunities", "Opportunities", columns).empty("No opportunity yet. Import a definition.").rows(all.iter().map(|o| {
        vec![
            Cell::link(&o.title, format!("/desk/opportunities/{}", o.slug)).heading(),
            Cell::text(&o.fund),
            Cell::status(status(o)),
            Cell::text(format::deadline(&o.opens)),
            Cell::text(format::deadline(&o.closes)),
        ]
    }))
}

fn status(o: &Opportunity) -> Status {
    match o.state {
        State::Draft => Status::active("Not published"),
        State::Published => Status::good("Published"),
        State::Withdrawn => Status::quiet("Withdrawn"),
    }
}

async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let all = app.read(opportunity::list_all).await?;
    app.page(&viewer, &ListPage { table: table(&all), can_manage: opportunity::may_manage(&viewer.actor) })
}

#[derive(Serialize)]
struct ShowPage {
    slug: String,
    title: String,
    status: Status,
    facts: Vec<SummaryRow>,
    questions: Table,
    rubric: Table,
    toml: Vec<String>,
    can_publish: bool,
    is_public: bool,
    rankings: Vec<Link>,
    keys: FormKeys,
}

impl Page for ShowPage {
    const TEMPLATE: &'static str = "desk/opportunities/show";
    fn title(&self) -> String {
        format!("{} – Desk", self.title)
    }
    fn samples() -> Vec<Self> {
        let sample = |can_publish: bool| Self {
            slug: "x".into(),
            title: "X".into(),
            status: Status::good("Published"),
            facts: vec![SummaryRow::new("Fund", "UDF")],
            questions: Table::new("questions", "Questions", vec![]),
            rubric: Table::new("rubric", "Rubric", vec![]),
            toml: vec!["slug = \"x\"".into()],
            can_publish,
            is_public: !can_publish,
            rankings: if can_publish { vec![] } else { vec![Link::new("/desk", "Ranking")] },
            keys: FormKeys::new("k".into()),
        };
        vec![sample(true), sample(false)]
    }
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let slug = slug.into_inner();
    let (o, d, n, toml) = app
        .read(move |conn| {
            let o = opportunity::find_by_slug(conn, &slug)?.ok_or(crate::db::Error::Missing)?;
            let d = opportunity::definition(conn, &o.definition_sha256)?;
            let n = opportunity::version_number(conn, &o.definition_sha256)?;
            let toml = opportunity::toml_text(conn, &o.definition_sha256)?;
            Ok::<_, crate::db::Error>((o, d, n, toml))
        })
        .await?;
    let page = ShowPage {
        slug: o.slug.clone(),
        title: o.title.clone(),
        status: status(&o),
        facts: facts(&o, &d, n),
        questions: questions(&d),
        rubric: rubric(&d),
        toml: toml.lines().map(str::to_owned).collect(),
        can_publish: o.state == State::Draft && opportunity::may_manage(&viewer.actor),
        is_public: o.state == State::Published,
        rankings: {
            let mut links = super::home::rankings(Doors::of(&viewer.actor), std::slice::from_ref(&o));
            links.push(Link::new(format!("/desk/opportunities/{}/deadline", o.slug), "Deadline, and more time"));
            links
        },
        keys: FormKeys::new(app.fresh_key()),
    };
    app.page(&viewer, &page)
}

fn facts(o: &Opportunity, d: &Definition, n: i32) -> Vec<SummaryRow> {
    let between: Vec<&str> = d.rules.iter().map(|rule| rule.must_hold.text()).collect();
    let between = if between.is_empty() { "None".to_owned() } else { between.join("\n") };
    vec![
        SummaryRow::new("Version", &format!("{n}, SHA-256 {}", o.definition_sha256)),
        SummaryRow::new("Fund", &o.fund),
        SummaryRow::new("Grants", &format!("{} to {}", d.amounts.floor(), d.amounts.cap())),
        SummaryRow::new("Opens", &format::deadline(&o.opens)),
        SummaryRow::new("Closes", &format::deadline(&o.closes)),
        SummaryRow::new("Decisions by", &format::date(d.dates.decisions_by)),
        SummaryRow::new("A recommendation keeps its money for", &decided(d)),
        SummaryRow::new("Period of performance", &format::date_range(d.dates.performance_starts, d.dates.performance_ends)),
        SummaryRow::new("Workflow", &d.workflow),
        SummaryRow::new("Reviewers for each application", &d.review.reviewers_per_application.to_string()),
        SummaryRow::new("Rules between answers", &between),
    ]
}

/// Until when a recommendation keeps its money.
fn decided(d: &Definition) -> String {
    let days = d.review.decide_within_days.unwrap_or(Review::DECIDE_WITHIN_DAYS);
    format!("{days} days, and at least until {}", format::date(d.dates.decisions_by))
}

fn questions(d: &Definition) -> Table {
    let columns = vec![Column::text("Question"), Column::text("Section"), Column::text("Kind"), Column::text("Asked if")];
    let rows = d.sections.iter().flat_map(|s| {
        s.questions.iter().map(|q| {
            let conditions: Vec<&str> = [&s.asked_if, &q.asked_if].into_iter().flatten().map(Rule::text).collect();
            let asked_if = if conditions.is_empty() { "Always".to_owned() } else { conditions.join(" and ") };
            let kind = Cell::text(q.kind.to_string().replace('_', " "));
            vec![Cell::text(&q.label).heading(), Cell::text(&s.title), kind, Cell::text(asked_if)]
        })
    });
    Table::new("questions", "Questions of the form", columns).rows(rows.collect::<Vec<_>>())
}

fn rubric(d: &Definition) -> Table {
    let mut columns = vec![Column::text("Criterion"), Column::number("Weight")];
    columns.extend(d.rubric.points().map(|p| Column::text(p.to_string())));
    let rows = d.rubric.criteria.iter().map(|c| {
        let mut cells = vec![Cell::text(&c.title).heading(), Cell::number(format::percent(c.weight_bp))];
        cells.extend(c.anchors.iter().map(Cell::text));
        cells
    });
    Table::new("rubric", "Rubric: what each score means", columns).rows(rows.collect::<Vec<_>>())
}

#[derive(Serialize)]
struct ImportPage {
    summary: ErrorSummary,
    definition: Field,
    keys: FormKeys,
}

impl Page for ImportPage {
    const TEMPLATE: &'static str = "desk/opportunities/import";
    fn title(&self) -> String {
        "Import an opportunity – Desk".into()
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        vec![import_page("", &[], "k".into()), import_page("x", &[FieldError::new("definition", "Line 1: wrong")], "k".into())]
    }
}

fn import_page(text: &str, errors: &[FieldError], key: String) -> ImportPage {
    let definition = Field::new("definition", "Definition as TOML")
        .hint("Paste the whole file. Nothing is stored until it has no mistakes.")
        .rows(24)
        .value(text)
        .errors(errors);
    ImportPage { summary: ErrorSummary::new(errors), definition, keys: FormKeys::new(key) }
}

async fn ask(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    app.page(&viewer, &import_page("", &[], app.fresh_key()))
}

async fn import(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, text) = (viewer.actor(), form.text("definition"));
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            process::import_round(tx, &actor, "definition", &text).map(|done| format!("/desk/opportunities/{}?done=recorded", done.slug))
        })
        .await;
    match outcome {
        Err(ImportError::Definition(_, mistakes)) => {
            app.page_with_mistakes(&viewer, &import_page(&form.text("definition"), &mistakes, app.fresh_key()))
        }
        other => Ok(other?),
    }
}

async fn publish(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, slug) = (viewer.actor(), slug.into_inner());
    let outcome = app.submit(&viewer, &form, move |tx| -> Result<String, ImportError> {
        let id: Id<Opportunity> = opportunity::find_by_slug(tx, &slug)?.ok_or(crate::db::Error::Missing)?.id;
        opportunity::publish(tx, &actor, id).map(|()| format!("/desk/opportunities/{slug}?done=saved"))
    });
    Ok(outcome.await?)
}

#[cfg(test)]
mod tests {
    use crate::templates::check::page;

    #[test]
    fn pages_render() {
        page::<super::ListPage>();
        page::<super::ShowPage>();
        page::<super::ImportPage>();
    }
}
