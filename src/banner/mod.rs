//! What officers tell everybody at the top of every page, for a while: “The site is slow; nothing is lost”.
//! At most one banner stands. Who put it there and who took it off stays on record.

mod facts;
mod put;
mod store;

pub use facts::{BannerPut, BannerTakenOff};
pub use put::{Banner, BannerError, LONGEST, may_put, put, take_off};
pub use store::standing;
