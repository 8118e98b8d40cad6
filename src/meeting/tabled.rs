//! What is on the table, as one person may see it; and what its operations ask first.

use super::counted::{Counted, counted};
use super::members::is_member;
use super::policy;
use super::refusal::MeetingError;
use super::store::{meetings, minutes, votes};
use super::veil::Veil;
use super::vote_ops::eligible;
use super::voters::Voters;
use super::{Agreed, Item, Meeting, Note, Outcome, Stage};
use crate::db::{Conn, Error, Tx};
use crate::intake::{self, Application};
use crate::kernel::{Id, Timestamp};
use crate::panel;
use crate::people::{Account, Actor, FundRole};
use crate::process::{self, Stage as CaseStage};
use crate::review::{self, Assignment, Reading, Review, Stage as TaskStage};

const GONE: &str = "This application is no longer in review: its city withdrew it, or it was decided. Take the next one.";

/// What somebody sees of an application.
#[derive(Debug)]
pub enum Sight {
    /// Nothing: it is closed to them because of a conflict of interest.
    Closed,
    /// Nothing yet: they review it, and have not said whether they have a conflict of interest.
    Undeclared(Id<Assignment>),
    /// This.
    Open(Box<Reading>),
}

/// What somebody sees of what is on the table.
#[derive(Debug)]
pub enum OnTable {
    /// Nothing is on it.
    Nothing,
    /// Something that is closed to them.
    Closed,
    /// Something that they review, and on which they have not declared.
    Undeclared(Id<Assignment>),
    /// This.
    Open(Box<Opened>),
}

/// What is on the table, with all that belongs to it.
#[derive(Debug)]
pub struct Opened {
    /// Its place on the agenda.
    pub item: Item,
    /// The application as the person may read it.
    pub reading: Reading,
    /// Where it stands.
    pub stage: CaseStage,
    /// The submitted reviews that the person may see.
    pub reviews: Vec<(Assignment, Review)>,
    /// The votes on it.
    pub votes: Vec<Counted>,
    /// Who may vote and has not, while a vote is open; for whoever leads.
    pub waiting: Vec<String>,
    /// What was noted.
    pub notes: Vec<Note>,
    /// The scores on which the panel agrees, those included that were corrected.
    pub agreed: Vec<Agreed>,
    /// What it recommends.
    pub outcome: Option<Outcome>,
}

impl Opened {
    /// Whether votes are still taken on it.
    #[must_use]
    pub fn is_in_review(&self) -> bool {
        is_reviewed(self.stage)
    }
}

pub(super) fn is_reviewed(stage: CaseStage) -> bool {
    matches!(stage, CaseStage::InReview | CaseStage::Panel)
}

/// Refuses what left the review meanwhile.
pub(super) fn in_review(conn: &mut Conn, application: Id<Application>) -> Result<(), MeetingError> {
    if is_reviewed(process::stage(conn, application)?) { Ok(()) } else { Err(MeetingError::NotNow(GONE)) }
}

/// The meeting, for whoever leads.
pub(super) fn led(tx: &mut Tx<'_>, actor: &Actor, id: Id<Meeting>) -> Result<Meeting, MeetingError> {
    if policy::may_lead(actor) { Ok(meetings::meeting(tx, id)?) } else { Err(MeetingError::NotAllowed) }
}

/// What is on the table of a meeting that goes on, for whoever leads. What is closed to them is not there.
pub(super) fn led_item(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Meeting>,
    item: Id<Item>,
) -> Result<(Meeting, Item, Application), MeetingError> {
    let meeting = led(tx, actor, id)?;
    let item = meetings::item(tx, item)?;
    if item.meeting != meeting.id || process::is_recused(tx, actor, item.application)? {
        return Err(Error::Missing.into());
    }
    if meeting.stage != Stage::Open {
        return Err(MeetingError::NotNow("The meeting is not under way. Nothing was recorded."));
    }
    if meeting.on_table != Some(item.id) {
        return Err(MeetingError::NotNow("The meeting has gone on to another application. Nothing was recorded: open the page again."));
    }
    let application = intake::application(tx, item.application)?;
    Ok((meeting, item, application))
}

/// What the person sees of an application in a meeting: as its reviewer what a reviewer reads; who leads or audits all of it;
/// another member what the phase of the round shows.
pub(super) fn sight(conn: &mut Conn, actor: &Actor, application: Id<Application>, now: Timestamp) -> Result<Sight, Error> {
    if process::is_recused(conn, actor, application)? {
        return Ok(Sight::Closed);
    }
    let tasks = review::list_for_application(conn, actor, application, now)?;
    let is_own = |task: &&Assignment| actor.account == Some(task.reviewer) && task.stage.counts() && actor.has(FundRole::Reviewer);
    match tasks.iter().find(is_own) {
        Some(task) if task.stage == TaskStage::Assigned => Ok(Sight::Undeclared(task.id)),
        Some(task) => Ok(Sight::Open(Box::new(review::reading(conn, task, now)?))),
        None => {
            let draft = intake::draft(conn, application)?;
            let is_blind = !policy::may_read(actor) && !panel::flags_now(conn, draft.application.opportunity, now)?.applicants;
            let reading = if is_blind { Reading::blind(conn, draft)? } else { Reading::open(draft) };
            Ok(Sight::Open(Box::new(reading)))
        }
    }
}

/// An application of the agenda to read: what is on the table for its members, any for whoever leads.
///
/// # Errors
/// [`Error::Missing`] for everything else.
pub fn item_sight(conn: &mut Conn, actor: &Actor, (meeting, item): (Id<Meeting>, Id<Item>), now: Timestamp) -> Result<Sight, Error> {
    let (meeting, item) = (meetings::meeting(conn, meeting)?, meetings::item(conn, item)?);
    let may =
        policy::may_lead(actor) || (meeting.stage == Stage::Open && meeting.on_table == Some(item.id) && is_member(conn, actor, &meeting)?);
    if item.meeting == meeting.id && may { sight(conn, actor, item.application, now) } else { Err(Error::Missing) }
}

/// What is on the table now, for whoever leads and for members; who else asks is told that nothing is there.
///
/// # Errors
/// The database's refusal.
pub fn on_table(conn: &mut Conn, actor: &Actor, meeting: &Meeting, now: Timestamp) -> Result<OnTable, Error> {
    let Some(item) = meeting.on_table else { return Ok(OnTable::Nothing) };
    if !policy::may_lead(actor) && !is_member(conn, actor, meeting)? {
        return Ok(OnTable::Nothing);
    }
    let item = meetings::item(conn, item)?;
    match sight(conn, actor, item.application, now)? {
        Sight::Closed => Ok(OnTable::Closed),
        Sight::Undeclared(task) => Ok(OnTable::Undeclared(task)),
        Sight::Open(reading) => Ok(OnTable::Open(Box::new(opened(conn, actor, (meeting, item, now), *reading)?))),
    }
}

fn opened(conn: &mut Conn, actor: &Actor, (meeting, item, now): (&Meeting, Item, Timestamp), reading: Reading) -> Result<Opened, Error> {
    let reviews = match review::list_submitted(conn, actor, item.application, now) {
        Err(Error::Missing) => Vec::new(),
        other => other?,
    };
    let held = votes::list_of_item(conn, item.id)?;
    let ballots = votes::list_ballots(conn, &held.iter().map(|vote| vote.id).collect::<Vec<_>>())?;
    let open = held.iter().find(|vote| vote.is_open()).map(|vote| vote.id);
    let able = match open.filter(|_| policy::may_lead(actor)) {
        None => Vec::new(),
        Some(_) => eligible(conn, actor, (meeting, item.application))?,
    };
    let accounts = ballots.iter().map(|ballot| ballot.account).chain(able.iter().map(|member| member.account));
    let voters = Voters::of(conn, actor, accounts.collect())?;
    let has_voted = |account: Id<Account>| ballots.iter().any(|ballot| Some(ballot.vote) == open && voters.is_one(ballot.account, account));
    let waiting = able.into_iter().filter(|member| !has_voted(member.account)).map(|member| member.name).collect();
    let mut notes = minutes::list_notes(conn, &[item.id])?;
    let mut agreed = minutes::list_agreed(conn, &[item.id])?;
    let mut outcome = minutes::list_outcomes(conn, &[item.id])?.pop();
    let veil = veil(conn, actor, (item, reading.is_blind))?;
    veil.over_notes(&mut notes);
    veil.over_agreed(&mut agreed);
    veil.over_outcomes(&mut outcome);
    let is_own = |account: Id<Account>| voters.is_reader(account);
    let votes = held.into_iter().map(|vote| {
        let counting = voters.counting(&ballots, (vote.id, item.application));
        counted(vote, counting, &is_own)
    });
    Ok(Opened {
        item,
        reading,
        stage: process::stage(conn, item.application)?,
        reviews,
        votes: votes.collect(),
        waiting,
        notes,
        agreed,
        outcome,
    })
}

/// What is between the person and the words about one item.
fn veil<'a>(conn: &mut Conn, actor: &'a Actor, (item, is_blind): (Item, bool)) -> Result<Veil<'a>, Error> {
    if !is_blind {
        return Veil::of(conn, actor, &[], &[]);
    }
    let beside: Vec<Id<Application>> = meetings::list_items(conn, item.meeting)?.into_iter().map(|other| other.application).collect();
    Veil::of(conn, actor, &[(item.id, item.application)], &beside)
}
