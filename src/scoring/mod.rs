//! Scores as numbers. `raw` has the plain weighted means that people read first: whole numbers and
//! fractions, exact. `evaluate` says from a table of scores how far reviewers agree, what is known of each
//! application, and how sure that is: floats, summed in one fixed order, which leave as `Rounded`. `assign` gives applications to
//! reviewers, `slate` chooses what a budget pays, `draw` decides a tie by lot: whole numbers. `disparity` says
//! whether groups succeed alike. Pure; knows no grant.

pub mod assign;
pub mod disparity;
pub mod draw;
pub mod evaluate;
mod model;
mod normal;
mod ranks;
mod raw;
mod reliability;
mod rounded;
pub mod slate;
pub mod table;

pub use ranks::Better;
pub use raw::{Mean, Points, Summary, summarise, weigh};
pub use rounded::Rounded;
