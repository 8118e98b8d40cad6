//! The noun: one application of one city to one opportunity.

use super::{EnteredBy, Scope};
use crate::kernel::{Id, Money, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::{Account, Organisation};

/// An application, without its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its identifier; the award that may follow has the same.
    pub id: Id<Application>,
    /// The number people use, such as `UDF-2027-0142`.
    pub reference: String,
    /// What it answers.
    pub opportunity: Id<Opportunity>,
    /// The version of the form that it was begun on.
    pub definition_sha256: String,
    /// Whose it is.
    pub city: Id<Organisation>,
    /// `Madison, WI`.
    pub city_name: String,
    /// The name of the plan; empty until answered. Once something was received, as it was received last.
    pub title: String,
    /// Which parts may be edited now.
    pub scope: Scope,
    /// The amount asked for, as of the last save; once something was received, as it was received last.
    pub total: Money,
    /// Who began it.
    pub created_by: Id<Account>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub updated_at: Timestamp,
    /// When it was first received.
    pub submitted_at: Option<Timestamp>,
    /// Until when it can be answered, after a return or an invitation.
    pub answer_by: Option<Timestamp>,
    /// When the city was invited to write the whole form, in a round of two stages.
    pub invited_at: Option<Timestamp>,
    /// When the city withdrew it.
    pub withdrawn_at: Option<Timestamp>,
    /// Who of the fund entered it for the city, if somebody did.
    pub entry: Option<EnteredBy>,
    /// Rises with every change.
    pub version: i64,
}

impl Application {
    /// Whether it was never received.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        self.submitted_at.is_none()
    }

    /// Whether any part of it may be edited now.
    #[must_use]
    pub fn is_editable(&self) -> bool {
        self.withdrawn_at.is_none() && self.scope != Scope::None
    }

    /// Whether it was sent back and waits for answers.
    #[must_use]
    pub fn is_returned(&self) -> bool {
        self.is_open_again() && self.scope != Scope::All
    }

    /// Whether its city was invited and has not sent the whole application yet.
    #[must_use]
    pub fn is_invited(&self) -> bool {
        self.is_open_again() && self.scope == Scope::All
    }

    /// Whether partners can be named, changed and removed now: while their part of it is open, or the budget, in which
    /// their shares stand.
    #[must_use]
    pub fn has_open_partners(&self) -> bool {
        self.withdrawn_at.is_none() && self.scope.allows(&super::change_partner::PARTS)
    }

    /// Whether something was received, and parts of it are open again until a day of its own.
    #[must_use]
    pub fn is_open_again(&self) -> bool {
        self.submitted_at.is_some() && self.is_editable()
    }

    /// What the city asks for, to show; a concept note asks for nothing yet.
    #[must_use]
    pub fn shown_total(&self, is_concept_note: bool) -> String {
        if is_concept_note && self.total.is_zero() { "Nothing yet: this is a concept note".into() } else { self.total.to_string() }
    }

    /// The name to show for it.
    #[must_use]
    pub fn shown_title(&self) -> &str {
        if self.title.is_empty() { "Application without a name" } else { &self.title }
    }
}
