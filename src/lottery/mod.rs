//! Draws by lot: who of those whom the funding line cuts is chosen, where the scores do not say it and the round announced so
//! before its deadline.
//!
//! ```text
//! ranking ─ band ─ announced: pool, root, commitment, the public number to come ─ its instant ─→ drawn by another person
//!                                  └─ cancelled, with a reason                       (another draw: with a reason, the first stays)
//! ```
//!
//! Invariants (C11): the pool and the commitment are older than the number; nobody draws before its instant, nor what they
//! announced themselves; anybody can draw again from what is published; nothing of it ever changes (triggers on both databases).

mod announce;
mod band;
mod cancel;
mod draw;
mod draw_lots;
mod facts;
mod number;
pub mod policy;
mod read;
mod store;

pub use announce::{AnnounceError, Wish, announce};
pub use band::{Band, NoBand, band};
pub use cancel::{CancelError, cancel};
pub use draw::{Cancelled, Draw, Drawn, End, Lot, METHOD};
pub use draw_lots::{DrawLotsError, Typed, draw_lots};
pub use facts::{LotteryAnnounced, LotteryCancelled, LotteryDrawn};
pub use read::{Standing, find_of_round, has_ranking_changed, list_of_round, list_rounds, of_round, published};
