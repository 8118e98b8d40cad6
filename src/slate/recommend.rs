//! Recommends what an adopted slate chooses, many at once: what would happen to each is looked at before and confirmed once, then each
//! is recommended in a transaction of its own, by the same step as on its own page. What is closed to the person is in none of it.

use super::adopted::{Adopted, split};
use super::proposal::Line;
use super::{read, store};
use crate::award;
use crate::db::{self, Conn, Db, Error, Tx};
use crate::intake::Application;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal, Timestamp};
use crate::ledger;
use crate::opportunity::Opportunity;
use crate::people::Actor;
use crate::process::{self, BulkAction, BulkRun, Case, MOST_AT_ONCE, Press, ProcessError, Stage};
use std::collections::BTreeMap;

const LESS_NOW: &str = "It asks for less now than the slate gives it. Recommend it on its own page, or adopt another slate.";
const TAKEN: &str = "Another slate took the place of this one meanwhile. Look at the one that holds.";

/// One that can be recommended now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// Its identifier.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// What it gets.
    pub award: Money,
    /// What it asks for.
    pub asked: Money,
    /// The version of the case as it is now.
    pub version: i64,
}

/// One to which nothing happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resting {
    /// Its reference number.
    pub reference: String,
    /// The city; empty where the slate does not say it.
    pub city: String,
    /// Why.
    pub why: String,
}

/// What would happen to each application of a slate.
#[derive(Clone, Debug)]
pub struct Prospect {
    /// The round.
    pub round: Opportunity,
    /// The slate, as far as the person may see it.
    pub adopted: Adopted,
    /// These would be recommended: at most as many as one action takes.
    pub ready: Vec<Ready>,
    /// How many of the chosen come after them, in another action.
    pub later: usize,
    /// Chosen, and not to be recommended now.
    pub stuck: Vec<Resting>,
    /// Not chosen, or not to be chosen.
    pub others: Vec<Resting>,
}

impl Prospect {
    /// What would be recommended, together.
    #[must_use]
    pub fn total(&self) -> Money {
        Money::total(self.ready.iter().map(|one| one.award)).unwrap_or_default()
    }
}

/// What recommending a slate would do now. Nothing is changed.
///
/// # Errors
/// [`Error::Missing`] when there is no such slate, or the person does not see it or recommends nothing; the database's refusal.
pub fn prospect(conn: &mut Conn, actor: &Actor, (slug, now): (&str, Timestamp), n: i32) -> Result<Prospect, Error> {
    if !award::may_recommend(actor) {
        return Err(Error::Missing);
    }
    let (round, adopted) = read::adopted(conn, actor, (slug, now), n)?;
    let stages = process::list_stages(conn, round.id)?;
    let mut left = ledger::allotment_position(conn, &round.fund, &round.id.text())?.available;
    let others = others(&adopted);
    let mut found = Prospect { round, adopted, ready: Vec::new(), later: 0, stuck: Vec::new(), others };
    let chosen: Vec<Line> = found.adopted.proposal.chosen().cloned().collect();
    let (waiting, past) = by_stage(chosen, &stages);
    found.stuck.extend(past);
    for some in waiting.chunks(MOST_AT_ONCE) {
        if found.ready.len() >= MOST_AT_ONCE {
            found.later += some.len();
            continue;
        }
        for (line, seen) in looked_at(conn, actor, some, now)? {
            if found.ready.len() >= MOST_AT_ONCE {
                found.later += 1;
                continue;
            }
            match weigh(conn, (&line, seen), (n, now, left))? {
                Ok(ready) => {
                    left = left.minus(ready.award).unwrap_or_default();
                    found.ready.push(ready);
                }
                Err(why) => found.stuck.push(Resting { reference: line.reference, city: line.city, why }),
            }
        }
    }
    Ok(found)
}

/// Those that are still to be decided, and those that are not, with where they stand.
fn by_stage(chosen: Vec<Line>, stages: &BTreeMap<Id<Application>, Stage>) -> (Vec<Line>, Vec<Resting>) {
    let (mut waiting, mut past) = (Vec::new(), Vec::new());
    for line in chosen {
        let stage = line.application.parse().ok().and_then(|id: Id<Application>| stages.get(&id).copied());
        match stage {
            Some(Stage::Submitted | Stage::Returned | Stage::Invited | Stage::InReview | Stage::Panel) => waiting.push(line),
            Some(stage) => {
                let why = format!("Nothing is to be done: it stands at “{}”.", stage.label());
                past.push(Resting { reference: line.reference, city: line.city, why });
            }
            None => {}
        }
    }
    (waiting, past)
}

/// Where a case stands for the step: its identifier and version, or why not.
type Seen = Result<(Id<Application>, i64), String>;

/// What the workflow says of each of these now, in their order. What is not there for the person is left out.
fn looked_at(conn: &mut Conn, actor: &Actor, some: &[Line], now: Timestamp) -> Result<Vec<(Line, Seen)>, Error> {
    let references: Vec<String> = some.iter().map(|line| line.reference.clone()).collect();
    let look = process::look(conn, actor, (&references, &[BulkAction::Recommend.act()]), now)?;
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    seen.extend(look.movable.into_iter().map(|case| (case.reference, Ok((case.id, case.version)))));
    // Without a city there is nothing to know of.
    seen.extend(look.stuck.into_iter().filter(|case| !case.city.is_empty()).map(|case| (case.reference, Err(case.why))));
    Ok(some.iter().filter_map(|line| Some((line.clone(), seen.remove(&line.reference)?))).collect())
}

/// Whether one can be recommended with what is left of the allotment, or why not.
fn weigh(conn: &mut Conn, (line, seen): (&Line, Seen), (n, now, left): (i32, Timestamp, Money)) -> Result<Result<Ready, String>, Error> {
    let ((id, version), given) = match (seen, line.award) {
        (Ok(seen), Some(given)) => (seen, given),
        (Err(why), _) => return Ok(Err(why)),
        (Ok(_), None) => return Ok(Err(LESS_NOW.to_owned())),
    };
    let case = Case::load(conn, id)?;
    let Some(proposal) = proposal(conn, &case, given, &format!("Slate {n}"))? else { return Ok(Err(LESS_NOW.to_owned())) };
    if let Some(why) = process::objection(conn, &case, &proposal, now)? {
        return Ok(Err(why));
    }
    if given > left {
        return Ok(Err(format!("The allotment does not cover it: {left} is left after those that would be recommended.")));
    }
    let (reference, city) = (line.reference.clone(), line.city.clone());
    Ok(Ok(Ready { application: line.application.clone(), reference, city, award: given, asked: case.application.total, version }))
}

/// What the slate says of those that it does not choose.
fn others(adopted: &Adopted) -> Vec<Resting> {
    let proposal = &adopted.proposal;
    let place = |line: &Line| proposal.runners_up.iter().position(|runner_up| runner_up.application == line.application);
    let not_chosen = proposal.lines.iter().filter(|line| line.award.is_none()).map(|line| Resting {
        reference: line.reference.clone(),
        city: line.city.clone(),
        why: match place(line) {
            Some(place) => format!("The slate does not choose it. It is number {} of those who come next.", place + 1),
            None => "The slate does not choose it.".to_owned(),
        },
    });
    let without = proposal.waiting.iter().map(|reference| Resting {
        reference: reference.clone(),
        city: String::new(),
        why: "It had no score, so that the slate could not choose it.".to_owned(),
    });
    not_chosen.chain(without).collect()
}

/// What the slate gives, by category in proportion to what is asked for, for the period of the round; none where less is asked for now.
fn proposal(conn: &mut Conn, case: &Case, given: Money, why: &str) -> Result<Option<award::Proposal>, Error> {
    let asked = case.requested(conn)?;
    let Some(parts) = split(given, &asked.iter().map(|line| line.amount).collect::<Vec<_>>()) else { return Ok(None) };
    let lines = asked.into_iter().zip(parts).filter(|(_, part)| part.is_positive());
    let dates = &case.definition.dates;
    Ok(Some(award::Proposal {
        lines: lines.map(|(line, amount)| award::Line { category: line.category, amount }).collect(),
        period_start: dates.performance_starts,
        period_end: dates.performance_ends,
        rationale: why.to_owned(),
    }))
}

/// Why recommending a slate was not confirmed; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// Another slate holds.
    #[error("Another slate took the place of this one. Nothing was recommended: look at the one that holds.")]
    Superseded,
    /// Nothing was chosen, or the reason is missing.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ConfirmError {
    fn kind(&self) -> Kind {
        match self {
            Self::Superseded => Kind::Conflict,
            Self::Process(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Process(e) = self { e.fields() } else { &[] }
    }
}

/// Keeps that somebody confirmed to recommend these of the slate that holds, each at the version that was looked at. Nothing moves yet.
///
/// # Errors
/// [`ConfirmError`]; [`Error::Missing`] for whoever recommends nothing, and for what the slate does not choose or the person does not see.
pub fn confirm(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (slug, n): (&str, i32),
    reason: &str,
    cases: &[(String, i64)],
) -> Result<Id<BulkRun>, ConfirmError> {
    if !award::may_recommend(actor) {
        return Err(Error::Missing.into());
    }
    let now = tx.now();
    let (_, adopted) = read::adopted(tx, actor, (slug, now), n)?;
    if !adopted.holds() {
        return Err(ConfirmError::Superseded);
    }
    let is_chosen = |reference: &String| adopted.proposal.chosen().any(|line| line.reference == *reference);
    if !cases.iter().all(|(reference, _)| is_chosen(reference)) {
        return Err(Error::Missing.into());
    }
    Ok(process::confirm_bulk(tx, actor, (BulkAction::Recommend, reason), cases)?)
}

/// Recommends each that was confirmed and waits, with what slate `n` gives it, if that still holds then.
///
/// # Errors
/// [`Error::Missing`] when somebody else confirmed it; the database's refusal. Why single ones were refused is kept with them.
pub fn carry_out(db: &Db, actor: &Actor, run: Id<BulkRun>, n: i32) -> Result<(), Error> {
    process::run_bulk_by(db, actor, run, |tx, run, id, press| recommend(tx, actor, (id, n), &run.reason, press))
}

fn recommend(tx: &mut Tx<'_>, actor: &Actor, (id, n): (Id<Application>, i32), why: &str, press: &Press) -> Result<(), ProcessError> {
    let refused = |said: &str| ProcessError::Invalid(vec![FieldError::new("case", said)]);
    let case = Case::load(tx, id)?;
    let standing = store::standing(tx, &case.application)?.filter(|standing| standing.n == n);
    let given = standing.and_then(|standing| standing.award).ok_or_else(|| refused(TAKEN))?;
    let proposal = proposal(tx, &case, given, why)?.ok_or_else(|| refused(LESS_NOW))?;
    process::recommend(tx, actor, id, &proposal, press).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::IdSource;

    #[test]
    fn what_is_decided_already_is_told_with_where_it_stands() {
        let (ids, at) = (IdSource::seeded(1), Timestamp::from_micros(0));
        let made: Vec<Id<Application>> = (0..3).map(|_| ids.id(at)).collect();
        let line = |id: &Id<Application>| Line {
            application: id.text(),
            reference: "UDF-2027-0001".into(),
            city: "Marfa, TX".into(),
            place: 1,
            value: "1".into(),
            asked: Money::from_dollars(8_000),
            award: Some(Money::from_dollars(8_000)),
            why_not: vec![],
        };
        let stages = BTreeMap::from([(made[0], Stage::Panel), (made[1], Stage::Recommended)]);
        let (waiting, past) = by_stage(made.iter().map(line).collect(), &stages);
        assert_eq!(waiting.iter().map(|line| line.application.clone()).collect::<Vec<_>>(), [made[0].text()]);
        assert_eq!(past.into_iter().map(|one| one.why).collect::<Vec<_>>(), ["Nothing is to be done: it stands at “Recommended”."]);
    }
}
