//! What the adopted slate of a round says of one application, where it is recommended and decided.

use crate::award::Line;
use crate::db::{Conn, Error};
use crate::kernel::{Money, Timestamp};
use crate::locale::format::date;
use crate::people::Actor;
use crate::process::Case;
use crate::slate::{self, Standing};
use crate::web::fields::SummaryRow;

/// What the slate that holds says of the application, if one was adopted and knew of it, and the person reads slates of its round.
pub(super) fn standing(conn: &mut Conn, (actor, case): (&Actor, &Case), now: Timestamp) -> Result<Option<Standing>, Error> {
    slate::standing(conn, actor, &case.application, now)
}

/// The same in words: `Slate 2, adopted by Olive on March 3, 2027, gives it $9,000.00.`
pub(super) fn words(case: &Case, standing: &Standing) -> String {
    let slate =
        format!("Slate {}, adopted by {} on {}", standing.n, standing.by_name, date(standing.at.day_in(case.definition.dates.zone)));
    match (standing.award, standing.runner_up) {
        (Some(award), _) if award < case.application.total => format!("{slate}, gives it {award}, a part of what it asks for."),
        (Some(award), _) => format!("{slate}, gives it {award}."),
        (None, Some(place)) => format!("{slate}, does not choose it; it is number {place} of those who come next."),
        (None, None) => format!("{slate}, does not choose it."),
    }
}

/// The same as a row of facts.
pub(super) fn row(conn: &mut Conn, (actor, case): (&Actor, &Case), now: Timestamp) -> Result<Option<SummaryRow>, Error> {
    Ok(standing(conn, (actor, case), now)?.map(|standing| SummaryRow::new("Slate of the round", &words(case, &standing))))
}

/// The amounts by category that come to what the slate gives, in the order of what was asked for.
pub(super) fn amounts(standing: Option<&Standing>, asked: &[Line]) -> Option<Vec<Money>> {
    standing?.split(&asked.iter().map(|line| line.amount).collect::<Vec<_>>())
}
