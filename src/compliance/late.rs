//! The next day of closing of an award, and whether it is late: what the city owes from its own obligations is paid first, then
//! the fund closes the award.

use super::reporting::{late_from, reporting};
use super::store;
use crate::award::Award;
use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::people::Actor;
use chrono::NaiveDate;

/// What is to be done by a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosingStep {
    /// What the city owes from its own obligations is paid, and its advance spent or returned.
    Settle,
    /// The award is closed.
    Close,
}

/// The next day of closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextDay {
    /// What is to be done.
    pub step: ClosingStep,
    /// By when.
    pub by: NaiveDate,
    /// Whether that day is over.
    pub is_late: bool,
}

/// The next day of an award that is not closed; `is_unsettled` while an advance is open or an accepted cost unpaid.
///
/// # Errors
/// A mistake in the files, or a day that is too far away.
pub fn next_day(award: &Award, is_unsettled: bool, today: NaiveDate) -> Result<NextDay, Error> {
    let (paid_by, finish_by) = reporting(award.period_start)?.closing_days(award.period_end)?;
    Ok(next(is_unsettled, (paid_by, finish_by), today))
}

fn next(is_unsettled: bool, (paid_by, finish_by): (NaiveDate, NaiveDate), today: NaiveDate) -> NextDay {
    if finish_by < today {
        NextDay { step: ClosingStep::Close, by: finish_by, is_late: true }
    } else if is_unsettled || today <= paid_by {
        NextDay { step: ClosingStep::Settle, by: paid_by, is_late: paid_by < today }
    } else {
        NextDay { step: ClosingStep::Close, by: finish_by, is_late: false }
    }
}

/// The awards that are open to the person, not closed, and late by their next day, the one that ended first before the others; at
/// most `limit`.
///
/// # Errors
/// The database's refusal, or a mistake in the files.
pub fn list_late_to_close(conn: &mut Conn, actor: &Actor, today: NaiveDate, limit: i64) -> Result<Vec<Id<Award>>, Error> {
    let mut found: Vec<(NaiveDate, String)> = Vec::new();
    for days in late_from(today)? {
        found.extend(store::list_late(conn, &actor.walls.ids(), &days, limit)?);
    }
    found.sort();
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    found.into_iter().map(|(_, award)| award.parse().map_err(|_| Error::unreadable("award", &award))).collect()
}

/// How many awards these are.
///
/// # Errors
/// The database's refusal, or a mistake in the files.
pub fn count_late_to_close(conn: &mut Conn, actor: &Actor, today: NaiveDate) -> Result<i64, Error> {
    let mut late = 0_i64;
    for days in late_from(today)? {
        late = late.saturating_add(store::count_late(conn, &actor.walls.ids(), &days)?);
    }
    Ok(late)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn the_next_day_is_that_of_what_is_not_done() {
        let days = (day("2028-10-28"), day("2029-06-30"));
        let of = |is_unsettled: bool, today: &str| {
            let next = next(is_unsettled, days, day(today));
            (next.step, next.by.to_string(), next.is_late)
        };
        let (settle, close) = ("2028-10-28".to_owned(), "2029-06-30".to_owned());
        assert_eq!(of(true, "2028-10-28"), (ClosingStep::Settle, settle.clone(), false));
        assert_eq!(of(true, "2028-10-29"), (ClosingStep::Settle, settle.clone(), true));
        assert_eq!(of(false, "2028-10-28"), (ClosingStep::Settle, settle, false));
        assert_eq!(of(false, "2028-10-29"), (ClosingStep::Close, close.clone(), false));
        assert_eq!(of(false, "2029-06-30"), (ClosingStep::Close, close.clone(), false));
        assert_eq!(of(true, "2029-07-01"), (ClosingStep::Close, close, true));
    }

    #[test]
    fn what_is_late_is_the_same_in_the_list_and_on_the_award() {
        for today in ["2028-10-28", "2028-10-29", "2029-06-30", "2029-07-01"].map(day) {
            let end = day("2028-06-30");
            let days = late_from(today).expect("days");
            let span = days.last().expect("a policy");
            let closing = reporting(day("2027-04-01")).expect("a policy").closing_days(end).expect("days");
            assert_eq!(end < span.unsettled_before, next(true, closing, today).is_late, "{today}, unsettled");
            assert_eq!(end < span.open_before, next(false, closing, today).is_late, "{today}, settled");
        }
    }
}
