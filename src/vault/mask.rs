//! How a secret number is shown: its last four characters, and fewer of a short one.

/// `••••6789`. At least four characters stay hidden: of seven the last three are shown, of five one, of four none.
#[must_use]
pub fn mask(secret: &str) -> String {
    let count = secret.chars().count();
    let shown = count.saturating_sub(4).min(4);
    let tail: String = secret.chars().skip(count.saturating_sub(shown)).collect();
    format!("••••{tail}")
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn at_least_four_characters_stay_hidden() {
        let rows = [("000123456789", "••••6789"), ("12345678", "••••5678"), ("1234567", "••••567"), ("12345", "••••5")];
        for (secret, shown) in rows {
            assert_eq!(mask(secret), shown);
        }
        assert_eq!([mask("1234"), mask("12"), mask("")], ["••••", "••••", "••••"]);
    }
}
