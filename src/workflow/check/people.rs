//! S10, S11: enough different people hold the roles. Steps that one person may not take
//! together are given to people, for every band of their approvals; where that cannot be, the
//! finding says who is missing. A *warning* says whose absence would stop the work.

use super::super::definition::{Approval, Definition, Transition};
use super::super::matching::{Demand, Shortage, assign};
use super::super::states::States;
use super::{At, People, Report, joined, quoted};
use std::collections::{BTreeMap, BTreeSet};

/// Larger marking graphs are not asked which steps can meet: all count as if they could.
const LARGEST_GRAPH: usize = 20_000;
/// The most sets of steps, and combinations of bands of one set, that are tried.
const MOST: usize = 1_000;

/// Steps of which one person may take at most so many.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    steps: BTreeSet<usize>,
    most: usize,
}

/// What one step needs: how many people, of which roles, for which amounts.
#[derive(Clone)]
struct Need<'a> {
    step: &'a Transition,
    count: usize,
    by: &'a [String],
    amounts: Option<String>,
}

pub(super) fn check(report: &mut Report<'_>, people: &People, states: &States) {
    let d = &report.source.definition;
    let meets = meetings(d, states);
    let (mut told, mut absences) = (BTreeSet::new(), BTreeMap::new());
    for group in groups(d, &meets) {
        for needs in combinations(d, &group) {
            let ask = |without: Option<usize>| assign(&demands(&needs, people, without), group.most);
            match ask(None) {
                Err(shortage) => {
                    let Some(need) = needs.get(shortage.step) else { continue };
                    let message = lacks(&needs, &shortage, people);
                    if told.insert(message.clone()) {
                        let is_alone = group.steps.len() == 1 && need.step.approval.is_some();
                        report.fault(if is_alone { "S11" } else { "S10" }, At::Step(&need.step.id), message);
                    }
                }
                Ok(_) => {
                    for (away, (name, _)) in people.holders.iter().enumerate() {
                        if let Err(shortage) = ask(Some(away))
                            && let Some(need) = needs.get(shortage.step)
                        {
                            let names: &mut BTreeSet<&str> = absences.entry((need.step.id.as_str(), need.named())).or_default();
                            names.insert(name);
                        }
                    }
                }
            }
        }
    }
    for ((step, named), names) in absences {
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let message = format!("when {} is away, {named} has not enough people; give somebody else the role", joined(&names, "or"));
        report.warning("S11", At::Step(step), message);
    }
}

impl Need<'_> {
    /// “Approve” above $25,000.00.
    fn named(&self) -> String {
        let amounts = self.amounts.as_ref().map(|amounts| format!(" {amounts}")).unwrap_or_default();
        format!("“{}”{amounts}", self.step.label)
    }

    fn roles(&self, count: usize) -> String {
        let plural = if count == 1 { "" } else { "s" };
        joined(&self.by.iter().map(|role| format!("{}{plural}", role.replace('_', " "))).collect::<Vec<_>>(), "or")
    }
}

/// Who is missing, in words.
fn lacks(needs: &[Need<'_>], shortage: &Shortage, people: &People) -> String {
    let Some(need) = needs.get(shortage.step) else { return String::new() };
    let names =
        |of: &BTreeSet<usize>| -> Vec<String> { of.iter().filter_map(|i| people.holders.get(*i)).map(|(name, _)| name.clone()).collect() };
    let others: Vec<&Need<'_>> = shortage.steps.iter().filter(|i| **i != shortage.step).filter_map(|i| needs.get(*i)).collect();
    let apart = if others.is_empty() {
        String::new()
    } else {
        format!(" who did not take {}", joined(&others.iter().map(|other| format!("“{}”", other.step.label)).collect::<Vec<_>>(), "or"))
    };
    let has = match names(&shortage.has).as_slice() {
        [] => "nobody is one".to_owned(),
        [one] => format!("only {one} is one"),
        several => format!("only {} are", joined(several, "and")),
    };
    let mut message = format!("{} needs {} {}{apart}; {has}", need.named(), need.count, need.roles(need.count));
    if !others.is_empty() {
        let asked: usize = shortage.steps.iter().filter_map(|i| needs.get(*i)).map(|need| need.count).sum();
        let labels = shortage.steps.iter().filter_map(|i| needs.get(*i)).map(|need| need.step.label.as_str());
        let all = joined(&names(&shortage.people), "and");
        let who = if all.is_empty() { "nobody may take them".to_owned() } else { format!("{all} may take them") };
        message.push_str(&format!(" ({} together need {asked}, and {who})", quoted(labels)));
    }
    message + ". Give the role to more people, or ask for fewer"
}

/// What each step needs of the people, without one of them.
fn demands(needs: &[Need<'_>], people: &People, without: Option<usize>) -> Vec<Demand> {
    let each = |need: &Need<'_>| {
        // Of these roles there are always enough.
        if need.by.iter().any(|role| people.elsewhere.contains(role)) {
            return Demand { count: 0, eligible: BTreeSet::new() };
        }
        let holders = people.holders.iter().enumerate().filter(|(i, _)| Some(*i) != without);
        let eligible = holders.filter(|(_, (_, roles))| roles.iter().any(|role| need.by.contains(role))).map(|(i, _)| i).collect();
        Demand { count: need.count, eligible }
    };
    needs.iter().map(each).collect()
}

/// Every choice of one band for each step of a group.
fn combinations<'a>(d: &'a Definition, group: &Group) -> Vec<Vec<Need<'a>>> {
    let mut all = vec![Vec::new()];
    for step in group.steps.iter().filter_map(|i| d.transitions.get(*i)) {
        let choices = step.approval.as_ref().map_or_else(|| vec![plain(step, 1)], |approval| banded(step, approval));
        // Too many to try: the most demanding band of each must do.
        let choices = if all.len() * choices.len() > MOST {
            choices.into_iter().max_by_key(|need| need.count).into_iter().collect()
        } else {
            choices
        };
        all = all.into_iter().flat_map(|so_far| choices.iter().map(move |need| [so_far.clone(), vec![need.clone()]].concat())).collect();
    }
    all
}

fn plain(step: &Transition, count: usize) -> Need<'_> {
    Need { step, count, by: &step.by, amounts: None }
}

fn banded<'a>(step: &'a Transition, approval: &'a Approval) -> Vec<Need<'a>> {
    let count = |quorum: u32| usize::try_from(quorum).unwrap_or(usize::MAX);
    if approval.bands.is_empty() {
        return vec![plain(step, count(approval.quorum))];
    }
    let below = std::iter::once(None).chain(approval.bands.iter().map(|band| band.up_to_cents));
    let need = |(band, below): (&'a super::super::definition::Band, Option<crate::kernel::Money>)| Need {
        step,
        count: count(band.quorum),
        by: if band.by.is_empty() { &step.by } else { &band.by },
        amounts: Some(match (below, band.up_to_cents) {
            (None, None) => "of any amount".into(),
            (None, Some(most)) => format!("up to {most}"),
            (Some(least), None) => format!("above {least}"),
            (Some(least), Some(most)) => format!("above {least} up to {most}"),
        }),
    };
    approval.bands.iter().zip(below).map(need).collect()
}

/// Which steps one case can take one after the other.
fn meetings(d: &Definition, states: &States) -> Vec<BTreeSet<usize>> {
    let all: BTreeSet<usize> = (0..d.transitions.len()).collect();
    if states.len() > LARGEST_GRAPH {
        return vec![all; d.transitions.len()];
    }
    let mut enters: Vec<Vec<usize>> = vec![Vec::new(); d.transitions.len()];
    for at in 0..states.len() {
        for edge in states.out(at) {
            if let Some(targets) = enters.get_mut(edge.step) {
                targets.push(edge.to);
            }
        }
    }
    let later: Vec<BTreeSet<usize>> = enters.into_iter().map(|targets| steps_from(states, targets)).collect();
    let earlier = |step: usize| later.iter().enumerate().filter(move |(_, later)| later.contains(&step)).map(|(i, _)| i);
    (0..later.len()).map(|step| later.get(step).into_iter().flatten().copied().chain(earlier(step)).collect()).collect()
}

/// The steps that can be taken from these markings on.
fn steps_from(states: &States, mut open: Vec<usize>) -> BTreeSet<usize> {
    let (mut seen, mut steps) = (vec![false; states.len()], BTreeSet::new());
    while let Some(at) = open.pop() {
        if let Some(known) = seen.get_mut(at).filter(|known| !**known) {
            *known = true;
            for edge in states.out(at) {
                steps.insert(edge.step);
                open.push(edge.to);
            }
        }
    }
    steps
}

/// The sets of steps that different people must take, each as large as it can be, and every
/// other step by itself.
fn groups(d: &Definition, meets: &[BTreeSet<usize>]) -> BTreeSet<Group> {
    let index: BTreeMap<&str, usize> = d.transitions.iter().enumerate().map(|(i, step)| (step.id.as_str(), i)).collect();
    let can_meet = |a: usize, b: usize| meets.get(a).is_some_and(|others| others.contains(&b));
    let members = |steps: &[String]| -> BTreeSet<usize> { steps.iter().filter_map(|id| index.get(id.as_str()).copied()).collect() };
    let is_taken = |i: &usize| d.transitions.get(*i).is_some_and(|step| !step.system);
    let mut apart: BTreeMap<usize, BTreeSet<usize>> = (0..d.transitions.len()).filter(is_taken).map(|i| (i, BTreeSet::new())).collect();
    let mut found = BTreeSet::new();
    let mut keep_apart = |a: usize, b: usize| {
        if a != b && can_meet(a, b) && is_taken(&a) && is_taken(&b) {
            apart.entry(a).or_default().insert(b);
            apart.entry(b).or_default().insert(a);
        }
    };
    for (i, step) in d.transitions.iter().enumerate() {
        members(&step.distinct_from).into_iter().for_each(|other| keep_apart(i, other));
    }
    for set in &d.separate {
        let steps: BTreeSet<usize> = members(&set.steps).into_iter().filter(is_taken).collect();
        let most = usize::try_from(set.most).unwrap_or(usize::MAX);
        if most == 1 {
            steps.iter().flat_map(|a| steps.iter().map(move |b| (*a, *b))).for_each(|(a, b)| keep_apart(a, b));
        } else {
            let met = |a: &usize| (*a, steps.iter().copied().filter(|b| b != a && can_meet(*a, *b)).collect());
            found.extend(cliques(&steps.iter().map(met).collect()).into_iter().map(|steps| Group { steps, most }));
        }
    }
    found.extend(cliques(&apart).into_iter().map(|steps| Group { steps, most: 1 }));
    found
}

/// The largest sets whose members are all neighbors of one another (Bron and Kerbosch 1973).
fn cliques(neighbors: &BTreeMap<usize, BTreeSet<usize>>) -> Vec<BTreeSet<usize>> {
    let mut found = Vec::new();
    grow(neighbors, BTreeSet::new(), (neighbors.keys().copied().collect(), BTreeSet::new()), &mut found);
    found
}

fn grow(
    neighbors: &BTreeMap<usize, BTreeSet<usize>>,
    clique: BTreeSet<usize>,
    (mut open, mut done): (BTreeSet<usize>, BTreeSet<usize>),
    found: &mut Vec<BTreeSet<usize>>,
) {
    if open.is_empty() && done.is_empty() {
        return found.push(clique);
    }
    let none = BTreeSet::new();
    let pivot = open.union(&done).max_by_key(|v| neighbors.get(v).map_or(0, |n| n.intersection(&open).count())).copied();
    let beside = pivot.and_then(|pivot| neighbors.get(&pivot)).unwrap_or(&none);
    for vertex in open.difference(beside).copied().collect::<Vec<_>>() {
        if found.len() >= MOST {
            return;
        }
        let near = neighbors.get(&vertex).unwrap_or(&none);
        let larger = clique.iter().copied().chain([vertex]).collect();
        grow(neighbors, larger, (&open & near, &done & near), found);
        open.remove(&vertex);
        done.insert(vertex);
    }
}
