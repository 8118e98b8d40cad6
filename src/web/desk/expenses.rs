//! One expense on the fund's side: what was bought, what was found about it with the rule it rests on, and the officer's
//! decision: all of it, a part, a question, or nothing.

use crate::award::{self, Award};
use crate::db;
use crate::disbursement::Terms;
use crate::gathering::{self, Event};
use crate::intake::Activity;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::locale::format::short_date;
use crate::opportunity::ObjectClass;
use crate::people::FundRole;
use crate::process::Case;
use crate::spending::{self, AcceptError, Compared, Expense, ExpenseState, Flag, FlagKind, Judgement, RateNote, policy};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const READERS: Access = Access::Fund(&[
    FundRole::ProgramOfficer,
    FundRole::FinanceOfficer,
    FundRole::ApprovingOfficial,
    FundRole::ReleasingOfficer,
    FundRole::Auditor,
]);
const OFFICERS: Access = Access::Fund(&[FundRole::ProgramOfficer, FundRole::FinanceOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/spending/expenses/{id}", READERS, show),
        get("/desk/spending/expenses/{id}/receipt", READERS, receipt),
        post("/desk/spending/expenses/{id}/accept", OFFICERS, accept),
        post("/desk/spending/expenses/{id}/question", OFFICERS, question),
        post("/desk/spending/expenses/{id}/disallow", OFFICERS, disallow),
    ]
}

/// What the page of one expense shows.
struct Read {
    expense: Expense,
    award: Award,
    case: Case,
    activity: Option<Activity>,
    event: Option<Event>,
    flags: Vec<Flag>,
    twins: Vec<Expense>,
    /// The most that can be accepted, where the award holds less than was submitted.
    most: Option<Money>,
    journals: Vec<(i64, String)>,
    /// How it stands to the travel rates, if it is a cost of travel.
    rate: Option<RateNote>,
}

async fn load(app: &App, viewer: &Viewer, id: Id<Expense>) -> Result<Read, Problem> {
    let actor = viewer.actor();
    let read = app
        .read(move |conn| {
            let expense = spending::open_expense(conn, &actor, id)?;
            let award = award::award(conn, expense.award)?;
            let case = Case::load(conn, award.id.cast())?;
            let (activities, records) = gathering::activities_and_records(conn, award.id)?;
            let activity = activities.into_iter().find(|a| a.id.text() == expense.activity);
            let rate = if is_of_travel(&case, &expense) {
                Some(spending::compare_with_rates(conn, &expense, activity.as_ref(), &records)?)
            } else {
                None
            };
            Ok::<_, db::Error>(Read {
                event: gathering::open_event_of(conn, &actor, &expense.activity)?,
                flags: spending::list_flags(conn, id)?,
                twins: spending::list_twins(conn, &actor, &expense)?,
                most: spending::most_acceptable(conn, &expense)?,
                journals: spending::list_expense_journals(conn, id)?,
                expense,
                award,
                case,
                activity,
                rate,
            })
        })
        .await?;
    Ok(read)
}

/// Whether the rates of rooms and meals may count for an expense: by its category, in which fares are too, or since nights
/// or days are given.
fn is_of_travel(case: &Case, expense: &Expense) -> bool {
    let class = case.definition.category(&expense.category).and_then(|category| category.object_class);
    class == Some(ObjectClass::Travel) || expense.nights.is_some() || expense.days.is_some()
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Expense> = path.parse().map_err(|_| Problem::missing())?;
    let sheet = sheet(&app, &viewer, id, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(app: &App, viewer: &Viewer, id: Id<Expense>, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let read = load(app, viewer, id).await?;
    let (expense, award) = (&read.expense, &read.award);
    let href = format!("/desk/spending/expenses/{id}");
    let mut section = Section::new("The expense").facts(facts(&read));
    if let Some(receipt) = &expense.receipt {
        section = section.link(format!("{href}/receipt"), format!("Receipt: {}", receipt.name));
    }
    if let Some(event) = &read.event {
        section = section.link(format!("/desk/events/{}", event.id), format!("Event: {}", event.title));
    }
    let doors = Doors::of(&viewer.actor);
    if read.rate.as_ref().is_some_and(|note| note.compared == Compared::NotKnown) {
        section = section.link_some(doors.link("/desk/rates", "Travel rates"));
    }
    for (seq, event) in &read.journals {
        section = section.link_some(doors.link(format!("/desk/ledger/journals/{seq}"), format!("Journal {seq}: {event}")));
    }
    let sheet = Sheet::new("Expense", errors)
        .about(&award.reference)
        .lead(format!("Award {}: {}", award.reference, award.title))
        .back(format!("/desk/spending/{}", award.reference), "Spending of this award")
        .with(section)
        .with_some(found(&read));
    let decides = policy::decides(&viewer.actor) && !policy::is_submitter(&viewer.actor, expense);
    Ok(if expense.state == ExpenseState::Submitted && decides { sheet.with(decision(app, &read, (form, errors))) } else { sheet })
}

fn facts(read: &Read) -> Vec<SummaryRow> {
    let (expense, activity) = (&read.expense, read.activity.as_ref());
    let person = activity.and_then(|a| a.attendees.iter().find(|p| expense.attendee.as_deref() == Some(&p.id.text())));
    let mut rows = vec![
        SummaryRow::new("City", &read.award.city),
        SummaryRow::new("Paid to", &expense.payee),
        SummaryRow::new("What", &expense.description),
        SummaryRow::new("Day of the cost", &short_date(expense.spent_on)),
        SummaryRow::new("Activity", activity.map_or("Not in the plan any more", |a| &a.title)),
        SummaryRow::new("For", &person.map_or_else(|| "Everybody who goes".to_owned(), |p| format!("{} ({})", p.name, p.job))),
        SummaryRow::new("Category", &read.case.category_title(&expense.category)),
        SummaryRow::new("Amount", &expense.amount.to_string()),
    ];
    if let Some(original) = &expense.original {
        let words = format!(
            "{} at {} US dollars each, rounded half up to the cent. The rate: {}",
            original.words(),
            original.rate,
            original.source
        );
        rows.push(SummaryRow::new("In another currency", &words));
    }
    for (label, number) in [("Nights for each person", expense.nights), ("Days of meals for each person", expense.days)] {
        rows.extend(number.map(|n| SummaryRow::new(label, &n.to_string())));
    }
    rows.extend(read.rate.as_ref().map(|note| SummaryRow::new("Travel rate", &told_of_rate(note, &read.flags))));
    rows.extend([
        SummaryRow::new("State", expense.state_words()),
        SummaryRow::new("Submitted by", &expense.submitted_by_name),
        SummaryRow::new("Decided by", expense.decided_by_name.as_deref().unwrap_or("Nobody yet")),
        SummaryRow::new("Paid from the advance", &expense.from_advance.to_string()),
        SummaryRow::new("Owed to the city", &expense.claimed.to_string()),
    ]);
    if expense.disallowed.is_positive() {
        rows.push(SummaryRow::new("Not allowed", &expense.disallowed.to_string()));
    }
    rows.push(SummaryRow::new("Question or reason", expense.reason.as_deref().unwrap_or("None")));
    rows
}

/// How it stands to the travel rates, with the rule, and whether that was otherwise when the city submitted it.
fn told_of_rate(note: &RateNote, flags: &[Flag]) -> String {
    let is_flagged = flags.iter().any(|flag| flag.kind == FlagKind::OverRate);
    let since = match (note.compared, is_flagged) {
        (Compared::Over, false) => " It was not so when the city submitted it, so it is not among what is to be answered.",
        (Compared::Within, true) => " It was more when the city submitted it.",
        _ => "",
    };
    format!("{}{since} {}.", note.words, note.citation)
}

/// What was found, each with its rule and what was said to it.
fn found(read: &Read) -> Option<Section> {
    if read.flags.is_empty() {
        return None;
    }
    let section =
        Section::new("What was found").text("Nothing is refused by this. Say to each why the cost may be accepted, or decide otherwise.");
    let section = section.table(flag_table(&read.flags));
    Some(read.twins.iter().fold(section, |section, twin| {
        section.link(format!("/desk/spending/expenses/{}", twin.id), format!("The same receipt: {}, {}", twin.description, twin.amount))
    }))
}

/// The flags of an expense as a table, for both sides.
pub(in crate::web) fn flag_table(flags: &[Flag]) -> Table {
    let columns = vec![Column::text("What"), Column::text("Found"), Column::text("Rule"), Column::text("Answer")];
    let row = |flag: &Flag| {
        let answer = match &flag.answer {
            Some(answer) => Cell::text(&answer.words).detail(format!("{}, {}", answer.by, short_date(Terms::day(answer.at)))),
            None => Cell::text("Not answered yet"),
        };
        vec![Cell::text(flag.kind.label()).heading(), Cell::text(&flag.words), Cell::text(&flag.citation), answer]
    };
    Table::new("flags", "What was found", columns).rows(flags.iter().map(row))
}

fn decision(app: &App, read: &Read, (form, errors): (&Form, &[FieldError])) -> Section {
    let expense = &read.expense;
    let href = format!("/desk/spending/expenses/{}", expense.id);
    let keys = || FormKeys::of_version(app.fresh_key(), expense.version);
    let area = |name: &str, label: &str| {
        vec![Input::area(Field::new(name, label).hint("The city reads it.").limit(1000).value(form.text(name)).errors(errors))]
    };
    let most = read.most.map_or_else(|| "Less than all of it if a part is not allowed.".to_owned(), spending::words_for_most);
    let allowed = if form.has("allowed") { form.text("allowed") } else { expense.amount.plain() };
    let mut inputs: Vec<Input> = read.flags.iter().filter(|flag| flag.answer.is_none()).map(|flag| answer(flag, (form, errors))).collect();
    inputs.push(Input::money(Field::new("allowed", "Amount to accept").hint(most).value(allowed).errors(errors)));
    inputs.push(Input::line(
        Field::new("part", "Why not all of it")
            .hint("Only for a part. The city reads it.")
            .optional()
            .value(form.text("part"))
            .errors(errors),
    ));
    Section::new("Decide")
        .form(SheetForm::new(format!("{href}/accept"), keys(), "Accept", inputs))
        .form(SheetForm::new(format!("{href}/question"), keys(), "Send back with a question", area("question", "Question")).quiet())
        .form(SheetForm::new(format!("{href}/disallow"), keys(), "Do not allow", area("reason", "Reason")).quiet())
}

fn answer(flag: &Flag, (form, errors): (&Form, &[FieldError])) -> Input {
    let name = format!("answer-{}", flag.kind);
    let field = Field::new(name.clone(), format!("{}: why may it be accepted?", flag.kind.label()));
    Input::area(field.hint(format!("{} {}.", flag.words, flag.citation)).rows(2).limit(500).value(form.text(&name)).errors(errors))
}

async fn receipt(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Expense> = path.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let expense = app.read(move |conn| spending::open_expense(conn, &actor, id)).await?;
    let receipt = expense.receipt.ok_or_else(Problem::missing)?;
    files::serve(&app, &receipt.name, &receipt.media_type, &receipt.sha256).await
}

async fn accept(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Expense> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, press) = (viewer.actor(), form.press_key());
    let answers =
        form.fields().iter().filter_map(|(name, words)| Some((name.strip_prefix("answer-")?.to_owned(), words.trim().to_owned())));
    let judgement =
        Judgement { allowed: form.text("allowed"), reason: form.text("part"), answers: answers.collect(), seen: Some(form.version()) };
    let done = app
        .submit(&viewer, &form, move |tx| {
            spending::judge(tx, &actor, id, &judgement, &press).map(|()| "/desk/spending?done=accepted".to_owned())
        })
        .await;
    match done {
        Err(AcceptError::Fields(fields)) => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, id, (&form, &fields)).await?),
        other => Ok(other?),
    }
}

async fn question(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Expense> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, seen, words) = (viewer.actor(), (id, Some(form.version())), form.text("question"));
    let done = app
        .submit(&viewer, &form, move |tx| spending::question(tx, &actor, seen, &words).map(|()| "/desk/spending?done=returned".to_owned()))
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            let errors: Vec<FieldError> = e.mistakes().iter().map(|f| FieldError::new("question", f.message.clone())).collect();
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, id, (&form, &errors)).await?)
        }
        other => Ok(other?),
    }
}

async fn disallow(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Expense> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, seen, words) = (viewer.actor(), (id, Some(form.version())), form.text("reason"));
    let done = app
        .submit(&viewer, &form, move |tx| spending::disallow(tx, &actor, seen, &words).map(|()| "/desk/spending?done=saved".to_owned()))
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, id, (&form, &e.mistakes())).await?),
        other => Ok(other?),
    }
}
