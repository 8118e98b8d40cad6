//! The form for a new entry: first what it is, then only what its posting rule needs.

use super::super::journal::lines as journal_lines;
use super::{HERE, rulebook};
use crate::bookkeeping::{self, Catalogue, Enterable, NewEntry, NewLine, PrepareEntryError, REVERSAL};
use crate::conflict::Walls;
use crate::db::{self, Conn};
use crate::disbursement::{self, Fund};
use crate::kernel::FieldError;
use crate::ledger::{self, JournalEntry};
use crate::opportunity::{self, Opportunity};
use crate::templates::Page;
use crate::web::fields::{Cell, Choices, Column, DateField, ErrorSummary, Field, FormKeys, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::{Deserialize, Serialize};

/// So many amounts may stand in one entry.
const LINES: usize = 4;

/// Which entry, as the address says; a journal's page names the journal to reverse.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    event: Option<String>,
    #[serde(default)]
    variant: String,
    #[serde(default)]
    journal: String,
}

/// One amount with what it is for.
#[derive(Serialize)]
struct LineInputs {
    legend: String,
    category: Option<Choices>,
    to_category: Option<Choices>,
    amount: Field,
}

/// The form of one kind of entry.
#[derive(Serialize)]
struct EntryFormPage {
    heading: String,
    when: String,
    summary: ErrorSummary,
    keys: FormKeys,
    event: String,
    variant: String,
    journal: Option<Field>,
    journal_table: Option<Table>,
    fund: Option<Choices>,
    program: Option<Choices>,
    award: Option<Field>,
    lines: Vec<LineInputs>,
    day: DateField,
    reason: Field,
    evidence: Field,
}

impl Page for EntryFormPage {
    const TEMPLATE: &'static str = "desk/ledger/entry_form";

    fn title(&self) -> String {
        format!("{} – New entry", self.heading)
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let sample = |errors: &[FieldError], has_all: bool| {
            let choices = |name: &str| Choices::new(name, "Choose", [("1", "One")]);
            Self {
                heading: "Deobligation".into(),
                when: "Sometimes.".into(),
                summary: ErrorSummary::new(errors),
                keys: FormKeys::new("k".into()),
                event: "award.deobligate".into(),
                variant: String::new(),
                journal: has_all.then(|| Field::new("journal", "Journal")),
                journal_table: has_all.then(|| Table::new("lines", "Lines", vec![Column::text("Account")]).sample_row()),
                fund: has_all.then(|| choices("fund")),
                program: has_all.then(|| choices("program")),
                award: has_all.then(|| Field::new("award", "Award")),
                lines: vec![LineInputs {
                    legend: "Line 1".into(),
                    category: has_all.then(|| choices("category")),
                    to_category: has_all.then(|| choices("to_category")),
                    amount: Field::new("amount", "Amount").errors(errors),
                }],
                day: DateField::new("effective_on", "Day"),
                reason: Field::new("reason", "Reason").limit(500),
                evidence: Field::new("evidence", "Evidence"),
            }
        };
        vec![sample(&[], false), sample(&[FieldError::new("amount", "Wrong")], true)]
    }
}

pub(super) async fn show(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let asked = asked.into_inner();
    let list = Catalogue::on(app.now().day())?;
    let Some(event) = &asked.event else { return app.page(&viewer, &choose(list)) };
    let new = NewEntry { event: event.clone(), variant: asked.variant.clone(), journal: asked.journal, ..NewEntry::default() };
    let today = DateField::new("effective_on", DAY).value(Some(app.now().day_in(app.settings.fund.zone())));
    let page = page((&app, &viewer), list, (&new, today), &[]).await?;
    app.page(&viewer, &page)
}

const DAY: &str = "The day for which it counts";

/// What may be entered, each with when to use it.
fn choose(list: &Catalogue) -> Sheet {
    let columns = vec![Column::text("Entry"), Column::text("When to use it")];
    let rows = list.entries.iter().map(|entry| {
        let query = [("event", &entry.event), ("variant", &entry.variant)];
        let query: Vec<_> = query.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        vec![Cell::link(&entry.title, format!("{HERE}/new?{query}")).heading(), Cell::text(&entry.when)]
    });
    let table = Table::new("kinds", "What do you enter?", columns).rows(rows);
    Sheet::new("New entry", &[])
        .lead("Payments are not entered by hand: they go through a payment run.")
        .back(HERE, "Entries by hand")
        .with(Section::new("What do you enter?").table(table))
        .with(Section::new("Where this list comes from").text(&list.source))
}

pub(super) async fn prepare(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let (new, mistyped) = read(&form);
    let (actor, wanted) = (viewer.actor(), new.clone());
    let done = app.submit(&viewer, &form, move |tx| {
        bookkeeping::prepare_entry(tx, &actor, &wanted).map(|entry| format!("{HERE}/{}?done=entry-prepared", entry.id))
    });
    match done.await {
        Err(PrepareEntryError::Fields(mut mistakes)) => {
            // A day that could not be read is told more exactly than one that is missing.
            if let (Some(told), Some(found)) = (mistyped, mistakes.iter_mut().find(|m| m.field == "effective_on")) {
                *found = told;
            }
            let list = Catalogue::on(app.now().day())?;
            let day = DateField::new("effective_on", DAY).typed(&form).errors(&mistakes);
            let page = page((&app, &viewer), list, (&new, day), &mistakes).await?;
            app.page_with_mistakes(&viewer, &page)
        }
        other => Ok(other?),
    }
}

fn read(form: &Form) -> (NewEntry, Option<FieldError>) {
    let line = |n: usize| {
        let text = |field: &str| form.text(&bookkeeping::numbered(field, n));
        NewLine { category: text("category"), to_category: text("to_category"), amount: text("amount") }
    };
    let (effective_on, mistyped) = match DateField::read(form, "effective_on") {
        Ok(day) => (day, None),
        Err(mistake) => (None, Some(mistake)),
    };
    let new = NewEntry {
        event: form.text("event"),
        variant: form.text("variant"),
        journal: form.text("journal"),
        fund: form.text("fund"),
        program: form.text("program"),
        award: form.text("award"),
        lines: (0..LINES).map(line).collect(),
        effective_on,
        reason: form.text("reason"),
        evidence: form.text("evidence"),
    };
    (new, mistyped)
}

/// What there is to choose, and the journal to reverse if there is one.
struct Offered {
    funds: Vec<Fund>,
    programs: Vec<Opportunity>,
    journal: Option<JournalEntry>,
}

fn offered(conn: &mut Conn, walls: &Walls, journal: &str) -> Result<Offered, db::Error> {
    let journal = match journal.parse().map(|seq| ledger::journal(conn, seq)) {
        Ok(Ok(entry)) => Some(entry).filter(|entry| !bookkeeping::touches_closed(entry, walls)),
        Ok(Err(db::Error::Missing)) | Err(_) => None,
        Ok(Err(e)) => return Err(e),
    };
    Ok(Offered { funds: disbursement::list_funds(conn)?, programs: opportunity::list_all(conn)?, journal })
}

async fn page(
    (app, viewer): (&App, &Viewer),
    list: &Catalogue,
    (new, day): (&NewEntry, DateField),
    errors: &[FieldError],
) -> Result<EntryFormPage, Problem> {
    let kind = list.find(&new.event, &new.variant).ok_or_else(Problem::missing)?;
    let (wanted, walls) = (new.journal.clone(), viewer.actor.walls.clone());
    let offered = app.read(move |conn| offered(conn, &walls, &wanted)).await?;
    let needs = &kind.needs;
    let funds = || offered.funds.iter().map(|f| (f.code.clone(), format!("{} ({})", f.title, f.code)));
    let programs = || offered.programs.iter().map(|o| (o.id.text(), o.title.clone()));
    let evidence = Field::new("evidence", "Evidence").value(&new.evidence);
    let evidence = match &needs.evidence {
        Some(document) => evidence.hint(format!("A reference to {document}")),
        None => evidence.hint("The number of the letter or decision it rests on").optional(),
    };
    Ok(EntryFormPage {
        heading: kind.title.clone(),
        when: kind.when.clone(),
        summary: ErrorSummary::new(errors),
        keys: FormKeys::new(app.fresh_key()),
        event: kind.event.clone(),
        variant: kind.variant.clone(),
        journal: needs.journal.then(|| Field::new("journal", "Number of the journal").value(&new.journal).numeric().errors(errors)),
        journal_table: offered.journal.as_ref().filter(|_| needs.journal).map(|entry| journal_lines(&entry.lines)),
        fund: needs.fund.then(|| Choices::new("fund", "Fund", funds()).chosen(&new.fund).errors(errors)),
        program: needs.program.then(|| Choices::new("program", "Opportunity", programs()).chosen(&new.program).errors(errors)),
        award: needs
            .award
            .then(|| Field::new("award", "Number of the award").hint("For example UDF-2027-0142").value(&new.award).errors(errors)),
        lines: lines(kind, new, errors)?,
        day: day.errors(errors),
        reason: Field::new("reason", "Reason").hint("Whoever approves it reads this.").value(&new.reason).limit(500).rows(3).errors(errors),
        evidence: evidence.errors(errors),
    })
}

/// The amounts: one, or several where each has its category.
fn lines(kind: &Enterable, new: &NewEntry, errors: &[FieldError]) -> Result<Vec<LineInputs>, Problem> {
    let book = rulebook()?;
    let count = match (kind.event == REVERSAL, kind.needs.category) {
        (true, _) => 0,
        (false, true) => LINES,
        (false, false) => 1,
    };
    let empty = NewLine::default();
    let line = |n: usize| {
        let typed = new.lines.get(n).unwrap_or(&empty);
        let name = |field: &str| bookkeeping::numbered(field, n);
        let categories = |field: &str, label: &str, chosen: &str| {
            let all = book.chart.categories.iter().map(|c| (c.code.clone(), c.title.clone()));
            Choices::new(name(field), label, all).chosen(chosen).errors(errors)
        };
        LineInputs {
            legend: if n == 0 { "Line 1".to_owned() } else { format!("Line {} (optional)", n + 1) },
            category: kind.needs.category.then(|| categories("category", &kind.category, &typed.category)),
            to_category: kind.needs.to_category.then(|| categories("to_category", &kind.to_category, &typed.to_category)),
            amount: Field::new(name("amount"), "Amount").value(&typed.amount).errors(errors),
        }
    };
    Ok((0..count).map(line).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::EntryFormPage>();
    }
}
