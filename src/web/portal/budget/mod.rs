//! The budget: the whole of it with floor, cap and rules explained in place, and below it the costs
//! of each activity. The server multiplies and adds; the script only does it sooner.

pub(in crate::web) mod costs;
mod merging;
mod rates;
mod spreadsheet;

use super::activity_list::{self, Wanted};
use super::applications::{home, load};
use crate::charts::BarChart;
use crate::intake::{self, Activity, Draft, Part};
use crate::kernel::Money;
use crate::opportunity::{Category, ObjectClass};
use crate::templates::Page;
use crate::web::fields::{Cell, Column, Pagination, Table};
use crate::web::joint;
use crate::web::{Access, App, Problem, Route, Viewer, access, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Serialize;
use strum::VariantArray;

/// More activities than these stand below one another.
const MOST_ACROSS: usize = 8;

pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![get("/portal/applications/{reference}/budget", Access::Applying(access::CITY), show)];
    routes.extend(costs::routes());
    routes
}

#[derive(Serialize)]
struct ShowPage {
    reference: String,
    intro: String,
    range: String,
    mistakes: Vec<String>,
    is_fine: bool,
    kept: Vec<Kept>,
    told: Option<String>,
    links: Vec<Link>,
    pages: Pagination,
    chart: Option<BarChart>,
    table: Table,
    shares: Option<Table>,
    by_city: Option<Table>,
    classes: Option<Table>,
}

/// A rule over the budget with whether it is kept now.
#[derive(Serialize)]
struct Kept {
    explanation: String,
    is_kept: bool,
}

#[derive(Serialize)]
struct Link {
    href: String,
    title: String,
    total: String,
}

impl Page for ShowPage {
    const TEMPLATE: &'static str = "portal/budget/show";
    fn title(&self) -> String {
        format!("Build your budget – Application {}", self.reference)
    }
    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let table = |id: &str, caption: &str| Table::new(id, caption, vec![Column::text("Category")]);
        let sample = |mistakes: Vec<String>, links: Vec<Link>| Self {
            reference: x(),
            intro: x(),
            range: x(),
            is_fine: mistakes.is_empty(),
            mistakes,
            kept: vec![Kept { explanation: x(), is_kept: links.is_empty() }],
            chart: (!links.is_empty()).then(|| BarChart::new("x", [(x(), x(), 1, 2)])),
            table: table("budget", "Budget"),
            by_city: (!links.is_empty()).then(|| table("by-city", "By city")),
            shares: (!links.is_empty()).then(|| table("shares", "Who pays")),
            classes: (!links.is_empty()).then(|| table("classes", "Object classes")),
            told: (!links.is_empty()).then(x),
            pages: Pagination::new("activities", "/x", 1, 2),
            links,
        };
        vec![sample(vec!["Too small".into()], vec![]), sample(vec![], vec![Link { href: "/x".into(), title: x(), total: x() }])]
    }
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>, wanted: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    app.page(&viewer, &page(&draft, &viewer, &wanted))
}

fn page(draft: &Draft, viewer: &Viewer, wanted: &Wanted) -> ShowPage {
    let (base, amounts) = (home(&draft.application.reference), draft.definition.amounts);
    let mistakes = draft.budget_mistakes();
    let can_write = draft.has_open_part(&Part::Budget) && intake::policy::may_write(&viewer.actor, &draft.application);
    let some = activity_list::some(draft, &format!("{base}/budget"), wanted);
    let links = some.activities.iter().filter(|_| can_write).map(|a| Link {
        href: format!("{base}/budget/{}", a.id),
        title: a.title.clone(),
        total: draft.activity_total(a).to_string(),
    });
    let broken: Vec<_> = draft.broken_budget_rules().collect();
    let rules = draft.definition.budget.rules.iter();
    ShowPage {
        reference: draft.application.reference.clone(),
        intro: draft.definition.budget.intro.clone(),
        range: format!("You can ask for {} to {}.", amounts.floor(), amounts.cap()),
        is_fine: mistakes.is_empty(),
        mistakes,
        kept: rules.filter_map(|rule| Some(Kept { explanation: rule.explanation.clone()?, is_kept: !broken.contains(&rule) })).collect(),
        links: links.collect(),
        chart: chart(draft),
        table: table_of(draft, some.activities),
        told: some.told,
        pages: some.pages,
        shares: shares(draft),
        by_city: joint::table(draft),
        classes: classes(draft),
    }
}

/// The categories that hold a cost, in the order of the form.
fn used(draft: &Draft) -> impl Iterator<Item = &Category> {
    draft.definition.budget.categories.iter().filter(|c| draft.costs.iter().any(|item| item.category == c.code))
}

fn chart(draft: &Draft) -> Option<BarChart> {
    let total = draft.total();
    let largest = used(draft).max_by_key(|c| draft.category_total(c).cents())?;
    let message = format!("{} is the largest part: {} of {total}.", largest.title, draft.category_total(largest));
    let rows = used(draft).map(|c| {
        let sum = draft.category_total(c);
        (c.title.clone(), sum.to_string(), sum.cents(), total.cents())
    });
    total.is_positive().then(|| BarChart::new(message, rows).reading("A full bar is all that you ask for."))
}

/// What is asked for, by category and activity, with sums at both ends.
pub(super) fn table(draft: &Draft) -> Table {
    table_of(draft, &draft.activities)
}

/// The same with only these activities; the sums are those of all. A table that would be too wide has the activities down.
fn table_of(draft: &Draft, activities: &[Activity]) -> Table {
    let table =
        if draft.activities.len() > MOST_ACROSS { activities_down(draft, activities) } else { activities_across(draft, activities) };
    table.empty("No cost is entered yet.")
}

const CAPTION: &str = "What you ask for, by category and activity";

/// The sum of an activity in a category.
fn amount(draft: &Draft, activity: &Activity, category: &Category) -> Money {
    draft.budget.iter().find(|l| l.activity == activity.id && l.category == category.code).map(|l| l.amount).unwrap_or_default()
}

fn activities_across(draft: &Draft, activities: &[Activity]) -> Table {
    let mut columns = vec![Column::text("Category")];
    columns.extend(activities.iter().map(|a| Column::number(&a.title)));
    columns.push(Column::number("Total"));
    let rows = used(draft).map(|c| {
        let mut cells = vec![Cell::text(&c.title).heading()];
        cells.extend(activities.iter().map(|a| Cell::number(amount(draft, a, c).to_string())));
        cells.push(Cell::number(draft.category_total(c).to_string()));
        cells
    });
    let mut last = vec![Cell::text("Total").heading()];
    last.extend(activities.iter().map(|a| Cell::number(draft.activity_total(a).to_string())));
    last.push(Cell::number(draft.total().to_string()));
    let table = Table::new("budget", CAPTION, columns).rows(rows);
    if draft.costs.is_empty() { table } else { table.total(last) }
}

fn activities_down(draft: &Draft, activities: &[Activity]) -> Table {
    let used: Vec<&Category> = used(draft).collect();
    let mut columns = vec![Column::text("Activity")];
    columns.extend(used.iter().map(|c| Column::number(&c.title)));
    columns.push(Column::number("Total"));
    let rows = activities.iter().filter(|_| !used.is_empty()).map(|a| {
        let mut cells = vec![Cell::text(&a.title).heading()];
        cells.extend(used.iter().map(|c| Cell::number(amount(draft, a, c).to_string())));
        cells.push(Cell::number(draft.activity_total(a).to_string()));
        cells
    });
    let mut last = vec![Cell::text("Total of all activities").heading()];
    last.extend(used.iter().map(|c| Cell::number(draft.category_total(c).to_string())));
    last.push(Cell::number(draft.total().to_string()));
    let table = Table::new("budget", CAPTION, columns).rows(rows);
    if draft.costs.is_empty() { table } else { table.total(last) }
}

/// What the costs of some categories come to, and who pays: the fund, the city, together.
fn cells(draft: &Draft, heading: &str, codes: &[&str]) -> Vec<Cell> {
    let items = || draft.costs.iter().filter(|item| codes.contains(&item.category.as_str()));
    let sum = |amounts: Vec<Money>| Cell::number(Money::total(amounts).unwrap_or_default().to_string());
    vec![
        Cell::text(heading).heading(),
        sum(items().map(intake::CostItem::asked).collect()),
        sum(items().map(|item| item.city_pays).collect()),
        sum(items().map(intake::CostItem::whole).collect()),
    ]
}

fn paid_by() -> [Column; 3] {
    [Column::number("The fund"), Column::number("Your city"), Column::number("Together")]
}

fn columns(first: &str) -> Vec<Column> {
    let mut columns = vec![Column::text(first)];
    columns.extend(paid_by());
    columns
}

/// Who pays what, if the city pays anything.
fn shares(draft: &Draft) -> Option<Table> {
    let all: Vec<&str> = used(draft).map(|c| c.code.as_str()).collect();
    let rows = used(draft).map(|c| cells(draft, &c.title, &[&c.code]));
    let table = Table::new("shares", "Who pays, by category", columns("Category")).rows(rows).total(cells(draft, "Total", &all));
    draft.city_pays().is_positive().then_some(table)
}

/// Lines 6a to 6k of form SF-424A, if every category says where it belongs.
fn classes(draft: &Draft) -> Option<Table> {
    let categories = &draft.definition.budget.categories;
    if draft.costs.is_empty() || categories.iter().any(|c| c.object_class.is_none()) {
        return None;
    }
    let of = |wanted: &dyn Fn(ObjectClass) -> bool| -> Vec<&str> {
        categories.iter().filter(|c| c.object_class.is_some_and(wanted)).map(|c| c.code.as_str()).collect()
    };
    let is_direct = |class: ObjectClass| class != ObjectClass::Indirect;
    let mut table = Table::new("classes", "By object class of form SF-424A, section B", columns("Line"));
    for class in ObjectClass::VARIANTS {
        if *class == ObjectClass::Indirect {
            table = table.row(cells(draft, "6i Total direct charges", &of(&is_direct)));
        }
        table = table.row(cells(draft, class.line(), &of(&|own| own == *class)));
    }
    Some(table.total(cells(draft, "6k Total", &of(&|_| true))))
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ShowPage>();
        crate::templates::check::page::<super::costs::CostsPage>();
    }
}
