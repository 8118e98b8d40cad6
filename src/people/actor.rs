//! Who asks for an operation. Rights are read from the database for each request,
//! so that a role taken away is gone at once.

use crate::audit::Doer;
use crate::conflict::Walls;
use crate::kernel::{Id, Money};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Marks identifiers of accounts.
#[derive(Debug)]
pub struct Account;
/// Marks identifiers of organisations (cities).
#[derive(Debug)]
pub struct Organisation;

/// What a person does for a city.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CityRole {
    /// Writes applications and reports.
    Preparer,
    /// Certifies, submits, accepts awards and requests money.
    AuthorizedOfficial,
    /// Reads.
    Viewer,
}

/// What a person does for the fund.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FundRole {
    /// Scores applications.
    Reviewer,
    /// Leads a panel.
    Chair,
    /// Opens rounds, screens, recommends, accepts expenses.
    ProgramOfficer,
    /// Decides recommendations.
    ApprovingOfficial,
    /// Records funds, prepares and approves payments, verifies bank details.
    FinanceOfficer,
    /// Releases payments.
    ReleasingOfficer,
    /// Reads everything, changes nothing.
    Auditor,
    /// Manages accounts; cannot move money.
    Administrator,
}

/// One role in one city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The city.
    pub organisation: Id<Organisation>,
    /// The role there.
    pub role: CityRole,
}

/// A role in the fund that somebody lent for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LentRole {
    /// The role.
    pub role: FundRole,
    /// Who lent it.
    pub by: Id<Account>,
    /// The largest amount it may be used for.
    pub most: Option<Money>,
    /// The first day on which it may be used, in the zone of the round.
    pub first_day: NaiveDate,
    /// The last day.
    pub last_day: NaiveDate,
}

impl LentRole {
    /// Whether it may be used on this day.
    #[must_use]
    pub fn is_lent_on(&self, day: NaiveDate) -> bool {
        (self.first_day..=self.last_day).contains(&day)
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account; `None` for the public and for the program itself.
    pub account: Option<Id<Account>>,
    /// The other accounts of the same person: where two people are needed, all of them are one (W5).
    pub others: Vec<Id<Account>>,
    /// The name to show and to record.
    pub name: String,
    /// The address; empty without an account.
    pub email: String,
    /// Roles in the fund.
    pub fund_roles: Vec<FundRole>,
    /// Roles in the fund that others lent them, about now. They open pages, and steps of a workflow; nothing else.
    pub lent: Vec<LentRole>,
    /// Roles in cities.
    pub memberships: Vec<Membership>,
    /// Whether it is the program itself (worker, timers, command line).
    pub is_system: bool,
    /// What is closed to the person on the fund's side, because of a conflict of interest. Nothing where they hold no role there.
    pub walls: Walls,
}

impl Actor {
    /// Somebody who has not signed in.
    #[must_use]
    pub fn anonymous() -> Self {
        Self {
            account: None,
            others: vec![],
            name: "the public".into(),
            email: String::new(),
            fund_roles: vec![],
            lent: vec![],
            memberships: vec![],
            is_system: false,
            walls: Walls::default(),
        }
    }

    /// The program itself. It holds no role: operations that need a person refuse it.
    #[must_use]
    pub fn system() -> Self {
        Self { name: "the system".into(), is_system: true, ..Self::anonymous() }
    }

    /// The account and the others of the same person; none for the public and for the program itself.
    pub fn accounts(&self) -> impl Iterator<Item = Id<Account>> {
        self.account.into_iter().chain(self.others.iter().copied())
    }

    /// The same as stored texts.
    #[must_use]
    pub fn account_texts(&self) -> Vec<String> {
        self.accounts().map(|id| id.text()).collect()
    }

    /// Whether an account, as it is stored, is of this person: whoever did something with one of their accounts is not the
    /// second person with another.
    #[must_use]
    pub fn is_person(&self, account: &str) -> bool {
        self.accounts().any(|id| id.text() == account)
    }

    /// Whether the person holds this role in the fund.
    #[must_use]
    pub fn has(&self, role: FundRole) -> bool {
        self.fund_roles.contains(&role)
    }

    /// Whether the person holds one of these roles in the fund.
    #[must_use]
    pub fn has_any(&self, roles: &[FundRole]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }

    /// Whether the person holds one of these roles, or was lent it: they may open its pages.
    #[must_use]
    pub fn may_enter(&self, roles: &[FundRole]) -> bool {
        self.has_any(roles) || self.lent.iter().any(|lent| roles.contains(&lent.role))
    }

    /// The person with the roles that this one lent them, for the one step that rests on it.
    #[must_use]
    pub fn on_behalf_of(&self, lender: &str) -> Self {
        let lent = self.lent.iter().filter(|lent| lent.by.text() == lender).map(|lent| lent.role);
        Self { fund_roles: self.fund_roles.iter().copied().chain(lent).collect(), ..self.clone() }
    }

    /// Whether an application, or its award, is closed to the person on the fund's side because of a conflict of
    /// interest: there it is as if it were not there. To the people of its city it is open as to anybody of the city.
    #[must_use]
    pub fn is_kept_from<T: ?Sized>(&self, application: Id<T>) -> bool {
        self.walls.hide(application)
    }

    /// Whether the person belongs to the city in any role.
    #[must_use]
    pub fn belongs_to(&self, city: Id<Organisation>) -> bool {
        self.memberships.iter().any(|m| m.organisation == city)
    }

    /// Whether the person holds this role in the city.
    #[must_use]
    pub fn acts_for(&self, city: Id<Organisation>, role: CityRole) -> bool {
        self.memberships.iter().any(|m| m.organisation == city && m.role == role)
    }

    /// Whether the person may write for the city: preparers and officials.
    #[must_use]
    pub fn writes_for(&self, city: Id<Organisation>) -> bool {
        self.acts_for(city, CityRole::Preparer) || self.acts_for(city, CityRole::AuthorizedOfficial)
    }

    /// The cities the person belongs to, each once.
    #[must_use]
    pub fn cities(&self) -> Vec<Id<Organisation>> {
        let mut cities: Vec<_> = self.memberships.iter().map(|m| m.organisation).collect();
        cities.sort();
        cities.dedup();
        cities
    }

    /// How the audit record names this actor.
    #[must_use]
    pub fn doer(&self) -> Doer {
        Doer { account_id: self.account.map(|id| id.text()), name: self.name.clone() }
    }
}
