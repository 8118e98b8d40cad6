//! `/link/panel/{token}`: the page on which somebody who is invited to a panel accepts on their terms, or declines. It signs
//! nobody in and opens nothing else of any account.

use super::sign_in::carrying;
use crate::db;
use crate::kernel::FieldError;
use crate::panel::{self, AnswerError, Holder, OpenedSeat, Stage};
use crate::web::fields::{Field, FormKeys, SummaryRow};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post, seat_terms};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/link/panel/{token}", Access::Anyone, show),
        post("/link/panel/{token}", Access::Anyone, answer),
        get("/link/panel/{token}/answered", Access::Anyone, answered),
    ]
}

async fn load(app: &App, token: &str) -> Result<OpenedSeat, Problem> {
    let (token, now) = (token.to_owned(), app.now());
    app.read(move |conn| panel::open_seat(conn, &token, now)).await.map_err(|e: db::Error| Problem::from(e))
}

fn gone() -> Problem {
    Problem::new(StatusCode::GONE, "This link no longer works", AnswerError::Ended.to_string())
}

fn page(app: &App, token: &str, opened: &OpenedSeat, (form, errors): (&Form, &[FieldError])) -> Sheet {
    let (seat, round) = (&opened.seat, &opened.round);
    let mut inputs = seat_terms::answer_inputs(seat, opened.tags, (form, errors));
    if opened.asks_name {
        let name = if form.has("reply_name") { form.text("reply_name") } else { seat.name.clone() };
        inputs.insert(1, Input::line(Field::new("reply_name", "Your full name").autocomplete("name").value(name).errors(errors)));
    }
    let means = format!("If you say yes, the account of {} becomes a reviewer’s. No applicant learns who reviews.", seat.email);
    let form = SheetForm::new(format!("/link/panel/{token}"), FormKeys::new(app.fresh_key()), "Send the answer", inputs);
    Sheet::new(format!("Do you join the panel of {}?", round.title), errors)
        .lead(format!("{}, {} invites you to review. This page opens this invitation and nothing else.", seat.name, seat.invited_by_name))
        .with(Section::new("The invitation").facts(seat_terms::offer(seat, round)))
        .with(Section::new("Your answer").text(means).form(form))
}

async fn show(app: Data<App>, viewer: Viewer, token: Path<String>) -> Result<HttpResponse, Problem> {
    let opened = load(&app, &token).await?;
    if opened.was_answered {
        return Ok(crate::web::see_other(&format!("/link/panel/{token}/answered")));
    }
    if !opened.is_open {
        return Err(gone());
    }
    app.page(&viewer, &page(&app, &token, &opened, (&Form::default(), &[])))
}

async fn answer(app: Data<App>, viewer: Viewer, token: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let token = token.into_inner();
    let opened = load(&app, &token).await?;
    let after = format!("/link/panel/{token}/answered");
    if opened.was_answered {
        // A second press of the button: nothing is answered twice.
        return Ok(crate::web::see_other(&after));
    }
    if !opened.is_open {
        return Err(gone());
    }
    let (terms, name, reason, answer) = (seat_terms::typed(&form), form.text("reply_name"), form.text("reason"), form.text("answer"));
    let secret = token.clone();
    let done = app.submit(&viewer, &form, move |tx| {
        match answer.as_str() {
            "accept" => panel::accept(tx, Holder::Link(&secret), (&terms, &name))?,
            "decline" => panel::decline(tx, Holder::Link(&secret), &reason)?,
            _ => return Err(AnswerError::Invalid(seat_terms::no_answer())),
        }
        Ok(after.clone())
    });
    match done.await {
        Err(AnswerError::Invalid(mistakes)) => app.page_with_mistakes(&viewer, &page(&app, &token, &opened, (&form, &mistakes))),
        Err(AnswerError::Ended) => Err(gone()),
        other => Ok(other?),
    }
}

async fn answered(app: Data<App>, viewer: Viewer, token: Path<String>) -> Result<HttpResponse, Problem> {
    let opened = load(&app, &token).await?;
    if !opened.was_answered {
        return Err(Problem::missing());
    }
    app.page(&viewer, &answered_page(&opened))
}

fn answered_page(opened: &OpenedSeat) -> Sheet {
    let (seat, round) = (&opened.seat, &opened.round);
    let told = format!("{} gets a letter.", seat.invited_by_name);
    if seat.stage != Stage::Accepted {
        let facts = vec![SummaryRow::new("Round", &round.title), SummaryRow::new("Your reason", &seat.reason)];
        return Sheet::new("You declined the invitation", &[])
            .lead(format!("{told} You can close this page."))
            .with(Section::new("Kept on record").facts(facts));
    }
    let mut facts = vec![SummaryRow::new("Round", &round.title)];
    facts.extend(seat_terms::facts(seat));
    let next = format!(
        "Sign in as {}: with your password, or with a link that we send there. First, declare to which cities you have ties.",
        seat.email
    );
    Sheet::new("You are on the panel", &[])
        .lead(told)
        .with(Section::new("What happens next").text(next).link(carrying("/sign-in", "/panel/declaration"), "Sign in and declare"))
        .with(Section::new("Your terms").facts(facts).text("You can change them after signing in, under Reviews."))
}
