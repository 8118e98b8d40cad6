//! Words every module may use: money, time, identifiers, facts and refusals.
//!
//! Pure: no database, no network, no reading of files. Two things are not: [`Clock`], which is
//! handed in so that tests and the demo choose the time, and the definitions in force
//! ([`Family`]), which are set once at the start.

mod banking_days;
mod clock;
mod business_days;
mod dated;
mod definitions;
mod fact;
mod field_error;
mod id;
mod money;
mod plain_text;
mod refusal;
mod timestamp;

pub use banking_days::{banking_days_after, is_banking_day, next_banking_day};
pub use business_days::{CalendarError, business_days_after, business_days_before, is_business_day};
pub use clock::Clock;
pub use dated::Dated;
pub use definitions::{DefinitionError, Definitions, Family, OwnDefinition, fill_names, in_force, put_in_force, unknown_name};
pub use fact::{Fact, Subject};
pub use field_error::FieldError;
pub use id::{Id, IdSource};
pub use money::{Money, MoneyError, Rounding};
pub use plain_text::{is_same_name, legible, one_line};
pub use refusal::{Kind, Refusal};
pub use timestamp::{Deadline, Timestamp};

/// The calendars that are read from definitions (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[business_days::DEFINITION, banking_days::DEFINITION];
