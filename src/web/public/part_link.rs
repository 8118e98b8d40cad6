//! `/link/part/{token}`: the page on which the contact of a partner reads the partner’s part of a joint
//! application and confirms or declines it. It signs nobody in and shows nothing else.

use crate::db;
use crate::intake::{self, Draft, OpenedPart, PartAnswer, PartError, PartReply, Partner, ShareLine};
use crate::kernel::{FieldError, Money};
use crate::locale::format;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/link/part/{token}", Access::Anyone, show),
        post("/link/part/{token}", Access::Anyone, answer),
        get("/link/part/{token}/answered", Access::Anyone, answered),
    ]
}

async fn load(app: &App, token: &str) -> Result<OpenedPart, Problem> {
    let (token, now) = (token.to_owned(), app.now());
    app.read(move |conn| intake::open_part(conn, &token, now)).await.map_err(|e: db::Error| Problem::from(e))
}

fn gone() -> Problem {
    Problem::new(StatusCode::GONE, "This link no longer works", PartError::Ended.to_string())
}

/// The share line by line, and its sum.
fn share(lines: &[ShareLine]) -> Table {
    let columns = vec![Column::text("Activity"), Column::text("Category"), Column::number("Asked for"), Column::number("You pay yourself")];
    let money = |cents: i64| Cell::number(Money::from_cents(cents).to_string());
    let row = |line: &ShareLine| {
        vec![Cell::text(&line.activity).heading(), Cell::text(&line.category), money(line.asked_cents), money(line.pays_cents)]
    };
    let table = Table::new("share", "Your share of the budget", columns)
        .empty("No cost is put down to you.")
        .rows(lines.iter().map(row).collect::<Vec<_>>());
    if lines.is_empty() {
        return table;
    }
    let sum = |of: fn(&ShareLine) -> i64| money(lines.iter().map(of).sum());
    table.total(vec![Cell::text("Total").heading(), Cell::text(""), sum(|line| line.asked_cents), sum(|line| line.pays_cents)])
}

fn about(draft: &Draft, partner: &Partner) -> Section {
    let others: Vec<&str> = draft.partners.iter().filter(|other| other.id != partner.id).map(|other| other.name.as_str()).collect();
    let others = if others.is_empty() { "None".to_owned() } else { others.join("\n") };
    Section::new("The application").facts(vec![
        SummaryRow::new("Round", &draft.definition.title),
        SummaryRow::new("Application", &format!("{}, {}", draft.application.shown_title(), draft.application.reference)),
        SummaryRow::new("Lead city", &draft.application.city_name),
        SummaryRow::new("Other partners", &others),
    ])
}

fn page(app: &App, token: &str, opened: &OpenedPart, (form, errors): (&Form, &[FieldError])) -> Sheet {
    let (draft, partner) = (&opened.draft, &opened.partner);
    let part = draft.part_of(partner);
    let action = format!("/link/part/{token}");
    let line = |field: &'static str, label: &str| Field::new(field, label).value(form.text(field)).errors(errors);
    let declines = form.text("answer") == "decline";
    let agree = Choices::one("agree", "Confirmation", draft.statement()).errors(errors);
    let answer = if declines { "decline" } else { "confirm" };
    let name = if form.has("answer") { form.text("reply_name") } else { partner.contact_name.clone() };
    let choice = Choices::new("answer", "Your answer", [("confirm", "We confirm our part"), ("decline", "We decline")])
        .chosen(answer)
        .errors(errors);
    let inputs = vec![
        Input::line(Field::new("reply_name", "Your full name").autocomplete("name").value(name).errors(errors)),
        Input::line(line("job_title", "Your job title")),
        Input::hidden("sha256", &part.sha256),
        Input::radios(choice),
        Input::checkboxes(if form.has("agree") { agree.chosen("yes") } else { agree }),
        Input::area(line("reason", "If you decline: why?").rows(3).optional()),
    ];
    Sheet::new(format!("The part of {} in a joint application", partner.name), errors)
        .lead(format!("{} applies together with you. This page opens your part and nothing else.", draft.application.city_name))
        .with(about(draft, partner))
        .with(Section::new("Your part").text(partner.part.clone()).table(share(&draft.share_lines(Some(partner.id)))))
        .with(
            Section::new("What confirming means")
                .text(draft.statement())
                .text("If the lead city changes your part or your share afterwards, your confirmation does not cover that, and you are asked again.")
                .form(SheetForm::new(action, FormKeys::new(app.fresh_key()), "Send the answer", inputs)),
        )
}

async fn show(app: Data<App>, viewer: Viewer, token: Path<String>) -> Result<HttpResponse, Problem> {
    let opened = load(&app, &token).await?;
    if !opened.is_open {
        return Err(gone());
    }
    app.page(&viewer, &page(&app, &token, &opened, (&Form::default(), &[])))
}

async fn answer(app: Data<App>, viewer: Viewer, token: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let token = token.into_inner();
    let opened = load(&app, &token).await?;
    let after = format!("/link/part/{token}/answered");
    if opened.answer.is_some() {
        // A second press of the button: nothing is answered twice.
        return Ok(crate::web::see_other(&after));
    }
    if !opened.is_open {
        return Err(gone());
    }
    let reply = PartReply {
        confirms: form.text("answer") != "decline",
        name: form.text("reply_name"),
        job_title: form.text("job_title"),
        has_agreed: form.has("agree"),
        reason: form.text("reason"),
        sha256: form.text("sha256"),
    };
    let secret = token.clone();
    let done = app.submit(&viewer, &form, move |tx| intake::answer_part(tx, &secret, &reply).map(|()| after.clone()));
    match done.await {
        Err(PartError::Invalid(mistakes)) => app.page_with_mistakes(&viewer, &page(&app, &token, &opened, (&form, &mistakes))),
        Err(PartError::Changed) => {
            let now = load(&app, &token).await?;
            let mistake = [FieldError::new("reply_name", PartError::Changed.to_string())];
            app.page_with_mistakes(&viewer, &page(&app, &token, &now, (&form, &mistake)))
        }
        Err(PartError::Ended) => Err(gone()),
        other => Ok(other?),
    }
}

async fn answered(app: Data<App>, viewer: Viewer, token: Path<String>) -> Result<HttpResponse, Problem> {
    let opened = load(&app, &token).await?;
    let answer = opened.answer.as_ref().ok_or_else(Problem::missing)?;
    app.page(&viewer, &answered_page(&opened, answer))
}

fn answered_page(opened: &OpenedPart, answer: &PartAnswer) -> Sheet {
    let heading = if answer.is_confirmed { "You confirmed the part" } else { "You declined the part" };
    let mut facts = vec![
        SummaryRow::new("Partner", &opened.partner.name),
        SummaryRow::new("Answered by", &format!("{}, {}", answer.name, answer.job_title)),
        SummaryRow::new("Answered", &format::datetime(answer.at, opened.draft.definition.dates.zone)),
        SummaryRow::new("SHA-256 of what you saw", &answer.sha256),
    ];
    if !answer.is_confirmed {
        facts.insert(2, SummaryRow::new("Reason", &answer.reason));
    }
    Sheet::new(heading, &[])
        .lead(format!("The people of {} get a letter. You can close this page.", opened.draft.application.city_name))
        .with(Section::new("Kept on record").facts(facts))
}
