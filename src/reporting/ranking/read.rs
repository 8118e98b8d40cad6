//! Reads a round for its ranking: a bounded number of queries, whatever its size, each of what the person may see.

use super::scales;
use super::scores::{labelled, labels};
use super::{Candidate, Round, RubricVersion, Scope, Weighted};
use crate::blind;
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::{Money, Timestamp};
use crate::opportunity::{self, Direction, Rubric};
use crate::people::Actor;
use crate::process::{self, Stage};
use crate::review::{self, AskedReviewer, Scored, ScoredReview, Spread};
use crate::scoring::{self, Better, Points, Summary};
use crate::{award, ledger};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What the person sees of a round, not yet in order.
struct Seen {
    /// The applications in the order of receipt, each with the version of its form.
    all: Vec<(Candidate, String)>,
    /// Everybody who was asked to review them.
    asked: Vec<AskedReviewer>,
    /// The money that the line walks.
    budget: Money,
    /// From when on reviews lie far apart.
    spread: &'static Spread,
    /// Whether the person sees who reviews.
    names: bool,
}

/// The round of this name, as the person may see its scores now.
///
/// # Errors
/// [`Error::Missing`] when there is no such round, or the person sees no rankings; the database's refusal.
pub fn read(conn: &mut Conn, actor: &Actor, (slug, now): (&str, Timestamp), scope: Scope) -> Result<Round, Error> {
    let round = opportunity::by_slug(conn, slug)?;
    let Seen { all, asked, budget, spread, names } = seen(conn, (actor, now), &round, scope)?;
    let (mut ranked, mut waiting, mut decided) = (Vec::new(), Vec::new(), Vec::new());
    let (mut versions, mut settled) = (BTreeSet::new(), BTreeSet::new());
    for (candidate, version) in all {
        let is_in = if scope == Scope::Open { candidate.is_open() } else { candidate.stage != Stage::Ineligible };
        if !is_in {
            if candidate.summary.is_some() {
                settled.insert(version);
            }
            decided.push(candidate);
        } else if candidate.summary.is_some() {
            versions.insert(version);
            ranked.push(candidate);
        } else {
            waiting.push(candidate);
        }
    }
    let (rubrics, criteria) = rubrics(conn, &versions)?;
    let better = better(conn, &versions)?;
    let mixed_scales = scales::mixed(conn, &versions)?;
    // Scores of different scales have no order.
    if mixed_scales.is_none() {
        best_first(&mut ranked, better);
    }
    if scales::mixed(conn, &settled)?.is_none() {
        best_first(&mut decided, self::better(conn, &settled)?);
    }
    let labels = labels(&round.id.text(), &asked);
    Ok(Round {
        slug: round.slug,
        title: round.title,
        scope,
        budget,
        reviewers: labelled(&labels, &asked, &ranked, names && review::may_see_names(actor)),
        ranked,
        waiting,
        decided,
        rubrics,
        criteria,
        better,
        mixed_scales,
        spread,
        labels,
    })
}

/// Best first; equal means keep the order of receipt, which the sort does not disturb.
fn best_first(list: &mut [Candidate], better: Better) {
    list.sort_by_key(|candidate| {
        let mean = candidate.summary.map(|summary| summary.mean);
        (mean.is_none(), mean.filter(|_| better == Better::Higher).map(Reverse), mean.filter(|_| better == Better::Lower))
    });
}

fn seen(conn: &mut Conn, (actor, now): (&Actor, Timestamp), round: &opportunity::Opportunity, scope: Scope) -> Result<Seen, Error> {
    let mut scored = review::list_scored(conn, actor, round.id, now)?;
    let closed: BTreeSet<String> = process::list_closed(conn, actor)?.into_iter().collect();
    let stages = process::list_stages(conn, round.id)?;
    // What applications hold already counts only where all of the round is ranked.
    let held = if scope == Scope::Round { award::list_amounts(conn, &round.id.text())? } else { BTreeMap::new() };
    let budget = ledger::allotment_position(conn, &round.fund, &round.id.text())?.available;
    let spread = Spread::on(round.closes.at.day_in(round.closes.zone))?;
    let mut seen = Seen { all: Vec::new(), asked: Vec::new(), budget, spread, names: true };
    let mut is_blind = false;
    for application in intake::list_submitted(conn, round.id)? {
        let of = scored.remove(&application.id).unwrap_or_default();
        let is_closed = of.is_closed || closed.contains(&application.id.text());
        let Some(stage) = stages.get(&application.id).copied().filter(|_| !is_closed) else { continue };
        seen.asked.extend(of.reviewers.iter().cloned());
        seen.names &= !of.hides_reviewers;
        is_blind |= of.label.is_some();
        let held = held.get(&application.id.cast()).copied();
        seen.budget = held.and_then(|held| seen.budget.plus(held).ok()).unwrap_or(seen.budget);
        let version = application.definition_sha256.clone();
        let mut one = candidate(application, (stage, held), of);
        if let Some(summary) = &one.summary {
            one.is_far = spread.is_far(opportunity::definition(conn, &version)?.rubric.scale(), summary);
        }
        seen.all.push((one, version));
    }
    if is_blind {
        // The order of receipt would say which application a label stands for.
        seen.all.sort_by(|(one, _), (other, _)| one.reference.cmp(&other.reference));
    }
    Ok(seen)
}

fn candidate(application: Application, (stage, held): (Stage, Option<Money>), of: Scored) -> Candidate {
    Candidate {
        id: application.id,
        city: if of.label.is_some() { blind::WITHHELD.to_owned() } else { application.city_name },
        reference: of.label.unwrap_or(application.reference),
        stage,
        amount: held.unwrap_or(application.total),
        summary: summary(&of.reviews),
        is_far: false,
        submitted: of.submitted,
        owed: of.owed,
        reviews: of.reviews,
    }
}

fn summary(reviews: &[ScoredReview]) -> Option<Summary> {
    scoring::summarise(&reviews.iter().map(|review| review.points).collect::<Vec<Points>>())
}

/// What counts in all rubrics of a round, or why there is no such thing.
type Counted = Result<Vec<Weighted>, String>;

/// The rubrics of these versions, and what counts in them if that is the same in all.
fn rubrics(conn: &mut Conn, versions: &BTreeSet<String>) -> Result<(Vec<RubricVersion>, Counted), Error> {
    let mut numbers: BTreeMap<String, Vec<i32>> = BTreeMap::new();
    let mut criteria: Vec<Vec<Weighted>> = Vec::new();
    for version in versions {
        let definition = opportunity::definition(conn, version)?;
        numbers.entry(digest(&definition.rubric)?).or_default().push(opportunity::version_number(conn, version)?);
        let counted = weighted(&definition.rubric);
        if !criteria.iter().any(|known| is_alike(known, &counted)) {
            criteria.push(counted);
        }
    }
    let rubrics = numbers.into_iter().map(|(sha256, mut numbers)| {
        numbers.sort_unstable();
        RubricVersion { numbers, sha256 }
    });
    let differ = "Reviews were written under rubrics whose criteria or weights differ, so that criteria cannot be compared.";
    let only = if criteria.len() > 1 { Err(differ.to_owned()) } else { Ok(criteria.pop().unwrap_or_default()) };
    Ok((rubrics.collect(), only))
}

/// Which end of the scale is the better one.
fn better(conn: &mut Conn, versions: &BTreeSet<String>) -> Result<Better, Error> {
    for version in versions {
        if opportunity::definition(conn, version)?.rubric.direction == Direction::LowerIsBetter {
            return Ok(Better::Lower);
        }
    }
    Ok(Better::Higher)
}

/// The criteria that count.
fn weighted(rubric: &Rubric) -> Vec<Weighted> {
    let counts = rubric.criteria.iter().filter(|criterion| criterion.weight_bp > 0);
    counts.map(|c| Weighted { id: c.id.clone(), title: c.title.clone(), weight_bp: c.weight_bp }).collect()
}

/// Whether the same things are scored with the same weights, whatever they are called.
fn is_alike(one: &[Weighted], other: &[Weighted]) -> bool {
    one.iter().map(|c| (&c.id, c.weight_bp)).eq(other.iter().map(|c| (&c.id, c.weight_bp)))
}

fn digest(rubric: &Rubric) -> Result<String, Error> {
    let json = serde_json::to_vec(rubric).map_err(|e| Error::Broken(e.to_string()))?;
    Ok(HEXLOWER.encode(&Sha256::digest(json)))
}
