//! Rows of recommendations, decisions, awards and agreements.

mod amendments;
mod amounts;
mod awards;
mod recommendations;

pub use amendments::{agreement_by_id, list_budgets};
pub(super) use amendments::{insert_amendment_text, mark_amended};
pub use amounts::list_amounts;
pub use awards::{
    agreement, award, awarded_since, by_reference, count_of_city, find_award, list_accepted, list_by_id, list_by_opportunity,
    list_for_cities, open_award, open_by_reference,
};
pub(super) use awards::{
    find_annulled, insert_agreement, insert_award, mark_accepted, mark_annulled, mark_closed, mark_declined, mark_open_again, mark_signed,
    mark_told,
};
pub use recommendations::{
    count_open_recommendations, find_open_recommendation, latest_recommendation, list_decisions, list_last_verdicts,
    list_open_recommendations, list_recommendations, list_reserved_before,
};
pub(super) use recommendations::{insert_decision, insert_recommendation, mark_recommendation};

use crate::db::Error;
use crate::kernel::Id;

fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

/// One changed row, or somebody was quicker.
fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
