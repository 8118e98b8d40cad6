//! The words by which people are found: small letters, without accents and marks. Pure.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a name or of what somebody looks for, each once.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’')).flat_map(char::to_lowercase).collect();
    let mut found: Vec<String> = Vec::new();
    for word in plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_small_letters_without_marks() {
        assert_eq!(words("José  Ruiz-Álvarez, José"), ["jose", "ruiz", "alvarez"]);
        assert_eq!(words("Mary O’Neil"), ["mary", "oneil"]);
        assert_eq!(words(" %_' "), Vec::<String>::new());
    }
}
