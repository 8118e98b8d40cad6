//! What happened to opportunities.

use super::opportunity::Opportunity;
use crate::kernel::{Fact, Subject, Timestamp};
use serde::{Deserialize, Serialize};

/// A version of a definition was stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpportunityImported {
    /// The opportunity.
    pub opportunity: String,
    /// Its name.
    pub title: String,
    /// The version, counted from 1.
    pub n: i32,
    /// The digest of the definition.
    pub sha256: String,
}

impl Fact for OpportunityImported {
    const NAME: &'static str = "opportunity.imported";
    fn subject(&self) -> Subject {
        Subject::new("opportunity", &self.opportunity)
    }
}

/// The public can see an opportunity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpportunityPublished {
    /// The opportunity.
    pub opportunity: String,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// Its deadline.
    pub closes_at: Timestamp,
    /// The zone of the deadline.
    pub zone: String,
}

impl OpportunityPublished {
    pub(super) fn of(opportunity: &Opportunity) -> Self {
        Self {
            opportunity: opportunity.id.text(),
            slug: opportunity.slug.clone(),
            title: opportunity.title.clone(),
            closes_at: opportunity.closes.at,
            zone: opportunity.closes.zone.name().to_owned(),
        }
    }
}

impl Fact for OpportunityPublished {
    const NAME: &'static str = "opportunity.published";
    fn subject(&self) -> Subject {
        Subject::new("opportunity", &self.opportunity)
    }
}

/// The next version of a definition was begun or changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpportunityRevised {
    /// The opportunity; its name in addresses while there is none yet.
    pub opportunity: String,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// The parts that were changed.
    pub changed: Vec<String>,
}

impl Fact for OpportunityRevised {
    const NAME: &'static str = "opportunity.revised";
    fn subject(&self) -> Subject {
        Subject::new("opportunity", &self.opportunity)
    }
}

/// The next version of a definition was thrown away.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpportunityRevisionDiscarded {
    /// The opportunity; its name in addresses while there is none yet.
    pub opportunity: String,
    /// Its name in addresses.
    pub slug: String,
    /// What it said, so that nothing is lost.
    pub toml: String,
}

impl Fact for OpportunityRevisionDiscarded {
    const NAME: &'static str = "opportunity.revision_discarded";
    fn subject(&self) -> Subject {
        Subject::new("opportunity", &self.opportunity)
    }
}
