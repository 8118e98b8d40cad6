//! Rounds of two stages: a city first sends a short concept note, and writes the rest of the
//! form only when it is invited.

use super::budget::BudgetRules;
use super::definition::{ActivityRules, Definition};
use serde::{Deserialize, Serialize};

/// What a concept note asks: the eligibility questions and some sections of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConceptNote {
    /// What is said above it: what comes now, and what comes later.
    pub intro: String,
    /// The sections of the form that are asked at once.
    pub sections: Vec<String>,
}

impl Definition {
    /// The form as far as the concept note asks it, without plan, budget and files; `None` in
    /// a round of one stage.
    #[must_use]
    pub fn concept_form(&self) -> Option<Self> {
        let note = self.concept_note.as_ref()?;
        let mut form = self.clone();
        form.sections.retain(|section| note.sections.contains(&section.id));
        form.activities = ActivityRules { min: 0, max: 0, kinds: Vec::new(), ..form.activities };
        form.budget = BudgetRules { categories: Vec::new(), rules: Vec::new(), ..form.budget };
        form.attachments.clear();
        form.joint = None;
        Some(form)
    }

    /// Whether the form asks for activities and a budget.
    #[must_use]
    pub fn has_plan(&self) -> bool {
        !self.activities.kinds.is_empty()
    }
}
