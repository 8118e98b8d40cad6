//! Bank details of cities at the desk: those that wait for a second person, one version with how far it is, and notices of
//! the bank that say something in them is wrong. Only the last four characters of an account number are shown.

use super::test_entries::{self, course};
use crate::db;
use crate::disbursement::{self, BankDetails, BankProposal, Prenote, Source, Terms, notice_words, obstacle, policy};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::locale::format::{datetime, short_date};
use crate::people::{City, FundRole, organisation};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const READERS: Access = Access::Fund(&[FundRole::FinanceOfficer, FundRole::ReleasingOfficer, FundRole::Auditor]);
const FINANCE: Access = Access::Fund(&[FundRole::FinanceOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/bank-details", READERS, list),
        get("/desk/bank-details/{id}", READERS, show),
        post("/desk/bank-details/{id}/verify", FINANCE, verify),
        get("/desk/bank-details/notices/{id}", READERS, show_notice),
        post("/desk/bank-details/notices/{id}/take-over", FINANCE, take_over),
        post("/desk/bank-details/notices/{id}/set-aside", FINANCE, set_aside),
    ]
}

async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let (waiting, notices, tried) = app
        .read(move |conn| {
            let (mut waiting, mut notices) = (Vec::new(), Vec::new());
            // Whoever is tied to a city vouches for no account of it.
            for details in
                disbursement::list_unverified_bank_details(conn)?.into_iter().filter(|d| !actor.walls.hide_account_of(d.organisation))
            {
                let city = organisation::city(conn, details.organisation)?;
                waiting.push((details, city.full_name()));
            }
            for notice in disbursement::list_bank_proposals(conn, &actor)? {
                let city = organisation::city(conn, notice.organisation)?;
                notices.push((notice, city));
            }
            Ok::<_, db::Error>((waiting, notices, test_entries::latest(conn, &actor)?))
        })
        .await?;
    let sheet = Sheet::new("Bank details", &[])
        .lead("Confirm each account by another way: call a number you knew before, or ask for a letter of the bank.")
        .back("/desk/payments", "Payments")
        .with(Section::new("To verify").table(waiting_table(app.now(), waiting)))
        .with(Section::new("Notices of the bank").table(notice_table(notices)))
        .with(Section::new("Test entries").table(test_entries::table(
            Doors::of(&viewer.actor),
            "The latest test entries, newest first",
            &tried,
        )));
    app.page(&viewer, &sheet)
}

fn waiting_table(now: Timestamp, waiting: Vec<(BankDetails, String)>) -> Table {
    let rules = Terms::at(now).ok().map(|terms| terms.bank_details);
    let columns = vec![Column::text("City"), Column::text("Account"), Column::text("Entered by"), Column::text("Waits for")];
    Table::new("details", "Bank details that wait for a second person", columns).empty("Nothing waits.").rows(waiting.into_iter().map(
        |(details, city)| {
            let is_unconfirmed = rules.is_some_and(|rules| rules.city_confirms(details.number)) && details.confirmed.is_none();
            let waits = if is_unconfirmed { Status::quiet("Another person of the city") } else { Status::active("A finance officer") };
            vec![
                Cell::link(city, format!("/desk/bank-details/{}", details.id)).heading(),
                Cell::text(details.masked()),
                Cell::text(details.entered.name),
                Cell::status(waits),
            ]
        },
    ))
}

fn notice_table(notices: Vec<(BankProposal, City)>) -> Table {
    let columns = vec![Column::text("City"), Column::text("The bank says"), Column::text("Read in by"), Column::text("On")];
    Table::new("notices", "Notices of change to decide", columns).empty("No notice waits.").rows(notices.into_iter().map(
        |(notice, city)| {
            vec![
                Cell::link(city.full_name(), format!("/desk/bank-details/notices/{}", notice.id)).heading(),
                Cell::text(format!("{}: {}", notice.code, notice_words(&notice.code))),
                Cell::text(notice.found.name),
                Cell::text(short_date(notice.found.at.day_in(city.zone))),
            ]
        },
    ))
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<BankDetails> = path.parse().map_err(|_| Problem::missing())?;
    let sheet = sheet(&app, &viewer, id, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(app: &App, viewer: &Viewer, id: Id<BankDetails>, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let actor = viewer.actor();
    let (details, city, prenote) = app
        .read(move |conn| {
            let details = disbursement::bank_details(conn, id)?;
            if actor.walls.hide_account_of(details.organisation) {
                return Err(db::Error::Missing);
            }
            let city = organisation::city(conn, details.organisation)?;
            Ok::<_, db::Error>((details, city, disbursement::find_prenote(conn, id)?))
        })
        .await?;
    let mut section = Section::new("The account").facts(facts(app, (&details, &city), prenote.as_ref()));
    if details.verified.is_none() && details.blocked_reason.is_none() && policy::may_verify(&viewer.actor, &details) {
        let how = Field::new("how", "How did you verify it?")
            .hint("Who you called, or which letter you saw")
            .value(form.text("how"))
            .errors(errors);
        let first = "Send an entry of no money there first";
        let prenote = Choices::one("prenote", "Test entry", first)
            .hint("It leaves with the next payment run or with one of its own. Money can follow some banking days later, if nothing comes back.")
            .all_chosen(&form.all("prenote"))
            .optional();
        section = section.form(SheetForm::new(
            format!("/desk/bank-details/{id}/verify"),
            FormKeys::new(app.fresh_key()),
            "These details are right",
            vec![Input::line(how), Input::checkboxes(prenote)],
        ));
    }
    Ok(Sheet::new("Bank details", errors)
        .about(&city.full_name())
        .lead(city.full_name())
        .back("/desk/bank-details", "Bank details")
        .with(section))
}

fn facts(app: &App, (details, city): (&BankDetails, &City), prenote: Option<&Prenote>) -> Vec<SummaryRow> {
    let source = match details.source {
        Source::City => "The city entered it",
        Source::Notice => "A notice of change of the bank",
    };
    let confirmed = details.confirmed.as_ref().map_or("Nobody yet", |done| done.name.as_str());
    let mut facts = vec![
        SummaryRow::new("Name on the account", &details.holder),
        SummaryRow::new("Routing number", &details.routing_number),
        SummaryRow::new("Account", &details.masked()),
        SummaryRow::new("Kind", details.kind.label()),
        SummaryRow::new("Comes from", source),
        SummaryRow::new("Entered by", &format!("{}, {}", details.entered.name, datetime(details.entered.at, city.zone))),
    ];
    if Terms::at(app.now()).is_ok_and(|terms| terms.bank_details.city_confirms(details.number)) || details.confirmed.is_some() {
        facts.push(SummaryRow::new("Confirmed for the city by", confirmed));
    }
    facts.push(SummaryRow::new("Verified by", details.verified.as_ref().map_or("Nobody yet", |d| d.name.as_str())));
    facts.push(SummaryRow::new("How", details.how_verified.as_deref().unwrap_or("Not yet")));
    facts.extend(prenote.map(|prenote| SummaryRow::new("Test entry", &course(prenote))));
    let state = obstacle(Some(details), app.now()).unwrap_or_else(|| "Money can go there.".to_owned());
    facts.push(SummaryRow::new("State", &state));
    facts
}

async fn verify(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<BankDetails> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, how, wants_prenote) = (viewer.actor(), form.text("how"), form.has("prenote"));
    let done = app
        .submit(&viewer, &form, move |tx| {
            let verified = if wants_prenote {
                disbursement::verify_after_prenote(tx, &actor, id, &how)
            } else {
                disbursement::verify_bank_details(tx, &actor, id, &how)
            };
            verified.map(|()| "/desk/bank-details?done=accepted".to_owned())
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, id, (&form, &e.mistakes())).await?),
        other => Ok(other?),
    }
}

async fn show_notice(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<BankProposal> = path.parse().map_err(|_| Problem::missing())?;
    let sheet = notice_sheet(&app, &viewer, id, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn notice_sheet(app: &App, viewer: &Viewer, id: Id<BankProposal>, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let actor = viewer.actor();
    let (notice, details, city) = app
        .read(move |conn| {
            let notice = disbursement::open_bank_proposal(conn, &actor, id)?;
            let details = disbursement::bank_details(conn, notice.details)?;
            let city = organisation::city(conn, notice.organisation)?;
            Ok::<_, db::Error>((notice, details, city))
        })
        .await?;
    let mut facts = vec![
        SummaryRow::new("The bank says", &format!("{}: {}", notice.code, notice_words(&notice.code))),
        SummaryRow::new("About the entry with the trace", &notice.trace),
        SummaryRow::new("Read in by", &format!("{}, {}", notice.found.name, datetime(notice.found.at, city.zone))),
    ];
    if let Some(decision) = &notice.decision {
        let what = decision.reason.as_ref().map_or("Taken over".to_owned(), |reason| format!("Set aside: {reason}"));
        facts.push(SummaryRow::new("Decided by", &format!("{}, {}", decision.done.name, datetime(decision.done.at, city.zone))));
        facts.push(SummaryRow::new("Decision", &what));
    }
    let columns = vec![Column::text("What"), Column::text("As it was"), Column::text("What the bank says is right")];
    let was = |label: &str| match label {
        "Name on the account" => details.holder.clone(),
        "Routing number" => details.routing_number.clone(),
        "Account" => details.masked(),
        _ => details.kind.label().to_owned(),
    };
    let rows =
        notice.corrections().into_iter().map(|(label, right)| vec![Cell::text(label).heading(), Cell::text(was(label)), Cell::text(right)]);
    let table = Table::new("corrections", "What the notice corrects", columns).rows(rows);
    let mut sheet = Sheet::new("Notice of change", errors)
        .about(&city.full_name())
        .lead(city.full_name())
        .back("/desk/bank-details", "Bank details")
        .with(Section::new("The notice").facts(facts).table(table));
    if notice.decision.is_none() && policy::may_decide(&viewer.actor, &notice) {
        sheet = sheet.with(decide(app, id, (form, errors)));
    } else if notice.decision.is_none() && policy::is_finance(&viewer.actor) {
        sheet = sheet.with(Section::new("Decide").text("You read this notice in, so another finance officer decides it."));
    }
    Ok(sheet)
}

fn decide(app: &App, id: Id<BankProposal>, (form, errors): (&Form, &[FieldError])) -> Section {
    let href = format!("/desk/bank-details/notices/{id}");
    let reason = Field::new("reason", "Why is it set aside?").value(form.text("reason")).limit(500).errors(errors);
    Section::new("Decide")
        .text("Call the city at a number you knew before. Taken over, it is the city’s next version and rests like any change.")
        .form(SheetForm::new(format!("{href}/take-over"), FormKeys::new(app.fresh_key()), "Take it over", vec![]))
        .form(
            SheetForm::new(format!("{href}/set-aside"), FormKeys::new(app.fresh_key()), "Set it aside", vec![Input::area(reason)]).quiet(),
        )
}

async fn take_over(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<BankProposal> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, vault) = (viewer.actor(), app.vault.clone());
    Ok(app
        .submit(&viewer, &form, move |tx| {
            disbursement::take_over_bank_change(tx, &vault, &actor, id)
                .map(|details| format!("/desk/bank-details/{details}?done=notice-taken-over"))
        })
        .await?)
}

async fn set_aside(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<BankProposal> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, reason) = (viewer.actor(), form.text("reason"));
    let done = app
        .submit(&viewer, &form, move |tx| {
            disbursement::set_bank_change_aside(tx, &actor, id, &reason).map(|()| "/desk/bank-details?done=recorded".to_owned())
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &notice_sheet(&app, &viewer, id, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}
