//! `/portal/applications/…/status`: where an application stands and what comes next.

use super::appeal;
use super::applications::{back, home, load};
use super::next;
use super::timeline::{Step, Trail, tag};
use super::withdraw::{self, is_possible};
use crate::feedback;
use crate::notes;
use crate::process::Stage;
use crate::templates::Page;
use crate::web::fields::{Status, SummaryRow};
use crate::web::notes::ShownNote;
use crate::web::sheet::Link;
use crate::web::{Access, App, Problem, Route, Viewer, access, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// So many notes of the fund are shown.
const LATEST: i64 = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/portal/applications/{reference}/status", Access::Applying(access::CITY), show)]
}

#[derive(Serialize)]
struct StatusPage {
    back: Link,
    reference: String,
    heading: String,
    stage: Status,
    facts: Vec<SummaryRow>,
    /// Who acts next, and by when.
    next: Vec<String>,
    steps: Vec<Step>,
    notes: Vec<ShownNote>,
    tasks: Option<String>,
    award: Option<String>,
    feedback: Option<String>,
    has_receipt: bool,
    can_withdraw: bool,
    can_appeal: bool,
}

impl Page for StatusPage {
    const TEMPLATE: &'static str = "portal/applications/status";
    fn title(&self) -> String {
        format!("Status – Application {}", self.reference)
    }
    fn samples() -> Vec<Self> {
        let sample = |full: bool| Self {
            back: Link::new("/portal", "Your city"),
            reference: "UDF-2027-0142".into(),
            heading: "X".into(),
            stage: tag(Stage::Submitted),
            facts: vec![SummaryRow::new("City", "Madison, WI")],
            next: vec!["Your authorized official, by March 1, 2027.".into()],
            steps: vec![
                Step { title: "Draft".into(), status: Status::done("Done"), when: "Today".into(), text: vec![] },
                Step { title: "Screening".into(), status: Status::active("Now"), when: String::new(), text: vec!["x".into()] },
            ],
            notes: if full { ShownNote::samples() } else { vec![] },
            tasks: full.then(|| "/portal".into()),
            award: full.then(|| "/portal".into()),
            feedback: full.then(|| "/portal".into()),
            has_receipt: full,
            can_withdraw: full,
            can_appeal: full,
        };
        vec![sample(true), sample(false)]
    }
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let (actor, read, now) = (viewer.actor(), draft.clone(), app.now());
    let (trail, next, noted, has_feedback, can_withdraw, can_appeal) = app
        .read(move |conn| {
            let mut can = |act| is_possible(conn, &actor, read.application.id, (act, now));
            let (can_withdraw, can_appeal) = (can(withdraw::ACT)?, can(appeal::ACT)?);
            let noted = notes::list(conn, &actor, &read.application, None, LATEST)?;
            let has_feedback = feedback::has_feedback(conn, read.application.id)?;
            let trail = Trail::load(conn, &read)?;
            let next = next::lines(conn, &read, &trail, now)?;
            Ok::<_, crate::db::Error>((trail, next, noted, has_feedback, can_withdraw, can_appeal))
        })
        .await?;
    let a = &draft.application;
    let page = StatusPage {
        back: back(&viewer.actor, a),
        reference: a.reference.clone(),
        heading: a.shown_title().to_owned(),
        stage: tag(trail.stage),
        facts: [
            SummaryRow::new("Opportunity", &draft.definition.title),
            SummaryRow::new("City", &a.city_name),
            SummaryRow::new("Reference", &a.reference),
            SummaryRow::new("Amount asked for", &a.shown_total(draft.definition.concept_note.is_some())),
        ]
        .into_iter()
        .chain(a.entry.as_ref().map(|entry| SummaryRow::new("Entry", &entry.words())))
        .collect(),
        next,
        steps: trail.steps(),
        notes: noted.iter().map(|note| ShownNote::new(note, draft.definition.dates.zone)).collect(),
        tasks: a.is_editable().then(|| home(&a.reference)),
        // The pages of an award are its city's, not those of the officer who entered the application.
        award: trail.award.as_ref().filter(|_| viewer.actor.belongs_to(a.city)).map(|award| format!("/portal/awards/{}", award.reference)),
        feedback: has_feedback.then(|| super::feedback::href(&a.reference)),
        has_receipt: !trail.submissions.is_empty(),
        can_withdraw,
        can_appeal,
    };
    app.page(&viewer, &page)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::StatusPage>();
    }
}
