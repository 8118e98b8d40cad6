//! Routing numbers of US banks and account numbers, as a city types them.
//! A routing number has nine digits of which the last checks the others.

use crate::vault::mask;
use std::fmt;

/// Nine digits that name a bank, with a check digit that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoutingNumber(String);

/// Why a text is no routing number, as a sentence to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoutingError {
    /// Not nine digits.
    #[error("Enter the nine digits of the routing number.")]
    NotNineDigits,
    /// The check digit is wrong.
    #[error(
        "This routing number has a typing mistake: its last digit does not fit the others. Compare it with a check or your bank's letter."
    )]
    CheckDigit,
}

impl RoutingNumber {
    /// Reads nine digits; spaces are dropped. The digits weighted 3, 7, 1 must
    /// add up to a multiple of ten (ABA routing number rule).
    ///
    /// # Errors
    /// A sentence that says how to mend it.
    pub fn parse(text: &str) -> Result<Self, RoutingError> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() != 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(RoutingError::NotNineDigits);
        }
        let sum: u32 = digits.bytes().zip([3, 7, 1].into_iter().cycle()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        // Nine zeros pass the sum, but name no bank.
        if sum == 0 || !sum.is_multiple_of(10) { Err(RoutingError::CheckDigit) } else { Ok(Self(digits)) }
    }

    /// All nine digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The first eight digits, which name the bank in entries and in the entry hash.
    #[must_use]
    pub fn identification(&self) -> &str {
        self.0.get(..8).unwrap_or_default()
    }

    /// The ninth digit.
    #[must_use]
    pub fn check_digit(&self) -> &str {
        self.0.get(8..).unwrap_or_default()
    }
}

impl fmt::Display for RoutingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An account number of 4 to 17 letters and digits, as the entry record holds it.
///
/// # Errors
/// A sentence that says how to mend it.
pub fn parse_account(text: &str) -> Result<String, &'static str> {
    let number: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if !(4..=17).contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err("Enter the account number: 4 to 17 letters or digits.");
    }
    Ok(number.to_ascii_uppercase())
}

/// What may be shown of an account number: its last four characters, and fewer of a short one, so that four stay hidden.
#[must_use]
pub fn shown_of(number: &str) -> String {
    mask(number).trim_start_matches('•').to_owned()
}

/// What may be shown of an account number, behind dots.
#[must_use]
pub fn masked(last4: &str) -> String {
    format!("•••• {last4}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_must_hold() {
        let rows = [
            ("021000021", Ok(())),
            (" 121 140 399", Ok(())),
            ("061000146", Ok(())),
            ("021000022", Err(RoutingError::CheckDigit)),
            ("000000000", Err(RoutingError::CheckDigit)),
            ("02100002", Err(RoutingError::NotNineDigits)),
            ("02100002a", Err(RoutingError::NotNineDigits)),
            ("", Err(RoutingError::NotNineDigits)),
            ("٠٢١٠٠٠٠٢١", Err(RoutingError::NotNineDigits)),
        ];
        for (text, expected) in rows {
            assert_eq!(RoutingNumber::parse(text).map(|_| ()), expected, "{text:?}");
        }
    }

    #[test]
    fn one_wrong_digit_never_passes() {
        for number in ["021000021", "121140399", "061000146"] {
            for (at, right) in number.char_indices() {
                for wrong in ('0'..='9').filter(|digit| *digit != right) {
                    let typed: String = number.char_indices().map(|(n, digit)| if n == at { wrong } else { digit }).collect();
                    assert_eq!(RoutingNumber::parse(&typed), Err(RoutingError::CheckDigit), "{typed}");
                }
            }
        }
    }

    #[test]
    fn account_numbers_are_cleaned() {
        assert_eq!(parse_account("12-3456 789"), Ok("123456789".to_owned()));
        assert!(parse_account("12").is_err() && parse_account("123456789012345678").is_err() && parse_account("12*456").is_err());
        // Letters and digits of other scripts, controls, and what is long only in bytes.
        for text in ["١٢٣٤٥", "12345\u{0}", "ÄÖÜ", "12\u{202e}345", "'; DROP TABLE", "=1+1", ""] {
            assert!(parse_account(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn four_characters_of_an_account_number_stay_hidden_however_short_it_is() {
        assert_eq!(
            ["000123456789", "123456789", "12345678", "123456", "1234"].map(|n| masked(&shown_of(n))),
            ["•••• 6789", "•••• 6789", "•••• 5678", "•••• 56", "••••"]
        );
    }
}
