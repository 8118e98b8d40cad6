//! What panels came to on applications in meetings that are closed, as one person may see it: for pages and files beside the
//! minutes. The outcome is told without its words, which stand on the case file; the votes and the scores that were agreed, to those who read minutes.

use super::counted::counted;
use super::store::{minutes as written, votes};
use super::voters::Voters;
use super::{Agreed, Item, Meeting, Outcome, Outcomes, Tally, Turn, outcomes, policy, weighted};
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::Id;
use crate::opportunity;
use crate::people::Actor;
use crate::process;
use crate::scoring::Points;
use std::collections::{BTreeMap, BTreeSet};

/// What a panel came to on one application.
#[derive(Clone, Debug)]
pub struct Settled {
    /// In which meeting.
    pub meeting: Id<Meeting>,
    /// What it recommends, without its words.
    pub outcome: Outcome,
    /// The last vote and what it came to, for those who read minutes.
    pub vote: Option<(Turn, Tally)>,
    /// What the scores on which the panel agreed come to with the weights, for those who read minutes.
    pub consensus: Option<Points>,
}

impl Settled {
    /// The vote in words: `after the discussion: 5 votes, median 4.00, from 2 to 5`.
    #[must_use]
    pub fn vote_words(&self) -> Option<String> {
        self.vote.as_ref().map(|(turn, tally)| format!("{}: {}", turn.label(), tally.words()))
    }
}

/// What panels came to on these applications in meetings that are closed, the newest of each, without what is closed to the person.
///
/// # Errors
/// The database's refusal.
pub fn settled(conn: &mut Conn, actor: &Actor, applications: &[Id<Application>]) -> Result<BTreeMap<Id<Application>, Settled>, Error> {
    let closed: BTreeSet<String> = process::list_closed(conn, actor)?.into_iter().collect();
    let open: Vec<Id<Application>> = applications.iter().copied().filter(|id| !closed.contains(&id.text())).collect();
    let found = outcomes(conn, &open)?;
    let (mut tallies, consensus) = if policy::may_read(actor) {
        (tallies(conn, actor, &found)?, consensus(conn, &found)?)
    } else {
        (BTreeMap::new(), BTreeMap::new())
    };
    let told = found.into_iter().map(|(application, (meeting, mut outcome))| {
        outcome.sentence.clear();
        outcome.reason.clear();
        let item = outcome.item;
        (application, Settled { meeting, vote: tallies.remove(&item), consensus: consensus.get(&item).copied(), outcome })
    });
    Ok(told.collect())
}

/// The last vote of each that is closed, without the ballots of people to whom the application is closed.
fn tallies(conn: &mut Conn, actor: &Actor, found: &Outcomes) -> Result<BTreeMap<Id<Item>, (Turn, Tally)>, Error> {
    let about: BTreeMap<Id<Item>, Id<Application>> = found.iter().map(|(application, (_, outcome))| (outcome.item, *application)).collect();
    let held = votes::list_of_items(conn, &about.keys().copied().collect::<Vec<_>>())?;
    let all = votes::list_ballots(conn, &held.iter().map(|vote| vote.id).collect::<Vec<_>>())?;
    let voters = Voters::of(conn, actor, all.iter().map(|ballot| ballot.account).collect())?;
    let mut tallies = BTreeMap::new();
    for vote in held {
        let Some(application) = about.get(&vote.item).copied() else { continue };
        let (item, turn, counting) = (vote.item, vote.turn, voters.counting(&all, (vote.id, application)));
        if let Some(tally) = counted(vote, counting, &|account| voters.is_reader(account)).tally {
            // They come in the order in which they were opened: the last one stays.
            tallies.insert(item, (turn, tally));
        }
    }
    Ok(tallies)
}

/// What the scores that were agreed come to, by the rubric of each application; nothing while one that counts is missing.
fn consensus(conn: &mut Conn, found: &Outcomes) -> Result<BTreeMap<Id<Item>, Points>, Error> {
    let items: Vec<Id<Item>> = found.values().map(|(_, outcome)| outcome.item).collect();
    let mut agreed: BTreeMap<Id<Item>, Vec<Agreed>> = BTreeMap::new();
    for one in written::list_agreed(conn, &items)? {
        agreed.entry(one.item).or_default().push(one);
    }
    let with: Vec<Id<Application>> =
        found.iter().filter(|(_, (_, outcome))| agreed.contains_key(&outcome.item)).map(|(application, _)| *application).collect();
    let mut points = BTreeMap::new();
    for application in intake::list_by_id(conn, &with)? {
        let Some((_, outcome)) = found.get(&application.id) else { continue };
        let Some(scores) = agreed.get(&outcome.item) else { continue };
        let definition = opportunity::definition(conn, &application.definition_sha256)?;
        points.extend(weighted(&definition.rubric, scores).map(|weighed| (outcome.item, weighed)));
    }
    Ok(points)
}
