//! `/sign-in`, `/sign-in/link`, `/sign-out`: with a password, or with a link sent to
//! the address. No answer tells which addresses are known. A link's page shows a
//! button; only the button uses the link, so that a scanner of mail cannot.

use super::link::{is_fine_path, start};
use crate::config::Settings;
use crate::db;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::people::link::{self, LinkRequest};
use crate::people::sign_in::{self, Outcome, REFUSED};
use crate::people::{Actor, session};
use crate::templates::Page;
use crate::web::access::{PANEL, STAFF};
use crate::web::fields::{ErrorSummary, Field, FormKeys};
use crate::web::typed::{Typed, TypedAgain};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post, see_other};
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use std::rc::Rc;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/sign-in", Access::Anyone, show),
        post("/sign-in", Access::Anyone, sign_in),
        get("/sign-in/link", Access::Anyone, ask_link),
        post("/sign-in/link", Access::Anyone, send_link),
        post("/sign-out", Access::Anyone, sign_out),
    ]
}

/// One sign-in of the demo.
#[derive(Serialize)]
struct DemoPerson {
    email: &'static str,
    role: &'static str,
}

/// The people that `udf demo` makes, one for each kind of work.
const DEMO: [(&str, &str); 12] = [
    ("clerk@demo.example", "writes for a city"),
    ("official@demo.example", "signs for a city"),
    ("viewer@demo.example", "reads for a city"),
    ("officer@demo.example", "program officer"),
    ("approver@demo.example", "approving official"),
    ("reviewer1@demo.example", "reviewer"),
    ("chair@demo.example", "panel chair"),
    ("finance@demo.example", "finance officer"),
    ("finance2@demo.example", "second finance officer"),
    ("releaser@demo.example", "releasing officer"),
    ("auditor@demo.example", "auditor"),
    ("admin@demo.example", "administrator"),
];

#[derive(Serialize)]
struct SignInPage {
    summary: ErrorSummary,
    email: Field,
    password: Field,
    link_email: Field,
    next: String,
    sign_up: String,
    keys: FormKeys,
    link_keys: FormKeys,
    /// What was typed when the session had ended.
    typed: Option<TypedAgain>,
    demo: Vec<DemoPerson>,
    demo_password: &'static str,
}

impl SignInPage {
    fn new(settings: &Settings, keys: [String; 2], form: &Form, errors: &[FieldError]) -> Self {
        let [own, link] = keys.map(FormKeys::new);
        let people = if settings.fund.demo { DEMO.as_slice() } else { &[] };
        Self {
            summary: ErrorSummary::new(errors),
            email: Field::new("email", "Email address").kind("email").autocomplete("username").value(form.text("email")).errors(errors),
            password: Field::new("password", "Password").kind("password").autocomplete("current-password").errors(errors),
            link_email: Field::new("link_email", "Email address")
                .kind("email")
                .autocomplete("email")
                .value(form.text("link_email"))
                .errors(errors),
            sign_up: carrying("/sign-up", &next_of(form)),
            next: next_of(form),
            keys: own,
            link_keys: link,
            typed: carried(form).as_ref().map(Typed::again),
            demo: people.iter().map(|(email, role)| DemoPerson { email, role }).collect(),
            demo_password: "small cities act abroad",
        }
    }
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "public/sign_in/form";

    fn title(&self) -> String {
        if self.typed.is_some() { "Sign in to save what you typed" } else { "Sign in" }.into()
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let Ok(mut settings) = Settings::defaults() else { return vec![] };
        let mut page = |demo: bool, errors: &[FieldError]| {
            settings.fund.demo = demo;
            Self::new(&settings, ["a".into(), "b".into()], &Form::default(), errors)
        };
        let typed = Self { typed: Some(TypedAgain::sample()), ..page(false, &[]) };
        vec![page(false, &[]), page(true, &[FieldError::new("email", REFUSED)]), typed]
    }
}

/// "Look into your mail": the same for every address.
#[derive(Serialize)]
pub(super) struct SentPage {
    email: String,
    minutes: i64,
    mailbox: bool,
    typed: Option<TypedAgain>,
}

impl SentPage {
    pub(super) fn new(app: &App, email: String, typed: Option<&Typed>) -> Self {
        Self {
            typed: typed.map(Typed::again),
            email,
            minutes: link::MINUTES,
            mailbox: app.settings.fund.demo && app.settings.mail.transport == "mailbox",
        }
    }
}

impl Page for SentPage {
    const TEMPLATE: &'static str = "public/sign_in/sent";

    fn title(&self) -> String {
        "Check your mail".into()
    }

    fn samples() -> Vec<Self> {
        let sample = |mailbox, typed| Self { email: "ada@millbrook.example".into(), minutes: 60, mailbox, typed };
        vec![sample(true, None), sample(false, Some(TypedAgain::sample()))]
    }
}

/// After signing in again: what was typed before, and one button to save it.
#[derive(Serialize)]
struct TypedPage {
    typed: TypedAgain,
}

impl Page for TypedPage {
    const TEMPLATE: &'static str = "public/sign_in/typed";

    fn title(&self) -> String {
        "Save what you typed".into()
    }

    fn samples() -> Vec<Self> {
        vec![Self { typed: TypedAgain::sample() }]
    }
}

/// What the form passes on of one that came without a session.
fn carried(form: &Form) -> Option<Typed> {
    Typed::carried(form, is_fine_path)
}

/// The page to sign in on, holding what somebody sent whose session had ended.
pub(in crate::web) fn page_with(app: &App, viewer: &Viewer, typed: &Typed) -> Result<HttpResponse, Problem> {
    let mut page = SignInPage::new(&app.settings, [app.fresh_key(), app.fresh_key()], &Form::default(), &[]);
    page.typed = Some(typed.again());
    app.page_as(StatusCode::UNAUTHORIZED, viewer, &page)
}

/// Where a form or an address wants to go afterwards; empty when nowhere of ours.
pub(super) fn next_of(form: &Form) -> String {
    Some(form.text("next")).filter(|path| is_fine_path(path)).unwrap_or_default()
}

/// The address of a page that goes on to `next` afterwards, where there is one.
pub(super) fn carrying(path: &str, next: &str) -> String {
    if next.is_empty() {
        return path.to_owned();
    }
    format!("{path}?next={}", percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC))
}

/// The place where this person works.
pub(super) fn home_of(actor: &Actor) -> &'static str {
    if actor.has_any(STAFF) {
        "/desk"
    } else if actor.has_any(PANEL) {
        "/panel"
    } else {
        "/portal"
    }
}

async fn show(app: Data<App>, viewer: Viewer, req: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Form::parse(req.path(), req.query_string().as_bytes())?;
    if viewer.actor.account.is_some() {
        return Ok(see_other(home_of(&viewer.actor)));
    }
    let mut page = SignInPage::new(&app.settings, [app.fresh_key(), app.fresh_key()], &query, &[]);
    // An address must not put words into anybody's mouth.
    page.typed = None;
    app.page(&viewer, &page)
}

async fn sign_in(app: Data<App>, viewer: Viewer, req: HttpRequest, form: Form) -> Result<HttpResponse, Problem> {
    let (email, password) = (form.text("email"), form.raw("password").unwrap_or_default().to_owned());
    let empty: Vec<FieldError> = [
        (email.is_empty(), FieldError::new("email", "Enter your email address.")),
        (password.is_empty(), FieldError::new("password", "Enter your password.")),
    ]
    .into_iter()
    .filter_map(|(is_empty, mistake)| is_empty.then_some(mistake))
    .collect();
    if !empty.is_empty() {
        return app.page_with_mistakes(&viewer, &SignInPage::new(&app.settings, [app.fresh_key(), app.fresh_key()], &form, &empty));
    }
    let attempt = app.read(move |conn| sign_in::begin(conn, &email)).await?;
    let checked = app.work(move || attempt.check(&password)).await?;
    let start = start(&app, &req, session::Method::Password);
    let outcome = app.write(move |tx| sign_in::finish(tx, &checked, &start)).await?;
    let Outcome::SignedIn(token) = outcome else {
        let errors = [FieldError::new("email", REFUSED)];
        return app.page_with_mistakes(&viewer, &SignInPage::new(&app.settings, [app.fresh_key(), app.fresh_key()], &form, &errors));
    };
    let Some(typed) = carried(&form) else { return welcome(&app, &viewer, token, next_of(&form)).await };
    // Back to what was typed, not to where this person begins.
    let actor = take_over(&app, &viewer, &token).await?.unwrap_or_else(Actor::anonymous);
    let viewer = Viewer { actor: Rc::new(actor), ..Viewer::nobody(typed.path()) };
    with_session(&app, token, app.page(&viewer, &TypedPage { typed: typed.again() })?)
}

/// Hands the browser its session, ends the one it had, and sends it on.
pub(super) async fn welcome(app: &App, viewer: &Viewer, token: String, next: String) -> Result<HttpResponse, Problem> {
    let home = take_over(app, viewer, &token).await?.map_or("/portal", |actor| home_of(&actor));
    with_session(app, token, see_other(if next.is_empty() { home } else { &next }))
}

/// Ends the session that the browser had; the person of the new one.
async fn take_over(app: &App, viewer: &Viewer, token: &str) -> Result<Option<Actor>, Problem> {
    if let Some(old) = viewer.session.clone() {
        app.write(move |tx| session::end(tx, &old)).await?;
    }
    let (now, presented) = (app.now(), token.to_owned());
    let found = app.read(move |conn| session::find_actor(conn, &presented, now)).await?;
    Ok(found.map(|found| found.actor))
}

fn with_session(app: &App, token: String, mut response: HttpResponse) -> Result<HttpResponse, Problem> {
    response.add_cookie(&app.session_cookie(token)).map_err(|e| Problem::broken(e.to_string()))?;
    Ok(response)
}

/// The address of the link form, opened by hand or gone back to.
async fn ask_link() -> HttpResponse {
    see_other("/sign-in")
}

async fn send_link(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let wish = LinkRequest { email: form.text("link_email"), name: None, next: next_of(&form) };
    let email = wish.email.clone();
    match app.write(move |tx| link::request(tx, &wish)).await {
        Ok(()) => app.page(&viewer, &SentPage::new(&app, email, carried(&form).as_ref())),
        Err(e) if e.kind() == Kind::Invalid => {
            let errors: Vec<_> = e.mistakes().iter().map(|f| FieldError::new("link_email", &f.message)).collect();
            app.page_with_mistakes(&viewer, &SignInPage::new(&app.settings, [app.fresh_key(), app.fresh_key()], &form, &errors))
        }
        Err(e) => Err(e.into()),
    }
}

async fn sign_out(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    if let Some(token) = viewer.session.clone() {
        app.write(move |tx| session::end(tx, &token)).await.map_err(|e: db::Error| Problem::from(e))?;
    }
    let mut response = see_other("/?done=signed-out");
    response.add_cookie(&app.end_cookie()).map_err(|e| Problem::broken(e.to_string()))?;
    Ok(response)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::SignInPage>();
        crate::templates::check::page::<super::SentPage>();
    }
}
