//! What is asked for on the page of a closeout: that an accepted cost which turned out not to be allowed is taken back, and that a
//! closed award is opened again. Each bill has its own page (`collections`).

use super::closeouts;
use super::collections::{self, MOST};
use crate::award::Award;
use crate::db::{self, Conn};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::ledger::Rulebook;
use crate::locale::format::short_date;
use crate::people::{Actor, FundRole};
use crate::recovering::{self, BillRow, BillState, NewBill, Reopening, ReopeningState, policy};
use crate::spending::{self, Expense};
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Table};
use crate::web::sheet::{Input, Section, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;

const OFFICERS: Access = Access::Fund(&[FundRole::ProgramOfficer, FundRole::FinanceOfficer]);
const APPROVERS: Access = Access::Fund(&[FundRole::ApprovingOfficial]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/desk/closeouts/{reference}/bill", OFFICERS, ask_bill),
        post("/desk/closeouts/{reference}/ask-reopening", OFFICERS, ask_reopening),
        post("/desk/closeouts/{reference}/reopen", APPROVERS, reopen),
        post("/desk/closeouts/{reference}/leave-closed", APPROVERS, leave_closed),
    ]
}

/// What is kept of bills and reopenings of one award.
pub(super) struct Recoveries {
    bills: Vec<BillRow>,
    /// The expenses of which something can be taken back, and how much.
    billable: Vec<(Expense, Money)>,
    reopenings: Vec<Reopening>,
}

impl Recoveries {
    pub(super) fn load(conn: &mut Conn, id: Id<Award>) -> Result<Self, db::Error> {
        let bills = recovering::list_bill_rows_of(conn, id)?;
        let mut billable = Vec::new();
        for expense in spending::list_accepted(conn, id, MOST)? {
            let asked = bills.iter().map(|one| &one.bill).filter(|bill| bill.state == BillState::Asked && bill.expense == Some(expense.id));
            let asked = asked.fold(0_i64, |sum, bill| sum.saturating_add(bill.amount.cents()));
            let most = Money::from_cents(expense.accepted().cents().saturating_sub(asked));
            if most.is_positive() {
                billable.push((expense, most));
            }
        }
        Ok(Self { bills, billable, reopenings: recovering::list_reopenings(conn, id)? })
    }

    /// Bills, and the form to ask for one.
    pub(super) fn bills(
        &self,
        (award, actor, today): (&Award, &Actor, NaiveDate),
        (href, keys): (&str, FormKeys),
        (form, errors): (&Form, &[FieldError]),
    ) -> Option<Section> {
        if self.bills.is_empty() && self.billable.is_empty() {
            return None;
        }
        let mut section = Section::new("Cost that is not allowed").table(collections::of_one_award(&self.bills, today));
        if award.closed_at.is_some() {
            section = section.text("To take back a cost, open the award again first.");
        } else if policy::may_ask(actor) && !self.billable.is_empty() {
            let words = |(expense, most): &(Expense, Money)| {
                let told = format!(
                    "{}, {}, {}: at most {most}",
                    expense.description,
                    short_date(expense.spent_on),
                    Rulebook::category_title(&expense.category)
                );
                (expense.id.text(), told)
            };
            let expenses = Choices::new("bill_expense", "Accepted expense", self.billable.iter().map(words));
            let inputs = vec![
                Input::select(expenses.chosen(&form.text("bill_expense")).errors(errors)),
                Input::money(
                    Field::new("bill_amount", "Amount to take back")
                        .hint("What was paid of it is asked back from the city; what was not is not owed to it any more.")
                        .value(form.text("bill_amount"))
                        .errors(errors),
                ),
                Input::area(
                    Field::new("bill_reason", "Why is the cost not allowed?")
                        .hint("The city reads this. Say so too if income of the program paid for it.")
                        .limit(1000)
                        .rows(3)
                        .value(form.text("bill_reason"))
                        .errors(errors),
                ),
            ];
            section = section.form(SheetForm::new(format!("{href}/bill"), keys, "Ask for a bill", inputs).quiet());
        }
        Some(section)
    }

    /// How a closed award is opened again.
    pub(super) fn reopening(
        &self,
        award: &Award,
        actor: &Actor,
        (app, href): (&App, &str),
        (form, errors): (&Form, &[FieldError]),
    ) -> Option<Section> {
        let keys = || FormKeys::new(app.fresh_key());
        if award.closed_at.is_none() && self.reopenings.is_empty() {
            return None;
        }
        let columns = vec![Column::text("Asked by"), Column::text("Why"), Column::text("State"), Column::text("Decided by")];
        let rows = self.reopenings.iter().map(|one| {
            let by = one.decided_by_name.clone().unwrap_or_default();
            vec![Cell::text(&one.asked_by_name).heading(), Cell::text(&one.reason), Cell::text(one.state.label()), Cell::text(by)]
        });
        let table = Table::new("reopenings", "Reopenings", columns).empty("It was never opened again.").rows(rows.collect::<Vec<_>>());
        let mut section = Section::new("Opening a closed award").table(table);
        let asked = self.reopenings.iter().find(|one| one.state == ReopeningState::Asked);
        match asked {
            Some(asked) if policy::may_reopen(actor) && !policy::is(actor, &asked.asked_by) => {
                section = section
                    .form(SheetForm::new(format!("{href}/reopen"), keys(), "Open it again", vec![]))
                    .form(SheetForm::new(format!("{href}/leave-closed"), keys(), "Leave it closed", vec![]).quiet());
            }
            None if policy::may_ask(actor) && award.closed_at.is_some() => {
                let why = Field::new("reopen_reason", "Why must it be opened again?").limit(1000).rows(3);
                let inputs = vec![Input::area(why.value(form.text("reopen_reason")).errors(errors))];
                section = section.form(SheetForm::new(format!("{href}/ask-reopening"), keys(), "Ask to open it again", inputs).quiet());
            }
            _ => {}
        }
        Some(section)
    }
}

async fn ask_bill(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = closeouts::find(&app, &viewer, &path).await?;
    let amount = match form.money("bill_amount") {
        Ok(amount) => amount,
        Err(e) => {
            let mistakes = [FieldError::new("bill_amount", e.to_string())];
            return app.page_with_mistakes(&viewer, &closeouts::sheet(&app, &viewer, &path, (&form, &mistakes)).await?);
        }
    };
    let new = NewBill { award: award.id, expense: form.text("bill_expense").parse().ok(), amount, reason: form.text("bill_reason") };
    let actor = viewer.actor();
    let done = app
        .submit(&viewer, &form, move |tx| {
            recovering::ask_bill(tx, &actor, &new).map(|id| format!("/desk/collections/{id}?done=bill-asked"))
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &closeouts::sheet(&app, &viewer, &path, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}

async fn ask_reopening(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = closeouts::find(&app, &viewer, &path).await?;
    let (actor, reason, location) =
        (viewer.actor(), form.text("reopen_reason"), format!("/desk/closeouts/{}?done=recorded", award.reference));
    let done =
        app.submit(&viewer, &form, move |tx| recovering::ask_reopening(tx, &actor, award.id, &reason).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &closeouts::sheet(&app, &viewer, &path, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}

async fn reopen(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = closeouts::find(&app, &viewer, &path).await?;
    let (actor, location) = (viewer.actor(), format!("/desk/closeouts/{}?done=award-reopened", award.reference));
    Ok(app.submit(&viewer, &form, move |tx| recovering::approve_reopening(tx, &actor, award.id).map(|()| location.clone())).await?)
}

async fn leave_closed(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = closeouts::find(&app, &viewer, &path).await?;
    let (actor, location) = (viewer.actor(), format!("/desk/closeouts/{}?done=recorded", award.reference));
    Ok(app.submit(&viewer, &form, move |tx| recovering::refuse_reopening(tx, &actor, award.id).map(|()| location.clone())).await?)
}
