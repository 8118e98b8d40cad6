//! The public number in its one form, so that nobody can choose among ways to write it: letters and digits as they are
//! published, in small letters, whatever stands between them as one hyphen. Pure.

/// The most characters of a number.
const LONGEST: usize = 600;
/// What may stand between the letters and digits.
const BETWEEN: &[char] = &[' ', '\t', '\n', ',', '.', ';', ':', '-', '–', '—', '/', '|', '+', '\u{a0}'];

/// The one form of a number as it was typed.
///
/// # Errors
/// The sentence to show beside the field.
pub(super) fn canonical(typed: &str) -> Result<String, &'static str> {
    if typed.trim().is_empty() {
        return Err("Enter the public number as it is published.");
    }
    if typed.chars().count() > LONGEST {
        return Err("The number is too long: enter the number alone, in at most 600 characters.");
    }
    if typed.chars().any(|c| !c.is_ascii_alphanumeric() && !BETWEEN.contains(&c)) {
        return Err("Enter letters and digits only, as the number is published, with spaces, commas, points or hyphens between them.");
    }
    let parts: Vec<String> =
        typed.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).map(str::to_ascii_lowercase).collect();
    let number = parts.join("-");
    if number.bytes().any(|b| b.is_ascii_digit()) { Ok(number) } else { Err("A number has digits. Enter it as it is published.") }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn a_number_has_one_form_however_it_is_typed() {
        for typed in ["4 8 15 16", " 4, 8, 15,\t16 ", "4-8-15-16", "4 – 8 – 15 – 16", "4.8.15.16.", "4/8/15/16"] {
            assert_eq!(canonical(typed).as_deref(), Ok("4-8-15-16"), "{typed}");
        }
        assert_eq!(canonical("9F3C00aa").as_deref(), Ok("9f3c00aa"));
        assert_eq!(canonical("04 08").as_deref(), Ok("04-08"), "zeros stay as they are published");
        assert_ne!(canonical("48"), canonical("4 8"));
    }

    #[test]
    fn what_is_no_number_is_refused_in_words() {
        for typed in ["", "  ", "four", "4 € 8", "4'8", "–", "４", "1".repeat(601).as_str()] {
            assert!(canonical(typed).is_err(), "{typed}");
        }
    }
}
