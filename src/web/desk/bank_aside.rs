//! A line of the bank that is no payment of a city: setting it aside with a reason, taking that back, and the list of what is
//! set aside.

use super::bank::FINANCE;
use super::bank_line;
use crate::banking::{self, AsideRow, BankLine, OpenLine};
use crate::disbursement::policy;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal, Timestamp};
use crate::locale::format::{datetime, short_date};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;

pub(super) fn routes() -> Vec<Route> {
    vec![post("/desk/bank/lines/{id}/aside", FINANCE, set_aside), post("/desk/bank/lines/{id}/back", FINANCE, take_back)]
}

/// The form with its one question.
fn form_of(app: &App, action: String, (question, hint, button): (&str, &str, &str), (form, errors): (&Form, &[FieldError])) -> SheetForm {
    let field = Field::new("why", question).hint(hint).limit(500).value(form.text("why")).errors(errors);
    SheetForm::new(action, FormKeys::new(app.fresh_key()), button, vec![Input::area(field)]).quiet()
}

/// Asks whether a line that stands for nothing is no payment of a city.
pub(super) fn question(app: &App, viewer: &Viewer, id: Id<BankLine>, typed: (&Form, &[FieldError])) -> Section {
    let hint = "For example: monthly fee of the bank, booked by entry 12; or: typed by mistake, the file of the bank has it";
    let words = ("What is it?", hint, "Set this line aside");
    Section::new("Is it no payment of a city?")
        .text("A fee, interest, a transfer of the fund’s own, or a line that was typed by mistake. Nothing is posted; the line stays on its statement and among the items of the clearing.")
        .link_some(Doors::of(&viewer.actor).link("/desk/ledger/entries/new", "Where the books need it: prepare an entry by hand"))
        .form(form_of(app, format!("/desk/bank/lines/{id}/aside"), words, typed))
}

/// Says why a line is set aside.
pub(super) fn section(app: &App, viewer: &Viewer, (id, aside): (Id<BankLine>, &AsideRow), typed: (&Form, &[FieldError])) -> Section {
    let zone = app.settings.fund.zone();
    let by = format!("{}, {}", aside.set_aside_by_name, datetime(Timestamp::from_naive(aside.set_aside_at), zone));
    let facts = vec![SummaryRow::new("What it is", &aside.reason), SummaryRow::new("Set aside by", &by)];
    let section = Section::new("Set aside")
        .text("This line is no payment of a city.")
        .facts(facts)
        .link_some(Doors::of(&viewer.actor).link("/desk/ledger/entries", "Entries by hand"));
    if !policy::is_finance(&viewer.actor) {
        return section;
    }
    let words = ("Why is it looked at again?", "What was said before stays in the record.", "Take this back");
    section.form(form_of(app, format!("/desk/bank/lines/{id}/back"), words, typed))
}

/// What was said of a line and taken back, oldest first.
pub(super) fn before(open: &OpenLine, zone: Tz) -> Vec<String> {
    let told = |aside: &AsideRow| {
        let (by, at, why) = (aside.taken_back_by_name.as_deref()?, aside.taken_back_at?, aside.why_back.as_deref()?);
        let at = datetime(Timestamp::from_naive(at), zone);
        Some(format!("{} set it aside: {} {by} took that back, {at}: {why}", aside.set_aside_by_name, aside.reason))
    };
    open.asides.iter().filter_map(told).collect()
}

/// What is set aside, newest first.
pub(super) fn listed(lines: &[OpenLine]) -> Option<Section> {
    let columns = vec![Column::text("Day"), Column::text("The bank wrote"), Column::text("What it is"), Column::number("Amount")];
    let rows = lines.iter().filter_map(|open| {
        let aside = open.set_aside()?;
        Some(vec![
            Cell::link(short_date(open.line.value_on), format!("/desk/bank/lines/{}", open.line.id)).heading(),
            Cell::text(&open.line.description),
            Cell::text(&aside.reason).detail(&aside.set_aside_by_name),
            Cell::number(Money::from_cents(open.line.amount_cents).to_string()),
        ])
    });
    let table = Table::new("aside", "Lines that are no payment of a city, newest first", columns).rows(rows.collect::<Vec<_>>());
    (!lines.is_empty()).then(|| Section::new("Set aside").table(table))
}

async fn set_aside(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<BankLine> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, why) = (viewer.actor(), form.text("why"));
    let done = app.submit(&viewer, &form, move |tx| {
        banking::set_line_aside(tx, &actor, id, &why).map(|()| format!("/desk/bank/lines/{id}?done=recorded"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &bank_line::sheet(&app, &viewer, id, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}

async fn take_back(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<BankLine> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, why) = (viewer.actor(), form.text("why"));
    let done = app.submit(&viewer, &form, move |tx| {
        banking::take_line_back(tx, &actor, id, &why).map(|()| format!("/desk/bank/lines/{id}?done=recorded"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &bank_line::sheet(&app, &viewer, id, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}
