//! A city's money: how far each payment is. Where to send it is in `bank_details`, asking for it in `payment_request`.

use super::payment_request::Offers;
use crate::award::{self, Award};
use crate::db::{self, Conn};
use crate::disbursement::{self, Held, Payment, Which, policy};
use crate::kernel::{FieldError, Id};
use crate::locale::format::short_date;
use crate::people::{Actor, CityRole, Organisation, membership};
use crate::web::access::CITY;
use crate::web::fields::{Cell, Column, Status, SummaryRow, Table};
use crate::web::payment_form;
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

/// What follows for a payment that a condition holds back.
pub(super) const NOT_BEFORE: &str = "It is not paid before the fund lifts the condition.";

pub(super) fn routes() -> Vec<Route> {
    vec![get("/portal/awards/{reference}/payments", Access::City(CITY), show)]
}

/// The award of this reference, if the viewer belongs to its city.
pub(super) async fn own_award(app: &App, viewer: &Viewer, reference: &str) -> Result<Award, Problem> {
    let reference = reference.to_owned();
    let award = app.read(move |conn| award::by_reference(conn, &reference)).await?;
    if viewer.actor.belongs_to(award.organisation) && award.accepted_at.is_some() { Ok(award) } else { Err(Problem::missing()) }
}

/// The names of a city's authorized officials, for those who need one to act.
pub(super) fn officials(conn: &mut Conn, actor: &Actor, city: Id<Organisation>) -> Result<String, db::Error> {
    let members = membership::list(conn, actor, city)?.into_iter().filter(|m| m.role == CityRole::AuthorizedOfficial);
    let names: Vec<String> = members.map(|m| m.name).collect();
    Ok(if names.is_empty() { "nobody yet; invite one on your city’s page".into() } else { names.join(", ") })
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let sheet = sheet(&app, &viewer, &award, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

/// The page; with what was typed where a request was refused.
pub(super) async fn sheet(app: &App, viewer: &Viewer, award: &Award, typed: (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (id, city, actor, mine, now) = (award.id, award.organisation, viewer.actor(), award.clone(), app.now());
    let (payments, held, details, offers, officials) = app
        .read(move |conn| {
            let (payments, details) =
                (disbursement::list_payments(conn, Which::Award(id))?, disbursement::find_current_bank_details(conn, city)?);
            let held = disbursement::list_held(conn, &payments, now)?;
            Ok::<_, db::Error>((payments, held, details, Offers::load(conn, &mine, now)?, officials(conn, &actor, city)?))
        })
        .await?;
    let account = details.as_ref().map_or("Not entered yet".to_owned(), |d| format!("{} ({})", d.masked(), d.standing(app.now())));
    let signs = policy::may_ask_for(&viewer.actor, city);
    let words = match (signs, details.is_some()) {
        (true, true) => "Change the bank details",
        (true, false) => "Enter bank details",
        (false, _) => "See the bank details",
    };
    let bank = Section::new("Bank details")
        .facts(vec![SummaryRow::new("Account", &account)])
        .link(format!("/portal/awards/{}/bank-details", award.reference), words);
    // Where nothing can be asked for there is no field to mend.
    let errors: &[FieldError] = if offers.take_nothing() { &[] } else { typed.1 };
    let mut so_far = Section::new("So far").table(table(&award.reference, payments, &offers, &held));
    if let Some(one) = held.first() {
        let why = format!("What you asked for is held back. {NOT_BEFORE} Say on the page of the award what your city did.");
        so_far = so_far.text(why).items(one.why.clone());
    }
    let sheet = Sheet::new("Payments", errors)
        .about(&award.reference)
        .lead(format!("Award {}: {}", award.reference, award.title))
        .back(format!("/portal/awards/{}", award.reference), "The award")
        .with(so_far)
        .with(bank);
    let ask = Section::new("Ask for money");
    Ok(sheet.with(if !award.is_active() {
        ask.text("The award is closed, so no more money can be asked for.")
    } else if !signs {
        ask.text(format!("Only an authorized official of your city can ask for money: {officials}."))
    } else if details.is_none() {
        ask.text("Enter your city’s bank details first. Then you can ask for money here.")
    } else {
        offers.section(app, award, typed)
    }))
}

fn table(reference: &str, payments: Vec<Payment>, offers: &Offers, held: &[Held]) -> Table {
    let words = ["Requested", "Kind", "State", "Pay by", "Paid on"].map(Column::text);
    let columns = words.into_iter().chain([Column::number("Amount")]).collect();
    let is_held = |payment: &Payment| held.iter().any(|one| one.payment == payment.id);
    Table::new("payments", "Payments of this award", columns).empty("Nothing was asked for yet.").rows(payments.into_iter().map(|p| {
        vec![
            Cell::link(short_date(p.requested.at.day_in(offers.zone)), format!("/portal/awards/{reference}/payments/{}", p.id)).heading(),
            Cell::text(p.kind.label()),
            payment_form::state_cell(&p, if is_held(&p) { Status::warning("Held back") } else { Status::quiet(p.state_label()) }),
            payment_form::pay_by_cell(&p, Some(offers.today).filter(|_| !is_held(&p))),
            Cell::text(p.settled_on.map(short_date).unwrap_or_default()),
            Cell::number(p.amount.to_string()),
        ]
    }))
}
