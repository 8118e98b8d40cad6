//! `/account`: a person's own name, password, sessions and API tokens.

use crate::db::{self, Conn};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::datetime;
use crate::people::api_token::{self, ApiToken, NewToken, Scope};
use crate::people::session::{self, Session, SessionActor};
use crate::people::{FundRole, Person, account, key_setting, password};
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post, see_other};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono_tz::Tz;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/account", Access::SignedIn, show),
        post("/account/keys", Access::SignedIn, choose_keys),
        post("/account/name", Access::SignedIn, rename),
        post("/account/password", Access::SignedIn, change_password),
        post("/account/sessions", Access::SignedIn, end_session),
        post("/account/tokens", Access::SignedIn, create_token),
        post("/account/tokens/revoke", Access::SignedIn, revoke_token),
    ]
}

/// What the page knows of its person.
struct Known {
    person: Person,
    own: SessionActor,
    sessions: Vec<Session>,
    tokens: Vec<ApiToken>,
    uses_keys: bool,
}

async fn known(app: &App, viewer: &Viewer) -> Result<Known, Problem> {
    let (token, now) = (viewer.session.clone().unwrap_or_default(), app.now());
    let load = move |conn: &mut Conn| {
        let own = session::find_actor(conn, &token, now)?.ok_or(db::Error::Missing)?;
        let id = own.session.account;
        let tokens = api_token::list(conn, id)?.into_iter().filter(|t| t.revoked_at.is_none() && now < t.expires_at).collect();
        Ok::<_, db::Error>(Known {
            person: account::account(conn, id)?,
            sessions: session::list(conn, id, now)?,
            tokens,
            own,
            uses_keys: key_setting::is_on(conn, id)?,
        })
    };
    Ok(app.read(load).await?)
}

async fn page(app: &App, viewer: &Viewer, form: &Form, errors: &[FieldError], secret: Option<&str>) -> Result<HttpResponse, Problem> {
    let (known, zone) = (known(app, viewer).await?, app.settings.fund.zone());
    let keys = || FormKeys::new(app.fresh_key());
    let name = if form.has("name") { form.text("name") } else { known.person.name.clone() };
    let name = Field::new("name", "Your full name").autocomplete("name").value(name).errors(errors);
    let you = Section::new("You").facts(vec![SummaryRow::new("Email address", &known.person.email)]).form(SheetForm::new(
        "/account/name",
        keys(),
        "Save name",
        vec![Input::line(name)],
    ));
    let mut sheet = Sheet::new("Your account", errors);
    if let Some(secret) = secret {
        let text = "Copy the token now. It is not shown again.";
        sheet = sheet.with(Section::new("Your new token").text(text).facts(vec![SummaryRow::new("Token", secret)]));
    }
    let sheet = sheet
        .with(you)
        .with(password_section(&known, app, errors, keys()))
        .with(sessions_section(&known, zone, keys()))
        .with(tokens_section(&known, zone, form, errors, [keys(), keys()]));
    let sheet = if viewer.actor.has(FundRole::Reviewer) { sheet.with(keys_section(&known, keys())) } else { sheet };
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

fn password_section(known: &Known, app: &App, errors: &[FieldError], keys: FormKeys) -> Section {
    let field = |name: &str, label: &str, token| Field::new(name, label).kind("password").autocomplete(token).errors(errors);
    let mut inputs = vec![Input::line(field("new_password", "New password", "new-password").hint("At least 15 characters."))];
    if !known.own.session.is_fresh_link(app.now()) {
        inputs.insert(0, Input::line(field("current_password", "Current password", "current-password")));
    }
    let text = if known.person.has_password {
        "Changing it ends your other sessions."
    } else {
        "You have no password. You sign in with a link in a letter."
    };
    Section::new("Password").text(text).form(SheetForm::new("/account/password", keys, "Save password", inputs).quiet())
}

fn sessions_section(known: &Known, zone: Tz, keys: FormKeys) -> Section {
    let columns = vec![Column::text("Browser"), Column::text("Signed in"), Column::text("Last used")];
    let label = |s: &Session| if s.id == known.own.session.id { format!("{} (this one)", s.device) } else { s.device.clone() };
    let table = Table::new("sessions", "Where you are signed in", columns).rows(known.sessions.iter().map(|s| {
        vec![Cell::text(label(s)).heading(), Cell::text(datetime(s.created_at, zone)), Cell::text(datetime(s.last_seen_at, zone))]
    }));
    let others = known.sessions.iter().filter(|s| s.id != known.own.session.id);
    let choices: Vec<_> = others.map(|s| (s.id.text(), format!("{}, {}", s.device, datetime(s.created_at, zone)))).collect();
    let section = Section::new("Sessions").table(table);
    if choices.is_empty() {
        return section;
    }
    section.form(
        SheetForm::new("/account/sessions", keys, "End session", vec![Input::select(Choices::new("session", "Session to end", choices))])
            .quiet(),
    )
}

fn tokens_section(known: &Known, zone: Tz, form: &Form, errors: &[FieldError], keys: [FormKeys; 2]) -> Section {
    let columns = vec![Column::text("For"), Column::text("May"), Column::text("Ends"), Column::text("Last used")];
    let table = Table::new("tokens", "Your tokens", columns).empty("You have no token.").rows(known.tokens.iter().map(|t| {
        let used = t.last_used_at.map_or("Never".to_owned(), |at| datetime(at, zone));
        vec![Cell::text(&t.label).heading(), Cell::text(t.scope.to_string()), Cell::text(datetime(t.expires_at, zone)), Cell::text(used)]
    }));
    let days = if form.has("days") { form.text("days") } else { "90".to_owned() };
    let scope = if form.has("scope") { form.text("scope") } else { "read".to_owned() };
    let inputs = vec![
        Input::line(Field::new("label", "What is it for?").value(form.text("label")).errors(errors)),
        Input::radios(Choices::new("scope", "What may it do?", [("read", "Read"), ("write", "Read and change")]).chosen(&scope)),
        Input::line(Field::new("days", "How many days does it last?").numeric().value(days).errors(errors)),
    ];
    let [create, revoke] = keys;
    let mut section = Section::new("API tokens")
        .text("A token lets a program act as you. Give it to nobody else.")
        .table(table)
        .form(SheetForm::new("/account/tokens", create, "Create token", inputs).quiet());
    if !known.tokens.is_empty() {
        let choices = Choices::new("token", "Token to take back", known.tokens.iter().map(|t| (t.id.text(), t.label.clone())));
        section = section.form(SheetForm::new("/account/tokens/revoke", revoke, "Take back", vec![Input::select(choices)]).quiet());
    }
    section
}

fn keys_section(known: &Known, keys: FormKeys) -> Section {
    let choices = Choices::new("keys", "Do you use keys of one letter or digit?", [("on", "Yes"), ("off", "No")]);
    let inputs = vec![Input::radios(choices.chosen(if known.uses_keys { "on" } else { "off" }))];
    Section::new("Keys on pages of reviews")
        .text("They score and go from one application to the next. Turn them off if you speak to your computer or press keys by accident. They need JavaScript; without it this changes nothing.")
        .form(SheetForm::new("/account/keys", keys, "Save keys", inputs).quiet())
}

/// The setting alone, so that sending it twice does no harm.
async fn choose_keys(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, wants) = (viewer.actor(), form.text("keys") != "off");
    app.write(move |tx| key_setting::choose(tx, &actor, wants)).await.map_err(|e: db::Error| Problem::from(e))?;
    Ok(see_other("/account?done=keys-saved"))
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &Form::default(), &[], None).await
}

async fn rename(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, name) = (viewer.actor(), form.text("name"));
    let done = app.submit(&viewer, &form, move |tx| account::rename(tx, &actor, &name).map(|()| "/account?done=name-saved".to_owned()));
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &form, &e.mistakes(), None).await,
        other => Ok(other?),
    }
}

async fn change_password(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let known = known(&app, &viewer).await?;
    let (person, own, ids) = (known.person, known.own.session, app.db.ids().clone());
    let (email, is_fresh) = (person.email.clone(), own.is_fresh_link(app.now()));
    let old = app.read(move |conn| password::find_hash(conn, &email)).await?;
    let typed = ["current_password", "new_password"].map(|name| form.raw(name).unwrap_or_default().to_owned());
    let prepared = app.work(move || password::prepare(&person, old, (&typed[0], &typed[1]), is_fresh, &ids)).await?;
    let prepared = match prepared {
        Err(e) if e.kind() == Kind::Invalid => return page(&app, &viewer, &form, &e.mistakes(), None).await,
        other => other?,
    };
    let actor = viewer.actor();
    app.write(move |tx| password::change(tx, &actor, &prepared, &own)).await?;
    Ok(see_other("/account?done=password-saved"))
}

async fn end_session(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Session> = form.text("session").parse().map_err(|_| Problem::missing())?;
    let account = viewer.actor.account.ok_or_else(Problem::missing)?;
    Ok(app
        .submit(&viewer, &form, move |tx| session::revoke(tx, account, id).map(|()| "/account?done=device-signed-out".to_owned()))
        .await?)
}

async fn create_token(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let scope = if form.text("scope") == "write" { Scope::Write } else { Scope::Read };
    let new = NewToken { label: form.text("label"), scope, days: form.text("days").parse().unwrap_or(0) };
    let (actor, account) = (viewer.actor(), viewer.actor.account.ok_or_else(Problem::missing)?);
    // Not `submit`: the secret must be shown now and is kept nowhere.
    match app.write(move |tx| api_token::create(tx, &actor, account, &new)).await {
        Ok(secret) => page(&app, &viewer, &Form::default(), &[], Some(&secret)).await,
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &form, &e.mistakes(), None).await,
        Err(e) => Err(e.into()),
    }
}

async fn revoke_token(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<ApiToken> = form.text("token").parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    Ok(app.submit(&viewer, &form, move |tx| api_token::revoke(tx, &actor, id).map(|()| "/account?done=token-ended".to_owned())).await?)
}
