//! Plans a release: every letter of a round that waits, which of them go, and when.

use super::WHO;
use super::when::{self, When};
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Kind, Refusal, Timestamp};
use crate::letters::{self, Fund};
use crate::locale::format::datetime;
use crate::opportunity::{self, Opportunity};
use crate::people::Actor;
use crate::process::{self, Decided, ProcessError, ReleaseError, ReleasePlan, Waiting};
use crate::templates::Page;
use crate::web::fields::{Choices, DateField, ErrorSummary, Field, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post, see_other};
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono_tz::Tz;
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/releases/new", Access::Fund(WHO), show), post("/desk/releases", Access::Fund(WHO), plan)]
}

/// A letter as it will be sent.
#[derive(Clone, Serialize)]
pub(super) struct Preview {
    id: String,
    reference: String,
    city: String,
    what: String,
    chosen: bool,
    sha256: String,
    subject: String,
    text: String,
}

impl Preview {
    pub(super) fn sample() -> Self {
        let text = |text: &str| text.to_owned();
        Self {
            id: text("case"),
            reference: text("UDF-2027-0001"),
            city: text("Madison, WI"),
            what: text("award of $1.00"),
            chosen: true,
            sha256: text("00"),
            subject: text("An offer"),
            text: text("Dear city"),
        }
    }
}

/// The page.
#[derive(Serialize)]
struct NewPage {
    summary: ErrorSummary,
    error: Option<String>,
    round: String,
    slug: String,
    when: String,
    letters: Vec<Preview>,
    all: String,
    print: String,
    now_or_later: Choices,
    on: DateField,
    at: Field,
    keys: FormKeys,
}

impl Page for NewPage {
    const TEMPLATE: &'static str = "desk/releases/new";

    fn title(&self) -> String {
        format!("Tell decisions together – {}", self.round)
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let errors = [FieldError::new("case", "Choose at least one application.")];
        let page = |letters: Vec<Preview>, errors: &[FieldError]| {
            let (now_or_later, on, at) = when::fields(&Form::default(), errors, chrono_tz::UTC);
            Self {
                summary: ErrorSummary::new(errors),
                error: errors.first().map(|e| e.message.clone()),
                round: "Grants 2027".into(),
                slug: "grants-2027".into(),
                when: "March 1, 2027".into(),
                letters,
                all: "/desk/releases/new".into(),
                print: "/desk/releases/letters".into(),
                now_or_later,
                on,
                at,
                keys: FormKeys::new("k".into()),
            }
        };
        vec![page(vec![Preview::sample()], &errors), page(vec![], &[])]
    }
}

/// These letters, those of `chosen` ticked.
pub(super) fn previews(app: &App, decided: &[Decided], chosen: &[String]) -> Result<Vec<Preview>, Problem> {
    let fund = Fund::of(&app.settings);
    let mut all = Vec::with_capacity(decided.len());
    for Decided { case, letter } in decided {
        let written = letters::decision(&app.templates, &fund, letter).map_err(|e| Problem::broken(e.to_string()))?;
        let reference = case.application.reference.clone();
        all.push(Preview {
            // The first box has the field's name as its id, so that the error summary finds it.
            id: if all.is_empty() { "case".into() } else { format!("case-{reference}") },
            city: case.application.city_name.clone(),
            what: match letter {
                Waiting::Offer(offer) => format!("award of {}", offer.amount),
                Waiting::Decline(_) => "no award".into(),
            },
            chosen: chosen.contains(&reference),
            sha256: letters::decision_sha256(&app.templates, &fund, letter)?,
            subject: written.subject,
            text: written.text,
            reference,
        });
    }
    Ok(all)
}

async fn show(app: Data<App>, viewer: Viewer, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let asked = Form::parse(request.path(), request.query_string().as_bytes())?;
    if asked.text("opportunity").is_empty() {
        return Ok(see_other("/desk/releases"));
    }
    app.page(&viewer, &build(&app, &viewer, (asked, vec![])).await?)
}

async fn plan(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    if form.text("opportunity").is_empty() {
        return Err(Problem::unreadable("This form names no round. Nothing was changed. Begin again from the list of releases."));
    }
    let (actor, typed) = (viewer.actor(), form.clone());
    let (templates, fund) = (app.templates.clone(), Fund::of(&app.settings));
    let outcome = app.submit(&viewer, &form, move |tx| {
        let plan = read(tx, &actor, &typed)?;
        let digest = |waiting: &Waiting| letters::decision_sha256(&templates, &fund, waiting);
        let id = process::plan_release(tx, &actor, &digest, &plan)?;
        Ok::<_, ProcessError>(format!("/desk/releases/{id}?done=recorded"))
    });
    match outcome.await {
        Ok(response) => Ok(response),
        Err(e) => match mistakes(&e) {
            Some(errors) => app.page_with_mistakes(&viewer, &build(&app, &viewer, (form, errors)).await?),
            None => Err(e.into()),
        },
    }
}

/// What is shown beside the form, with everything typed kept.
fn mistakes(e: &ProcessError) -> Option<Vec<FieldError>> {
    if matches!(e, ProcessError::Release(ReleaseError::LettersChanged)) {
        let said = "The letters below are not those that you looked at: they are as of the time you chose. Look at them, then confirm.";
        return Some(vec![FieldError::new("case", said)]);
    }
    (e.kind() == Kind::Invalid && !e.fields().is_empty()).then(|| e.fields().to_vec())
}

/// The release as the form has it.
fn read(conn: &mut Conn, actor: &Actor, form: &Form) -> Result<ReleasePlan, ProcessError> {
    let (round, zone) = round(conn, form)?;
    let (when, mut mistakes) = match when::read(form, zone) {
        Ok(when) => (when, vec![]),
        Err(mistakes) => (When::Now, mistakes),
    };
    let chosen = form.all("case");
    if chosen.is_empty() {
        mistakes.insert(0, FieldError::new("case", "Choose at least one application."));
    }
    if !mistakes.is_empty() {
        return Err(ReleaseError::Invalid(mistakes).into());
    }
    let mut cases = Vec::with_capacity(chosen.len());
    for reference in chosen {
        let application = crate::intake::find_visible(conn, actor, &reference)?;
        cases.push((application.id, form.text(&format!("letter-{reference}"))));
    }
    Ok(ReleasePlan { opportunity: round.id, cases, due_at: when.instant() })
}

fn round(conn: &mut Conn, form: &Form) -> Result<(Opportunity, Tz), Error> {
    let round = opportunity::by_slug(conn, &form.text("opportunity"))?;
    let zone = opportunity::current_definition(conn, round.id)?.dates.zone;
    Ok((round, zone))
}

async fn build(app: &App, viewer: &Viewer, (form, errors): (Form, Vec<FieldError>)) -> Result<NewPage, Problem> {
    let (actor, now, typed) = (viewer.actor(), app.now(), form.clone());
    let found = app.read(move |conn| {
        let (round, zone) = round(conn, &typed)?;
        let chosen = when::read(&typed, zone).ok().and_then(When::instant).filter(|at| *at >= now);
        let at: Timestamp = chosen.unwrap_or(now);
        Ok::<_, Error>((process::list_decided(conn, &actor, round.id, at)?, round, (zone, at)))
    });
    let (decided, round, (zone, at)) = found.await?;
    let mut chosen = form.all("case");
    if form.text("select") == "all" {
        chosen = decided.iter().map(|decided| decided.case.application.reference.clone()).collect();
    }
    let letters = previews(app, &decided, &chosen)?;
    let (now_or_later, on, hour) = when::fields(&form, &errors, zone);
    Ok(NewPage {
        summary: ErrorSummary::new(&errors),
        error: errors.iter().filter(|e| e.field == "case").map(|e| e.message.clone()).reduce(|all, one| format!("{all} {one}")),
        when: datetime(at, zone),
        letters,
        all: format!("/desk/releases/new?opportunity={}&select=all", round.slug),
        print: format!("/desk/releases/letters?opportunity={}&at={}", round.slug, at.iso()),
        round: round.title,
        slug: round.slug,
        now_or_later,
        on,
        at: hour,
        keys: FormKeys::new(app.fresh_key()),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::NewPage>();
    }
}
