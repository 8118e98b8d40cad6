//! `/portal/cities`: finding one's city in the register of places, registering it or
//! asking to join it, and the city's own page: who belongs to it.

use super::{claims, officials, zone};
use crate::db;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::number;
use crate::people::claim::{self, Claim};
use crate::people::join::{self, JoinError};
use crate::people::membership::{self, JoinRequest, Member, MembershipError};
use crate::people::official::{self, Naming};
use crate::people::organisation::{self, RegisterError};
use crate::people::{Account, City, CityRole, Organisation, invite, role};
use crate::places::{self, ATTRIBUTION, Place, STATES, Wish};
use crate::templates::Page;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/cities/new", Access::SignedIn, search),
        get("/portal/cities/new/{place}", Access::SignedIn, confirm),
        post("/portal/cities/new/{place}", Access::SignedIn, register),
        get("/portal/cities/{city}", Access::SignedIn, show),
        post("/portal/cities/{city}/join", Access::SignedIn, join),
        post("/portal/cities/{city}/admit", Access::SignedIn, admit),
        post("/portal/cities/{city}/refuse", Access::SignedIn, refuse),
        post("/portal/cities/{city}/invite", Access::SignedIn, send_invitation),
        post("/portal/cities/{city}/remove", Access::SignedIn, remove),
    ]
}

#[derive(Serialize)]
struct SearchPage {
    name: Field,
    state: Choices,
    searched: bool,
    places: Table,
    attribution: &'static str,
}

impl SearchPage {
    fn new(name: &str, state: &str, searched: bool, places: &[Place]) -> Self {
        let columns = vec![
            Column::text("City"),
            Column::text("State"),
            Column::text("County"),
            Column::number("Population"),
            Column::text("Time zone"),
        ];
        let rows = places.iter().map(|p| {
            vec![
                Cell::link(&p.name, format!("/portal/cities/new/{}", p.geoname_id)).heading(),
                Cell::text(places::state_name(&p.state).unwrap_or(&p.state)),
                Cell::text(p.county.as_deref().unwrap_or("–")),
                Cell::number(number(p.population)),
                Cell::text(zone::words(p.zone)),
            ]
        });
        Self {
            name: Field::new("name", "City, town or village").hint("For example Madison").value(name),
            state: Choices::new("state", "State", STATES.iter().copied()).optional().blank("Any state").chosen(state),
            searched,
            places: Table::new("places", "Choose your city", columns)
                .empty("No place has this name. Check the spelling, or search without the state.")
                .rows(rows),
            attribution: ATTRIBUTION,
        }
    }
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "portal/cities/search";

    fn title(&self) -> String {
        "Which city are you from?".into()
    }

    fn samples() -> Vec<Self> {
        vec![Self::new("", "", false, &[]), Self::new("Madison", "WI", true, &[])]
    }
}

async fn search(app: Data<App>, viewer: Viewer, req: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Form::parse(req.path(), req.query_string().as_bytes())?;
    let (name, state) = (query.text("name"), query.text("state"));
    let wish = Wish::parse(&name, &state);
    let searched = !wish.is_empty();
    let found = app.read(move |conn| places::search(conn, &wish)).await.map_err(|e: db::Error| Problem::from(e))?;
    app.page(&viewer, &SearchPage::new(&name, &state, searched, &found))
}

async fn confirm(app: Data<App>, viewer: Viewer, place: Path<i64>) -> Result<HttpResponse, Problem> {
    let id = place.into_inner();
    let found = app
        .read(move |conn| Ok::<_, db::Error>((places::find(conn, id)?.ok_or(db::Error::Missing)?, organisation::find_by_place(conn, id)?)));
    let (place, known) = found.await?;
    let facts = vec![
        SummaryRow::new("City", &place.name),
        SummaryRow::new("State", places::state_name(&place.state).unwrap_or(&place.state)),
        SummaryRow::new("County", place.county.as_deref().unwrap_or_default()),
        SummaryRow::new("Population", &number(place.population)),
        SummaryRow::new("Time zone", &zone::words(place.zone)),
    ];
    let keys = FormKeys::new(app.fresh_key());
    let section = Section::new(place.full_name()).facts(facts).text(ATTRIBUTION);
    let section = match known {
        Some(city) if viewer.actor.belongs_to(city.id) => {
            section.text("You belong to this city.").link(format!("/portal/cities/{}", city.id), "Go to the city’s page")
        }
        Some(city) => section.text("This city is registered. Ask its people to let you in; they get a letter.").form(SheetForm::new(
            format!("/portal/cities/{}/join", city.id),
            keys,
            "Ask to join",
            vec![],
        )),
        None => section
            .text(
                "You will be the first person who writes for this city. You prove that you act for it, by a mailbox of your government or a letter, and an officer of the fund confirms it. Then you can invite others and name its authorized official.",
            )
            .form(SheetForm::new(format!("/portal/cities/new/{id}"), keys, "Register this city", vec![])),
    };
    app.page(&viewer, &Sheet::new("Is this your city?", &[]).back("/portal/cities/new", "Search again").with(section))
}

async fn register(app: Data<App>, viewer: Viewer, place: Path<i64>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id) = (viewer.actor(), place.into_inner());
    let done = app.submit(&viewer, &form, move |tx| {
        organisation::register(tx, &actor, id).map(|city| format!("/portal/cities/{city}?done=city-registered"))
    });
    match done.await {
        // Somebody was first: the same address now offers to join.
        Err(RegisterError::Registered(_)) => Ok(crate::web::see_other(&format!("/portal/cities/new/{id}"))),
        other => Ok(other?),
    }
}

fn id_of(text: &str) -> Result<Id<Organisation>, Problem> {
    text.parse().map_err(|_| Problem::missing())
}

/// The role that a form names.
fn role_of(text: &str) -> Result<CityRole, FieldError> {
    text.parse().map_err(|_| FieldError::new("role", "Choose a role."))
}

fn roles(name: &str, label: &str) -> Choices {
    let all = [("preparer", "Preparer"), ("viewer", "Viewer")];
    Choices::new(name, label, all).with_hints(["Writes applications and reports", "Reads"])
}

/// What the city's page shows.
struct Loaded {
    city: City,
    members: Vec<Member>,
    waiting: Vec<JoinRequest>,
    claim: Option<Claim>,
    naming: Option<Naming>,
}

async fn load(app: &App, viewer: &Viewer, id: Id<Organisation>) -> Result<Loaded, Problem> {
    let actor = viewer.actor();
    let read = app.read(move |conn| {
        Ok::<_, db::Error>(Loaded {
            members: membership::list(conn, &actor, id)?,
            city: organisation::city(conn, id)?,
            waiting: membership::list_requests(conn, &actor, id)?,
            claim: claim::latest(conn, &actor, id)?,
            naming: official::find_open(conn, &actor, id)?,
        })
    });
    Ok(read.await?)
}

/// Those who ask to join, with the two answers.
fn waiting_section(app: &App, id: Id<Organisation>, waiting: &[JoinRequest], form: &Form, errors: &[FieldError]) -> Section {
    let who = |name: &str, label: &str| {
        Choices::new(name, label, waiting.iter().map(|w| (w.account.text(), format!("{}, {}", w.name, w.email))))
            .chosen(&form.text(name))
            .errors(errors)
    };
    let to = |verb: &str, button: &str, inputs: Vec<Input>| {
        SheetForm::new(format!("/portal/cities/{id}/{verb}"), FormKeys::new(app.fresh_key()), button, inputs)
    };
    let role = roles("admit_role", "With which role?").chosen(&form.text("admit_role")).errors(errors);
    let reason = Field::new("reason", "Why not? The person reads it").limit(1_000).rows(3).value(form.text("reason")).errors(errors);
    Section::new("Waiting to join")
        .text("Let in only whom you know. If nobody answers, an officer of the fund does after some days.")
        .form(to("admit", "Let in", vec![Input::radios(who("person", "Who asks to join?")), Input::radios(role)]))
        .form(
            to("refuse", "Do not let in", vec![Input::radios(who("refused", "Whom do you not let in?")), Input::area(reason)])
                .quiet()
                .kept("refusal"),
        )
}

async fn city_page(app: &App, viewer: &Viewer, id: Id<Organisation>, form: &Form, errors: &[FieldError]) -> Result<HttpResponse, Problem> {
    let Loaded { city, members, waiting, claim, naming } = load(app, viewer, id).await?;
    let writes = viewer.actor.writes_for(id);
    let mut sheet = Sheet::new(city.full_name(), errors)
        .back("/portal", "Your city")
        .with_some(claims::section(claim.as_ref(), &city, writes))
        .with(officials::section((app, viewer), &city, &members, naming.as_ref()))
        .with(people_section(app, viewer, id, &members, errors));
    if writes {
        if !waiting.is_empty() {
            sheet = sheet.with(waiting_section(app, id, &waiting, form, errors));
        }
        let inputs = vec![
            Input::line(Field::new("name", "Full name").value(form.text("name")).errors(errors)),
            Input::line(Field::new("email", "Email address").kind("email").value(form.text("email")).errors(errors)),
            Input::radios(roles("role", "Role").chosen(&form.text("role")).errors(errors)),
        ];
        let action = format!("/portal/cities/{id}/invite");
        sheet = sheet.with(
            Section::new("Invite somebody")
                .text("They get a letter with a link that works for three days.")
                .form(SheetForm::new(action, FormKeys::new(app.fresh_key()), "Send invitation", inputs).kept("invitation")),
        );
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

/// Who belongs to the city, and the roles that the viewer may take away.
fn people_section(app: &App, viewer: &Viewer, id: Id<Organisation>, members: &[Member], errors: &[FieldError]) -> Section {
    let columns = vec![Column::text("Name"), Column::text("Email address"), Column::text("Role")];
    let table = Table::new("members", "Who belongs to this city", columns);
    let table =
        table.rows(members.iter().map(|m| vec![Cell::text(&m.name).heading(), Cell::text(&m.email), Cell::text(role::words(m.role))]));
    let people = Section::new("People").table(table).link(format!("/portal/cities/{id}/history"), "History of people");
    let mine = |m: &&Member| viewer.actor.acts_for(id, CityRole::AuthorizedOfficial) || viewer.actor.account == Some(m.account);
    let removable: Vec<_> = members
        .iter()
        .filter(mine)
        .map(|m| (format!("{}/{}", m.account, m.role), format!("{}, {}", m.name, role::words(m.role))))
        .collect();
    if removable.is_empty() {
        return people;
    }
    let choice = Input::select(Choices::new("member", "Role to take away", removable).errors(errors));
    people
        .form(SheetForm::new(format!("/portal/cities/{id}/remove"), FormKeys::new(app.fresh_key()), "Take role away", vec![choice]).quiet())
}

async fn show(app: Data<App>, viewer: Viewer, city: Path<String>) -> Result<HttpResponse, Problem> {
    city_page(&app, &viewer, id_of(&city)?, &Form::default(), &[]).await
}

async fn join(app: Data<App>, viewer: Viewer, city: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id) = (viewer.actor(), id_of(&city)?);
    let done =
        app.submit(&viewer, &form, move |tx| membership::request_access(tx, &actor, id).map(|()| "/portal?done=join-asked".to_owned()));
    Ok(done.await?)
}

async fn admit(app: Data<App>, viewer: Viewer, city: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id) = (viewer.actor(), id_of(&city)?);
    let (Ok(person), Ok(role)) = (form.text("person").parse::<Id<Account>>(), role_of(&form.text("admit_role"))) else {
        return city_page(&app, &viewer, id, &form, &[FieldError::new("person", "Choose a person and a role.")]).await;
    };
    let done = app.submit(&viewer, &form, move |tx| {
        membership::admit(tx, &actor, id, person, role).map(|()| format!("/portal/cities/{id}?done=person-admitted"))
    });
    Ok(done.await?)
}

async fn refuse(app: Data<App>, viewer: Viewer, city: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id) = (viewer.actor(), id_of(&city)?);
    let Ok(person) = form.text("refused").parse::<Id<Account>>() else {
        return city_page(&app, &viewer, id, &form, &[FieldError::new("refused", "Choose a person.")]).await;
    };
    let (reason, days) = (form.text("reason"), app.settings.cities.answer_days);
    let done = app.submit(&viewer, &form, move |tx| {
        join::refuse(tx, &actor, (id, person), &reason, days).map(|()| format!("/portal/cities/{id}?done=join-refused"))
    });
    match done.await {
        Err(e @ JoinError::Invalid(_)) => city_page(&app, &viewer, id, &form, e.fields()).await,
        other => Ok(other?),
    }
}

async fn send_invitation(app: Data<App>, viewer: Viewer, city: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id) = (viewer.actor(), id_of(&city)?);
    let role = match role_of(&form.text("role")) {
        Ok(role) => role,
        Err(mistake) => return city_page(&app, &viewer, id, &form, &[mistake]).await,
    };
    let (name, email) = (form.text("name"), form.text("email"));
    let done = app.submit(&viewer, &form, move |tx| {
        invite::to_city(tx, &actor, id, (&email, &name), role).map(|()| format!("/portal/cities/{id}?done=invitation-sent"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => city_page(&app, &viewer, id, &form, &e.mistakes()).await,
        other => Ok(other?),
    }
}

async fn remove(app: Data<App>, viewer: Viewer, city: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id, chosen) = (viewer.actor(), id_of(&city)?, form.text("member"));
    let parsed = chosen.split_once('/').and_then(|(who, role)| Some((who.parse::<Id<Account>>().ok()?, role.parse::<CityRole>().ok()?)));
    let Some((person, role)) = parsed else {
        return city_page(&app, &viewer, id, &form, &[FieldError::new("member", "Choose a role to take away.")]).await;
    };
    let back = if actor.account == Some(person) {
        "/portal?done=role-removed".to_owned()
    } else {
        format!("/portal/cities/{id}?done=role-removed")
    };
    let done = app.submit(&viewer, &form, move |tx| membership::remove(tx, &actor, id, person, role).map(|()| back.clone()));
    done.await.map_err(|e: MembershipError| Problem::from(e))
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::SearchPage>();
    }
}
