//! Imposing a specific condition, from a proposal or in one's own words, and lifting it.

use super::{CHECKERS, LIFTERS, READERS, below, href};
use crate::award;
use crate::db;
use crate::intake::Application;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::{date, datetime};
use crate::risk::{self, Attestation, Condition, LiftCondition, NewCondition, Proposal, Subject, policy};
use crate::web::fields::{Choices, DateField, Field, FormKeys, SummaryRow};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/applications/{reference}/conditions/new", CHECKERS, new),
        post("/desk/applications/{reference}/conditions/new", CHECKERS, impose),
        get("/desk/applications/{reference}/conditions/{id}", LIFTERS, show),
        post("/desk/applications/{reference}/conditions/{id}", LIFTERS, lift),
        get("/desk/applications/{reference}/conditions/{id}/evidence", READERS, evidence),
    ]
}

/// The proposal that is followed, if one is.
#[derive(Deserialize)]
struct Follows {
    from: Option<String>,
    proposal: Option<String>,
}

impl Follows {
    fn read(&self) -> Result<Followed, Problem> {
        let Some((from, proposal)) = self.from.as_ref().zip(self.proposal.as_ref()) else { return Ok(None) };
        Ok(Some((from.parse().map_err(|_| Problem::missing())?, proposal.clone())))
    }
}

/// An answer, and the name of what it proposes.
type Followed = Option<(Id<Attestation>, String)>;

/// Whether the city knows of an award: before that a letter would give the decision away.
fn award_is_known(conn: &mut db::Conn, application: Id<Application>) -> Result<bool, db::Error> {
    Ok(award::find_award(conn, application.cast())?.is_some())
}

async fn subject(app: &App, viewer: &Viewer, reference: &str) -> Result<Subject, Problem> {
    let (actor, reference) = (viewer.actor(), reference.to_owned());
    Ok(app.read(move |conn| risk::find_subject(conn, &actor, &reference)).await?)
}

async fn new(app: Data<App>, viewer: Viewer, reference: Path<String>, follows: Query<Follows>) -> Result<HttpResponse, Problem> {
    let subject = subject(&app, &viewer, &reference).await?;
    let follows = follows.read()?;
    let preset = match &follows {
        Some((attestation, name)) => {
            let (actor, id, today) = (viewer.actor(), subject.application.id, subject.day(app.now()));
            let record = app.read(move |conn| risk::record(conn, &actor, id, today)).await.map_err(|e: db::Error| Problem::from(e))?;
            let found = record.proposals.into_iter().find(|p| p.attestation == *attestation && p.condition.id == *name);
            Some(found.ok_or_else(Problem::missing)?)
        }
        None => None,
    };
    app.page(&viewer, &form_page(&app, &subject, &follows, (preset.as_ref(), &Form::default(), &[])))
}

fn form_page(app: &App, subject: &Subject, follows: &Followed, (preset, form, errors): (Option<&Proposal>, &Form, &[FieldError])) -> Sheet {
    let reference = &subject.application.reference;
    let value = |name: &str, preset: Option<&String>| preset.cloned().unwrap_or_else(|| form.text(name));
    let of = |pick: fn(&Proposal) -> &String| preset.map(pick);
    let area = |name: &str, label: &str, preset: Option<&String>| {
        Input::area(Field::new(name, label).limit(1000).rows(3).value(value(name, preset)).errors(errors))
    };
    let cited = value("citation", of(|p| &p.condition.citation));
    let cited = if cited.is_empty() && errors.is_empty() { "2 CFR 200.208".to_owned() } else { cited };
    let gates =
        Choices::one("gates_payment", "Payments", "While this is in force no payment can be asked for or leave").errors(errors).optional();
    let inputs = vec![
        area("text", "What must the city do or not do?", of(|p| &p.condition.text)),
        area("reason", "Why?", of(|p| &p.condition.reason)),
        area("remedy", "What ends the condition, and by when?", of(|p| &p.condition.remedy)),
        Input::line(Field::new("citation", "Which rule allows it?").value(cited).errors(errors)),
        Input::date(DateField::new("due_on", "Until when?").hint("Empty if it has no day.").optional().typed(form).errors(errors)),
        Input::checkboxes(
            if form.has("gates_payment") { gates.chosen("yes") } else { gates }.hint("From its day on; without a day at once."),
        ),
    ];
    let query = follows.as_ref().map(|(from, proposal)| format!("?from={from}&proposal={proposal}")).unwrap_or_default();
    let action = format!("/desk/applications/{reference}/conditions/new{query}");
    let told = "The city reads this with its award, and gets a letter if the award has been offered. Another person can lift it.";
    let section = Section::new("The condition").text(told);
    below(Sheet::new("Impose a condition", errors), reference)
        .lead(format!("{reference}, {}", subject.application.city_name))
        .with(section.form(SheetForm::new(action, FormKeys::new(app.fresh_key()), "Impose this condition", inputs)))
}

async fn impose(
    app: Data<App>,
    viewer: Viewer,
    reference: Path<String>,
    follows: Query<Follows>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let subject = subject(&app, &viewer, &reference).await?;
    let follows = follows.read()?;
    let mut new = NewCondition {
        application: subject.application.id,
        follows: follows.clone(),
        text: form.text("text"),
        reason: form.text("reason"),
        remedy: form.text("remedy"),
        citation: form.text("citation"),
        due_on: DateField::read(&form, "due_on").map_err(|e| e.message),
        gates_payment: form.has("gates_payment"),
        award_is_known: false,
    };
    let (actor, location) = (viewer.actor(), format!("{}?done=condition-imposed", href(&reference)));
    let done = app.submit(&viewer, &form, move |tx| {
        new.award_is_known = award_is_known(tx, new.application)?;
        risk::impose_condition(tx, &actor, &new).map(|_| location.clone())
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &form_page(&app, &subject, &follows, (None, &form, &e.mistakes())))
        }
        other => Ok(other?),
    }
}

/// An application with one of its conditions.
async fn find(app: &App, viewer: &Viewer, (reference, id): &(String, String)) -> Result<(Subject, Condition), Problem> {
    let subject = subject(app, viewer, reference).await?;
    let id: Id<Condition> = id.parse().map_err(|_| Problem::missing())?;
    let (actor, application) = (viewer.actor(), subject.application.id);
    let all = app.read(move |conn| risk::list_conditions(conn, &actor, application)).await.map_err(|e: db::Error| Problem::from(e))?;
    Ok((subject, all.into_iter().find(|c| c.id == id).ok_or_else(Problem::missing)?))
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (subject, condition) = find(&app, &viewer, &path).await?;
    app.page(&viewer, &sheet(&app, &viewer, (&subject, &condition), (&Form::default(), &[])))
}

fn sheet(app: &App, viewer: &Viewer, (subject, condition): (&Subject, &Condition), (form, errors): (&Form, &[FieldError])) -> Sheet {
    let reference = &subject.application.reference;
    let imposed = format!("{}, {}", condition.imposed_by_name, datetime(condition.imposed_at, subject.zone));
    let mut facts = vec![
        SummaryRow::new("Condition", &condition.text),
        SummaryRow::new("Why", &condition.reason),
        SummaryRow::new("What ends it", &condition.remedy),
        SummaryRow::new("Rule", &condition.citation),
        SummaryRow::new("Imposed by", &imposed),
        SummaryRow::new("Due on", &condition.due_on.map_or("No day".to_owned(), date)),
        SummaryRow::new(
            "Payments",
            if condition.gates_payment { "Held back while it is in force, from its day on" } else { "Not held back" },
        ),
    ];
    facts.extend(condition.met.as_ref().map(|met| {
        SummaryRow::new("What the city says it did", &format!("{}, {}\n{}", met.by_name, datetime(met.at, subject.zone), met.note))
    }));
    facts.extend(
        condition
            .lifted
            .as_ref()
            .map(|end| SummaryRow::new("Lifted by", &format!("{}, {}\n{}", end.by_name, datetime(end.at, subject.zone), end.reason))),
    );
    let sheet = below(Sheet::new("Lift a condition", errors), reference)
        .lead(format!("{reference}, {}", subject.application.city_name))
        .with(shown(Section::new("The condition").facts(facts), reference, condition));
    let end = Section::new("Lifting it");
    if condition.lifted.is_some() {
        return sheet.with(end.text("This condition was lifted already."));
    }
    if policy::is_imposer(&viewer.actor, condition) {
        return sheet.with(end.text("You imposed this condition, so another person must lift it."));
    }
    let reason = Field::new("reason", "Why does it end?").hint("The city reads this.").limit(1000).rows(3);
    let inputs = vec![Input::area(reason.value(form.text("reason")).errors(errors))];
    let action = format!("/desk/applications/{reference}/conditions/{}", condition.id);
    sheet.with(end.form(SheetForm::new(action, FormKeys::new(app.fresh_key()), "Lift this condition", inputs)))
}

/// With the file of the city, if it sent one.
fn shown(section: Section, reference: &str, condition: &Condition) -> Section {
    match condition.met.as_ref().and_then(|met| met.evidence.as_ref()) {
        Some(file) => section.link(
            format!("/desk/applications/{reference}/conditions/{}/evidence", condition.id),
            format!("File of the city: {}", file.name),
        ),
        None => section,
    }
}

async fn evidence(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (_, condition) = find(&app, &viewer, &path).await?;
    let file = condition.met.and_then(|met| met.evidence).ok_or_else(Problem::missing)?;
    files::serve(&app, &file.name, &file.media_type, &file.sha256).await
}

async fn lift(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (subject, condition) = find(&app, &viewer, &path).await?;
    let mut asked =
        LiftCondition { application: subject.application.id, condition: condition.id, reason: form.text("reason"), award_is_known: false };
    let (actor, location) = (viewer.actor(), format!("{}?done=condition-lifted", href(&subject.application.reference)));
    let done = app.submit(&viewer, &form, move |tx| {
        asked.award_is_known = award_is_known(tx, asked.application)?;
        risk::lift_condition(tx, &actor, &asked).map(|()| location.clone())
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, (&subject, &condition), (&form, &e.mistakes())))
        }
        other => Ok(other?),
    }
}
