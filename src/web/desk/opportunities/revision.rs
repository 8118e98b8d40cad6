//! The next version of an opportunity: what it changes in the version in force, in words and line
//! by line, the ways to change it further, and its publication with the officer's password.

use super::{HERE, revision_at};
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Refusal};
use crate::locale::format;
use crate::opportunity::{self, Definition, Difference, LineChange, Opportunity, Revision};
use crate::process;
use crate::templates::Page;
use crate::web::fields::{Cell, Column, ErrorSummary, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::Link;
use crate::web::{App, Form, Problem, Viewer, files, proof};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;
use std::sync::Arc;

/// A revision beside the version in force.
pub(super) struct Found {
    pub(super) revision: Revision,
    pub(super) definition: Definition,
    in_force: Option<InForce>,
}

struct InForce {
    opportunity: Opportunity,
    n: i32,
    definition: Arc<Definition>,
    toml: String,
}

/// Loads a revision with what it is compared with.
pub(super) fn load(conn: &mut Conn, slug: &str) -> Result<Found, Error> {
    let revision = opportunity::find_revision(conn, slug)?.ok_or(Error::Missing)?;
    let definition = opportunity::read("revision", &revision.toml).map_err(|e| Error::unreadable("revision", e))?;
    let in_force = match opportunity::find_by_slug(conn, slug)? {
        None => None,
        Some(o) => Some(InForce {
            n: opportunity::version_number(conn, &o.definition_sha256)?,
            definition: opportunity::definition(conn, &o.definition_sha256)?,
            toml: opportunity::toml_text(conn, &o.definition_sha256)?,
            opportunity: o,
        }),
    };
    Ok(Found { revision, definition, in_force })
}

#[derive(Serialize)]
struct RevisionPage {
    slug: String,
    title: String,
    back: String,
    summary: ErrorSummary,
    moved: Option<String>,
    facts: Vec<SummaryRow>,
    changes: Option<Table>,
    compared_with: String,
    lines: Vec<Line>,
    ways: Vec<Link>,
    publishes: Option<Publish>,
    keys: FormKeys,
}

/// A line of the text that changed, or stands beside one that did.
#[derive(Serialize)]
struct Line {
    is_new: bool,
    is_gone: bool,
    text: String,
}

#[derive(Serialize)]
struct Publish {
    effect: String,
    password: Field,
}

impl Page for RevisionPage {
    const TEMPLATE: &'static str = "desk/opportunities/revision";
    fn title(&self) -> String {
        format!("Next version – {}", self.title)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let sample = |errors: &[FieldError], is_whole: bool| {
            let line = |is_new, is_gone| Line { is_new, is_gone, text: "x".into() };
            let publish = Publish { effect: "x".into(), password: Field::new(proof::FIELD, "Your password").errors(errors) };
            Self {
                slug: "x".into(),
                title: "X".into(),
                back: "/desk/opportunities/x".into(),
                summary: ErrorSummary::new(errors),
                moved: is_whole.then(|| "Another".into()),
                facts: vec![SummaryRow::new("Changed by", "Olive")],
                changes: is_whole.then(|| changes(&[Difference { part: "Title".into(), before: None, now: None }])),
                compared_with: "x".into(),
                lines: if is_whole { vec![line(true, false), line(false, true), line(false, false)] } else { vec![] },
                ways: vec![Link::new("/x", "X")],
                publishes: is_whole.then_some(publish),
                keys: FormKeys::of_version("k".into(), 3),
            }
        };
        vec![sample(&[], false), sample(&[FieldError::new(proof::FIELD, "Wrong")], true)]
    }
}

pub(super) fn changes(all: &[Difference]) -> Table {
    let columns = vec![Column::text("What"), Column::text("Before"), Column::text("Now")];
    let rows = all.iter().map(|d| {
        let said = |text: &Option<String>, none: &str| {
            Cell::text(text.clone().map_or_else(|| none.to_owned(), |t| if t.is_empty() { "Empty".into() } else { t }))
        };
        vec![Cell::text(&d.part).heading(), said(&d.before, "Was not there"), said(&d.now, "Is gone")]
    });
    Table::new("changes", "What it changes", columns).under_heading().rows(rows.collect::<Vec<_>>())
}

fn page(app: &App, found: &Found, errors: &[FieldError]) -> RevisionPage {
    let (revision, zone) = (&found.revision, app.settings.fund.zone());
    let slug = &revision.slug;
    let differences = found.in_force.as_ref().map(|f| opportunity::differences(&f.definition, &found.definition));
    let is_same = differences.as_ref().is_some_and(Vec::is_empty);
    let is_public = found.in_force.as_ref().is_some_and(|f| f.opportunity.state == opportunity::State::Published);
    let lines = found.in_force.as_ref().map(|f| opportunity::text_diff(&f.toml, &revision.toml)).unwrap_or_default();
    let base = found.in_force.as_ref().filter(|f| revision.base_sha256.as_ref() != Some(&f.opportunity.definition_sha256));
    let effect = if is_public {
        "It becomes the version in force. New applications begin on it; those that were begun stay on their version."
    } else {
        "It becomes the version in force, and the public sees the opportunity. Cities can apply from its opening on."
    };
    let password = Field::new(proof::FIELD, "Your password").kind("password").autocomplete("current-password").errors(errors);
    RevisionPage {
        slug: slug.clone(),
        title: found.definition.title.clone(),
        back: if found.in_force.is_some() { format!("{HERE}/{slug}") } else { HERE.to_owned() },
        summary: ErrorSummary::new(errors),
        moved: base.map(|f| {
            format!("Version {} was published after this revision was begun. What is listed below is compared with it, and publishing would undo what it changed and this does not say.", f.n)
        }),
        facts: facts(found, &format::datetime(revision.changed_at, zone)),
        changes: differences.filter(|all| !all.is_empty()).map(|all| changes(&all)),
        compared_with: found.in_force.as_ref().map(|f| f.opportunity.definition_sha256.clone()).unwrap_or_default(),
        lines: lines.into_iter().map(line).collect(),
        ways: ways(slug),
        publishes: (!is_same || !is_public).then(|| Publish { effect: effect.to_owned(), password }),
        keys: FormKeys::of_version(app.fresh_key(), revision.version),
    }
}

fn facts(found: &Found, when: &str) -> Vec<SummaryRow> {
    let d = &found.definition;
    let compared = found.in_force.as_ref().map_or("Nothing: it is a new opportunity".to_owned(), |f| format!("Version {}, in force", f.n));
    vec![
        SummaryRow::new("Compared with", &compared),
        SummaryRow::new("Changed last by", &format!("{}, {when}", found.revision.changed_by)),
        SummaryRow::new("Checks", "It has no mistakes."),
        SummaryRow::new("Form", &format!("{} sections, {} questions", d.sections.len(), d.questions().count())),
    ]
}

fn line((change, text): (LineChange, String)) -> Line {
    let text = if change == LineChange::LeftOut { "…".to_owned() } else { text };
    Line { is_new: change == LineChange::New, is_gone: change == LineChange::Gone, text }
}

fn ways(slug: &str) -> Vec<Link> {
    vec![
        Link::new(revision_at(slug, "/terms"), "Change title, summary, dates and amounts"),
        Link::new(revision_at(slug, "/form"), "Change the form: words, order, answers and conditions"),
        Link::new(format!("{HERE}/import"), "Replace it with a file"),
        Link::new(revision_at(slug, "/definition.toml"), "Download it as TOML"),
    ]
}

pub(super) async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let found = app.read(move |conn| load(conn, &slug)).await?;
    app.page(&viewer, &page(&app, &found, &[]))
}

pub(super) async fn begin(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, slug) = (viewer.actor(), slug.into_inner());
    let done = app.submit(&viewer, &form, move |tx| opportunity::begin_revision(tx, &actor, &slug).map(|_| revision_at(&slug, "")));
    Ok(done.await?)
}

pub(super) async fn download(app: Data<App>, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let found = app.read(move |conn| load(conn, &slug)).await?;
    let name = format!("{}-next.toml", found.revision.slug);
    Ok(files::download(&name, "application/toml; charset=utf-8", found.revision.toml))
}

pub(super) async fn publish(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let slug = slug.into_inner();
    let wanted = slug.clone();
    let found = app.read(move |conn| load(conn, &wanted)).await;
    if !proof::is_proved(&app, &viewer, &form).await? {
        let found = found?;
        return app.page_with_mistakes(&viewer, &page(&app, &found, &[proof::mistake(&form, "Nothing was published.")]));
    }
    let (actor, version) = (viewer.actor(), form.version());
    let compared_with = Some(form.text("compared_with")).filter(|sha256| !sha256.is_empty());
    let done = app.submit(&viewer, &form, move |tx| {
        process::publish_revision(tx, &actor, (&slug, version), compared_with.as_deref())
            .map(|done| format!("{HERE}/{}?done=version-published", done.slug))
    });
    match (done.await, found) {
        // The workflow that it names may have changed since.
        (Err(e), Ok(found)) if !e.fields().is_empty() => {
            let told = |f: &FieldError| FieldError::new(proof::FIELD, &f.message);
            let mistakes: Vec<FieldError> = e.fields().iter().map(told).collect();
            app.page_with_mistakes(&viewer, &page(&app, &found, &mistakes))
        }
        (other, _) => Ok(other?),
    }
}

pub(super) async fn discard(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, slug, version) = (viewer.actor(), slug.into_inner(), form.version());
    let done = app.submit(&viewer, &form, move |tx| {
        opportunity::discard_revision(tx, &actor, (&slug, version)).map(|()| format!("{HERE}?done=revision-discarded"))
    });
    Ok(done.await?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::RevisionPage>();
    }
}
