//! `/portal/applications/…/feedback`: what the panel found, for the people of the city and of its partners, from the moment
//! on at which it was let out.

use super::applications::home;
use crate::db::Error;
use crate::feedback::{self, Feedback, FeedbackReleased};
use crate::locale::format::datetime;
use crate::opportunity;
use crate::templates::Page;
use crate::web::sheet::Link;
use crate::web::{Access, App, Problem, Route, Viewer, access, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    [
        get("/portal/applications/{reference}/feedback", Access::Applying(access::CITY), show),
        #[cfg(feature = "pdf")]
        get("/portal/applications/{reference}/feedback.pdf", Access::Applying(access::CITY), pdf),
    ]
    .to_vec()
}

/// The page of an application.
pub(super) fn href(reference: &str) -> String {
    format!("{}/feedback", home(reference))
}

#[derive(Serialize)]
struct FeedbackPage {
    back: Link,
    reference: String,
    letter: FeedbackReleased,
    when: String,
    pdf: Option<String>,
}

impl Page for FeedbackPage {
    const TEMPLATE: &'static str = "portal/applications/feedback";

    fn title(&self) -> String {
        format!("Feedback – Application {}", self.reference)
    }

    fn samples() -> Vec<Self> {
        let page = |is_full: bool| Self {
            back: Link::new("/portal", "Your city"),
            reference: "UDF-2027-0142".into(),
            letter: FeedbackReleased::sample(is_full),
            when: "March 1, 2027".into(),
            pdf: is_full.then(|| "/portal".into()),
        };
        vec![page(true), page(false)]
    }
}

async fn load(app: &App, viewer: &Viewer, reference: String) -> Result<Feedback, Problem> {
    let actor = viewer.actor();
    app.read(move |conn| feedback::find_feedback(conn, &actor, &reference)).await.map_err(|e: Error| Problem::from(e))
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let found = load(&app, &viewer, reference.into_inner()).await?;
    let application = found.application.clone();
    let round = app.read(move |conn| opportunity::opportunity(conn, application.opportunity)).await?;
    let reference = found.application.reference.clone();
    // A partner's people may open this page of the application and no other.
    let back = if viewer.actor.belongs_to(found.application.city) {
        Link::new(format!("{}/status", home(&reference)), format!("Application {reference}"))
    } else {
        Link::new("/portal", "Your city")
    };
    let page = FeedbackPage {
        back,
        when: datetime(found.at, round.closes.zone),
        pdf: cfg!(feature = "pdf").then(|| format!("{}.pdf", href(&reference))),
        letter: found.letter,
        reference,
    };
    app.page(&viewer, &page)
}

#[cfg(feature = "pdf")]
async fn pdf(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let found = load(&app, &viewer, reference.into_inner()).await?;
    crate::web::printed::feedback(&app, found).await
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::FeedbackPage>();
    }
}
