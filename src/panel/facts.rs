//! What happened to seats on panels, to declarations and to phases. The ties that somebody declared stand beside, where
//! nothing changes them; no fact repeats them.

use super::Flags;
use crate::kernel::{Fact, Subject, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Somebody was invited to the panel of a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatOffered {
    /// The seat.
    pub seat: String,
    /// The round.
    pub opportunity: String,
    /// The round's name.
    pub title: String,
    /// Who is invited.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The most reviews that they are asked for.
    pub most_reviews: i32,
    /// The last day to answer.
    pub reply_by: NaiveDate,
    /// The personal line; may be empty.
    pub note: String,
    /// Who invites.
    pub invited_by: String,
    /// Until when the link works.
    pub expires_at: Timestamp,
    /// Path of the page that opens this invitation; announced, never recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// Somebody who did not answer an invitation was reminded; the link of before ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatReminded {
    /// The seat.
    pub seat: String,
    /// The round.
    pub opportunity: String,
    /// The round's name.
    pub title: String,
    /// Who is invited.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The most reviews that they are asked for.
    pub most_reviews: i32,
    /// The last day to answer.
    pub reply_by: NaiveDate,
    /// Who reminds.
    pub reminded_by: String,
    /// Until when the link works.
    pub expires_at: Timestamp,
    /// Path of the page that opens this invitation; announced, never recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// Somebody accepted a seat. Told to whoever invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatAccepted {
    /// The seat.
    pub seat: String,
    /// The round.
    pub opportunity: String,
    /// The round's name in addresses.
    pub slug: String,
    /// The round's name.
    pub title: String,
    /// Who accepted.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their account.
    pub account: String,
    /// What they know about.
    pub tags: Vec<String>,
    /// The most reviews that they want to write.
    pub most_reviews: i32,
    /// The first day on which they do not review.
    pub absent_from: Option<NaiveDate>,
    /// The last one.
    pub absent_to: Option<NaiveDate>,
    /// The state in which they work, if they say.
    #[serde(default)]
    pub state: Option<String>,
}

/// Somebody declined a seat. Told to whoever invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatDeclined {
    /// The seat.
    pub seat: String,
    /// The round.
    pub opportunity: String,
    /// The round's name in addresses.
    pub slug: String,
    /// The round's name.
    pub title: String,
    /// Who declined.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Why.
    pub reason: String,
}

/// An invitation was taken back before it was answered. Told to whoever was invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatWithdrawn {
    /// The seat.
    pub seat: String,
    /// The round.
    pub opportunity: String,
    /// The round's name.
    pub title: String,
    /// Who was invited.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Why; may be empty.
    pub reason: String,
    /// Who takes it back.
    pub withdrawn_by: String,
}

/// Somebody was taken off a panel. Told to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatRemoved {
    /// The seat.
    pub seat: String,
    /// The round.
    pub opportunity: String,
    /// The round's name.
    pub title: String,
    /// Who was on the panel.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Why.
    pub reason: String,
    /// Who took them off.
    pub removed_by: String,
}

/// Somebody on a panel changed what they said of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SeatChanged {
    pub(super) seat: String,
    pub(super) tags: Vec<String>,
    pub(super) most_reviews: i32,
    pub(super) absent_from: Option<NaiveDate>,
    pub(super) absent_to: Option<NaiveDate>,
    pub(super) state: Option<String>,
}

/// Somebody declared their ties for the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TiesDeclared {
    pub(super) account: String,
    pub(super) declaration: String,
    pub(super) terms: String,
    pub(super) lapses_at: Timestamp,
}

/// A declaration lapses soon, or has lapsed. Told to whoever made it, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclarationDue {
    /// The account.
    pub account: String,
    /// The declaration.
    pub declaration: String,
    /// When it lapses.
    pub lapses_at: Timestamp,
}

/// A phase of the review of a round was added or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PhaseSaved {
    pub(super) opportunity: String,
    pub(super) phase: String,
    pub(super) is_new: bool,
    pub(super) name: String,
    pub(super) begins_at: Timestamp,
    pub(super) ends_at: Option<Timestamp>,
    pub(super) flags: Flags,
}

/// A phase of the review of a round was taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PhaseRemoved {
    pub(super) opportunity: String,
    pub(super) phase: String,
    pub(super) name: String,
}

macro_rules! about {
    ($($fact:ident = $name:literal, $kind:literal, $field:ident;)*) => {$(
        impl Fact for $fact {
            const NAME: &'static str = $name;
            fn subject(&self) -> Subject {
                Subject::new($kind, &self.$field)
            }
        }
    )*};
}

about! {
    SeatOffered = "panel.invited", "seat", seat;
    SeatReminded = "panel.reminded", "seat", seat;
    SeatAccepted = "panel.accepted", "seat", seat;
    SeatDeclined = "panel.declined", "seat", seat;
    SeatWithdrawn = "panel.withdrawn", "seat", seat;
    SeatRemoved = "panel.removed", "seat", seat;
    SeatChanged = "panel.terms_changed", "seat", seat;
    TiesDeclared = "panel.declared", "account", account;
    DeclarationDue = "panel.declaration_due", "account", account;
    PhaseSaved = "panel.phase_saved", "opportunity", opportunity;
    PhaseRemoved = "panel.phase_removed", "opportunity", opportunity;
}
