//! What a crash leaves behind: acknowledged work is all there, other work is there in
//! whole or not at all, and what is pressed again has one effect. `kills` ends the real
//! program under load, `statements` stops a posting before each of its SQL statements,
//! `power` is the part of `tools/power_cut.sh` that knows the books.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on says so by panicking"
)]

#[path = "../support/database.rs"]
#[allow(dead_code, reason = "shared with the scenarios")]
mod database;

/// Whom these tests need of the scenarios' people: one town.
mod people {
    /// The town.
    pub const TOWNS: &[(&str, &str)] = &[("Elmira", "NY")];
}

mod clients;
mod dice;
mod disk;
mod kills;
mod power;
mod press;
mod program;
mod site;
mod statements;
mod streaming;

use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// When the template of every database was made; long before any kill, so that the book's time runs forward.
pub const START: &str = "2026-01-12T15:00:00Z";

/// A number nobody else in this process has.
fn fresh_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Whether the long version was asked for.
fn in_full() -> bool {
    std::env::var("UDF_TEST_FULL").is_ok()
}

/// One line of figures that is seen even when the test passes.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
