//! Whoever leads opens a vote on what is on the table, and closes it. A vote that is closed never changes.

use super::facts::{VoteClosed, VoteOpened};
use super::members::{Member, members, present};
use super::refusal::MeetingError;
use super::store::{meetings, votes};
use super::tabled::{in_review, led_item};
use super::voters::Voters;
use super::{Item, Meeting, Turn, Vote};
use crate::audit;
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::opportunity;
use crate::people::{Account, Actor};
use crate::review::{self, Stage as TaskStage};
use std::collections::BTreeSet;

const NOBODY: &str = "Nobody may vote on this application now: no member is here, or it is closed to everybody who is. Say first who is here, or note how the panel goes on.";

/// Opens the vote before the discussion, or the one after it.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then.
pub fn open_vote(tx: &mut Tx<'_>, actor: &Actor, (meeting, item): (Id<Meeting>, Id<Item>), turn: &str) -> Result<(), MeetingError> {
    let (meeting, item, application) = led_item(tx, actor, meeting, item)?;
    let turn: Turn = turn.parse().map_err(|_| MeetingError::NotNow("Choose a vote before or after the discussion."))?;
    in_review(tx, application.id)?;
    let held = votes::list_of_item(tx, item.id)?;
    if held.iter().any(Vote::is_open) {
        return Err(MeetingError::NotNow("A vote on this application is open. Close it first."));
    }
    if held.iter().any(|vote| vote.turn >= turn) {
        return Err(MeetingError::NotNow("This vote was held, or the one that comes after it. It stays as it is."));
    }
    if eligible(tx, actor, (&meeting, application.id))?.is_empty() {
        return Err(MeetingError::NotNow(NOBODY));
    }
    let definition = opportunity::definition(tx, &application.definition_sha256)?;
    let vote = Vote {
        id: tx.id(),
        item: item.id,
        turn,
        scale: (definition.rubric.scale_min, definition.rubric.scale_max),
        opened_at: tx.now(),
        closed_at: None,
        eligible: None,
    };
    votes::insert(tx, &vote, &actor.name)?;
    let fact = VoteOpened {
        application: application.id.text(),
        reference: application.reference,
        meeting: meeting.id.text(),
        vote: vote.id.text(),
        turn: turn.to_string(),
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}

/// Closes a vote on what is on the table.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then.
pub fn close_vote(tx: &mut Tx<'_>, actor: &Actor, id: Id<Meeting>, vote: Id<Vote>) -> Result<(), MeetingError> {
    let vote = votes::vote(tx, vote)?;
    let (meeting, _, application) = led_item(tx, actor, id, vote.item)?;
    if !vote.is_open() {
        return Err(MeetingError::NotNow("This vote is closed already. It stays as it is."));
    }
    let ballots = votes::list_ballots(tx, &[vote.id])?;
    let mut accounts: BTreeSet<Id<Account>> =
        eligible(tx, actor, (&meeting, application.id))?.into_iter().map(|member| member.account).collect();
    let able = accounts.clone();
    accounts.extend(ballots.iter().map(|ballot| ballot.account));
    let voters = Voters::of(tx, actor, accounts)?;
    // What somebody voted who stepped back since is not counted (C1).
    let cast = voters.counting(&ballots, (vote.id, application.id));
    // Who voted and left could.
    let could: BTreeSet<Id<Account>> =
        able.into_iter().chain(cast.iter().map(|ballot| ballot.account)).map(|account| voters.person(account)).collect();
    let eligible = i32::try_from(could.len()).unwrap_or(i32::MAX);
    votes::mark_closed(tx, vote.id, eligible)?;
    let fact = VoteClosed {
        application: application.id.text(),
        reference: application.reference,
        meeting: meeting.id.text(),
        vote: vote.id.text(),
        turn: vote.turn.to_string(),
        eligible,
        ballots: cast.into_iter().map(|ballot| (ballot.name, ballot.score)).collect(),
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}

/// The members who may vote on an application now: who are here, to whom it is not closed, and who owe no declaration on it; of a
/// person with two accounts one.
pub(super) fn eligible(conn: &mut Conn, actor: &Actor, (meeting, application): (&Meeting, Id<Application>)) -> Result<Vec<Member>, Error> {
    let there = present(&meetings::list_attendance(conn, meeting.id)?);
    let mut all = members(conn, meeting)?;
    all.retain(|member| there.contains(&member.account));
    let voters = Voters::of(conn, actor, all.iter().map(|member| member.account).collect())?;
    // Which stage a task has does not depend on the instant.
    let tasks = review::list_for_application(conn, actor, application, Timestamp::from_micros(0))?;
    let owes = |account: Id<Account>| tasks.iter().any(|task| task.reviewer == account && task.stage == TaskStage::Assigned);
    all.retain(|member| !voters.is_out(member.account, application) && !owes(member.account));
    let mut counted = BTreeSet::new();
    all.retain(|member| counted.insert(voters.person(member.account)));
    Ok(all)
}
