//! What one finance officer says that a line of the bank stands for: payments, a refund, or money for a bill. Another confirms
//! or refuses it on the page of the line; where it is about money for an award, the pages of that award lead there.

use super::bank::FINANCE;
use super::bank_line::{cells, columns};
use crate::banking::{self, LineRow, Proposal, ProposalRow, Waiting};
use crate::disbursement::policy;
use crate::kernel::{Id, Money};
use crate::locale::format::short_date;
use crate::recovering;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, FormKeys, Table};
use crate::web::sheet::{Section, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![post("/desk/bank/proposals/{id}/confirm", FINANCE, confirm), post("/desk/bank/proposals/{id}/refuse", FINANCE, refuse)]
}

/// What is proposed of a line, in a few words.
pub(super) fn meaning(proposal: &ProposalRow) -> &'static str {
    match (&proposal.award_id, &proposal.bill_id) {
        (Some(_), Some(_)) => "Money for a bill",
        (Some(_), None) => "Refund of an advance",
        _ => "Payments",
    }
}

/// On the page of a line: what somebody proposed, for another person to decide.
pub(super) fn waiting(app: &App, viewer: &Viewer, Waiting { proposal, payments, award }: &Waiting) -> Section {
    let mut section = Section::new("To confirm");
    let said = if proposal.reason.is_empty() { String::new() } else { format!(" {}", proposal.reason) };
    if let Some(award) = award {
        let what = if proposal.bill_id.is_some() { "money for a bill of" } else { "the refund of the unused advance of" };
        section = section.text(format!("{} says: this is {what} {}, {}.{said}", proposal.proposed_by_name, award.reference, award.city));
        section = section.link_some(Doors::of(&viewer.actor).link(format!("/desk/closeouts/{}", award.reference), "The award’s closeout"));
        section = match &proposal.bill_id {
            Some(bill) => section.link_some(Doors::of(&viewer.actor).link(format!("/desk/collections/{bill}"), "The bill")),
            None => section,
        };
    } else {
        let table = Table::new("proposed", "What it shall stand for", columns()).rows(payments.iter().map(cells));
        section = section.text(format!("{} says:{said}", proposal.proposed_by_name)).table(table);
    }
    let href = format!("/desk/bank/proposals/{}", proposal.id);
    let form = |verb: &str, button: &str| SheetForm::new(format!("{href}/{verb}"), FormKeys::new(app.fresh_key()), button, vec![]);
    if !policy::is_finance(&viewer.actor) {
        section
    } else if viewer.actor.is_person(&proposal.proposed_by) {
        section.text("Another finance officer must confirm it.").form(form("refuse", "Take it back").quiet())
    } else {
        section.form(form("confirm", "Confirm this match")).form(form("refuse", "Refuse it").quiet())
    }
}

/// On the pages of an award: the lines that are proposed as money for it.
pub(super) fn lines_to_confirm(viewer: &Viewer, waiting: &[(ProposalRow, LineRow)]) -> Option<Section> {
    let doors = Doors::of(&viewer.actor);
    let columns = ["Day", "What", "Proposed by"].map(Column::text).into_iter().chain([Column::number("Amount")]).collect();
    let rows = waiting.iter().map(|(proposal, line)| {
        vec![
            doors.cell(short_date(line.value_on), format!("/desk/bank/lines/{}", line.id)).heading(),
            Cell::text(meaning(proposal)).detail(&line.description),
            Cell::text(&proposal.proposed_by_name),
            Cell::number(Money::from_cents(line.amount_cents).to_string()),
        ]
    });
    let table = Table::new("to-confirm", "Bank lines that another finance officer must confirm", columns).rows(rows.collect::<Vec<_>>());
    let told = "Nothing is recorded of them before.";
    (!waiting.is_empty()).then(|| Section::new("Money to confirm").text(told).table(table))
}

/// Where the person goes on.
const AFTER: &str = "/desk/bank?done=recorded";

async fn confirm(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Proposal> = path.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let proposal = app.read(move |conn| banking::open_proposal(conn, &actor, id)).await?;
    let actor = viewer.actor();
    let done = match (proposal.award_id, proposal.bill_id) {
        (Some(_), Some(_)) => {
            app.submit(&viewer, &form, move |tx| recovering::confirm_line(tx, &actor, id).map(|()| AFTER.to_owned())).await?
        }
        (Some(_), None) => app.submit(&viewer, &form, move |tx| banking::confirm_refund(tx, &actor, id).map(|()| AFTER.to_owned())).await?,
        _ => app.submit(&viewer, &form, move |tx| banking::confirm_match(tx, &actor, id).map(|()| AFTER.to_owned())).await?,
    };
    Ok(done)
}

async fn refuse(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Proposal> = path.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    Ok(app.submit(&viewer, &form, move |tx| banking::refuse_match(tx, &actor, id).map(|()| AFTER.to_owned())).await?)
}
