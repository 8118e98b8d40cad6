//! From a situation and a wish to a proposal, by the solver of `scoring::assign`, judged by its checker before anybody sees it. Pure.

use super::situation::{Case, Panelist, Situation};
use super::{Line, Load, Pick, Proposal, Wish};
use crate::blind::WITHHELD;
use crate::db;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Account;
use crate::review::Assignment;
use crate::scoring::assign::{
    Application, Judged, Pair, Problem, ProblemError, Reviewer, Rules, Solution, SolveError, Wishes, check, solve,
};
use std::collections::{BTreeMap, BTreeSet};

/// Why there is no proposal.
#[derive(Debug, thiserror::Error)]
pub enum ProposeError {
    /// The actor does not choose reviewers.
    #[error("Only a program officer or the chair of the panel assigns reviewers.")]
    Forbidden,
    /// The wish does not fit.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// No assignment keeps all limits: why, and what would make one possible.
    #[error("{0}")]
    Impossible(String),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ProposeError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Impossible(_) => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// What it weighs to give somebody again what was taken from them: more than all that anybody knows, so that it is done where nobody else can.
const RETURNED: i64 = -10_000;

/// What of a situation is to be solved.
struct Scene<'a> {
    situation: &'a Situation,
    wish: Wish,
    cases: Vec<&'a Case>,
    /// Who can be assigned, by account.
    people: Vec<(Id<Account>, &'a Panelist)>,
    /// What each application is about, of what anybody on the panel knows.
    subjects: Vec<Vec<&'a str>>,
}

/// The proposal.
pub(super) fn propose(situation: &Situation, wish: Wish) -> Result<Proposal, ProposeError> {
    let scene = Scene::new(situation, wish);
    if scene.cases.is_empty() {
        let told = if wish.replaced.is_some() {
            "This person has no open review in this round."
        } else {
            "No application of this round is in review."
        };
        return Err(ProposeError::Impossible(told.to_owned()));
    }
    let (applications, reviewers, pairs) = (scene.applications(), scene.reviewers(), scene.pairs());
    let rules = Rules { only_listed: false, two_regions: wish.two_regions };
    let problem = Problem::new(applications, reviewers, &pairs, rules).map_err(refused)?;
    let wishes = Wishes { fair: wish.fair, shortfall: wish.partial, connect: wish.connect };
    let solution = solve(&problem, wishes).map_err(unsolved)?;
    let named = named(&problem, &solution);
    judge(&problem, (&pairs, rules), (&solution, &named))?;
    Ok(scene.proposal(&solution, &named))
}

fn refused(problem: ProblemError) -> ProposeError {
    let told = problem.to_string();
    match problem {
        ProblemError::Empty(..) => {
            ProposeError::Impossible("Nobody on the panel can review. Invite people, or wait for their answers.".into())
        }
        ProblemError::Reviews(..) | ProblemError::OneRegion(_) => ProposeError::Invalid(vec![FieldError::new("reviews", told)]),
        _ => ProposeError::Impossible(told),
    }
}

fn unsolved(error: SolveError) -> ProposeError {
    let told = error.to_string();
    match error {
        SolveError::FairShortfall => ProposeError::Invalid(vec![FieldError::new("rules", told)]),
        SolveError::Impossible(_) | SolveError::TooLarge => ProposeError::Impossible(told),
    }
}

/// The names of each pair of a solution.
fn named<'a>(problem: &'a Problem, solution: &Solution) -> Vec<(&'a str, &'a str)> {
    let name =
        |(row, column): (usize, usize)| Some((problem.applications().get(row)?.id.as_str(), problem.reviewers().get(column)?.id.as_str()));
    solution.plan.pairs().filter_map(name).collect()
}

/// Asks the checker, which knows nothing of the solver.
fn judge(problem: &Problem, (pairs, rules): (&[Pair], Rules), (solution, named): (&Solution, &[(&str, &str)])) -> Result<(), db::Error> {
    let missing = problem.applications().iter().zip(&solution.shortfall).filter(|(_, missing)| **missing > 0);
    let shortfall: BTreeMap<&str, u32> = missing.map(|(one, missing)| (one.id.as_str(), *missing)).collect();
    let judged = Judged {
        applications: problem.applications(),
        reviewers: problem.reviewers(),
        pairs,
        rules,
        assigned: named,
        shortfall: &shortfall,
    };
    match check(&judged).first() {
        None => Ok(()),
        Some(broken) => Err(db::Error::Broken(format!("an assignment breaks its own rules: {broken}"))),
    }
}

fn count(all: impl Iterator) -> u32 {
    u32::try_from(all.count()).unwrap_or(u32::MAX)
}

impl<'a> Scene<'a> {
    fn new(situation: &'a Situation, wish: Wish) -> Self {
        let is_in = |case: &&Case| wish.replaced.is_none() || case.tasks.iter().any(|task| is_taken_back(wish, task));
        let cases: Vec<&Case> = situation.cases.iter().filter(is_in).collect();
        let people: Vec<(Id<Account>, &Panelist)> = situation
            .people
            .iter()
            .filter(|(account, _)| Some(**account) != wish.replaced)
            .map(|(account, person)| (*account, person))
            .collect();
        let known: BTreeSet<&str> = people.iter().flat_map(|(_, person)| person.tags.iter().map(String::as_str)).collect();
        let subjects = cases.iter().map(|case| situation.subjects.about(&case.matter, &known)).collect();
        Self { situation, wish, cases, people, subjects }
    }

    /// The tasks of a case that go on.
    fn kept(&self, case: &'a Case) -> impl Iterator<Item = &'a Assignment> {
        let wish = self.wish;
        case.tasks.iter().filter(move |task| task.stage.counts() && !is_taken_back(wish, task))
    }

    fn applications(&self) -> Vec<Application> {
        let of = |case: &&'a Case| {
            let kept = count(self.kept(case));
            let reviews = if self.wish.replaced.is_some() { kept + 1 } else { self.wish.reviews.max(kept) };
            Application { id: case.reference.clone(), reviews }
        };
        self.cases.iter().map(of).collect()
    }

    /// Reviews that somebody keeps: in the cases of the scene, and beside them as far as they are open to whoever assigns.
    fn loads(&self, account: Id<Account>) -> (u32, u32) {
        let inside = count(self.cases.iter().flat_map(|case| self.kept(case)).filter(|task| task.reviewer == account));
        let all = self.situation.cases.iter().flat_map(|case| &case.tasks).filter(|task| task.reviewer == account && task.stage.counts());
        let elsewhere = self.situation.elsewhere.get(&account).copied().unwrap_or(0);
        (inside, count(all).saturating_sub(inside) + elsewhere)
    }

    /// Reviews in applications that are closed to whoever assigns: they bind, and are not told.
    fn untold(&self, account: Id<Account>) -> u32 {
        self.situation.closed.get(&account).copied().unwrap_or(0)
    }

    /// Whether somebody is away on the day on which the reviews are due: on these days none is due, as they were promised.
    fn is_away(&self, person: &Panelist) -> bool {
        self.wish.due_on.zip(person.absence).is_some_and(|(due, days)| days.holds(due))
    }

    fn reviewers(&self) -> Vec<Reviewer> {
        let of = |(account, person): &(Id<Account>, &Panelist)| {
            let (inside, outside) = self.loads(*account);
            let outside = outside + self.untold(*account);
            let takes = person.most.filter(|_| !self.is_away(person)).unwrap_or(0);
            let most = takes.saturating_sub(outside).max(inside);
            let least = if takes == 0 { 0 } else { self.wish.least.saturating_sub(outside).min(most) };
            Reviewer { id: person.name.clone(), least, most, region: person.region.clone() }
        };
        self.people.iter().map(of).collect()
    }

    /// Every pair of which something is known: what they know of it, that it is closed to them, that they review it.
    fn pairs(&self) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for (case, subjects) in self.cases.iter().zip(&self.subjects) {
            for (account, person) in &self.people {
                let task = case.tasks.iter().find(|task| task.reviewer == *account);
                let is_returned = !person.reads_all && task.is_some_and(|task| task.stage.can_return());
                pairs.push(Pair {
                    application: case.reference.clone(),
                    reviewer: person.name.clone(),
                    affinity: if is_returned { RETURNED } else { i64::from(count(knows(person, subjects))) },
                    conflict: person.walls.hide(case.id) || task.is_some_and(|task| !task.stage.counts() && !is_returned),
                    fixed: task.is_some_and(|task| task.stage.counts()),
                });
            }
        }
        pairs
    }

    fn proposal(&self, solution: &Solution, named: &[(&str, &str)]) -> Proposal {
        let mut chosen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (application, reviewer) in named {
            chosen.entry(*application).or_default().insert(*reviewer);
        }
        let none = BTreeSet::new();
        let mut added: BTreeMap<Id<Account>, u32> = BTreeMap::new();
        let mut lines = Vec::new();
        // The solver has the applications in the order of their references, as they stand here.
        for ((case, subjects), missing) in self.cases.iter().zip(&self.subjects).zip(&solution.shortfall) {
            let names = chosen.get(case.reference.as_str()).unwrap_or(&none);
            let line = self.line(case, (subjects, *missing), names);
            for pick in &line.added {
                *added.entry(pick.account).or_insert(0) += 1;
            }
            lines.push(line);
        }
        let load = |(account, person): &(Id<Account>, &Panelist)| {
            let (inside, outside) = self.loads(*account);
            let added = added.get(account).copied().unwrap_or(0);
            let most = person.most?;
            Some(Load {
                account: *account,
                name: person.name.clone(),
                before: inside + outside,
                added,
                most,
                absence: person.absence,
                is_away: self.is_away(person),
            })
        };
        let mut loads: Vec<Load> = self.people.iter().filter_map(load).collect();
        loads.sort_by(|one, next| one.name.cmp(&next.name));
        // The weight of who was taken off stands for nothing that they know: nothing is said of a fairness that it decides.
        let is_returned = lines.iter().any(|line| line.added.iter().any(|pick| pick.is_returned));
        let is_fairest =
            solution.fairness.filter(|_| !is_returned).map(|fair| fair.lowest == fair.lowest_bound && fair.total == fair.total_bound);
        Proposal { lines, loads, parts: solution.parts.1, is_fairest }
    }

    fn line(&self, case: &'a Case, (subjects, missing): (&[&str], u32), names: &BTreeSet<&str>) -> Line {
        // What it is about was read with every name in it: whoever is not told who applies is not told that either.
        let subjects: &[&str] = if case.city == WITHHELD { &[] } else { subjects };
        let is_new = |account: Id<Account>| !self.kept(case).any(|task| task.reviewer == account);
        let picks = self.people.iter().filter(|(account, person)| names.contains(person.name.as_str()) && is_new(*account));
        let added = picks.map(|(account, person)| Pick {
            account: *account,
            name: person.name.clone(),
            knows: knows(person, subjects).map(str::to_owned).collect(),
            is_returned: case.tasks.iter().any(|task| task.reviewer == *account && task.stage.can_return()),
        });
        Line {
            application: case.id,
            reference: case.reference.clone(),
            city: case.city.clone(),
            subjects: subjects.iter().map(|subject| (*subject).to_owned()).collect(),
            kept: self.kept(case).map(|task| task.reviewer_name.clone()).collect(),
            taken_back: case.tasks.iter().find(|task| is_taken_back(self.wish, task)).map(|task| task.id),
            added: added.collect(),
            missing,
        }
    }
}

/// Whether a task is an open one of whoever is replaced.
fn is_taken_back(wish: Wish, task: &Assignment) -> bool {
    wish.replaced == Some(task.reviewer) && task.stage.is_open()
}

/// What somebody knows of the subjects of an application.
fn knows<'a>(person: &'a Panelist, subjects: &'a [&str]) -> impl Iterator<Item = &'a str> {
    subjects.iter().copied().filter(|subject| person.tags.iter().any(|tag| tag == subject))
}
