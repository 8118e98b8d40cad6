//! `/portal/cities/{city}/official`: who signs for a city. Naming somebody, stopping that, and the
//! page on which whoever was named says that they may.

use crate::db;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format;
use crate::people::membership::{self, Member};
use crate::people::official::{self, Naming, NewOfficial, OfficialError};
use crate::people::{City, CityRole, Organisation, organisation, policy};
use crate::web::fields::{Choices, Field, FormKeys, SummaryRow};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/cities/{city}/official", Access::SignedIn, show),
        post("/portal/cities/{city}/official", Access::SignedIn, name),
        get("/portal/cities/{city}/official/{naming}", Access::SignedIn, asked),
        post("/portal/cities/{city}/official/{naming}", Access::SignedIn, confirm),
        post("/portal/cities/{city}/official/{naming}/stop", Access::SignedIn, stop),
    ]
}

/// The names of those who sign now.
fn in_office(members: &[Member]) -> Vec<&str> {
    members.iter().filter(|m| m.role == CityRole::AuthorizedOfficial).map(|m| m.name.as_str()).collect()
}

/// The part of the city's page about who signs.
pub(super) fn section((app, viewer): (&App, &Viewer), city: &City, members: &[Member], naming: Option<&Naming>) -> Section {
    let (id, present) = (city.id, in_office(members));
    let mut section = Section::new("Authorized official");
    section = if present.is_empty() {
        section.text(
            "Nobody can sign for this city yet. Only an authorized official certifies applications, accepts awards and asks for money.",
        )
    } else {
        section.text(format!("{} signs for this city.", present.join(" and ")))
    };
    if let Some(naming) = naming {
        section = section.text(state(naming, city, app));
    }
    if !viewer.actor.writes_for(id) {
        return section;
    }
    let label = if present.is_empty() && naming.is_none() { "Name the official" } else { "Name another official" };
    section = section.link(format!("/portal/cities/{id}/official"), label);
    match naming {
        Some(naming) => section.form(
            SheetForm::new(
                format!("/portal/cities/{id}/official/{}/stop", naming.id),
                FormKeys::new(app.fresh_key()),
                "Stop the naming",
                vec![],
            )
            .quiet(),
        ),
        None => section,
    }
}

/// Where a naming stands.
fn state(naming: &Naming, city: &City, app: &App) -> String {
    let who = format!("{}, {} ({}), was named by {}", naming.name, naming.job_title, naming.email, naming.named_by_name);
    match naming.expires_at {
        None => format!("{who}. The fund looks at it first, since the city has an official."),
        Some(at) if app.now() < at => format!("{who} and can answer until {}.", format::datetime(at, city.zone)),
        Some(_) => format!("{who} and did not answer in time. Name somebody again."),
    }
}

fn id_of<T>(text: &str) -> Result<Id<T>, Problem> {
    text.parse().map_err(|_| Problem::missing())
}

async fn page(app: &App, viewer: &Viewer, id: Id<Organisation>, form: &Form, errors: &[FieldError]) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    if !policy::may_name_official(&actor, id) {
        return Err(Problem::missing());
    }
    let read = app.read(move |conn| {
        let (members, open) = (membership::list(conn, &actor, id)?, official::find_open(conn, &actor, id)?);
        Ok::<_, db::Error>((organisation::city(conn, id)?, members, open))
    });
    let (city, members, open) = read.await?;
    let present = in_office(&members);
    let mut section = Section::new("Who signs for your city?").text(
        "The mayor, the city manager or another person who may bind the city. They get a link and say themselves that they may sign.",
    );
    if !present.is_empty() {
        section = section.text(format!("When they confirm, {} may no longer sign. That person is told.", present.join(" and ")));
        if policy::asks_fund(&viewer.actor, id, true) {
            section =
                section.text("Because you are not the official in office, an officer of the fund looks at it before the link goes out.");
        }
    }
    if let Some(open) = &open {
        section = section.text(format!("{} was named and has not answered. A new naming takes the place of that one.", open.name));
    }
    let inputs = vec![
        Input::line(Field::new("official_name", "Full name").autocomplete("off").value(form.text("official_name")).errors(errors)),
        Input::line(
            Field::new("job_title", "Job title").hint("For example Mayor or City Manager").value(form.text("job_title")).errors(errors),
        ),
        Input::line(
            Field::new("official_email", "Work email address")
                .kind("email")
                .autocomplete("off")
                .value(form.text("official_email"))
                .errors(errors),
        ),
    ];
    let section = section.form(
        SheetForm::new(format!("/portal/cities/{id}/official"), FormKeys::new(app.fresh_key()), "Name this person", inputs)
            .kept("official"),
    );
    let sheet = Sheet::new("Name the authorized official", errors)
        .about(&city.full_name())
        .back(format!("/portal/cities/{id}"), city.full_name())
        .with(section);
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

async fn show(app: Data<App>, viewer: Viewer, city: Path<String>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, id_of(&city)?, &Form::default(), &[]).await
}

async fn name(app: Data<App>, viewer: Viewer, city: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id) = (viewer.actor(), id_of(&city)?);
    let new = NewOfficial { name: form.text("official_name"), job_title: form.text("job_title"), email: form.text("official_email") };
    let done = app.submit(&viewer, &form, move |tx| {
        let naming = official::name(tx, &actor, id, &new)?;
        let done = if naming.asks_fund { "done=official-asked" } else { "done=official-named" };
        Ok::<_, OfficialError>(format!("/portal/cities/{id}?{done}"))
    });
    match done.await {
        Err(OfficialError::Oneself) => {
            let mistake = [FieldError::new("official_email", OfficialError::Oneself.to_string())];
            page(&app, &viewer, id, &form, &mistake).await
        }
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, id, &form, &e.mistakes()).await,
        other => Ok(other?),
    }
}

async fn stop(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id, naming) = (viewer.actor(), id_of::<Organisation>(&path.0)?, id_of(&path.1)?);
    let done = app
        .submit(&viewer, &form, move |tx| official::stop(tx, &actor, naming).map(|()| format!("/portal/cities/{id}?done=naming-stopped")));
    Ok(done.await?)
}

/// The page of whoever was named.
async fn answer_page(app: &App, viewer: &Viewer, id: Id<Naming>, errors: &[FieldError]) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let (naming, city) = app.read(move |conn| official::own(conn, &actor, id)).await?;
    if !naming.can_be_answered(app.now()) {
        return Err(OfficialError::Ended.into());
    }
    let facts = vec![
        SummaryRow::new("City", &city.full_name()),
        SummaryRow::new("Your job title", &naming.job_title),
        SummaryRow::new("Named by", &naming.named_by_name),
    ];
    let said = Choices::one("may_sign", "What you say", &naming.statement(&city.full_name())).errors(errors);
    let section = Section::new("What it means")
        .items(vec![
            "You certify applications of the city: you say that what they hold is true.".to_owned(),
            "You accept awards, which binds the city, and you ask for money.".to_owned(),
            "You alone can do so, with your own account. Do not lend it to anybody.".to_owned(),
        ])
        .facts(facts)
        .form(SheetForm::new(
            format!("/portal/cities/{}/official/{id}", naming.city),
            FormKeys::new(app.fresh_key()),
            "Confirm",
            vec![Input::checkboxes(said)],
        ));
    let sheet = Sheet::new(format!("May you sign for {}?", city.full_name()), errors)
        .lead(format!("{} named you as its authorized official.", naming.named_by_name))
        .with(section);
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

async fn asked(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    answer_page(&app, &viewer, id_of(&path.1)?, &[]).await
}

async fn confirm(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id, has_said) = (viewer.actor(), id_of(&path.1)?, form.has("may_sign"));
    let done = app.submit(&viewer, &form, move |tx| {
        official::confirm(tx, &actor, id, has_said).map(|()| "/portal?done=official-confirmed".to_owned())
    });
    match done.await {
        Err(e @ OfficialError::Invalid(_)) => answer_page(&app, &viewer, id, e.fields()).await,
        other => Ok(other?),
    }
}
