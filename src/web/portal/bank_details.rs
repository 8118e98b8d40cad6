//! Where a city's money goes: its official enters the account, another person who writes for the city confirms a change
//! where the policy asks for it. The account number is never shown, only its last four characters, or fewer of a short one.

use super::payments::{officials, own_award};
use crate::award::Award;
use crate::db;
use crate::disbursement::{self, BankDetails, NewBankDetails, Terms, obstacle, policy};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::datetime;
use crate::people::organisation;
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Choices, Field, FormKeys, SummaryRow};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/awards/{reference}/bank-details", Access::City(CITY), show),
        post("/portal/awards/{reference}/bank-details", Access::City(CITY_WRITERS), enter),
        post("/portal/awards/{reference}/bank-details/confirm", Access::City(CITY_WRITERS), confirm),
    ]
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let sheet = sheet(&app, &viewer, &award, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(app: &App, viewer: &Viewer, award: &Award, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (city, actor) = (award.organisation, viewer.actor());
    let (current, officials, zone) = app
        .read(move |conn| {
            let current = disbursement::find_current_bank_details(conn, city)?;
            Ok::<_, db::Error>((current, officials(conn, &actor, city)?, organisation::city(conn, city)?.zone))
        })
        .await?;
    let terms = Terms::at(app.now()).ok();
    let confirms = |details: &BankDetails| terms.as_ref().is_some_and(|terms| terms.bank_details.city_confirms(details.number));
    let mut sheet =
        Sheet::new("Bank details", errors).about(&award.reference).back(format!("/portal/awards/{}/payments", award.reference), "Payments");
    if let Some(details) = current.as_ref() {
        sheet = sheet.with(now(app, details, (zone, confirms(details))));
        if details.is_to_confirm() && confirms(details) && policy::may_confirm(&viewer.actor, details) {
            sheet = sheet.with(to_confirm(app, award, details, errors));
        }
    }
    if !policy::may_ask_for(&viewer.actor, city) {
        let text = format!("Only an authorized official of your city can enter or change the account: {officials}.");
        return Ok(sheet.with(Section::new("Who enters the account").text(text)));
    }
    let rest = terms.as_ref().map_or(0, |terms| terms.bank_details.rest_days(current.as_ref().map_or(1, |details| details.number + 1)));
    let mut section = Section::new(if current.is_some() { "Enter another account" } else { "Enter an account" }).text(
        "Everybody who signs for your city gets a mail about this change. A person of the fund checks the account before money goes there.",
    );
    if rest > 0 {
        section = section.text(format!(
            "Because this changes where money goes, {rest} business days pass after it is checked before the first payment can go there."
        ));
    }
    Ok(sheet.with(section.form(SheetForm::new(
        format!("/portal/awards/{}/bank-details", award.reference),
        FormKeys::new(app.fresh_key()),
        "Save bank details",
        inputs(form, errors),
    ))))
}

/// The account that counts now, and how far it is.
fn now(app: &App, details: &BankDetails, (zone, is_confirmed_by_city): (Tz, bool)) -> Section {
    let mut facts = vec![
        SummaryRow::new("Name on the account", &details.holder),
        SummaryRow::new("Account", &details.masked()),
        SummaryRow::new("Entered by", &format!("{}, {}", details.entered.name, datetime(details.entered.at, zone))),
    ];
    if is_confirmed_by_city {
        let waits = "Nobody yet. Another person who writes for your city must type the account number again.";
        facts.push(SummaryRow::new("Confirmed by", details.confirmed.as_ref().map_or(waits, |done| done.name.as_str())));
    }
    let state = obstacle(Some(details), app.now()).unwrap_or_else(|| "Verified. Money can go there.".to_owned());
    facts.push(SummaryRow::new("State", &state));
    Section::new("Now").facts(facts)
}

/// What another person of the city is asked.
fn to_confirm(app: &App, award: &Award, details: &BankDetails, errors: &[FieldError]) -> Section {
    let field = Field::new("confirmed_number", "Account number")
        .hint("As the bank’s letter or a check says it. The number that was entered is not shown.")
        .autocomplete("off")
        .errors(errors);
    let form = SheetForm::new(
        format!("/portal/awards/{}/bank-details/confirm", award.reference),
        FormKeys::new(app.fresh_key()),
        "Confirm this account",
        vec![Input::hidden("details", &details.id.text()), Input::line(field)],
    );
    let text = format!("{} changed where your city’s money goes. If you know of it, type the account number.", details.entered.name);
    Section::new("Confirm the change").text(text).text("If you do not know of it, confirm nothing and call the fund at once.").form(form)
}

fn inputs(form: &Form, errors: &[FieldError]) -> Vec<Input> {
    let field = |name: &str, label: &str| Field::new(name, label).errors(errors);
    let kept = "We keep it encrypted and show only its last four digits, fewer of a short one.";
    let again = field("account_number_again", "Account number again").autocomplete("off");
    // What was typed is not written back into the page.
    let is_lost = ["account_number", "account_number_again"].iter().any(|name| !form.text(name).is_empty());
    let (number, again) = if is_lost {
        let twice = "For safety an account number is not shown again.";
        (format!("{twice} Type it again, here and below. {kept}"), again.hint(format!("{twice} Type it again here.")))
    } else {
        (kept.to_owned(), again)
    };
    vec![
        Input::line(field("holder", "Name on the account").value(form.text("holder"))),
        Input::line(
            field("routing_number", "Routing number")
                .hint("Nine digits, at the bottom of a check")
                .value(form.text("routing_number"))
                .numeric(),
        ),
        Input::line(field("account_number", "Account number").hint(number).autocomplete("off")),
        Input::line(again),
        Input::radios(
            Choices::new("kind", "Kind of account", [("checking", "Checking"), ("savings", "Savings")])
                .chosen(&form.text("kind"))
                .errors(errors),
        ),
    ]
}

async fn enter(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
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
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &award, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}

async fn confirm(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let id: Id<BankDetails> = form.text("details").parse().map_err(|_| Problem::missing())?;
    let (actor, vault, number) = (viewer.actor(), app.vault.clone(), form.text("confirmed_number"));
    let location = format!("/portal/awards/{}/bank-details?done=bank-details-confirmed", award.reference);
    let done = app
        .submit(&viewer, &form, move |tx| disbursement::confirm_bank_details(tx, &vault, &actor, id, &number).map(|()| location.clone()))
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &award, (&Form::default(), &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}
