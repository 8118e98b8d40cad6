//! The normal distribution: its distribution function and seeded draws. Everything goes
//! through `libm`, so that processors agree to the bit.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The probability that a standard normal value is below `x`.
#[must_use]
pub fn below(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// The distribution function from a table, for millions of values: cubic pieces between exact values and slopes, right within 1e-13.
#[derive(Debug)]
pub struct Curve {
    /// The probability above each grid point from 0 up, and the density there times the step.
    points: Vec<(f64, f64)>,
}

impl Curve {
    /// Grid points in a unit.
    const FINE: f64 = 512.0;
    /// Beyond this, less than 1e-16 is left.
    const END: f64 = 8.5;

    /// Fills the table.
    #[must_use]
    pub fn new() -> Self {
        let root = (2.0 * std::f64::consts::PI).sqrt() * Self::FINE;
        let last = (Self::END * Self::FINE) as u32 + 1;
        let point = |at: u32| {
            let x = f64::from(at) / Self::FINE;
            (below(-x), libm::exp(-x * x / 2.0) / root)
        };
        Self { points: (0..=last).map(point).collect() }
    }

    /// The probability that a standard normal value is below `x`.
    #[must_use]
    pub fn below(&self, x: f64) -> f64 {
        let place = x.abs().min(Self::END) * Self::FINE;
        let at = place as usize;
        let above = match (self.points.get(at), self.points.get(at + 1)) {
            (Some((from, falls)), Some((to, then))) if x.abs() < Self::END => {
                let t = place - at as f64;
                let s = 1.0 - t;
                s * s * (from * (1.0 + 2.0 * t) - falls * t) + t * t * (to * (1.0 + 2.0 * s) + then * s)
            }
            _ => 0.0,
        };
        if x < 0.0 { above } else { 1.0 - above }
    }
}

/// A stream of numbers that a seed and a number of the stream determine.
#[derive(Debug)]
pub struct Draws {
    source: ChaCha12Rng,
    /// The second value of the last pair.
    kept: Option<f64>,
}

impl Draws {
    /// The stream of this number under this seed. Streams of different numbers are independent.
    #[must_use]
    pub fn new(seed: [u8; 32], stream: u64) -> Self {
        let mut source = ChaCha12Rng::from_seed(seed);
        source.set_stream(stream);
        Self { source, kept: None }
    }

    /// A number from 0 to `count` − 1, each as likely; 0 of an empty range.
    pub fn place(&mut self, count: usize) -> usize {
        // The high half of a product of 64 and 64 bits; its bias is below count / 2^64.
        let wide = u128::from(self.source.next_u64()) * (count as u128);
        (wide >> 64) as usize
    }

    /// A number from −1 to 1.
    fn signed(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 52) as f64;
        (self.source.next_u64() >> 11) as f64 * STEP - 1.0
    }

    /// A standard normal value, by Marsaglia's polar method (SIAM Review 6, 1964).
    pub fn normal(&mut self) -> f64 {
        if let Some(value) = self.kept.take() {
            return value;
        }
        loop {
            let (x, y) = (self.signed(), self.signed());
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                let stretch = (-2.0 * libm::log(square) / square).sqrt();
                self.kept = Some(y * stretch);
                return x * stretch;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distribution_function_is_that_of_the_tables() {
        for (x, p) in [(0.0, 0.5), (1.0, 0.841_344_746_068_543), (-1.959_963_984_540_054, 0.025), (-6.0, 9.865_876_450_377e-10)] {
            assert!((below(x) - p).abs() < 1e-14, "{x}");
        }
        assert_eq!((below(f64::NEG_INFINITY), below(f64::INFINITY)), (0.0, 1.0));
    }

    #[test]
    fn the_curve_is_the_function() {
        let curve = Curve::new();
        let worst = (-90_000..90_000).map(|at| f64::from(at) / 9_973.0).map(|x| (curve.below(x) - below(x)).abs()).fold(0.0, f64::max);
        assert!(worst < 1e-13, "{worst}");
        assert_eq!((curve.below(f64::NEG_INFINITY), curve.below(f64::INFINITY), curve.below(0.0)), (0.0, 1.0, 0.5));
    }

    #[test]
    fn draws_are_normal_and_repeat() {
        let mut draws = Draws::new([7; 32], 1);
        let values: Vec<f64> = (0..100_000).map(|_| draws.normal()).collect();
        let mean = values.iter().sum::<f64>() / 1e5;
        let square = values.iter().map(|v| v * v).sum::<f64>() / 1e5;
        let fourth = values.iter().map(|v| v.powi(4)).sum::<f64>() / 1e5;
        assert!(mean.abs() < 0.015 && (square - 1.0).abs() < 0.02 && (fourth - 3.0).abs() < 0.15, "{mean} {square} {fourth}");
        let mut again = Draws::new([7; 32], 1);
        assert!(values.iter().all(|v| again.normal() == *v));
        let mut other = Draws::new([7; 32], 2);
        assert!(values.iter().take(10).any(|v| other.normal() != *v));
    }

    #[test]
    fn places_are_even() {
        let mut draws = Draws::new([3; 32], 0);
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[draws.place(7)] += 1;
        }
        let square: f64 = counts.iter().map(|c| (f64::from(*c) - 1e4).powi(2) / 1e4).sum();
        assert!(square < 22.5, "chi-square with 6 degrees of freedom: {square}");
    }
}
