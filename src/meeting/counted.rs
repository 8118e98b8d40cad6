//! A vote as one person may see it: how many votes are in, their own, and what all come to once it is closed. Pure.

use super::{Ballot, Tally, Vote, tally};
use crate::kernel::Id;
use crate::people::Account;

/// A vote with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The vote.
    pub vote: Vote,
    /// How many votes are in.
    pub cast: usize,
    /// What the person voted themselves.
    pub own: Option<i64>,
    /// What was voted, by name; nothing while the vote is open.
    pub ballots: Vec<Ballot>,
    /// What that comes to.
    pub tally: Option<Tally>,
}

/// A vote with what counts in it (`Voters::counting`), for a reader; `is_own` says which accounts are theirs.
pub(super) fn counted(vote: Vote, counting: Vec<Ballot>, is_own: &dyn Fn(Id<Account>) -> bool) -> Counted {
    let own = counting.iter().find(|ballot| is_own(ballot.account)).map(|ballot| ballot.score);
    let cast = counting.len();
    let ballots = if vote.is_open() { Vec::new() } else { counting };
    let tally = tally(&ballots.iter().map(|ballot| ballot.score).collect::<Vec<_>>());
    Counted { vote, cast, own, ballots, tally }
}

#[cfg(test)]
mod tests {
    use super::super::Turn;
    use super::*;
    use crate::kernel::{IdSource, Timestamp};

    #[test]
    fn an_open_vote_says_how_many_and_a_closed_one_what() {
        let (ids, at) = (IdSource::seeded(1), Timestamp::from_micros(0));
        let people: Vec<Id<Account>> = (0..2).map(|_| ids.id(at)).collect();
        let vote = |closed_at| Vote {
            id: "01999999-0000-7000-8000-000000000000".parse().expect("an identifier"),
            item: ids.id(at),
            turn: Turn::Before,
            scale: (1, 5),
            opened_at: at,
            closed_at,
            eligible: None,
        };
        let cast = |account, score| Ballot { vote: vote(None).id, account, name: String::new(), score, cast_at: at };
        let ballots = vec![cast(people[0], 4), cast(people[1], 2)];
        let is_own = |account| account == people[0];
        let open = counted(vote(None), ballots.clone(), &is_own);
        assert_eq!((open.cast, open.own, open.ballots.len(), open.tally), (2, Some(4), 0, None), "secret");
        let closed = counted(vote(Some(at)), ballots, &is_own);
        assert_eq!(closed.tally.map(|tally| tally.words()).as_deref(), Some("2 votes, median 3.00, from 2 to 4"));
        assert_eq!(closed.ballots.len(), 2);
    }
}
