//! The reports that a city owes on a schedule: each with what it tells, the figures of the ledger to certify, and what was sent.

use super::payments::{officials, own_award};
use crate::award::Award;
use crate::compliance::{
    self, AwardReport, AwardReportState, Figures, Income, IncomeUse, Indirect, NewCertification, Performance, ReportForm, Submission,
};
use crate::db;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::locale::format::{date, date_range, datetime, short_date};
use crate::people::{CityRole, organisation};
use crate::spending::policy;
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;
use chrono_tz::Tz;

const OFFICIAL: &[CityRole] = &[CityRole::AuthorizedOfficial];

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/awards/{reference}/reports/{id}", Access::City(CITY), show),
        post("/portal/awards/{reference}/reports/{id}/send", Access::City(CITY_WRITERS), send),
        post("/portal/awards/{reference}/reports/{id}/certify", Access::City(OFFICIAL), certify),
    ]
}

/// Where a report stands, with its day while the city owes it.
pub(in crate::web) fn status(report: &AwardReport, today: NaiveDate) -> Status {
    match report.state {
        AwardReportState::Submitted => Status::active(report.state.label()),
        AwardReportState::Accepted => Status::good(report.state.label()),
        AwardReportState::Waived => Status::quiet(report.state.label()),
        AwardReportState::Owed | AwardReportState::Returned if report.is_overdue(today) => {
            Status::warning(format!("{}, was due {}", report.state.label(), short_date(report.due_on)))
        }
        AwardReportState::Returned => Status::warning(format!("Sent back, due {}", short_date(report.due_on))),
        AwardReportState::Owed if report.can_be_sent(today) => Status::active(format!("To send by {}", short_date(report.due_on))),
        AwardReportState::Owed => Status::quiet(format!("Due {}", short_date(report.due_on))),
    }
}

/// The schedule of an award as a table; `home` is where each report has its page, `last` the page of the final one. Where both
/// are the same, that is the page on which the table stands, and the final report leads nowhere.
pub(in crate::web) fn schedule(reports: &[AwardReport], (home, last): (&str, &str), today: NaiveDate) -> Table {
    let columns = vec![Column::text("Report"), Column::text("Tells of"), Column::text("Due"), Column::text("State")];
    let rows = reports.iter().map(|report| {
        let label = report.form.label();
        let name = match report.form {
            ReportForm::FinalPerformance if last == home => Cell::text(label),
            ReportForm::FinalPerformance => Cell::link(label, last),
            _ => Cell::link(label, format!("{home}/{}", report.id)),
        };
        vec![
            name.heading(),
            Cell::text(date_range(report.period_start, report.period_end)),
            Cell::text(short_date(report.due_on)),
            Cell::status(status(report, today)),
        ]
    });
    Table::new("schedule", "Reports of this award", columns)
        .empty("The schedule is made within a few minutes.")
        .rows(rows.collect::<Vec<_>>())
}

/// The items 1 to 9 and 11 to 13 of a financial report, and its lines 10a to 10o.
pub(in crate::web) fn figures_section(heading: &str, figures: &Figures, more: Vec<SummaryRow>) -> Section {
    let item =
        |number: &str, title: &str, value: &str| SummaryRow::new(format!("{number}. {title}"), if value.is_empty() { "–" } else { value });
    let mut facts: Vec<SummaryRow> = figures.header.iter().map(|h| item(&h.number, &h.title, &h.value)).collect();
    let indirect = figures.indirect.as_ref().map_or_else(
        || "None".to_owned(),
        |i| format!("{}, {} %, base {}, charged {}, federal share {}", i.kind, i.rate, i.base, i.charged, i.federal_share),
    );
    facts.push(item("11", "Indirect expense", &indirect));
    facts.push(item("12", "Remarks", &figures.remarks));
    // A report that was sent back shows both what was certified and what the ledger has now.
    let id = if more.is_empty() { "figures" } else { "certified" };
    facts.extend(more);
    let columns = vec![Column::text("Line"), Column::text("What it is"), Column::number("Amount")];
    let rows = figures
        .lines
        .iter()
        .map(|line| vec![Cell::text(line.number.clone()).heading(), Cell::text(line.title.clone()), Cell::number(line.amount.to_string())]);
    let caption = format!("Lines 10a to 10o, cumulative, with everything booked until {}", date(figures.until));
    Section::new(heading).facts(facts).text(figures.source.clone()).table(Table::new(id, caption, columns).rows(rows.collect::<Vec<_>>()))
}

/// What was sent, as it is kept.
pub(in crate::web) fn sent_section(report: &AwardReport, sent: &Submission, zone: Tz) -> Result<Section, db::Error> {
    let heading = if report.form.is_financial() { "What was certified" } else { "What was sent" };
    let mut who = vec![SummaryRow::new(if report.form.is_financial() { "Certified by" } else { "Sent by" }, &sent.name)];
    if let Some(title) = &sent.title {
        who.push(SummaryRow::new("Title", title));
    }
    who.push(SummaryRow::new("When", &datetime(sent.at, zone)));
    who.push(SummaryRow::new("Digest (SHA-256)", &sent.digest));
    if report.form.is_financial() {
        let figures = Figures::of_document(&sent.document)?;
        who.push(SummaryRow::new("13. Certification", &figures.certification));
        return Ok(figures_section(heading, &figures, who));
    }
    let told = Performance::of_document(&sent.document)?;
    who.push(SummaryRow::new("What was done", &told.done));
    who.push(SummaryRow::new("What went another way", &told.differs));
    who.push(SummaryRow::new("What comes next", &told.next));
    Ok(Section::new(heading).facts(who))
}

type Key = (String, Id<AwardReport>);

/// The award and the report of an address, if they belong together and to the viewer's city.
async fn find(app: &App, viewer: &Viewer, path: &Path<(String, String)>) -> Result<(Award, AwardReport), Problem> {
    let (reference, id) = &**path;
    let award = own_award(app, viewer, reference).await?;
    let id: Id<AwardReport> = id.parse().map_err(|_| Problem::missing())?;
    let report = app.read(move |conn| compliance::award_report(conn, id)).await?;
    if report.award == award.id && report.form != ReportForm::FinalPerformance { Ok((award, report)) } else { Err(Problem::missing()) }
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let found = find(&app, &viewer, &path).await?;
    let sheet = sheet(&app, &viewer, &found, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(
    app: &App,
    viewer: &Viewer,
    (award, report): &(Award, AwardReport),
    (form, errors): (&Form, &[FieldError]),
) -> Result<Sheet, Problem> {
    let (asked, city, actor, now) = (report.clone(), award.organisation, viewer.actor(), app.now());
    let (agency, of_award) = (app.settings.fund.name.clone(), award.clone());
    let (sent, figures, open, zone, officials) = app
        .read(move |conn| {
            let zone = organisation::city(conn, city)?.zone;
            let sent = compliance::list_submissions(conn, asked.id)?;
            let (mut figures, mut open) = (None, Vec::new());
            if asked.form.is_financial() && asked.is_open() && of_award.is_active() {
                let found = compliance::figures(conn, &asked, (&agency, now.day_in(zone)))?;
                open = compliance::still_open(conn, &asked, &of_award, &found)?;
                let income = compliance::known_income(conn, &asked, &of_award, &found)?;
                figures = Some((found, income));
            }
            Ok::<_, db::Error>((sent, figures, open, zone, officials(conn, &actor, city)?))
        })
        .await?;
    let today = now.day_in(zone);
    let facts = vec![
        SummaryRow::new("Tells of", &date_range(report.period_start, report.period_end)),
        SummaryRow::new("Due", &date(report.due_on)),
        SummaryRow::new("State", report.state.label()),
    ];
    let mut first = Section::new("This report").facts(facts);
    if let Some(reason) = &report.reason {
        first = first.text(format!("The fund says: {reason}"));
    }
    let mut sheet = Sheet::new(report.form.label(), errors)
        .about(&award.reference)
        .lead(format!("Award {}: {}", award.reference, award.title))
        .back(format!("/portal/awards/{}/reports", award.reference), "Reports")
        .with(first);
    if let Some((figures, _)) = &figures {
        sheet = sheet.with(figures_section("The figures as the ledger has them", figures, vec![]));
    }
    if report.is_open() && award.is_active() {
        let action = format!("/portal/awards/{}/reports/{}", award.reference, report.id);
        let ask = ask(app, viewer, (award, report, today), (figures.as_ref(), &open, &officials), (&action, form, errors))?;
        sheet = sheet.with(ask);
    }
    if let Some(last) = sent.first() {
        sheet = sheet.with(sent_section(report, last, zone)?);
    }
    Ok(sheet)
}

/// The figures of the ledger, and what is known of the income of the program.
type Shown = (Figures, (IncomeUse, Income));

/// The form to send the report, or why it is not there.
fn ask(
    app: &App,
    viewer: &Viewer,
    (award, report, today): (&Award, &AwardReport, NaiveDate),
    (figures, open, officials): (Option<&Shown>, &[String], &str),
    (action, form, errors): (&str, &Form, &[FieldError]),
) -> Result<Section, Problem> {
    let section = Section::new(if report.form.is_financial() { "Certify" } else { "Send" });
    if !report.can_be_sent(today) {
        return Ok(section.text(format!("You can send it once {} is over, until {}.", date(report.period_end), date(report.due_on))));
    }
    let keys = FormKeys::new(app.fresh_key());
    let Some(shown) = figures else {
        if !policy::may_submit(&viewer.actor, award.organisation) {
            return Ok(section.text("Those who write for your city can send this report."));
        }
        let form = SheetForm::new(format!("{action}/send"), keys, "Send the report", performance_inputs(form, errors));
        return Ok(section.form(form.kept("performance")));
    };
    if !open.is_empty() {
        let section = section.text("The final financial report can be certified once its lines are final. Until then:");
        return Ok(section.items(open.to_vec()));
    }
    if !viewer.actor.acts_for(award.organisation, CityRole::AuthorizedOfficial) {
        return Ok(section.text(format!("Only an authorized official of your city can certify this report: {officials}.")));
    }
    let inputs = certify_inputs(shown, (form, errors), &viewer.actor.name)?;
    Ok(section.form(SheetForm::new(format!("{action}/certify"), keys, "Certify and send", inputs).kept("certify")))
}

fn performance_inputs(form: &Form, errors: &[FieldError]) -> Vec<Input> {
    let area = |name: &'static str, label: &str, hint: &str| {
        Input::area(Field::new(name, label).hint(hint).value(form.text(name)).limit(4000).errors(errors))
    };
    vec![
        area("done", "What was done?", "Compare it with the plan of your application: activities, people, results."),
        area("differs", "What went another way than planned?", "Delays, changes, costs above the plan, and why. If nothing did, say so."),
        area("next", "What comes next?", "Until the next report, or until the award ends."),
    ]
}

/// Lines 10l and 10m or 10n, with what is known of them.
fn income_inputs((figures, (how, known)): &Shown, (form, errors): (&Form, &[FieldError])) -> [Input; 2] {
    let field = |name: &'static str, label: &str, amount: Money| {
        let value = if form.has(name) { form.text(name) } else { amount.plain() };
        Field::new(name, label).value(value).errors(errors)
    };
    let mut what = "Fees, sales and rent that the award brought in from its first day on, whoever paid for the costs. Enter 0 if \
                    there was none."
        .to_owned();
    let stated = figures.line("10l");
    if stated.is_positive() {
        what = format!("{what} Your requests for payment state {stated} of it.");
    }
    let (label, spent) = match how {
        IncomeUse::Deduction => ("10m. Income spent on costs of the award", "It pays for costs before the fund does."),
        IncomeUse::Addition => ("10n. Income spent on more than the award pays for", "Without what lowered your requests for payment."),
    };
    [
        Input::money(field("income_earned", "10l. Income of the program earned so far", known.earned).hint(what)),
        Input::money(field("income_spent", label, known.spent).hint(spent)),
    ]
}

/// Lines 10l and 10m or 10n as they were typed.
fn read_income(form: &Form) -> Result<Income, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let mut money =
        |name: &str| -> Money { form.money(name).map_err(|e| mistakes.push(FieldError::new(name, e.to_string()))).unwrap_or_default() };
    let income = Income { earned: money("income_earned"), spent: money("income_spent") };
    if mistakes.is_empty() { Ok(income) } else { Err(mistakes) }
}

fn certify_inputs(shown: &Shown, (form, errors): (&Form, &[FieldError]), name: &str) -> Result<Vec<Input>, db::Error> {
    let figures = &shown.0;
    let [earned, spent] = income_inputs(shown, (form, errors));
    let line = |name: &'static str, label: &str| Field::new(name, label).value(form.text(name)).errors(errors);
    let authority = Choices::one("has_certified", "13. Certification", &figures.certification).errors(errors);
    Ok(vec![
        Input::hidden("digest", &figures.digest()?),
        earned,
        spent,
        Input::line(
            line("indirect_kind", "11a. Type of the indirect rate")
                .hint("Leave line 11 empty if your award pays no indirect cost.")
                .optional(),
        ),
        Input::line(line("indirect_rate", "11b. Rate in percent").decimal().optional()),
        Input::money(line("indirect_base", "11d. Base").optional()),
        Input::money(line("indirect_charged", "11e. Amount charged").optional()),
        Input::money(line("indirect_share", "11f. Federal share").optional()),
        Input::area(line("remarks", "12. Remarks").limit(2000).rows(3).optional()),
        Input::line(line("title", "Your title").autocomplete("organization-title")),
        Input::line(line("typed_name", "Type your full name to certify").hint(format!("As in your account: {name}")).autocomplete("name")),
        Input::checkboxes(if form.has("has_certified") { authority.chosen("yes") } else { authority }),
    ])
}

/// Line 11 as it was typed; none if nothing was.
fn read_indirect(form: &Form) -> Result<Option<Indirect>, Vec<FieldError>> {
    let names = ["indirect_kind", "indirect_rate", "indirect_base", "indirect_charged", "indirect_share"];
    if names.iter().all(|name| form.text(name).is_empty()) {
        return Ok(None);
    }
    let mut mistakes = Vec::new();
    if form.text("indirect_kind").is_empty() {
        mistakes.push(FieldError::new("indirect_kind", "Name the type of the rate, or leave all of line 11 empty."));
    }
    let mut money =
        |name: &str| -> Money { form.money(name).map_err(|e| mistakes.push(FieldError::new(name, e.to_string()))).unwrap_or_default() };
    let (base, charged, federal_share) = (money("indirect_base"), money("indirect_charged"), money("indirect_share"));
    let rate = form.text("indirect_rate").trim_end_matches('%').trim().to_owned();
    if mistakes.is_empty() {
        Ok(Some(Indirect { kind: form.text("indirect_kind"), rate, base, charged, federal_share }))
    } else {
        Err(mistakes)
    }
}

async fn send(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let found = find(&app, &viewer, &path).await?;
    let told = Performance { done: form.text("done"), differs: form.text("differs"), next: form.text("next") };
    let (actor, (location, id)) = (viewer.actor(), after(&found, "report-sent-in"));
    let done = app.submit(&viewer, &form, move |tx| compliance::send_performance(tx, &actor, id, &told).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &found, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}

async fn certify(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let found = find(&app, &viewer, &path).await?;
    let (actor, (location, id)) = (viewer.actor(), after(&found, "report-certified"));
    let new = NewCertification {
        report: id,
        agency: app.settings.fund.name.clone(),
        indirect: read_indirect(&form),
        income: read_income(&form),
        remarks: form.text("remarks"),
        typed_name: form.text("typed_name"),
        title: form.text("title"),
        has_certified: form.has("has_certified"),
        seen_digest: form.text("digest"),
    };
    let done = app.submit(&viewer, &form, move |tx| compliance::certify(tx, &actor, &new).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &found, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}

/// Where the city is led after it sent a report, and the report.
fn after((award, report): &(Award, AwardReport), done: &str) -> Key {
    (format!("/portal/awards/{}/reports/{}?done={done}", award.reference, report.id), report.id)
}
