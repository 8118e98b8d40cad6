//! A city's award: the offer with its agreement to sign; afterwards its home.

use super::conditions::SpecificCondition;
use crate::award::{self, Award, Block, Signature};
use crate::db::{Conn, Error};
use crate::intake;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::locale::format::{date, date_range, datetime};
use crate::people::Actor;
use crate::process::{self, Case, Press, ProcessError};
use crate::templates::Page;
use crate::web::access::{Access, CITY};
use crate::web::fields::{Cell, Choices, Column, ErrorSummary, Field, FormKeys, SummaryRow, Table};
use crate::web::{App, Form, Problem, Route, Viewer, get, post, see_other};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;
use serde::Serialize;

const OFFICIAL: &[crate::people::CityRole] = &[crate::people::CityRole::AuthorizedOfficial];

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/awards/{reference}", Access::Applying(CITY), show),
        post("/portal/awards/{reference}/accept", Access::City(OFFICIAL), accept),
        post("/portal/awards/{reference}/decline", Access::City(OFFICIAL), decline),
    ]
}

/// A piece of the agreement: one member is there.
#[derive(Clone, Serialize)]
struct Piece {
    heading: Option<String>,
    paragraph: Option<String>,
    items: Option<Vec<String>>,
}

/// The form under an open offer, for the official.
#[derive(Serialize)]
struct Answer {
    typed_name: Field,
    has_authority: Choices,
    reason: Field,
    keys: FormKeys,
    decline_keys: FormKeys,
}

/// The award.
#[derive(Serialize)]
struct AwardPage {
    summary: ErrorSummary,
    reference: String,
    heading: String,
    lead: String,
    facts: Vec<SummaryRow>,
    budget: Table,
    reasons: Vec<String>,
    conditions: Vec<SpecificCondition>,
    contact_email: String,
    agreement: Vec<Piece>,
    digest: String,
    answer: Option<Answer>,
    waits_for_official: bool,
    is_signed: bool,
}

impl Page for AwardPage {
    const TEMPLATE: &'static str = "portal/awards/show";

    fn title(&self) -> String {
        format!("{} – {}", self.heading, self.reference)
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let page = |answer: Option<Answer>, is_signed: bool| Self {
            summary: ErrorSummary::new(&[]),
            reference: "UDF-2027-0001".into(),
            heading: "Sister city training".into(),
            lead: "The fund offers your city an award.".into(),
            facts: vec![SummaryRow::new("Amount", "$8,000.00")],
            budget: Table::new("budget", "Budget", vec![Column::text("Category")]).row(vec![Cell::text("Travel").heading()]),
            reasons: vec!["Need: strong.".into()],
            conditions: if is_signed { vec![] } else { SpecificCondition::samples() },
            contact_email: "help@fund.example".into(),
            agreement: vec![
                Piece { heading: Some("1. The award".into()), paragraph: None, items: None },
                Piece { heading: None, paragraph: Some("Text.".into()), items: None },
                Piece { heading: None, paragraph: None, items: Some(vec!["Travel: $1".into()]) },
            ],
            digest: "ab".into(),
            waits_for_official: answer.is_none() && !is_signed,
            answer,
            is_signed,
        };
        vec![
            page(Some(answer(("a".into(), "b".into()), 3, (&Form::default(), &[]), "Rosa Ocher")), false),
            page(None, false),
            page(None, true),
        ]
    }
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, reference) = (viewer.actor(), reference.into_inner());
    let of = reference.clone();
    if app.read(move |conn| is_of_enterer(conn, &actor, &of)).await.map_err(|e: Error| Problem::from(e))? {
        return Ok(see_other(&format!("/portal/applications/{reference}/status")));
    }
    let page = build(&app, &viewer, reference, (Form::default(), vec![])).await?;
    app.page(&viewer, &page)
}

/// Whether the reader entered the application for the city: the letters to the city reach them too, and lead here. The
/// award is the city's; theirs is where the application stands.
fn is_of_enterer(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<bool, Error> {
    let award = award::by_reference(conn, reference)?;
    if actor.belongs_to(award.organisation) || award.told_at.is_none() {
        return Ok(false);
    }
    let application = intake::application(conn, award.id.cast())?;
    Ok(intake::policy::enters(actor, &application))
}

async fn accept(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, of, typed) = (viewer.actor(), reference.clone(), form.clone());
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            let award = award::by_reference(tx, &of)?;
            let signature = Signature {
                typed_name: typed.text("typed_name"),
                has_authority: typed.has("has_authority"),
                seen_digest: typed.text("digest"),
            };
            let press = Press::seen(typed.press_key(), typed.version());
            process::accept_agreement(tx, &actor, award.id.cast(), &signature, &press)?;
            Ok::<_, ProcessError>(format!("/portal/awards/{of}?done=award-accepted"))
        })
        .await;
    answered(&app, &viewer, reference.into_inner(), form, outcome).await
}

async fn decline(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, of, typed) = (viewer.actor(), reference.clone(), form.clone());
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            let award = award::by_reference(tx, &of)?;
            let reason = typed.text("reason");
            if reason.is_empty() {
                return Err(ProcessError::Invalid(vec![FieldError::new("reason", "Say why the city declines.")]));
            }
            let press = Press::seen(typed.press_key(), typed.version());
            process::decline_offer(tx, &actor, award.id.cast(), &reason, &press)?;
            Ok(format!("/portal/awards/{of}?done=award-declined"))
        })
        .await;
    answered(&app, &viewer, reference.into_inner(), form, outcome).await
}

async fn answered(
    app: &App,
    viewer: &Viewer,
    reference: String,
    form: Form,
    outcome: Result<HttpResponse, ProcessError>,
) -> Result<HttpResponse, Problem> {
    match outcome {
        Err(e) if e.kind() == Kind::Invalid && !e.fields().is_empty() => {
            let errors = e.fields().to_vec();
            app.page_with_mistakes(viewer, &build(app, viewer, reference, (form, errors)).await?)
        }
        other => other.map_err(Problem::from),
    }
}

async fn build(app: &App, viewer: &Viewer, reference: String, (typed, errors): (Form, Vec<FieldError>)) -> Result<AwardPage, Problem> {
    let (actor, keys) = (viewer.actor(), (app.fresh_key(), app.fresh_key()));
    let page = app.read(move |conn| load(conn, &actor, &reference, keys, (&typed, &errors)));
    page.await.map_err(|e: Error| Problem::from(e))
}

fn load(
    conn: &mut Conn,
    actor: &Actor,
    reference: &str,
    keys: (String, String),
    (form, errors): (&Form, &[FieldError]),
) -> Result<AwardPage, Error> {
    let award = award::by_reference(conn, reference)?;
    if !actor.belongs_to(award.organisation) || award.told_at.is_none() {
        return Err(Error::Missing);
    }
    let case = Case::load(conn, award.id.cast())?;
    let agreement = award::agreement(conn, award.id)?;
    let may_answer = award.is_open_offer() && award::may_sign(actor, award.organisation);
    let version = process::version(conn, case.application.id)?;
    let accept_by = process::accept_by(conn, &case, &award)?;
    Ok(AwardPage {
        summary: ErrorSummary::new(errors),
        reference: award.reference.clone(),
        heading: award.title.clone(),
        lead: lead(&award).to_owned(),
        facts: facts(&award, (&case, accept_by), agreement.typed_name.as_deref()),
        budget: budget(&award, &case),
        reasons: process::reasons(conn, &case)?,
        conditions: SpecificCondition::list(conn, actor, &case)?,
        contact_email: case.definition.contact.email.clone(),
        agreement: award::blocks(&agreement.text).into_iter().map(piece).collect(),
        digest: agreement.digest,
        answer: may_answer.then(|| answer(keys, version, (form, errors), &actor.name)),
        waits_for_official: award.is_open_offer() && !may_answer,
        is_signed: award.accepted_at.is_some(),
    })
}

fn lead(award: &Award) -> &'static str {
    if award.closed_at.is_some() {
        "This award is closed. Thank you for the work."
    } else if award.accepted_at.is_some() {
        "The agreement is signed and the award is active."
    } else if award.declined_at.is_some() {
        "The city declined this offer."
    } else {
        "The fund offers your city an award. Read the agreement, then accept or decline."
    }
}

fn facts(award: &Award, (case, accept_by): (&Case, NaiveDate), signed_by: Option<&str>) -> Vec<SummaryRow> {
    let mut rows = vec![
        SummaryRow::new("City", &award.city),
        SummaryRow::new("Round", &case.definition.title),
        SummaryRow::new("Amount", &award.amount.to_string()),
        SummaryRow::new("Period of performance", &date_range(award.period_start, award.period_end)),
    ];
    if award.is_open_offer() {
        rows.push(SummaryRow::new("Answer by", &date(accept_by)));
    }
    if let (Some(name), Some(at)) = (signed_by, award.accepted_at) {
        rows.push(SummaryRow::new("Signed by", &format!("{name}, {}", datetime(at, case.definition.dates.zone))));
    }
    rows
}

fn budget(award: &Award, case: &Case) -> Table {
    let table = Table::new("budget", "Budget of the award", vec![Column::text("Category"), Column::number("Amount")]).under_heading();
    let rows = award
        .lines
        .iter()
        .map(|line| vec![Cell::text(case.category_title(&line.category)).heading(), Cell::number(line.amount.to_string())]);
    table.rows(rows.collect::<Vec<_>>()).total(vec![Cell::text("Total").heading(), Cell::number(award.amount.to_string())])
}

fn piece(block: Block) -> Piece {
    let empty = Piece { heading: None, paragraph: None, items: None };
    match block {
        Block::Heading(text) => Piece { heading: Some(text), ..empty },
        Block::Paragraph(text) => Piece { paragraph: Some(text), ..empty },
        Block::List(items) => Piece { items: Some(items), ..empty },
    }
}

fn answer((key, decline_key): (String, String), version: i64, (form, errors): (&Form, &[FieldError]), account: &str) -> Answer {
    let authority = Choices::one("has_authority", "Authority", "I am authorized to sign this agreement for the city.").errors(errors);
    Answer {
        typed_name: Field::new("typed_name", "Type your full name to sign")
            .hint(format!("As in your account: {account}"))
            .autocomplete("name")
            .value(form.text("typed_name"))
            .errors(errors),
        has_authority: if form.has("has_authority") { authority.chosen("yes") } else { authority },
        reason: Field::new("reason", "Why does the city decline?").limit(2000).rows(3).value(form.text("reason")).errors(errors),
        keys: FormKeys::of_version(key, version),
        decline_keys: FormKeys::of_version(decline_key, version),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::AwardPage>();
    }
}
