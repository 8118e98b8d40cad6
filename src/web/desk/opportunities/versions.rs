//! The versions of an opportunity: who published which, when, what each changed, and its text.

use super::HERE;
use super::revision::changes;
use crate::db::{Conn, Error};
use crate::locale::format::datetime;
use crate::opportunity::{self, Opportunity, Version};
use crate::web::fields::{Cell, Column, Status, SummaryRow, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Viewer, files};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

fn load(conn: &mut Conn, slug: &str) -> Result<(Opportunity, Vec<Version>), Error> {
    let o = opportunity::find_by_slug(conn, slug)?.ok_or(Error::Missing)?;
    let versions = opportunity::list_versions(conn, o.id)?;
    Ok((o, versions))
}

pub(super) async fn list(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let (o, versions) = app.read(move |conn| load(conn, &slug)).await?;
    let zone = app.settings.fund.zone();
    let columns =
        vec![Column::text("Version"), Column::text("State"), Column::text("Published by"), Column::text("When"), Column::text("SHA-256")];
    let rows = versions.iter().map(|v| {
        let is_in_force = v.sha256 == o.definition_sha256;
        vec![
            Cell::link(format!("Version {}", v.n), format!("{HERE}/{}/versions/{}", o.slug, v.n)).heading(),
            Cell::status(if is_in_force { Status::good("In force") } else { Status::quiet("Earlier") }),
            Cell::text(&v.by),
            Cell::text(datetime(v.at, zone)),
            Cell::text(&v.sha256),
        ]
    });
    let table = Table::new("versions", "Versions", columns).rows(rows.collect::<Vec<_>>());
    let sheet = Sheet::new("Versions", &[])
        .about(&o.title)
        .lead("A version never changes. An application stays on the version it began with.")
        .back(format!("{HERE}/{}", o.slug), &o.title)
        .with(Section::new("All versions, the newest first").table(table));
    app.page(&viewer, &sheet)
}

/// One version, and the one before it.
struct Found {
    opportunity: Opportunity,
    version: Version,
    before: Option<Version>,
}

fn find(conn: &mut Conn, slug: &str, n: i32) -> Result<Found, Error> {
    let (opportunity, versions) = load(conn, slug)?;
    let at = |n: i32| versions.iter().find(|v| v.n == n).cloned();
    Ok(Found { version: at(n).ok_or(Error::Missing)?, before: n.checked_sub(1).and_then(at), opportunity })
}

pub(super) async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (slug, n) = path.into_inner();
    let n: i32 = n.parse().map_err(|_| Problem::missing())?;
    let read = app.read(move |conn| {
        let found = find(conn, &slug, n)?;
        let now = opportunity::definition(conn, &found.version.sha256)?;
        let differences = match &found.before {
            Some(before) => {
                let earlier = opportunity::definition(conn, &before.sha256)?;
                Some(opportunity::differences(&earlier, &now))
            }
            None => None,
        };
        Ok::<_, Error>((found, differences))
    });
    let (found, differences) = read.await?;
    let (o, v) = (&found.opportunity, &found.version);
    let is_in_force = v.sha256 == o.definition_sha256;
    let facts = vec![
        SummaryRow::new("State", if is_in_force { "In force" } else { "Earlier" }),
        SummaryRow::new("Published by", &format!("{}, {}", v.by, datetime(v.at, app.settings.fund.zone()))),
        SummaryRow::new("SHA-256 of the definition", &v.sha256),
    ];
    let changed = match (&found.before, differences) {
        (Some(before), Some(all)) if !all.is_empty() => {
            Section::new(format!("What it changed in version {}", before.n)).table(changes(&all))
        }
        (Some(before), _) => Section::new(format!("What it changed in version {}", before.n)).text("Nothing that is stored."),
        (None, _) => Section::new("What it changed").text("It is the first version."),
    };
    let sheet = Sheet::new(format!("Version {}", v.n), &[])
        .about(&o.title)
        .back(format!("{HERE}/{}/versions", o.slug), "Versions")
        .with(
            Section::new("The version")
                .facts(facts)
                .link(format!("{HERE}/{}/versions/{}/definition.toml", o.slug, v.n), "Download it as TOML"),
        )
        .with(changed);
    app.page(&viewer, &sheet)
}

pub(super) async fn download(app: Data<App>, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (slug, n) = path.into_inner();
    let n: i32 = n.parse().map_err(|_| Problem::missing())?;
    let (name, text) = app
        .read(move |conn| {
            let found = find(conn, &slug, n)?;
            let text = opportunity::toml_text(conn, &found.version.sha256)?;
            Ok::<_, Error>((format!("{}-{n}.toml", found.opportunity.slug), text))
        })
        .await?;
    Ok(files::download(&name, "application/toml; charset=utf-8", text))
}
