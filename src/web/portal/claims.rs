//! `/portal/cities/{city}/claim`: how the people of a city prove that they act for it, and what the
//! fund found.

use crate::db;
use crate::files::FileKind;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format;
use crate::people::claim::{self, Claim, ClaimError, Standing};
use crate::people::{City, Organisation, organisation};
use crate::web::fields::{Field, FormKeys, SummaryRow};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/cities/{city}/claim", Access::SignedIn, show),
        post("/portal/cities/{city}/claim/mailbox", Access::SignedIn, mailbox),
        post("/portal/cities/{city}/claim/letter", Access::SignedIn, letter),
        get("/portal/cities/{city}/claim/letter/{claim}", Access::SignedIn, open_letter),
    ]
}

/// What a claim waits for, as the city's people read it.
pub(super) fn words(claim: Option<&Claim>, city: &City) -> Vec<String> {
    let until = "You can prepare applications now. Nothing can be submitted until the fund has confirmed you.".to_owned();
    let Some(claim) = claim else {
        return vec![format!("The fund does not know yet that you act for {}. Give a proof.", city.full_name()), until];
    };
    match (claim.standing(), &claim.decision) {
        (Standing::Confirmed, Some(found)) => {
            vec![format!("The fund confirmed on {} that you act for this city.", format::date(found.at.day_in(city.zone)))]
        }
        (Standing::Refused, Some(found)) => {
            vec![format!("The fund did not accept the proof. {} writes: {}", found.by, found.reason), until]
        }
        (Standing::Waits, _) => {
            vec![format!("An officer of the fund looks at your proof: {}. You get a letter.", claim.proof()), until]
        }
        _ => vec![format!("The fund does not know yet that you act for {}. Give a proof.", city.full_name()), until],
    }
}

/// The part of the city's page about the proof, while the fund has not confirmed it.
pub(super) fn section(claim: Option<&Claim>, city: &City, writes: bool) -> Option<Section> {
    if claim.is_some_and(|c| c.standing() == Standing::Confirmed) {
        return None;
    }
    let section = words(claim, city).into_iter().fold(Section::new("Proof that you act for this city"), Section::text);
    let label = if claim.is_some_and(|c| c.standing() == Standing::Waits) { "Look at the proof" } else { "Give a proof" };
    Some(if writes { section.link(format!("/portal/cities/{}/claim", city.id), label) } else { section })
}

fn given(claim: &Claim, city: &City) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    if let Some(mailbox) = &claim.mailbox {
        let state = match mailbox.proved_at {
            Some(at) => format!("{}\nConfirmed {}", mailbox.email, format::datetime(at, city.zone)),
            None => format!("{}\nThe link we sent there was not used yet", mailbox.email),
        };
        rows.push(SummaryRow::new("Mailbox of a government", &state));
    }
    if let Some(letter) = &claim.letter {
        rows.push(SummaryRow::new("Letter", &format!("{}\nGiven {}", letter.name, format::datetime(letter.at, city.zone))));
    }
    rows
}

async fn page(app: &App, viewer: &Viewer, id: Id<Organisation>, form: &Form, errors: &[FieldError]) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let read = app.read(move |conn| {
        let latest = claim::latest(conn, &actor, id)?;
        Ok::<_, db::Error>((organisation::city(conn, id)?, latest))
    });
    let (city, latest) = read.await?;
    let is_confirmed = latest.as_ref().is_some_and(|c| c.standing() == Standing::Confirmed);
    let mut state = words(latest.as_ref(), &city).into_iter().fold(Section::new("Where it stands"), Section::text);
    if let Some(claim) = &latest {
        state = state.facts(given(claim, &city));
        if claim.letter.is_some() && viewer.actor.writes_for(id) {
            state = state.link(format!("/portal/cities/{id}/claim/letter/{}", claim.id), "Open the letter");
        }
    }
    let heading = format!("Prove that you act for {}", city.full_name());
    let mut sheet = Sheet::new(heading, errors).back(format!("/portal/cities/{id}"), city.full_name()).with(state);
    if !is_confirmed && viewer.actor.writes_for(id) {
        sheet = sheet.with(by_mail(app, id, form, errors)).with(by_letter(app, id, errors));
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

fn by_mail(app: &App, id: Id<Organisation>, form: &Form, errors: &[FieldError]) -> Section {
    let field = Field::new("email", "Email address of your city")
        .kind("email")
        .autocomplete("email")
        .hint("In a domain that only governments have, such as name@yourcity.gov or name@ci.yourcity.st.us")
        .value(form.text("email"))
        .errors(errors);
    Section::new("By a mailbox of your government")
        .text("We send a link there. Whoever reads that mailbox confirms it: you, or a colleague.")
        .form(
            SheetForm::new(
                format!("/portal/cities/{id}/claim/mailbox"),
                FormKeys::new(app.fresh_key()),
                "Send the link",
                vec![Input::line(field)],
            )
            .kept("mailbox"),
        )
}

fn by_letter(app: &App, id: Id<Organisation>, errors: &[FieldError]) -> Section {
    let hint = format!(
        "A {} of less than {}. A photo of the signed page will do.",
        FileKind::labels(claim::LETTER),
        format::file_size(app.files.max_bytes())
    );
    let field = Field::new("letter", "The letter").hint(hint).accept(".pdf,.png,.jpg,.jpeg").errors(errors);
    Section::new("By a letter")
        .text("On the paper of your city, signed by the mayor, the manager or the clerk. It names you and says that you may apply for the city.")
        .form(SheetForm::new(
            format!("/portal/cities/{id}/claim/letter"),
            FormKeys::new(app.fresh_key()),
            "Send the letter",
            vec![Input::file(field)],
        ))
}

fn id_of<T>(text: &str) -> Result<Id<T>, Problem> {
    text.parse().map_err(|_| Problem::missing())
}

async fn show(app: Data<App>, viewer: Viewer, city: Path<String>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, id_of(&city)?, &Form::default(), &[]).await
}

async fn mailbox(app: Data<App>, viewer: Viewer, city: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id, email) = (viewer.actor(), id_of(&city)?, form.text("email"));
    let done = app.submit(&viewer, &form, move |tx| {
        claim::prove_by_mail(tx, &actor, id, &email).map(|()| format!("/portal/cities/{id}/claim?done=mailbox-asked"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, id, &form, &e.mistakes()).await,
        other => Ok(other?),
    }
}

async fn letter(app: Data<App>, viewer: Viewer, city: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id) = (viewer.actor(), id_of(&city)?);
    if !actor.writes_for(id) {
        return Err(Problem::missing());
    }
    let Some(upload) = form.upload("letter") else {
        return page(&app, &viewer, id, &form, &[FieldError::new("letter", "Select a file.")]).await;
    };
    let stored = match files::keep(&app, upload, claim::LETTER.to_vec()).await? {
        Ok(stored) => stored,
        Err(mistake) => return page(&app, &viewer, id, &form, &[mistake.in_field("letter")]).await,
    };
    let done = app.submit(&viewer, &form, move |tx| {
        claim::prove_by_letter(tx, &actor, id, &stored).map(|()| format!("/portal/cities/{id}/claim?done=letter-given"))
    });
    match done.await {
        Err(e @ ClaimError::Invalid(_)) => page(&app, &viewer, id, &form, e.fields()).await,
        other => Ok(other?),
    }
}

async fn open_letter(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (actor, id) = (viewer.actor(), id_of::<Claim>(&path.1)?);
    let letter = app.read(move |conn| claim::find_letter(conn, &actor, id)).await?;
    files::serve(&app, &letter.name, &letter.media_type, &letter.sha256).await
}
