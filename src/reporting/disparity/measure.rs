//! Puts the applications of a round, or of all rounds of a year, into groups and compares them.

use super::known::{Grouping, Known, Measure};
use super::store;
use super::terms::Policy;
use crate::db::{Conn, Error};
use crate::opportunity::{self, Opportunity};
use crate::people::{Actor, FundRole as R};
use crate::process::{self, Stage};
use crate::scoring::disparity::{Counts, Standing, compare};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};
use strum::VariantArray;

/// The most applications of one comparison.
const MOST: i64 = 100_000;

/// Who reads comparisons.
const READERS: &[R] = &[R::ProgramOfficer, R::ApprovingOfficial, R::Auditor, R::Chair];

/// Whether the person reads comparisons.
#[must_use]
pub fn may_read(actor: &Actor) -> bool {
    actor.account.is_some() && actor.may_enter(READERS)
}

/// One group of a part.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What it is called.
    pub label: String,
    /// How it stands.
    pub standing: Standing,
}

/// One measure by one grouping.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What is compared.
    pub measure: Measure,
    /// By what.
    pub by: Grouping,
    /// The groups that have received applications, in their order.
    pub groups: Vec<Group>,
}

/// A whole comparison.
#[derive(Clone, Debug)]
pub struct Disparity {
    /// The names of its rounds, those that close last first.
    pub rounds: Vec<String>,
    /// By what was judged.
    pub policy: &'static Policy,
    /// How many applications were received.
    pub received: usize,
    /// How many of them were withdrawn or found ineligible before a decision, and so count in no rate of awards.
    pub set_aside: usize,
    /// Every measure by every grouping.
    pub parts: Vec<Part>,
}

/// The comparison of one published round.
///
/// # Errors
/// [`Error::Missing`] when there is no such round, or the actor may not read it.
pub fn disparity_of_round(conn: &mut Conn, actor: &Actor, slug: &str) -> Result<(Opportunity, Disparity), Error> {
    if !may_read(actor) {
        return Err(Error::Missing);
    }
    let round = opportunity::by_slug(conn, slug)?;
    let found = disparity(conn, actor, std::slice::from_ref(&round))?;
    Ok((round, found))
}

/// The comparison of all published rounds that close in a year, each in its own zone.
///
/// # Errors
/// [`Error::Missing`] when there is none, or the actor may not read it.
pub fn disparity_of_year(conn: &mut Conn, actor: &Actor, year: i32) -> Result<Disparity, Error> {
    if !may_read(actor) {
        return Err(Error::Missing);
    }
    let rounds: Vec<Opportunity> = opportunity::list_published(conn)?.into_iter().filter(|round| year_of(round) == year).collect();
    if rounds.is_empty() {
        return Err(Error::Missing);
    }
    disparity(conn, actor, &rounds)
}

/// The years in which published rounds close, the last first, each with its rounds.
///
/// # Errors
/// [`Error::Missing`] when the actor may not read comparisons.
pub fn list_years(conn: &mut Conn, actor: &Actor) -> Result<Vec<(i32, Vec<Opportunity>)>, Error> {
    if !may_read(actor) {
        return Err(Error::Missing);
    }
    let mut years: BTreeMap<i32, Vec<Opportunity>> = BTreeMap::new();
    for round in opportunity::list_published(conn)? {
        years.entry(year_of(&round)).or_default().push(round);
    }
    Ok(years.into_iter().rev().collect())
}

/// The year in which a round closes, in its zone.
#[must_use]
pub fn year_of(round: &Opportunity) -> i32 {
    round.closes.at.day_in(round.closes.zone).year()
}

fn disparity(conn: &mut Conn, actor: &Actor, rounds: &[Opportunity]) -> Result<Disparity, Error> {
    let last = rounds.iter().map(|round| round.closes.at.day_in(round.closes.zone)).max().ok_or(Error::Missing)?;
    let policy = Policy::on(last)?;
    let closed: BTreeSet<String> = process::list_closed(conn, actor)?.into_iter().collect();
    let ids: Vec<_> = rounds.iter().map(|round| round.id).collect();
    let known = store::list(conn, &ids, &closed, MOST + 1)?;
    if known.len() > usize::try_from(MOST).unwrap_or(usize::MAX) {
        return Err(Error::Broken(format!("more than {MOST} applications in one comparison")));
    }
    let is_set_aside = |one: &&Known| one.verdict.is_none() && matches!(one.stage, Stage::Ineligible | Stage::Withdrawn);
    Ok(Disparity {
        rounds: rounds.iter().map(|round| round.title.clone()).collect(),
        policy,
        received: known.len(),
        set_aside: known.iter().filter(is_set_aside).count(),
        parts: parts(&known, policy)?,
    })
}

fn parts(known: &[Known], policy: &Policy) -> Result<Vec<Part>, Error> {
    let mut parts = Vec::new();
    for measure in Measure::VARIANTS {
        for by in Grouping::VARIANTS {
            parts.push(Part { measure: *measure, by: *by, groups: groups(known, (*measure, *by), policy)? });
        }
    }
    Ok(parts)
}

/// The groups of one part, compared.
fn groups(known: &[Known], (measure, by): (Measure, Grouping), policy: &Policy) -> Result<Vec<Group>, Error> {
    let mut counted: BTreeMap<(usize, &str), (usize, usize)> = BTreeMap::new();
    for one in known {
        let (selected, all) = counted.entry(one.group(by, policy)).or_default();
        if let Some(is_selected) = one.is_selected(measure) {
            *selected += usize::from(is_selected);
            *all += 1;
        }
    }
    let counts = counted.values().map(|(selected, all)| Counts::new(*selected, *all)).collect::<Option<Vec<_>>>();
    let counts = counts.ok_or_else(|| Error::Broken("a group is too large to compare".into()))?;
    let standings = compare(&counts, policy.terms());
    Ok(counted.into_keys().zip(standings).map(|((_, label), standing)| Group { label: label.to_owned(), standing }).collect())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::award::Verdict;

    /// So many applications of a city of this size, so many of them awarded.
    pub(in super::super) fn cities(population: i64, (awarded, decided): (usize, usize)) -> Vec<Known> {
        let one = |n: usize| Known {
            state: "WI".into(),
            population,
            is_first: n.is_multiple_of(2),
            stage: Stage::Declined,
            verdict: Some(if n < awarded { Verdict::Awarded } else { Verdict::Declined }),
            proposal: None,
            is_reviewed: false,
        };
        (0..decided).map(one).collect()
    }

    pub(in super::super) fn part(known: &[Known], measure: Measure, by: Grouping) -> Part {
        let policy = Policy::on("2027-02-26".parse().expect("a day")).expect("a policy");
        parts(known, policy).expect("compared").into_iter().find(|part| part.measure == measure && part.by == by).expect("a part")
    }

    #[test]
    fn groups_stand_in_the_order_of_the_policy_and_small_ones_are_not_judged() {
        let known = [cities(60_000, (9, 10)), cities(1_000, (3, 10)), cities(0, (1, 1))].concat();
        let found = part(&known, Measure::Awarded, Grouping::Population);
        let labels: Vec<&str> = found.groups.iter().map(|group| group.label.as_str()).collect();
        assert_eq!(labels, ["Fewer than 2,500 people", "50,000 people or more", "Population not known"]);
        assert!(found.groups[0].standing.against.is_some_and(|against| against.is_below));
        assert!(found.groups[1].standing.is_highest && found.groups[2].standing.rate.is_none());
        let reviewed = part(&known, Measure::Recommended, Grouping::Region);
        assert_eq!((reviewed.groups.len(), reviewed.groups[0].standing.counts), (1, Counts::default()), "received, and none reviewed");
    }
}
