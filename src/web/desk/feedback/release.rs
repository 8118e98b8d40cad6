//! `/desk/feedback/…/release`: every letter of a round that is not released, how many, and until when they are held.

use super::{HERE, WRITERS, prepare};
use crate::feedback::{self, Plan, Prepared, ReleaseError};
use crate::kernel::{FieldError, Kind, Refusal};
use crate::letters::{self, Fund};
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::desk::releases::when::{self, When};
use crate::web::fields::{Choices, DateField, ErrorSummary, Field, FormKeys};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// So many letters stand on the page; the others are on the pages of their applications.
const SHOWN: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/feedback/{slug}/release", Access::Fund(WRITERS), show),
        post("/desk/feedback/{slug}/release", Access::Fund(WRITERS), plan),
    ]
}

/// A letter as it will be sent.
#[derive(Serialize)]
struct Shown {
    reference: String,
    city: String,
    href: String,
    subject: String,
    text: String,
}

#[derive(Serialize)]
struct ReleasePage {
    summary: ErrorSummary,
    slug: String,
    round: String,
    count: String,
    error: Option<String>,
    letters: Vec<Shown>,
    more: Option<String>,
    now_or_later: Choices,
    on: DateField,
    at: Field,
    seen: String,
    keys: FormKeys,
}

impl Page for ReleasePage {
    const TEMPLATE: &'static str = "desk/feedback/release";

    fn title(&self) -> String {
        format!("Release feedback – {}", self.round)
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let page = |count: usize, errors: &[FieldError]| {
            let (now_or_later, on, at) = when::fields(&Form::default(), errors, chrono_tz::UTC);
            Self {
                summary: ErrorSummary::new(errors),
                slug: x(),
                round: x(),
                count: counted(count),
                error: errors.first().map(|e| e.message.clone()),
                letters: (0..count)
                    .map(|_| Shown { reference: "UDF-2027-0001".into(), city: x(), href: x(), subject: x(), text: x() })
                    .collect(),
                more: (count > 0).then(x),
                now_or_later,
                on,
                at,
                seen: x(),
                keys: FormKeys::new("k".into()),
            }
        };
        vec![page(1, &[FieldError::new("letters", "A comment names somebody.")]), page(0, &[])]
    }
}

fn counted(count: usize) -> String {
    match count {
        0 => "No letter waits to be released.".to_owned(),
        1 => "One letter goes out.".to_owned(),
        n => format!("{n} letters go out."),
    }
}

fn shown(app: &App, all: &[&Prepared]) -> Result<Vec<Shown>, Problem> {
    let fund = Fund::of(&app.settings);
    let one = |prepared: &&Prepared| {
        let written = letters::preview(&app.templates, &fund, &prepared.letter).map_err(|e| Problem::broken(e.to_string()))?;
        let (reference, city) = (prepared.application.reference.clone(), prepared.application.city_name.clone());
        Ok(Shown { href: prepare::href(&reference), reference, city, subject: written.subject, text: written.text })
    };
    all.iter().take(SHOWN).map(one).collect()
}

async fn page(app: &App, viewer: &Viewer, slug: &str, (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (actor, wanted) = (viewer.actor(), slug.to_owned());
    let (round, all) = app.read(move |conn| feedback::of_round(conn, &actor, &wanted)).await?;
    let open: Vec<&Prepared> = all.iter().filter(|prepared| prepared.can_be_released()).collect();
    let (now_or_later, on, at) = when::fields(form, errors, round.closes.zone);
    let page = ReleasePage {
        summary: ErrorSummary::new(errors),
        count: counted(open.len()),
        error: errors.iter().filter(|e| e.field == "letters").map(|e| e.message.clone()).reduce(|all, one| format!("{all} {one}")),
        letters: shown(app, &open)?,
        more: (open.len() > SHOWN)
            .then(|| format!("{} more go out with them. Each stands on the page of its application.", open.len() - SHOWN)),
        now_or_later,
        on,
        at,
        seen: feedback::digest_of(&all)?,
        keys: FormKeys::new(app.fresh_key()),
        slug: round.slug,
        round: round.title,
    };
    if errors.is_empty() { app.page(viewer, &page) } else { app.page_with_mistakes(viewer, &page) }
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &slug, (&Form::default(), &[])).await
}

async fn plan(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, wanted, typed) = (viewer.actor(), slug.to_string(), form.clone());
    let done = app.submit(&viewer, &form, move |tx| {
        let zone = crate::opportunity::by_slug(tx, &wanted)?.closes.zone;
        let due_at = when::read(&typed, zone).map(When::instant).map_err(ReleaseError::Invalid)?;
        feedback::plan(tx, &actor, &wanted, &Plan { seen: typed.text("seen"), due_at })?;
        Ok::<_, ReleaseError>(format!("{HERE}/{wanted}?done=feedback-planned"))
    });
    match done.await {
        Err(ReleaseError::LettersChanged) => {
            let said = "The letters below are not those that you looked at. Look at them, then confirm.";
            page(&app, &viewer, &slug, (&form, &[FieldError::new("letters", said)])).await
        }
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &slug, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ReleasePage>();
    }
}
