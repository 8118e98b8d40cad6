//! Who can be chosen by hand to review an application, each with what they have in its round and what they take.

use crate::db::{Conn, Error};
use crate::kernel::{Id, Timestamp};
use crate::locale::format::date_range;
use crate::panel::{self, Member};
use crate::people::{self, Account, Actor, FundRole};
use crate::process::{self, Case};
use crate::review::{self, Stage};
use crate::web::fields::Choices;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The question who reviews it. Who reviews it already, recused themselves or abstained is not among the answers,
/// nor who was taken off it and reads the reviews of others since.
pub(super) fn choices(conn: &mut Conn, (actor, now): (&Actor, Timestamp), case: &Case) -> Result<Choices, Error> {
    let closed = process::list_closed(conn, actor)?;
    let mut tasks = review::list_tasks_of_round(conn, case.opportunity.id)?;
    tasks.retain(|application, _| !closed.contains(&application.text()));
    let here = tasks.get(&case.application.id).into_iter().flatten();
    let here: BTreeMap<Id<Account>, Stage> = here.map(|task| (task.reviewer, task.stage)).collect();
    let mut has: BTreeMap<Id<Account>, usize> = BTreeMap::new();
    for task in tasks.values().flatten().filter(|task| task.stage.counts()) {
        *has.entry(task.reviewer).or_insert(0) += 1;
    }
    let members = panel::members(conn, case.opportunity.id)?;
    let people = people::account::list_open_to(conn, case.application.id, &[FundRole::Reviewer])?;
    let readers = people::account::list_open_to(conn, case.application.id, &review::READERS)?;
    let readers: BTreeSet<Id<Account>> = readers.into_iter().map(|person| person.id).collect();
    let can_return = |id: Id<Account>, stage: &Stage| stage.can_return() && !readers.contains(&id);
    let mut named: BTreeMap<&str, u32> = BTreeMap::new();
    for person in &people {
        *named.entry(person.name.as_str()).or_insert(0) += 1;
    }
    let today = now.day_in(case.definition.dates.zone);
    let (mut pairs, mut hints) = (Vec::new(), Vec::new());
    for person in people.iter().filter(|person| here.get(&person.id).is_none_or(|stage| can_return(person.id, stage))) {
        let mut told = Vec::new();
        told.extend(named.get(person.name.as_str()).is_some_and(|n| *n > 1).then(|| person.email.clone()));
        let has = has.get(&person.id).copied().unwrap_or(0);
        match members.iter().find(|member| member.account == person.id) {
            Some(member) => told.extend(terms(member, (has, today))),
            None => told.push(if members.is_empty() { reviews(has) } else { format!("{}; not on this panel", reviews(has)) }),
        }
        told.extend(here.contains_key(&person.id).then(|| "was taken off it before".to_owned()));
        pairs.push((person.id.text(), person.name.clone()));
        hints.push(told.join("; "));
    }
    let wanted = case.definition.review.reviewers_per_application;
    let told = "Below each name stands what they have in this round. More than somebody takes can be given by hand: ask them first. Whoever reviews it already, or stepped back from it, is not listed.";
    Ok(Choices::new("reviewer", format!("Choose {wanted} reviewers"), pairs).with_hints(hints).hint(told))
}

/// What somebody on the panel has and takes, and when they are away from today on.
fn terms(member: &Member, (has, today): (usize, NaiveDate)) -> Vec<String> {
    let most = usize::try_from(member.most_reviews).unwrap_or(0);
    let load = format!("{has} of {}", reviews(most));
    let away = member.absence.filter(|days| days.to >= today).map(|days| format!("away {}", date_range(days.from, days.to)));
    std::iter::once(if has < most { load } else { format!("{load}: takes no more") }).chain(away).collect()
}

fn reviews(n: usize) -> String {
    if n == 1 { "1 review".to_owned() } else { format!("{n} reviews") }
}
