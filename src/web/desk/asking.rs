//! `/desk/questions`: what people ask about rounds, and the answers.

use crate::asking::{self, EndError, Filter, Inquiry, NewAnswer, Outcome, Wording, policy};
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Id};
use crate::locale::format::datetime;
use crate::opportunity::{self, Opportunity};
use crate::people::{Actor, FundRole as R};
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono_tz::Tz;
use serde::Deserialize;

const READERS: &[R] = &[R::ProgramOfficer, R::Auditor];
const WRITERS: &[R] = &[R::ProgramOfficer];
const PER_PAGE: usize = 50;

/// Whom an answer and its correction reach.
const TOLD: &str = "Whoever asked gets one letter, and so does everybody who writes for a city with a draft or, until the round is due to be decided, with an application.";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/questions", Access::Fund(READERS), list),
        get("/desk/questions/{id}", Access::Fund(READERS), show),
        post("/desk/questions/set-aside", Access::Fund(WRITERS), set_aside_some),
        post("/desk/questions/{id}/publish", Access::Fund(WRITERS), publish),
        post("/desk/questions/{id}/answer", Access::Fund(WRITERS), answer),
        post("/desk/questions/{id}/set-aside", Access::Fund(WRITERS), set_aside),
        post("/desk/questions/{id}/correct", Access::Fund(WRITERS), correct),
    ]
}

#[derive(Deserialize)]
struct Asked {
    all: Option<String>,
    after: Option<String>,
}

/// A question with the round that it is about.
type About = (Inquiry, Opportunity);

fn load_list(conn: &mut Conn, reader: &Actor, filter: Filter, after: Option<Id<Inquiry>>) -> Result<Vec<About>, Error> {
    let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let found = asking::list(conn, reader, filter, after, limit)?;
    let mut rounds: Vec<Opportunity> = Vec::new();
    let mut rows = Vec::with_capacity(found.len());
    for inquiry in found {
        let known = rounds.iter().find(|round| round.id == inquiry.round).cloned();
        let round = match known {
            Some(round) => round,
            None => opportunity::opportunity(conn, inquiry.round)?,
        };
        rounds.push(round.clone());
        rows.push((inquiry, round));
    }
    Ok(rows)
}

async fn list(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    list_page(&app, &viewer, &asked, (&Form::default(), &[])).await
}

async fn list_page(app: &App, viewer: &Viewer, asked: &Asked, (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let is_all = asked.all.is_some();
    let filter = if is_all { Filter::All } else { Filter::Open };
    let after = asked.after.as_deref().map(|id| id.parse().map_err(|_| Problem::missing())).transpose()?;
    let reader = viewer.actor();
    let mut found = app.read(move |conn| load_list(conn, &reader, filter, after)).await?;
    let has_more = found.len() > PER_PAGE;
    found.truncate(PER_PAGE);
    let (heading, empty) = if is_all {
        ("All questions, newest first", "Nobody asked yet.")
    } else {
        ("Waiting for an answer, oldest first", "Nothing waits for an answer.")
    };
    let columns = ["Question", "Round", "When", "From", "Answer"].map(Column::text).to_vec();
    let rows = found.iter().map(|(inquiry, round)| {
        vec![
            Cell::link(format!("{}: {}", inquiry.number(), beginning(&inquiry.asked)), format!("/desk/questions/{}", inquiry.id)).heading(),
            Cell::text(&round.title),
            Cell::text(datetime(inquiry.asked_at, round.closes.zone)),
            Cell::text(from(inquiry)),
            Cell::status(status(inquiry)),
        ]
    });
    let mut section = Section::new(heading).table(Table::new("questions", heading, columns).empty(empty).rows(rows.collect::<Vec<_>>()));
    if let Some((last, _)) = found.last().filter(|_| has_more) {
        let kept = if is_all { "all=yes&" } else { "" };
        section = section.link(format!("/desk/questions?{kept}after={}", last.id), "Next page");
    }
    let (href, label) = if is_all { ("/desk/questions", "Only those that wait") } else { ("/desk/questions?all=yes", "All questions") };
    let mut sheet = Sheet::new("Questions about rounds", errors)
        .lead("What people ask about a round. The answer that one of them gets, all of them should get.")
        .back("/desk", "Desk")
        .with(section.link(href, label));
    let open: Vec<&Inquiry> = found.iter().map(|(inquiry, _)| inquiry).filter(|inquiry| inquiry.ended.is_none()).collect();
    if !is_all && open.len() > 1 && policy::may_answer(&viewer.actor) {
        sheet = sheet.with(several(app, &open, (form, errors)));
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

/// Those of the page that are ticked are set aside at once.
fn several(app: &App, open: &[&Inquiry], (form, errors): (&Form, &[FieldError])) -> Section {
    let named = open.iter().map(|inquiry| (inquiry.id.text(), format!("{}: {}", inquiry.number(), beginning(&inquiry.asked))));
    let ticked = Choices::new("question", "Which questions?", named.collect::<Vec<_>>()).all_chosen(&form.all("question")).errors(errors);
    let reason = Field::new("reason", "Why do they get no answer?").value(form.text("reason")).limit(4_000).rows(3).errors(errors);
    let tells = Choices::one("tells", "Letter", "Tell those who gave an address, with the reason").optional();
    let inputs = vec![Input::checkboxes(ticked), Input::area(reason), Input::checkboxes(tells.chosen(&form.text("tells")))];
    Section::new("Set several aside")
        .text("For what asks nothing about the round, or was answered already: one reason for all that are ticked. It stays on record.")
        .form(SheetForm::new("/desk/questions/set-aside", FormKeys::new(app.fresh_key()), "Set those ticked aside", inputs).quiet())
}

/// The first words, for a list.
fn beginning(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(60).collect();
    if short.len() < text.len() { format!("{}…", short.trim_end()) } else { short }
}

fn from(inquiry: &Inquiry) -> &str {
    if inquiry.name.is_empty() { "No name" } else { &inquiry.name }
}

fn status(inquiry: &Inquiry) -> Status {
    match inquiry.ended.as_ref().map(|ended| ended.outcome) {
        None => Status::warning("Waits"),
        Some(Outcome::Published) => Status::good("Published"),
        Some(Outcome::Private) => Status::done("Answered alone"),
        Some(Outcome::SetAside) => Status::quiet("Set aside"),
    }
}

/// What was typed into which form of the page.
struct Typed<'a> {
    which: &'static str,
    form: &'a Form,
    errors: &'a [FieldError],
}

impl Typed<'_> {
    /// A field of the form `which`, as typed there or as known.
    fn field(&self, which: &str, name: &str, label: &str, known: &str) -> Field {
        let is_here = self.which == which;
        let value = if is_here && self.form.has(name) { self.form.text(name) } else { known.to_owned() };
        Field::new(name, label).value(value).limit(4_000).errors(if is_here { self.errors } else { &[] })
    }
}

async fn page(app: &App, viewer: &Viewer, id: &str, typed: Typed<'_>) -> Result<HttpResponse, Problem> {
    let id = id.parse().map_err(|_| Problem::missing())?;
    let reader = viewer.actor();
    let found = app.read(move |conn| {
        let inquiry = asking::inquiry(conn, &reader, id)?;
        let round = opportunity::opportunity(conn, inquiry.round)?;
        let wordings = asking::wordings(conn, &inquiry)?;
        Ok::<_, Error>((inquiry, round, wordings))
    });
    let (inquiry, round, wordings) = found.await?;
    let (zone, may) = (round.closes.zone, policy::may_answer(&viewer.actor));
    let reach = inquiry.email.as_deref().unwrap_or("No address: they find the answer on the page of their question");
    let rows = vec![
        SummaryRow::new("Question", &inquiry.asked),
        SummaryRow::new("Asked", &datetime(inquiry.asked_at, zone)),
        SummaryRow::new("From", from(&inquiry)),
        SummaryRow::new("Reached at", reach),
        SummaryRow::new("Round", &round.title),
    ];
    let mut sheet = Sheet::new(format!("Question {}", inquiry.number()), typed.errors)
        .about(&round.title)
        .back("/desk/questions", "Questions about rounds")
        .with(Section::new("What was asked").facts(rows));
    if inquiry.ended.is_some() {
        sheet = sheet.with(ended(&inquiry, &round, &wordings));
    }
    if may {
        sheet = match (&inquiry.ended, wordings.last()) {
            (None, _) => open_forms(app, &inquiry, &typed).into_iter().fold(sheet, Sheet::with),
            (Some(end), Some(last)) if end.outcome == Outcome::Published => sheet.with(correction(app, &inquiry, last, &typed)),
            _ => sheet,
        };
    }
    if typed.errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

/// How it ended, with every wording.
fn ended(inquiry: &Inquiry, round: &Opportunity, wordings: &[Wording]) -> Section {
    let zone = round.closes.zone;
    let mut section = Section::new("What became of it");
    let Some(ended) = &inquiry.ended else { return section };
    let mut facts = vec![
        SummaryRow::new("Outcome", &status(inquiry).text),
        SummaryRow::new("By", &format!("{}, {}", ended.by_name, datetime(ended.at, zone))),
    ];
    if let Some(reason) = &ended.reason {
        facts.push(SummaryRow::new("Why", reason));
    }
    for wording in wordings.iter().rev() {
        facts.extend(said(wording, zone));
    }
    section = section.facts(facts);
    if let Some(shown) = ended.shown {
        let href = format!("/opportunities/{}/answers?page={}#answer-{shown}", round.slug, asking::page_of(shown));
        section = section.link(href, format!("See answer {shown} as all read it"));
    }
    section
}

fn said(wording: &Wording, zone: Tz) -> Vec<SummaryRow> {
    let of = |what: &str| format!("{what}, {}", datetime(wording.at, zone));
    let mut rows = vec![SummaryRow::new(of("Question"), &wording.question), SummaryRow::new(of("Answer"), &wording.answer)];
    rows.extend(wording.why.as_ref().map(|why| SummaryRow::new(of("Why it was changed"), why)));
    rows
}

/// The three ways to end a question.
fn open_forms(app: &App, inquiry: &Inquiry, typed: &Typed<'_>) -> Vec<Section> {
    let to = |what: &str| format!("/desk/questions/{}/{what}", inquiry.id);
    let keys = || FormKeys::new(app.fresh_key());
    let question = typed.field("publish", "question", "The question, as all will read it", &inquiry.asked);
    let question = question.hint("Take names and cities out. Keep what was meant.").rows(4);
    let publish = vec![Input::area(question), Input::area(typed.field("publish", "answer", "The answer", "").rows(6))];
    let alone = vec![Input::area(typed.field("answer", "private", "The answer", "").rows(5))];
    let tells = Choices::one("tells", "Letter", "Tell the person who asked, with the reason").optional();
    let reason = typed.field("set-aside", "reason", "Why does it get no answer?", "").rows(3);
    let mut aside = vec![Input::area(reason)];
    if inquiry.email.is_some() {
        aside.push(Input::checkboxes(tells.chosen(&typed.form.text("tells"))));
    }
    let alone_text = match inquiry.email {
        Some(_) => "Only for what concerns one city alone. They get it by letter.",
        None => "Only for what concerns one city alone. They gave no address: it stands on the page of their question.",
    };
    vec![
        Section::new("Answer for all").text(format!("It stands on the page of the round. {TOLD}")).form(SheetForm::new(
            to("publish"),
            keys(),
            "Publish the answer",
            publish,
        )),
        Section::new("Answer only this person")
            .text(alone_text)
            .form(SheetForm::new(to("answer"), keys(), "Answer only this person", alone).quiet()),
        Section::new("Set aside")
            .text("For what is no question about this round, or was answered already. The reason stays on record.")
            .form(SheetForm::new(to("set-aside"), keys(), "Set aside", aside).quiet()),
    ]
}

fn correction(app: &App, inquiry: &Inquiry, last: &Wording, typed: &Typed<'_>) -> Section {
    let inputs = vec![
        Input::area(typed.field("correct", "question", "The question, as all read it", &last.question).rows(4)),
        Input::area(typed.field("correct", "answer", "The answer", &last.answer).rows(6)),
        Input::area(typed.field("correct", "why", "What was wrong?", "").hint("All read it beside the change.").rows(3)),
    ];
    let keys = FormKeys::of_version(app.fresh_key(), i64::from(last.n));
    Section::new("Correct the answer")
        .text(format!("The text as it was stays on the page, marked as changed. {TOLD}"))
        .form(SheetForm::new(format!("/desk/questions/{}/correct", inquiry.id), keys, "Publish the correction", inputs).quiet())
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &id, Typed { which: "", form: &Form::default(), errors: &[] }).await
}

/// Sends the browser on, or shows the page with the mistakes in the form `which`.
async fn finish(
    (app, viewer): (&App, &Viewer),
    (id, which, form): (&str, &'static str, &Form),
    done: Result<HttpResponse, EndError>,
) -> Result<HttpResponse, Problem> {
    match done {
        Err(EndError::Invalid(errors)) => page(app, viewer, id, Typed { which, form, errors: &errors }).await,
        other => Ok(other?),
    }
}

fn inquiry_of(id: &str) -> Result<Id<Inquiry>, Problem> {
    id.parse().map_err(|_| Problem::missing())
}

fn typed_answer(form: &Form) -> NewAnswer {
    NewAnswer { question: form.text("question"), answer: form.text("answer") }
}

async fn publish(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (inquiry, actor, new) = (inquiry_of(&id)?, viewer.actor(), typed_answer(&form));
    let to = format!("/desk/questions/{inquiry}?done=question-published");
    let done = app.submit(&viewer, &form, move |tx| asking::publish(tx, &actor, inquiry, &new).map(|_| to.clone())).await;
    finish((&app, &viewer), (&id, "publish", &form), done).await
}

async fn answer(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (inquiry, actor, text) = (inquiry_of(&id)?, viewer.actor(), form.text("private"));
    let to = format!("/desk/questions/{inquiry}?done=question-answered");
    let done = app.submit(&viewer, &form, move |tx| asking::answer_privately(tx, &actor, inquiry, &text).map(|()| to.clone())).await;
    finish((&app, &viewer), (&id, "answer", &form), done).await
}

async fn set_aside(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (inquiry, actor, reason, tells) = (inquiry_of(&id)?, viewer.actor(), form.text("reason"), form.has("tells"));
    let to = format!("/desk/questions/{inquiry}?done=question-set-aside");
    let done = app.submit(&viewer, &form, move |tx| asking::set_aside(tx, &actor, inquiry, (&reason, tells)).map(|()| to.clone())).await;
    finish((&app, &viewer), (&id, "set-aside", &form), done).await
}

async fn set_aside_some(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let ids = form.all("question").iter().map(|id| inquiry_of(id)).collect::<Result<Vec<_>, _>>()?;
    if ids.len() > PER_PAGE {
        return Err(Problem::missing());
    }
    let (actor, reason, tells) = (viewer.actor(), form.text("reason"), form.has("tells"));
    let to = "/desk/questions?done=question-set-aside";
    let done = app.submit(&viewer, &form, move |tx| asking::set_aside_some(tx, &actor, &ids, (&reason, tells)).map(|()| to.to_owned()));
    match done.await {
        Err(EndError::Invalid(errors)) => list_page(&app, &viewer, &Asked { all: None, after: None }, (&form, &errors)).await,
        other => Ok(other?),
    }
}

async fn correct(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (inquiry, actor, new, why) = (inquiry_of(&id)?, viewer.actor(), typed_answer(&form), form.text("why"));
    let seen = form.version();
    let to = format!("/desk/questions/{inquiry}?done=question-corrected");
    let done = app.submit(&viewer, &form, move |tx| asking::correct(tx, &actor, inquiry, &new, (&why, seen)).map(|()| to.clone())).await;
    finish((&app, &viewer), (&id, "correct", &form), done).await
}
