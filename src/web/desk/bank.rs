//! The bank: statements that come in and what they settle. The bank details of cities are in `bank_details`.

use crate::db;
use crate::disbursement::{self, BankLine, Payment, PaymentState, Terms, TypedLine, Which, policy};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::locale::format::short_date;
use crate::people::FundRole;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const READERS: Access = Access::Fund(&[FundRole::FinanceOfficer, FundRole::ReleasingOfficer, FundRole::Auditor]);
const FINANCE: Access = Access::Fund(&[FundRole::FinanceOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/bank", READERS, show),
        post("/desk/bank/statements", FINANCE, import),
        post("/desk/bank/lines", FINANCE, type_line),
        get("/desk/bank/lines/{id}", READERS, show_line),
        post("/desk/bank/lines/{id}/match", FINANCE, match_line),
    ]
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let sheet = sheet(&app, &viewer, &Form::default(), &[]).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(app: &App, viewer: &Viewer, form: &Form, errors: &[FieldError]) -> Result<Sheet, Problem> {
    let actor = viewer.actor();
    let (lines, released) = app
        .read(move |conn| {
            Ok::<_, db::Error>((
                disbursement::list_open_lines(conn, &actor, 200)?,
                disbursement::list_open_payments(conn, &actor, Which::State(PaymentState::Released))?,
            ))
        })
        .await?;
    let columns = vec![Column::text("Day"), Column::text("The bank wrote"), Column::text("Settles"), Column::number("Amount")];
    let table = Table::new("lines", "Bank lines, newest first", columns).empty("No statement yet.").rows(lines.into_iter().map(|line| {
        let settles = match line.journal_seq {
            Some(seq) => Cell::link(format!("Journal {seq}"), format!("/desk/ledger/journals/{seq}")),
            None => Cell::link("Not matched", format!("/desk/bank/lines/{}", line.id)),
        };
        vec![
            Cell::text(short_date(line.value_on)).heading(),
            Cell::text(line.description),
            settles,
            Cell::number(Money::from_cents(line.amount_cents).to_string()),
        ]
    }));
    let late = Terms::at(app.now()).ok().map(|terms| (app.now().day_in(terms.zone), terms.transit_days));
    let columns = vec![Column::text("Award"), Column::text("Released"), Column::text("State"), Column::number("Amount")];
    let transit = Table::new("transit", "Released, not yet on a statement", columns).empty("Nothing is on its way.").rows(
        released.into_iter().map(|p| {
            let is_late = late.is_some_and(|(today, days)| p.is_late(today, days));
            let state = if is_late { Status::warning("Late") } else { Status::quiet("On its way") };
            vec![
                Cell::link(p.reference.clone(), format!("/desk/payments/{}", p.id)).heading(),
                Cell::text(p.released_on.map(short_date).unwrap_or_default()),
                Cell::status(state),
                Cell::number(p.amount.to_string()),
            ]
        }),
    );
    let mut sheet = Sheet::new("Bank", errors).lead("What the bank says happened. A line settles a payment once.").back("/desk", "Desk");
    if policy::is_finance(&viewer.actor) {
        let field = |name: &str, label: &str| Field::new(name, label).value(form.text(name)).errors(errors);
        let upload = vec![Input::file(
            Field::new("file", "Statement")
                .hint("CSV with the columns date, amount, description and perhaps trace. Money out is negative.")
                .accept(".csv")
                .errors(errors),
        )];
        let typed = vec![
            Input::line(field("date", "Date").hint("For example 2027-01-31")),
            Input::line(field("amount", "Amount").hint("Money out is negative: -5000.00")),
            Input::line(field("description", "The bank wrote")),
            Input::line(field("trace", "Trace number").hint("15 digits").optional()),
        ];
        sheet = sheet
            .with(Section::new("Read a statement in").form(SheetForm::new(
                "/desk/bank/statements",
                FormKeys::new(app.fresh_key()),
                "Read in",
                upload,
            )))
            .with(
                Section::new("Type one line")
                    .form(SheetForm::new("/desk/bank/lines", FormKeys::new(app.fresh_key()), "Add this line", typed).quiet()),
            );
    }
    Ok(sheet.with(Section::new("On the way").table(transit)).with(Section::new("Bank lines").table(table)))
}

async fn import(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let Some(upload) = form.upload("file").cloned() else {
        let errors = [FieldError::new("file", "Choose the statement file.")];
        return app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &form, &errors).await?);
    };
    let (actor, bytes) = (viewer.actor(), upload.bytes()?);
    let done = app
        .submit(&viewer, &form, move |tx| {
            let imported = disbursement::import_statement(tx, &actor, &upload.file_name, &bytes)?;
            Ok::<_, disbursement::ImportStatementError>(if imported.is_repeat {
                "/desk/bank".to_owned()
            } else {
                "/desk/bank?done=recorded".to_owned()
            })
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &form, e.fields()).await?),
        other => Ok(other?),
    }
}

async fn type_line(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let typed = TypedLine {
        date: form.text("date"),
        amount: form.text("amount"),
        description: form.text("description"),
        trace: form.text("trace"),
        key: form.press_key(),
    };
    let actor = viewer.actor();
    let done = app
        .submit(&viewer, &form, move |tx| disbursement::type_line(tx, &actor, &typed).map(|_| "/desk/bank?done=recorded".to_owned()))
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &form, e.fields()).await?),
        other => Ok(other?),
    }
}

async fn show_line(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<BankLine> = path.parse().map_err(|_| Problem::missing())?;
    let sheet = line_sheet(&app, &viewer, id, &[]).await?;
    app.page(&viewer, &sheet)
}

async fn line_sheet(app: &App, viewer: &Viewer, id: Id<BankLine>, errors: &[FieldError]) -> Result<Sheet, Problem> {
    let actor = viewer.actor();
    let (line, released) = app
        .read(move |conn| {
            let line = disbursement::open_line(conn, &actor, id)?;
            Ok::<_, db::Error>((line, disbursement::list_open_payments(conn, &actor, Which::State(PaymentState::Released))?))
        })
        .await?;
    let facts = vec![
        SummaryRow::new("Day", &short_date(line.value_on)),
        SummaryRow::new("Amount", &Money::from_cents(line.amount_cents).to_string()),
        SummaryRow::new("The bank wrote", &line.description),
        SummaryRow::new("Trace", line.trace_number.as_deref().unwrap_or("None")),
    ];
    let fitting: Vec<_> = released.into_iter().filter(|p| p.amount.cents() == -line.amount_cents).collect();
    let mut section = Section::new("The line").facts(facts);
    if line.payment_id.is_some() {
        section = section.text("This line is matched.");
    } else if fitting.is_empty() {
        section = section.text("No payment on its way has this amount.");
    } else if policy::is_finance(&viewer.actor) {
        let choices = Choices::new(
            "payment",
            "Which payment is it?",
            fitting.iter().map(|p| (p.id.text(), format!("{}: {}", p.reference, p.amount))),
        );
        section = section.form(SheetForm::new(
            format!("/desk/bank/lines/{id}/match"),
            FormKeys::new(app.fresh_key()),
            "Match",
            vec![Input::radios(choices.errors(errors))],
        ));
    }
    Ok(Sheet::new("Bank line", errors).back("/desk/bank", "Bank").with(section))
}

async fn match_line(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<BankLine> = path.parse().map_err(|_| Problem::missing())?;
    let Ok(payment) = form.text("payment").parse::<Id<Payment>>() else {
        let errors = [FieldError::new("payment", "Choose the payment that this line settles.")];
        return app.page_with_mistakes(&viewer, &line_sheet(&app, &viewer, id, &errors).await?);
    };
    let actor = viewer.actor();
    Ok(app
        .submit(&viewer, &form, move |tx| {
            disbursement::match_by_hand(tx, &actor, id, payment).map(|()| "/desk/bank?done=recorded".to_owned())
        })
        .await?)
}
