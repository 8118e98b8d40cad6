//! Random numbers that a seed repeats: SplitMix64.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A sequence of numbers.
pub struct Dice(pub u64);

impl Dice {
    /// From 0 to one less than `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }
}

/// Another one each time, unless `UDF_SEED` asks for one.
pub fn seed() -> u64 {
    std::env::var("UDF_SEED").map_or_else(|_| RandomState::new().build_hasher().finish(), |seed| seed.parse().expect("a number"))
}
