//! One line of the bank: what it stands for, and by whom; a match by hand that one person proposes and another confirms;
//! money in that is a refund, or that was recorded before. What was proposed is decided in `bank_proposal`; what is no
//! payment of a city is in `bank_aside`.

use super::bank::{FINANCE, READERS};
use super::{bank_aside, bank_proposal};
use crate::banking::{self, BankLine, LineRow, OpenLine, Received, Waiting};
use crate::db;
use crate::disbursement::{self, Payment, PaymentState, Which, policy};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::locale::format::short_date;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Picks, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/bank/lines/{id}", READERS, show),
        post("/desk/bank/lines/{id}/match", FINANCE, propose),
        post("/desk/bank/lines/{id}/recorded", FINANCE, recorded),
        post("/desk/bank/lines/{id}/refund", FINANCE, refund),
    ]
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<BankLine> = path.parse().map_err(|_| Problem::missing())?;
    let sheet = sheet(&app, &viewer, id, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

/// What the page shows.
struct Found {
    open: OpenLine,
    waiting: Option<Waiting>,
    matched: Vec<Payment>,
    fitting: Vec<Payment>,
    /// And whether there are older ones.
    recorded: (Vec<Received>, bool),
}

pub(super) async fn sheet(app: &App, viewer: &Viewer, id: Id<BankLine>, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let actor = viewer.actor();
    let found = app
        .read(move |conn| {
            let open = banking::open_line(conn, &actor, id)?;
            let waiting = banking::find_proposal(conn, &actor, id)?;
            let ids: Vec<Id<Payment>> = open.matches.iter().filter_map(|m| m.payment_id.as_ref()?.parse().ok()).collect();
            let matched = ids.into_iter().map(|id| disbursement::open_payment(conn, &actor, id)).collect::<Result<_, _>>()?;
            let state = if open.line.amount_cents < 0 { PaymentState::Released } else { PaymentState::Returned };
            let mut fitting = disbursement::list_open_payments(conn, &actor, Which::State(state))?;
            fitting.retain(|payment| payment.amount.cents() <= open.line.amount_cents.saturating_abs());
            let amount = Money::from_cents(open.line.amount_cents);
            let recorded = if amount.is_positive() { banking::list_recorded_within(conn, &actor, amount)? } else { (vec![], false) };
            Ok::<_, db::Error>(Found { open, waiting, matched, fitting, recorded })
        })
        .await?;
    let line = &found.open.line;
    let facts = vec![
        SummaryRow::new("Day", &short_date(line.value_on)),
        SummaryRow::new("Amount", &Money::from_cents(line.amount_cents).to_string()),
        SummaryRow::new("The bank wrote", &line.description),
        SummaryRow::new("From or to", line.counterparty.as_deref().unwrap_or("Not said")),
        SummaryRow::new("Trace", line.trace_number.as_deref().unwrap_or("None")),
        SummaryRow::new("The bank’s reference", line.reference.as_deref().unwrap_or("None")),
    ];
    let section = Section::new("The line").facts(facts).items(bank_aside::before(&found.open, app.settings.fund.zone()));
    let section = section.link(format!("/desk/bank/statements/{}", line.statement_id), "Its statement");
    let sheet = Sheet::new("Bank line", errors).back("/desk/bank", "Bank").with(section);
    if !found.open.matches.is_empty() {
        return Ok(sheet.with(Section::new("What it stands for").text("This line is matched.").table(matches(&found))));
    }
    if let Some(aside) = found.open.set_aside() {
        return Ok(sheet.with(bank_aside::section(app, viewer, (id, aside), (form, errors))));
    }
    if let Some(waiting) = &found.waiting {
        return Ok(sheet.with(bank_proposal::waiting(app, viewer, waiting)));
    }
    if !policy::is_finance(&viewer.actor) {
        return Ok(sheet.with(Section::new("What it stands for").text("Nobody has said yet.")));
    }
    let sheet = if line.amount_cents > 0 { sheet.with(before(app, viewer, line, &found.recorded, (form, errors))) } else { sheet };
    let sheet = sheet.with(by_hand(app, id, &found.fitting, (form, errors)));
    let sheet = if line.amount_cents > 0 { sheet.with(as_refund(app, id, (form, errors))) } else { sheet };
    Ok(sheet.with(bank_aside::question(app, viewer, id, (form, errors))))
}

fn rule_words(rule: &str) -> &'static str {
    match rule {
        "trace" => "By its trace",
        "amount_payee_days" => "By amount, payee and day",
        "batch_total" => "By the total of a run",
        "amount_and_reference" => "By amount and award number",
        _ => "By hand",
    }
}

fn kind_words(kind: &str) -> &'static str {
    match kind {
        "settlement" => "Payment that arrived",
        "return" => "Payment that came back",
        "void_out" => "Payment that went out and came back",
        "void_back" => "Way back of such a payment",
        "refund" => "Refund of an advance",
        "interest" => "Interest on an advance",
        _ => "Collection",
    }
}

fn matches(found: &Found) -> Table {
    let columns =
        vec![Column::text("What"), Column::text("Payment"), Column::text("Rule"), Column::text("Journal"), Column::number("Amount")];
    Table::new("matches", "What it stands for", columns).rows(found.open.matches.iter().map(|m| {
        let payment = found.matched.iter().find(|payment| Some(payment.id.text()) == m.payment_id);
        let who = match &m.confirmed_by_name {
            Some(confirmed) => format!("{}, confirmed by {confirmed}", m.matched_by_name),
            None => m.matched_by_name.clone(),
        };
        vec![
            Cell::text(kind_words(&m.kind)).heading(),
            payment.map_or_else(|| Cell::text(""), |p| Cell::link(p.reference.clone(), format!("/desk/payments/{}", p.id))),
            Cell::text(rule_words(&m.rule)).detail(who),
            m.journal_seq.map_or_else(|| Cell::text("None"), |seq| Cell::link(seq.to_string(), format!("/desk/ledger/journals/{seq}"))),
            Cell::number(Money::from_cents(m.amount_cents).to_string()),
        ]
    }))
}

/// What is shown of a payment.
pub(super) fn columns() -> Vec<Column> {
    vec![Column::text("Award"), Column::text("Kind"), Column::text("Released"), Column::text("Trace"), Column::number("Amount")]
}

/// The same of one payment.
pub(super) fn cells(p: &Payment) -> Vec<Cell> {
    vec![
        Cell::link(p.reference.clone(), format!("/desk/payments/{}", p.id)).heading(),
        Cell::text(p.kind.label()),
        Cell::text(p.released_on.map(short_date).unwrap_or_default()),
        Cell::text(p.trace.as_deref().unwrap_or_default()),
        Cell::number(p.amount.to_string()),
    ]
}

fn by_hand(app: &App, id: Id<BankLine>, fitting: &[Payment], (form, errors): (&Form, &[FieldError])) -> Section {
    let section = Section::new("What does it stand for?");
    if fitting.is_empty() {
        return section.text("No payment on its way has this amount or a part of it.");
    }
    let legend = "Which payments are it? Together they come to the amount of the line.";
    let picks = fitting.iter().fold(Picks::new("payment", legend, columns()), |picks, p| {
        picks.row(p.id.text(), format!("{}: {}", p.reference, p.amount), cells(p))
    });
    let inputs = vec![
        Input::picks(picks.typed(&form.all("payment"), errors)),
        Input::area(Field::new("reason", "How do you know it?").limit(500).value(form.text("reason")).errors(errors)),
    ];
    section.text("Another finance officer confirms it; nothing is posted before.").form(SheetForm::new(
        format!("/desk/bank/lines/{id}/match"),
        FormKeys::new(app.fresh_key()),
        "Propose this match",
        inputs,
    ))
}

/// How a line that is several things is recorded.
const SEVERAL: &str = "A line can be several things, such as what was left of an advance and its interest, refunds of two awards, or a refund \
    and money for a bill. Record each by itself first: a refund on the closeout page of its award, money for a bill on the page of the bill, \
    interest as two entries by hand (“Interest on an advance reported”, then “Interest remitted or kept”). Then another finance officer \
    chooses all of them here.";

/// Where there is more than is listed.
const OLDER: &str = "Of each kind the newest are listed here. An older one is listed once newer ones are on their lines.";

fn what(one: &Received) -> &'static str {
    match one.kind {
        "refund" => "Refund of an advance",
        "interest" => "Interest on an advance",
        _ => "Money for a bill",
    }
}

/// What was recorded before the line came, of its amount or less; whoever recorded it does not say that this is it.
fn before(
    app: &App,
    viewer: &Viewer,
    line: &LineRow,
    (recorded, has_older): &(Vec<Received>, bool),
    (form, errors): (&Form, &[FieldError]),
) -> Section {
    let (mine, others): (Vec<&Received>, Vec<&Received>) = recorded.iter().partition(|one| viewer.actor.is_person(&one.recorded_by));
    let doors = Doors::of(&viewer.actor);
    let own = mine.into_iter().map(|one| {
        let (city, day) = (&one.city, short_date(one.received_on));
        let told = format!("{} of {}, {} ({city}), {day}, {}", what(one), one.amount, one.reference, one.evidence);
        format!("{told}. You recorded it, so another finance officer must say that this line is it.")
    });
    let section = Section::new("Was it recorded already?")
        .text("Then nothing is posted again; the line and what was recorded are tied.")
        .text(SEVERAL)
        .items(own.collect())
        .link_some(doors.link("/desk/closeouts", "Closeouts"))
        .link_some(doors.link("/desk/ledger/entries", "Entries by hand"));
    let section = if *has_older { section.text(OLDER) } else { section };
    if others.is_empty() {
        return section;
    }
    let columns = ["Award", "What", "Came", "As recorded", "By"].map(Column::text).into_iter();
    let columns = columns.chain([Column::number("Amount")]).collect();
    let legend = format!("What is it? Together it comes to {}.", Money::from_cents(line.amount_cents));
    let picks = others.into_iter().fold(Picks::new("journal", &legend, columns).bare(), |picks, one| {
        let cells = vec![
            doors.cell(one.reference.clone(), format!("/desk/closeouts/{}", one.reference)).heading(),
            Cell::text(what(one)).detail(one.city.clone()),
            Cell::text(short_date(one.received_on)),
            Cell::text(one.evidence.clone()),
            Cell::text(one.recorded_by_name.clone()),
            Cell::number(one.amount.to_string()),
        ];
        picks.row(one.journal_seq.to_string(), format!("{}, {}: {}", one.reference, what(one), one.amount), cells)
    });
    let inputs = vec![Input::picks(picks.typed(&form.all("journal"), errors))];
    let keys = FormKeys::new(app.fresh_key());
    section.form(SheetForm::new(format!("/desk/bank/lines/{}/recorded", line.id), keys, "This line is it", inputs))
}

/// What helps whoever confirms it.
pub(super) fn how_known(form: &Form, errors: &[FieldError]) -> Input {
    let field = Field::new("how_known", "How do you know it?").hint("For whoever confirms it, where the words of the bank do not say it");
    Input::area(field.optional().limit(500).rows(2).value(form.text("how_known")).errors(errors))
}

fn as_refund(app: &App, id: Id<BankLine>, (form, errors): (&Form, &[FieldError])) -> Section {
    let field = Field::new("reference", "Award number").hint("Of the award whose unused advance this is").value(form.text("reference"));
    let inputs = vec![Input::line(field.errors(errors)), how_known(form, errors)];
    Section::new("Is it a refund?")
        .text("All of it, of one award. Where a part of it is something else, record each by itself, as said above.")
        .text("Another finance officer confirms it; nothing is posted before.")
        .form(
            SheetForm::new(format!("/desk/bank/lines/{id}/refund"), FormKeys::new(app.fresh_key()), "Propose this refund", inputs).quiet(),
        )
}

async fn propose(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<BankLine> = path.parse().map_err(|_| Problem::missing())?;
    let chosen: Vec<Id<Payment>> = form.all("payment").iter().filter_map(|id| id.parse().ok()).collect();
    let (actor, reason) = (viewer.actor(), form.text("reason"));
    let done = app
        .submit(&viewer, &form, move |tx| {
            banking::propose_match(tx, &actor, id, &chosen, &reason).map(|_| format!("/desk/bank/lines/{id}?done=match-proposed"))
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, id, (&form, &e.mistakes())).await?),
        other => Ok(other?),
    }
}

async fn recorded(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<BankLine> = path.parse().map_err(|_| Problem::missing())?;
    let chosen: Vec<i64> = form.all("journal").iter().filter_map(|seq| seq.parse().ok()).collect();
    if chosen.is_empty() {
        let mistakes = [FieldError::new("journal", "Choose what this line is.")];
        return app.page_with_mistakes(&viewer, &sheet(&app, &viewer, id, (&form, &mistakes)).await?);
    }
    let actor = viewer.actor();
    let done = app
        .submit(&viewer, &form, move |tx| {
            banking::tie_line(tx, &actor, id, &chosen).map(|()| format!("/desk/bank/lines/{id}?done=recorded"))
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, id, (&form, &e.mistakes())).await?),
        other => Ok(other?),
    }
}

async fn refund(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<BankLine> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, reference, reason) = (viewer.actor(), form.text("reference"), form.text("how_known"));
    let done = app
        .submit(&viewer, &form, move |tx| {
            let proposed = banking::propose_refund(tx, &actor, id, (&reference, &reason));
            proposed.map(|_| format!("/desk/bank/lines/{id}?done=match-proposed"))
        })
        .await;
    let (status, errors) = match done {
        // What the line says of amount and day is in no field, and is told beside the number of the award.
        Err(e) if e.kind() == Kind::Invalid => {
            let told = e.mistakes().into_iter().map(|mistake| match mistake.field.as_str() {
                "how_known" => mistake,
                _ => FieldError::new("reference", mistake.message),
            });
            (StatusCode::UNPROCESSABLE_ENTITY, told.collect())
        }
        Err(e) if e.kind() == Kind::Conflict => (StatusCode::CONFLICT, vec![FieldError::new("reference", e.to_string())]),
        other => return Ok(other?),
    };
    let sheet = sheet(&app, &viewer, id, (&form, &errors)).await?;
    app.page_as(status, &viewer, &sheet)
}
