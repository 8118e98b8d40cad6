//! The tables of the spending of one award: planned, obligated, advanced, spent and left, by
//! category, event and person.

use crate::intake::Standing;
use crate::locale::format::date_range;
use crate::reporting::{ActivitySpending, Amounts, AwardSpending};
use crate::web::fields::{Cell, Column, Table};
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

/// A row for each category of one award; each leads to its journals, what is spent to its expenses.
pub(super) fn by_category(one: &AwardSpending) -> Table {
    let ledger = format!("/desk/ledger?award={}", one.award.id);
    let lines = format!("/desk/spending/lines?award={}&stage=accepted", one.award.reference);
    let row = |title: String, category: &str, a: Amounts| {
        let (journals, expenses) = (format!("{ledger}{category}"), format!("{lines}{category}"));
        let amounts = [
            (a.planned, None),
            (a.obligated, Some(journals.clone())),
            (a.advanced, Some(journals.clone())),
            (a.spent, Some(expenses)),
            (a.left, None),
        ];
        let amounts =
            amounts.map(|(amount, href)| Cell { href: href.filter(|_| amount.is_positive()), ..Cell::number(amount.to_string()) });
        std::iter::once(Cell::link(title, journals).heading()).chain(amounts).collect::<Vec<Cell>>()
    };
    Table::new("categories", "By category; each leads to its journals", columns(["Category"]))
        .rows(
            one.categories.iter().map(|c| row(one.definition.category_title(&c.category), &format!("&category={}", c.category), c.amounts)),
        )
        .total(row("All".into(), "", one.total))
}

/// Every event of these awards, and what it cost for each person and day.
pub(super) fn events(heading: &str, awards: &[AwardSpending]) -> Section {
    let row = |(award, s): (&AwardSpending, &ActivitySpending)| {
        let title = Cell::link(s.activity.title.clone(), format!("/desk/spending/{}", award.award.reference));
        cells([title.heading(), Cell::text(date_range(s.activity.starts_on, s.activity.ends_on))], s.amounts)
    };
    let table = Table::new("events", "Events: where the money stands", columns(["Event", "When"])).empty("No event yet.");
    let section = Section::new(heading).table(table.rows(events_of(awards).map(row)));
    if events_of(awards).next().is_none() {
        return section;
    }
    section.text("The ledger obligates and advances by category. An event’s part of both follows the city’s plan; spent is what was accepted for it.")
}

/// What every event of these awards cost for its people.
pub(super) fn people(heading: &str, awards: &[AwardSpending]) -> Section {
    let words = ["Event", "Career staff", "Appointees"].map(Column::text).into_iter();
    let amounts = ["Spent on career staff", "Spent on appointees", "Each person and day"].map(Column::number);
    let row = |(award, s): (&AwardSpending, &ActivitySpending)| {
        let [career, appointees] = [Standing::Career, Standing::Appointee].map(|standing| Cell::number(s.spent_on(standing).to_string()));
        vec![
            Cell::link(s.activity.title.clone(), format!("/desk/spending/{}", award.award.reference)).heading(),
            Cell::text(s.people.career.to_string()),
            Cell::text(s.people.appointees.to_string()),
            career,
            appointees,
            Cell::number(s.per_person_day.map_or_else(|| "No people".to_owned(), |m| m.to_string())),
        ]
    };
    let table = Table::new("people", "People and what their events cost", words.chain(amounts).collect()).empty("No event yet.");
    Section::new(heading).table(table.rows(events_of(awards).map(row)))
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
        .text("A person carries the cost that was theirs alone and an even part of what the event cost for all.")
}

fn events_of(awards: &[AwardSpending]) -> impl Iterator<Item = (&AwardSpending, &ActivitySpending)> {
    awards.iter().flat_map(|award| award.activities.iter().map(move |event| (award, event)))
}
