//! `/portal/applications/…/signed-page`: how an officer who enters an application for a city certifies
//! and submits it: with the page that the city's official signed.

use super::applications::{home, load};
use crate::db;
use crate::files::{FileKind, scan};
use crate::intake::{self, Draft, EditError, OnThePage, SIGNED_PAGE, SignedPage, SubmitError, policy};
use crate::kernel::{FieldError, Kind, Refusal, Timestamp};
use crate::locale::format;
use crate::opportunity;
use crate::people::FundRole;
use crate::process::{self, Press, ProcessError};
use crate::web::fields::{DateField, Field, FormKeys, SummaryRow};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;

const OFFICER: Access = Access::Fund(&[FundRole::ProgramOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/applications/{reference}/signed-page", OFFICER, show),
        post("/portal/applications/{reference}/signed-page", OFFICER, keep),
        post("/portal/applications/{reference}/submit-for-city", OFFICER, submit),
        get("/portal/applications/{reference}/signed-page/file", Access::Applying(access::CITY), open),
    ]
}

/// What the page shows beside the draft.
struct Found {
    page: Option<SignedPage>,
    is_infected: bool,
    closes: Timestamp,
    zone: Tz,
    fund_zone: Tz,
}

async fn find(app: &App, draft: &Draft) -> Result<Found, Problem> {
    let application = draft.application.clone();
    let read = app.read(move |conn| {
        let round = opportunity::opportunity(conn, application.opportunity)?;
        let page = intake::find_signed_page(conn, application.id)?;
        let is_infected = page.as_ref().map_or(Ok(false), |page| scan::scan(conn, &page.sha256).map(|scan| scan.is_infected()))?;
        Ok::<_, db::Error>(Found {
            page,
            is_infected,
            closes: intake::last_instant(conn, &application)?,
            zone: intake::city_zone(conn, &application)?,
            fund_zone: round.closes.zone,
        })
    });
    read.await.map_err(Problem::from)
}

/// The draft, for the officer who enters it.
async fn entered(app: &App, viewer: &Viewer, reference: Path<String>) -> Result<Draft, Problem> {
    let draft = load(app, viewer, reference.into_inner()).await?;
    if policy::enters(&viewer.actor, &draft.application) { Ok(draft) } else { Err(Problem::missing()) }
}

async fn sheet(app: &App, viewer: &Viewer, draft: &Draft, (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let found = find(app, draft).await?;
    let a = &draft.application;
    let is_complete = intake::gaps(draft).is_empty();
    let mut sheet = Sheet::new("Certify with a signed page", errors)
        .about(&a.reference)
        .lead(format!("{}, {}. You enter this application for the city.", a.shown_title(), a.city_name))
        .back(format!("{}/check", home(&a.reference)), "Check the answers")
        .with(statements(draft));
    if a.is_editable() {
        sheet = sheet.with(page_section(app, draft, &found, (form, errors))).with(send_section(app, draft, &found, is_complete));
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

/// What the official must have signed.
fn statements(draft: &Draft) -> Section {
    let c = &draft.definition.certification;
    Section::new("What the page must say")
        .text("The authorized official of the city signs a page with these words, the reference number and the amount asked for. Read them out, or post, mail or fax them.")
        .facts(vec![
            SummaryRow::new("Reference number", &draft.application.reference),
            SummaryRow::new("City", &draft.application.city_name),
            SummaryRow::new("Amount asked for", &draft.application.shown_total(draft.is_concept_note())),
        ])
        .text(c.effect.clone())
        .items(c.statements.clone())
}

fn shown(draft: &Draft, page: &SignedPage, zone: Tz) -> Vec<SummaryRow> {
    let file = SummaryRow::new("File", &format!("{}\nSHA-256 {}", page.name, page.sha256));
    vec![
        SummaryRow::new("Signed by", &format!("{}, {}", page.official_name, page.official_title)),
        SummaryRow::new("On", &format::date(page.signed_on)),
        file,
        SummaryRow::new("Kept", &format::datetime(page.given_at, zone)),
        SummaryRow::new("For", &draft.application.city_name),
        SummaryRow::new("Amount asked for then", &page.total.to_string()),
    ]
}

fn page_section(app: &App, draft: &Draft, found: &Found, (form, errors): (&Form, &[FieldError])) -> Section {
    let base = home(&draft.application.reference);
    let kinds = FileKind::labels(SIGNED_PAGE);
    let hint = format!("A {kinds} of less than {}. A photo of the signed page will do.", format::file_size(app.files.max_bytes()));
    let mut section = Section::new("The signed page");
    let button = if found.page.is_some() { "Keep another page in its place" } else { "Keep the signed page" };
    if let Some(page) = &found.page {
        section = section.facts(shown(draft, page, found.zone)).link(format!("{base}/signed-page/file"), "Open the signed page");
    }
    section.form(
        SheetForm::new(
            format!("{base}/signed-page"),
            FormKeys::new(app.fresh_key()),
            button,
            vec![
                Input::file(Field::new("page", "Scan or photo of the page").hint(hint).accept(".pdf,.png,.jpg,.jpeg").errors(errors)),
                Input::line(Field::new("official_name", "Name of who signed").value(form.text("official_name")).errors(errors)),
                Input::line(
                    Field::new("official_title", "Their title").hint("For example Mayor").value(form.text("official_title")).errors(errors),
                ),
                Input::date(DateField::new("signed_on", "Day beside the signature").typed(form).errors(errors)),
            ],
        )
        .quiet()
        .kept("signature"),
    )
}

fn send_section(app: &App, draft: &Draft, found: &Found, is_complete: bool) -> Section {
    let a = &draft.application;
    let closes = format::in_both_zones(found.closes, found.fund_zone, found.zone);
    let section = Section::new("Submit for the city")
        .text(format!("The last instant is {closes}. The clock of this server at the moment you press the button decides, not the day on the page or when the city called."))
        .text("The signed page stands for the electronic signature of this one application. It confirms nobody’s claim to act for the city.");
    if !is_complete {
        return section.text("Answers are still missing.").link(format!("{}/check", home(&a.reference)), "See what is missing");
    }
    if found.page.is_none() {
        return section.text("Keep the signed page first.");
    }
    if let Some(why) = found.page.as_ref().and_then(|page| page.outdated(a)) {
        return section.text(why);
    }
    if found.is_infected {
        return section.text(SubmitError::PageInfected.to_string());
    }
    let keys = FormKeys::of_version(app.fresh_key(), a.version);
    section.form(SheetForm::new(format!("{}/submit-for-city", home(&a.reference)), keys, "Submit for the city", vec![]))
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = entered(&app, &viewer, reference).await?;
    sheet(&app, &viewer, &draft, (&Form::default(), &[])).await
}

/// What was typed, or all that is wrong with it.
fn read(form: &Form, today: chrono::NaiveDate) -> Result<OnThePage, Vec<FieldError>> {
    let day = DateField::read(form, "signed_on");
    let read = OnThePage {
        official_name: form.text("official_name"),
        official_title: form.text("official_title"),
        signed_on: day.as_ref().ok().copied().flatten(),
    };
    let mut mistakes = read.mistakes(today);
    if let Err(mistake) = day {
        mistakes.retain(|known| known.field != "signed_on");
        mistakes.push(mistake);
    }
    if mistakes.is_empty() { Ok(read) } else { Err(mistakes) }
}

async fn keep(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let draft = entered(&app, &viewer, reference).await?;
    let today = app.now().day_in(find(&app, &draft).await?.zone);
    let read = match (read(&form, today), form.upload("page")) {
        (Ok(read), Some(_)) => read,
        (read, upload) => {
            let missing = upload.is_none().then(|| FieldError::new("page", "Select a file."));
            let errors: Vec<FieldError> = missing.into_iter().chain(read.err().unwrap_or_default()).collect();
            return sheet(&app, &viewer, &draft, (&form, &errors)).await;
        }
    };
    let Some(upload) = form.upload("page") else { return Err(Problem::missing()) };
    let stored = match files::keep(&app, upload, SIGNED_PAGE.to_vec()).await? {
        Ok(stored) => stored,
        Err(mistake) => return sheet(&app, &viewer, &draft, (&form, &[mistake.in_field("page")])).await,
    };
    let (actor, id, base) = (viewer.actor(), draft.application.id, home(&draft.application.reference));
    let done = app.submit(&viewer, &form, move |tx| {
        intake::give_signed_page(tx, &actor, id, (&read, &stored)).map(|()| format!("{base}/signed-page?done=signed-page-kept"))
    });
    match done.await {
        Err(e @ EditError::Invalid(_)) => sheet(&app, &viewer, &draft, (&form, e.fields())).await,
        other => Ok(other?),
    }
}

async fn submit(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let draft = entered(&app, &viewer, reference).await?;
    let (actor, base, version) = (viewer.actor(), home(&draft.application.reference), form.version());
    let (id, press, back) = (draft.application.id, Press { begun_at: form.begun_at(), ..Press::of(&form.press_key()) }, base.clone());
    let done = app
        .submit(&viewer, &form, move |tx| process::submit_for_city(tx, &actor, (id, version), &press).map(|_| format!("{base}/receipt")));
    match done.await {
        Err(ProcessError::Submit(SubmitError::Changed | SubmitError::Incomplete(_))) => Ok(crate::web::see_other(&format!("{back}/check"))),
        Err(e) if e.kind() == Kind::Missing => Err(Problem::missing()),
        other => Ok(other?),
    }
}

async fn open(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let page = app.read(move |conn| intake::find_signed_page(conn, draft.application.id)?.ok_or(db::Error::Missing)).await?;
    files::serve(&app, &page.name, &page.media_type, &page.sha256).await
}
