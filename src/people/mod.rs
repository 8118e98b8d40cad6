//! Persons, organisations, memberships, accounts, credentials, sessions, roles.
//! Defines [`Actor`]: who asks for an operation, with the rights read at that moment.
//!
//! An account is one address. Whoever opens a one-time link sent to the address
//! proves it; a password is optional. Every answer to a stranger is the same for
//! known and unknown addresses. Secrets are kept hashed and are never recorded.

pub mod account;
mod actor;
mod address;
pub mod api_token;
pub mod claim;
pub mod delegation;
pub mod facts;
pub mod government;
pub mod history;
pub mod identity;
pub mod invite;
pub mod join;
pub mod key_setting;
pub mod link;
pub mod link_terms;
pub mod membership;
pub mod official;
pub mod organisation;
pub mod part_link;
pub mod password;
pub mod policy;
pub mod presence;
pub mod role;
pub mod seat_link;
mod secret;
pub mod session;
pub mod sign_in;
pub mod signing;
mod store;
#[cfg(test)]
mod tests;
mod words;

pub use account::Person;
pub use actor::{Account, Actor, CityRole, FundRole, LentRole, Membership, Organisation};
pub use address::{parse as shaped_address, parse_name as shaped_name};
pub use organisation::City;
pub use words::words;

use crate::kernel::Family;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[government::DEFINITION, link_terms::DEFINITION];
