//! The coarse gate of a route: who may reach it at all. What a person may do to
//! one thing is asked inside the operation.

use crate::people::{Actor, CityRole, FundRole};

/// Who may reach a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Anyone,
    /// Whoever signed in.
    SignedIn,
    /// Whoever holds one of these roles in some city.
    City(&'static [CityRole]),
    /// Whoever holds one of these roles in some city, and officers, who enter applications for cities. Which
    /// application is theirs is asked inside.
    Applying(&'static [CityRole]),
    /// Whoever holds one of these roles in the fund.
    Fund(&'static [FundRole]),
    /// A program with a bearer token.
    Token,
}

/// Every role in a city.
pub const CITY: &[CityRole] = &[CityRole::Preparer, CityRole::AuthorizedOfficial, CityRole::Viewer];
/// Those who write for a city.
pub const CITY_WRITERS: &[CityRole] = &[CityRole::Preparer, CityRole::AuthorizedOfficial];
/// The fund's own people, reviewers excepted.
pub const STAFF: &[FundRole] = &[
    FundRole::ProgramOfficer,
    FundRole::ApprovingOfficial,
    FundRole::FinanceOfficer,
    FundRole::ReleasingOfficer,
    FundRole::Auditor,
    FundRole::Administrator,
];
/// Reviewers and panel chairs.
pub const PANEL: &[FundRole] = &[FundRole::Reviewer, FundRole::Chair];

/// What the gate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Come in.
    Open,
    /// Sign in first.
    SignIn,
    /// As far as you know there is nothing here.
    Missing,
}

impl Access {
    /// Whether `actor` may pass.
    #[must_use]
    pub fn gate(self, actor: &Actor) -> Gate {
        let allowed = match self {
            Self::Anyone | Self::Token => true,
            Self::SignedIn => actor.account.is_some(),
            Self::City(roles) => actor.memberships.iter().any(|m| roles.contains(&m.role)),
            Self::Applying(roles) => actor.has(FundRole::ProgramOfficer) || actor.memberships.iter().any(|m| roles.contains(&m.role)),
            Self::Fund(roles) => actor.may_enter(roles),
        };
        match (allowed, actor.account) {
            (true, _) => Gate::Open,
            (false, None) => Gate::SignIn,
            (false, Some(_)) => Gate::Missing,
        }
    }
}
