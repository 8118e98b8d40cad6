//! `/desk/claims`: who says that they act for a city, and with what proof; officials that a preparer
//! wants to replace; and requests to join that a city left unanswered.

use crate::db::Error;
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::locale::format::datetime;
use crate::people::claim::{self, Claim, ClaimError, ClaimOfCity, Looked, Shown, Standing};
use crate::people::join::{self, Unanswered};
use crate::people::official::{self, Naming};
use crate::people::{Account, City, CityRole, FundRole as R, Organisation, Person};
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Input, Link, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono_tz::Tz;
use serde::Deserialize;

const READERS: &[R] = &[R::ProgramOfficer, R::Administrator, R::Auditor];
const DECIDERS: &[R] = &[R::ProgramOfficer];

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/claims", Access::Fund(READERS), list),
        get("/desk/claims/{claim}", Access::Fund(READERS), show),
        get("/desk/claims/{claim}/letter", Access::Fund(READERS), letter),
        post("/desk/claims/{claim}/confirm", Access::Fund(DECIDERS), confirm),
        post("/desk/claims/{claim}/refuse", Access::Fund(DECIDERS), refuse),
        get("/desk/claims/officials/{naming}", Access::Fund(READERS), naming),
        post("/desk/claims/officials/{naming}/agree", Access::Fund(DECIDERS), agree),
        post("/desk/claims/officials/{naming}/refuse", Access::Fund(DECIDERS), refuse_naming),
        get("/desk/claims/joining/{city}/{account}", Access::Fund(READERS), joining),
        post("/desk/claims/joining/{city}/{account}/admit", Access::Fund(DECIDERS), admit),
        post("/desk/claims/joining/{city}/{account}/refuse", Access::Fund(DECIDERS), refuse_joining),
    ]
}

/// Everything that the queue shows.
struct Queue {
    claims: (Vec<ClaimOfCity>, i64),
    namings: Vec<(Naming, City)>,
    unanswered: Vec<Unanswered>,
}

fn standing(claim: &Claim) -> Status {
    match claim.standing() {
        Standing::Unproved => Status::quiet("No proof yet"),
        Standing::Waits => Status::warning("Waits for you"),
        Standing::Refused => Status::quiet("Not accepted"),
        Standing::Confirmed => Status::good("Confirmed"),
    }
}

fn claims_table((heading, empty): (&str, &'static str), claims: &[ClaimOfCity], zone: Tz) -> Section {
    let columns = ["City", "Who", "Proof", "Since", "State"].map(Column::text).to_vec();
    let rows = claims.iter().map(|c| {
        let proof = c.claim.proof();
        vec![
            Cell::link(c.city.full_name(), format!("/desk/claims/{}", c.claim.id)).heading(),
            Cell::text(&c.claim.claimant),
            Cell::text(if proof.is_empty() { "–" } else { &proof }),
            Cell::text(datetime(c.claim.claimed_at, zone)),
            Cell::status(standing(&c.claim)),
        ]
    });
    Section::new(heading).table(Table::new("claims", heading, columns).empty(empty).rows(rows.collect::<Vec<_>>()))
}

/// The lists of claims: each with its heading and what it says when it is empty.
fn words(shown: Shown) -> (&'static str, &'static str) {
    match shown {
        Shown::Waiting => ("Claims to decide", "No claim waits for an answer."),
        Shown::Unproved => ("Claims without a proof yet", "No claim waits for a proof."),
        Shown::Decided => ("Decided claims", "No claim was decided yet."),
    }
}

#[derive(Default, Deserialize)]
struct Wish {
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: String,
}

async fn list(app: Data<App>, viewer: Viewer, wish: Query<Wish>) -> Result<HttpResponse, Problem> {
    let shown: Shown = wish.show.parse().unwrap_or_default();
    let page: i64 = wish.page.parse().unwrap_or(1).clamp(1, 100_000);
    let (actor, now, days) = (viewer.actor(), app.now(), app.settings.cities.answer_days);
    let read = app.read(move |conn| {
        Ok::<_, Error>(Queue {
            claims: claim::list(conn, &actor, shown, page - 1)?,
            namings: official::list_asked(conn, &actor)?,
            unanswered: join::list_unanswered(conn, &actor, days, now)?,
        })
    });
    let (queue, zone) = (read.await?, app.settings.fund.zone());
    let (claims, count) = &queue.claims;
    let mut section = claims_table(words(shown), claims, zone);
    let has_more = count - (page - 1) * claim::ON_A_PAGE > claim::ON_A_PAGE;
    section = section.link_some(has_more.then(|| Link::new(format!("/desk/claims?show={shown}&page={}", page + 1), "Next page")));
    for other in [Shown::Waiting, Shown::Unproved, Shown::Decided].into_iter().filter(|other| *other != shown) {
        section = section.link(format!("/desk/claims?show={other}"), words(other).0);
    }
    let mut sheet = Sheet::new("Who acts for cities", &[])
        .lead("A city submits nothing before one of you has confirmed that its people act for it.")
        .back("/desk", "Desk")
        .with(section);
    if shown == Shown::Waiting && page == 1 {
        sheet = sheet.with(namings_section(&queue.namings, zone)).with(joining_section(&queue.unanswered, zone));
    }
    app.page(&viewer, &sheet)
}

fn namings_section(namings: &[(Naming, City)], zone: Tz) -> Section {
    let columns = ["Named", "City", "By", "Since"].map(Column::text).to_vec();
    let rows = namings.iter().map(|(naming, city)| {
        vec![
            Cell::link(format!("{}, {}", naming.name, naming.job_title), format!("/desk/claims/officials/{}", naming.id)).heading(),
            Cell::text(city.full_name()),
            Cell::text(&naming.named_by_name),
            Cell::text(datetime(naming.named_at, zone)),
        ]
    });
    let table = Table::new("officials", "Officials to be replaced", columns).empty("Nobody asks to replace an official.");
    Section::new("Officials to be replaced").table(table.rows(rows.collect::<Vec<_>>()))
}

fn joining_section(unanswered: &[Unanswered], zone: Tz) -> Section {
    let columns = ["Who asks", "City", "Since", "Why it is here"].map(Column::text).to_vec();
    let rows = unanswered.iter().map(|u| {
        let path = format!("/desk/claims/joining/{}/{}", u.city.id, u.request.account);
        vec![
            Cell::link(&u.request.name, path).heading(),
            Cell::text(u.city.full_name()),
            Cell::text(datetime(u.request.asked_at, zone)),
            Cell::text(if u.is_confirmed { "The city did not answer" } else { "Nobody is confirmed for the city" }),
        ]
    });
    let table = Table::new("joining", "Requests to join, not answered", columns).empty("No request waits for the fund.");
    Section::new("Requests to join, not answered").table(table.rows(rows.collect::<Vec<_>>()))
}

fn id_of<T>(text: &str) -> Result<Id<T>, Problem> {
    text.parse().map_err(|_| Problem::missing())
}

/// The two answers of an officer: yes, and no with a reason. `seal` names what they looked at.
fn answers(
    app: &App,
    (base, seal): (&str, Option<&str>),
    yes: (&str, &str, Vec<Input>),
    no: (&str, &str),
    (form, errors): (&Form, &[FieldError]),
) -> Section {
    let keys = || FormKeys::new(app.fresh_key());
    let sealed = |inputs: Vec<Input>| seal.map(|seal| Input::hidden("seal", seal)).into_iter().chain(inputs).collect();
    let reason = Field::new("reason", no.1).limit(1_000).rows(4).value(form.text("reason")).errors(errors);
    Section::new("Your answer")
        .form(SheetForm::new(format!("{base}/{}", yes.0), keys(), yes.1, sealed(yes.2)))
        .form(SheetForm::new(format!("{base}/refuse"), keys(), no.0, sealed(vec![Input::area(reason)])).quiet())
}

fn sent(app: &App, viewer: &Viewer, sheet: &Sheet, errors: &[FieldError]) -> Result<HttpResponse, Problem> {
    if errors.is_empty() { app.page(viewer, sheet) } else { app.page_with_mistakes(viewer, sheet) }
}

fn facts(found: &ClaimOfCity, zone: Tz, with_scanner: bool) -> Vec<SummaryRow> {
    let (claim, city) = (&found.claim, &found.city);
    let at = |at: Timestamp| datetime(at, zone);
    let mut rows = vec![
        SummaryRow::new("City", &city.full_name()),
        SummaryRow::new("County", city.county.as_deref().unwrap_or("–")),
        SummaryRow::new("Who claims it", &claim.claimant),
        SummaryRow::new("Their address", found.claimant.as_ref().map_or("–", |p| p.email.as_str())),
        SummaryRow::new("Since", &at(claim.claimed_at)),
    ];
    if let Some(mailbox) = &claim.mailbox {
        let state = mailbox.proved_at.map_or("The link there was not used yet".to_owned(), |proved| format!("Confirmed {}", at(proved)));
        rows.push(SummaryRow::new("Mailbox of a government", &format!("{}\n{state}{}", mailbox.email, given(&found.givers.0))));
    }
    if let Some(letter) = &claim.letter {
        let scan = found.scan.as_ref().and_then(|scan| scan.words(with_scanner)).map(|words| format!("\n{words}")).unwrap_or_default();
        rows.push(SummaryRow::new(
            "Letter",
            &format!("{}\nGiven {}{}\nSHA-256 {}{scan}", letter.name, at(letter.at), given(&found.givers.1), letter.sha256),
        ));
    }
    if let Some(found) = &claim.decision {
        let outcome = if found.is_confirmed { "Confirmed" } else { "Not accepted" };
        rows.push(SummaryRow::new("Answer", &format!("{outcome} by {}, {}\n{}", found.by, at(found.at), found.reason)));
    }
    rows
}

/// By whom a proof was given, as a line of its own.
fn given(by: &Option<Person>) -> String {
    by.as_ref().map(|person| format!("\nGiven by {}, {}", person.name, person.email)).unwrap_or_default()
}

async fn page(app: &App, viewer: &Viewer, id: Id<Claim>, (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let found = app.read(move |conn| claim::claim(conn, &actor, id)).await?;
    let base = format!("/desk/claims/{id}");
    let mut section =
        Section::new("What was claimed, and the proof").facts(facts(&found, app.settings.fund.zone(), app.settings.files.has_scanner()));
    if found.claim.letter.is_some() {
        section = section.link(format!("{base}/letter"), "Open the letter");
    }
    section = section.link(format!("/portal/cities/{}/history", found.city.id), "History of people of this city");
    let mut sheet =
        Sheet::new(format!("Who acts for {}?", found.city.full_name()), errors).back("/desk/claims", "Who acts for cities").with(section);
    sheet = match found.claim.standing() {
        Standing::Waits if found.claim.may_be_decided_by(&viewer.actor) => {
            let note = Field::new("note", "How did you look at it?")
                .hint("For the record, for example: called the number on the city’s own website")
                .optional()
                .limit(1_000)
                .rows(3)
                .value(form.text("note"))
                .errors(errors);
            let no = ("Do not accept", "Why not, and what would convince you? The city reads it");
            let seal = found.claim.seal();
            sheet.with(answers(app, (&base, Some(&seal)), ("confirm", "Confirm", vec![Input::area(note)]), no, (form, errors)))
        }
        Standing::Unproved => sheet.with(Section::new("Your answer").text("There is nothing to decide before the city gives a proof.")),
        _ => sheet,
    };
    sent(app, viewer, &sheet, errors)
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, id_of(&id)?, (&Form::default(), &[])).await
}

async fn letter(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, id) = (viewer.actor(), id_of::<Claim>(&id)?);
    let letter = app.read(move |conn| claim::find_letter(conn, &actor, id)).await?;
    files::serve(&app, &letter.name, &letter.media_type, &letter.sha256).await
}

fn looked(claim: Id<Claim>, form: &Form) -> Looked {
    Looked { claim, seal: form.text("seal") }
}

async fn confirm(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id, note) = (viewer.actor(), id_of(&id)?, form.text("note"));
    let looked = looked(id, &form);
    let done = app.submit(&viewer, &form, move |tx| {
        claim::confirm(tx, &actor, &looked, &note).map(|()| "/desk/claims?done=claim-confirmed".to_owned())
    });
    answered((&app, &viewer), id, &form, done.await).await
}

async fn refuse(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id, reason) = (viewer.actor(), id_of(&id)?, form.text("reason"));
    let looked = looked(id, &form);
    let done = app.submit(&viewer, &form, move |tx| {
        claim::refuse(tx, &actor, &looked, &reason).map(|()| "/desk/claims?done=claim-refused".to_owned())
    });
    answered((&app, &viewer), id, &form, done.await).await
}

/// What an answer led to: mistakes, and a proof that came meanwhile, are shown on the page as it is now.
async fn answered(
    (app, viewer): (&App, &Viewer),
    id: Id<Claim>,
    form: &Form,
    done: Result<HttpResponse, ClaimError>,
) -> Result<HttpResponse, Problem> {
    match done {
        Err(e @ ClaimError::Invalid(_)) => page(app, viewer, id, (form, e.fields())).await,
        Err(e @ ClaimError::Changed) => page(app, viewer, id, (form, &[FieldError::new("note", e.to_string())])).await,
        other => Ok(other?),
    }
}

async fn naming_page(app: &App, viewer: &Viewer, id: Id<Naming>, (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let (naming, city) = app.read(move |conn| official::asked(conn, &actor, id)).await?;
    let facts = vec![
        SummaryRow::new("City", &city.full_name()),
        SummaryRow::new("Named", &format!("{}, {}\n{}", naming.name, naming.job_title, naming.email)),
        SummaryRow::new("By", &naming.named_by_name),
        SummaryRow::new("Since", &datetime(naming.named_at, app.settings.fund.zone())),
    ];
    let section = Section::new("What is asked")
        .text("A preparer wants another authorized official. The one in office was told and can stop it. If you agree, whoever is named gets a link.")
        .facts(facts)
        .link(format!("/portal/cities/{}/history", city.id), "History of people of this city");
    let mut sheet =
        Sheet::new(format!("Another official for {}?", city.full_name()), errors).back("/desk/claims", "Who acts for cities").with(section);
    if naming.may_be_answered_by(&viewer.actor) {
        let no = ("Do not agree", "Why not? The city reads it");
        sheet = sheet.with(answers(app, (&format!("/desk/claims/officials/{id}"), None), ("agree", "Agree", vec![]), no, (form, errors)));
    }
    sent(app, viewer, &sheet, errors)
}

async fn naming(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    naming_page(&app, &viewer, id_of(&id)?, (&Form::default(), &[])).await
}

async fn agree(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id) = (viewer.actor(), id_of(&id)?);
    let done = app.submit(&viewer, &form, move |tx| official::agree(tx, &actor, id).map(|()| "/desk/claims?done=naming-agreed".to_owned()));
    Ok(done.await?)
}

async fn refuse_naming(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id, reason) = (viewer.actor(), id_of(&id)?, form.text("reason"));
    let done = app.submit(&viewer, &form, move |tx| {
        official::refuse(tx, &actor, id, &reason).map(|()| "/desk/claims?done=naming-refused".to_owned())
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => naming_page(&app, &viewer, id, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}

/// Who asks to join which city.
type Asked = (Id<Organisation>, Id<Account>);

async fn joining_page(app: &App, viewer: &Viewer, asked: Asked, (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (actor, now, days) = (viewer.actor(), app.now(), app.settings.cities.answer_days);
    let found = app.read(move |conn| join::unanswered(conn, &actor, asked, days, now)).await?;
    let facts = vec![
        SummaryRow::new("City", &found.city.full_name()),
        SummaryRow::new("Who asks", &format!("{}\n{}", found.request.name, found.request.email)),
        SummaryRow::new("Since", &datetime(found.request.asked_at, app.settings.fund.zone())),
    ];
    let section = Section::new("What is asked")
        .text(if found.is_confirmed {
            "The people of the city had their time and did not answer. They still can."
        } else {
            "Nobody is confirmed to act for this city yet. Look at the claim on it too."
        })
        .facts(facts)
        .link(format!("/portal/cities/{}/history", found.city.id), "History of people of this city");
    let mut sheet = Sheet::new(format!("Does {} belong to {}?", found.request.name, found.city.full_name()), errors)
        .back("/desk/claims", "Who acts for cities")
        .with(section);
    if join::may_be_answered_by(&found, &viewer.actor) {
        let roles = Choices::new("role", "With which role?", [("preparer", "Preparer"), ("viewer", "Viewer")])
            .with_hints(["Writes applications and reports", "Reads"])
            .chosen(&form.text("role"))
            .errors(errors);
        let base = format!("/desk/claims/joining/{}/{}", asked.0, asked.1);
        let no = ("Do not let in", "Why not? The person reads it");
        sheet = sheet.with(answers(app, (&base, None), ("admit", "Let in", vec![Input::radios(roles)]), no, (form, errors)));
    }
    sent(app, viewer, &sheet, errors)
}

fn asked_of((city, account): &(String, String)) -> Result<Asked, Problem> {
    Ok((id_of(city)?, id_of(account)?))
}

async fn joining(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    joining_page(&app, &viewer, asked_of(&path)?, (&Form::default(), &[])).await
}

async fn admit(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, asked, days) = (viewer.actor(), asked_of(&path)?, app.settings.cities.answer_days);
    let Ok(role) = form.text("role").parse::<CityRole>() else {
        return joining_page(&app, &viewer, asked, (&form, &[FieldError::new("role", "Choose a role.")])).await;
    };
    let done = app.submit(&viewer, &form, move |tx| {
        join::admit_by_fund(tx, &actor, asked, role, days).map(|()| "/desk/claims?done=person-let-in".to_owned())
    });
    Ok(done.await?)
}

async fn refuse_joining(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, asked, days, reason) = (viewer.actor(), asked_of(&path)?, app.settings.cities.answer_days, form.text("reason"));
    let done = app.submit(&viewer, &form, move |tx| {
        join::refuse(tx, &actor, asked, &reason, days).map(|()| "/desk/claims?done=join-refused".to_owned())
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => joining_page(&app, &viewer, asked, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}
