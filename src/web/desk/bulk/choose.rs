//! A list of which cases are ticked, and what to do with them.

use crate::kernel::FieldError;
use crate::process::{BulkAction, MOST_AT_ONCE};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, Status};
use crate::web::sheet::Picks;
use serde::Serialize;

/// The field of the form that names a case.
pub(in crate::web::desk) const CASE: &str = "case";

/// Each action that can be taken on many cases: its name in addresses and what it is called.
pub(super) const ACTIONS: &[(&str, &str)] = &[
    ("complete", "Pass the eligibility check"),
    ("conflict-check", "Confirm the conflict check"),
    ("panel", "Hand to the panel"),
    ("more-reviews", "Ask for more reviews"),
    ("decline", "Decline"),
    ("tell", "Tell the cities"),
];

/// What to do with the chosen cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A step on each.
    Act(BulkAction),
    /// A release.
    Tell,
}

impl Wanted {
    /// What an address or a form asks for.
    pub(super) fn read(slug: &str, cases: usize) -> Result<Self, Vec<FieldError>> {
        let wanted = match slug {
            "complete" => Ok(Self::Act(BulkAction::PassScreening)),
            "conflict-check" => Ok(Self::Act(BulkAction::ClearConflicts)),
            "panel" => Ok(Self::Act(BulkAction::CallPanel)),
            "more-reviews" => Ok(Self::Act(BulkAction::ReopenReviews)),
            "decline" => Ok(Self::Act(BulkAction::Decline)),
            "tell" => Ok(Self::Tell),
            _ => Err(FieldError::new("action", "Choose what to do with the chosen applications.")),
        };
        let none = (cases == 0).then(|| FieldError::new(CASE, "Choose at least one application."));
        let mistakes: Vec<FieldError> = none.into_iter().chain(too_many(cases)).chain(wanted.as_ref().err().cloned()).collect();
        if mistakes.is_empty() { wanted.map_err(|e| vec![e]) } else { Err(mistakes) }
    }

    pub(super) fn slug(self) -> &'static str {
        match self {
            Self::Act(BulkAction::PassScreening) => "complete",
            Self::Act(BulkAction::ClearConflicts) => "conflict-check",
            Self::Act(BulkAction::CallPanel) => "panel",
            Self::Act(BulkAction::ReopenReviews) => "more-reviews",
            Self::Act(BulkAction::Decline) => "decline",
            Self::Act(BulkAction::Recommend) => "recommend",
            Self::Tell => "tell",
        }
    }

    pub(super) fn label(self) -> &'static str {
        if self == Self::Act(BulkAction::Recommend) {
            // From the slate of a round alone, never from a list.
            return "Recommend what the slate chooses";
        }
        ACTIONS.iter().find(|(slug, _)| *slug == self.slug()).map_or("", |(_, label)| label)
    }

    /// The words of the program for it.
    pub(super) fn acts(self) -> &'static [&'static str] {
        match self {
            Self::Act(BulkAction::PassScreening) => &["pass_screening"],
            Self::Act(BulkAction::ClearConflicts) => &["clear_conflicts"],
            Self::Act(BulkAction::CallPanel) => &["call_panel"],
            Self::Act(BulkAction::ReopenReviews) => &["reopen_reviews"],
            Self::Act(BulkAction::Decline) => &["decline"],
            Self::Act(BulkAction::Recommend) => &["recommend"],
            Self::Tell => &["tell_award", "tell_decline"],
        }
    }
}

/// Too many at once, in words.
fn too_many(count: usize) -> Option<FieldError> {
    let said = format!("At most {MOST_AT_ONCE} applications can be handled at once. You chose {count}.");
    (count > MOST_AT_ONCE).then(|| FieldError::new(CASE, said))
}

/// What the case is chosen by, and what stands in its row.
pub(in crate::web::desk) type CaseRow = (String, Vec<Cell>);

/// Cases to choose, with what to do with them (`parts/choose`).
#[derive(Clone, Debug, Serialize)]
pub(in crate::web::desk) struct Choose {
    picks: Picks,
    action: Choices,
    all: String,
    all_label: &'static str,
}

impl Choose {
    /// These cases, by their references, in this order; none for whom there is nothing to do with many of them.
    pub(in crate::web::desk) fn new(
        doors: Doors<'_>,
        legend: &str,
        columns: Vec<Column>,
        (rows, is_all): (Vec<CaseRow>, bool),
        all: &str,
    ) -> Option<Self> {
        if !doors.open("/desk/bulk") {
            return None;
        }
        let chosen: Vec<String> = if is_all { rows.iter().map(|(reference, _)| reference.clone()).collect() } else { vec![] };
        let mut picks = Picks::new(CASE, legend, columns);
        for (reference, cells) in rows {
            picks = picks.row(reference.clone(), reference, cells);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_read_by_its_name_and_its_act_is_the_programs() {
        for (slug, label) in ACTIONS {
            let wanted = Wanted::read(slug, 1).expect("an action");
            assert_eq!((wanted.slug(), wanted.label()), (*slug, *label));
            if let Wanted::Act(action) = wanted {
                assert_eq!(wanted.acts(), [action.act()]);
            }
        }
    }

    #[test]
    fn none_and_too_many_are_refused() {
        let fields = |slug, cases| Wanted::read(slug, cases).expect_err("refused").into_iter().map(|e| e.field).collect::<Vec<_>>();
        assert_eq!(fields("", 0), [CASE, "action"]);
        assert_eq!(fields("panel", MOST_AT_ONCE + 1), [CASE]);
    }
}
