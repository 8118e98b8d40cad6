//! The journal, newest first, narrowed by event, fund, round, award, category, days, and by what figures of spending are
//! narrowed to: state, city, fiscal year of the fund.

use super::{READERS, checkpoint, journal_file, trial_table};
use crate::award::{self, Award};
use crate::bookkeeping::touches_closed;
use crate::conflict::Walls;
use crate::db::{self, Conn};
use crate::disbursement::{self, Fund};
use crate::kernel::{FieldError, Id, Money};
use crate::ledger::{self, AsOf, Checkpoint, Dims, JournalEntry, JournalFilter, Rulebook, Side, TrialLine};
use crate::locale::format::{number, short_date};
use crate::people::Actor;
use crate::reporting::tracking::{self, Filters, MOST_NARROWED};
use crate::web::desk::tracking::{Asked as Narrowed, Known};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, Field, Table};
use crate::web::sheet::{Input, Section, Sheet};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const PAGE: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/ledger", READERS, show)]
}

/// Which journals, as the address says. An award is named by its reference; links of
/// other pages may give its identifier.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Asked {
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<i64>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    event: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    fund: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    award: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    category: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    from: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    to: String,
}

impl Asked {
    /// The address of these journals, from one on.
    fn link(&self, scope: &Narrowed, before: i64) -> String {
        let asked = Self { before: Some(before), ..self.clone() };
        let all = [serde_urlencoded::to_string(asked).unwrap_or_default(), scope.narrowed().query()];
        format!("/desk/ledger?{}", all.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&"))
    }

    /// What it means to the books, whether it is only a part of what was asked for, and what is wrong with it.
    fn filter(
        &mut self,
        conn: &mut Conn,
        (reader, scope): (&Actor, &Filters),
    ) -> Result<(JournalFilter, bool, Vec<FieldError>), db::Error> {
        let (mut mistakes, walls) = (Vec::new(), &reader.walls);
        let mut day = |name: &str, text: &str| match (text.is_empty(), text.parse::<NaiveDate>()) {
            (true, _) => None,
            (false, Ok(day)) => Some(day),
            (false, Err(_)) => {
                mistakes.push(FieldError::new(name, "Enter a day such as 2027-01-31."));
                None
            }
        };
        let (from, to) = (day("from", &self.from), day("to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            mistakes.push(FieldError::new("to", "The last day is before the first."));
        }
        let mut found = None;
        if let Some(award) = find_award(conn, &self.award)?.filter(|award| !walls.hide(award.id)) {
            found = Some(award.id.text());
            self.award.clone_from(&award.reference);
        } else if !walls.hide_text(self.award.trim()) && ledger::fund_and_program(conn, self.award.trim())?.is_some() {
            // An award that came with the opening balances of its fund.
            found = Some(self.award.trim().to_owned());
        } else if !self.award.is_empty() {
            mistakes.push(FieldError::new("award", "There is no award with this number. It looks like UDF-2027-0142."));
        }
        let of = Dims {
            fund: Some(self.fund.clone()).filter(|f| !f.is_empty()),
            award: found,
            category: Some(self.category.clone()).filter(|c| !c.is_empty()),
            program: scope.opportunity.clone(),
        };
        let narrowed = tracking::awards_of(conn, reader, scope, MOST_NARROWED)?;
        let is_cut = narrowed.as_ref().is_some_and(|narrowed| narrowed.is_cut);
        let (event, awards) = (Some(self.event.clone()).filter(|e| !e.is_empty()), narrowed.map(|narrowed| narrowed.awards));
        Ok((JournalFilter { of, event, from, to, awards }, is_cut, mistakes))
    }

    fn inputs(&self, funds: &[Fund], errors: &[FieldError]) -> Result<Vec<Input>, Problem> {
        let book = Rulebook::widest().map_err(|e| Problem::broken(e.to_string()))?;
        let events: BTreeMap<&str, &str> =
            book.rules.rules.values().map(|rule| (book.rules.title(&rule.event), rule.event.as_str())).collect();
        let any = |words: &str| std::iter::once((String::new(), words.to_owned()));
        let events = any("All events").chain(events.into_iter().map(|(title, event)| (event.to_owned(), title.to_owned())));
        let funds = any("All funds").chain(funds.iter().map(|fund| (fund.code.clone(), fund.title.clone())));
        let categories = any("All categories").chain(book.chart.categories.iter().map(|c| (c.code.clone(), c.title.clone())));
        let day = |name: &str, label: &str, value: &str| Input::line(Field::new(name, label).kind("date").value(value).errors(errors));
        Ok(vec![
            Input::select(Choices::new("event", "What happened", events).chosen(&self.event)),
            Input::select(Choices::new("fund", "Fund", funds).chosen(&self.fund)),
            Input::select(Choices::new("category", "Category", categories).chosen(&self.category)),
            Input::line(Field::new("award", "Number of an award").value(&self.award).errors(errors)),
            day("from", "Counts from", &self.from),
            day("to", "Counts until", &self.to),
        ])
    }
}

fn find_award(conn: &mut Conn, asked: &str) -> Result<Option<Award>, db::Error> {
    let asked = asked.trim();
    let found = match asked.parse::<Id<Award>>() {
        _ if asked.is_empty() => return Ok(None),
        Ok(id) => award::award(conn, id),
        Err(_) => award::by_reference(conn, &asked.to_uppercase()),
    };
    match found {
        Err(db::Error::Missing) => Ok(None),
        other => other.map(Some),
    }
}

/// What the page shows.
struct Shown {
    asked: Asked,
    known: Known,
    mistakes: Vec<FieldError>,
    entries: Vec<JournalEntry>,
    funds: Vec<Fund>,
    /// Of accounts with these values; nothing where journals are narrowed to what the ledger does not know.
    trial: Option<(Dims, Vec<TrialLine>)>,
    noted: Option<Checkpoint>,
    /// Whether there are more awards than journals can be narrowed to.
    is_cut: bool,
}

fn load(conn: &mut Conn, reader: &Actor, mut asked: Asked, scope: &Narrowed) -> Result<Shown, db::Error> {
    let known = Known::read(conn, reader, scope)?;
    let (filters, mut mistakes) = match scope.narrowed().filters(&known.programs) {
        Ok(filters) => (filters, vec![]),
        Err(mistakes) => (Filters::default(), mistakes),
    };
    let (filter, is_cut, more) = asked.filter(conn, (reader, &filters))?;
    mistakes.extend(more);
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let entries = if mistakes.is_empty() { ledger::list_journals(conn, &filter, asked.before, limit)? } else { vec![] };
    let trial = match filter.awards {
        Some(_) => None,
        None => Some((filter.of.clone(), ledger::trial_balance(conn, &filter.of, AsOf::Now)?)),
    };
    let (funds, noted) = (disbursement::list_funds(conn)?, ledger::latest_checkpoint(conn)?);
    Ok(Shown { asked, known, mistakes, entries, funds, trial, noted, is_cut })
}

async fn show(app: Data<App>, viewer: Viewer, asked: Query<Asked>, scope: Query<Narrowed>) -> Result<HttpResponse, Problem> {
    let (asked, scope, actor) = (asked.into_inner(), scope.into_inner(), viewer.actor());
    let of = scope.clone();
    let shown = app.read(move |conn| load(conn, &actor, asked, &of)).await?;
    let Shown { asked, known, mistakes, mut entries, funds, trial, noted, is_cut } = shown;
    let has_more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let mut inputs = asked.inputs(&funds, &mistakes)?;
    inputs.extend(scope.inputs(&known, &mistakes));
    let table = journal_table("journals", &entries, &viewer.actor.walls);
    let mut listed = Section::new("Journals").filters("/desk/ledger", inputs).table(table);
    if is_cut {
        listed = listed.text(only_some());
    }
    if let Some(last) = entries.last().filter(|_| has_more) {
        listed = listed.link(asked.link(&scope, last.seq), "Older journals");
    }
    if asked.before.is_some() {
        listed = listed.link("/desk/ledger", "The latest journals");
    }
    let sheet = Sheet::new("Ledger", &mistakes)
        .lead("Every dollar is a journal. Nothing here is ever changed; corrections are reversals.")
        .back("/desk", "Desk")
        .with(
            Section::new("Where the money stands")
                .link("/desk/ledger/status", "Status of each fund and opportunity")
                .link("/desk/ledger/rules", "Posting rules")
                .link("/desk/ledger/periods", "Open, close and seal periods")
                .link("/desk/ledger/entries", "Entries by hand")
                .link_some(Doors::of(&viewer.actor).link(journal_file::HERE, "Journal for another ledger")),
        )
        .with(listed)
        .with_some(trial.map(|(of, lines)| Section::new("Trial balance").table(trial_table("trial", "Trial balance now", &of, &lines))))
        .with(checkpoint::section(noted, app.settings.fund.zone()));
    if mistakes.is_empty() { app.page(&viewer, &sheet) } else { app.page_with_mistakes(&viewer, &sheet) }
}

/// What is said where journals are narrowed to more awards than fit.
fn only_some() -> String {
    let most = number(i64::try_from(MOST_NARROWED).unwrap_or(i64::MAX));
    format!(
        "This is more than {most} awards: only journals of the first {most}, by their numbers, are listed. Narrow it further to see all."
    )
}

/// Journals as a table whose rows lead to each. The books add up for everybody: of a journal that is closed to the
/// reader its number, its day and its amount stay, and nothing that says what it is about.
pub(in crate::web::desk) fn journal_table(id: &str, entries: &[JournalEntry], walls: &Walls) -> Table {
    let columns = vec![
        Column::text("Journal"),
        Column::text("Counts for"),
        Column::text("What happened"),
        Column::text("By"),
        Column::number("Amount"),
    ];
    Table::new(id, "Journals, newest first", columns).empty("No such journal.").rows(entries.iter().map(|entry| {
        if touches_closed(entry, walls) {
            let seq = Cell::text(entry.seq.to_string()).heading();
            let amount = Cell::number(moved(entry).to_string());
            return vec![seq, Cell::text(short_date(entry.effective_on)), Cell::text("–"), Cell::text("–"), amount];
        }
        vec![
            Cell::link(entry.seq.to_string(), format!("/desk/ledger/journals/{}", entry.seq)).heading(),
            Cell::text(short_date(entry.effective_on)),
            Cell::text(&entry.title),
            Cell::text(&entry.actor_name),
            Cell::number(moved(entry).to_string()),
        ]
    }))
}

/// How much a journal moves: the largest sum that one account was debited with.
fn moved(entry: &JournalEntry) -> Money {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for line in entry.lines.iter().filter(|line| line.side == Side::Dr) {
        *sums.entry(&line.account.code).or_default() += line.amount.cents();
    }
    Money::from_cents(sums.into_values().max().unwrap_or(0))
}
