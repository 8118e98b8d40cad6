//! Persons, organisations, memberships, accounts, credentials, sessions, roles.
//! Defines [`Actor`]: who asks for an operation, with the rights read at that moment.

mod actor;

pub use actor::{Account, Actor, CityRole, FundRole, Membership, Organisation};
pub mod session; pub mod api_token;
