//! How many requests were answered and how many of them failed, minute by minute, whichever process answered.
//! Counted in memory, written behind. A number for people who watch, no record.

mod counter;
mod store;

pub use counter::{Counter, Flush};
pub use store::{Minute, add, since};
