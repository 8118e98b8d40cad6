//! Money: whole US cents with checked arithmetic. Decimals appear only where
//! money is read, printed or multiplied by a rate, with a named rounding.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount of US dollars in whole cents. May be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// Why a text is not an amount of money, as a sentence to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Nothing was typed.
    #[error("Enter an amount in dollars, such as 8,450 or 8450.00.")]
    Empty,
    /// It is not a plain number.
    #[error("Enter an amount in dollars using only digits, such as 8,450 or 8450.00.")]
    NotANumber,
    /// More than two digits after the point.
    #[error("Enter dollars and cents with at most two digits after the point.")]
    TooManyDecimals,
    /// Larger than any grant could be.
    #[error("Enter an amount below $1 trillion.")]
    TooLarge,
    /// Arithmetic left the range of 64 bits.
    #[error("The amounts are too large to add up.")]
    Overflow,
}

/// How a fraction of a cent is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Half a cent goes to the even cent.
    HalfEven,
    /// Half a cent goes away from zero.
    HalfUp,
    /// Towards zero.
    Down,
}

const LARGEST_CENTS: i64 = 100_000_000_000_000;

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// An amount given in cents.
    #[must_use]
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// The amount in cents.
    #[must_use]
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// Whole dollars; saturates.
    #[must_use]
    pub const fn from_dollars(dollars: i64) -> Self {
        Self(dollars.saturating_mul(100))
    }

    /// Reads what a person types: `8450`, `8,450`, `$8,450.00`. Thousands
    /// separators must stand where they belong; no sign, no exponent.
    ///
    /// # Errors
    /// A sentence that says how to mend it.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let text = text.trim();
        let text = text.strip_prefix('$').map_or(text, str::trim_start);
        if text.is_empty() {
            return Err(MoneyError::Empty);
        }
        let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
        let digits = plain_digits(whole).ok_or(MoneyError::NotANumber)?;
        if !cents.bytes().all(|b| b.is_ascii_digit()) || text.ends_with('.') {
            return Err(MoneyError::NotANumber);
        }
        if cents.len() > 2 {
            return Err(MoneyError::TooManyDecimals);
        }
        let value: i64 = format!("{digits}{cents:0<2}").parse().map_err(|_| MoneyError::TooLarge)?;
        if value > LARGEST_CENTS { Err(MoneyError::TooLarge) } else { Ok(Self(value)) }
    }

    /// The sum, refused outside 64 bits.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_add(other.0).map(Self).ok_or(MoneyError::Overflow)
    }

    /// The difference, refused outside 64 bits.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_sub(other.0).map(Self).ok_or(MoneyError::Overflow)
    }

    /// The sum of many, refused outside 64 bits.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// The amount times a rate, rounded as named.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn times(self, rate: Decimal, rounding: Rounding) -> Result<Self, MoneyError> {
        let strategy = match rounding {
            Rounding::HalfEven => RoundingStrategy::MidpointNearestEven,
            Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Rounding::Down => RoundingStrategy::ToZero,
        };
        let product = Decimal::from(self.0).checked_mul(rate).ok_or(MoneyError::Overflow)?;
        product.round_dp_with_strategy(0, strategy).to_i64().map(Self).ok_or(MoneyError::Overflow)
    }

    /// Parts in proportion to the weights, which are not negative, to the cent: they
    /// always add up to the whole. Cents that do not divide go to the parts that lost
    /// most by rounding, the earlier first. When every weight is zero, parts are alike.
    #[must_use]
    pub fn split(self, weights: &[i64]) -> Vec<Self> {
        let sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
        let alike = sum == 0;
        let sum = if alike { i128::try_from(weights.len()).unwrap_or(1).max(1) } else { sum };
        let exact = weights.iter().map(|w| i128::from(self.0) * if alike { 1 } else { i128::from(*w) });
        let mut parts: Vec<(i128, i128)> = exact.map(|e| (e.div_euclid(sum), e.rem_euclid(sum))).collect();
        let missing = i128::from(self.0) - parts.iter().map(|(cents, _)| cents).sum::<i128>();
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|i| std::cmp::Reverse(parts.get(*i).map(|(_, lost)| *lost)));
        for i in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
            if let Some((cents, _)) = parts.get_mut(i) {
                *cents += 1;
            }
        }
        parts.into_iter().map(|(cents, _)| Self(i64::try_from(cents).unwrap_or(self.0))).collect()
    }

    /// Whether it is more than nothing.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// `8450.00`: plain, for files, forms and other programs.
    #[must_use]
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

/// The digits of `1234` or `1,234`, refused when a comma stands elsewhere.
fn plain_digits(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = groups.len() > 1;
    let well_placed = groups.iter().enumerate().all(|(i, group)| {
        let digits = !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
        digits && (!grouped || if i == 0 { group.len() <= 3 } else { group.len() == 3 })
    });
    well_placed.then(|| groups.concat())
}

impl fmt::Display for Money {
    /// `$8,450.00`, and `-$8,450.00` when negative.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.0.unsigned_abs();
        let dollars = (cents / 100).to_string();
        let mut grouped = String::with_capacity(dollars.len() + dollars.len() / 3);
        for (i, digit) in dollars.chars().enumerate() {
            if i > 0 && (dollars.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(f, "{}${grouped}.{:02}", if self.0 < 0 { "-" } else { "" }, cents % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use MoneyError::{Empty, NotANumber, TooLarge, TooManyDecimals};

    #[test]
    fn reads_what_people_type() {
        let rows = [
            ("8450", Ok(845_000)),
            (" $8,450.00 ", Ok(845_000)),
            ("8,450.5", Ok(845_050)),
            ("0", Ok(0)),
            ("$ 12", Ok(1_200)),
            ("", Err(Empty)),
            ("$", Err(Empty)),
            ("1e9", Err(NotANumber)),
            ("12.345", Err(TooManyDecimals)),
            ("$1,0", Err(NotANumber)),
            ("-5", Err(NotANumber)),
            ("1,000,00", Err(NotANumber)),
            ("12.", Err(NotANumber)),
            (".50", Err(NotANumber)),
            ("٣", Err(NotANumber)),
            ("9999999999999999999999", Err(TooLarge)),
            ("2000000000000", Err(TooLarge)),
        ];
        for (text, expected) in rows {
            assert_eq!(Money::parse(text).map(Money::cents), expected, "{text:?}");
        }
    }

    #[test]
    fn prints_dollars() {
        let printed = [0, 5, 845_000, 123_456_789, -100_050].map(|c| Money::from_cents(c).to_string());
        assert_eq!(printed, ["$0.00", "$0.05", "$8,450.00", "$1,234,567.89", "-$1,000.50"]);
    }

    #[test]
    fn parts_follow_their_weights() {
        let parts = |cents, weights: &[i64]| Money::from_cents(cents).split(weights).iter().map(|m| m.cents()).collect::<Vec<_>>();
        assert_eq!(parts(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(parts(25_000, &[5_000, 220_000]), [556, 24_444]);
        assert_eq!(parts(-100, &[1, 1, 1]), [-33, -33, -34]);
        assert_eq!((parts(10, &[0, 0]), parts(10, &[])), (vec![5, 5], vec![]));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_an_amount_or_refused(text in proptest::prelude::prop_oneof![".{0,30}", r" ?\$? ?[0-9,]{1,16}(\.[0-9]{0,3})? ?"]) {
            if let Ok(amount) = Money::parse(&text) {
                proptest::prop_assert!(amount.cents() >= 0, "{}", amount);
                for printed in [amount.to_string(), amount.plain()] {
                    proptest::prop_assert_eq!(Money::parse(&printed), Ok(amount), "{}", printed);
                }
                let digits = |text: &str| {
                    let whole = text.split('.').next().unwrap_or_default();
                    whole.chars().filter(char::is_ascii_digit).skip_while(|c| *c == '0').collect::<String>()
                };
                proptest::prop_assert_eq!(digits(&text), digits(&amount.plain()));
            }
        }

        #[test]
        fn parts_add_up_to_the_whole(cents in proptest::num::i64::ANY, weights in proptest::collection::vec(0_i64..1_000_000, 1..8)) {
            let parts = Money::from_cents(cents).split(&weights);
            let sum: i128 = parts.iter().map(|m| i128::from(m.cents())).sum();
            proptest::prop_assert_eq!(sum, i128::from(cents));
            for (part, weight) in parts.iter().zip(&weights) {
                proptest::prop_assert!(*weight > 0 || part.is_zero() || weights.iter().all(|w| *w == 0));
            }
        }
    }

    #[test]
    fn rates_round_as_named() {
        let half = Decimal::new(5, 1);
        let by = |r| Money::from_cents(5).times(half, r).map(Money::cents);
        assert_eq!((by(Rounding::HalfEven), by(Rounding::HalfUp), by(Rounding::Down)), (Ok(2), Ok(3), Ok(2)));
    }
}
