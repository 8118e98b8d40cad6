//! How a secret number is shown: its last four characters, and none of a short one.

/// `••••6789`. Fewer than nine characters show nothing but dots, so that half of a
/// short number is never given away.
#[must_use]
pub fn mask(secret: &str) -> String {
    let count = secret.chars().count();
    let shown: String = if count >= 9 { secret.chars().skip(count - 4).collect() } else { String::new() };
    format!("••••{shown}")
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn shows_the_last_four_of_a_long_number() {
        assert_eq!([mask("000123456789"), mask("12345678"), mask("")], ["••••6789", "••••", "••••"]);
    }
}
