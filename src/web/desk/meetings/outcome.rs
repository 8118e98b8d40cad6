//! What a panel recommended, on the case file of its application, in the ranking of its round and on its slate. All are pages on which
//! whoever the application is closed to finds nothing of it.

use crate::db::{Conn, Error};
use crate::kernel::Timestamp;
use crate::meeting::{self, Outcome, Settled};
use crate::people::Actor;
use crate::process::{self, Case};
use crate::web::fields::SummaryRow;

/// The row of a case file, if a meeting that is closed came to an outcome that the person may read.
pub(in crate::web::desk) fn row(conn: &mut Conn, (actor, case): (&Actor, &Case), now: Timestamp) -> Result<Option<SummaryRow>, Error> {
    let Some(outcome) = meeting::outcome(conn, actor, &case.application, now)? else { return Ok(None) };
    let stage = process::stage(conn, case.application.id)?;
    Ok(Some(SummaryRow::new("Panel", &format!("{}\n{}", outcome.told(stage), outcome.sentence))))
}

/// `panel: recommended $8,000.00`
pub(in crate::web::desk) fn told(outcome: &Outcome) -> String {
    let words = outcome.words();
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase()).unwrap_or_default();
    format!("panel: {first}{}", letters.as_str())
}

/// The last vote and the consensus, a line each, as far as the reader of this may read minutes.
pub(in crate::web::desk) fn details(settled: &Settled) -> Vec<String> {
    let vote = settled.vote_words().map(|words| format!("vote {words}"));
    let consensus = settled.consensus.map(|points| format!("consensus {points}"));
    vote.into_iter().chain(consensus).collect()
}
