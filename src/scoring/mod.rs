//! Scores as numbers: the plain weighted means that people read first. Pure, and
//! exact: whole numbers and fractions, no floats, so that every result can be
//! recomputed by hand.

pub mod draw;
mod raw;
pub mod slate;

pub use raw::{Mean, Points, Summary, summarise, weigh};
