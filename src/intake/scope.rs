//! Which parts of an application are open to its city: all of them while it writes, those that the fund named after a return.

use super::{Draft, Part};
use crate::opportunity::{Definition, Question};

/// Which parts of an application may be edited. Kept as text: `all`, `none`, or identifiers with commas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything: a draft, or an application that was invited.
    All,
    /// Nothing: it was received.
    None,
    /// Sections, questions, or `activities`, `budget`, `partners`, `attachments`.
    Named(Vec<String>),
}

impl Scope {
    /// Whether a part named in one of these ways may be edited.
    #[must_use]
    pub fn allows<S: AsRef<str>>(&self, names: &[S]) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Named(open) => names.iter().any(|name| open.iter().any(|o| o == name.as_ref())),
        }
    }

    /// The text kept.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::All => "all".into(),
            Self::None => "none".into(),
            Self::Named(open) => open.join(","),
        }
    }

    /// From the text kept.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "all" => Self::All,
            "none" | "" => Self::None,
            named => Self::Named(named.split(',').map(str::to_owned).collect()),
        }
    }
}

/// Under which names a question, or the place of a file, can be open. What an open question brings with it is open too: its
/// answer may be what makes this one asked.
pub(super) fn names_of(definition: &Definition, id: &str) -> Vec<String> {
    let part = find_question(definition, id).map_or_else(|| "attachments".to_owned(), |(_, section)| section);
    [id.to_owned(), part].into_iter().chain(definition.depends_on(id)).collect()
}

/// A question of the form, or of the eligibility check, with its section.
pub(super) fn find_question(definition: &Definition, id: &str) -> Option<(Question, String)> {
    let asked = definition.eligibility.iter().find(|q| q.id == id).map(|q| (q.as_question(), "eligibility".to_owned()));
    asked.or_else(|| {
        let section = definition.sections.iter().find(|s| s.questions.iter().any(|q| q.id == id))?;
        Some((definition.question(id)?.clone(), section.id.clone()))
    })
}

impl Draft {
    /// Whether the city may change a part named in one of these ways now.
    fn allows<S: AsRef<str>>(&self, names: &[S]) -> bool {
        self.application.withdrawn_at.is_none() && self.application.scope.allows(names)
    }

    /// Whether the city may answer a question now.
    #[must_use]
    pub fn has_open_question(&self, question: &str) -> bool {
        find_question(&self.definition, question).is_some() && self.allows(&names_of(&self.definition, question))
    }

    /// Whether the city may change something of a part of the task list now.
    #[must_use]
    pub fn has_open_part(&self, part: &Part) -> bool {
        match part {
            Part::Eligibility => self.allows(&["eligibility"]),
            Part::Section(id) => self.asked().of_section(id).iter().any(|question| self.has_open_question(&question.id)),
            Part::Question(id) => self.has_open_question(id),
            Part::Activities => self.allows(&["activities"]),
            Part::Budget => self.allows(&["budget"]),
            Part::Partners => self.application.has_open_partners(),
            Part::Attachments => self.allows(&["attachments"]),
            Part::Certify => self.application.is_editable(),
        }
    }
}
