//! A city's money: asking for it, and how far each payment is. Where to send it is in `bank_details`.

use crate::award::{self, Award};
use crate::db::{self, Conn};
use crate::disbursement::{self, CategoryAmount, NewPayment, Payment, PaymentKind, Which, policy};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::locale::format::short_date;
use crate::people::{Actor, CityRole, Organisation, membership};
use crate::process::Case;
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/awards/{reference}/payments", Access::City(CITY), show),
        post("/portal/awards/{reference}/payments", Access::City(CITY_WRITERS), request),
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

async fn sheet(app: &App, viewer: &Viewer, award: &Award, typed: (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (id, city, actor) = (award.id, award.organisation, viewer.actor());
    let (payments, details, offers, officials) = app
        .read(move |conn| {
            let (payments, details) =
                (disbursement::list_payments(conn, Which::Award(id))?, disbursement::find_current_bank_details(conn, city)?);
            Ok::<_, db::Error>((payments, details, Offers::load(conn, id)?, officials(conn, &actor, city)?))
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
    let sheet = Sheet::new("Payments", typed.1)
        .about(&award.reference)
        .lead(format!("Award {}: {}", award.reference, award.title))
        .back(format!("/portal/awards/{}", award.reference), "The award")
        .with(Section::new("So far").table(table(payments)))
        .with(bank);
    let ask = Section::new("Ask for money");
    Ok(sheet.with(if !award.is_active() {
        ask.text("The award is closed, so no more money can be asked for.")
    } else if !signs {
        ask.text(format!("Only an authorized official of your city can ask for money: {officials}."))
    } else if details.is_none() {
        ask.text("Enter your city’s bank details first. Then you can ask for money here.")
    } else {
        let action = format!("/portal/awards/{}/payments", award.reference);
        ask.form(SheetForm::new(action, FormKeys::new(app.fresh_key()), "Ask for this payment", inputs(&offers, typed)).kept("payment"))
    }))
}

/// What may be asked for now: by category its code, its name, the most in advance, the most owed.
struct Offers(Vec<(String, String, Money, Money)>);

impl Offers {
    fn load(conn: &mut Conn, id: Id<Award>) -> Result<Self, db::Error> {
        let case = Case::load(conn, id.cast())?;
        let advance = disbursement::available(conn, id, PaymentKind::Advance)?;
        let owed = disbursement::available(conn, id, PaymentKind::Reimbursement)?;
        let row = |(code, most): (String, Money)| {
            let (title, owed) = (case.category_title(&code), owed.get(&code).copied().unwrap_or(Money::ZERO));
            (code, title, most, owed)
        };
        Ok(Self(advance.into_iter().map(row).collect()))
    }
}

fn table(payments: Vec<Payment>) -> Table {
    let columns =
        vec![Column::text("Requested"), Column::text("Kind"), Column::text("State"), Column::text("Paid on"), Column::number("Amount")];
    Table::new("payments", "Payments of this award", columns).empty("Nothing was asked for yet.").rows(payments.into_iter().map(|p| {
        vec![
            Cell::text(short_date(p.requested.at.day())).heading(),
            Cell::text(p.kind.label()),
            Cell::status(Status::quiet(p.state.label())),
            Cell::text(p.settled_on.map(short_date).unwrap_or_default()),
            Cell::number(p.amount.to_string()),
        ]
    }))
}

fn inputs(offers: &Offers, (form, errors): (&Form, &[FieldError])) -> Vec<Input> {
    let kinds = Choices::new("kind", "What do you ask for?", [("advance", "An advance"), ("reimbursement", "A reimbursement")])
        .with_hints(["For costs that come soon.", "For accepted costs that no advance covered."])
        .chosen(&form.text("kind"));
    let mut inputs = vec![Input::radios(kinds.errors(errors))];
    for (code, title, most, owed) in &offers.0 {
        let name = format!("amount-{code}");
        let field = Field::new(name.clone(), title)
            .hint(format!("Advance: up to {most}. Reimbursement: up to {owed}."))
            .value(form.text(&name))
            .optional()
            .errors(errors);
        inputs.push(Input::money(field));
    }
    inputs.push(Input::area(
        Field::new("purpose", "What is the money needed for now?").value(form.text("purpose")).limit(1000).errors(errors),
    ));
    inputs
}

async fn request(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let (new, mistakes) = read_request(&award, &form);
    if !mistakes.is_empty() {
        return app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &award, (&form, &mistakes)).await?);
    }
    let (actor, location) = (viewer.actor(), format!("/portal/awards/{}/payments?done=payment-asked", award.reference));
    let done = app.submit(&viewer, &form, move |tx| disbursement::request_payment(tx, &actor, &new).map(|_| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &award, (&form, e.fields())).await?),
        other => Ok(other?),
    }
}

fn read_request(award: &Award, form: &Form) -> (NewPayment, Vec<FieldError>) {
    let mut mistakes = Vec::new();
    let kind = form.text("kind").parse().unwrap_or_else(|_| {
        mistakes.push(FieldError::new("kind", "Choose an advance or a reimbursement."));
        PaymentKind::Advance
    });
    let mut lines = Vec::new();
    for line in &award.lines {
        let name = format!("amount-{}", line.category);
        if form.text(&name).is_empty() {
            continue;
        }
        match form.money(&name) {
            Ok(amount) if amount.is_positive() => lines.push(CategoryAmount { category: line.category.clone(), amount }),
            Ok(_) => {}
            Err(e) => mistakes.push(FieldError::new(name, e.to_string())),
        }
    }
    if lines.is_empty() && mistakes.is_empty() {
        let first = award.lines.first().map(|line| format!("amount-{}", line.category)).unwrap_or_default();
        mistakes.push(FieldError::new(first, "Enter an amount in at least one category."));
    }
    (NewPayment { award: award.id, kind, lines, purpose: form.text("purpose") }, mistakes)
}
