//! The net under a workflow: the marking of a case, and what a step makes of it.
//! All markings together are in `states.rs`.

use super::definition::{Definition, Place, Transition};
use std::collections::BTreeSet;
use std::fmt;

/// The set of places in which a case stands. Usually one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Marking(BTreeSet<String>);

impl Marking {
    /// Standing in one place.
    #[must_use]
    pub fn at(place: &str) -> Self {
        Self(BTreeSet::from([place.to_owned()]))
    }

    /// Standing in no place, as before the start.
    #[must_use]
    pub fn nowhere() -> Self {
        Self(BTreeSet::new())
    }

    /// Reads what [`fmt::Display`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_owned).collect())
    }

    /// Whether this place is marked.
    #[must_use]
    pub fn has(&self, place: &str) -> bool {
        self.0.contains(place)
    }

    /// The marked places, in alphabetical order.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// What the program knows the case as: the stage of the first of its places, in the order of the definition.
    #[must_use]
    pub fn stage<'a>(&self, definition: &'a Definition) -> &'a str {
        definition.places.iter().find(|place| self.has(&place.id)).map_or("", Place::stage)
    }

    /// Whether every place that the transition leaves is marked.
    #[must_use]
    pub fn enables(&self, transition: &Transition) -> bool {
        transition.from.iter().all(|place| self.has(place))
    }

    /// The marking after the transition; `None` when it is not enabled, or when
    /// it would mark a place that is marked already (the net must be 1-safe).
    #[must_use]
    pub fn after(&self, transition: &Transition) -> Option<Self> {
        if !self.enables(transition) {
            return None;
        }
        let mut places = self.0.clone();
        for place in transition.from.iter().chain(&transition.clears) {
            places.remove(place);
        }
        transition.to.iter().all(|place| places.insert(place.clone())).then_some(Self(places))
    }
}

impl fmt::Display for Marking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, place) in self.0.iter().enumerate() {
            write!(f, "{}{place}", if i > 0 { " " } else { "" })?;
        }
        Ok(())
    }
}
