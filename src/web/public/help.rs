//! `/help`: “I’m having trouble”. Whoever tells of it gets a number and the time; the fund's
//! people find it in their queue.

use super::about::Contact;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::locale::format;
use crate::templates::Page;
use crate::trouble::{self, NewTrouble, ReportError, Trouble};
use crate::web::fields::{ErrorSummary, Field, FormKeys, SummaryRow};
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/help", Access::Anyone, show), post("/help", Access::Anyone, send), get("/help/reports/{id}", Access::Anyone, report)]
}

#[derive(Serialize)]
struct HelpPage {
    #[serde(flatten)]
    contact: Contact,
    summary: ErrorSummary,
    keys: FormKeys,
    from: Option<String>,
    request: Option<String>,
    told: Field,
    reference: Field,
    person: Option<Person>,
    now: String,
    now_iso: String,
}

/// What is asked of somebody who is not signed in.
#[derive(Serialize)]
struct Person {
    name: Field,
    reach: Field,
}

impl HelpPage {
    fn new(app: &App, viewer: &Viewer, asked: &Asked, errors: &[FieldError]) -> Self {
        let now = app.now();
        let is_known = viewer.actor.account.is_some();
        Self {
            now: format::datetime(now, app.settings.fund.zone()),
            now_iso: now.iso(),
            ..Self::fields(Contact::of(&app.settings), FormKeys::new(app.fresh_key()), asked, (is_known, errors))
        }
    }

    fn fields(contact: Contact, keys: FormKeys, asked: &Asked, (is_known, errors): (bool, &[FieldError])) -> Self {
        let form = &asked.form;
        let named = |name: &str, label: &str| Field::new(name, label).value(form.text(name)).errors(errors);
        let told = named("told", "What happened?").hint("What you tried to do, and what the page did or said.").limit(4_000).rows(6);
        let reference = asked.reference();
        let person = (!is_known).then(|| Person {
            name: named("name", "Your name and your city"),
            reach: named("reach", "How can we reach you?").hint("An email address or a phone number."),
        });
        Self {
            contact,
            summary: ErrorSummary::new(errors),
            keys,
            from: asked.from.clone(),
            request: asked.request.clone(),
            told,
            reference: Field::new("reference", "Reference number of your application")
                .hint("If you have one, such as UDF-2027-0142.")
                .optional()
                .value(reference)
                .errors(errors),
            person,
            now: String::new(),
            now_iso: String::new(),
        }
    }
}

impl Page for HelpPage {
    const TEMPLATE: &'static str = "public/help";

    fn title(&self) -> String {
        "I’m having trouble".into()
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let asked = |from: Option<&str>| Asked {
            form: Form::default(),
            from: from.map(str::to_owned),
            request: from.map(|_| "01a218d6".to_owned()),
        };
        let mistake = [FieldError::new("told", "Write what happened.")];
        let rows: [(Option<&str>, bool, &[FieldError]); 3] = [(None, false, &[]), (Some("/portal"), true, &[]), (None, false, &mistake)];
        let contacts = Contact::samples().into_iter().cycle();
        contacts
            .zip(rows)
            .map(|(contact, (from, known, errors))| Self::fields(contact, FormKeys::new("k".into()), &asked(from), (known, errors)))
            .collect()
    }
}

/// What the page was opened or sent with.
struct Asked {
    form: Form,
    /// The page of ours that it is about.
    from: Option<String>,
    /// The request that failed.
    request: Option<String>,
}

impl Asked {
    fn new(form: Form, from: Option<String>) -> Self {
        let request = Some(form.text("request"))
            .filter(|id| !id.is_empty() && id.len() <= 64 && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-'));
        Self { form, from, request }
    }

    /// The reference number typed, or that in the address of the page.
    fn reference(&self) -> String {
        if self.form.has("reference") {
            return self.form.text("reference");
        }
        let in_page = self.from.as_deref().and_then(|from| from.split('/').find(|part| part.starts_with("UDF-")));
        in_page.unwrap_or_default().to_owned()
    }
}

async fn show(app: Data<App>, viewer: Viewer, req: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Form::parse(req.path(), req.query_string().as_bytes())?;
    let from = came_from(&req, &app.settings.server.public_origin);
    app.page(&viewer, &HelpPage::new(&app, &viewer, &Asked::new(query, from), &[]))
}

async fn send(app: Data<App>, viewer: Viewer, req: HttpRequest, form: Form) -> Result<HttpResponse, Problem> {
    let from = Some(form.text("from")).filter(|path| path.starts_with('/')).map(|path| without_secrets(&path));
    let asked = Asked::new(form.clone(), from);
    let browser = req.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let new = NewTrouble {
        told: form.text("told"),
        page: asked.from.clone().unwrap_or_default(),
        request_id: asked.request.clone().unwrap_or_default(),
        reference: form.text("reference"),
        name: form.text("name"),
        reach: form.text("reach"),
        browser,
    };
    let actor = viewer.actor();
    let done = app.submit(&viewer, &form, move |tx| trouble::report(tx, &actor, &new).map(|told| format!("/help/reports/{}", told.id)));
    match done.await {
        Err(e @ ReportError::Invalid(_)) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &HelpPage::new(&app, &viewer, &asked, &e.mistakes()))
        }
        other => Ok(other?),
    }
}

async fn report(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    let id = id.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let told = app.read(move |conn| trouble::trouble(conn, &actor, id)).await?;
    let zone = app.settings.fund.zone();
    let mut sheet = Sheet::new(format!("We have your message {}", told.number()), &[])
        .lead(format!("It reached us on {}.", format::datetime(told.reported_at, zone)))
        .with(Section::new("What you told us").facts(facts(&told, zone)));
    sheet = match &told.answer {
        Some(answer) => sheet.with(Section::new("Our answer").facts(vec![
            SummaryRow::new("Answer", &answer.text),
            SummaryRow::new("From", &answer.by_name),
            SummaryRow::new("When", &format::datetime(answer.at, zone)),
        ])),
        None => sheet.with(Section::new("What happens next").text(
            "A person of the fund reads it and answers. Your message and its time are on record, and count when we decide about more time. Quote the number if you call.",
        )),
    };
    app.page(&viewer, &sheet)
}

/// What was told and what the program knew, as rows.
pub(in crate::web) fn facts(told: &Trouble, zone: chrono_tz::Tz) -> Vec<SummaryRow> {
    let missing = told.missing.map(|n| match n {
        0 => "Nothing".to_owned(),
        1 => "1 thing".to_owned(),
        n => format!("{n} things"),
    });
    let rows = [
        ("Message", Some(told.told.clone())),
        ("Reached us", Some(format::datetime(told.reported_at, zone))),
        ("From", Some(told.name.clone())),
        ("Reached at", Some(told.reach.clone())),
        ("Application", told.reference.clone()),
        ("Its deadline then", told.closes_at.map(|at| format::datetime(at, zone))),
        ("Missing in it then", missing),
        ("Page", told.page.clone()),
        ("Request number", told.request_id.clone()),
    ];
    rows.into_iter().filter_map(|(label, value)| Some(SummaryRow::new(label, &value?))).collect()
}

/// The path of ours that the reader came from, without its query.
fn came_from(req: &HttpRequest, origin: &str) -> Option<String> {
    let referer = req.headers().get(header::REFERER)?.to_str().ok()?;
    let path = referer.strip_prefix(origin)?.split(['?', '#']).next()?;
    let is_other = path.starts_with('/') && !path.starts_with("/help");
    is_other.then(|| without_secrets(path))
}

/// The path without parts that are as long as a one-time link.
fn without_secrets(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').map(|part| if part.len() > 40 { "…" } else { part }).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_renders() {
        crate::templates::check::page::<HelpPage>();
    }

    #[test]
    fn only_our_own_pages_are_named_and_no_secret() {
        let from = |referer: &str| {
            came_from(
                &actix_web::test::TestRequest::default().insert_header((header::REFERER, referer)).to_http_request(),
                "https://fund.example",
            )
        };
        assert_eq!(from("https://fund.example/portal/x?token=1").as_deref(), Some("/portal/x"));
        assert_eq!(from(&format!("https://fund.example/link/{}", "t".repeat(43))).as_deref(), Some("/link/…"));
        assert_eq!(from("https://fund.example.evil/"), None);
        assert_eq!(from("https://fund.example/help"), None);
    }
}
