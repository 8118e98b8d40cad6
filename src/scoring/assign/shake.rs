//! Nobody can be sure of an application (design §8): each pair is possible only with a
//! stated probability, drawn from the seed and the two names. So the probability that
//! somebody gets a certain application is at most that, whatever they bid; the draw does
//! not depend on the order of rows or on anybody else.

use sha2::{Digest, Sha256};

/// A probability above 0 and up to 1, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chance {
    millionths: u32,
}

/// A number that is no such probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a probability is above 0 and at most 1, for example 0.8")]
pub struct ChanceError;

impl std::str::FromStr for Chance {
    type Err = ChanceError;

    fn from_str(text: &str) -> Result<Self, ChanceError> {
        let number = super::scale::parse(text).map_err(|_| ChanceError)?;
        let units = super::scale::Scale::with_digits(6).units(number).and_then(|units| u32::try_from(units).ok());
        let millionths = units.filter(|units| (1..=1_000_000).contains(units)).ok_or(ChanceError)?;
        Ok(Self { millionths })
    }
}

impl Chance {
    /// Whether a pair is possible in the draw of a seed.
    pub(super) fn allows(self, seed: u64, application: &str, reviewer: &str) -> bool {
        let mut hash = Sha256::new();
        hash.update(seed.to_be_bytes());
        for name in [application, reviewer] {
            hash.update(u64::try_from(name.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(name.as_bytes());
        }
        let first = hash.finalize().iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        // 2^64 divided into a million equal parts: off by less than 1e-13.
        u128::from(first) * 1_000_000 < (u128::from(self.millionths) << 64)
    }

    /// The probability, in millionths.
    #[must_use]
    pub fn millionths(self) -> u32 {
        self.millionths
    }
}
