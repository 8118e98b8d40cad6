//! How the deadline of a round was moved for all cities, in the words of its public page.

use crate::kernel::Timestamp;
use crate::locale::format::datetime;
use crate::opportunity::Moved;
use chrono_tz::Tz;

/// From when, until when, when and why; a sentence or more for each time it was moved.
pub(super) fn words(moved: &[Moved], zone: Tz) -> Vec<String> {
    let at = |instant: Timestamp| datetime(instant, zone);
    let words = |one: &Moved| {
        let before = one.before.map(|before| format!(" It had been {}.", at(before))).unwrap_or_default();
        format!("All cities have until {}.{before} Changed {}. The reason: {}", at(one.until), at(one.at), one.reason)
    };
    moved.iter().map(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_from_when_until_when_and_why() {
        let at = |text: &str| Timestamp::parse(text).expect("an instant");
        let moved = |before| Moved { before, until: at("2027-03-02T22:00:00Z"), reason: "A storm.".into(), at: at("2027-02-26T15:00:00Z") };
        let said = words(&[moved(Some(at("2027-02-26T22:00:00Z"))), moved(None)], chrono_tz::America::New_York);
        assert!(said[0].contains("until March 2, 2027") && said[0].contains("It had been February 26, 2027"), "{said:?}");
        assert!(said[1].ends_with("The reason: A storm.") && !said[1].contains("It had been"), "{said:?}");
    }
}
