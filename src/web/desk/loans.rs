//! Roles lent for holidays and illness: by whom, to whom, until when, up to how much.

use crate::db;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::locale::format::date;
use crate::people::delegation::{self, Delegation, LENDABLE, Loan};
use crate::people::{Account, FundRole, FundRole as R, account, role};
use crate::web::fields::{Cell, Choices, Column, DateField, Field, FormKeys, Status, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;

const WHO: Access = Access::Fund(&[R::ProgramOfficer, R::ApprovingOfficial, R::Administrator, R::Auditor]);
const CHANGE: Access = Access::Fund(&[R::ProgramOfficer, R::ApprovingOfficial, R::Administrator]);

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/loans", WHO, show), post("/desk/loans/lend", CHANGE, lend), post("/desk/loans/take-back", CHANGE, take_back)]
}

fn state(loan: &Delegation, today: NaiveDate) -> Status {
    if loan.revoked_at.is_some() {
        Status::quiet("Taken back")
    } else if loan.last_day < today {
        Status::quiet("Over")
    } else if loan.first_day > today {
        Status::active("Begins later")
    } else {
        Status::warning("In force")
    }
}

async fn page(app: &App, viewer: &Viewer, form: &Form, errors: &[FieldError]) -> Result<HttpResponse, Problem> {
    let (actor, today) = (viewer.actor(), app.now().day_in(app.settings.fund.zone()));
    let read = app.read(move |conn| Ok((delegation::list_visible(conn, &actor)?, account::list_staff(conn)?)));
    let (loans, staff) = read.await.map_err(|e: db::Error| Problem::from(e))?;
    let name =
        |id: Id<Account>| staff.iter().find(|(p, _)| p.id == id).map_or_else(|| "a closed account".to_owned(), |(p, _)| p.name.clone());
    let columns = ["Lent by", "To", "Role", "For amounts up to", "Days", "State"].map(Column::text).to_vec();
    let rows = loans.iter().map(|loan| {
        let most = loan.most.map_or_else(|| "any amount".to_owned(), |most| most.to_string());
        let days = format!("{} to {}", date(loan.first_day), date(loan.last_day));
        let words = [name(loan.to), role::words(loan.role).to_owned(), most, days].map(Cell::text);
        [vec![Cell::text(name(loan.from)).heading()], words.to_vec(), vec![Cell::status(state(loan, today))]].concat()
    });
    let table = Table::new("loans", "Lent roles", columns).empty("No role is lent.").rows(rows.collect::<Vec<_>>());
    let mut sheet = Sheet::new("Lent roles", errors).back("/desk", "Desk").with(
        Section::new("Who lent what")
            .text("A colleague decides in your role while you are away. The record names both of you, and both count: neither can be the second person.")
            .table(table),
    );
    let held: Vec<FundRole> = LENDABLE.iter().copied().filter(|role| viewer.actor.has(*role)).collect();
    if !held.is_empty() {
        sheet = sheet.with(Section::new("Lend a role").form(lending(app, viewer, (&held, &staff), (form, errors))));
    }
    let open: Vec<_> = loans
        .iter()
        .filter(|loan| loan.revoked_at.is_none() && loan.last_day >= today)
        .filter(|loan| viewer.actor.account == Some(loan.from) || viewer.actor.has(R::Administrator))
        .map(|loan| (loan.id.text(), format!("{} to {}, until {}", role::words(loan.role), name(loan.to), date(loan.last_day))))
        .collect();
    if !open.is_empty() {
        let input = Input::select(Choices::new("loan", "Which?", open).errors(errors));
        let form = SheetForm::new("/desk/loans/take-back", FormKeys::new(app.fresh_key()), "Take back", vec![input]);
        sheet = sheet.with(Section::new("Take a role back").form(form.quiet()));
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

type Staff = [(crate::people::Person, Vec<FundRole>)];

fn lending(app: &App, viewer: &Viewer, (held, staff): (&[FundRole], &Staff), (form, errors): (&Form, &[FieldError])) -> SheetForm {
    let others = staff.iter().filter(|(p, _)| viewer.actor.account != Some(p.id) && p.disabled_at.is_none());
    let people: Vec<_> = others.map(|(p, _)| (p.id.text(), format!("{}, {}", p.name, p.email))).collect();
    let roles = held.iter().map(|r| (r.to_string(), role::words(r)));
    let day = |name: &str, label: &str| Input::date(DateField::new(name, label).typed(form).errors(errors));
    let most = Field::new("most", "For amounts up to").hint("Leave it empty for any amount.").optional();
    SheetForm::new(
        "/desk/loans/lend",
        FormKeys::new(app.fresh_key()),
        "Lend the role",
        vec![
            Input::select(Choices::new("role", "Role", roles).chosen(&form.text("role")).errors(errors)),
            Input::select(Choices::new("to", "To whom?", people).chosen(&form.text("to")).errors(errors)),
            Input::money(most.value(form.text("most")).errors(errors)),
            day("first_day", "First day"),
            day("last_day", "Last day"),
        ],
    )
}

/// What was typed, or all that is wrong with it.
fn read(form: &Form) -> Result<Loan, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let to = form.text("to").parse::<Id<Account>>().map_err(|_| mistakes.push(FieldError::new("to", "Choose a person."))).ok();
    let role = form.text("role").parse::<FundRole>().map_err(|_| mistakes.push(FieldError::new("role", "Choose a role."))).ok();
    let most = if form.text("most").is_empty() {
        None
    } else {
        form.money("most").map_err(|e| mistakes.push(FieldError::new("most", e.to_string()))).ok()
    };
    let mut day = |name: &str| match DateField::read(form, name) {
        Ok(Some(day)) => Some(day),
        Ok(None) => {
            mistakes.push(FieldError::new(name, "Enter a day."));
            None
        }
        Err(e) => {
            mistakes.push(e);
            None
        }
    };
    let days = (day("first_day"), day("last_day"));
    match (to, role, days) {
        (Some(to), Some(role), (Some(first_day), Some(last_day))) if mistakes.is_empty() => {
            Ok(Loan { to, role, most: most.filter(|most| *most != Money::ZERO), first_day, last_day })
        }
        _ => Err(mistakes),
    }
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &Form::default(), &[]).await
}

async fn lend(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let loan = match read(&form) {
        Ok(loan) => loan,
        Err(mistakes) => return page(&app, &viewer, &form, &mistakes).await,
    };
    let actor = viewer.actor();
    let done = app.submit(&viewer, &form, move |tx| delegation::lend(tx, &actor, &loan).map(|_| "/desk/loans?done=added".to_owned()));
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &form, &e.mistakes()).await,
        other => Ok(other?),
    }
}

async fn take_back(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let Ok(loan) = form.text("loan").parse::<Id<Delegation>>() else {
        return page(&app, &viewer, &form, &[FieldError::new("loan", "Choose one.")]).await;
    };
    let actor = viewer.actor();
    Ok(app
        .submit(&viewer, &form, move |tx| delegation::take_back(tx, &actor, loan).map(|()| "/desk/loans?done=removed".to_owned()))
        .await?)
}
