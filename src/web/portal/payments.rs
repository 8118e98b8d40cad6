//! A city's money: where to send it, and how far each payment is. Asking for it is in `payment_request`.

use super::payment_request::Offers;
use crate::award::{self, Award};
use crate::db::{self, Conn};
use crate::disbursement::{self, NewBankDetails, Payment, Which, policy};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::short_date;
use crate::people::{Actor, CityRole, Organisation, membership};
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::payment_form;
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/awards/{reference}/payments", Access::City(CITY), show),
        get("/portal/awards/{reference}/bank-details", Access::City(CITY), show_details),
        post("/portal/awards/{reference}/bank-details", Access::City(CITY_WRITERS), enter_details),
    ]
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
    let (payments, details, offers, officials) = app
        .read(move |conn| {
            let (payments, details) =
                (disbursement::list_payments(conn, Which::Award(id))?, disbursement::find_current_bank_details(conn, city)?);
            Ok::<_, db::Error>((payments, details, Offers::load(conn, &mine, now)?, officials(conn, &actor, city)?))
        })
        .await?;
    let account = details.as_ref().map_or("Not entered yet".to_owned(), |d| {
        format!("{} ({})", d.masked(), if d.is_usable() { "verified" } else { "waits to be verified" })
    });
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
    let errors: &[FieldError] = if offers.are_closed() { &[] } else { typed.1 };
    let sheet = Sheet::new("Payments", errors)
        .about(&award.reference)
        .lead(format!("Award {}: {}", award.reference, award.title))
        .back(format!("/portal/awards/{}", award.reference), "The award")
        .with(Section::new("So far").table(table(&award.reference, payments, offers.today)))
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

fn table(reference: &str, payments: Vec<Payment>, today: NaiveDate) -> Table {
    let words = ["Requested", "Kind", "State", "Pay by", "Paid on"].map(Column::text);
    let columns = words.into_iter().chain([Column::number("Amount")]).collect();
    Table::new("payments", "Payments of this award", columns).empty("Nothing was asked for yet.").rows(payments.into_iter().map(|p| {
        vec![
            Cell::link(short_date(p.requested.at.day()), format!("/portal/awards/{reference}/payments/{}", p.id)).heading(),
            Cell::text(p.kind.label()),
            Cell::status(Status::quiet(p.state.label())),
            payment_form::pay_by_cell(&p, Some(today)),
            Cell::text(p.settled_on.map(short_date).unwrap_or_default()),
            Cell::number(p.amount.to_string()),
        ]
    }))
}

async fn show_details(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let sheet = details_sheet(&app, &viewer, &award, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn details_sheet(app: &App, viewer: &Viewer, award: &Award, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (city, actor) = (award.organisation, viewer.actor());
    let (current, officials) = app
        .read(move |conn| Ok::<_, db::Error>((disbursement::find_current_bank_details(conn, city)?, officials(conn, &actor, city)?)))
        .await?;
    let mut sheet =
        Sheet::new("Bank details", errors).about(&award.reference).back(format!("/portal/awards/{}/payments", award.reference), "Payments");
    if let Some(details) = current {
        let facts = vec![
            SummaryRow::new("Name on the account", &details.holder),
            SummaryRow::new("Account", &details.masked()),
            SummaryRow::new("Entered by", &details.entered.name),
            SummaryRow::new("State", if details.is_usable() { "Verified" } else { "Waits to be verified by the fund" }),
        ];
        sheet = sheet.with(Section::new("Now").facts(facts));
    }
    if !policy::may_ask_for(&viewer.actor, city) {
        let text = format!("Only an authorized official of your city can enter or change the account: {officials}.");
        return Ok(sheet.with(Section::new("Who enters the account").text(text)));
    }
    let field = |name: &str, label: &str| Field::new(name, label).errors(errors);
    let inputs = vec![
        Input::line(field("holder", "Name on the account").value(form.text("holder"))),
        Input::line(
            field("routing_number", "Routing number")
                .hint("Nine digits, at the bottom of a check")
                .value(form.text("routing_number"))
                .numeric(),
        ),
        Input::line(
            field("account_number", "Account number").hint("We keep it encrypted and show only its last four digits.").autocomplete("off"),
        ),
        Input::line(field("account_number_again", "Account number again").autocomplete("off")),
        Input::radios(
            Choices::new("kind", "Kind of account", [("checking", "Checking"), ("savings", "Savings")])
                .chosen(&form.text("kind"))
                .errors(errors),
        ),
    ];
    let action = format!("/portal/awards/{}/bank-details", award.reference);
    let text =
        "Everybody who signs for your city gets a mail about this change. A person of the fund checks the account before money goes there.";
    Ok(sheet.with(Section::new("Enter an account").text(text).form(SheetForm::new(
        action,
        FormKeys::new(app.fresh_key()),
        "Save bank details",
        inputs,
    ))))
}

async fn enter_details(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let new = NewBankDetails {
        organisation: award.organisation,
        holder: form.text("holder"),
        routing_number: form.text("routing_number"),
        account_number: form.text("account_number"),
        account_number_again: form.text("account_number_again"),
        kind: form.text("kind"),
    };
    let (actor, vault, location) =
        (viewer.actor(), app.vault.clone(), format!("/portal/awards/{}/payments?done=bank-details-saved", award.reference));
    let done =
        app.submit(&viewer, &form, move |tx| disbursement::enter_bank_details(tx, &vault, &actor, &new).map(|_| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &details_sheet(&app, &viewer, &award, (&form, e.fields())).await?)
        }
        other => Ok(other?),
    }
}
