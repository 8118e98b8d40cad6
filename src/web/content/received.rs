//! An application as it was received, for those who read it outside its city: drawn from the document that is kept word
//! for word, whatever the city writes meanwhile.

use super::{Block, Content, FileLink, budget_columns};
use crate::files::Scan;
use crate::intake::{Draft, Received, ReceivedActivity, ReceivedFile};
use crate::kernel::Money;
use crate::locale::format;
use crate::opportunity::{Answer, Definition, Question, Section};
use crate::web::fields::{Cell, SummaryRow, Table};
use crate::web::joint;
use std::collections::BTreeMap;

/// What a scanner says of files, by their digest; and whether there is a scanner.
pub(in crate::web) type Scans<'a> = (&'a BTreeMap<String, Scan>, bool);

impl Content {
    /// What was `received` on the form; its files are served below `base` by their digests. `draft` says of partners by
    /// which kind of address they confirmed.
    pub(in crate::web) fn of_received((received, form, draft): (&Received, &Definition, &Draft), base: &str, scans: Scans<'_>) -> Self {
        let section = |(section, questions): &(&Section, Vec<&Question>)| Block {
            title: section.title.clone(),
            rows: questions
                .iter()
                .map(|q| SummaryRow::new(&q.label, &received.answers.get(&q.id).map(Answer::shown).unwrap_or_default()))
                .collect(),
        };
        Self {
            sections: form.asked(&received.answers).sections().iter().map(section).collect(),
            has_plan: form.has_plan(),
            activities: received.activities.iter().map(|a| activity(a, form)).collect(),
            partners: joint::received_rows(received, draft),
            by_city: joint::received_table(received),
            budget: budget(received, form),
            files: received.attachments.iter().map(|file| link(file, form, base, scans)).collect(),
        }
    }
}

fn activity(activity: &ReceivedActivity, form: &Definition) -> Block {
    let people: Vec<String> = activity
        .attendees
        .iter()
        .map(|p| format!("{} – {} ({})", if p.name.is_empty() { "To be named" } else { &p.name }, p.job, p.standing.label()))
        .collect();
    let cost = total(activity.budget.iter().map(|line| line.amount_cents));
    let mut rows = vec![
        SummaryRow::new("Kind", &form.kind_title(&activity.kind)),
        SummaryRow::new("Place", &format!("{}, {}", activity.place, activity.country)),
        SummaryRow::new("Dates", &format::date_range(activity.starts_on, activity.ends_on)),
        SummaryRow::new("Who goes", &people.join("\n")),
        SummaryRow::new("Cost", &cost.to_string()),
    ];
    for (label, text) in [("Partner", &activity.partner), ("Given by", &activity.provider)] {
        if !text.is_empty() {
            rows.push(SummaryRow::new(label, text));
        }
    }
    Block { title: activity.title.clone(), rows }
}

/// Every cost; of documents from before there were such, every line.
fn budget(received: &Received, form: &Definition) -> Table {
    let mut table = Table::new("budget", "Budget by activity and category", budget_columns()).empty("There is no budget.");
    let (mut pays, mut asked) = (Vec::new(), Vec::new());
    for activity in &received.activities {
        let head = |category: &str| [Cell::text(&activity.title).heading(), Cell::text(form.category_title(category))];
        let mut put = |category: &str, (what, counted): (&str, String), (city, fund): (i64, i64)| {
            pays.push(city);
            asked.push(fund);
            let [title, category] = head(category);
            let amounts = [city, fund].map(|cents| Cell::number(Money::from_cents(cents).to_string()));
            [vec![title, category, Cell::text(what), Cell::text(counted)], amounts.to_vec()].concat()
        };
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for cost in &activity.costs {
            rows.push(put(&cost.category, (&cost.what, cost.counted()), (cost.city_pays_cents, cost.asked_cents)));
        }
        for line in activity.budget.iter().filter(|_| activity.costs.is_empty()) {
            rows.push(put(&line.category, (&line.note, String::new()), (0, line.amount_cents)));
        }
        table = table.rows(rows);
    }
    if asked.is_empty() {
        return table;
    }
    let blank = || Cell::text("");
    let sum = |amounts: Vec<i64>| Cell::number(total(amounts.into_iter()).to_string());
    table.total(vec![Cell::text("Total").heading(), blank(), blank(), blank(), sum(pays), sum(asked)])
}

/// Accepted amounts cannot overflow.
fn total(cents: impl Iterator<Item = i64>) -> Money {
    Money::total(cents.map(Money::from_cents)).unwrap_or_default()
}

fn link(file: &ReceivedFile, form: &Definition, base: &str, (scans, with_scanner): Scans<'_>) -> FileLink {
    let slot = form.slot(&file.slot).map_or_else(|| file.slot.clone(), |s| s.title);
    let size = format::file_size(u64::try_from(file.size_bytes).unwrap_or(0));
    let scan = scans.get(&file.sha256).cloned().unwrap_or_default().words(with_scanner);
    let note = [Some(slot), Some(size), scan].into_iter().flatten().collect::<Vec<_>>().join(", ");
    FileLink { name: file.name.clone(), href: format!("{base}/files/{}", file.sha256), note }
}
