//! The read side: which meetings there are, the agenda of one with its votes and outcomes, its minutes, and what came out for an
//! application. Everything is counted over what the person may see: what is closed to them is in no row and no total.

use super::counted::{Counted, counted};
use super::members::{Attendance, Member, members, present};
use super::outcome::is_gone;
use super::policy;
use super::refusal::too_large;
use super::store::{meetings, minutes as written, votes};
use super::veil::Veil;
use super::voters::Voters;
use super::{Agreed, Item, Meeting, Note, Outcome, Running, Stage};
use crate::blind::WITHHELD;
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{self, Opportunity};
use crate::panel::{self, Stage as SeatStage};
use crate::people::{Account, Actor, FundRole};
use crate::process::{self, Stage as CaseStage};
use crate::review;
use std::collections::{BTreeMap, BTreeSet};

/// So many meetings are listed.
const LISTED: i64 = 200;
/// So many of one person.
const MINE: i64 = 20;

/// One application of an agenda.
#[derive(Clone, Debug)]
pub struct Row {
    /// Where it stands on the agenda.
    pub item: Item,
    /// The application.
    pub application: Application,
    /// What the person, who reviews it too, knows it by, where they do not see who applies.
    pub label: Option<String>,
    /// Where it stands.
    pub stage: CaseStage,
    /// The votes on it.
    pub votes: Vec<Counted>,
    /// What the panel recommends.
    pub outcome: Option<Outcome>,
}

impl Row {
    /// Whether what is recommended for it counts in no total: its city withdrew it, or it was found ineligible.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        is_gone(self.stage)
    }

    /// What the person knows it by.
    #[must_use]
    pub fn known_as(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.application.reference)
    }

    /// Who applies, where the person may know.
    #[must_use]
    pub fn city(&self) -> &str {
        if self.label.is_none() { &self.application.city_name } else { WITHHELD }
    }
}

/// A meeting with its agenda.
#[derive(Clone, Debug)]
pub struct Board {
    /// The meeting.
    pub meeting: Meeting,
    /// Its round.
    pub round: Opportunity,
    /// What the person sees of its agenda, in its order.
    pub rows: Vec<Row>,
    /// Everybody who takes part.
    pub members: Vec<Member>,
    /// Who of them is there.
    pub present: BTreeSet<Id<Account>>,
    /// What is recommended so far.
    pub running: Running,
}

/// What stands in the minutes of a meeting that is closed.
#[derive(Clone, Debug)]
pub struct Minutes {
    /// The meeting with its agenda.
    pub board: Board,
    /// What was noted, the first first.
    pub notes: Vec<Note>,
    /// The scores on which the panel agreed, those included that were corrected.
    pub agreed: Vec<Agreed>,
    /// What it recommended, what was corrected included.
    pub outcomes: Vec<Outcome>,
    /// Who came and left, in the order in which it was said.
    pub attendance: Vec<Attendance>,
}

/// One meeting, for whoever leads, reads or takes part.
///
/// # Errors
/// [`Error::Missing`] for everybody else.
pub fn meeting(conn: &mut Conn, actor: &Actor, id: Id<Meeting>) -> Result<Meeting, Error> {
    let meeting = meetings::meeting(conn, id)?;
    if policy::may_read(actor) || super::is_member(conn, actor, &meeting)? { Ok(meeting) } else { Err(Error::Missing) }
}

/// The meetings of all rounds, the latest first.
///
/// # Errors
/// [`Error::Missing`] for whoever may not read them.
pub fn list(conn: &mut Conn, actor: &Actor) -> Result<Vec<Meeting>, Error> {
    if policy::may_read(actor) { meetings::list(conn, LISTED) } else { Err(Error::Missing) }
}

/// Whether the person is there.
///
/// # Errors
/// The database's refusal.
pub fn is_present(conn: &mut Conn, actor: &Actor, meeting: &Meeting) -> Result<bool, Error> {
    let Some(account) = actor.account else { return Ok(false) };
    Ok(present(&meetings::list_attendance(conn, meeting.id)?).contains(&account))
}

/// The meetings to come, and those that go on, in which the person takes part.
///
/// # Errors
/// The database's refusal.
pub fn list_mine(conn: &mut Conn, actor: &Actor) -> Result<Vec<Meeting>, Error> {
    let Some(account) = actor.account else { return Ok(vec![]) };
    let seats = panel::list_mine(conn, actor)?.into_iter().filter(|seat| seat.stage == SeatStage::Accepted);
    let rounds: Vec<Id<Opportunity>> = seats.map(|seat| seat.round).collect();
    let mut all = meetings::list_to_come(conn, &rounds, account, MINE)?;
    all.retain(|meeting| rounds.contains(&meeting.round) || actor.has(FundRole::Chair));
    Ok(all)
}

/// The agenda without what is closed to the person.
fn seen(conn: &mut Conn, actor: &Actor, meeting: Id<Meeting>) -> Result<Vec<Item>, Error> {
    let closed: BTreeSet<String> = process::list_closed(conn, actor)?.into_iter().collect();
    let mut items = meetings::list_items(conn, meeting)?;
    items.retain(|item| !closed.contains(&item.application.text()));
    Ok(items)
}

/// The newest outcome of each. They come by item and number, so that the last one stays.
fn newest(outcomes: Vec<Outcome>) -> BTreeMap<Id<Item>, Outcome> {
    outcomes.into_iter().map(|outcome| (outcome.item, outcome)).collect()
}

/// What adds up against the budget. What its city withdrew, or was found ineligible, gets nothing, and counts no more.
fn total(
    meeting: &Meeting,
    (items, stages): (&[Item], &BTreeMap<Id<Application>, CaseStage>),
    outcomes: &BTreeMap<Id<Item>, Outcome>,
) -> Result<Running, Error> {
    let counts = |item: &&Item| !stages.get(&item.application).copied().is_some_and(is_gone);
    let counting = items.iter().filter(counts).filter_map(|item| outcomes.get(&item.id));
    Running::of(meeting.budget, counting).map_err(too_large)
}

/// What is recommended so far, of what the person may see.
///
/// # Errors
/// The database's refusal.
pub fn running(conn: &mut Conn, actor: &Actor, meeting: &Meeting) -> Result<Running, Error> {
    let items = seen(conn, actor, meeting.id)?;
    let ids: Vec<Id<Item>> = items.iter().map(|item| item.id).collect();
    let outcomes = newest(written::list_outcomes(conn, &ids)?);
    total(meeting, (&items, &process::list_stages(conn, meeting.round)?), &outcomes)
}

/// What is between the person and the words about these items: of those that they review without seeing who applies, names are withheld.
fn veil<'a>(conn: &mut Conn, actor: &'a Actor, (meeting, items): (&Meeting, &[Item]), now: Timestamp) -> Result<Veil<'a>, Error> {
    let hidden = review::list_hidden(conn, actor, meeting.round, now)?;
    let all: Vec<(Id<Item>, Id<Application>)> = items.iter().map(|item| (item.id, item.application)).collect();
    let blind: Vec<_> = all.iter().copied().filter(|(_, application)| hidden.contains_key(application)).collect();
    Veil::of(conn, actor, &blind, &all.iter().map(|(_, application)| *application).collect::<Vec<_>>())
}

/// A meeting with its agenda, for whoever leads or reads. A bounded number of queries, but for one for each member.
///
/// # Errors
/// [`Error::Missing`] for everybody else.
pub fn board(conn: &mut Conn, actor: &Actor, id: Id<Meeting>, now: Timestamp) -> Result<Board, Error> {
    if !policy::may_read(actor) {
        return Err(Error::Missing);
    }
    let meeting = meetings::meeting(conn, id)?;
    let items = seen(conn, actor, id)?;
    let mut outcomes = written::list_outcomes(conn, &items.iter().map(|item| item.id).collect::<Vec<_>>())?;
    veil(conn, actor, (&meeting, &items), now)?.over_outcomes(&mut outcomes);
    let there = present(&meetings::list_attendance(conn, id)?);
    board_of(conn, actor, (meeting, items, outcomes), (there, now))
}

fn board_of(
    conn: &mut Conn,
    actor: &Actor,
    (meeting, items, outcomes): (Meeting, Vec<Item>, Vec<Outcome>),
    (present, now): (BTreeSet<Id<Account>>, Timestamp),
) -> Result<Board, Error> {
    let mut outcomes = newest(outcomes);
    let ids: Vec<Id<Application>> = items.iter().map(|item| item.application).collect();
    let mut applications: BTreeMap<Id<Application>, Application> =
        intake::list_by_id(conn, &ids)?.into_iter().map(|application| (application.id, application)).collect();
    let stages = process::list_stages(conn, meeting.round)?;
    let running = total(&meeting, (&items, &stages), &outcomes)?;
    let coverage = review::list_coverage(conn, actor, meeting.round, now)?;
    let mut held = by_item(conn, actor, &meeting, &items)?;
    let mut rows = Vec::new();
    for item in items {
        let Some(application) = applications.remove(&item.application) else { continue };
        let Some(stage) = stages.get(&item.application).copied() else { continue };
        rows.push(Row {
            item,
            label: coverage.get(&item.application).and_then(|known| known.label.clone()),
            application,
            stage,
            votes: held.remove(&item.id).unwrap_or_default(),
            outcome: outcomes.remove(&item.id),
        });
    }
    let round = opportunity::opportunity(conn, meeting.round)?;
    let members = members(conn, &meeting)?;
    Ok(Board { meeting, round, rows, members, present, running })
}

/// The votes of a meeting by item, without those of people to whom the application is closed.
fn by_item(conn: &mut Conn, actor: &Actor, meeting: &Meeting, items: &[Item]) -> Result<BTreeMap<Id<Item>, Vec<Counted>>, Error> {
    let about: BTreeMap<Id<Item>, Id<Application>> = items.iter().map(|item| (item.id, item.application)).collect();
    let mut all = votes::list_of_meeting(conn, meeting.id)?;
    all.retain(|vote| about.contains_key(&vote.item));
    let ballots = votes::list_ballots(conn, &all.iter().map(|vote| vote.id).collect::<Vec<_>>())?;
    let voters = Voters::of(conn, actor, ballots.iter().map(|ballot| ballot.account).collect())?;
    let mut found: BTreeMap<Id<Item>, Vec<Counted>> = BTreeMap::new();
    for vote in all {
        let Some(application) = about.get(&vote.item).copied() else { continue };
        let counting = voters.counting(&ballots, (vote.id, application));
        found.entry(vote.item).or_default().push(counted(vote, counting, &|account| voters.is_reader(account)));
    }
    Ok(found)
}

/// The minutes of a meeting that is closed, for whoever leads or audits.
///
/// # Errors
/// [`Error::Missing`] for everybody else, and before it is closed.
pub fn minutes(conn: &mut Conn, actor: &Actor, id: Id<Meeting>, now: Timestamp) -> Result<Minutes, Error> {
    let meeting = meetings::meeting(conn, id)?;
    if !policy::may_read(actor) || meeting.stage != Stage::Closed {
        return Err(Error::Missing);
    }
    let items = seen(conn, actor, id)?;
    let ids: Vec<Id<Item>> = items.iter().map(|item| item.id).collect();
    let (mut notes, mut agreed) = (written::list_notes(conn, &ids)?, written::list_agreed(conn, &ids)?);
    let mut outcomes = written::list_outcomes(conn, &ids)?;
    let veil = veil(conn, actor, (&meeting, &items), now)?;
    veil.over_notes(&mut notes);
    veil.over_agreed(&mut agreed);
    veil.over_outcomes(&mut outcomes);
    let attendance = meetings::list_attendance(conn, id)?;
    let board = board_of(conn, actor, (meeting, items, outcomes.clone()), (present(&attendance), now))?;
    Ok(Minutes { board, notes, agreed, outcomes, attendance })
}

/// What the panel recommended last on an application in a meeting that is closed, for somebody who reads its case file: nothing where
/// it is closed to them, or where they may not see how others scored it (yet).
///
/// # Errors
/// The database's refusal.
pub fn outcome(conn: &mut Conn, actor: &Actor, application: &Application, now: Timestamp) -> Result<Option<Outcome>, Error> {
    let id = application.id;
    if process::is_recused(conn, actor, id)? || !review::visible_to(conn, actor, id, now)? {
        return Ok(None);
    }
    let Some((meeting, mut found)) = written::list_of_applications(conn, &[id])?.remove(&id) else { return Ok(None) };
    let meeting = meetings::meeting(conn, meeting)?;
    let items = seen(conn, actor, meeting.id)?;
    veil(conn, actor, (&meeting, &items), now)?.over_outcomes([&mut found]);
    Ok(Some(found))
}

/// What panels recommended, by application, with the meeting.
pub type Outcomes = BTreeMap<Id<Application>, (Id<Meeting>, Outcome)>;

/// What panels recommended on these applications in meetings that are closed, with the meeting; the newest of each. Whoever
/// asks leaves out what is closed to their reader, and shows no words of it: those are in [`outcome`].
///
/// # Errors
/// The database's refusal.
pub fn outcomes(conn: &mut Conn, applications: &[Id<Application>]) -> Result<Outcomes, Error> {
    if applications.is_empty() { Ok(BTreeMap::new()) } else { written::list_of_applications(conn, applications) }
}
