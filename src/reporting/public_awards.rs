//! What everybody may read of an award: who, what, how much, and the result.
//! No person is named.

use crate::award::{self, Award};
use crate::compliance::{self, ReportState};
use crate::db::{Conn, Error};
use crate::gathering;
use crate::kernel::Money;
use crate::ledger;
use crate::people::organisation;
use chrono::NaiveDate;

/// One activity as the public sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicActivity {
    /// Its title.
    pub title: String,
    /// Where.
    pub place: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// How many people were planned.
    pub people: usize,
    /// How many came, once reported.
    pub came: Option<usize>,
}

/// One award as the public sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAward {
    /// Its reference.
    pub reference: String,
    /// The city and its state.
    pub city: String,
    /// Its title.
    pub title: String,
    /// The award.
    pub amount: Money,
    /// Accepted cost so far.
    pub spent: Money,
    /// First day of the period of performance.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// Whether it is closed.
    pub is_closed: bool,
    /// What the city says it achieved, once the final report is accepted.
    pub result: Option<String>,
    /// Its activities.
    pub activities: Vec<PublicActivity>,
}

/// Signed awards in the order of their references, at most `limit` after `after`.
///
/// # Errors
/// The database's refusal.
pub fn list_public_awards(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<PublicAward>, Error> {
    let mut all = Vec::new();
    for award in award::list_accepted(conn, (false, &[]), after, limit)? {
        all.push(public(conn, award)?);
    }
    Ok(all)
}

/// One signed award.
///
/// # Errors
/// [`Error::Missing`] when there is none, or the city has not signed.
pub fn public_award(conn: &mut Conn, reference: &str) -> Result<PublicAward, Error> {
    let award = award::by_reference(conn, reference)?;
    if award.accepted_at.is_none() {
        return Err(Error::Missing);
    }
    public(conn, award)
}

fn public(conn: &mut Conn, award: Award) -> Result<PublicAward, Error> {
    let report = compliance::find_final_report(conn, award.id)?.filter(|report| report.state == ReportState::Accepted);
    let activities = gathering::activities(conn, award.id)?;
    Ok(PublicAward {
        city: organisation::city(conn, award.organisation)?.full_name(),
        amount: award.amount,
        spent: ledger::award_position(conn, &award.id.text())?.total.accepted(),
        starts_on: award.period_start,
        ends_on: award.period_end,
        is_closed: award.closed_at.is_some(),
        activities: activities
            .into_iter()
            .map(|a| PublicActivity {
                people: a.attendees.len(),
                came: report.as_ref().map(|r| r.attended.get(&a.id.text()).map_or(0, std::collections::BTreeSet::len)),
                title: a.title,
                place: a.place,
                starts_on: a.starts_on,
                ends_on: a.ends_on,
            })
            .collect(),
        result: report.map(|report| report.summary),
        reference: award.reference,
        title: award.title,
    })
}
