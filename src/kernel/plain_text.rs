//! Text from people, made harmless for lines that are read as a whole: headers,
//! names, plain-text letters.

use unicode_normalization::UnicodeNormalization as _;

/// The text on one line: line breaks become spaces; other control characters and
/// marks that turn the reading direction are dropped, so that a name can neither
/// add a header nor show a line in another order.
#[must_use]
pub fn one_line(text: &str) -> String {
    let flat: String = legible(text).chars().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c }).collect();
    flat.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text with its lines, but without other control characters and without marks
/// that turn the reading direction.
#[must_use]
pub fn legible(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    lines.chars().filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || turns_direction(*c))).collect()
}

/// Whether two names are the same, whatever their case and spaces, and whichever apostrophe, hyphen or form of an accent a
/// keyboard makes: what is typed under a statement, and the account's.
#[must_use]
pub fn is_same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let name: String = name.nfc().collect();
        let name = name.replace(['\u{2018}', '\u{2019}', '\u{02BC}'], "'").replace(['\u{2010}', '\u{2011}', '\u{2013}'], "-");
        name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    };
    plain(one) == plain(other)
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_turn_the_direction_are_dropped() {
        assert_eq!(one_line("\u{202E}live\u{2066} \t name\r\nBcc: x\u{0007}"), "live name Bcc: x");
        assert_eq!(legible("a\r\nb\u{0000}\u{202E}c"), "a\nbc");
    }

    #[test]
    fn a_name_is_the_same_in_other_case_and_with_other_spaces() {
        assert!(is_same_name("  rosa  OCHER ", "Rosa Ocher"));
        assert!(!is_same_name("R. Ocher", "Rosa Ocher"));
        assert!(is_same_name("Ann O\u{2019}Brien\u{2011}Jose\u{301}", "Ann O'Brien-Jos\u{e9}"));
    }
}
