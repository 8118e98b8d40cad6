//! `/link/mailbox/{token}`: whoever reads a mailbox of a government confirms it as proof for a city.
//! Nobody is signed in by it.

use crate::people::claim;
use crate::web::fields::FormKeys;
use crate::web::sheet::{Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/link/mailbox/{token}", Access::Anyone, show),
        post("/link/mailbox/{token}", Access::Anyone, confirm),
        get("/link/confirmed", Access::Anyone, confirmed),
    ]
}

async fn show(app: Data<App>, viewer: Viewer, token: Path<String>) -> Result<HttpResponse, Problem> {
    let (token, now) = (token.into_inner(), app.now());
    let known = token.clone();
    let (city, claimant, email) = app.read(move |conn| claim::find_by_link(conn, &known, now)).await?;
    let section = Section::new("What it means")
        .text(format!("You read the mailbox {email}, and {claimant} acts for {city}. An officer of the fund looks at it next."))
        .text("If you do not know this person, close this page. Then nothing happens.")
        .form(SheetForm::new(format!("/link/mailbox/{token}"), FormKeys::new(app.fresh_key()), "Confirm this mailbox", vec![]));
    let sheet = Sheet::new(format!("Does {claimant} act for {city}?"), &[])
        .lead(format!("{claimant} named this mailbox as proof that they act for {city}."))
        .with(section);
    app.page(&viewer, &sheet)
}

async fn confirm(app: Data<App>, viewer: Viewer, token: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let token = token.into_inner();
    let done = app.submit(&viewer, &form, move |tx| claim::prove_mailbox(tx, &token).map(|()| "/link/confirmed".to_owned()));
    Ok(done.await?)
}

async fn confirmed(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let sheet = Sheet::new("The mailbox is confirmed", &[]).with(
        Section::new("What happens next")
            .text("An officer of the fund looks at the proof and writes to the city’s people. You can close this page."),
    );
    app.page(&viewer, &sheet)
}
