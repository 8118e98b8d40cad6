//! Questions that a city has not answered in time.

use super::{flags, store};
use crate::award::Award;
use crate::db::{Conn, Error};
use crate::kernel::{Id, Timestamp};
use chrono::{Days, NaiveDate};

/// How many questions about expenses of an award the city has not answered within the days that the policy gives.
///
/// # Errors
/// The database's refusal, or no policy for the day.
pub fn overdue_answers(conn: &mut Conn, award: Id<Award>, today: NaiveDate) -> Result<i64, Error> {
    let days = flags::answer_days(today)?;
    let Some(before) = today.checked_sub_days(Days::new(days)) else { return Ok(0) };
    store::count_questions_before(conn, award, Timestamp::start_of(before).naive())
}
