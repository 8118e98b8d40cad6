//! A list of which cases are ticked, and what to do with them.

use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, Status};
use crate::web::sheet::Picks;
use serde::Serialize;

/// The field of the form that names a case.
pub(super) const CASE: &str = "case";

/// Each action that can be taken on many cases: its name in addresses and what it is called.
pub(super) const ACTIONS: &[(&str, &str)] = &[
    ("complete", "Pass the eligibility check"),
    ("conflict-check", "Confirm the conflict check"),
    ("panel", "Hand to the panel"),
    ("more-reviews", "Ask for more reviews"),
    ("decline", "Decline"),
    ("tell", "Tell the cities"),
];

/// Cases to choose, with what to do with them (`parts/choose`).
#[derive(Clone, Debug, Serialize)]
pub(in crate::web::desk) struct Choose {
    picks: Picks,
    action: Choices,
    all: String,
    all_label: &'static str,
}

impl Choose {
    /// These cases, by their references; none for whom there is nothing to do with many of them.
    pub(in crate::web::desk) fn new(
        doors: Doors<'_>,
        legend: &str,
        columns: Vec<Column>,
        (rows, is_all): (Vec<(String, Vec<Cell>)>, bool),
        all: &str,
    ) -> Option<Self> {
        if !doors.open("/desk/bulk") {
            return None;
        }
        let chosen: Vec<String> = if is_all { rows.iter().map(|(reference, _)| reference.clone()).collect() } else { vec![] };
        let mut picks = Picks::new(CASE, legend, columns);
        for (reference, cells) in rows {
            let label = format!("Choose {reference}");
            picks = picks.row(reference, label, cells);
        }
        Some(Self {
            picks: picks.typed(&chosen, &[]),
            action: Choices::new("action", "What to do with the chosen cases", ACTIONS.iter().copied()),
            all: all.to_owned(),
            all_label: if is_all { "All on this page are chosen" } else { "Choose all on this page" },
        })
    }

    /// For the samples of pages.
    pub(in crate::web::desk) fn sample() -> Self {
        let picks = Picks::new(CASE, "Choose cases", vec![Column::text("Reference"), Column::text("Stage")]);
        Self {
            picks: picks.row("1".into(), "One".into(), vec![Cell::text("One").heading(), Cell::status(Status::quiet("Draft"))]),
            action: Choices::new("action", "What to do", ACTIONS.iter().copied()),
            all: "/desk/work?select=all".into(),
            all_label: "Choose all on this page",
        }
    }
}
