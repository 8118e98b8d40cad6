//! The tables of the spending of one award: planned, obligated, advanced, spent and left, by
//! category, event and person.

use crate::intake::Standing;
use crate::kernel::Money;
use crate::locale::format::date_range;
use crate::reporting::{ActivitySpending, Amounts, AwardSpending, Came};
use crate::web::fields::{Cell, Column, Table};
use crate::web::figures::{AVERAGES, LEFT, not_held};
use crate::web::sheet::Section;

/// These words, then the five amounts.
fn columns<const N: usize>(words: [&str; N]) -> Vec<Column> {
    let amounts = ["Planned", "Obligated", "Advanced", "Spent", "Left"].map(Column::number);
    words.map(Column::text).into_iter().chain(amounts).collect()
}

fn cells(words: impl IntoIterator<Item = Cell>, a: Amounts) -> Vec<Cell> {
    let amounts = [a.planned, a.obligated, a.advanced, a.spent, a.left].map(|amount| Cell::number(amount.to_string()));
    words.into_iter().chain(amounts).collect()
}

/// The same, each leading to what it is made of, if it leads anywhere.
fn linked(words: impl IntoIterator<Item = Cell>, a: Amounts, hrefs: [Option<String>; 5]) -> Vec<Cell> {
    let amounts = [a.planned, a.obligated, a.advanced, a.spent, a.left].into_iter().zip(hrefs);
    let amounts = amounts.map(|(amount, href)| Cell { href: href.filter(|_| amount != Money::ZERO), ..Cell::number(amount.to_string()) });
    words.into_iter().chain(amounts).collect()
}

/// A row for each category of one award; each leads to its journals, what is planned to its budget, what is spent to its expenses.
pub(super) fn by_category(one: &AwardSpending) -> Table {
    let ledger = format!("/desk/ledger?award={}", one.award.id);
    let lines = format!("/desk/spending/lines?award={}&stage=accepted", one.award.reference);
    let budgets = format!("/desk/spending/budgets?award={}", one.award.reference);
    let row = |title: String, category: &str, a: Amounts| {
        let [journals, expenses, planned] = [&ledger, &lines, &budgets].map(|page| format!("{page}{category}"));
        let hrefs = [Some(planned), Some(journals.clone()), Some(journals.clone()), Some(expenses), Some(journals.clone())];
        linked([Cell::link(title, journals).heading()], a, hrefs)
    };
    Table::new("categories", "By category; each leads to its journals", columns(["Category"]))
        .rows(
            one.categories.iter().map(|c| row(one.definition.category_title(&c.category), &format!("&category={}", c.category), c.amounts)),
        )
        .total(row("All".into(), "", one.total))
}

/// The expenses of an event of an award that stand so.
fn expenses(award: &AwardSpending, s: &ActivitySpending, stage: &str) -> String {
    format!("/desk/spending/lines?award={}&activity={}&stage={stage}", award.award.reference, s.activity.id)
}

/// Every event of these awards. Its part of what is obligated and advanced leads to the journals of the award.
pub(super) fn events(heading: &str, awards: &[AwardSpending]) -> Section {
    let row = |(award, s): (&AwardSpending, &ActivitySpending)| {
        let reference = &award.award.reference;
        let title = Cell::link(s.activity.title.clone(), format!("/desk/spending/{reference}"));
        let journals = format!("/desk/ledger?award={reference}");
        let planned = format!("/desk/spending/budgets?award={reference}&activity={}", s.activity.id);
        let hrefs = [Some(planned), Some(journals.clone()), Some(journals.clone()), Some(expenses(award, s, "accepted")), Some(journals)];
        linked([title.heading(), Cell::text(date_range(s.activity.starts_on, s.activity.ends_on))], s.amounts, hrefs)
    };
    let table = Table::new("events", "Events: where the money stands", columns(["Event", "When"])).empty("No event yet.");
    let section = Section::new(heading).table(table.rows(events_of(awards).map(row)));
    if events_of(awards).next().is_none() {
        return section;
    }
    section
        .text("The ledger obligates and advances by category. An event’s part of both follows the city’s plan; spent is what was accepted for it.")
        .text(LEFT)
}

/// Who came to every event of these awards, and what that cost; nothing of it before the event was held.
pub(super) fn people(heading: &str, awards: &[AwardSpending]) -> Section {
    let words = ["Event", "Career staff", "Appointees"].map(Column::text).into_iter();
    let amounts = ["Spent on career staff", "Spent on appointees", "Each attendee", "Each person and day"].map(Column::number);
    let row = |(award, s): (&AwardSpending, &ActivitySpending)| {
        let [career, appointees] = [Standing::Career, Standing::Appointee].map(|standing| Cell::number(s.spent_on(standing).to_string()));
        let held = s.came.map(|_| format!("/desk/spending/activities?award={}&activity={}", award.award.reference, s.activity.id));
        let told = |words: Option<String>| Cell { href: held.clone(), ..Cell::number(words.unwrap_or_else(|| not_held(s).to_owned())) };
        vec![
            Cell::link(s.activity.title.clone(), format!("/desk/spending/{}", award.award.reference)).heading(),
            told(s.came.map(|came| came.career.to_string())),
            told(s.came.map(|came| came.appointees.to_string())),
            career,
            appointees,
            told(s.came.and_then(Came::for_each).map(|each| each.to_string())),
            told(s.came.and_then(Came::for_each_day).map(|each| each.to_string())),
        ]
    };
    let table = Table::new("people", "People and what their events cost", words.chain(amounts).collect()).empty("No event yet.");
    Section::new(heading).table(table.rows(events_of(awards).map(row))).text(AVERAGES)
}

/// Everybody who goes to an event of this award, each with their part.
pub(super) fn by_attendee(one: &AwardSpending) -> Section {
    let row = |(s, a): (&ActivitySpending, &crate::reporting::AttendeeSpending)| {
        let name = if a.attendee.name.is_empty() { "To be named" } else { a.attendee.name.as_str() };
        let standing = if a.attendee.standing == Standing::Career { "Career staff" } else { "Appointee" };
        let who = [Cell::text(format!("{name} ({})", a.attendee.job)).heading(), Cell::text(standing), Cell::text(&s.activity.title)];
        cells(who, a.amounts)
    };
    let all = one.activities.iter().flat_map(|s| s.attendees.iter().map(move |a| (s, a)));
    let table = Table::new("attendees", "Each person’s part", columns(["Person", "Serves as", "Event"])).empty("Nobody is named yet.");
    Section::new("By person")
        .table(table.rows(all.map(row)))
        .text("A person carries the cost that was theirs alone and an even part of what the event cost for all; once it was held, only who was there carries that part.")
}

fn events_of(awards: &[AwardSpending]) -> impl Iterator<Item = (&AwardSpending, &ActivitySpending)> {
    awards.iter().flat_map(|award| award.activities.iter().map(move |event| (award, event)))
}
