//! `/link/sign/{token}`: the page that the letter “please sign” leads to. It shows one application as
//! it would be sent and takes one signature, with the password of the official at the act. It signs
//! nobody in and opens nothing else of the account.

use super::sign_in::carrying;
use crate::db::{self, Conn};
use crate::intake::{self, Application, Attachment, Certification, Draft, SubmitError};
use crate::kernel::{FieldError, Id, Timestamp};
use crate::locale::format;
use crate::people::claim;
use crate::people::signing::{self, Signing};
use crate::process::{self, Press, ProcessError};
use crate::templates::Page;
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys, SummaryRow, Table};
use crate::web::joint;
use crate::web::portal::submit::{Group, groups, has_budget};
use crate::web::sheet::{Link, Section, Sheet};
use crate::web::{Access, App, Form, Problem, Route, Viewer, files, get, post, proof};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/link/sign/{token}", Access::Anyone, show),
        post("/link/sign/{token}", Access::Anyone, sign),
        get("/link/sign/{token}/received", Access::Anyone, received),
        get("/link/sign/{token}/files/{file}", Access::Anyone, open_file),
    ]
}

/// What the link opens, read at one moment.
struct Opened {
    signing: Signing,
    draft: Draft,
    deadline: Timestamp,
    zones: (Tz, Tz),
    is_confirmed: bool,
}

impl Opened {
    /// Why it cannot be signed, if it cannot.
    fn obstacle(&self) -> Option<Problem> {
        let a = &self.draft.application;
        let gone = |title: &str, detail: &str| Some(Problem::new(StatusCode::GONE, title, detail));
        if !self.signing.is_open {
            return gone("This link no longer works", "It was used, or its time is over. Ask your city to send you a new one.");
        }
        if !intake::policy::may_certify(&self.signing.signer, a) {
            return gone(
                "You no longer sign for this city",
                "Another person is its authorized official now. If that is wrong, write to the fund.",
            );
        }
        if !a.is_editable() {
            return gone("There is nothing to sign", "The application was submitted or withdrawn already. Nothing was sent twice.");
        }
        None
    }
}

fn load(conn: &mut Conn, token: &str, now: Timestamp) -> Result<Opened, db::Error> {
    let signing = signing::find(conn, token, now)?;
    let id: Id<Application> = signing.what.parse().map_err(|_| db::Error::Missing)?;
    let draft = intake::draft(conn, id)?;
    let deadline = intake::last_instant(conn, &draft.application)?;
    let zones = (draft.definition.dates.zone, intake::city_zone(conn, &draft.application)?);
    let is_confirmed = claim::is_confirmed(conn, draft.application.city)?;
    Ok(Opened { signing, draft, deadline, zones, is_confirmed })
}

async fn open(app: &App, token: &str) -> Result<Opened, Problem> {
    let (token, now) = (token.to_owned(), app.now());
    app.read(move |conn| load(conn, &token, now)).await.map_err(|e: db::Error| Problem::from(e))
}

#[derive(Serialize)]
struct SignPage {
    summary: ErrorSummary,
    /// Why it cannot be sent now: each a sentence.
    obstacles: Vec<String>,
    reference: String,
    heading: String,
    opportunity: String,
    city: String,
    signer: String,
    deadline: String,
    total: Option<String>,
    groups: Vec<Group>,
    budget: Option<Table>,
    by_city: Option<Table>,
    files: Vec<Link>,
    effect: String,
    statements: Vec<String>,
    name: Field,
    agree: Choices,
    /// The password; not asked of whoever signed in by a link a moment ago.
    password: Option<Field>,
    /// Where somebody without a password signs in first.
    sign_in: Option<String>,
    action: String,
    keys: FormKeys,
}

impl Page for SignPage {
    const TEMPLATE: &'static str = "public/link/sign";
    fn title(&self) -> String {
        format!("Read and sign – Application {}", self.reference)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let sample = |errors: &[FieldError], obstacles: Vec<String>, has_password: bool| Self {
            summary: ErrorSummary::new(errors),
            obstacles,
            reference: x(),
            heading: x(),
            opportunity: x(),
            city: x(),
            signer: x(),
            deadline: x(),
            total: has_password.then(x),
            groups: groups_of_samples(),
            budget: has_password.then(|| Table::new("budget", "Budget", vec![])),
            by_city: has_password.then(|| Table::new("by-city", "Budget by city", vec![])),
            files: if has_password { vec![Link::new("/x", "x")] } else { vec![] },
            effect: x(),
            statements: vec![x()],
            name: Field::new("typed_name", "Name").errors(errors),
            agree: Choices::one("agree", "Certification", "I certify").errors(errors),
            password: has_password.then(|| Field::new("password", "Password").kind("password").errors(errors)),
            sign_in: (!has_password).then(|| "/sign-in".to_owned()),
            action: "/link/sign/x".into(),
            keys: FormKeys::of_version(x(), 3),
        };
        let mistakes = [FieldError::new("typed_name", "Type"), FieldError::new("password", "Wrong")];
        vec![sample(&[], vec![], true), sample(&mistakes, vec![], true), sample(&[], vec![], false), sample(&[], vec![x()], true)]
    }
}

fn groups_of_samples() -> Vec<Group> {
    vec![Group::new("A", vec![SummaryRow::new("Q", "x")]), Group::new("Activities", vec![])]
}

/// Whether the browser is signed in as this person by a link of a moment ago.
async fn is_fresh(app: &App, viewer: &Viewer, opened: &Opened) -> Result<bool, Problem> {
    if viewer.actor.account != Some(opened.signing.person.id) {
        return Ok(false);
    }
    proof::is_fresh(app, viewer).await
}

async fn page(
    (app, viewer): (&App, &Viewer),
    token: &str,
    opened: &Opened,
    (form, errors): (&Form, &[FieldError]),
) -> Result<SignPage, Problem> {
    let (a, d) = (&opened.draft.application, &opened.draft.definition);
    let person = &opened.signing.person;
    let is_fresh = is_fresh(app, viewer, opened).await?;
    let mut obstacles = Vec::new();
    if !opened.is_confirmed {
        obstacles.push(SubmitError::NotConfirmed.to_string());
    }
    obstacles.extend(intake::gaps(&opened.draft).into_iter().map(|gap| gap.message));
    let action = format!("/link/sign/{token}");
    // Not back to this page: where to go on is kept in clear with a link to sign in, and this path is a secret.
    let signed_in = format!("/portal/applications/{}/certify", a.reference);
    let agree = Choices::one("agree", "Certification", &d.certification.agree).errors(errors);
    let files = opened.draft.attachments.iter().map(|file| Link::new(format!("{action}/files/{}", file.id), &file.name));
    let password = Field::new("password", "Your password").kind("password").autocomplete("current-password");
    Ok(SignPage {
        summary: ErrorSummary::new(errors),
        obstacles,
        reference: a.reference.clone(),
        heading: a.shown_title().to_owned(),
        opportunity: d.title.clone(),
        city: a.city_name.clone(),
        signer: person.name.clone(),
        deadline: format::in_both_zones(opened.deadline, opened.zones.0, opened.zones.1),
        total: (!opened.draft.is_concept_note()).then(|| opened.draft.total().to_string()),
        groups: groups(&opened.draft, false),
        budget: has_budget(&opened.draft),
        by_city: joint::table(&opened.draft),
        files: files.collect(),
        effect: d.certification.effect.clone(),
        statements: d.certification.statements.clone(),
        name: Field::new("typed_name", "Type your full name to sign")
            .hint(format!("As in your account: {}", person.name))
            .value(form.text("typed_name"))
            .autocomplete("name")
            .errors(errors),
        agree: if form.has("agree") { agree.chosen("yes") } else { agree },
        password: (!is_fresh && person.has_password).then(|| password.errors(errors)),
        sign_in: (!is_fresh && !person.has_password).then(|| carrying("/sign-in", &signed_in)),
        action,
        keys: FormKeys::of_version(app.fresh_key(), a.version),
    })
}

async fn show(app: Data<App>, viewer: Viewer, token: Path<String>) -> Result<HttpResponse, Problem> {
    let opened = open(&app, &token).await?;
    if let Some(problem) = opened.obstacle() {
        return Err(problem);
    }
    app.page(&viewer, &page((&app, &viewer), &token, &opened, (&Form::default(), &[])).await?)
}

async fn sign(app: Data<App>, viewer: Viewer, token: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let opened = open(&app, &token).await?;
    let receipt = format!("/link/sign/{token}/received");
    if !opened.signing.is_open && opened.draft.application.submitted_at.is_some() && !opened.draft.application.is_editable() {
        // A second press of the button: nothing is sent twice.
        return Ok(crate::web::see_other(&receipt));
    }
    if let Some(problem) = opened.obstacle() {
        return Err(problem);
    }
    let again =
        async |mistakes: &[FieldError]| app.page_with_mistakes(&viewer, &page((&app, &viewer), &token, &opened, (&form, mistakes)).await?);
    let is_proved = is_fresh(&app, &viewer, &opened).await? || proof::has_password(&app, &opened.signing.person.email, &form).await?;
    if !is_proved {
        return again(&[FieldError::new(proof::FIELD, proof::WRONG)]).await;
    }
    let certification = Certification { typed_name: form.text("typed_name"), has_agreed: form.has("agree"), version: form.version() };
    let press = Press { begun_at: form.begun_at(), ..Press::of(&form.press_key()) };
    let (actor, id, secret) = (opened.signing.signer.clone(), opened.draft.application.id, token.clone());
    let outcome = app.submit(&viewer, &form, move |tx| {
        process::submit(tx, &actor, id, &certification, &press)?;
        signing::use_up(tx, &secret)?;
        Ok::<_, ProcessError>(receipt.clone())
    });
    match outcome.await {
        Err(ProcessError::Submit(SubmitError::Invalid(mistakes))) => again(&mistakes).await,
        Err(ProcessError::Submit(SubmitError::Changed)) => {
            let mistake = "The application was changed after you opened this page. It is shown as it is now: read it again, then sign.";
            again(&[FieldError::new("typed_name", mistake)]).await
        }
        other => Ok(other?),
    }
}

async fn received(app: Data<App>, viewer: Viewer, token: Path<String>) -> Result<HttpResponse, Problem> {
    let (token, now) = (token.into_inner(), app.now());
    let read = app.read(move |conn| {
        let opened = load(conn, &token, now)?;
        // What was signed with this link, and nothing that came later.
        let (signer, used_at) = (opened.signing.person.id, opened.signing.used_at.ok_or(db::Error::Missing)?);
        let sent = intake::submissions(conn, opened.draft.application.id)?;
        let signed = sent.into_iter().rfind(|sent| sent.received_at <= used_at);
        let submission = signed.filter(|sent| sent.certified_by == signer).ok_or(db::Error::Missing)?;
        Ok::<_, db::Error>((opened, submission))
    });
    let (opened, submission) = read.await?;
    let a = &opened.draft.application;
    let facts = vec![
        SummaryRow::new("Reference number", &a.reference),
        SummaryRow::new("Application", a.shown_title()),
        SummaryRow::new("City", &a.city_name),
        SummaryRow::new("Received (server time)", &format::in_both_zones(submission.received_at, opened.zones.0, opened.zones.1)),
        SummaryRow::new("Certified by", &submission.certified_name),
        SummaryRow::new("SHA-256 of what was received", &submission.sha256),
    ];
    let sheet = Sheet::new("Application submitted", &[])
        .lead("We have received it. You and those who write for your city get the receipt by mail.")
        .with(Section::new("Receipt").facts(facts).text("You can close this page. To see more, sign in."));
    app.page(&viewer, &sheet)
}

async fn open_file(app: Data<App>, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let opened = open(&app, &path.0).await?;
    if let Some(problem) = opened.obstacle() {
        return Err(problem);
    }
    let id: Id<Attachment> = path.1.parse().map_err(|_| Problem::missing())?;
    let file = opened.draft.attachments.iter().find(|file| file.id == id).ok_or_else(Problem::missing)?;
    files::serve(&app, &file.name, &file.media_type, &file.sha256).await
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::SignPage>();
    }
}
