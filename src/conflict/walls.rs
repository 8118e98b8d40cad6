//! The noun: every application that is closed to one person, as it was read with their rights.

use super::Ground;
use crate::kernel::Id;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One application that is closed to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wall {
    /// Its reference number.
    pub reference: String,
    /// The city that applies.
    pub city: String,
    /// On which grounds.
    pub grounds: BTreeSet<Ground>,
}

/// Every application that is closed to a person, by identifier, and the cities that they are tied to.
/// Cheap to copy. An award has the identifier of its application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walls {
    closed: Arc<BTreeMap<String, Wall>>,
    cities: Arc<BTreeSet<String>>,
}

impl Walls {
    /// These applications and cities.
    #[must_use]
    pub fn new(closed: BTreeMap<String, Wall>, cities: BTreeSet<String>) -> Self {
        Self { closed: Arc::new(closed), cities: Arc::new(cities) }
    }

    /// Whether nothing is closed to the person.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.closed.is_empty()
    }

    /// Whether an application, or its award, is closed to the person.
    #[must_use]
    pub fn hide<T: ?Sized>(&self, id: Id<T>) -> bool {
        !self.closed.is_empty() && self.closed.contains_key(&id.text())
    }

    /// The same, where the identifier is kept as text.
    #[must_use]
    pub fn hide_text(&self, id: &str) -> bool {
        self.closed.contains_key(id)
    }

    /// Whether the person is tied to a city, as one of its people or by their employer, so that they do not vouch for it.
    #[must_use]
    pub fn touch_city<T: ?Sized>(&self, city: Id<T>) -> bool {
        self.cities.contains(&city.text())
    }

    /// Whether what concerns a city's account is closed to the person: they are tied to the city, or one of its
    /// applications is closed to them.
    #[must_use]
    pub fn hide_account_of<T: ?Sized>(&self, city: Id<T>) -> bool {
        self.touch_city(city) || self.closed.values().any(|wall| wall.city == city.text())
    }

    /// Whether words name a closed application, by its identifier or its reference number.
    #[must_use]
    pub fn are_named_in(&self, text: &str) -> bool {
        self.closed.iter().any(|(id, wall)| text.contains(id.as_str()) || names(text, &wall.reference))
    }

    /// The identifiers of what is closed, for queries.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.closed.keys().cloned().collect()
    }

    /// The reference numbers of what is closed, for queries.
    #[must_use]
    pub fn references(&self) -> Vec<String> {
        self.closed.values().map(|wall| wall.reference.clone()).collect()
    }

    /// Why an application is closed to the person; none where it is open.
    #[must_use]
    pub fn grounds(&self, id: &str) -> Option<&BTreeSet<Ground>> {
        self.closed.get(id).map(|wall| &wall.grounds)
    }
}

/// Whether a reference number stands in a text, and not as the beginning of a longer one.
fn names(text: &str, reference: &str) -> bool {
    let ends = |at: usize| text.get(at + reference.len()..).and_then(|rest| rest.chars().next()).is_none_or(|next| !next.is_ascii_digit());
    !reference.is_empty() && text.match_indices(reference).any(|(at, _)| ends(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_an_application_by_either_of_its_names_and_by_the_whole_of_it() {
        let wall = Wall { reference: "UDF-2027-0014".into(), city: "c1".into(), grounds: BTreeSet::from([Ground::Declared]) };
        let walls = Walls::new(BTreeMap::from([("018f".to_owned(), wall)]), BTreeSet::new());
        for text in ["{\"application\":\"018f\"}", "Payment for UDF-2027-0014", "UDF-2027-0014, twice"] {
            assert!(walls.are_named_in(text), "{text}");
        }
        for text in ["UDF-2027-00141", "UDF-2027-0013", ""] {
            assert!(!walls.are_named_in(text), "{text}");
        }
        assert!(walls.hide_text("018f") && !walls.hide_text("018e") && !Walls::default().are_named_in("UDF-2027-0014"));
    }
}
