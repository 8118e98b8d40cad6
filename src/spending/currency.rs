//! What was paid in another currency: the amount in its smallest unit, the rate to the dollar and where the rate is
//! from. The dollars follow from both, rounded half up to the cent. Pure.

use crate::kernel::{FieldError, Money, Rounding};
use rust_decimal::Decimal;

/// An amount in another currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// The three letters of ISO 4217, such as `EUR`.
    pub currency: String,
    /// How much, in the smallest unit of the currency.
    pub minor: i64,
    /// US dollars for one unit, as typed.
    pub rate: String,
    /// Where the rate is from.
    pub source: String,
}

/// What was typed about another currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForeignInput {
    /// The letters of the currency; empty for US dollars.
    pub currency: String,
    /// The amount.
    pub amount: String,
    /// US dollars for one unit.
    pub rate: String,
    /// Where the rate is from.
    pub source: String,
}

/// The longest source of a rate.
const MOST_SOURCE: usize = 120;

/// How many digits a currency has after the point.
fn digits_of(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

impl Foreign {
    /// The amount as people write it, such as `120.00 EUR`.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} {}", self.amount(), self.currency)
    }

    /// The amount alone, such as `120.00`.
    #[must_use]
    pub fn amount(&self) -> String {
        Decimal::new(self.minor, digits_of(&self.currency)).to_string()
    }

    /// The same in US dollars, rounded half up to the cent; `None` where it cannot be worked out.
    #[must_use]
    pub fn dollars(&self) -> Option<Money> {
        let rate: Decimal = self.rate.parse().ok()?;
        let units = Decimal::new(self.minor, digits_of(&self.currency));
        Money::from_dollars(1).times(units.checked_mul(rate)?, Rounding::HalfUp).ok()
    }
}

impl ForeignInput {
    /// What was typed, if anything was.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn read(&self) -> Result<Option<Foreign>, Vec<FieldError>> {
        let currency = self.currency.trim().to_uppercase();
        if currency.is_empty() || currency == "USD" {
            let beside = [&self.amount, &self.rate, &self.source];
            let is_stray = currency.is_empty() && beside.iter().any(|text| !text.trim().is_empty());
            let missing = || FieldError::new("currency", "Enter the currency, such as EUR, or leave these fields empty.");
            return if is_stray { Err(vec![missing()]) } else { Ok(None) };
        }
        let mut mistakes = Vec::new();
        if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
            mistakes.push(FieldError::new("currency", "Enter the three letters of the currency, such as EUR, GBP or JPY."));
        }
        let minor = minor(&self.amount, digits_of(&currency));
        if let Err(problem) = &minor {
            mistakes.push(FieldError::new("foreign_amount", problem.clone()));
        }
        let rate = rate(&self.rate);
        if let Err(problem) = &rate {
            mistakes.push(FieldError::new("fx_rate", *problem));
        }
        let source = self.source.trim();
        if source.is_empty() || source.chars().count() > MOST_SOURCE || source.chars().any(char::is_control) {
            mistakes
                .push(FieldError::new("fx_source", "Say where the rate is from, such as the card statement, in at most 120 characters."));
        }
        match (minor, rate) {
            (Ok(minor), Ok(rate)) if mistakes.is_empty() => Ok(Some(Foreign { currency, minor, rate, source: source.to_owned() })),
            _ => Err(mistakes),
        }
    }
}

/// The amount in the smallest unit.
fn minor(text: &str, digits: u32) -> Result<i64, String> {
    let text = text.trim();
    let plain = || format!("Enter the amount in that currency using digits, with at most {digits} after the point.");
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let whole = whole.replace(',', "");
    let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let width = usize::try_from(digits).unwrap_or(0);
    if whole.is_empty() || whole.len() > 14 || part.len() > width || !all_digits(&whole) || !all_digits(part) || text.ends_with('.') {
        return Err(plain());
    }
    match format!("{whole}{part:0<width$}").parse() {
        Ok(0) => Err("Enter an amount above zero.".to_owned()),
        Ok(minor) => Ok(minor),
        Err(_) => Err(plain()),
    }
}

/// The rate as it is kept: digits and a point.
fn rate(text: &str) -> Result<String, &'static str> {
    const PLAIN: &str = "Enter how many US dollars one unit costs, such as 1.0843.";
    let text = text.trim();
    let is_plain = !text.is_empty()
        && text.len() <= 16
        && !text.starts_with('.')
        && !text.ends_with('.')
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if !is_plain {
        return Err(PLAIN);
    }
    let rate: Decimal = text.parse().map_err(|_| PLAIN)?;
    if rate.is_zero() || rate > Decimal::from(100_000) { Err(PLAIN) } else { Ok(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(currency: &str, amount: &str, rate: &str) -> ForeignInput {
        ForeignInput { currency: currency.into(), amount: amount.into(), rate: rate.into(), source: "Card statement".into() }
    }

    #[test]
    fn dollars_follow_from_amount_and_rate_rounded_half_up() {
        for (currency, amount, rate, cents) in [
            ("EUR", "120.00", "1.0843", 13_012),
            ("eur", "1,120.5", "1", 112_050),
            ("JPY", "12000", "0.0067", 8_040),
            ("KWD", "1.005", "3.25", 327),
            ("EUR", "0.05", "0.1", 1),
            ("EUR", "0.04", "0.1", 0),
        ] {
            let read = input(currency, amount, rate).read().expect("sound").expect("another currency");
            assert_eq!(read.dollars().map(Money::cents), Some(cents), "{amount} {currency}");
        }
        assert_eq!(input("EUR", "120", "1.1").read().expect("sound").expect("euros").words(), "120.00 EUR");
    }

    #[test]
    fn what_is_wrong_is_told_beside_its_field() {
        let fields = |typed: ForeignInput| typed.read().err().unwrap_or_default().into_iter().map(|e| e.field).collect::<Vec<_>>();
        assert_eq!(fields(input("EURO", "120", "1.1")), ["currency"]);
        assert_eq!(fields(input("JPY", "120.5", "1.1")), ["foreign_amount"]);
        assert_eq!(fields(input("EUR", "0.00", "1.1")), ["foreign_amount"]);
        for rate in ["", "0", "1e5", "1,1", ".5", "5.", "1.2.3", "-1", "999999"] {
            assert_eq!(fields(input("EUR", "120", rate)), ["fx_rate"], "{rate}");
        }
        assert_eq!(fields(input("", "120", "1.1")), ["currency"]);
        assert_eq!(fields(ForeignInput { source: String::new(), ..input("EUR", "1", "1") }), ["fx_source"]);
        assert_eq!(ForeignInput::default().read(), Ok(None));
        assert_eq!(input("USD", "", "").read(), Ok(None));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(currency in ".{0,4}", amount in "[0-9.,]{0,18}", rate in "[0-9.]{0,18}") {
            if let Ok(Some(read)) = input(&currency, &amount, &rate).read() {
                proptest::prop_assert!(read.minor > 0);
                let _ = read.dollars();
            }
        }
    }
}
