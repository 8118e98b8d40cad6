//! Income of the program, as the city certified it on its requests for payment (SF-270, line 11b).

use crate::award::Award;
use crate::db::schema::payments as p;
use crate::db::{Conn, Error};
use crate::kernel::{Id, Money, Timestamp};
use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use diesel::prelude::*;
use serde::Deserialize;

/// What is read of the form as it was certified.
#[derive(Deserialize)]
struct Certified {
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    number: String,
    amount: Money,
}

/// The income that the latest request until the end of a day certifies; line 11b is cumulative. Refused requests do not count.
pub(in crate::compliance) fn certified_income(conn: &mut Conn, award: Id<Award>, (zone, until): (Tz, NaiveDate)) -> Result<Money, Error> {
    let rows: Vec<(NaiveDateTime, Option<String>)> = p::table
        .filter(p::award_id.eq(award.text()))
        .filter(p::kind.eq("reimbursement"))
        .filter(p::state.ne("refused"))
        .order((p::requested_at.desc(), p::id.desc()))
        .select((p::requested_at, p::form_json))
        .load(conn)?;
    let by_then = |at: NaiveDateTime| Timestamp::from_naive(at).day_in(zone) <= until;
    let Some(form) = rows.into_iter().filter(|(at, _)| by_then(*at)).find_map(|(_, form)| form) else { return Ok(Money::ZERO) };
    let form: Certified = serde_json::from_str(&form).map_err(|e| Error::unreadable("request for payment", e))?;
    Ok(form.lines.into_iter().find(|line| line.number == "11b").map_or(Money::ZERO, |line| line.amount))
}
