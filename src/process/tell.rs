//! Tells a city what was decided on its application. Decisions are taken first and told
//! later, many together, after somebody has looked at every letter (W17).

use super::ProcessError;
use super::approve::offered;
use super::case::Case;
use super::decide::declined;
use super::fire::{Fire, Press, Stand, act_of, fire};
use super::news::News;
use crate::award::{self, ApplicationDeclined, Award, AwardOffered, Verdict};
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Fact, Id, Timestamp};
use crate::people::Actor;

const DECLINE: &str = "tell_decline";

/// The acts that tell a city of a decision.
pub(super) const TELLS: &[&str] = &["tell_award", DECLINE];

/// The letter that waits on a case.
#[derive(Clone, Debug)]
pub enum Waiting {
    /// The offer of an award.
    Offer(AwardOffered),
    /// The decline.
    Decline(ApplicationDeclined),
}

impl Waiting {
    /// The fact it tells.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Offer(_) => AwardOffered::NAME,
            Self::Decline(_) => ApplicationDeclined::NAME,
        }
    }

    /// The fact as letters are written from it.
    ///
    /// # Errors
    /// [`Error::Broken`]; never in practice.
    pub fn payload(&self) -> Result<String, Error> {
        let payload = match self {
            Self::Offer(fact) => serde_json::to_string(fact),
            Self::Decline(fact) => serde_json::to_string(fact),
        };
        payload.map_err(|e| Error::Broken(e.to_string()))
    }
}

/// The letter that telling the city would send at `now`.
///
/// # Errors
/// [`Error::Missing`] when nothing was decided.
pub fn waiting_letter(conn: &mut Conn, case: &Case, now: Timestamp) -> Result<Waiting, Error> {
    match award::find_award(conn, case.award())? {
        // An offer is open from the day it is told.
        Some(made) => Ok(Waiting::Offer(offered(conn, case, &Award { offered_at: now, ..made })?)),
        None => {
            let reason = last_reason(conn, case)?;
            let stand = Stand::of(conn, case, now)?;
            let step = stand.definition.transitions.iter().find(|step| act_of(step) == DECLINE).ok_or(Error::Missing)?;
            Ok(Waiting::Decline(declined(conn, case, &reason, (&step.to, now))?))
        }
    }
}

fn last_reason(conn: &mut Conn, case: &Case) -> Result<String, Error> {
    let decisions = award::list_decisions(conn, case.award())?;
    decisions.into_iter().rfind(|d| d.verdict == Verdict::Declined).map(|d| d.reason).ok_or(Error::Missing)
}

/// Tells the city: its offer is open from now on, or its way ends here but for an appeal.
///
/// # Errors
/// [`ProcessError`].
pub fn tell(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    if award::find_award(tx, case.award())?.is_some() {
        fire(tx, actor, &case, &Fire::new("tell_award", press), |tx, actor, _| {
            let told = award::tell(tx, case.award())?;
            let fact = offered(tx, &case, &told)?;
            Ok(((), vec![News::record(tx, actor, fact)?]))
        })?;
    } else {
        fire(tx, actor, &case, &Fire::new(DECLINE, press), |tx, actor, step| {
            let reason = last_reason(tx, &case)?;
            let now = tx.now();
            let fact = declined(tx, &case, &reason, (&step.to, now))?;
            Ok(((), vec![News::record(tx, actor, fact)?]))
        })?;
    }
    Ok(())
}
