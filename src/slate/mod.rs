//! Which applications of a round are funded: the exact choice of the most value within a budget and the published rules,
//! looked at by people, tried with other rules, and adopted by an officer or the chair.
//!
//! ```text
//! ranking, walls, what holds money, published rules ─→ situation ─ propose ─→ proposal ─ looked at ─→ adopted, if it is still the same
//! adopted ─ prospect: what would happen to each ─ looked at ─→ confirm ─→ carry_out: each recommended by a step of its own
//! ```
//!
//! Invariants: a slate keeps the budget and every rule, and no allowed one is worth more than its printed gap (C10); what was
//! adopted is kept with its inputs and never changes (C4), a newer one takes its place; whoever adopts sees every application
//! of the round with its scores; what is closed to somebody is in no slate that they read.

mod adopt;
mod adopted;
mod facts;
mod groups;
mod input;
mod policy;
mod proposal;
mod propose;
mod read;
mod recommend;
mod situation;
mod store;
#[cfg(test)]
mod tests;
mod why;

pub use adopt::{AdoptError, Adoption, LONGEST_REASON, adopt};
pub use adopted::{Adopted, Heading, Standing};
pub use facts::SlateAdopted;
pub use policy::may_adopt;
pub use proposal::{Basis, Inputs, Line, Next, Price, Proposal, RunnerUp};
pub use propose::{Proposed, Wish, propose};
pub use read::{MOST_LISTED, adopted, list, standing};
pub use recommend::{ConfirmError, Prospect, Ready, Resting, carry_out, confirm, prospect};
pub use situation::{Bar, Situation, published, situation};
