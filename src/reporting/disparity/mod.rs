//! Whether cities succeed alike, in one round or in all rounds of a year: awards of what is decided, and
//! recommendations of what is reviewed, by population, region and first application. The mathematics is
//! `scoring::disparity`; the bands, regions and numbers are dated data.
//!
//! Invariant: an application from which the reader stepped back is in no count.

mod known;
mod measure;
mod store;
mod take_out;
mod terms;
mod words;

pub use known::{Grouping, Measure};
pub use measure::{Disparity, Group, Part, disparity_of_round, disparity_of_year, list_years, may_read, year_of};
pub use take_out::{DisparityExported, DisparityFile, take_out};
pub use terms::{DEFINITION, Policy};
