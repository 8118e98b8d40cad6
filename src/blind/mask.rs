//! Names of applicants that the program knows, withheld wherever they stand in a text. Pure. What only a reader could tell stays:
//! that is for whoever prepares a copy.

use crate::intake::Draft;
use crate::opportunity::Answer;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What stands in place of a name.
pub const WITHHELD: &str = "Name withheld";
/// A shorter name is in too many words.
const SHORTEST: usize = 3;

/// Every name of an applicant, the longest first: of cities and people, and what leads to them. Each as its letters alone:
/// small, without accents, one space for any white space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names(Vec<Vec<char>>);

impl Names {
    /// Those that an application holds, and those of `people` of its city.
    #[must_use]
    pub fn of(draft: &Draft, people: &[String]) -> Self {
        let mut found = vec![draft.application.city_name.clone(), draft.application.reference.clone()];
        found.extend(people.iter().cloned());
        for partner in &draft.partners {
            found.extend([partner.name.clone(), partner.contact_name.clone(), partner.contact_email.clone()]);
            found.extend(partner.answer.iter().map(|answer| answer.name.clone()));
        }
        found.extend(draft.activities.iter().flat_map(|activity| &activity.attendees).map(|person| person.name.clone()));
        found.extend(draft.attachments.iter().map(|file| file.added_by.clone()));
        for saved in draft.saved.values() {
            found.push(saved.by.clone());
            found.extend(identity(&saved.answer));
        }
        Self::from(found)
    }

    /// The text with each of these names withheld where it stands as whole words: in large letters or small, with
    /// or without its accents, also across the end of a line.
    #[must_use]
    pub fn mask(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let (mut rest, mut before) = (text, None::<char>);
        while let Some(first) = rest.chars().next() {
            let begins = !before.is_some_and(char::is_alphanumeric);
            let found = self.0.iter().filter(|_| begins).find_map(|name| length_of_word(rest, name));
            let length = found.unwrap_or(first.len_utf8());
            let taken = rest.get(..length).unwrap_or_default();
            out.push_str(if found.is_some() { "[name withheld]" } else { taken });
            before = taken.chars().next_back();
            rest = rest.get(length..).unwrap_or_default();
        }
        out
    }
}

impl From<Vec<String>> for Names {
    fn from(mut found: Vec<String>) -> Self {
        // `Madison` of `Madison, WI`, `madison.gov` of an address there.
        let short: Vec<String> = found.iter().filter_map(|name| Some(name.split_once(", ")?.0.to_owned())).collect();
        let hosts: Vec<String> = found.iter().filter_map(|name| Some(name.rsplit_once('@')?.1.to_owned())).collect();
        found.extend(short);
        found.extend(hosts);
        let mut folded: Vec<Vec<char>> = found.iter().map(|name| letters(name.trim())).filter(|name| name.len() >= SHORTEST).collect();
        folded.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        folded.dedup();
        Self(folded)
    }
}

/// What an answer says of who applies.
fn identity(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Person(person) => vec![person.name.clone(), person.email.clone(), person.phone.clone()],
        Answer::Address(address) => vec![address.street.clone()],
        Answer::Uei(number) | Answer::Ein(number) => vec![number.clone()],
        Answer::File(file) => vec![file.name.clone()],
        _ => Vec::new(),
    }
}

/// One character as names are compared: small and without its accent.
fn letter(c: char) -> impl Iterator<Item = char> {
    let plain = match c {
        '‘' | '’' | 'ʼ' => '\'',
        '‐' | '‑' => '-',
        other => other,
    };
    std::iter::once(plain).nfd().flat_map(char::to_lowercase).filter(|c| !is_combining_mark(*c))
}

fn letters(name: &str) -> Vec<char> {
    let mut found = Vec::new();
    for c in name.chars() {
        if !c.is_whitespace() {
            found.extend(letter(c));
        } else if found.last() != Some(&' ') {
            found.push(' ');
        }
    }
    found
}

/// How many bytes of the text are this name, where it begins with it as a whole word.
fn length_of_word(text: &str, name: &[char]) -> Option<usize> {
    let mut rest = name;
    let mut after_space = false;
    for (at, c) in text.char_indices() {
        if rest.is_empty() {
            if is_combining_mark(c) {
                continue;
            }
            return (!c.is_alphanumeric()).then_some(at);
        }
        if c.is_whitespace() {
            match rest.split_first() {
                Some((' ', more)) => (rest, after_space) = (more, true),
                _ if after_space => {}
                _ => return None,
            }
            continue;
        }
        after_space = false;
        for part in letter(c) {
            rest = rest.split_first().filter(|(wanted, _)| **wanted == part)?.1;
        }
    }
    rest.is_empty().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_withheld_as_whole_words_only() {
        let names = Names::from(
            ["Marfa, TX", "Peña", "San Antonio, TX", "Coeur d'Alene, ID", "clerk@marfa-town.gov", "Al"].map(str::to_owned).to_vec(),
        );
        for (text, wanted) in [
            ("Marfa, TX is small. MARFA grows.", "[name withheld] is small. [name withheld] grows."),
            ("Marfan’s, aMarfa, Marfa-Alpine", "Marfan’s, aMarfa, [name withheld]-Alpine"),
            ("Ask Peña", "Ask [name withheld]"),
            ("é Marfa’s", "é [name withheld]’s"),
            ("PEÑA and pena, Pen\u{303}a’s", "[name withheld] and [name withheld], [name withheld]’s"),
            ("San\n Antonio, SAN ANTONIO, San Antonios", "[name withheld], [name withheld], San Antonios"),
            ("In Coeur d’Alene and coeur d'alene", "In [name withheld] and [name withheld]"),
            ("See www.marfa-town.gov or write to clerk@marfa-town.gov.", "See www.[name withheld] or write to [name withheld]."),
            ("Al is in too many words.", "Al is in too many words."),
            ("", ""),
        ] {
            assert_eq!(names.mask(text), wanted);
        }
    }
}
