//! What was written down in a meeting, as one person may read it: without words that name an application which is closed to them
//! and, of an application of which they do not see who applies, with the names withheld that the program knows.

use super::{Agreed, Item, Note, Outcome};
use crate::blind::{self, Names};
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::Id;
use crate::people::Actor;
use std::collections::BTreeMap;

/// What is between a person and the words of a meeting.
#[derive(Debug)]
pub(super) struct Veil<'a> {
    actor: &'a Actor,
    /// The names to withhold, of those items of which the person does not see who applies.
    names: BTreeMap<Id<Item>, Names>,
}

impl<'a> Veil<'a> {
    /// For this person, who does not see who applies in these applications, each with its item. `beside` are other applications of
    /// the same meeting, which words about these may name.
    pub(super) fn of(
        conn: &mut Conn,
        actor: &'a Actor,
        blind: &[(Id<Item>, Id<Application>)],
        beside: &[Id<Application>],
    ) -> Result<Self, Error> {
        let mut names = BTreeMap::new();
        if !blind.is_empty() {
            let others: Vec<String> =
                intake::list_by_id(conn, beside)?.into_iter().flat_map(|other| [other.city_name, other.reference]).collect();
            for (item, application) in blind {
                names.insert(*item, blind::names_of(conn, *application, &others)?);
            }
        }
        Ok(Self { actor, names })
    }

    /// Whether words name what is closed to the person.
    fn hides(&self, text: &str) -> bool {
        self.actor.walls.are_named_in(text)
    }

    fn cover(&self, item: Id<Item>, text: &mut String) {
        if self.hides(text) {
            text.clear();
        } else if let Some(names) = self.names.get(&item) {
            *text = names.mask(text);
        }
    }

    /// Notes: one that names what is closed is not there.
    pub(super) fn over_notes(&self, notes: &mut Vec<Note>) {
        notes.retain(|note| !self.hides(&note.body));
        for note in notes {
            self.cover(note.item, &mut note.body);
        }
    }

    /// Why scores on which the panel agrees were changed.
    pub(super) fn over_agreed(&self, agreed: &mut [Agreed]) {
        for one in agreed {
            self.cover(one.item, &mut one.reason);
        }
    }

    /// Why something is recommended, and why it was changed.
    pub(super) fn over_outcomes<'b>(&self, outcomes: impl IntoIterator<Item = &'b mut Outcome>) {
        for outcome in outcomes {
            self.cover(outcome.item, &mut outcome.sentence);
            self.cover(outcome.item, &mut outcome.reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflict::{Ground, Wall, Walls};
    use crate::kernel::{IdSource, Timestamp};
    use std::collections::BTreeSet;

    #[test]
    fn words_that_name_what_is_closed_are_gone_and_names_that_are_withheld_are_not_read() {
        let (ids, at) = (IdSource::seeded(1), Timestamp::from_micros(0));
        let [blind, open]: [Id<Item>; 2] = [ids.id(at), ids.id(at)];
        let wall = Wall { reference: "UDF-2027-0009".into(), city: "c".into(), grounds: BTreeSet::from([Ground::Declared]) };
        let walls = Walls::new(BTreeMap::from([("018f".to_owned(), wall)]), BTreeSet::new());
        let actor = Actor { walls, ..Actor::anonymous() };
        let veil = Veil { actor: &actor, names: BTreeMap::from([(blind, Names::from(vec!["Madison, WI".to_owned()]))]) };
        let agreed = |item, reason: &str| {
            let (criterion, by_name) = ("need".to_owned(), String::new());
            Agreed { item, criterion, n: 2, score: 3, reason: reason.into(), by_name, at }
        };
        let mut all = [agreed(blind, "Madison has a plan."), agreed(open, "Madison has a plan."), agreed(open, "As UDF-2027-0009.")];
        veil.over_agreed(&mut all);
        assert_eq!(all.map(|one| one.reason), ["[name withheld] has a plan.", "Madison has a plan.", ""]);
        let note = |item, body: &str| Note { item, body: body.into(), by_name: String::new(), at };
        let mut notes = vec![note(open, "As UDF-2027-0009."), note(blind, "MADISON asks.")];
        veil.over_notes(&mut notes);
        assert_eq!(notes.into_iter().map(|note| note.body).collect::<Vec<_>>(), ["[name withheld] asks."]);
    }
}
