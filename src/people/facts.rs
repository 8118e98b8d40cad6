//! What happens to people, for the audit record and for letters. Facts that carry a
//! one-time link are announced only; the record keeps a twin without the link.

mod cities;

pub use cities::*;

use crate::kernel::{Fact, Money, Subject, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

macro_rules! fact {
    ($name:literal, $type:ident, $kind:literal, $field:ident) => {
        impl Fact for $type {
            const NAME: &'static str = $name;
            fn subject(&self) -> Subject {
                Subject::new($kind, &self.$field)
            }
        }
    };
}

/// A letter with a one-time link was asked for. Recorded; holds no link.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LinkRequested {
    /// The address.
    pub email: String,
    /// `sign_up`, `sign_in` or `invite`.
    pub purpose: String,
}
fact!("account.link_requested", LinkRequested, "address", email);

/// The letter that lets a new person in. Announced, never recorded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignUpLink {
    /// The address.
    pub email: String,
    /// The name typed, or empty.
    pub name: String,
    /// Path of the page that uses the link, to follow the public origin.
    pub path: String,
    /// How long the link works.
    pub minutes: i64,
    /// When it ends.
    pub expires_at: Timestamp,
}
fact!("account.sign_up_link", SignUpLink, "address", email);

/// The letter that lets a known person in. Announced, never recorded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignInLink {
    /// The address.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// Path of the page that uses the link.
    pub path: String,
    /// How long the link works.
    pub minutes: i64,
    /// When it ends.
    pub expires_at: Timestamp,
}
fact!("account.sign_in_link", SignInLink, "address", email);

/// The letter that offers a role. Announced, never recorded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invited {
    /// The address.
    pub email: String,
    /// The name to greet.
    pub name: String,
    /// The role in words, such as `authorized official`.
    pub role: String,
    /// Where: the city's name with state, or empty for the fund.
    pub city: String,
    /// Who invites.
    pub invited_by: String,
    /// Path of the page that uses the link.
    pub path: String,
    /// How long the link works.
    pub hours: i64,
    /// When it ends.
    pub expires_at: Timestamp,
}
fact!("account.invited", Invited, "address", email);

/// Somebody was offered a role. Recorded; holds no link.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InvitationSent {
    /// The address.
    pub email: String,
    /// The role's identifier.
    pub role: String,
    /// The city's identifier, or empty for the fund.
    pub organisation: String,
}
fact!("account.invitation_sent", InvitationSent, "address", email);

/// An account began.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountCreated {
    /// The account.
    pub account: String,
    /// Its address.
    pub email: String,
    /// Its person's name.
    pub name: String,
}
fact!("account.created", AccountCreated, "account", account);

/// A person changed the name shown for them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountRenamed {
    /// The account.
    pub account: String,
    /// Before.
    pub old_name: String,
    /// After.
    pub new_name: String,
}
fact!("account.renamed", AccountRenamed, "account", account);

/// A person chose whether they use keys on pages of reviews.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeysChosen {
    /// The account.
    pub account: String,
    /// Whether they do.
    pub is_on: bool,
}
fact!("account.keys_chosen", KeysChosen, "account", account);

/// A password was set or changed. Recorded and told to the person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasswordChanged {
    /// The account.
    pub account: String,
    /// The address.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// When.
    pub at: Timestamp,
}
fact!("account.password_changed", PasswordChanged, "account", account);

/// Too many wrong passwords in a row: only a link lets the person in until it does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasswordBlocked {
    /// The account.
    pub account: String,
    /// How many failures in a row.
    pub failures: i32,
}
fact!("account.password_blocked", PasswordBlocked, "account", account);

/// A session began.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignedIn {
    /// The account.
    pub account: String,
    /// `password` or `link`.
    pub method: String,
    /// The browser.
    pub device: String,
}
fact!("account.signed_in", SignedIn, "account", account);

/// A session was ended by its person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignedOut {
    /// The account.
    pub account: String,
    /// The session.
    pub session: String,
}
fact!("account.signed_out", SignedOut, "account", account);

/// An account was closed to its person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountDisabled {
    /// The account.
    pub account: String,
    /// Why.
    pub reason: String,
}
fact!("account.disabled", AccountDisabled, "account", account);

/// A disabled account was opened again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountEnabled {
    /// The account.
    pub account: String,
}
fact!("account.enabled", AccountEnabled, "account", account);

/// A role of the fund was given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoleGranted {
    /// The account.
    pub account: String,
    /// The role.
    pub role: String,
}
fact!("account.role_granted", RoleGranted, "account", account);

/// A role of the fund was taken away.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoleRevoked {
    /// The account.
    pub account: String,
    /// The role.
    pub role: String,
}
fact!("account.role_revoked", RoleRevoked, "account", account);

/// An API token was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TokenCreated {
    /// The account.
    pub account: String,
    /// The token's identifier.
    pub token: String,
    /// What it is for.
    pub label: String,
    /// What it may do.
    pub scope: String,
    /// When it ends.
    pub expires_at: Timestamp,
}
fact!("account.token_created", TokenCreated, "account", account);

/// An API token was taken back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TokenRevoked {
    /// The account.
    pub account: String,
    /// The token's identifier.
    pub token: String,
}
fact!("account.token_revoked", TokenRevoked, "account", account);

/// A city was registered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CityRegistered {
    /// The organisation.
    pub organisation: String,
    /// Its name with state.
    pub city: String,
    /// The `GeoNames` identifier of its place.
    pub geoname_id: i64,
    /// The GeoNames figure at that moment.
    pub population: i64,
}
fact!("organisation.registered", CityRegistered, "organisation", organisation);

/// Somebody asked to belong to a registered city. Told to those who write for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessRequested {
    /// The organisation.
    pub organisation: String,
    /// Its name with state.
    pub city: String,
    /// Who asks.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Path of the page where the answer is given.
    pub path: String,
}
fact!("organisation.access_requested", AccessRequested, "organisation", organisation);

/// Somebody was given a role in a city. Told to that person when somebody else gave it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MemberAdded {
    /// The organisation.
    pub organisation: String,
    /// Its name with state.
    pub city: String,
    /// Whose role.
    pub account: String,
    /// Their name.
    pub name: String,
    /// The role in words.
    pub role: String,
    /// Path of the city's page.
    pub path: String,
}
fact!("organisation.member_added", MemberAdded, "organisation", organisation);

/// A role in a city was taken away.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MemberRemoved {
    /// The organisation.
    pub organisation: String,
    /// Whose role.
    pub account: String,
    /// The role.
    pub role: String,
}
fact!("organisation.member_removed", MemberRemoved, "organisation", organisation);

/// A role in the fund was lent for some days.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoleLent {
    /// To whom.
    pub account: String,
    /// Their name.
    pub name: String,
    /// The role.
    pub role: String,
    /// The largest amount it may be used for.
    pub most: Option<Money>,
    /// The first day.
    pub first_day: NaiveDate,
    /// The last day.
    pub last_day: NaiveDate,
    /// The name of who lends it.
    pub lent_by: String,
}
fact!("role.lent", RoleLent, "account", account);

/// A lent role was taken back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoleTakenBack {
    /// To whom it was lent.
    pub account: String,
    /// The role.
    pub role: String,
}
fact!("role.taken_back", RoleTakenBack, "account", account);

/// Two accounts belong to one person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountsJoined {
    /// The one account.
    pub account: String,
    /// Its name.
    pub name: String,
    /// The other account.
    pub other: String,
    /// Its name.
    pub other_name: String,
}
fact!("account.joined", AccountsJoined, "account", account);
