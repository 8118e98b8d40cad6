//! A return that a finance officer was told of and no file brought: it waits for another person, and blocks nothing before.

use super::bank_details::Done;
use super::payment::Payment;
use super::store;
use crate::award::Award;
use crate::db::{Conn, Error};
use crate::kernel::{Id, Money};
use crate::people::Actor;
use chrono::NaiveDate;

/// So many are listed at most.
const MOST: i64 = 200;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ReturnOutcome {
    /// Another person confirmed it: the payment came back.
    Confirmed,
    /// Another person refused it.
    Refused,
    /// Whoever proposed it took it back.
    Withdrawn,
    /// A file of the bank brought the return meanwhile.
    Overtaken,
}

impl ReturnOutcome {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Confirmed => "Confirmed",
            Self::Refused => "Refused",
            Self::Withdrawn => "Withdrawn",
            Self::Overtaken => "A file of the bank brought it",
        }
    }
}

/// One return that was recorded by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnProposal {
    /// Its identifier.
    pub id: Id<ReturnProposal>,
    /// The payment.
    pub payment: Id<Payment>,
    /// Its award.
    pub award: Id<Award>,
    /// The award's reference.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// `R03`.
    pub code: String,
    /// The day on which the bank sent it back.
    pub told_on: NaiveDate,
    /// How it is known.
    pub evidence: String,
    /// Who says so.
    pub proposed: Done,
    /// What became of it.
    pub outcome: Option<ReturnOutcome>,
    /// The name of who decided, or read in the file.
    pub decided_by_name: Option<String>,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// One of them, if its payment is open to the person.
///
/// # Errors
/// [`Error::Missing`] when there is none for them.
pub fn open_return(conn: &mut Conn, actor: &Actor, id: Id<ReturnProposal>) -> Result<ReturnProposal, Error> {
    let proposal = store::return_proposal(conn, id)?;
    if actor.is_kept_from(proposal.award) { Err(Error::Missing) } else { Ok(proposal) }
}

/// Those that wait for another person, of awards that are open to the reader, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_open_returns(conn: &mut Conn, actor: &Actor) -> Result<Vec<ReturnProposal>, Error> {
    store::list_open_returns(conn, &actor.walls.ids(), MOST)
}

/// How many of others wait for the person.
///
/// # Errors
/// The database's refusal.
pub fn count_open_returns(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    let waiting = list_open_returns(conn, actor)?.into_iter().filter(|one| !actor.is_person(&one.proposed.by)).count();
    Ok(i64::try_from(waiting).unwrap_or(i64::MAX))
}
