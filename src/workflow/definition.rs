//! What a workflow is: places, transitions between sets of places, who may take
//! them, which approvals they need and which effects they have. Effects come from
//! a closed list; there are no scripts.
//!
//! What a definition calls a *stage* or an *act* is a word of the program that runs it:
//! many places may be one stage, and many transitions one act, so that pages and
//! operations work for every definition.

use crate::kernel::Money;
use crate::rules::Rule;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

// Fields stand in alphabetical order: the canonical JSON, and with it the hash, follows from that.
// A field that came later has a default and is left out while it has it: what was published
// before keeps its JSON, and with it its hash.

/// A whole workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Places in which nothing more happens.
    pub ends: Vec<String>,
    /// The name that opportunities refer to.
    pub name: String,
    /// Where a case can stand.
    pub places: Vec<Place>,
    /// Steps that different people must take, whoever holds several roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub separate: Vec<Separation>,
    /// The place of a new instance.
    pub start: String,
    /// What people call it; its name where it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
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
    /// Who is told when a case stands here longer than it should. They gain no power by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalate_to: Vec<String>,
    /// Its identifier.
    pub id: String,
    /// What the fund's staff read.
    pub label: String,
    /// The roles whose work a case here is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<String>,
    /// How long before it is late its owners are reminded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_before: Option<Span>,
    /// What the program knows this place as; its identifier where it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// How long a case may stand here before it is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
}

/// One step, from a set of places to a set of places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// What the program does with it; its identifier where it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// How long after the case came here the program takes the step by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Span>,
    /// The approval that taking this step is, if it is one.
    pub approval: Option<Approval>,
    /// The roles that may take it; empty when only the program itself may.
    pub by: Vec<String>,
    /// Places that it empties too, where a case stands in them: what went on beside it is over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clears: Vec<String>,
    /// Steps whose takers may not take this one, over the whole history.
    pub distinct_from: Vec<String>,
    /// What else happens, in this order and in the same transaction.
    pub effects: Vec<Effect>,
    /// The places it leaves; all of them must be marked.
    pub from: Vec<String>,
    /// A condition on the facts of the case.
    pub guard: Option<Rule>,
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
    /// Who and how many for which amount, in growing order; the last has no limit. Empty where
    /// the amount does not matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
    /// What is approved: a change of one of these, and of nothing else, ends the approval.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub binds: Vec<String>,
    /// Whether the approver proves again who they are.
    #[serde(default, skip_serializing_if = "is_false")]
    pub fresh_sign_in: bool,
    /// The fact by which the band is chosen, an amount of money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// How many distinct people must approve the same digest, where there are no bands.
    pub quorum: u32,
}

/// What amounts up to a limit need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// The roles that may approve; those of the step where it names none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// How many distinct people.
    pub quorum: u32,
    /// The largest amount, itself included; none for the last band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to_cents: Option<Money>,
}

/// Steps of which one person may take at most so many, over the whole history of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Separation {
    /// How many of them one person may take.
    pub most: u32,
    /// The steps.
    pub steps: Vec<String>,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Days on which the fund works.
    BusinessDays(u16),
    /// Days of the calendar.
    Days(u16),
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !*value
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

    /// What people call it.
    #[must_use]
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }
}

impl Place {
    /// What the program knows it as.
    #[must_use]
    pub fn stage(&self) -> &str {
        self.stage.as_deref().unwrap_or(&self.id)
    }
}

impl Transition {
    /// What the program does with it.
    #[must_use]
    pub fn act(&self) -> &str {
        self.act.as_deref().unwrap_or(&self.id)
    }

    /// The ledger events it posts.
    pub fn ledger_events(&self) -> impl Iterator<Item = &str> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Ledger(event) => Some(event.as_str()),
            Effect::Notify(_) => None,
        })
    }

    /// The facts it tells.
    pub fn told(&self) -> impl Iterator<Item = &str> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Notify(fact) => Some(fact.as_str()),
            Effect::Ledger(_) => None,
        })
    }
}

impl Approval {
    /// What an amount needs: how many people, and of which roles (`by` of the step, where a
    /// band names none).
    #[must_use]
    pub fn band(&self, amount: Option<Money>) -> Option<&Band> {
        let fits = |band: &&Band| band.up_to_cents.is_none_or(|most| amount.is_some_and(|amount| amount <= most));
        self.bands.iter().find(fits)
    }

    /// The band of an amount as a person reads it, such as “over $25,000.00”.
    #[must_use]
    pub fn quorum_of(&self, band: Option<&Band>) -> u32 {
        band.map_or(self.quorum, |band| band.quorum)
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (n, unit) = match self {
            Self::BusinessDays(n) => (n, "business day"),
            Self::Days(n) => (n, "day"),
        };
        write!(f, "{n} {unit}{}", if *n == 1 { "" } else { "s" })
    }
}
