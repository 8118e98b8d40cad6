//! The reports that cities owe and send on their schedules: those to decide, those that are late, those to come; and each with
//! what was sent.

use super::award_links::of_award;
use crate::award::{self, Award};
use crate::compliance::{self, Among, AwardReport, AwardReportState, DecideReportError, Figures, Listed, ReportForm, Submission};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::{date, date_range, datetime};
use crate::people::{Actor, FundRole, organisation};
use crate::spending::policy;
use crate::web::desk::tracking::{Asked, Known};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, DateField, Field, FormKeys, SummaryRow, Table};
use crate::web::portal::award_reports::{sent_section, status};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono::NaiveDate;
use chrono_tz::Tz;
use strum::VariantArray;

const READERS: Access = Access::Fund(&[FundRole::ProgramOfficer, FundRole::FinanceOfficer, FundRole::ApprovingOfficial, FundRole::Auditor]);
const OFFICERS: Access = Access::Fund(&[FundRole::ProgramOfficer, FundRole::FinanceOfficer]);
/// So many rows of each list are on a page.
const PAGE: i64 = 200;
const HERE: &str = "/desk/reports";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get(HERE, READERS, list),
        get("/desk/reports/{id}", READERS, show),
        post("/desk/reports/{id}/accept", OFFICERS, accept),
        post("/desk/reports/{id}/return", OFFICERS, send_back),
        post("/desk/reports/{id}/extend", OFFICERS, extend),
        post("/desk/reports/{id}/waive", OFFICERS, waive),
    ]
}

type Row = (AwardReport, String, String);

/// The lists of reports.
#[derive(Clone, Copy, PartialEq, Eq, strum::Display, strum::EnumString, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
enum Shown {
    Waiting,
    Late,
    Owed,
}

impl Shown {
    fn which(self, today: NaiveDate) -> Listed {
        match self {
            Self::Waiting => Listed::Submitted,
            Self::Late => Listed::Overdue(today),
            Self::Owed => Listed::Owed(today),
        }
    }

    /// Its heading, what it says when it is empty, and where more of it are.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Waiting => ("To decide", "Nothing waits.", "More reports to decide"),
            Self::Late => ("Late", "No report is late.", "More late reports"),
            Self::Owed => ("To come", "No report is owed.", "More reports to come"),
        }
    }
}

/// Where a page of one list begins: after the report of this day and identifier.
type Start = (NaiveDate, Id<AwardReport>);

/// Which list goes on in a page of its own, and where; none on the page of all three.
fn read_start(after: &str) -> Result<Option<(Shown, Start)>, Problem> {
    if after.is_empty() {
        return Ok(None);
    }
    let read = || -> Option<(Shown, Start)> {
        let (shown, start) = after.split_once('~')?;
        let (day, id) = start.split_once('~')?;
        Some((shown.parse().ok()?, (day.parse().ok()?, id.parse().ok()?)))
    };
    read().map(Some).ok_or_else(Problem::missing)
}

/// What is asked for, of which lists: each with one row more than a page shows; with what the filters offer and what is wrong
/// with them. The lists are narrowed as figures of spending are.
type AllLists = (Vec<(Shown, Vec<Row>)>, Known, Vec<FieldError>);

fn load(conn: &mut db::Conn, actor: &Actor, asked: &Asked, start: Option<(Shown, Start)>, today: NaiveDate) -> Result<AllLists, db::Error> {
    let known = Known::read(conn, actor, asked)?;
    let (among, errors) = match asked.narrowed().filters(&known.programs) {
        Ok(filters) => (filters.among(&known.programs), vec![]),
        Err(errors) => (Among::default(), errors),
    };
    let wanted = Shown::VARIANTS.iter().copied().filter(|shown| start.is_none_or(|(only, _)| only == *shown));
    let after = start.map(|(_, after)| after);
    let mut lists = Vec::new();
    for shown in wanted {
        lists.push((shown, compliance::list_open_reports(conn, actor, (shown.which(today), &among), after, PAGE + 1)?));
    }
    Ok((lists, known, errors))
}

async fn list(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (actor, asked, today) = (viewer.actor(), query.into_inner(), app.now().day_in(app.settings.fund.zone()));
    let start = read_start(&asked.after)?;
    let of = asked.clone();
    let (lists, known, errors) = app.read(move |conn| load(conn, &actor, &of, start, today)).await?;
    let mut sheet =
        Sheet::new("Reports of cities", &errors).lead("Performance and financial reports on their schedules.").back("/desk", "Desk");
    let mut filters = Some(asked.inputs(&known, &errors));
    for (shown, rows) in lists {
        let mut section = section(&asked, shown, rows, today);
        if let Some(inputs) = filters.take() {
            section = section.filters(HERE, inputs);
        }
        if start.is_some() {
            section = section.link(asked.with(|_| ()).href(HERE), "The first reports");
        }
        sheet = sheet.with(section);
    }
    if errors.is_empty() { app.page(&viewer, &sheet) } else { app.page_with_mistakes(&viewer, &sheet) }
}

/// A page of one list, with where it goes on.
fn section(asked: &Asked, shown: Shown, mut rows: Vec<Row>, today: NaiveDate) -> Section {
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_more = rows.len() > most;
    rows.truncate(most);
    let next = rows.last().filter(|_| has_more).map(|(last, ..)| format!("{shown}~{}~{}", last.due_on, last.id));
    let (heading, empty, more) = shown.words();
    let section = Section::new(heading).table(table((&shown.to_string(), heading), rows, today).empty(empty));
    match next {
        Some(next) => section.link(asked.with(|asked| asked.after = next).href(HERE), more),
        None => section,
    }
}

fn table((id, caption): (&str, &str), rows: Vec<Row>, today: NaiveDate) -> Table {
    let columns =
        vec![Column::text("Award"), Column::text("City"), Column::text("Report"), Column::text("Tells of"), Column::text("State")];
    let row = |(report, reference, city): Row| {
        let last = report.form == ReportForm::FinalPerformance;
        let href = if last { format!("/desk/closeouts/{reference}") } else { format!("/desk/reports/{}", report.id) };
        vec![
            Cell::link(reference, href).heading(),
            Cell::text(city),
            Cell::text(report.form.label()),
            Cell::text(date_range(report.period_start, report.period_end)),
            Cell::status(status(&report, today)),
        ]
    };
    Table::new(id, caption, columns).rows(rows.into_iter().map(row))
}

/// Everything that the page of one report shows.
struct Found {
    award: Award,
    report: AwardReport,
    sent: Vec<Submission>,
    zone: Tz,
}

async fn find(app: &App, viewer: &Viewer, id: &str) -> Result<Found, Problem> {
    let id: Id<AwardReport> = id.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let found = app
        .read(move |conn| {
            let report = compliance::award_report(conn, id)?;
            let award = award::open_award(conn, &actor, report.award)?;
            let sent = compliance::list_submissions(conn, id)?;
            let zone = organisation::city(conn, award.organisation)?.zone;
            Ok::<_, db::Error>(Found { award, report, sent, zone })
        })
        .await?;
    if found.report.form == ReportForm::FinalPerformance { Err(Problem::missing()) } else { Ok(found) }
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let sheet = sheet(&app, &viewer, &path, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(app: &App, viewer: &Viewer, id: &str, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let found = find(app, viewer, id).await?;
    let (award, report) = (&found.award, &found.report);
    let href = format!("/desk/reports/{}", report.id);
    let mut facts = vec![
        SummaryRow::new("City", &award.city),
        SummaryRow::new("Tells of", &date_range(report.period_start, report.period_end)),
        SummaryRow::new("Due", &date(report.due_on)),
        SummaryRow::new("State", report.state.label()),
    ];
    if let Some(name) = &report.decided_by_name {
        facts.push(SummaryRow::new("Decided by", name));
    }
    if let Some(reason) = &report.reason {
        facts.push(SummaryRow::new("Reason", reason));
    }
    let mut first = Section::new("This report").facts(facts);
    let decides = policy::decides(&viewer.actor) && award.is_active();
    let keys = || FormKeys::of_version(app.fresh_key(), report.version);
    let reason =
        |name: &'static str, label: &str| Input::area(Field::new(name, label).limit(1000).rows(3).value(form.text(name)).errors(errors));
    if decides && report.state == AwardReportState::Submitted {
        first = if report.submitted_by.as_deref().is_some_and(|by| viewer.actor.is_person(by)) {
            first.text("You sent this report, so another person must accept it.")
        } else {
            first.form(SheetForm::new(format!("{href}/accept"), keys(), "Accept the report", vec![]))
        };
        let back = vec![reason("reason", "What must the city mend?")];
        first = first.form(SheetForm::new(format!("{href}/return"), keys(), "Send it back", back).quiet());
    }
    if decides && report.is_open() {
        let day = Input::date(DateField::new("due_on", "New day on which it is due").typed(form).errors(errors));
        let inputs = vec![day, reason("why", "Why is there more time?")];
        first = first.form(SheetForm::new(format!("{href}/extend"), keys(), "Give more time", inputs).quiet());
    }
    let mut sheet = Sheet::new(report.form.label(), errors)
        .about(&award.reference)
        .lead(format!("Award {}: {}", award.reference, award.title))
        .back("/desk/reports", "Reports of cities")
        .with(first);
    if let Some(last) = found.sent.first() {
        let mut section = sent_section(report, last, found.zone)?;
        if let Some(words) = on_income(report, last)? {
            section = section.text(words);
        }
        sheet = sheet.with(section);
    }
    if found.sent.len() > 1 {
        let columns = vec![Column::text("Time"), Column::text("By"), Column::text("When"), Column::text("SHA-256")];
        let rows = found.sent.iter().map(|sent| {
            let cells = [sent.name.clone(), datetime(sent.at, found.zone), sent.digest.clone()];
            std::iter::once(Cell::text(sent.n.to_string()).heading()).chain(cells.map(Cell::text)).collect::<Vec<_>>()
        });
        sheet = sheet.with(Section::new("Each time it was sent").table(Table::new("times", "Each time it was sent", columns).rows(rows)));
    }
    if decides && report.is_open() && !report.form.is_final() {
        let form =
            SheetForm::new(format!("{href}/waive"), keys(), "Do not ask for it", vec![reason("reason", "Why is it not needed?")]).quiet();
        sheet = sheet.with(Section::new("Not needed").form(form));
    }
    Ok(sheet.with(of_award(Doors::of(&viewer.actor), (&award.reference, award.id), &href)))
}

/// What remains to be done where income of the program paid for costs.
fn on_income(report: &AwardReport, sent: &Submission) -> Result<Option<String>, db::Error> {
    if !report.form.is_financial() {
        return Ok(None);
    }
    let spent = Figures::of_document(&sent.document)?.line("10m");
    Ok(spent.is_positive().then(|| {
        format!("Income of {spent} paid for costs (line 10m). What advances or payments of the fund covered of the same costs is taken back on the page of the closeout.")
    }))
}

async fn accept(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    decide(&app, &viewer, (&path, &form), "report-accepted", |tx, actor, id, typed| {
        compliance::accept_award_report(tx, actor, (id, Some(typed.version())))
    })
    .await
}

async fn send_back(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    decide(&app, &viewer, (&path, &form), "returned", |tx, actor, id, typed| {
        compliance::return_award_report(tx, actor, (id, Some(typed.version())), &typed.text("reason"))
    })
    .await
}

async fn extend(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    decide(&app, &viewer, (&path, &form), "report-extended", |tx, actor, id, typed| {
        let day = DateField::read(typed, "due_on").map_err(|e| DecideReportError::Fields(vec![e]))?;
        compliance::extend_report(tx, actor, id, (day, &typed.text("why")))
    })
    .await
}

async fn waive(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    decide(&app, &viewer, (&path, &form), "report-waived", |tx, actor, id, typed| {
        compliance::waive_report(tx, actor, id, &typed.text("reason"))
    })
    .await
}

type Decision = fn(&mut Tx<'_>, &Actor, Id<AwardReport>, &Form) -> Result<(), DecideReportError>;

/// Takes a decision on the report at `path`; with mistakes the page is shown again with everything typed.
async fn decide(
    app: &App,
    viewer: &Viewer,
    (path, form): (&str, &Form),
    done: &'static str,
    decision: Decision,
) -> Result<HttpResponse, Problem> {
    let id: Id<AwardReport> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, typed) = (viewer.actor(), form.clone());
    let outcome =
        app.submit(viewer, form, move |tx| decision(tx, &actor, id, &typed).map(|()| format!("/desk/reports/{id}?done={done}"))).await;
    match outcome {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(viewer, &sheet(app, viewer, path, (form, &e.mistakes())).await?),
        other => Ok(other?),
    }
}
