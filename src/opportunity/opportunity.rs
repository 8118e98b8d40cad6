//! The noun: an opportunity as lists and other slices see it.

use crate::kernel::{Deadline, Id, Timestamp};

/// A funding opportunity. Its content is in the [`super::Definition`] of its current version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opportunity {
    /// Its identifier.
    pub id: Id<Opportunity>,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// The code of the fund.
    pub fund: String,
    /// Whether the public sees it.
    pub state: State,
    /// The current version.
    pub definition_sha256: String,
    /// From when applications are taken.
    pub opens: Deadline,
    /// Until when; the instant itself is in time.
    pub closes: Deadline,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// For optimistic changes.
    pub version: i64,
}

/// Whether the public sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// Only fund staff.
    Draft,
    /// Everybody.
    Published,
    /// No longer.
    Withdrawn,
}

/// Where a moment lies between opening and deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Not open yet.
    Upcoming,
    /// Applications are taken.
    Open,
    /// The deadline has passed.
    Closed,
}

impl Opportunity {
    /// Where `now` lies.
    #[must_use]
    pub fn window(&self, now: Timestamp) -> Window {
        if now < self.opens.at {
            Window::Upcoming
        } else if self.closes.has_passed(now) {
            Window::Closed
        } else {
            Window::Open
        }
    }

    /// Whether applications are taken at `now`.
    #[must_use]
    pub fn takes_applications(&self, now: Timestamp) -> bool {
        self.state == State::Published && self.window(now) == Window::Open
    }
}
