//! The fund's money: recorded step by step, with where it stands and the journals.

use crate::db;
use crate::disbursement::{self, NewStep, RecordStepError, Step, StepRow, record_step};
use crate::kernel::{FieldError, Kind, Money, Refusal};
use crate::ledger::{self, Dims, JournalFilter};
use crate::locale::format::short_date;
use crate::opportunity::{self, Opportunity};
use crate::people::FundRole;
use crate::web::desk::ledger::journal_table;
use crate::web::fields::{Cell, Choices, Column, DateField, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::Data;

const READERS: Access = Access::Fund(&[
    FundRole::FinanceOfficer,
    FundRole::ReleasingOfficer,
    FundRole::ApprovingOfficial,
    FundRole::ProgramOfficer,
    FundRole::Auditor,
]);
const FINANCE: Access = Access::Fund(&[FundRole::FinanceOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/funds", READERS, show), post("/desk/funds", FINANCE, record)]
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let sheet = sheet(&app, &viewer, &Form::default(), vec![]).await?;
    app.page(&viewer, &sheet)
}

async fn record(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let (new, mut mistakes) = read(&form);
    let actor = viewer.actor();
    let again = if mistakes.is_empty() {
        let done =
            app.submit(&viewer, &form, move |tx| record_step(tx, &actor, &new).map(|()| "/desk/funds?done=recorded".to_owned())).await;
        match done {
            Err(e) if e.kind() == Kind::Invalid => e.mistakes(),
            // What was typed stays: another amount, or another day, may do.
            Err(e @ RecordStepError::Ledger(_)) if e.kind() == Kind::Conflict => vec![FieldError::new("amount", e.to_string())],
            other => return Ok(other?),
        }
    } else {
        // What could be read is looked at too, so that all mistakes are told at once.
        let more = app.read(move |conn| disbursement::mistakes_in_step(conn, &new)).await.map_err(|e: db::Error| Problem::from(e))?;
        let known: Vec<String> = mistakes.iter().map(|m| m.field.clone()).collect();
        mistakes.extend(more.into_iter().filter(|m| !known.contains(&m.field)));
        mistakes
    };
    let sheet = sheet(&app, &viewer, &form, again).await?;
    app.page_with_mistakes(&viewer, &sheet)
}

fn read(form: &Form) -> (NewStep, Vec<FieldError>) {
    let mut mistakes = Vec::new();
    let step = form.text("step").parse().unwrap_or_else(|_| {
        mistakes.push(FieldError::new("step", "Choose what you record."));
        Step::Appropriated
    });
    let amount = form.money("amount").unwrap_or_else(|e| {
        mistakes.push(FieldError::new("amount", e.to_string()));
        Money::ZERO
    });
    let day = DateField::read(form, "effective_on").unwrap_or_else(|e| {
        mistakes.push(e);
        None
    });
    if day.is_none() && mistakes.iter().all(|m| m.field != "effective_on") {
        mistakes.push(FieldError::new("effective_on", "Enter the day from which it counts."));
    }
    let title = form.text("title");
    let year = form.text("year").parse().unwrap_or(0);
    let new = NewStep {
        key: form.press_key(),
        step,
        fund: form.text("fund"),
        new_fund: (step == Step::Appropriated && !title.is_empty()).then_some((title, year)),
        program: step.concerns_an_opportunity().then(|| form.text("program")),
        amount,
        effective_on: day.unwrap_or_default(),
        evidence: form.text("evidence"),
    };
    (new, mistakes)
}

async fn sheet(app: &App, viewer: &Viewer, form: &Form, errors: Vec<FieldError>) -> Result<Sheet, Problem> {
    let (funds, opportunities) = app
        .read(|conn| {
            let mut all = Vec::new();
            for fund in disbursement::list_funds(conn)? {
                let position = ledger::fund_position(conn, &fund.code)?;
                let mut steps = Vec::new();
                for step in disbursement::list_steps(conn, &fund.code)? {
                    let reversed_by = ledger::journal(conn, step.journal_seq)?.reversed_by;
                    steps.push((step, reversed_by));
                }
                let journals =
                    ledger::list_journals(conn, &JournalFilter::of(Dims { fund: Some(fund.code.clone()), ..Dims::default() }), None, 10)?;
                all.push((fund, position, steps, journals));
            }
            Ok::<_, db::Error>((all, opportunity::list_all(conn)?))
        })
        .await?;
    let mut sheet = Sheet::new("Funds", &errors).lead("Where the fund's money stands, and how it became usable.").back("/desk", "Desk");
    if funds.is_empty() {
        sheet = sheet.with(Section::new("No fund yet").text("Record the first appropriation to begin."));
    }
    for (fund, position, steps, journals) in funds {
        let facts = [
            ("Received in all", position.authority),
            ("Not yet apportioned", position.unapportioned),
            ("Apportioned, not yet allotted", position.apportioned),
            ("Allotted, not yet committed", position.allotted),
            ("Reserved by recommendations", position.held),
            ("Committed", position.committed),
            ("Obligated in all", position.obligated),
            ("Paid in all", position.paid),
            ("Accepted cost", position.spent),
            ("At the bank", position.at_bank),
            ("On its way to cities", position.in_transit),
        ];
        let facts = facts.map(|(label, amount)| SummaryRow::new(label, &amount.to_string())).to_vec();
        let table = step_table(&fund.code, steps);
        let all = format!("/desk/ledger?{}", serde_urlencoded::to_string([("fund", &fund.code)]).unwrap_or_default());
        let stands = Section::new(format!("{} ({})", fund.title, fund.code)).facts(facts);
        sheet = sheet.with(stands.link("/desk/ledger/status", "Which accounts these amounts are made of").table(table)).with(
            Section::new(format!("Latest journals of {}", fund.code))
                .table(journal_table(&format!("journals-{}", fund.code), &journals, &viewer.actor.walls))
                .link(all, format!("All journals of {}", fund.code)),
        );
    }
    Ok(sheet.with_some(disbursement::policy::is_finance(&viewer.actor).then(|| entry(app, form, &errors, &opportunities))))
}

/// The recorded steps, each with the journal that reversed it, if one did.
fn step_table(fund: &str, steps: Vec<(StepRow, Option<i64>)>) -> Table {
    let columns = vec![
        Column::text("Step"),
        Column::text("Opportunity"),
        Column::text("From"),
        Column::text("Evidence"),
        Column::text("Recorded by"),
        Column::number("Amount"),
        Column::text("Journal"),
    ];
    Table::new(&format!("steps-{fund}"), format!("Recorded steps of {fund}"), columns).rows(steps.into_iter().map(|(s, reversed_by)| {
        let journal = reversed_by.map_or_else(|| s.journal_seq.to_string(), |by| format!("{}, reversed by {by}", s.journal_seq));
        vec![
            Cell::text(s.step.parse().map_or(s.step, |step: Step| step.label().to_owned())).heading(),
            Cell::text(s.program_title.unwrap_or_default()),
            Cell::text(short_date(s.effective_on)),
            Cell::text(s.evidence),
            Cell::text(s.recorded_by_name),
            Cell::number(Money::from_cents(s.amount_cents).to_string()),
            Cell::link(journal, format!("/desk/ledger/journals/{}", s.journal_seq)),
        ]
    }))
}

fn entry(app: &App, form: &Form, errors: &[FieldError], opportunities: &[Opportunity]) -> Section {
    let steps = Choices::new(
        "step",
        "What do you record?",
        [Step::Appropriated, Step::Apportioned, Step::Allotted, Step::Withdrawn].map(|step| (step.to_string(), step.label())),
    )
    .with_hints([
        "Money was received.",
        "Money may be allotted.",
        "Money may be awarded in one opportunity.",
        "An opportunity gives back what it has neither reserved nor awarded.",
    ]);
    let programs = Choices::new("program", "Opportunity", opportunities.iter().map(|o| (o.id.text(), o.title.clone())));
    let field = |name: &str, label: &str| Field::new(name, label).value(form.text(name));
    let inputs = vec![
        Input::radios(steps.chosen(&form.text("step")).errors(errors)),
        Input::line(field("fund", "Fund code").hint("For example UDF-2027").errors(errors)),
        Input::line(field("title", "Fund name").hint("Only for the first appropriation of a new fund").optional().errors(errors)),
        Input::line(field("year", "Fiscal year").hint("Only for a new fund, such as 2027").numeric().optional().errors(errors)),
        Input::select(programs.chosen(&form.text("program")).hint("Only for an allotment or its withdrawal").optional().errors(errors)),
        Input::money(field("amount", "Amount").errors(errors)),
        Input::date(DateField::new("effective_on", "Counts from").typed(form).errors(errors)),
        Input::line(field("evidence", "Evidence").hint("The number of the act, warrant or decision").errors(errors)),
    ];
    Section::new("Record a step").form(SheetForm::new("/desk/funds", FormKeys::new(app.fresh_key()), "Record", inputs))
}
