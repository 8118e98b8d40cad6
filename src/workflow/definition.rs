//! What a workflow is: places, transitions between sets of places, who may take
//! them, which approvals they need and which effects they have. Effects come from
//! a closed list; there are no scripts.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

// Fields stand in alphabetical order: the canonical JSON, and with it the hash, follows from that.

/// A whole workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Places in which nothing more happens.
    pub ends: Vec<String>,
    /// The name that opportunities refer to.
    pub name: String,
    /// Where a case can stand.
    pub places: Vec<Place>,
    /// The place of a new instance.
    pub start: String,
    /// The steps.
    pub transitions: Vec<Transition>,
    /// The version that people read, such as `1.0.0`.
    pub version: String,
}

/// Where a case can stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What the applicant reads.
    pub applicant_label: String,
    /// Its identifier.
    pub id: String,
    /// What the fund's staff read.
    pub label: String,
}

/// One step, from a set of places to a set of places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// The approval that taking this step is, if it is one.
    pub approval: Option<Approval>,
    /// The roles that may take it; empty when only the program itself may.
    pub by: Vec<String>,
    /// Steps whose takers may not take this one, over the whole history.
    pub distinct_from: Vec<String>,
    /// What else happens, in this order and in the same transaction.
    pub effects: Vec<Effect>,
    /// The places it leaves; all of them must be marked.
    pub from: Vec<String>,
    /// A condition on the facts of the case.
    pub guard: Option<String>,
    /// Its identifier.
    pub id: String,
    /// What the button says.
    pub label: String,
    /// Whether a reason must be given.
    pub reason_required: bool,
    /// Whether the program itself takes it.
    pub system: bool,
    /// The places it enters.
    pub to: Vec<String>,
}

/// A decision by distinct people that binds what was decided on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// How many distinct people must approve the same digest.
    pub quorum: u32,
}

/// What a step does beside moving the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Posts this event of the posting rules.
    Ledger(String),
    /// Tells those concerned of this fact.
    Notify(String),
}

impl Definition {
    /// The canonical JSON: no spaces, keys in alphabetical order.
    ///
    /// # Errors
    /// Never in practice: every field is plain text.
    pub fn canonical_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// SHA-256 of the canonical JSON, in lower-case hexadecimal: the identity of this version.
    ///
    /// # Errors
    /// As [`Definition::canonical_json`].
    pub fn hash(&self) -> Result<String, serde_json::Error> {
        Ok(HEXLOWER.encode(&Sha256::digest(self.canonical_json()?)))
    }

    /// The transition with this identifier.
    #[must_use]
    pub fn transition(&self, id: &str) -> Option<&Transition> {
        self.transitions.iter().find(|t| t.id == id)
    }

    /// The place with this identifier.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<&Place> {
        self.places.iter().find(|p| p.id == id)
    }

    /// What staff read for a transition; its identifier where there is none.
    #[must_use]
    pub fn transition_label<'a>(&'a self, id: &'a str) -> &'a str {
        self.transition(id).map_or(id, |t| &t.label)
    }
}
