//! A result of the mathematics as it leaves it: whole billionths, to which every result is rounded. Outside of `scoring` and
//! `charts` nobody calculates with floats; results are printed, compared and put into files as these.

use rust_decimal::Decimal;
use std::fmt;

/// A result, rounded to 1e-9.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rounded(i64);

const DIGITS: u32 = 9;

impl Rounded {
    /// A float rounded to billionths; `None` if it is not finite or beyond what they hold.
    pub(in crate::scoring) fn of(value: f64) -> Option<Self> {
        let scaled = (value * 1e9).round();
        (scaled.abs() < 9e18).then_some(Self(scaled as i64))
    }

    /// So many billionths.
    #[must_use]
    pub const fn from_billionths(billionths: i64) -> Self {
        Self(billionths)
    }

    /// How many billionths.
    #[must_use]
    pub const fn billionths(self) -> i64 {
        self.0
    }

    /// As a decimal with all its digits, for files.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, DIGITS).normalize()
    }

    /// With so many digits after the point, at most nine; a half goes away from zero. What rounds to nothing has no sign.
    #[must_use]
    pub fn text(self, digits: u32) -> String {
        let digits = digits.min(DIGITS);
        let (step, unit) = (10_u64.pow(DIGITS - digits), 10_u64.pow(digits));
        let units = (self.0.unsigned_abs() + step / 2) / step;
        let sign = if self.0 < 0 && units > 0 { "−" } else { "" };
        if digits == 0 {
            return format!("{sign}{units}");
        }
        format!("{sign}{}.{:0width$}", units / unit, units % unit, width = digits as usize)
    }

    /// The same with its sign always there: `+0.25`, `−0.25`, `0.00`.
    #[must_use]
    pub fn signed(self, digits: u32) -> String {
        let text = self.text(digits);
        let is_nothing = !text.contains(|c: char| c.is_ascii_digit() && c != '0');
        if self.0 > 0 && !is_nothing { format!("+{text}") } else { text }
    }

    /// One less this, or any other whole number less this.
    #[must_use]
    pub fn taken_from(self, whole: i64) -> Self {
        Self(whole.saturating_mul(1_000_000_000).saturating_sub(self.0))
    }

    /// As a percentage of one, without digits after the point: `62`.
    #[must_use]
    pub fn percent(self) -> String {
        Self(self.0.saturating_mul(100)).text(0)
    }
}

impl fmt::Display for Rounded {
    /// All its digits, as files have them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.decimal().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_rounded_to_billionths_and_printed_with_fewer_digits() {
        let third = Rounded::of(-1.0 / 3.0).expect("a number");
        assert_eq!((third.billionths(), third.to_string().as_str()), (-333_333_333, "-0.333333333"));
        assert_eq!([third.text(2), third.text(0), third.signed(1)], ["−0.33", "0", "−0.3"]);
        let half = Rounded::of(2.5).expect("a number");
        assert_eq!([half.text(0), half.text(1), half.signed(2), half.to_string()], ["3", "2.5", "+2.50", "2.5"]);
        assert_eq!(Rounded::of(0.004).map(|n| n.signed(2)).as_deref(), Some("0.00"));
        assert_eq!(Rounded::of(0.4).map(|n| (n.percent(), n.taken_from(1).percent())), Some(("40".into(), "60".into())));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e10] {
            assert_eq!(Rounded::of(value), None);
        }
    }
}
