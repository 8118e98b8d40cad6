//! The ledger's promises, as tests. `docs/INVARIANTS.md` lists them; names of
//! tests say which they prove. Pure where possible, else on both databases.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "a test may fail by panic")]

#[path = "../support/database.rs"]
#[allow(dead_code, reason = "shared with the scenarios")]
mod database;

/// The ledger knows no town.
mod people {
    /// None of them.
    pub const TOWNS: &[(&str, &str)] = &[];
}

mod as_of;
mod books;
mod broken;
mod checkpoints;
mod exports;
mod guards;
mod judge;
mod keys;
mod life;
mod memory;
mod model;
mod model_agrees;
mod numbers;
mod oracles;
mod periods;
mod post_all;
mod properties;
mod query_oracle;
mod races;
mod report_oracle;
mod rule_data;
mod second_net;
mod tampering;
mod years;

use std::sync::atomic::{AtomicU64, Ordering};

/// When every test begins.
pub const START: &str = "2027-01-11T15:00:00Z";

/// A number nobody else in this process has.
fn fresh_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
