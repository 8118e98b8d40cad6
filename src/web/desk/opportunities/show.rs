//! One opportunity with its facts, its form and its rubric, and the way to its versions.

use super::list::status;
use crate::db::Error;
use crate::kernel::{FieldError, Id};
use crate::locale::format;
use crate::opportunity::{self, Definition, ImportError, Opportunity, Review, State};
use crate::rules::Rule;
use crate::templates::Page;
use crate::web::desk::{disparity, feedback, home, slate};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, ErrorSummary, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::Link;
use crate::web::{App, Form, Problem, Viewer, proof};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

#[derive(Serialize)]
struct ShowPage {
    slug: String,
    title: String,
    status: Status,
    facts: Vec<SummaryRow>,
    questions: Table,
    rubric: Table,
    judged: Option<Table>,
    toml: Vec<String>,
    summary: ErrorSummary,
    /// The password, where the round can be published as it is.
    publish: Option<Field>,
    can_revise: bool,
    has_revision: bool,
    is_public: bool,
    rankings: Vec<Link>,
    keys: FormKeys,
}

impl Page for ShowPage {
    const TEMPLATE: &'static str = "desk/opportunities/show";
    fn title(&self) -> String {
        format!("{} – Desk", self.title)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let sample = |can_publish: bool, errors: &[FieldError]| Self {
            slug: "x".into(),
            title: "X".into(),
            status: Status::good("Published"),
            facts: vec![SummaryRow::new("Fund", "UDF")],
            questions: Table::new("questions", "Questions", vec![]),
            rubric: Table::new("rubric", "Rubric", vec![]),
            judged: Some(Table::new("judged", "Judged", vec![])),
            toml: vec!["slug = \"x\"".into()],
            summary: ErrorSummary::new(errors),
            publish: can_publish.then(|| password(errors)),
            can_revise: true,
            has_revision: can_publish,
            is_public: !can_publish,
            rankings: if can_publish { vec![] } else { vec![Link::new("/desk", "Ranking")] },
            keys: FormKeys::new("k".into()),
        };
        let wrong = [FieldError::new(proof::FIELD, "Wrong")];
        vec![sample(true, &[]), sample(true, &wrong), sample(false, &[]), Self { can_revise: false, ..sample(false, &[]) }]
    }
}

/// Publishing takes the password at the act, as it does for a revision.
fn password(errors: &[FieldError]) -> Field {
    Field::new(proof::FIELD, "Your password").kind("password").autocomplete("current-password").errors(errors)
}

pub(super) async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    app.page(&viewer, &page(&app, &viewer, slug.into_inner(), &[]).await?)
}

async fn page(app: &App, viewer: &Viewer, slug: String, errors: &[FieldError]) -> Result<ShowPage, Problem> {
    let can_manage = opportunity::may_manage(&viewer.actor);
    let (o, d, n, toml, revision) = app
        .read(move |conn| {
            let o = opportunity::find_by_slug(conn, &slug)?.ok_or(Error::Missing)?;
            let d = opportunity::definition(conn, &o.definition_sha256)?;
            let n = opportunity::version_number(conn, &o.definition_sha256)?;
            let toml = opportunity::toml_text(conn, &o.definition_sha256)?;
            let revision = opportunity::find_revision(conn, &slug)?;
            Ok::<_, Error>((o, d, n, toml, revision))
        })
        .await?;
    Ok(ShowPage {
        slug: o.slug.clone(),
        title: o.title.clone(),
        status: status(&o),
        facts: facts(&o, &d, n),
        questions: questions(&d),
        rubric: rubric(&d),
        judged: judged(&d),
        toml: toml.lines().map(str::to_owned).collect(),
        summary: ErrorSummary::new(errors),
        publish: (o.state == State::Draft && can_manage).then(|| password(errors)),
        can_revise: can_manage,
        has_revision: revision.is_some(),
        is_public: o.state == State::Published,
        rankings: {
            let mut links = home::rankings(Doors::of(&viewer.actor), std::slice::from_ref(&o));
            if o.state == State::Published {
                links.extend(
                    [slate::link, disparity::link, feedback::link].iter().filter_map(|link| link(Doors::of(&viewer.actor), &o.slug)),
                );
            }
            let panel =
                Doors::of(&viewer.actor).link(format!("/desk/panels/{}", o.slug), "Panel of reviewers, and the phases of the review");
            links.extend(panel.filter(|_| o.state == State::Published));
            links.push(Link::new(format!("/desk/opportunities/{}/deadline", o.slug), "Deadline, and more time"));
            links.push(Link::new(format!("/desk/opportunities/{}/room", o.slug), "Deadline room"));
            links
        },
        keys: FormKeys::new(app.fresh_key()),
    })
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
        SummaryRow::new("Joint applications", &joint(d)),
        SummaryRow::new("Draw by lot", d.announced_lottery().unwrap_or("Not announced")),
        SummaryRow::new("How awards are chosen", &choice(d)),
    ]
}

/// Whether cities apply together in this round.
fn joint(d: &Definition) -> String {
    d.joint.as_ref().map_or_else(|| "Not allowed".to_owned(), |joint| format!("A lead city with up to {} partners", joint.max_partners))
}

/// The published rules of the choice.
fn choice(d: &Definition) -> String {
    let said = d.selection.as_ref().map(|selection| selection.sentences(d)).unwrap_or_default();
    if said.is_empty() { "By scores and money alone".to_owned() } else { said.join("\n") }
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
    let mut columns = vec![Column::text("Criterion"), Column::text("Share")];
    columns.extend(d.rubric.points().map(|p| Column::text(p.to_string())));
    let rows = d.rubric.criteria.iter().filter(|c| c.is_scored()).map(|c| {
        let mut cells = vec![Cell::text(&c.title).heading(), Cell::text(c.share())];
        cells.extend(c.anchors.iter().map(Cell::text));
        cells
    });
    Table::new("rubric", "Rubric: what each score means", columns).rows(rows.collect::<Vec<_>>())
}

/// The criteria that are not scored, if there are any.
fn judged(d: &Definition) -> Option<Table> {
    let columns = ["Criterion", "Judged as", "What it means"].map(Column::text).into();
    let mut rows = Vec::new();
    for criterion in &d.rubric.criteria {
        for judgment in criterion.kind.judgments() {
            let meaning = criterion.meaning(*judgment).unwrap_or_default();
            rows.push(vec![Cell::text(&criterion.title).heading(), Cell::text(judgment.label()), Cell::text(meaning)]);
        }
    }
    (!rows.is_empty()).then(|| Table::new("judged", "Rubric: what is judged and not scored", columns).rows(rows))
}

pub(super) async fn publish(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, slug) = (viewer.actor(), slug.into_inner());
    if !proof::is_proved(&app, &viewer, &form).await? {
        let mistake = [proof::mistake(&form, "Nothing was published.")];
        return app.page_with_mistakes(&viewer, &page(&app, &viewer, slug, &mistake).await?);
    }
    let outcome = app.submit(&viewer, &form, move |tx| -> Result<String, ImportError> {
        let id: Id<Opportunity> = opportunity::find_by_slug(tx, &slug)?.ok_or(Error::Missing)?.id;
        opportunity::publish(tx, &actor, id).map(|()| format!("/desk/opportunities/{slug}?done=saved"))
    });
    Ok(outcome.await?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ShowPage>();
    }
}
