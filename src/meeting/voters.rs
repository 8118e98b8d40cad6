//! Those who vote: what is closed to each, and whose accounts are of one person. A person has one vote, whatever account they vote
//! with, and none where the application is closed to them; asked anew each time, so that it holds of votes that are closed too.

use super::{Ballot, Vote};
use crate::conflict::{self, Walls};
use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::Id;
use crate::people::{Account, Actor, identity};
use std::collections::{BTreeMap, BTreeSet};

/// What has to be known of some accounts to count what was voted with them.
#[derive(Debug, Default)]
pub(super) struct Voters {
    /// Who reads what is counted.
    reader: Option<Id<Account>>,
    walls: BTreeMap<Id<Account>, Walls>,
    /// The account that stands for a person, of those who have several.
    persons: BTreeMap<Id<Account>, Id<Account>>,
}

impl Voters {
    /// Of these accounts, for this reader.
    pub(super) fn of(conn: &mut Conn, actor: &Actor, accounts: BTreeSet<Id<Account>>) -> Result<Self, Error> {
        let everybody: BTreeSet<Id<Account>> = accounts.iter().copied().chain(actor.account).collect();
        let persons = identity::persons(conn, &everybody)?;
        let mut walls = BTreeMap::new();
        for account in accounts {
            walls.insert(account, conflict::walls(conn, account)?);
        }
        Ok(Self { reader: actor.account, walls, persons })
    }

    /// The account that stands for the person of this one.
    pub(super) fn person(&self, account: Id<Account>) -> Id<Account> {
        self.persons.get(&account).copied().unwrap_or(account)
    }

    /// Whether two accounts are of one person.
    pub(super) fn is_one(&self, account: Id<Account>, other: Id<Account>) -> bool {
        self.person(account) == self.person(other)
    }

    /// Whether it is the reader's own, or another account of the same person.
    pub(super) fn is_reader(&self, account: Id<Account>) -> bool {
        self.reader.is_some_and(|reader| self.is_one(reader, account))
    }

    /// Whether what they vote on an application does not count: it is closed to them.
    pub(super) fn is_out(&self, account: Id<Account>, application: Id<Application>) -> bool {
        self.walls.get(&account).is_none_or(|walls| walls.hide(application))
    }

    /// What counts of these in a vote on an application, by name: the last of each person.
    pub(super) fn counting(&self, ballots: &[Ballot], (vote, application): (Id<Vote>, Id<Application>)) -> Vec<Ballot> {
        let mut last: BTreeMap<Id<Account>, &Ballot> = BTreeMap::new();
        for ballot in ballots.iter().filter(|ballot| ballot.vote == vote && !self.is_out(ballot.account, application)) {
            let kept = last.entry(self.person(ballot.account)).or_insert(ballot);
            if (kept.cast_at, kept.account) < (ballot.cast_at, ballot.account) {
                *kept = ballot;
            }
        }
        let mut counting: Vec<Ballot> = last.into_values().cloned().collect();
        counting.sort_by(|one, other| (&one.name, one.account).cmp(&(&other.name, other.account)));
        counting
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflict::{Ground, Wall};
    use crate::kernel::{IdSource, Timestamp};
    use chrono::TimeDelta;

    #[test]
    fn a_person_has_one_vote_and_none_on_what_is_closed_to_them() {
        let (ids, at) = (IdSource::seeded(1), Timestamp::from_micros(0));
        let [one, two, other, walled]: [Id<Account>; 4] = [ids.id(at), ids.id(at), ids.id(at), ids.id(at)];
        let [vote, earlier]: [Id<Vote>; 2] = [ids.id(at), ids.id(at)];
        let application: Id<Application> = ids.id(at);
        let wall = Wall { reference: "UDF-2027-0001".into(), city: "c".into(), grounds: BTreeSet::from([Ground::Declared]) };
        let closed = Walls::new(BTreeMap::from([(application.text(), wall)]), BTreeSet::new());
        let open = [one, two, other].map(|account| (account, Walls::default()));
        let walls = open.into_iter().chain([(walled, closed)]).collect();
        let voters = Voters { reader: Some(two), walls, persons: BTreeMap::from([(two, one)]) };
        let cast = |vote: Id<Vote>, account: Id<Account>, score: i64, seconds: i64| {
            let (name, cast_at) = (score.to_string(), at.plus(TimeDelta::seconds(seconds)));
            Ballot { vote, account, name, score, cast_at }
        };
        let ballots =
            [cast(vote, one, 4, 2), cast(vote, two, 2, 1), cast(vote, other, 1, 1), cast(vote, walled, 5, 1), cast(earlier, two, 3, 1)];
        let scores = |vote| voters.counting(&ballots, (vote, application)).iter().map(|ballot| ballot.score).collect::<Vec<_>>();
        assert_eq!(scores(vote), [1, 4], "the last of the two accounts of one person");
        assert_eq!(scores(earlier), [3]);
        assert!(voters.is_reader(one) && voters.is_reader(two) && !voters.is_reader(other));
        assert!(Voters::default().counting(&ballots, (vote, application)).is_empty(), "of whom nothing is known nothing counts");
    }
}
