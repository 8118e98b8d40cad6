//! An application as reviewers and staff read it: answers, activities, budget, files.
//! Drawn by `templates/parts/application.hbs`. Whoever calls it has asked whether the
//! viewer may read.

mod received;

use super::fields::{Cell, Column, SummaryRow, Table};
use super::joint;
use crate::intake::{Activity, Attachment, Draft};
use crate::kernel::Id;
use crate::locale;
use crate::opportunity::{Question, Section};
use crate::review::Reading;
use crate::web::{App, Problem, files};
use actix_web::HttpResponse;
use serde::Serialize;

/// The whole application.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Content {
    sections: Vec<Block>,
    /// Whether activities and a budget are asked for; a concept note has none.
    has_plan: bool,
    activities: Vec<Block>,
    /// Who applies together, if it is joint, and the budget by city.
    partners: Vec<SummaryRow>,
    by_city: Option<Table>,
    budget: Table,
    files: Vec<FileLink>,
}

/// A heading with questions and answers.
#[derive(Clone, Debug, Serialize)]
struct Block {
    title: String,
    rows: Vec<SummaryRow>,
}

/// A file to open.
#[derive(Clone, Debug, Serialize)]
struct FileLink {
    name: String,
    href: String,
    note: String,
}

impl Content {
    /// The content of `draft`; its files are served below `base`. What a scanner says of them is shown
    /// where there is one.
    pub(super) fn new(draft: &Draft, base: &str, with_scanner: bool) -> Self {
        let section = |(section, questions): &(&Section, Vec<&Question>)| Block {
            title: section.title.clone(),
            rows: questions
                .iter()
                .map(|q| SummaryRow::new(&q.label, &draft.saved.get(&q.id).map(|s| s.answer.shown()).unwrap_or_default()))
                .collect(),
        };
        Self {
            sections: draft.asked().sections().iter().map(section).collect(),
            has_plan: draft.definition.has_plan(),
            activities: draft.activities.iter().map(|a| activity(draft, a)).collect(),
            partners: joint::rows(draft, None),
            by_city: joint::table(draft),
            budget: budget(draft),
            files: draft.attachments_asked_for().map(|file| link(draft, file, base, with_scanner)).collect(),
        }
    }

    /// An empty application, for samples.
    pub(super) fn sample() -> Self {
        let rows = vec![SummaryRow::new("What will the city do?", "Train two people.\nShare it.")];
        Self {
            sections: vec![Block { title: "Your plan".into(), rows: rows.clone() }],
            has_plan: true,
            activities: vec![Block { title: "Protocol course".into(), rows: rows.clone() }],
            partners: rows,
            by_city: Some(Table::new("by-city", "Budget by city", vec![Column::text("City")])),
            budget: Table::new("budget", "Budget by activity and category", vec![Column::text("Activity"), Column::number("Amount")])
                .row(vec![Cell::text("Protocol course").heading(), Cell::number("$5,000.00")]),
            files: vec![FileLink { name: "letter.pdf".into(), href: "/desk".into(), note: "PDF, 12 KB".into() }],
        }
    }
}

fn activity(draft: &Draft, activity: &Activity) -> Block {
    let kind = draft.definition.kind_title(&activity.kind);
    let people: Vec<String> = activity
        .attendees
        .iter()
        .map(|p| format!("{} – {} ({})", if p.name.is_empty() { "To be named" } else { &p.name }, p.job, p.standing.label()))
        .collect();
    let mut rows = vec![
        SummaryRow::new("Kind", &kind),
        SummaryRow::new("Place", &format!("{}, {}", activity.place, activity.country)),
        SummaryRow::new("Dates", &locale::format::date_range(activity.starts_on, activity.ends_on)),
        SummaryRow::new("Who goes", &people.join("\n")),
        SummaryRow::new("Cost", &draft.activity_total(activity).to_string()),
    ];
    for (label, text) in [("Partner", &activity.partner), ("Given by", &activity.provider)] {
        if !text.is_empty() {
            rows.push(SummaryRow::new(label, text));
        }
    }
    Block { title: activity.title.clone(), rows }
}

fn budget_columns() -> Vec<Column> {
    vec![
        Column::text("Activity"),
        Column::text("Category"),
        Column::text("What for"),
        Column::text("Worked out as"),
        Column::number("City pays"),
        Column::number("Asked for"),
    ]
}

fn budget(draft: &Draft) -> Table {
    let mut table = Table::new("budget", "Budget by activity and category", budget_columns()).empty("There is no budget.");
    for activity in &draft.activities {
        for item in draft.costs_of(activity) {
            table = table.row(vec![
                Cell::text(&activity.title).heading(),
                Cell::text(draft.definition.category_title(&item.category)),
                Cell::text(&item.what),
                Cell::text(item.worked_out()),
                Cell::number(item.city_pays.to_string()),
                Cell::number(item.asked().to_string()),
            ]);
        }
    }
    if draft.costs.is_empty() {
        return table;
    }
    let blank = || Cell::text("");
    let (city_pays, asked) = (Cell::number(draft.city_pays().to_string()), Cell::number(draft.total().to_string()));
    table.total(vec![Cell::text("Total").heading(), blank(), blank(), blank(), city_pays, asked])
}

fn link(draft: &Draft, file: &Attachment, base: &str, with_scanner: bool) -> FileLink {
    let slot = draft.definition.slot(&file.slot).map_or_else(|| file.slot.clone(), |s| s.title);
    let size = locale::format::file_size(u64::try_from(file.size_bytes).unwrap_or(0));
    let scan = file.scan.words(with_scanner);
    let note = [Some(slot), Some(size), scan].into_iter().flatten().collect::<Vec<_>>().join(", ");
    FileLink { name: file.name.clone(), href: format!("{base}/files/{}", file.id), note }
}

/// Serves a file of what a reviewer reads, under the name that it has there: without what it says about itself where who applies
/// is withheld.
pub(super) async fn serve_read(app: &App, reading: &Reading, file: Id<Attachment>) -> Result<HttpResponse, Problem> {
    let found = reading.draft.attachments.iter().find(|shown| shown.id == file).ok_or_else(Problem::missing)?;
    if reading.is_blind { files::serve_stripped(app, &found.name, &found.media_type, &found.sha256).await } else { serve(app, found).await }
}

/// Serves one file as a download, after the caller has asked whether the viewer may read it.
pub(super) async fn serve(app: &App, file: &Attachment) -> Result<HttpResponse, Problem> {
    files::serve(app, &file.name, &file.media_type, &file.sha256).await
}
