//! `/portal/applications/{reference}/partners`: who applies together with the lead city, what each does,
//! and asking each to confirm that.

use super::applications::{home, load};
use super::merge::{self, Resolved};
use super::part_versions;
use super::presence;
use crate::db;
use crate::intake::{self, Draft, EditError, PartError, PartState, Partner, PartnerInput};
use crate::kernel::{FieldError, Id, Money, Timestamp};
use crate::locale::format;
use crate::people::part_link;
use crate::places::{self, ATTRIBUTION, Place, STATES, Wish};
use crate::process;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::joint;
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use std::collections::BTreeMap;

pub(super) fn routes() -> Vec<Route> {
    let (readers, writers) = (Access::Applying(access::CITY), Access::Applying(access::CITY_WRITERS));
    vec![
        get("/portal/applications/{reference}/partners", readers, show),
        get("/portal/applications/{reference}/partners/new", writers, search),
        get("/portal/applications/{reference}/partners/new/{place}", writers, name),
        post("/portal/applications/{reference}/partners/new/{place}", writers, add),
        get("/portal/applications/{reference}/partners/{partner}", writers, edit),
        post("/portal/applications/{reference}/partners/{partner}", writers, change),
        post("/portal/applications/{reference}/partners/{partner}/ask", writers, ask),
        get("/portal/applications/{reference}/partners/{partner}/remove", writers, leave),
        post("/portal/applications/{reference}/partners/{partner}/remove", writers, remove),
    ]
}

fn base(draft: &Draft) -> String {
    format!("{}/partners", home(&draft.application.reference))
}

/// The application, if cities may apply together in its round or do.
async fn joint_draft(app: &App, viewer: &Viewer, reference: String) -> Result<Draft, Problem> {
    let draft = load(app, viewer, reference).await?;
    if draft.can_be_joint() { Ok(draft) } else { Err(Problem::missing()) }
}

async fn with_partner(app: &App, viewer: &Viewer, (reference, partner): (String, String)) -> Result<(Draft, Partner), Problem> {
    let draft = joint_draft(app, viewer, reference).await?;
    let id: Id<Partner> = partner.parse().map_err(|_| Problem::missing())?;
    let partner = draft.partner(id).cloned().ok_or_else(Problem::missing)?;
    Ok((draft, partner))
}

fn can_write(draft: &Draft, viewer: &Viewer) -> bool {
    draft.application.has_open_partners() && intake::policy::may_write(&viewer.actor, &draft.application)
}

/// Who else is at the partners to write.
async fn meet(app: &App, viewer: &Viewer, draft: &Draft) -> Vec<String> {
    if can_write(draft, viewer) { presence::meet_here(app, viewer, draft, "partners").await } else { vec![] }
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = joint_draft(&app, &viewer, reference.into_inner()).await?;
    let until = draft.partners.iter().filter_map(|partner| Some((partner.id, part_link::works_until(partner.asked_at?).ok()?))).collect();
    let others = meet(&app, &viewer, &draft).await;
    app.page(&viewer, &list_page(&app, &viewer, &draft, &until).notes(others))
}

fn list_page(app: &App, viewer: &Viewer, draft: &Draft, until: &Until) -> Sheet {
    let (base, may) = (base(draft), can_write(draft, viewer));
    let most = draft.definition.joint.as_ref().map_or(0, |joint| joint.max_partners);
    let mut sheet = Sheet::new("Apply together with other cities", &[])
        .about(&draft.application.reference)
        .back(home(&draft.application.reference), "Back to the task list")
        .lead(format!(
            "{} leads: it signs, gets the money and answers for all. Each partner confirms its part by a link that we mail to its contact. Up to {most} partners.",
            draft.application.city_name
        ));
    if draft.partners.is_empty() {
        sheet = sheet.with(Section::new("Partners").text("Your city applies alone so far."));
    }
    for partner in &draft.partners {
        let mut section = Section::new(partner.name.clone()).facts(facts(draft, partner, (until, app.now())));
        if may {
            section = section.link(format!("{base}/{}", partner.id), "Change part or contact");
            section = section.link(format!("{base}/{}/remove", partner.id), "Remove this partner");
            section = match draft.part_state(partner) {
                PartState::Confirmed => section,
                state => {
                    let label = if state == PartState::NotAsked { "Ask to confirm" } else { "Ask again" };
                    section.form(SheetForm::new(format!("{base}/{}/ask", partner.id), FormKeys::new(app.fresh_key()), label, vec![]))
                }
            };
        }
        sheet = sheet.with(section);
    }
    if let Some(table) = joint::table(draft) {
        let section = Section::new("Budget by city").text("In the budget, each cost is put down to the lead or to a partner.");
        sheet = sheet.with(section.link(format!("{}/budget", home(&draft.application.reference)), "To the budget").table(table));
    }
    if may && draft.partners.len() < most {
        sheet = sheet.with(
            Section::new("Name a partner")
                .link(format!("{base}/new"), "Name a city")
                .link(format!("{base}/new/network"), "Name a network of cities"),
        );
    }
    sheet
}

/// Until when the last link of each partner works.
type Until = BTreeMap<Id<Partner>, Timestamp>;

fn facts(draft: &Draft, partner: &Partner, (until, now): (&Until, Timestamp)) -> Vec<SummaryRow> {
    let mut confirmation = joint::standing(draft, partner);
    if let (PartState::Asked, Some(until)) = (draft.part_state(partner), until.get(&partner.id)) {
        let is_over = *until <= now;
        let until = format::datetime(*until, draft.definition.dates.zone);
        let said = if is_over { format!("stopped working {until}. Ask again.") } else { format!("works until {until}.") };
        confirmation = format!("{confirmation}\nThe link that was mailed {said}");
    }
    vec![
        SummaryRow::new("Contact", &format!("{}, {}", partner.contact_name, partner.contact_email)),
        SummaryRow::new("Its part", &partner.part),
        SummaryRow::new("Its share", &share(draft, partner).to_string()),
        SummaryRow::new("Confirmation", &confirmation),
    ]
}

/// What the fund is asked for that is put down to a partner.
fn share(draft: &Draft, partner: &Partner) -> Money {
    draft.by_city().into_iter().find(|share| share.partner == Some(partner.id)).map_or(Money::ZERO, |share| share.asked)
}

async fn search(app: Data<App>, viewer: Viewer, reference: Path<String>, req: HttpRequest) -> Result<HttpResponse, Problem> {
    let draft = joint_draft(&app, &viewer, reference.into_inner()).await?;
    let query = Form::parse(req.path(), req.query_string().as_bytes())?;
    let (name, state) = (query.text("name"), query.text("state"));
    let wish = Wish::parse(&name, &state);
    let searched = !wish.is_empty();
    let found = app.read(move |conn| places::search(conn, &wish)).await.map_err(|e: db::Error| Problem::from(e))?;
    let base = base(&draft);
    let inputs = vec![
        Input::line(Field::new("name", "City, town or village").hint("For example Madison").value(name)),
        Input::select(Choices::new("state", "State", STATES.iter().copied()).optional().blank("Any state").chosen(&state)),
    ];
    let mut section = Section::new("Find the city").filters(&format!("{base}/new"), inputs);
    if searched {
        section = section.table(places_table(&base, &found)).text(ATTRIBUTION);
    }
    let sheet = Sheet::new("Which city applies with you?", &[])
        .about(&draft.application.reference)
        .back(base.clone(), "Partners")
        .with(section.link(format!("{base}/new/network"), "Name a network of cities instead"));
    app.page(&viewer, &sheet)
}

fn places_table(base: &str, found: &[Place]) -> Table {
    let rows = found.iter().map(|place| {
        vec![
            Cell::link(&place.name, format!("{base}/new/{}", place.geoname_id)).heading(),
            Cell::text(places::state_name(&place.state).unwrap_or(&place.state)),
            Cell::text(place.county.as_deref().unwrap_or("–")),
        ]
    });
    Table::new("places", "Choose the city", vec![Column::text("City"), Column::text("State"), Column::text("County")])
        .empty("No place has this name. Check the spelling, or search without the state.")
        .rows(rows.collect::<Vec<_>>())
}

/// The place in the path: a number of the register, or `network` for none.
async fn place_of(app: &App, text: &str) -> Result<Option<Place>, Problem> {
    if text == "network" {
        return Ok(None);
    }
    let id: i64 = text.parse().map_err(|_| Problem::missing())?;
    let found = app.read(move |conn| places::find(conn, id)).await.map_err(|e: db::Error| Problem::from(e))?;
    found.map(Some).ok_or_else(Problem::missing)
}

fn inputs(known: &PartnerInput, errors: &[FieldError]) -> Vec<Input> {
    vec![
        Input::line(Field::new("contact_name", "Name of the contact").autocomplete("off").value(&known.contact_name).errors(errors)),
        Input::line(
            Field::new("contact_email", "Email address of the contact")
                .hint("A link to confirm the part goes there, once you ask.")
                .kind("email")
                .autocomplete("off")
                .value(&known.contact_email)
                .errors(errors),
        ),
        Input::area(
            Field::new("part", "What this partner does, in a sentence")
                .hint("For example: Elmira sends two planners to the exchange and hosts the guests in May.")
                .value(&known.part)
                .rows(4)
                .limit(500)
                .errors(errors),
        ),
    ]
}

fn typed(form: &Form) -> PartnerInput {
    PartnerInput {
        name: form.text("name"),
        contact_name: form.text("contact_name"),
        contact_email: form.text("contact_email"),
        part: form.text("part"),
    }
}

fn new_page(app: &App, draft: &Draft, place: Option<&Place>, known: &PartnerInput, errors: &[FieldError]) -> Sheet {
    let to = place.map_or_else(|| "network".to_owned(), |place| place.geoname_id.to_string());
    let mut fields = inputs(known, errors);
    let title = place.map_or_else(|| "Name a network of cities".to_owned(), |place| format!("Name {} as a partner", place.full_name()));
    let name = Field::new("name", "Name of the network").value(&known.name).errors(errors);
    let mut section = Section::new("The partner");
    match place {
        None => fields.insert(0, Input::line(name)),
        // A mistake about the city itself stands beside what names it.
        Some(place) => {
            section = section.facts(vec![SummaryRow::new("City", &place.full_name())]);
            if errors.iter().any(|e| e.field == "name") {
                fields.insert(0, Input::line(Field::new("name", "City").value(place.full_name()).errors(errors)));
            }
        }
    }
    let keys = FormKeys::new(app.fresh_key());
    let form = SheetForm::new(format!("{}/new/{to}", base(draft)), keys, "Name this partner", fields).kept("part");
    Sheet::new(title, errors).about(&draft.application.reference).back(base(draft), "Partners").with(section.form(form))
}

async fn name(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, place) = path.into_inner();
    let draft = joint_draft(&app, &viewer, reference).await?;
    let place = place_of(&app, &place).await?;
    let others = meet(&app, &viewer, &draft).await;
    app.page(&viewer, &new_page(&app, &draft, place.as_ref(), &PartnerInput::default(), &[]).notes(others))
}

async fn add(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, place) = path.into_inner();
    let draft = joint_draft(&app, &viewer, reference).await?;
    let place = place_of(&app, &place).await?;
    let (actor, id, to, input) = (viewer.actor(), draft.application.id, base(&draft), typed(&form));
    let (wanted, kept) = (place.as_ref().map(|place| place.geoname_id), input.clone());
    let done = app
        .submit(&viewer, &form, move |tx| process::add_partner(tx, &actor, id, wanted, &input).map(|_| format!("{to}?done=partner-named")));
    match done.await {
        Err(EditError::Invalid(mistakes)) => app.page_with_mistakes(&viewer, &new_page(&app, &draft, place.as_ref(), &kept, &mistakes)),
        other => Ok(other?),
    }
}

fn edit_page(app: &App, draft: &Draft, (partner, version): (&Partner, i64), known: &PartnerInput, errors: &[FieldError]) -> Sheet {
    let mut section = Section::new("Contact and part");
    if partner.answer.as_ref().is_some_and(|answer| answer.is_confirmed) {
        section = section.text(format!("{} confirmed its part. If you change it, it must be asked again.", partner.name));
    }
    let keys = FormKeys::of_version(app.fresh_key(), version);
    Sheet::new(format!("Part of {}", partner.name), errors)
        .about(&draft.application.reference)
        .back(base(draft), "Partners")
        .with(section.form(SheetForm::new(format!("{}/{}", base(draft), partner.id), keys, "Save", inputs(known, errors)).kept("part")))
}

fn input_of(partner: &Partner) -> PartnerInput {
    PartnerInput {
        name: partner.name.clone(),
        contact_name: partner.contact_name.clone(),
        contact_email: partner.contact_email.clone(),
        part: partner.part.clone(),
    }
}

async fn edit(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (draft, partner) = with_partner(&app, &viewer, path.into_inner()).await?;
    let others = meet(&app, &viewer, &draft).await;
    app.page(&viewer, &edit_page(&app, &draft, (&partner, partner.version), &input_of(&partner), &[]).notes(others))
}

async fn change(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, sent: Form) -> Result<HttpResponse, Problem> {
    let path = path.into_inner();
    let (draft, partner) = with_partner(&app, &viewer, path.clone()).await?;
    let Resolved { form, mine, mistakes } = merge::resolve(sent.clone());
    if !mistakes.is_empty() {
        return part_versions::compare((&app, &viewer), (&draft, &partner), (&mine, &sent), &mistakes);
    }
    let (actor, id, to, input, version) = (viewer.actor(), partner.id, base(&draft), typed(&form), form.version());
    let kept = input.clone();
    let done = app.submit(&viewer, &form, move |tx| {
        intake::change_partner(tx, &actor, id, version, &input).map(|()| format!("{to}?done=partner-changed"))
    });
    match done.await {
        Err(EditError::Invalid(mistakes)) => {
            app.page_with_mistakes(&viewer, &edit_page(&app, &draft, (&partner, version), &kept, &mistakes))
        }
        Err(EditError::Changed) => {
            let (now, partner) = with_partner(&app, &viewer, path).await?;
            part_versions::compare((&app, &viewer), (&now, &partner), (&form, &form), &[])
        }
        other => Ok(other?),
    }
}

async fn ask(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (draft, partner) = with_partner(&app, &viewer, path.into_inner()).await?;
    let (actor, id, to) = (viewer.actor(), partner.id, base(&draft));
    let done = app.submit(&viewer, &form, move |tx| {
        intake::ask_partner(tx, &actor, id)?;
        Ok::<_, PartError>(format!("{to}?done=partner-asked"))
    });
    Ok(done.await?)
}

fn remove_page(app: &App, draft: &Draft, partner: &Partner, (reason, errors): (&str, &[FieldError])) -> Sheet {
    let costs = match draft.cost_count(partner) {
        0 => "No cost is put down to it.".to_owned(),
        1 => format!("1 cost, {} asked for, is put down to it and goes back to {}.", share(draft, partner), draft.application.city_name),
        n => format!("{n} costs, {} asked for, are put down to it and go back to {}.", share(draft, partner), draft.application.city_name),
    };
    let section = Section::new("What happens")
        .items(vec![
            costs,
            "A link that was mailed to its contact no longer works; the contact gets a letter that says so.".into(),
            "That it was named, and what it answered, stays on record.".into(),
        ])
        .form(
            SheetForm::new(
                format!("{}/{}/remove", base(draft), partner.id),
                FormKeys::new(app.fresh_key()),
                "Remove this partner",
                vec![Input::line(Field::new("reason", "Why is it removed?").value(reason).errors(errors))],
            )
            .kept("reason"),
        );
    Sheet::new(format!("Remove {}?", partner.name), errors).about(&draft.application.reference).back(base(draft), "Partners").with(section)
}

async fn leave(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (draft, partner) = with_partner(&app, &viewer, path.into_inner()).await?;
    app.page(&viewer, &remove_page(&app, &draft, &partner, ("", &[])))
}

async fn remove(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (draft, partner) = with_partner(&app, &viewer, path.into_inner()).await?;
    let (actor, id, to, reason) = (viewer.actor(), partner.id, base(&draft), form.text("reason"));
    let kept = reason.clone();
    let done = app
        .submit(&viewer, &form, move |tx| intake::remove_partner(tx, &actor, id, &reason).map(|()| format!("{to}?done=partner-removed")));
    match done.await {
        Err(EditError::Invalid(mistakes)) => app.page_with_mistakes(&viewer, &remove_page(&app, &draft, &partner, (&kept, &mistakes))),
        other => Ok(other?),
    }
}
