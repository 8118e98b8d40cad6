//! A member votes, or votes again: the last vote before the vote is closed counts. Two accounts of one person have one vote.

use super::facts::VoteCast;
use super::members::{is_member, present};
use super::refusal::MeetingError;
use super::store::{meetings, votes};
use super::tabled::{Sight, in_review, sight};
use super::{Ballot, Meeting, Stage, Vote};
use crate::audit;
use crate::db::{Conn, Error, Tx};
use crate::intake;
use crate::kernel::Id;
use crate::people::{Account, Actor, identity};

/// Keeps what the person votes, a whole number on the scale of the vote.
///
/// # Errors
/// See [`MeetingError`]; nothing changes then. To whom the application is closed there is no such vote.
pub fn cast(tx: &mut Tx<'_>, actor: &Actor, (id, vote): (Id<Meeting>, Id<Vote>), typed: &str) -> Result<(), MeetingError> {
    let account = actor.account.ok_or(Error::Missing)?;
    let (meeting, vote) = (meetings::meeting(tx, id)?, votes::vote(tx, vote)?);
    let item = meetings::item(tx, vote.item)?;
    if item.meeting != meeting.id || !is_member(tx, actor, &meeting)? {
        return Err(Error::Missing.into());
    }
    let now = tx.now();
    match sight(tx, actor, item.application, now)? {
        Sight::Closed => return Err(Error::Missing.into()),
        Sight::Undeclared(_) => {
            return Err(MeetingError::NotNow("Say first whether you have a conflict of interest with this application."));
        }
        Sight::Open(_) => {}
    }
    if !vote.is_open() || meeting.stage != Stage::Open || meeting.on_table != Some(item.id) {
        return Err(MeetingError::NotNow("This vote was closed before yours came. Yours is not counted."));
    }
    in_review(tx, item.application)?;
    if !present(&meetings::list_attendance(tx, meeting.id)?).contains(&account) {
        return Err(MeetingError::NotNow("Say first that you are here, then vote."));
    }
    let (low, high) = vote.scale;
    let wrong = || MeetingError::field("score", format!("Choose a whole number from {low} to {high}."));
    let score = typed.trim().parse::<i64>().ok().filter(|score| (low..=high).contains(score)).ok_or_else(wrong)?;
    let before = known(tx, vote.id, account)?;
    let again = before.is_some();
    match before {
        Some(before) => votes::change_ballot(tx, &Ballot { score, cast_at: now, ..before })?,
        None => votes::insert_ballot(tx, &Ballot { vote: vote.id, account, name: actor.name.clone(), score, cast_at: now })?,
    }
    let fact = VoteCast {
        application: item.application.text(),
        reference: intake::application(tx, item.application)?.reference,
        meeting: meeting.id.text(),
        vote: vote.id.text(),
        turn: vote.turn.to_string(),
        account: account.text(),
        again,
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}

/// What the person voted in this vote before, with whichever of their accounts.
fn known(conn: &mut Conn, vote: Id<Vote>, account: Id<Account>) -> Result<Option<Ballot>, Error> {
    if let Some(own) = votes::find_ballot(conn, vote, account)? {
        return Ok(Some(own));
    }
    for ballot in votes::list_ballots(conn, &[vote])? {
        if identity::is_one_person(conn, ballot.account, account)? {
            return Ok(Some(ballot));
        }
    }
    Ok(None)
}
