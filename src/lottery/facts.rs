//! What happened to a draw by lot. What is told names applications by their reference alone, as the public page does.

use crate::kernel::{Fact, Money, Subject, Timestamp};
use serde::{Deserialize, Serialize};

/// A draw was announced, before the number that decides it was public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotteryAnnounced {
    /// The draw.
    pub draw: String,
    /// The round.
    pub opportunity: String,
    /// The name of the round.
    pub title: String,
    /// Which draw of the round.
    pub n: i32,
    /// Why there is another one; empty for the first.
    pub reason: String,
    /// The pool, in the order of its numbers.
    pub pool: Vec<String>,
    /// The root over it.
    pub pool_root: String,
    /// How many are drawn.
    pub count: usize,
    /// The money that says how many of them are chosen.
    pub money: Option<Money>,
    /// SHA-256 of the secret.
    pub commitment: String,
    /// Which public number decides.
    pub source: String,
    /// When it is public.
    pub public_at: Timestamp,
    /// In which zone that was said.
    pub zone: String,
    /// The digest of the ranking.
    pub ranking_sha256: String,
    /// Who prepared it.
    pub prepared_by: String,
}

/// A draw was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotteryDrawn {
    /// The draw.
    pub draw: String,
    /// The round.
    pub opportunity: String,
    /// The name of the round.
    pub title: String,
    /// Which draw of the round.
    pub n: i32,
    /// The public number.
    pub number: String,
    /// Where it was read.
    pub origin: String,
    /// The order drawn.
    pub drawn: Vec<String>,
    /// Those of them who are chosen.
    pub chosen: Vec<String>,
    /// SHA-256 of the record, as it is published.
    pub record_sha256: String,
    /// Who made it.
    pub drawn_by: String,
}

/// A draw was called off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotteryCancelled {
    /// The draw.
    pub draw: String,
    /// The round.
    pub opportunity: String,
    /// The name of the round.
    pub title: String,
    /// Which draw of the round.
    pub n: i32,
    /// Its pool.
    pub pool: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who called it off.
    pub cancelled_by: String,
}

impl Fact for LotteryAnnounced {
    const NAME: &'static str = "lottery.announced";
    fn subject(&self) -> Subject {
        Subject::new("opportunity", &self.opportunity)
    }
}

impl Fact for LotteryDrawn {
    const NAME: &'static str = "lottery.drawn";
    fn subject(&self) -> Subject {
        Subject::new("opportunity", &self.opportunity)
    }
}

impl Fact for LotteryCancelled {
    const NAME: &'static str = "lottery.cancelled";
    fn subject(&self) -> Subject {
        Subject::new("opportunity", &self.opportunity)
    }
}
