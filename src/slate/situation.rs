//! Reads a round for its slate: the ranking as the person may see it, in which groups each application is, what holds money
//! already, and the published rules. A bounded number of queries, whatever the size of the round.

use super::groups::{Traits, reads_documents};
use super::{policy, store};
use crate::award;
use crate::blind;
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::{Id, Money, Timestamp};
use crate::opportunity::{self, Answer, Definition, Opportunity, SelectionRule};
use crate::people::{Actor, Organisation, organisation};
use crate::process;
use crate::reporting::disparity::Policy;
use crate::reporting::ranking::{self, Candidate, Scope};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Why somebody cannot adopt the slate of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// Not an officer or a chair, or something of the round is closed to them: which of these it is, is told to nobody.
    NotYours,
    /// They do not see who applies, because they review in a phase without names.
    Applicants,
    /// They do not see all scores, because they review in the round.
    Scores,
}

impl Bar {
    /// What is said about it.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NotYours => "The slate of this round is adopted by another officer or chair.",
            Self::Applicants => {
                "You review in this round without seeing who applies. A slate counts states and cities and would tell; it is here for you \
                 when the names are."
            }
            Self::Scores => {
                "You review in this round and do not see all scores. Whoever adopts a slate sees all of them: submit your own reviews \
                 first, or leave it to another officer or chair."
            }
        }
    }
}

/// A round as one person sees it, ready for a proposal.
#[derive(Clone, Debug)]
pub struct Situation {
    /// The round.
    pub round: Opportunity,
    /// Its current version, whose rules bind.
    pub definition: Arc<Definition>,
    /// The number of that version.
    pub version: i32,
    /// The money that is free for the round; never less than nothing.
    pub free: Money,
    /// What can be spent where nothing else is typed.
    pub standard: Money,
    /// The number of the slate that was adopted last; 0 before the first.
    pub latest: i32,
    /// Why the person cannot adopt, if they cannot.
    pub bar: Option<Bar>,
    /// Applications without a score that the person sees: they are in no slate.
    pub waiting: Vec<String>,
    /// How many applications hold money already; rules count them too.
    pub holding: usize,
    pub(super) ranking: ranking::Round,
    /// By reference.
    pub(super) traits: BTreeMap<String, Traits>,
    /// Of what holds money.
    pub(super) held: Vec<Traits>,
}

impl Situation {
    /// The states of the cities whose applications can be chosen, by code.
    #[must_use]
    pub fn states(&self) -> BTreeSet<&str> {
        self.traits.values().map(|traits| traits.state.as_str()).filter(|state| !state.is_empty()).collect()
    }
}

/// The published rules of a round; none in a round that publishes none.
#[must_use]
pub fn published(definition: &Definition) -> Vec<SelectionRule> {
    definition.selection.as_ref().map(opportunity::Selection::all_rules).unwrap_or_default()
}

/// The round of this name, for a choice by these rules.
///
/// # Errors
/// [`Error::Missing`] when there is no such round, or the person sees no rankings; the database's refusal.
pub fn situation(conn: &mut Conn, actor: &Actor, (slug, now): (&str, Timestamp), rules: &[SelectionRule]) -> Result<Situation, Error> {
    let ranking = ranking::read(conn, actor, (slug, now), Scope::Open)?;
    let round = opportunity::by_slug(conn, slug)?;
    let definition = opportunity::definition(conn, &round.definition_sha256)?;
    let version = opportunity::version_number(conn, &round.definition_sha256)?;
    let all = intake::list_submitted(conn, round.id)?;
    let amounts = award::list_amounts(conn, &round.id.text())?;
    let holding: BTreeSet<String> = ranking
        .decided
        .iter()
        .filter(|candidate| amounts.contains_key(&candidate.id.cast()))
        .map(|candidate| candidate.reference.clone())
        .collect();
    let free = ranking.budget.max(Money::ZERO);
    let given = Money::total(amounts.into_values()).map_err(|e| Error::Broken(e.to_string()))?;
    let bar = bar(conn, actor, (&ranking, &all))?;
    let wanted: Vec<&Application> = {
        let ranked: BTreeSet<&str> = ranking.ranked.iter().map(|candidate| candidate.reference.as_str()).collect();
        all.iter().filter(|one| ranked.contains(one.reference.as_str()) || holding.contains(&one.reference)).collect()
    };
    let mut traits = traits(conn, (&round, rules), &wanted)?;
    let held: Vec<Traits> = holding.iter().filter_map(|reference| traits.remove(reference)).collect();
    Ok(Situation {
        standard: standard(&definition, free, given),
        waiting: ranking.waiting.iter().map(|candidate| candidate.reference.clone()).collect(),
        latest: store::latest_number(conn, round.id)?,
        holding: held.len(),
        round,
        definition,
        version,
        free,
        bar,
        ranking,
        traits,
        held,
    })
}

/// What can be spent: what is free, and not more than the round says that it gives in all.
fn standard(definition: &Definition, free: Money, given: Money) -> Money {
    let stated = definition.selection.as_ref().and_then(|selection| selection.budget_cents).map(Money::from_cents);
    stated.map_or(free, |most| most.minus(given).unwrap_or_default().max(Money::ZERO).min(free))
}

fn bar(conn: &mut Conn, actor: &Actor, (ranking, all): (&ranking::Round, &[Application])) -> Result<Option<Bar>, Error> {
    if let Some(hidden) = hides(ranking).filter(|bar| *bar == Bar::Applicants) {
        return Ok(Some(hidden));
    }
    let closed: BTreeSet<String> = process::list_closed(conn, actor)?.into_iter().collect();
    if !policy::may_adopt(actor) || all.iter().any(|one| closed.contains(&one.id.text())) {
        return Ok(Some(Bar::NotYours));
    }
    Ok(hides(ranking))
}

/// What the ranking keeps from the person who reads it, because they review too.
pub(super) fn hides(ranking: &ranking::Round) -> Option<Bar> {
    let all = || ranking.ranked.iter().chain(&ranking.waiting).chain(&ranking.decided);
    let no_scores = |candidate: &Candidate| candidate.summary.is_none() && candidate.submitted > 0;
    if all().any(|candidate| candidate.city == blind::WITHHELD) {
        return Some(Bar::Applicants);
    }
    all().any(no_scores).then_some(Bar::Scores)
}

/// In which groups these applications are, by reference.
fn traits(
    conn: &mut Conn,
    (round, rules): (&Opportunity, &[SelectionRule]),
    wanted: &[&Application],
) -> Result<BTreeMap<String, Traits>, Error> {
    let bands = Policy::on(round.closes.at.day_in(round.closes.zone))?;
    let ids: BTreeSet<Id<Organisation>> = wanted.iter().map(|one| one.city).collect();
    let mut cities = BTreeMap::new();
    for some in ids.into_iter().collect::<Vec<_>>().chunks(500) {
        cities.extend(organisation::list(conn, some)?.into_iter().map(|city| (city.id, city)));
    }
    let mut names: BTreeMap<&str, BTreeSet<Id<Organisation>>> = BTreeMap::new();
    for one in wanted {
        names.entry(one.city_name.as_str()).or_default().insert(one.city);
    }
    let mut found = BTreeMap::new();
    for one in wanted {
        let is_alone = names.get(one.city_name.as_str()).is_none_or(|same| same.len() < 2);
        let city = if is_alone { one.city_name.clone() } else { format!("{} ({})", one.city_name, one.city) };
        let (state, population) = cities.get(&one.city).map(|city| (city.state.clone(), city.population)).unwrap_or_default();
        let band = if population > 0 { bands.band(population).1.to_owned() } else { String::new() };
        found.insert(one.reference.clone(), Traits { city, state, population, band, ..Traits::default() });
    }
    if rules.iter().any(reads_documents) {
        let ids: Vec<Id<Application>> = wanted.iter().map(|one| one.id).collect();
        for submission in intake::list_latest_submissions(conn, &ids)? {
            let received = submission.received()?;
            let Some(traits) = found.get_mut(&received.reference) else { continue };
            traits.kinds = received.activities.into_iter().map(|activity| activity.kind).collect();
            traits.answers = received.answers.into_iter().filter_map(|(id, answer)| Some((id, choice(answer)?))).collect();
        }
    }
    Ok(found)
}

/// What was chosen, if an answer is one of several.
fn choice(answer: Answer) -> Option<String> {
    if let Answer::Choice(chosen) = answer { Some(chosen) } else { None }
}
