//! The fund's people: who holds which role, invitations, closed accounts. For the
//! administrator, who decides who may move money and cannot move it.

use crate::db;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::{Account, FundRole, account, identity, invite, role};
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Status, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::Data;
use strum::VariantArray;

const WHO: Access = Access::Fund(&[FundRole::Administrator]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/people", WHO, show),
        post("/desk/people/grant", WHO, grant),
        post("/desk/people/revoke", WHO, revoke),
        post("/desk/people/invite", WHO, send_invitation),
        post("/desk/people/disable", WHO, disable),
        post("/desk/people/join", WHO, join),
    ]
}

fn roles(name: &str) -> Choices {
    Choices::new(name, "Role", FundRole::VARIANTS.iter().map(|r| (r.to_string(), role::words(r))))
}

async fn page(app: &App, viewer: &Viewer, form: &Form, errors: &[FieldError]) -> Result<HttpResponse, Problem> {
    let staff = app.read(account::list_staff).await.map_err(|e: db::Error| Problem::from(e))?;
    let columns = vec![Column::text("Name"), Column::text("Email address"), Column::text("Roles"), Column::text("Account")];
    let table = Table::new("people", "Everybody with a role in the fund", columns).rows(staff.iter().map(|(person, held)| {
        let state = if person.disabled_at.is_some() { Status::warning("Closed") } else { Status::done("Open") };
        let held: Vec<_> = held.iter().map(role::words).collect();
        vec![Cell::text(&person.name).heading(), Cell::text(&person.email), Cell::text(held.join(", ")), Cell::status(state)]
    }));
    let everybody: Vec<_> = staff.iter().map(|(p, _)| (p.id.text(), format!("{}, {}", p.name, p.email))).collect();
    let people: Vec<_> = staff.iter().map(|(p, _)| (p.id.text(), format!("{}, {}", p.name, p.email))).collect();
    let held =
        staff.iter().flat_map(|(p, held)| held.iter().map(move |r| (format!("{}/{r}", p.id), format!("{}, {}", p.name, role::words(r)))));
    let keys = || FormKeys::new(app.fresh_key());
    let invite = vec![
        Input::line(Field::new("name", "Full name").value(form.text("name")).errors(errors)),
        Input::line(Field::new("email", "Email address").kind("email").value(form.text("email")).errors(errors)),
        Input::select(roles("role").chosen(&form.text("role")).errors(errors)),
    ];
    let grant = vec![Input::select(Choices::new("grant_to", "Person", people.clone()).errors(errors)), Input::select(roles("grant_role"))];
    let revoke = vec![Input::select(Choices::new("revoke", "Person and role", held).errors(errors))];
    let disable = vec![
        Input::select(Choices::new("account", "Person", people).chosen(&form.text("account")).errors(errors)),
        Input::line(Field::new("reason", "Reason").value(form.text("reason")).errors(errors)),
    ];
    let join = vec![
        Input::select(Choices::new("joined", "Account", everybody.clone()).chosen(&form.text("joined")).errors(errors)),
        Input::select(Choices::new("same_as", "Belongs to the person of", everybody).chosen(&form.text("same_as")).errors(errors)),
    ];
    let sheet = Sheet::new("People of the fund", errors)
        .back("/desk", "Desk")
        .with(Section::new("Who does what").table(table))
        .with(Section::new("Invite somebody").text("They get a letter with a link that works for three days.").form(SheetForm::new(
            "/desk/people/invite",
            keys(),
            "Send invitation",
            invite,
        )))
        .with(
            Section::new("Give a role")
                .text("A change of roles signs the person out.")
                .form(SheetForm::new("/desk/people/grant", keys(), "Give role", grant).quiet()),
        )
        .with(Section::new("Take a role away").form(SheetForm::new("/desk/people/revoke", keys(), "Take role away", revoke).quiet()))
        .with(
            Section::new("Two accounts of one person")
                .text("Wherever different people are needed, the two count as one. You cannot undo this.")
                .form(SheetForm::new("/desk/people/join", keys(), "Join the accounts", join).quiet()),
        )
        .with(
            Section::new("Close an account")
                .text("Its sessions, tokens and links stop working at once.")
                .form(SheetForm::new("/desk/people/disable", keys(), "Close account", disable).quiet()),
        );
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &Form::default(), &[]).await
}

async fn grant(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let (Ok(person), Ok(wanted)) = (form.text("grant_to").parse::<Id<Account>>(), form.text("grant_role").parse::<FundRole>()) else {
        return page(&app, &viewer, &form, &[FieldError::new("grant_to", "Choose a person and a role.")]).await;
    };
    let actor = viewer.actor();
    Ok(app.submit(&viewer, &form, move |tx| role::grant(tx, &actor, person, wanted).map(|()| "/desk/people?done=added".to_owned())).await?)
}

async fn revoke(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let chosen = form.text("revoke");
    let parsed = chosen.split_once('/').and_then(|(who, held)| Some((who.parse::<Id<Account>>().ok()?, held.parse::<FundRole>().ok()?)));
    let Some((person, held)) = parsed else {
        return page(&app, &viewer, &form, &[FieldError::new("revoke", "Choose a person and a role.")]).await;
    };
    let actor = viewer.actor();
    Ok(app
        .submit(&viewer, &form, move |tx| role::revoke(tx, &actor, person, held).map(|()| "/desk/people?done=removed".to_owned()))
        .await?)
}

async fn send_invitation(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let Ok(wanted) = form.text("role").parse::<FundRole>() else {
        return page(&app, &viewer, &form, &[FieldError::new("role", "Choose a role.")]).await;
    };
    let (actor, name, email) = (viewer.actor(), form.text("name"), form.text("email"));
    let done = app
        .submit(&viewer, &form, move |tx| invite::to_fund(tx, &actor, &email, &name, wanted).map(|_| "/desk/people?done=sent".to_owned()));
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &form, &e.mistakes()).await,
        other => Ok(other?),
    }
}

async fn disable(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let Ok(person) = form.text("account").parse::<Id<Account>>() else {
        return page(&app, &viewer, &form, &[FieldError::new("account", "Choose a person.")]).await;
    };
    let (actor, reason) = (viewer.actor(), form.text("reason"));
    let done =
        app.submit(&viewer, &form, move |tx| account::disable(tx, &actor, person, &reason).map(|()| "/desk/people?done=saved".to_owned()));
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &form, &e.mistakes()).await,
        other => Ok(other?),
    }
}

async fn join(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let (Ok(account), Ok(other)) = (form.text("joined").parse::<Id<Account>>(), form.text("same_as").parse::<Id<Account>>()) else {
        return page(&app, &viewer, &form, &[FieldError::new("joined", "Choose two accounts.")]).await;
    };
    let actor = viewer.actor();
    let done =
        app.submit(&viewer, &form, move |tx| identity::join(tx, &actor, account, other).map(|()| "/desk/people?done=saved".to_owned()));
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &form, &e.mistakes()).await,
        other => Ok(other?),
    }
}
