//! The parts of cities in an event, page by page, and the sums over all of them.

use crate::db::{Conn, Error};
use crate::gathering::{self, Event, EventPart, EventParts, RecordState};
use crate::kernel::{Id, Money};
use crate::locale::format::{number, percent};
use crate::people::Actor;
use crate::reporting::tracking::{self, EventSpending};
use crate::reporting::{Amounts, Came};
use crate::web::fields::{Cell, Column, Table};
use crate::web::figures::{LEFT, NOT_HELD};
use crate::web::sheet::Section;

const PARTS: &str = "The ledger obligates and advances by category. An event’s part of both follows the city’s plan, so it leads to the journals \
     of the whole award; spent is what was accepted for it.";

/// A page of the parts in an event, and where the money of all its parts stands.
pub(super) struct Parts {
    page: EventParts,
    all: EventSpending,
    after: String,
}

impl Parts {
    /// Those that are open to the reader, after a key. Awards that are closed to the reader are not counted.
    pub(super) fn load(conn: &mut Conn, actor: &Actor, event: Id<Event>, after: String) -> Result<Self, Error> {
        let page = gathering::list_parts(conn, actor, event, &after)?;
        Ok(Self { page, all: tracking::event_spending(conn, actor, event)?, after })
    }

    /// What cities spent on it.
    pub(super) fn spent(&self, event: &Event) -> Section {
        let columns =
            vec![Column::text("City"), Column::text("Activity"), Column::text("State"), Column::number("People"), Column::number("Spent")];
        let table = Table::new("parts", "Spent on it", columns).empty("No city has a part in it yet.");
        if self.all.spent.is_empty() {
            return Section::new("Spent on it").table(table);
        }
        let row = |part: &EventPart| {
            let is_held = part.record.state == RecordState::Held;
            let people = if is_held { part.record.attendees().to_string() } else { NOT_HELD.to_owned() };
            let spent = self.all.spent.get(&part.record.id.text()).copied().unwrap_or(Money::ZERO);
            let lines = expenses(event, "accepted", Some(part.award.reference.as_str()));
            vec![
                Cell::link(part.award.city.clone(), format!("/desk/spending/{}", part.award.reference)).heading(),
                Cell::text(&part.record.title),
                Cell::text(part.record.state.label()),
                Cell::number(people),
                amount(spent, format!("{lines}&activity={}", part.record.id)),
            ]
        };
        let came = self.all.came;
        let held = Cell { href: Some(held(event)).filter(|_| came.people() > 0), ..Cell::number(people(came)) };
        let all = amount(self.all.total.spent, expenses(event, "accepted", None));
        let all = vec![Cell::text("All").heading(), Cell::text(""), Cell::text(""), held, all];
        let section = Section::new("Spent on it").table(table.rows(self.page.rows.iter().map(row)).total(all));
        let section = self.pages(section, event);
        match (came.for_each(), came.for_each_day(), came.career_share()) {
            (Some(each), Some(day), Some(share)) => section
                .text(format!(
                    "For each person who was there: {each}; for each person and day: {day}. Of them {} are career staff.",
                    percent(share)
                ))
                .text(format!("Both are of {} that were accepted of activities that were held.", came.cost)),
            _ => section,
        }
    }

    /// How many more parts there are, how to come to them, and where all can be taken out.
    fn pages(&self, section: Section, event: &Event) -> Section {
        let (all, shown) = (self.all.spent.len(), self.page.rows.len());
        if shown >= all {
            return section;
        }
        let mut section =
            section.text(format!("{} more parts are on other pages. What stands under All is of all {}.", count(all - shown), count(all)));
        if let Some(next) = &self.page.next {
            section = section.link(format!("/desk/events/{}?after={next}#parts", event.id), "More parts");
        }
        if !self.after.is_empty() {
            section = section.link(format!("/desk/events/{}#parts", event.id), "The first parts");
        }
        section
            .link(planned(event, None), "What all of them planned, to take out as a file")
            .link(expenses(event, "accepted", None), "What all of them spent, to take out as a file")
    }

    /// Where the money of its parts stands, award by award: all parts of the awards of this page. Its part of what is obligated and
    /// advanced leads to the journals of the award; those of all of them are the rows above.
    pub(super) fn stands(&self, event: &Event) -> Option<Section> {
        let row = |name: Cell, award: Option<&str>, a: Amounts| {
            let journals = award.map(|reference| format!("/desk/ledger?award={reference}"));
            let part = |money: Money| Cell { href: journals.clone().filter(|_| money != Money::ZERO), ..Cell::number(money.to_string()) };
            vec![
                name.heading(),
                amount(a.planned, planned(event, award)),
                part(a.obligated),
                part(a.advanced),
                amount(a.spent, expenses(event, "accepted", award)),
                Cell::number(a.left.to_string()),
            ]
        };
        if self.all.awards.is_empty() {
            return None;
        }
        let columns = ["Planned", "Obligated", "Advanced", "Spent", "Left"].map(Column::number);
        let columns = std::iter::once(Column::text("Award")).chain(columns).collect();
        // The parts of one award stand together.
        let mut awards: Vec<_> = self.page.rows.iter().map(|part| &part.award).collect();
        awards.dedup_by_key(|award| award.id);
        let (all, shown) = (self.all.awards.len(), awards.len());
        let rows = awards.into_iter().map(|award| {
            let name = format!("{}, {}", award.reference, award.city);
            let amounts = self.all.awards.get(&award.id.text()).copied().unwrap_or_default();
            row(Cell::link(name, format!("/desk/spending/{}", award.reference)), Some(award.reference.as_str()), amounts)
        });
        let table = Table::new("stands", "Where its money stands", columns).rows(rows).total(row(Cell::text("All"), None, self.all.total));
        let mut section = Section::new("Where its money stands").table(table);
        if shown < all {
            section = section.text(format!(
                "{} more awards are on other pages. What stands under All is of all {}.",
                count(all - shown),
                count(all)
            ));
        }
        Some(section.text(PARTS).text(LEFT))
    }
}

fn count(n: usize) -> String {
    number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// The expenses of this event that stand so, of one award or of all.
fn expenses(event: &Event, stage: &str, award: Option<&str>) -> String {
    let of = award.map(|reference| format!("&award={reference}")).unwrap_or_default();
    format!("/desk/spending/lines?event={}{of}&stage={stage}", event.id)
}

/// What was planned for this event, by one award or by all.
fn planned(event: &Event, award: Option<&str>) -> String {
    let of = award.map(|reference| format!("&award={reference}")).unwrap_or_default();
    format!("/desk/spending/budgets?event={}{of}", event.id)
}

/// The activities that were parts in this event.
fn held(event: &Event) -> String {
    format!("/desk/spending/activities?event={}", event.id)
}

/// How many were there.
fn people(came: Came) -> String {
    if came.people() > 0 { number(came.people()) } else { NOT_HELD.to_owned() }
}

/// An amount that leads to what it is made of.
fn amount(amount: Money, href: String) -> Cell {
    Cell { href: Some(href).filter(|_| amount != Money::ZERO), ..Cell::number(amount.to_string()) }
}
