//! The lottery: who is drawn from a published pool by a public key text, so that anybody
//! can draw again and find the same. Two methods: the fund's own (SHA-256, no bias) and
//! that of RFC 3797 (MD5), kept for its published answers. Pure.

mod pool;
mod record;
mod stream;
#[cfg(test)]
mod tests;

pub use pool::{Pool, PoolError};
pub use record::{Commitment, DrawError, Method, Record, Step, Verdict, commit, draw, verify};
