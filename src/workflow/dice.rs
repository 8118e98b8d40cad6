//! Random numbers for the tests of this module; a seed repeats them.

use std::hash::{BuildHasher, Hasher, RandomState};

/// SplitMix64.
pub(super) struct Dice(u64);

impl Dice {
    /// With a new seed, which is printed, or with that of `UDF_SEED`.
    #[expect(clippy::disallowed_methods, reason = "a test reads its seed")]
    pub(super) fn new(what: &str) -> Self {
        let given = std::env::var("UDF_SEED").ok().and_then(|text| text.parse().ok());
        let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish());
        println!("{what}: UDF_SEED={seed}");
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to one less than `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).expect("fits")).expect("fits")
    }
}
