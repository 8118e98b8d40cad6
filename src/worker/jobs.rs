//! Work that comes round by itself. A job does a bounded piece, may run in any
//! number of processes at once, and says how much it did. To add one, append it
//! to [`JOBS`].

use crate::audit;
use crate::db::{Db, Error};
use chrono::TimeDelta;

/// One recurring piece of work.
#[derive(Clone, Copy)]
pub struct Job {
    /// What the log calls it.
    pub name: &'static str,
    /// How long it rests after a round.
    pub every: TimeDelta,
    /// Does a round; returns how many things it did.
    pub run: fn(&Db) -> Result<usize, Error>,
}

/// Every job of the program.
pub const JOBS: &[Job] = &[Job { name: "seal the audit record", every: TimeDelta::zero(), run: seal }];

/// Links waiting events into the chain, batch by batch.
fn seal(db: &Db) -> Result<usize, Error> {
    let mut sealed = 0;
    loop {
        match audit::seal(db)? {
            0 => return Ok(sealed),
            linked => sealed += linked,
        }
    }
}
