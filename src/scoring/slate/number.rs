//! Values as exact numbers: decimals as people and programs write them, scaled to whole
//! units by the power of ten that the finest of them needs.

use crate::kernel::Money;
use rust_decimal::Decimal;
use serde_json::Number;

/// Units of a value stay below this, so that sums and bounds of many stay exact.
const MOST_UNITS: i128 = 4_000_000_000_000_000_000;
/// Digits after the point that are kept; all nine of nine always, where values stay below 4·10^9.
const MOST_DIGITS: u32 = 18;
/// Digits after the point of a value that is worked out in proportion.
const PROPORTION_DIGITS: u32 = 9;

/// Why a text is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Nothing stands there.
    #[error("is missing. Write a number such as 3.85.")]
    Missing,
    /// It is no plain number.
    #[error("is no number. Write it with digits and a point, such as 3.85.")]
    NotANumber,
    /// More digits than are read exactly.
    #[error("has too many digits: at most 28. Round it.")]
    TooFine,
}

/// How many digits after the point a unit has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    digits: u32,
}

/// Reads `3.85`, `-2`, `.5` or `5e-3`, exactly.
pub(super) fn parse(text: &str) -> Result<Decimal, NumberError> {
    if text.is_empty() {
        return Err(NumberError::Missing);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (number, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(number, exponent)| (number, Some(exponent)));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let power = exponent.map_or(Some(0), |e| e.parse::<i32>().ok().filter(|power| power.abs() <= 60)).ok_or(NumberError::NotANumber)?;
    if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return Err(NumberError::NotANumber);
    }
    exact(whole, fraction, power, text.starts_with('-')).ok_or(NumberError::TooFine)
}

/// The number with its point moved; `None` when it needs too many digits.
fn exact(whole: &str, fraction: &str, power: i32, is_negative: bool) -> Option<Decimal> {
    let digits = format!("{whole}{fraction}");
    let kept = digits.trim_end_matches('0');
    if kept.is_empty() {
        return Some(Decimal::ZERO);
    }
    let zeros = i32::try_from(digits.len() - kept.len()).ok()?;
    let after_point = i32::try_from(fraction.len()).ok()? - zeros - power;
    let mut mantissa: i128 = kept.parse().ok()?;
    for _ in 0..(-after_point).max(0) {
        mantissa = mantissa.checked_mul(10)?;
    }
    let scale = u32::try_from(after_point.max(0)).ok().filter(|scale| *scale <= 28)?;
    Decimal::try_from_i128_with_scale(if is_negative { -mantissa } else { mantissa }, scale).ok()
}

/// The part of a value that an amount is of the cost, rounded down to nine digits after the point.
pub(super) fn in_proportion(value: Decimal, amount: Money, cost: Money) -> Option<Decimal> {
    let part = value.checked_mul(Decimal::from(amount.cents()))?.checked_div(Decimal::from(cost.cents()))?;
    Some(part.round_dp_with_strategy(PROPORTION_DIGITS, rust_decimal::RoundingStrategy::ToNegativeInfinity).normalize())
}

/// The scale that all of these need, as far as the largest has room for it.
pub(super) fn scale_of(values: impl Iterator<Item = Decimal>) -> Scale {
    let (mut needed, mut largest) = (0, Decimal::ZERO);
    for value in values {
        needed = value.normalize().scale().max(needed);
        largest = value.abs().max(largest);
    }
    let fits = |digits: &u32| Scale { digits: *digits }.units(largest).is_some();
    Scale { digits: (0..=needed.min(MOST_DIGITS)).rev().find(fits).unwrap_or(0) }
}

impl Scale {
    /// Digits after the point.
    #[must_use]
    pub fn digits(self) -> u32 {
        self.digits
    }

    /// A value in whole units, finer digits rounded; `None` when it is too large.
    pub(super) fn units(self, value: Decimal) -> Option<i64> {
        let value = value.round_dp(self.digits).normalize();
        let power = 10_i128.checked_pow(self.digits.checked_sub(value.scale())?)?;
        let units = value.mantissa().checked_mul(power)?;
        (units.abs() < MOST_UNITS).then(|| i64::try_from(units).ok()).flatten()
    }

    /// A total of units, exactly; `None` for a bound beyond all numbers.
    #[must_use]
    pub fn decimal(self, units: i128) -> Option<Decimal> {
        Decimal::try_from_i128_with_scale(units, self.digits).ok().map(|number| number.normalize())
    }

    /// A total of units as a number for JSON: exact to the digits a double holds.
    #[must_use]
    pub fn number(self, units: i128) -> Number {
        decimal_number(units, self.digits)
    }
}

/// Dollars for JSON.
pub(super) fn dollars(amount: Money) -> Number {
    decimal_number(i128::from(amount.cents()), 2)
}

/// Whole numbers print without a point.
fn decimal_number(units: i128, digits: u32) -> Number {
    let power = 10_u128.pow(digits);
    let (whole, fraction) = (units.unsigned_abs() / power, units.unsigned_abs() % power);
    let sign = if units < 0 { "-" } else { "" };
    if fraction == 0
        && let Ok(whole) = format!("{sign}{whole}").parse::<i64>()
    {
        return whole.into();
    }
    let width = usize::try_from(digits).unwrap_or(0);
    let double: f64 = format!("{sign}{whole}.{fraction:0width$}").parse().unwrap_or(0.0);
    Number::from_f64(double).unwrap_or_else(|| 0.into())
}
