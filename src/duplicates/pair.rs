//! Two applications that may be the same, and why.

use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use serde::{Deserialize, Serialize};

/// One reason why two applications may be the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Why {
    /// The city applied twice in this round.
    SameCity,
    /// An answer says the same, word for word but for case and punctuation.
    SameText {
        /// The question in the first.
        first: String,
        /// The question in the second.
        second: String,
    },
    /// An answer says nearly the same.
    NearText {
        /// The question in the first.
        first: String,
        /// The question in the second.
        second: String,
    },
    /// Two cities name the same mailbox.
    SameMailbox {
        /// Its address.
        email: String,
    },
    /// Two cities give the same identifier.
    SameIdentifier {
        /// Such as `EIN 12-3456789`.
        identifier: String,
    },
}

impl Why {
    /// Whether it says that there may be one applicant behind both; texts are shared by many.
    #[must_use]
    pub fn is_strong(&self) -> bool {
        matches!(self, Self::SameCity | Self::SameMailbox { .. } | Self::SameIdentifier { .. })
    }

    /// As a person reads it.
    #[must_use]
    pub fn words(&self) -> String {
        let same = |first: &str, second: &str, how: &str| {
            if first == second { format!("{how} to “{first}”") } else { format!("{how}, to “{first}” and to “{second}”") }
        };
        match self {
            Self::SameCity => "The same city applied twice in this round".into(),
            Self::SameText { first, second } => same(first, second, "The same answer"),
            Self::NearText { first, second } => same(first, second, "Nearly the same answer"),
            Self::SameMailbox { email } => format!("Two cities name the mailbox {email}"),
            Self::SameIdentifier { identifier } => format!("Two cities give the {identifier}"),
        }
    }
}

/// That somebody looked and found no harm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Who, by the name of then.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Two applications that may be the same. Their order is that in which they were begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The one begun first.
    pub first: Id<Application>,
    /// The one begun later.
    pub second: Id<Application>,
    /// Why.
    pub why: Vec<Why>,
    /// When it was found first.
    pub found_at: Timestamp,
    /// What an officer found.
    pub set_aside: Option<SetAside>,
}

impl Pair {
    /// The application beside this one.
    #[must_use]
    pub fn other(&self, one: Id<Application>) -> Id<Application> {
        if self.first == one { self.second } else { self.first }
    }
}

/// Two identifiers in their order.
pub(super) fn ordered(one: Id<Application>, other: Id<Application>) -> (Id<Application>, Id<Application>) {
    if one < other { (one, other) } else { (other, one) }
}
