//! E-mail addresses as keys of accounts: trimmed and lower case, checked for shape
//! only. Whether an address is real is proven by the link sent to it.

use crate::kernel::FieldError;

/// The normal form of what somebody typed.
///
/// # Errors
/// The sentence to show beside the field, if it cannot be an address.
pub fn parse(field: &str, text: &str) -> Result<String, FieldError> {
    let email = text.trim().to_lowercase();
    let shaped = email.split_once('@').is_some_and(|(local, domain)| {
        let labels = domain.split('.').all(|l| !l.is_empty() && l.len() <= 63 && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b));
        local_ok && labels && domain.contains('.')
    });
    if shaped && email.len() <= 254 {
        Ok(email)
    } else {
        Err(FieldError::new(field, "Enter an email address in the format name@example.gov."))
    }
}

/// A person's name as typed, without characters that could break a letter's header.
///
/// # Errors
/// The mistake, at `field`.
pub fn parse_name(field: &str, text: &str) -> Result<String, FieldError> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(FieldError::new(field, "Enter a name."));
    }
    if name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(FieldError::new(field, "Enter a name of at most 100 characters."));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::{parse, parse_name};

    #[test]
    fn an_address_has_one_normal_form() {
        assert_eq!(parse("email", "  Ada.Clerk@City.GOV ").expect("an address"), "ada.clerk@city.gov");
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        for text in [
            "",
            "ada",
            "ada@",
            "@city.gov",
            "ada@city",
            "a b@city.gov",
            "ada@city..gov",
            "ada@c\u{456}ty.gov",
            "ada@city.gov\nbcc: x@y.z",
            "a@b@c.gov",
        ] {
            assert!(parse("email", text).is_err(), "{text:?}");
        }
        assert!(parse("email", &format!("{}@city.gov", "a".repeat(300))).is_err());
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(parse_name("name", " Ada \n Clerk ").expect("a name"), "Ada Clerk");
        assert!(parse_name("name", "  ").is_err());
        assert!(parse_name("name", &"x".repeat(101)).is_err());
    }
}
