//! Affinities as whole numbers. The table's decimals are kept as they are written, so
//! that sums are exact and equal on every machine: 0.1 is one tenth, not the float next
//! to it.

use super::problem::LARGEST_AFFINITY;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The digits after the point that are kept at most.
pub const MOST_DIGITS: u32 = 15;

/// One unit is the tenth part of the tenth part … of 1, so many times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scale {
    digits: u32,
}

/// A number that cannot be an affinity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// No number, not a number, infinite.
    #[error("it is no number; write it like 0.75, with a point")]
    NoNumber,
    /// Beyond 10^15.
    #[error("it is larger than 1,000,000,000,000,000; divide all affinities by a thousand")]
    TooLarge,
}

/// Reads a decimal number, with an exponent or without.
///
/// # Errors
/// [`NumberError`] for anything else, NaN and infinity among them.
pub fn parse(text: &str) -> Result<Decimal, NumberError> {
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E');
    if text.is_empty() || !text.chars().all(plain) {
        return Err(NumberError::NoNumber);
    }
    let near: f64 = text.parse().map_err(|_| NumberError::NoNumber)?;
    if !near.is_finite() || near.abs() > 1e15 {
        return Err(NumberError::TooLarge);
    }
    let exact = if text.contains(['e', 'E']) { Decimal::from_scientific(text) } else { text.parse() };
    let number: Decimal = match exact {
        Ok(number) => number,
        // More digits than a decimal holds: the float next to it, which is as near as such a number can mean.
        Err(_) => format!("{near:.15}").parse().map_err(|_| NumberError::NoNumber)?,
    };
    Ok(number.round_dp(MOST_DIGITS).normalize())
}

impl Scale {
    /// The scale that holds all of these numbers, as finely as exact sums allow.
    #[must_use]
    pub fn for_all<'a>(numbers: impl Iterator<Item = &'a Decimal> + Clone) -> Self {
        let largest = numbers.clone().map(|number| number.abs().to_u64().unwrap_or(u64::MAX)).max().unwrap_or(0);
        let mut digits = numbers.map(Decimal::scale).max().unwrap_or(0).min(MOST_DIGITS);
        let limit = LARGEST_AFFINITY.unsigned_abs();
        while digits > 0 && largest.saturating_add(1).saturating_mul(10_u64.saturating_pow(digits)) > limit {
            digits -= 1;
        }
        Self { digits }
    }

    /// A scale with so many digits after the point.
    #[must_use]
    pub fn with_digits(digits: u32) -> Self {
        Self { digits: digits.min(MOST_DIGITS) }
    }

    /// How many digits after the point are kept.
    #[must_use]
    pub fn digits(self) -> u32 {
        self.digits
    }

    /// A number in units; what is finer than a unit is rounded, halves to even.
    #[must_use]
    pub fn units(self, number: Decimal) -> Option<i64> {
        let rounded = number.round_dp(self.digits);
        let factor = 10_i128.checked_pow(self.digits.checked_sub(rounded.scale())?)?;
        i64::try_from(rounded.mantissa().checked_mul(factor)?).ok()
    }

    /// Units as a number, exactly as it would be written by hand.
    #[must_use]
    pub fn text(self, units: i128) -> String {
        let one = 10_u128.pow(self.digits);
        let (whole, part) = (units.unsigned_abs() / one, units.unsigned_abs() % one);
        let sign = if units < 0 { "-" } else { "" };
        let width = self.digits as usize;
        let part = if width == 0 { String::new() } else { format!(".{part:0width$}") };
        let text = format!("{sign}{whole}{part}");
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    }

    /// The float nearest to so many units, for JSON; always finite.
    #[must_use]
    pub fn number(self, units: i128) -> f64 {
        self.text(units).parse().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_as_they_are_written() {
        let numbers: Vec<Decimal> = ["0.1", "2", "-3.25", "5e-05", "+.5"].into_iter().map(|text| parse(text).expect(text)).collect();
        let scale = Scale::for_all(numbers.iter());
        assert_eq!(scale.digits(), 5);
        let units: Vec<i64> = numbers.iter().map(|n| scale.units(*n).expect("small")).collect();
        assert_eq!(units, [10_000, 200_000, -325_000, 5, 50_000]);
        assert_eq!(scale.text(-325_000), "-3.25");
        assert_eq!((scale.text(-5), scale.text(0), scale.text(300_000)), ("-0.00005".into(), "0".into(), "3".into()));
        assert!((scale.number(10_000) - 0.1).abs() < f64::EPSILON);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "x", "NaN", "inf", "-inf", "0,5", "1_000", "1e", "--1", "0x10", "١"] {
            assert_eq!(parse(text), Err(NumberError::NoNumber), "{text}");
        }
        for text in ["1e300", "1000000000000001", "-1e16"] {
            assert_eq!(parse(text), Err(NumberError::TooLarge), "{text}");
        }
        assert_eq!(parse("1e-300"), Ok(Decimal::ZERO));
        assert_eq!(parse("0.12345678901234567890123456789012345").expect("long").to_string(), "0.123456789012346");
    }

    #[test]
    fn large_numbers_keep_fewer_digits() {
        let numbers: Vec<Decimal> = ["123456789.123456789", "1e15"].into_iter().map(|text| parse(text).expect(text)).collect();
        assert_eq!(Scale::for_all(numbers[..1].iter()).digits(), 6);
        let scale = Scale::for_all(numbers.iter());
        assert_eq!((scale.digits(), scale.units(numbers[1])), (0, Some(1_000_000_000_000_000)));
        let fine = [parse("0.123456789012345").expect("fine")];
        assert_eq!(Scale::for_all(fine.iter()).units(fine[0]), Some(123_456_789_012_345));
    }
}
