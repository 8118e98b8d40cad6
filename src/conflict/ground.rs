//! The nouns: what ties a person to an application, and the ground on which that keeps them out.

use chrono::NaiveDate;

/// On which ground a person is kept out, as the rules name it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Deserialize,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Belongs to the city that applies.
    SameCity,
    /// Belongs to a partner of the application.
    PartnerCity,
    /// Has a mailbox at the domain of somebody who applies.
    EmployerDomain,
    /// Acted for a city with a part in it, in an earlier award.
    PastAward,
    /// Worked on this application for its city.
    OwnApplication,
    /// Declared a conflict of interest, named a tie in their declaration, or stepped back.
    Declared,
}

impl Ground {
    /// What is said of a person, after their name.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SameCity => "belongs to the city that applies",
            Self::PartnerCity => "belongs to a city that applies with others",
            Self::EmployerDomain => "has a mailbox of the same employer as somebody who applies",
            Self::PastAward => "acted for a city that applies, in an earlier award",
            Self::OwnApplication => "worked on this application for its city",
            Self::Declared => "declared a conflict of interest or a tie, or stepped back from this application",
        }
    }
}

/// One thing that ties a person to an application, before the rules say whether it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The application.
    pub application: String,
    /// What it is.
    pub ground: Ground,
    /// The domain that both mailboxes are at, where it is that.
    pub domain: Option<String>,
    /// The last day of the earlier award, where it is that.
    pub ended_on: Option<NaiveDate>,
}

impl Tie {
    /// A tie that needs no more words.
    #[must_use]
    pub fn new(application: impl Into<String>, ground: Ground) -> Self {
        Self { application: application.into(), ground, domain: None, ended_on: None }
    }
}
