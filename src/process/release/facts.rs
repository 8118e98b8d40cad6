//! What happened to releases.

use crate::kernel::{Fact, Subject, Timestamp};
use serde::{Deserialize, Serialize};

/// A release was planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasePlanned {
    /// The release.
    pub release: String,
    /// The round.
    pub opportunity: String,
    /// From when on its cities are told.
    pub due_at: Timestamp,
    /// Each application with the SHA-256 of its letter.
    pub letters: Vec<(String, String)>,
}

/// A release was called off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseCancelled {
    /// The release.
    pub release: String,
    /// The round.
    pub opportunity: String,
}

/// An application that a release did not tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotTold {
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// Why.
    pub reason: String,
}

/// Every case of a release was told, or was not and says why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseCarriedOut {
    /// The release.
    pub release: String,
    /// The round.
    pub opportunity: String,
    /// How many cities were told.
    pub told: usize,
    /// Those that were not.
    pub not_told: Vec<NotTold>,
}

macro_rules! about_a_release {
    ($($fact:ident = $name:literal),* $(,)?) => {$(
        impl Fact for $fact {
            const NAME: &'static str = $name;
            fn subject(&self) -> Subject {
                Subject::new("release", &self.release)
            }
        }
    )*};
}

about_a_release! {
    ReleasePlanned = "release.planned",
    ReleaseCancelled = "release.cancelled",
    ReleaseCarriedOut = "release.carried_out",
}
