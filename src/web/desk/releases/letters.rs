//! All letters of a release on one plain page, to read through and to print.

use super::WHO;
use super::new::{Preview, previews};
use crate::db::Error;
use crate::kernel::{Id, Timestamp};
use crate::locale::format::datetime;
use crate::opportunity;
use crate::process::{self, Release, ReleaseOutcome};
use crate::templates::Page;
use crate::web::{Access, App, Problem, Route, Viewer, get, see_other};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::{Deserialize, Serialize};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/releases/letters", Access::Fund(WHO), of_round), get("/desk/releases/{id}/letters", Access::Fund(WHO), of_release)]
}

/// The letters.
#[derive(Serialize)]
struct LettersPage {
    back: String,
    round: String,
    when: String,
    letters: Vec<Preview>,
}

impl Page for LettersPage {
    const TEMPLATE: &'static str = "desk/releases/letters";

    fn title(&self) -> String {
        format!("Letters – {}", self.round)
    }

    fn samples() -> Vec<Self> {
        let page = |letters| Self { back: "/desk/releases".into(), round: "Grants 2027".into(), when: "March 1, 2027".into(), letters };
        vec![page(vec![Preview::sample()]), page(vec![])]
    }
}

#[derive(Deserialize)]
struct Asked {
    opportunity: Option<String>,
    at: Option<String>,
}

async fn of_round(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let asked = asked.into_inner();
    let Some(slug) = asked.opportunity.filter(|slug| !slug.is_empty()) else { return Ok(see_other("/desk/releases")) };
    let (actor, now) = (viewer.actor(), app.now());
    let at = asked.at.as_deref().and_then(Timestamp::parse).filter(|at| *at >= now).unwrap_or(now);
    let found = app.read(move |conn| {
        let round = opportunity::by_slug(conn, &slug)?;
        let zone = opportunity::current_definition(conn, round.id)?.dates.zone;
        Ok::<_, Error>((process::list_decided(conn, &actor, round.id, at)?, round, zone))
    });
    let (decided, round, zone) = found.await?;
    let letters = previews(&app, &decided, &[])?;
    let back = format!("/desk/releases/new?opportunity={}", round.slug);
    app.page(&viewer, &LettersPage { back, round: round.title, when: datetime(at, zone), letters })
}

async fn of_release(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Release> = id.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let found = app.read(move |conn| {
        let release = process::release(conn, id)?;
        let zone = opportunity::current_definition(conn, release.opportunity)?.dates.zone;
        let cases = process::list_release_cases(conn, &actor, id)?;
        let waiting: Vec<_> = cases.iter().filter(|case| case.outcome == ReleaseOutcome::Waits).map(|case| case.application).collect();
        Ok::<_, Error>((process::list_letters(conn, &waiting, release.due_at)?, release, zone))
    });
    let (decided, release, zone) = found.await?;
    let letters = previews(&app, &decided, &[])?;
    let page = LettersPage { back: format!("/desk/releases/{id}"), round: release.title, when: datetime(release.due_at, zone), letters };
    app.page(&viewer, &page)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::LettersPage>();
    }
}
