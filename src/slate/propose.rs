//! Proposes the slate of a round: solved once per process for the same inputs, checked by the solver's own judge, explained, and
//! put into words. Slow work: not while a connection is borrowed, unless it was solved a moment ago.

use super::input::{self, Input, Member};
use super::proposal::{Inputs, Line, Next, Price, Proposal, RunnerUp};
use super::situation::Situation;
use super::why::{binds, counts, why_not};
use crate::db::{Error, Memo};
use crate::kernel::Money;
use crate::locale;
use crate::opportunity::SelectionRule;
use crate::reporting::ranking::Candidate;
use crate::scoring::slate::{self, Award, Contradiction, Explanation, Limit, Request, Rule, Side, Slate, SlateError, Table};
use std::collections::BTreeMap;

/// How a slate is computed; another number where the same inputs may give another slate.
const MODEL: &str = "slate 1: expected ranks of the mixed model, branch and bound";
/// The most work on one question, in numbers changed: a page answers within seconds, with a gap where that is not enough.
pub(super) const WORK: u64 = 200_000_000;

static SOLVED: Memo<Result<Solved, Unsolved>> = Memo::new();

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What can be spent; without it, what the round has.
    pub budget: Option<Money>,
    /// Floors and caps; all of them hold.
    pub rules: Vec<SelectionRule>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Proposed {
    /// There is nothing to choose from; a sentence.
    Nothing(&'static str),
    /// The rules and the budget cannot all be kept: which of them, and why, a sentence each.
    Impossible(Vec<String>),
    /// A slate, with the digest of its inputs.
    Slate(Box<Proposal>, String),
}

/// A slate as the solver gives it.
#[derive(Debug)]
pub(super) struct Solved {
    pub(super) slate: Slate,
    pub(super) explanation: Explanation,
}

/// Why there is none.
#[derive(Debug)]
pub(super) enum Unsolved {
    Contradiction(Contradiction),
    Undecided,
}

/// The best slate for what is asked. Nothing is changed.
///
/// # Errors
/// [`Error::Broken`] for a fault of the program.
pub fn propose(situation: &Situation, wish: &Wish) -> Result<Proposed, Error> {
    let outcome = situation.ranking.evaluate()?;
    let view = outcome.view();
    let (members, basis) = input::members(&situation.ranking, view);
    if members.is_empty() {
        return Ok(Proposed::Nothing("There is nothing to choose from: every application is decided, or none has a score that you see."));
    }
    if situation.ranking.mixed_scales.is_some() {
        return Ok(Proposed::Nothing(
            "There is no slate: the scores of these applications were given on different scales and cannot be put in one order. The \
             ranking says which.",
        ));
    }
    if members.iter().all(|member| member.candidate.amount.is_zero()) {
        return Ok(Proposed::Nothing("There is nothing to choose: these applications ask for no money."));
    }
    let budget = wish.budget.unwrap_or(situation.standard);
    let input = input::input(situation, &members, &wish.rules)?;
    let inputs = Inputs {
        model: MODEL.to_owned(),
        basis,
        definition_sha256: situation.round.definition_sha256.clone(),
        version: situation.version,
        rubrics: situation.ranking.rubrics.iter().map(|rubric| rubric.sha256.clone()).collect(),
        scores_sha256: view.map(|view| view.sha256.clone()).unwrap_or_default(),
        budget,
        rules: wish.rules.clone(),
        words: wish.rules.iter().map(|rule| rule.words(&situation.definition)).collect(),
        holding: situation.holding,
        csv: input.csv.clone(),
        command: input::command(&input, budget),
    };
    let sha256 = inputs.sha256()?;
    let rules: Vec<Rule> = wish.rules.iter().map(named).collect();
    let request = Request { table: &input.table, rules: &rules, budget };
    let solved = SOLVED.get(&sha256, || solve(&request, (&input.limits, WORK)))?;
    Ok(match &*solved {
        Ok(solved) => Proposed::Slate(Box::new(proposal(situation, (&members, &input), inputs, solved)), sha256),
        Err(unsolved) => Proposed::Impossible(impossible(situation, (&input, &inputs), unsolved)),
    })
}

/// A rule under the name by which the solver knows it; its limits are counted already.
fn named(rule: &SelectionRule) -> Rule {
    let (side, count) = match (rule.at_least, rule.at_most) {
        (Some(least), _) => (Side::Floor, least),
        (None, most) => (Side::Cap, most.unwrap_or(0)),
    };
    Rule { side, group: rule.by.clone(), count }
}

/// The slate and what explains it, with so much work for the slate and half of it for each question after it.
pub(super) fn solve(request: &Request<'_>, (limits, work): (&[Limit], u64)) -> Result<Result<Solved, Unsolved>, Error> {
    let broken = |e: SlateError| Error::Broken(e.to_string());
    let slate = match slate::choose_within(request, limits, work) {
        Ok(slate) => slate,
        Err(SlateError::Contradiction(contradiction)) => return Ok(Err(Unsolved::Contradiction(contradiction))),
        Err(SlateError::Undecided(_)) => return Ok(Err(Unsolved::Undecided)),
        Err(other) => return Err(broken(other)),
    };
    let explanation = slate::explain_within(request, &slate, limits, work / 2).map_err(broken)?;
    Ok(Ok(Solved { slate, explanation }))
}

/// Points as they are kept: exact, without zeros at the end.
fn points(table: &Table, units: i128) -> Option<String> {
    table.scale.decimal(units).map(|points| points.to_string())
}

fn proposal(situation: &Situation, (members, input): (&[Member<'_>], &Input), inputs: Inputs, solved: &Solved) -> Proposal {
    let Solved { slate, explanation } = solved;
    let table = &input.table;
    let exact = |units: i128| points(table, units).unwrap_or_default();
    let counts = counts(table, &slate.chosen);
    let by_reference: BTreeMap<&str, &Candidate> = members.iter().map(|m| (m.candidate.reference.as_str(), m.candidate)).collect();
    let prices = explanation.prices.iter().map(|price| {
        let (added, removed) = if price.without.found > slate.sum.value { changes(&slate.chosen, &price.chosen) } else { (vec![], vec![]) };
        Price {
            rule: inputs.words.get(price.rule).cloned().unwrap_or_default(),
            binds: input.limits.iter().any(|limit| limit.rule == price.rule && binds(limit, &counts)),
            gain: exact(price.without.found - slate.sum.value),
            gap: points(table, price.without.bound - price.without.found),
            added,
            removed,
        }
    });
    let next = explanation.next.as_ref().map(|next| Next {
        budget: next.budget,
        gain: exact(next.slate.sum.value - slate.sum.value),
        gap: points(table, next.slate.gap()),
        added: next.added.clone(),
        removed: next.removed.clone(),
        changed: changed(&slate.chosen, &next.slate.chosen),
    });
    let runners_up = explanation.runners_up.iter().filter_map(|runner_up| {
        let candidate = by_reference.get(runner_up.id.as_str())?;
        let loss = exact(slate.sum.value - runner_up.with.found);
        Some(RunnerUp { application: candidate.id.text(), reference: runner_up.id.clone(), loss })
    });
    Proposal {
        lines: lines(members, input, (&inputs, slate)),
        value: exact(slate.sum.value),
        cost: slate.sum.cost,
        gap: points(table, slate.gap()),
        ties_settled: slate.is_tie_settled,
        prices: prices.collect(),
        next,
        is_next_undecided: explanation.is_next_undecided,
        runners_up: runners_up.collect(),
        waiting: situation.waiting.clone(),
        inputs,
    }
}

/// The chosen, worth more first, then the others as they are ranked.
fn lines(members: &[Member<'_>], input: &Input, (inputs, slate): (&Inputs, &Slate)) -> Vec<Line> {
    let counts = counts(&input.table, &slate.chosen);
    let left = inputs.budget.minus(slate.sum.cost).unwrap_or_default();
    let line = |member: &Member<'_>, award: Option<Money>| {
        let candidate = member.candidate;
        let application = input.table.find(&candidate.reference).filter(|_| award.is_none());
        let why_not = application
            .map(|application| why_not(application, (&input.limits, &counts), (&inputs.words, &input.columns), (inputs.budget, left)));
        Line {
            application: candidate.id.text(),
            reference: candidate.reference.clone(),
            city: candidate.city.clone(),
            place: member.place,
            value: member.value.normalize().to_string(),
            asked: candidate.amount,
            award,
            why_not: why_not.unwrap_or_default(),
        }
    };
    let find = |id: &str| members.iter().find(|member| member.candidate.reference == id);
    let chosen = slate.chosen.iter().filter_map(|(id, award)| Some(line(find(id)?, Some(award.cost))));
    let is_chosen = |member: &&Member<'_>| slate.chosen.iter().any(|(id, _)| *id == member.candidate.reference);
    let others = members.iter().filter(|member| !is_chosen(member)).map(|member| line(member, None));
    chosen.chain(others).collect()
}

/// Who is chosen then and not now, and who is not any more.
fn changes(now: &[(String, Award)], then: &[(String, Award)]) -> (Vec<String>, Vec<String>) {
    let missing_in = |ids: &[(String, Award)], other: &[(String, Award)]| -> Vec<String> {
        ids.iter().filter(|(id, _)| !other.iter().any(|(known, _)| known == id)).map(|(id, _)| id.clone()).collect()
    };
    (missing_in(then, now), missing_in(now, then))
}

/// Who gets another amount then, from what to what.
fn changed(now: &[(String, Award)], then: &[(String, Award)]) -> Vec<(String, Money, Money)> {
    let other = |(id, award): &(String, Award)| {
        let (_, then) = then.iter().find(|(known, _)| known == id)?;
        (then.cost != award.cost).then(|| (id.clone(), award.cost, then.cost))
    };
    now.iter().filter_map(other).collect()
}

/// Why there is no slate: each rule that takes part, with how many applications count for it.
fn impossible(situation: &Situation, (input, inputs): (&Input, &Inputs), unsolved: &Unsolved) -> Vec<String> {
    let Unsolved::Contradiction(contradiction) = unsolved else {
        return vec![
            "Neither a slate that keeps all rules nor a proof that there is none was found in the time allowed. Ask for fewer rules."
                .into(),
        ];
    };
    let first = match (contradiction.budget, contradiction.least) {
        (None, _) => "These rules cannot all be kept by the applications that there are:".to_owned(),
        (Some(budget), Some(least)) => {
            format!("The budget of {budget} is too small for these rules, which take at least {least} together:")
        }
        (Some(budget), None) => format!("The budget of {budget} and these rules cannot all be kept:"),
    };
    let rule = |limit: &Limit| {
        let words = inputs.words.get(limit.rule).map_or("", String::as_str);
        let is_of_one = inputs.rules.get(limit.rule).is_some_and(|rule| rule.of.is_some() || rule.from.is_some() || rule.below.is_some());
        let group = input.columns.get(limit.column).filter(|_| !is_of_one);
        let group = group.map_or_else(String::new, |column| format!(" (here: {})", column.group(&limit.value, &situation.definition)));
        let there = input.table.applications.iter().filter(|one| one.groups.get(limit.column) == Some(&limit.value)).count();
        let counted = locale::plural(
            i64::try_from(there).unwrap_or(i64::MAX),
            "application that can be chosen counts",
            "applications that can be chosen count",
        );
        let wanted = if limit.side == Side::Floor { "still wanted" } else { "still allowed" };
        format!("“{words}”{group}: {counted} for it, {} {wanted}.", limit.count)
    };
    std::iter::once(first).chain(contradiction.limits.iter().map(rule)).collect()
}
