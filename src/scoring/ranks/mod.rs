//! Ranks that show how uncertain they are: expected ranks in closed form and intervals of
//! ranks by seeded draws (Laird & Louis 1989; Lingsma et al. 2010; Heyard et al. 2022). Rank 1 is best.

mod expected;
mod interval;

pub(crate) use expected::{Ranking, expected_ranks};
pub(crate) use interval::{DRAWS, rank_intervals};

/// How many threads may work.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(8)
}

/// Which end of the scale is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More points are better.
    Higher,
    /// Fewer points are better.
    Lower,
}

impl Better {
    /// 1, or −1 if fewer points are better.
    #[must_use]
    pub(crate) fn sign(self) -> f64 {
        match self {
            Self::Higher => 1.0,
            Self::Lower => -1.0,
        }
    }
}
