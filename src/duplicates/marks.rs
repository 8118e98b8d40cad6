//! The marks of what was received: short texts that two applications share when they may be the same.
//!
//! A long answer is marked by the digest of its plain words, and by bands of a MinHash signature of its
//! shingles of three words: answers that share most of their shingles share bands, others do not.
//! Marks are kept, so these functions must give the same in every version of the program.

use crate::intake::Received;
use crate::opportunity::{Answer, Definition};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// An answer of fewer words is not compared: two cities may well say it in the same way.
const FEWEST_WORDS: usize = 25;
/// In an answer of fewer words the name of a city alone makes or breaks what is nearly the same.
const FEWEST_FOR_NEAR: usize = 40;
const SHINGLE: usize = 3;
const BANDS: u64 = 16;
const ROWS: u64 = 4;
/// Answers that share so many bands say nearly the same.
pub(super) const NEAR: usize = 2;

/// What a mark is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    City,
    Text,
    Band,
    Mailbox,
    Identifier,
}

impl Kind {
    const ALL: [(Self, &'static str); 5] =
        [(Self::City, "city:"), (Self::Text, "text:"), (Self::Band, "band:"), (Self::Mailbox, "mailbox:"), (Self::Identifier, "id:")];

    fn mark(self, value: &str) -> String {
        let prefix = Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, prefix)| *prefix);
        format!("{prefix}{value}")
    }

    /// Whether sharing it says that there is one applicant behind both.
    pub(super) fn is_strong(self) -> bool {
        matches!(self, Self::City | Self::Mailbox | Self::Identifier)
    }

    /// What a mark is of, by how it begins.
    pub(super) fn of(mark: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, prefix)| mark.starts_with(prefix)).map(|(kind, _)| *kind)
    }
}

/// Marks, each with what it is of: a question, a mailbox, an identifier.
pub(super) type Marks = BTreeMap<String, String>;

/// The marks of what was received of a city in a round, and certified from this mailbox.
pub(super) fn marks((round, city): (&str, &str), certifier: Option<&str>, (received, form): (&Received, &Definition)) -> Marks {
    let mut found = Marks::from([(Kind::City.mark(&format!("{round}/{city}")), String::new())]);
    let mailbox = |found: &mut Marks, email: &str| {
        let email = email.trim().to_lowercase();
        if email.contains('@') {
            found.insert(Kind::Mailbox.mark(&email), email);
        }
    };
    if let Some(email) = certifier {
        mailbox(&mut found, email);
    }
    for (id, answer) in &received.answers {
        let label = form.question(id).map_or_else(|| id.clone(), |question| question.label.clone());
        match answer {
            Answer::Text(text) => of_text(&mut found, &label, text),
            Answer::YesNoDetail { detail, .. } => of_text(&mut found, &label, detail),
            Answer::Person(person) => mailbox(&mut found, &person.email),
            Answer::Ein(value) => drop(found.insert(Kind::Identifier.mark(&format!("ein/{value}")), format!("EIN {value}"))),
            Answer::Uei(value) => drop(found.insert(Kind::Identifier.mark(&format!("uei/{value}")), format!("UEI {value}"))),
            _ => {}
        }
    }
    found
}

fn of_text(found: &mut Marks, label: &str, text: &str) {
    let words = plain_words(text);
    if words.len() < FEWEST_WORDS {
        return;
    }
    let digest = HEXLOWER.encode(&Sha256::digest(words.join(" ").as_bytes()));
    found.entry(Kind::Text.mark(&digest)).or_insert_with(|| label.to_owned());
    let near = if words.len() < FEWEST_FOR_NEAR { vec![] } else { bands(&words) };
    for band in near {
        found.entry(Kind::Band.mark(&band)).or_insert_with(|| label.to_owned());
    }
}

/// The words without case, punctuation and line breaks.
fn plain_words(text: &str) -> Vec<String> {
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn bands(words: &[String]) -> Vec<String> {
    let shingles: Vec<u64> = words.windows(SHINGLE).map(|shingle| hash(shingle.join(" ").as_bytes())).collect();
    let least = |row: u64| shingles.iter().map(|shingle| mix(shingle ^ mix(row + 1))).min().unwrap_or_default();
    let band = |band: u64| {
        let rows = (0..ROWS).flat_map(|row| least(band * ROWS + row).to_be_bytes()).collect::<Vec<u8>>();
        format!("{band}:{:016x}", hash(&rows))
    };
    (0..BANDS).map(band).collect()
}

/// FNV-1a, mixed.
fn hash(bytes: &[u8]) -> u64 {
    mix(bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h: u64, byte| (h ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)))
}

/// The last steps of SplitMix64: every bit of the input moves every bit of the output.
fn mix(value: u64) -> u64 {
    let a = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    b ^ (b >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "Our city has had a sister port in Antwerp for nine years. Delegations come and go, and each time we begin \
        anew, because nobody on our staff has learned how such a visit is prepared. Two people of the harbor office will take the \
        course on protocol and port security, and will write what they learn into a guide for everybody who works with us. In the \
        second year they train six colleagues of the towns nearby, so that the region can host a delegation without a consultant.";
    const OTHER: &str = "The library and the parks department want to learn how twin towns in Portugal fight wildfires. Our hills \
        burned twice in four years and the state cannot be everywhere. We send the fire chief and a planner to a conference of \
        mayors in Coimbra, where crews show what worked for them. Afterwards we hold three evenings for the neighborhoods and put \
        the material on our site, in English and Spanish, for other towns of the county to use as they like.";

    fn shared(one: &str, other: &str) -> usize {
        let (one, other) = (bands(&plain_words(one)), bands(&plain_words(other)));
        one.iter().filter(|band| other.contains(band)).count()
    }

    #[test]
    fn case_and_punctuation_make_no_other_text() {
        let (mut one, mut other) = (Marks::new(), Marks::new());
        of_text(&mut one, "Plan", ONE);
        of_text(&mut other, "Plan", &ONE.to_uppercase().replace([',', '.'], " –\n"));
        assert_eq!(one, other);
        assert_eq!(one.len(), 17, "the digest and sixteen bands");
    }

    #[test]
    fn a_few_other_words_share_bands_and_another_text_does_not() {
        let edited = ONE.replace("Antwerp", "Rotterdam").replace("nine years", "six years").replace("harbor office", "port authority");
        let n = shared(ONE, &edited);
        assert!((NEAR..16).contains(&n), "{n} bands shared");
        assert_eq!(shared(ONE, OTHER), 0);
    }

    #[test]
    fn short_answers_are_not_compared() {
        let mut found = Marks::new();
        of_text(&mut found, "Partner", "The city of Antwerp, its port and its fire department, as in the years before.");
        assert!(found.is_empty());
    }

    #[test]
    fn marks_stay_the_same_in_every_version() {
        assert_eq!(bands(&plain_words(ONE)).first().map(String::as_str), Some("0:97b86092249debea"));
        assert!(Kind::ALL.iter().all(|(kind, _)| Kind::of(&kind.mark("x")) == Some(*kind)));
    }
}
