//! `/sign-in/link/{token}`: the page that every one-time link of a letter leads to.
//! One page for signing up, signing in and invitations: it says what the button will
//! do, asks a new person for a name and, if wanted, a password, and uses the link.

use super::sign_in::welcome;
use crate::db;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::people::link::{self, Link, LinkError, Purpose};
use crate::people::session::{Method, Start};
use crate::people::{account, password, session};
use crate::templates::Page;
use crate::web::fields::{ErrorSummary, Field, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/sign-in/link/{token}", Access::Anyone, show), post("/sign-in/link/{token}", Access::Anyone, redeem)]
}

/// Whether `path` is a path of this site: nobody is sent elsewhere after signing in.
pub(super) fn is_fine_path(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && path.len() <= 500 && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
}

/// What is kept of a sign-in from this browser.
pub(super) fn start(app: &App, req: &HttpRequest, method: Method) -> Start {
    let agent = req.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    Start { method, device: device(agent), limits: app.settings.sessions.clone() }
}

/// `Firefox on Windows`, to recognize a session by.
fn device(agent: &str) -> String {
    let first = |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let browser = first(&[("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Unknown browser".to_owned(),
    }
}

#[derive(Serialize)]
struct LinkPage {
    summary: ErrorSummary,
    heading: String,
    lead: String,
    button: &'static str,
    is_new: bool,
    name: Field,
    password: Field,
    keys: FormKeys,
}

impl LinkPage {
    fn new(link: &Link, is_new: bool, key: String, form: &Form, errors: &[FieldError]) -> Self {
        let email = &link.email;
        let (heading, lead, button) = match &link.purpose {
            Purpose::Invite(invitation) => {
                let (role, city) = invitation.words();
                let place = if city.is_empty() { "the fund".to_owned() } else { city };
                (
                    "Accept your invitation",
                    format!("You are invited as {role} for {place}. You will be signed in as {email}."),
                    "Accept and sign in",
                )
            }
            Purpose::Official { city, job_title, .. } => (
                "You are named as authorized official",
                format!("As {job_title} of {city}. You will be signed in as {email}, then you say whether you may sign."),
                if is_new { "Create account and go on" } else { "Sign in and go on" },
            ),
            _ if is_new => ("Create your account", format!("Your address {email} is confirmed."), "Create account"),
            _ => ("Sign in", format!("You will be signed in as {email}."), "Sign in"),
        };
        let name = if form.has("name") { form.text("name") } else { link.name.clone() };
        Self {
            summary: ErrorSummary::new(errors),
            heading: heading.to_owned(),
            lead,
            button,
            is_new,
            name: Field::new("name", "Your full name").autocomplete("name").value(name).errors(errors),
            password: Field::new("password", "Password")
                .kind("password")
                .autocomplete("new-password")
                .hint("At least 15 characters. Without one, we send you a link each time you sign in.")
                .optional()
                .errors(errors),
            keys: FormKeys::new(key),
        }
    }
}

impl Page for LinkPage {
    const TEMPLATE: &'static str = "public/sign_up/link";

    fn title(&self) -> String {
        self.heading.clone()
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let sample = |is_new, errors: &[FieldError]| Self {
            summary: ErrorSummary::new(errors),
            heading: "Create your account".into(),
            lead: "Your address is confirmed.".into(),
            button: "Create account",
            is_new,
            name: Field::new("name", "Your full name").errors(errors),
            password: Field::new("password", "Password").kind("password").optional(),
            keys: FormKeys::new("k".into()),
        };
        vec![sample(true, &[FieldError::new("name", "Enter a name.")]), sample(false, &[])]
    }
}

/// The link and whether its address has no account yet.
async fn find(app: &App, token: &str) -> Result<(Link, bool), Problem> {
    let (token, now) = (token.to_owned(), app.now());
    let found = app
        .read(move |conn| {
            let Some(found) = link::find(conn, &token, now)?.filter(|link| link.purpose.signs_in()) else { return Ok(None) };
            let is_new = account::find_by_email(conn, &found.email)?.is_none();
            Ok::<_, db::Error>(Some((found, is_new)))
        })
        .await?;
    found.ok_or_else(|| {
        Problem::new(
            StatusCode::GONE,
            "This link no longer works",
            "A link works once and for a short time. Ask for a new one on the sign-in page.",
        )
    })
}

async fn show(app: Data<App>, viewer: Viewer, token: Path<String>) -> Result<HttpResponse, Problem> {
    let (link, is_new) = find(&app, &token).await?;
    app.page(&viewer, &LinkPage::new(&link, is_new, app.fresh_key(), &Form::default(), &[]))
}

async fn redeem(app: Data<App>, viewer: Viewer, req: HttpRequest, token: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (link, is_new) = find(&app, &token).await?;
    let again = |errors: &[FieldError]| app.page_with_mistakes(&viewer, &LinkPage::new(&link, is_new, app.fresh_key(), &form, errors));
    let name = form.text("name");
    if is_new && name.is_empty() {
        return again(&[FieldError::new("name", "Enter your name.")]);
    }
    let hash = match first_password(&app, &link, &form).await {
        Ok(hash) => hash,
        Err(e) if e.kind() == Kind::Invalid => return again(&e.mistakes()),
        Err(e) => return Err(e.into()),
    };
    let start = start(&app, &req, Method::Link);
    let done = app.write(move |tx| {
        let redeemed = link::redeem(tx, &token, &name, &start)?;
        if let (true, Some(first)) = (redeemed.is_new, &hash) {
            let now = tx.now();
            let found = session::find_actor(tx, &redeemed.session, now)?.ok_or(LinkError::Ended)?;
            password::set_first(tx, &found.actor, first)?;
        }
        Ok::<_, LinkError>(redeemed)
    });
    match done.await {
        Ok(redeemed) => welcome(&app, &viewer, redeemed.session, redeemed.next).await,
        Err(e) if e.kind() == Kind::Invalid => again(&e.mistakes()),
        Err(e) => Err(e.into()),
    }
}

/// The hash of the password of a new person, if one was typed.
async fn first_password(app: &App, link: &Link, form: &Form) -> Result<Option<String>, password::PasswordError> {
    let typed = form.raw("password").unwrap_or_default().to_owned();
    if typed.is_empty() {
        return Ok(None);
    }
    password::check("password", &typed, &link.email, &form.text("name")).map_err(|e| password::PasswordError::Invalid(vec![e]))?;
    let ids = app.db.ids().clone();
    Ok(Some(app.work(move || password::hash(&typed, &ids)).await??))
}

#[cfg(test)]
mod tests {
    use super::{device, is_fine_path};

    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::LinkPage>();
    }

    #[test]
    fn nobody_is_sent_elsewhere() {
        for path in ["/", "/portal/x?y=1"] {
            assert!(is_fine_path(path), "{path}");
        }
        for path in ["", "portal", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "/a b"] {
            assert!(!is_fine_path(path), "{path}");
        }
    }

    #[test]
    fn browsers_are_named() {
        assert_eq!(device("Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0"), "Firefox on Windows");
        assert_eq!(device("curl/8"), "Unknown browser");
    }
}
