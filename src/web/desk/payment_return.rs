//! A return that a finance officer was told of and no file of the bank brought: what is asked of it, how it shows on the
//! payment, and how another person confirms or refuses it.

use super::payments::{FINANCE, payment_sheet};
use crate::db::Error;
use crate::disbursement::{self, Method, Payment, PaymentState, RETURN_CODES, ReturnOutcome, ReturnProposal, policy};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::short_date;
use crate::people::Actor;
use crate::web::fields::{Cell, Choices, Column, DateField, Field, FormKeys, Table};
use crate::web::sheet::{Input, Section, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/desk/payments/returns/{id}/confirm", FINANCE, confirm),
        post("/desk/payments/returns/{id}/refuse", FINANCE, refuse),
        post("/desk/payments/returns/{id}/withdraw", FINANCE, withdraw),
    ]
}

/// Whether a return can be recorded: it went to the bank, and no other return of it waits.
pub(super) fn may_be_recorded(payment: &Payment, returns: &[ReturnProposal]) -> bool {
    matches!(payment.state, PaymentState::Released | PaymentState::Settled) && returns.iter().all(|one| one.outcome.is_some())
}

/// The form that records that a payment came back, with the reasons of the way in which it left.
pub(super) fn came_back(
    payment: &Payment,
    today: NaiveDate,
    keys: FormKeys,
    (form, errors): (&Form, &[FieldError]),
) -> Result<SheetForm, Error> {
    let (question, day, button) = match payment.method() {
        Method::Ach => ("Return code of the bank", "Day on which the bank sent it back", "Record that the bank sent it back"),
        Method::Cheque => ("Why the cheque is not paid", "Day since which it is so", "Record that the cheque is not paid"),
        Method::Payables => ("Why the payables system did not pay", "Day since which it is so", "Record that it was not paid"),
    };
    let choices = if payment.method() == Method::Ach {
        Choices::new("code", question, RETURN_CODES.iter().map(|(code, meaning)| (*code, format!("{code}: {meaning}"))))
    } else {
        let reasons = disbursement::unpaid_reasons(payment, today)?;
        Choices::new("code", question, reasons.into_iter().map(|reason| (reason.code.as_str(), capitalised(&reason.meaning))))
    };
    let hint = "Such as the bank’s letter or the number of its advice. Another finance officer confirms it; nothing is posted before.";
    let evidence = Field::new("evidence", "How do you know it?").hint(hint).value(form.text("evidence")).errors(errors);
    let inputs = vec![
        Input::select(choices.chosen(&form.text("code")).errors(errors)),
        Input::date(DateField::new("told_on", day).typed(form).errors(errors)),
        Input::line(evidence),
    ];
    Ok(SheetForm::new(format!("/desk/payments/{}/return", payment.id), keys, button, inputs).quiet())
}

/// What a code means: a return code of the bank, or why a cheque or voucher is not paid.
pub(super) fn meaning(code: &str) -> String {
    let of_the_bank = RETURN_CODES.iter().find(|(known, _)| *known == code).map(|(code, meaning)| format!("{code}: {meaning}"));
    let unpaid = || [Method::Cheque, Method::Payables].into_iter().find_map(|method| disbursement::unpaid_meaning(method, code));
    of_the_bank.or_else(|| unpaid().map(capitalised)).unwrap_or_else(|| code.to_owned())
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn table(all: &[ReturnProposal]) -> Table {
    let columns = ["Day", "Why", "How it is known", "Recorded by", "What became of it"].map(Column::text);
    Table::new("by-hand", "Returns recorded by hand, oldest first", columns.into_iter().collect()).rows(all.iter().map(|one| {
        let became = match (one.outcome.map(ReturnOutcome::label), &one.decided_by_name) {
            (Some(label), Some(name)) => Cell::text(format!("{label}, {name}")),
            _ => Cell::text("Waits for another person"),
        };
        vec![
            Cell::text(short_date(one.told_on)).heading(),
            Cell::text(meaning(&one.code)),
            Cell::text(&one.evidence),
            Cell::text(&one.proposed.name),
            match &one.reason {
                Some(why) => became.detail(why),
                None => became,
            },
        ]
    }))
}

/// The returns of a payment that were recorded by hand; with what the reader can do about one that waits.
pub(super) fn section(app: &App, actor: &Actor, all: &[ReturnProposal], (form, errors): (&Form, &[FieldError])) -> Option<Section> {
    if all.is_empty() {
        return None;
    }
    let section = Section::new("Returned, as told by hand").table(table(all));
    let Some(open) = all.iter().find(|one| one.outcome.is_none()) else { return Some(section) };
    let step = |verb: &str, button: &str, inputs: Vec<Input>| {
        SheetForm::new(format!("/desk/payments/returns/{}/{verb}", open.id), FormKeys::new(app.fresh_key()), button, inputs)
    };
    Some(if !policy::is_finance(actor) {
        section.text("It waits for another finance officer. Nothing is posted before.")
    } else if actor.is_person(&open.proposed.by) {
        section
            .text("You recorded this return. Nothing is posted before another finance officer confirms it.")
            .form(step("withdraw", "Withdraw this return", vec![]).quiet())
    } else {
        let why = Field::new("why", "Why is it refused?").limit(500).rows(3).value(form.text("why")).errors(errors);
        section
            .text("Confirming undoes the payment in the books and frees the money; the account of a credit is frozen.")
            .form(step("confirm", "Confirm this return", vec![]))
            .form(step("refuse", "Refuse this return", vec![Input::area(why)]).quiet())
    })
}

/// Returns that wait, for the page of the bank.
pub(super) fn waiting(open: &[ReturnProposal]) -> Option<Section> {
    let columns = vec![
        Column::text("Payment"),
        Column::text("Why"),
        Column::text("Recorded by"),
        Column::text("How it is known"),
        Column::number("Amount"),
    ];
    let table = Table::new("returns", "Returns recorded by hand that another person must confirm", columns).rows(open.iter().map(|one| {
        vec![
            Cell::link(&one.reference, format!("/desk/payments/{}", one.payment)).heading(),
            Cell::text(meaning(&one.code)),
            Cell::text(&one.proposed.name),
            Cell::text(&one.evidence),
            Cell::number(one.amount.to_string()),
        ]
    }));
    (!open.is_empty()).then(|| Section::new("Returns to confirm").table(table))
}

/// The return and its payment, if both are open to the reader.
async fn find(app: &App, viewer: &Viewer, path: &str) -> Result<(Id<ReturnProposal>, Id<Payment>), Problem> {
    let id: Id<ReturnProposal> = path.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let found = app.read(move |conn| disbursement::open_return(conn, &actor, id)).await?;
    Ok((id, found.payment))
}

async fn confirm(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (id, payment) = find(&app, &viewer, &path).await?;
    let actor = viewer.actor();
    let done = app.submit(&viewer, &form, move |tx| {
        disbursement::confirm_return(tx, &actor, id).map(|()| format!("/desk/payments/{payment}?done=recorded"))
    });
    Ok(done.await?)
}

async fn withdraw(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (id, payment) = find(&app, &viewer, &path).await?;
    let actor = viewer.actor();
    let done = app.submit(&viewer, &form, move |tx| {
        disbursement::withdraw_return(tx, &actor, id).map(|()| format!("/desk/payments/{payment}?done=recorded"))
    });
    Ok(done.await?)
}

async fn refuse(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (id, payment) = find(&app, &viewer, &path).await?;
    let (actor, why) = (viewer.actor(), form.text("why"));
    let done = app
        .submit(&viewer, &form, move |tx| {
            disbursement::refuse_return(tx, &actor, id, &why).map(|()| format!("/desk/payments/{payment}?done=recorded"))
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &payment_sheet(&app, &viewer, payment, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}
