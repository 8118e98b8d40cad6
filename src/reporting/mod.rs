//! Reports that only read: what was spent, per award, category, event and person;
//! what the public sees; exports that spreadsheets open safely.

pub mod accounting;
mod csv;
mod public_awards;
mod spending;

pub use self::csv::{CsvError, csv_text, safe_cell};
pub use public_awards::{PublicActivity, PublicAward, list_public_awards, public_award};
pub use spending::{ActivitySpending, AwardSpending, CategorySpending, People, award_spending, list_award_spending};
