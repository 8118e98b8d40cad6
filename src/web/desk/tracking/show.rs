//! The figures, and what waits for an officer.

use super::asked::{Asked, WAITING};
use super::{BUDGETS, HELD, HERE, Known, LINES, watch};
use crate::charts::BarChart;
use crate::compliance;
use crate::db::{Conn, Error};
use crate::kernel::FieldError;
use crate::locale::format::{number, short_date};
use crate::people::Actor;
use crate::reporting::tracking::{self, By, CostView, EventView, ExpenseLine, Filters, LineFilter, MoneyView, Program, Wanted};
use crate::spending::ExpenseState;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, FormKeys, Table};
use crate::web::figures::{AVERAGES, BY_PLAN, Figure, Grid, LEFT, MORE_EVENTS, TIED_TO_NONE, cost_chart, event_chart, spent_chart};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};

/// So many expenses that wait are listed.
const LISTED: usize = 25;

/// What a view was found to be.
pub(super) enum Found {
    /// Of money.
    Money(MoneyView),
    /// Of costs.
    Cost(CostView),
    /// Of events.
    Event(EventView),
}

impl Found {
    /// Reads a view.
    pub(super) fn read(conn: &mut Conn, actor: &Actor, wanted: &Wanted) -> Result<Self, Error> {
        Ok(match wanted.by {
            By::Kind | By::CostYear => Self::Cost(tracking::by_cost(conn, actor, wanted)?),
            By::Event => Self::Event(tracking::by_event(conn, actor, wanted)?),
            _ => Self::Money(tracking::by_money(conn, actor, wanted)?),
        })
    }

    /// As a grid whose figures lead to what they are made of.
    pub(super) fn grid(&self, asked: &Asked, programs: &[Program], doors: Doors<'_>) -> Grid {
        let by = asked.by();
        let links = |figure: Figure, key: Option<&str>| leads(asked, programs, (figure, key)).filter(|href| doors.open(href));
        match self {
            Self::Money(view) => Grid::money(by, view, &links),
            Self::Cost(view) => Grid::cost(by, view, &links),
            Self::Event(view) => Grid::events(view, &links),
        }
    }

    /// The second table of events: who came. The first would be too wide with it.
    fn people(&self, asked: &Asked, programs: &[Program], doors: Doors<'_>) -> Option<Table> {
        let links = |figure: Figure, key: Option<&str>| leads(asked, programs, (figure, key)).filter(|href| doors.open(href));
        match self {
            Self::Event(view) if !view.rows.is_empty() => {
                Some(Grid::event_people(view, &links).table("people", "Events: who came, and what that cost", ""))
            }
            _ => None,
        }
    }

    /// As a file has it.
    pub(super) fn file(&self, asked: &Asked, programs: &[Program], doors: Doors<'_>) -> Grid {
        match self {
            Self::Event(view) => Grid::event_file(view),
            _ => self.grid(asked, programs, doors),
        }
    }

    fn chart(&self, by: By) -> Option<BarChart> {
        match self {
            Self::Money(view) if !view.rows.is_empty() => Some(spent_chart(view)),
            Self::Cost(view) if !view.rows.is_empty() => Some(cost_chart(by, view)),
            Self::Event(view) if !view.rows.is_empty() => Some(event_chart(view)),
            _ => None,
        }
    }

    /// What its figures mean, below them.
    fn explained(&self, section: Section, by: By) -> Section {
        match (self, by) {
            (Self::Event(view), _) => {
                let below = if view.all.is_some() { Some(TIED_TO_NONE) } else { view.next.as_ref().map(|_| MORE_EVENTS) };
                let section = section.text(BY_PLAN).text(LEFT);
                if let Some(words) = below { section.text(words) } else { section }
            }
            (_, By::Kind) => section.text(AVERAGES),
            (_, By::CostYear) => section,
            _ => section.text(LEFT),
        }
    }

    /// The key after which the next page begins.
    pub(super) fn next(&self) -> Option<String> {
        match self {
            Self::Money(view) => view.next.clone(),
            Self::Event(view) => view.next.clone(),
            Self::Cost(_) => None,
        }
    }
}

/// Where a figure leads, by the key of its row.
fn leads(asked: &Asked, programs: &[Program], (figure, key): (Figure, Option<&str>)) -> Option<String> {
    let by = asked.by();
    let slug = |id: &str| programs.iter().find(|p| p.id == id).map(|p| p.slug.clone());
    let narrowed = match key {
        None => asked.with(|a| a.by.clear()),
        Some(key) => narrow(asked, by, key, &slug)?,
    };
    Some(match (figure, key) {
        (Figure::Name, key) => narrower(asked, by, key?, &slug)?,
        (Figure::Planned, _) => narrowed.href(BUDGETS),
        (Figure::Obligated | Figure::Advanced | Figure::Left, Some(key)) if by == By::Event => format!("/desk/events/{key}#stands"),
        (Figure::Obligated | Figure::Left, _) => narrowed.journals(),
        (Figure::Advanced, Some(_)) if matches!(by, By::Category | By::Award) => narrowed.journals(),
        (Figure::Advanced, _) => narrowed.href(watch::ADVANCES),
        (Figure::Spent, _) => narrowed.with(|a| a.stage = ExpenseState::Accepted.to_string()).href(LINES),
        (Figure::Waiting, _) => narrowed.with(|a| WAITING.clone_into(&mut a.stage)).href(LINES),
        (Figure::People, _) => narrowed.href(HELD),
    })
}

/// The same question, narrowed to a row.
fn narrow(asked: &Asked, by: By, key: &str, slug: &dyn Fn(&str) -> Option<String>) -> Option<Asked> {
    let slug = if by == By::Opportunity { Some(slug(key)?) } else { None };
    if key.is_empty() {
        return None;
    }
    let key = key.to_owned();
    Some(asked.with(|a| {
        a.by.clear();
        match by {
            By::Category => a.category = key,
            By::Opportunity => a.opportunity = slug.unwrap_or_default(),
            By::City => a.city = key,
            By::State => a.state = key,
            By::Year => a.year = key,
            By::Award => a.award = key,
            By::Kind => a.kind = key,
            By::Event => a.event = key,
            By::CostYear => a.cost_year = key,
        }
    }))
}

/// What a row leads to: what it is made of, told apart by the next finer thing.
fn narrower(asked: &Asked, by: By, key: &str, slug: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let narrowed = narrow(asked, by, key, slug)?;
    let finer = |by: By| Some(narrowed.with(|a| a.by = by.to_string()).href(HERE));
    match by {
        By::Opportunity | By::City => finer(By::Award),
        By::State => finer(By::City),
        By::Year => finer(By::Opportunity),
        By::Award => Some(format!("{HERE}/{key}")),
        By::Event => Some(format!("/desk/events/{key}")),
        By::Category | By::Kind | By::CostYear => Some(narrowed.href(LINES)),
    }
}

/// What the page shows.
struct Shown {
    known: Known,
    found: Option<(Found, MoneyView, Filters)>,
    waiting: (Vec<ExpenseLine>, Option<String>),
    overdue: i64,
    errors: Vec<FieldError>,
}

fn load(conn: &mut Conn, actor: &Actor, asked: &Asked, today: chrono::NaiveDate) -> Result<Shown, Error> {
    let known = Known::read(conn, actor, asked)?;
    let (found, errors) = match asked.wanted(&known.programs, asked.by().page()) {
        Err(errors) => (None, errors),
        Ok(wanted) => {
            let found = Found::read(conn, actor, &wanted)?;
            let awards = if wanted.by == By::Award {
                MoneyView::default()
            } else {
                let of = Wanted { by: By::Award, filters: wanted.filters.clone(), after: String::new(), limit: By::Award.page() };
                tracking::by_money(conn, actor, &of)?
            };
            (Some((found, awards, wanted.filters)), vec![])
        }
    };
    let filters: Filters = found.as_ref().map(|(_, _, filters)| filters.clone()).unwrap_or_default();
    let among = filters.among(&known.programs);
    let submitted = LineFilter { state: Some(ExpenseState::Submitted), filters, ..LineFilter::default() };
    let overdue = compliance::count_overdue_among(conn, actor, today, &among)?;
    Ok(Shown { found, errors, waiting: tracking::list_lines(conn, actor, &submitted, None, LISTED)?, overdue, known })
}

pub(super) async fn show(app: Data<App>, viewer: Viewer, query: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (asked, actor) = (query.into_inner(), viewer.actor());
    let (of, today) = (asked.clone(), app.now().day_in(app.settings.fund.zone()));
    let shown = app.long_read(move |conn| load(conn, &actor, &of, today)).await?;
    let by = asked.by();
    let doors = Doors::of(&viewer.actor);
    let inputs = std::iter::once(asked.by_input(&shown.errors)).chain(asked.inputs(&shown.known, &shown.errors)).collect();
    let programs = &shown.known.programs;
    let mut section = Section::new(format!("By {}", by.label().to_lowercase())).filters(HERE, inputs);
    let (mut people, mut more) = (None, None);
    if let Some((found, awards, _)) = &shown.found {
        section = section.table(found.grid(&asked, programs, doors).table("figures", &caption(by), "Nothing is signed here yet."));
        if let Some(chart) = found.chart(by) {
            section = section.chart(chart);
        }
        if let Some(next) = found.next() {
            section = section.link(asked.with(|a| a.after = next).href(HERE), "More rows");
        }
        section = take_out(found.explained(section, by), &app, &asked, "figures");
        people = found.people(&asked, programs, doors).map(|table| Section::new("Who came to these events").table(table).text(AVERAGES));
        more = (by != By::Award).then(|| awards_section(awards, &asked, programs, doors));
    }
    let lead = "Training, conferences and all else: where the money stands and what it bought.";
    let sheet = Sheet::new("Spending", &shown.errors)
        .lead(shown.known.city.as_ref().map_or_else(|| lead.to_owned(), |city| format!("{city} alone. {lead}")))
        .back("/desk", "Desk")
        .with(waiting(&asked, &shown.waiting))
        .with(section)
        .with_some(people)
        .with_some(more)
        .with(watching(&asked, shown.overdue, doors));
    if shown.errors.is_empty() { app.page(&viewer, &sheet) } else { app.page_with_mistakes(&viewer, &sheet) }
}

fn caption(by: By) -> String {
    match by {
        By::Kind => "Accepted costs by kind of activity, and who came".to_owned(),
        By::Event => "Events: planned, obligated, advanced, spent and left".to_owned(),
        By::CostYear => "Accepted costs by fiscal year of their day".to_owned(),
        _ => format!("Planned, obligated, advanced, spent and left by {}", by.label().to_lowercase()),
    }
}

fn awards_section(awards: &MoneyView, asked: &Asked, programs: &[Program], doors: Doors<'_>) -> Section {
    let of_awards = asked.with(|a| a.by = By::Award.to_string());
    let grid = Found::Money(awards.clone()).grid(&of_awards, programs, doors);
    let section = Section::new("Awards").table(grid.table("awards", "Awards: planned, obligated, advanced, spent, left", "No award yet."));
    if awards.next.is_some() { section.link(of_awards.href(HERE), "All awards") } else { section }
}

/// The expenses to decide, narrowed as the figures are.
fn waiting(asked: &Asked, (lines, next): &(Vec<ExpenseLine>, Option<String>)) -> Section {
    let words = ["Expense", "Day", "Award", "Submitted by"].map(Column::text).into_iter();
    let columns = words.chain([Column::number("Amount")]).collect();
    let table =
        Table::new("waiting", "Expenses that wait for a decision", columns).empty("Nothing waits.").rows(lines.iter().map(|line| {
            vec![
                Cell::link(line.description.clone(), format!("/desk/spending/expenses/{}", line.id)).heading(),
                Cell::text(short_date(line.spent_on)),
                Cell::link(format!("{}, {}", line.reference, line.city), format!("{HERE}/{}", line.reference)),
                Cell::text(&line.submitted_by),
                Cell::number(line.amount.to_string()),
            ]
        }));
    let section = Section::new("To decide").table(table);
    let all = Asked { stage: ExpenseState::Submitted.to_string(), ..asked.narrowed() };
    if next.is_some() { section.link(all.href(LINES), "All expenses that wait") } else { section }
}

/// What to watch, narrowed as the figures are.
fn watching(asked: &Asked, overdue: i64, doors: Doors<'_>) -> Section {
    let narrowed = asked.narrowed();
    let section = Section::new("To watch")
        .link(narrowed.href(watch::ADVANCES), "Open advances by age")
        .link(narrowed.href(watch::ENDING), "Money that is not spent near the end of its period");
    let late = format!("{}#late", narrowed.href("/desk/reports"));
    section.link_some(doors.link(late, format!("Overdue reports: {}", number(overdue))))
}

/// The forms that take a page out as a file.
pub(super) fn take_out(section: Section, app: &App, asked: &Asked, what: &'static str) -> Section {
    let form = |format: &'static str, label: &str| {
        let carried = [("query", asked.with(|_| ()).query()), ("what", what.to_owned()), ("format", format.to_owned())];
        let inputs = carried.into_iter().map(|(name, value)| Input::hidden(name, &value)).collect();
        SheetForm::new("/desk/spending/export", FormKeys::new(app.fresh_key()), label, inputs).quiet()
    };
    section.form(form("csv", "Take this out as CSV")).form(form("xlsx", "Take this out as a workbook"))
}
