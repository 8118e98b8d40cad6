//! Finding a place by what people type: accents, case and punctuation do not count,
//! `St.` is `Saint`, `Madison, WI` names its state. Whole beginnings come first, then
//! places that hold every word.

use super::{Place, store};
use crate::db::{Conn, Error};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most places that one search returns.
const MOST: usize = 20;

/// Codes and names of states, the district and territories.
pub const STATES: &[(&str, &str)] = &[
    ("AL", "Alabama"),
    ("AK", "Alaska"),
    ("AS", "American Samoa"),
    ("AZ", "Arizona"),
    ("AR", "Arkansas"),
    ("CA", "California"),
    ("CO", "Colorado"),
    ("CT", "Connecticut"),
    ("DE", "Delaware"),
    ("DC", "District of Columbia"),
    ("FL", "Florida"),
    ("GA", "Georgia"),
    ("GU", "Guam"),
    ("HI", "Hawaii"),
    ("ID", "Idaho"),
    ("IL", "Illinois"),
    ("IN", "Indiana"),
    ("IA", "Iowa"),
    ("KS", "Kansas"),
    ("KY", "Kentucky"),
    ("LA", "Louisiana"),
    ("ME", "Maine"),
    ("MD", "Maryland"),
    ("MA", "Massachusetts"),
    ("MI", "Michigan"),
    ("MN", "Minnesota"),
    ("MS", "Mississippi"),
    ("MO", "Missouri"),
    ("MT", "Montana"),
    ("NE", "Nebraska"),
    ("NV", "Nevada"),
    ("NH", "New Hampshire"),
    ("NJ", "New Jersey"),
    ("NM", "New Mexico"),
    ("NY", "New York"),
    ("NC", "North Carolina"),
    ("ND", "North Dakota"),
    ("MP", "Northern Mariana Islands"),
    ("OH", "Ohio"),
    ("OK", "Oklahoma"),
    ("OR", "Oregon"),
    ("PA", "Pennsylvania"),
    ("PR", "Puerto Rico"),
    ("RI", "Rhode Island"),
    ("SC", "South Carolina"),
    ("SD", "South Dakota"),
    ("TN", "Tennessee"),
    ("TX", "Texas"),
    ("VI", "U.S. Virgin Islands"),
    ("UT", "Utah"),
    ("VT", "Vermont"),
    ("VA", "Virginia"),
    ("WA", "Washington"),
    ("WV", "West Virginia"),
    ("WI", "Wisconsin"),
    ("WY", "Wyoming"),
];

/// The name of a state's code.
#[must_use]
pub fn state_name(code: &str) -> Option<&'static str> {
    STATES.iter().find(|(c, _)| *c == code).map(|(_, name)| *name)
}

/// What somebody looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The folded name.
    name: String,
    /// Only in this state.
    state: Option<String>,
}

impl Wish {
    /// Reads what was typed and the state chosen, if any. A state after a comma counts.
    #[must_use]
    pub fn parse(text: &str, state: &str) -> Self {
        let text: String = text.chars().take(200).collect();
        let code = |t: &str| {
            STATES.iter().find(|(c, n)| c.eq_ignore_ascii_case(t.trim()) || n.eq_ignore_ascii_case(t.trim())).map(|(c, _)| (*c).to_owned())
        };
        let (name, typed) = match text.rsplit_once(',') {
            Some((name, tail)) if code(tail).is_some() => (name.to_owned(), code(tail)),
            _ => (text.clone(), None),
        };
        Self { name: fold(&name), state: code(state).or(typed) }
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.name.is_empty()
    }
}

/// The form of a name that is compared: no accents, lower case, single spaces,
/// `saint`, `fort` and `mount` short.
#[must_use]
pub fn fold(name: &str) -> String {
    let plain: String =
        name.nfkd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’' | 'ʻ' | '.')).flat_map(char::to_lowercase).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(|word| match word {
        "saint" => "st",
        "sainte" => "ste",
        "fort" => "ft",
        "mount" => "mt",
        other => other,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// At most twenty places: the exact name first, then beginnings, then places that
/// hold every word, each by population.
///
/// # Errors
/// The database's refusal.
pub fn search(conn: &mut Conn, wish: &Wish) -> Result<Vec<Place>, Error> {
    if wish.is_empty() {
        return Ok(Vec::new());
    }
    let state = wish.state.as_deref();
    let limit = i64::try_from(MOST).unwrap_or(20);
    let mut found = store::list_by_prefix(conn, &wish.name, state, limit)?;
    if found.len() < MOST {
        let words: Vec<&str> = wish.name.split(' ').collect();
        let more = store::list_by_words(conn, &words, state, limit)?;
        found.extend(more.into_iter().filter(|p| !fold(&p.name).starts_with(&wish.name)));
        found.truncate(MOST);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold() {
        let rows = [
            ("St. Paul", "st paul"),
            ("Saint Paul", "st paul"),
            ("Cañon  City", "canon city"),
            ("Coeur d'Alene", "coeur dalene"),
            ("Winston-Salem", "winston salem"),
            ("‘Aiea", "aiea"),
            ("Fort Mount", "ft mt"),
        ];
        for (name, folded) in rows {
            assert_eq!(fold(name), folded);
        }
    }

    #[test]
    fn a_state_after_a_comma_counts() {
        assert_eq!(Wish::parse("Madison, wi", ""), Wish { name: "madison".into(), state: Some("WI".into()) });
        assert_eq!(Wish::parse("Madison, Wisconsin", "AL").state.as_deref(), Some("AL"));
        assert_eq!(Wish::parse("Washington, Court House", ""), Wish { name: "washington court house".into(), state: None });
        assert!(Wish::parse(" %_ ", "").is_empty());
    }
}
