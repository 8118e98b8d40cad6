//! Why there is no assignment, and what would make one possible. An assignment exists
//! exactly if all applications can get their reviews within the largest loads, and all
//! reviewers their fewest reviews (linking of flows, Mendelsohn and Dulmage 1958), so
//! each is looked at alone. Every remedy was tried before it is told.

use super::capacity::{Bound, Capacity, Narrow};
use super::grid::{Grid, list_at};
use super::problem::{Problem, Reviewer};
use std::fmt;

/// Why there is no assignment: one or two shortages.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("There is no such assignment. {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))]
pub struct Impossible(pub Vec<Shortage>);

/// The narrowest place: what is needed there and what is possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// Whether applications lack reviews; otherwise reviewers lack work.
    pub of_reviews: bool,
    /// The applications concerned.
    pub applications: Vec<String>,
    /// The reviewers concerned.
    pub reviewers: Vec<String>,
    /// Whether those are all applications.
    pub all_applications: bool,
    /// Whether those are all reviewers.
    pub all_reviewers: bool,
    /// Reviews needed there, beside fixed ones.
    pub needed: u64,
    /// Reviews possible there.
    pub possible: u64,
    /// How many of the possible ones are from the reviewers (or of the applications) named.
    pub from_named: u64,
    /// What would make it possible, each alone.
    pub remedies: Vec<Remedy>,
}

/// A change that makes an assignment possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// The largest load of every reviewer at least so much.
    RaiseMost(u32),
    /// So many more reviewers without conflicts who take so many reviews each.
    AddReviewers(u32, u32),
    /// So many reviews of each application at most.
    LowerReviews(u32),
    /// The fewest reviews of every reviewer at most so many.
    LowerLeast(u32),
    /// So many reviews of each application at least.
    RaiseReviews(u32),
    /// No rule of two regions.
    DropRegions,
    /// No choices by hand.
    FreeFixed,
}

/// Why a problem has no assignment; `None` if it has one.
#[must_use]
pub fn explain(problem: &Problem) -> Option<Impossible> {
    let narrow = |bound| Capacity::new(problem, bound).narrow();
    let (most, fewest) = (narrow(Bound::Most), narrow(Bound::Fewest));
    let both = most.is_some() && fewest.is_some();
    let mut shortages = Vec::new();
    if let Some(place) = most {
        shortages.push(of_reviews(problem, &place, both));
    }
    if let Some(place) = fewest {
        shortages.push(of_work(problem, &place, both));
    }
    (!shortages.is_empty()).then_some(Impossible(shortages))
}

fn fits(problem: &Problem, bound: Bound) -> bool {
    Capacity::new(problem, bound).missing() == 0
}

fn of_reviews(problem: &Problem, place: &Narrow, alone: bool) -> Shortage {
    let needed: u64 = place.applications.iter().map(|&row| need(problem, row)).sum();
    let fixed = |column: usize| problem.fixed.iter().filter(|list| list.contains(&column)).count() as u64;
    let room = |column: usize| problem.reviewers.get(column).map_or(0, |one| u64::from(one.most)).saturating_sub(fixed(column));
    let works =
        |changed: Option<Problem>| changed.is_some_and(|changed| fits(&changed, Bound::Most) && (alone || fits(&changed, Bound::Fewest)));
    let mut remedies = Vec::new();
    let height = u32::try_from(problem.applications.len()).unwrap_or(u32::MAX);
    let top = problem.reviewers.iter().map(|one| one.most).max().unwrap_or(0);
    let lowest = problem.reviewers.iter().map(|one| one.most).min().unwrap_or(0);
    remedies.extend(smallest(lowest + 1, height, |most| works(Some(with_most(problem, most)))).map(Remedy::RaiseMost));
    let enough = u32::try_from(problem.reviews_needed().div_ceil(u64::from(top.max(1)))).unwrap_or(u32::MAX);
    let enough = enough.max(problem.applications.iter().map(|one| one.reviews).max().unwrap_or(0)).min(10_000);
    if top > 0 {
        remedies.extend(smallest(1, enough, |count| works(with_more(problem, count, top))).map(|count| Remedy::AddReviewers(count, top)));
    }
    let reviews = problem.applications.iter().map(|one| one.reviews).max().unwrap_or(0);
    remedies.extend((1..reviews).rev().find(|&lower| works(with_fewer(problem, lower))).map(Remedy::LowerReviews));
    remedies.extend(freed(problem, works));
    Shortage { from_named: place.reviewers.iter().map(|&column| room(column)).sum(), ..named(problem, place, true, needed, remedies) }
}

fn of_work(problem: &Problem, place: &Narrow, alone: bool) -> Shortage {
    let fixed = |column: usize| problem.fixed.iter().filter(|list| list.contains(&column)).count() as u64;
    let least = |column: usize| problem.reviewers.get(column).map_or(0, |one| u64::from(one.least)).saturating_sub(fixed(column));
    let needed: u64 = place.reviewers.iter().map(|&column| least(column)).sum();
    let works =
        |changed: Option<Problem>| changed.is_some_and(|changed| fits(&changed, Bound::Fewest) && (alone || fits(&changed, Bound::Most)));
    let mut remedies = Vec::new();
    let top = problem.reviewers.iter().map(|one| one.least).max().unwrap_or(0);
    // The largest that works: one below the smallest that does not.
    let lower = smallest(0, top, |least| !works(Some(with_least(problem, least)))).and_then(|first| first.checked_sub(1));
    remedies.extend(lower.map(Remedy::LowerLeast));
    let reviews = problem.applications.iter().map(|one| one.reviews).max().unwrap_or(0);
    let width = u32::try_from(problem.reviewers.len()).unwrap_or(100).min(100);
    remedies.extend((reviews + 1..=width).find(|&more| works(Some(with_reviews(problem, more)))).map(Remedy::RaiseReviews));
    remedies.extend(freed(problem, works));
    Shortage {
        from_named: place.applications.iter().map(|&row| need(problem, row)).sum(),
        ..named(problem, place, false, needed, remedies)
    }
}

fn need(problem: &Problem, row: usize) -> u64 {
    let reviews = problem.applications.get(row).map_or(0, |one| u64::from(one.reviews));
    reviews.saturating_sub(list_at(&problem.fixed, row).len() as u64)
}

fn named(problem: &Problem, place: &Narrow, of_reviews: bool, needed: u64, remedies: Vec<Remedy>) -> Shortage {
    Shortage {
        of_reviews,
        applications: place.applications.iter().filter_map(|&row| problem.applications.get(row)).map(|one| one.id.clone()).collect(),
        reviewers: place.reviewers.iter().filter_map(|&column| problem.reviewers.get(column)).map(|one| one.id.clone()).collect(),
        all_applications: place.applications.len() == problem.applications.len(),
        all_reviewers: place.reviewers.len() == problem.reviewers.len(),
        needed,
        possible: needed.saturating_sub(place.missing),
        from_named: 0,
        remedies,
    }
}

fn freed(problem: &Problem, works: impl Fn(Option<Problem>) -> bool) -> Vec<Remedy> {
    let mut remedies = Vec::new();
    if problem.rules.two_regions {
        let mut changed = problem.clone();
        changed.rules.two_regions = false;
        remedies.extend(works(Some(changed)).then_some(Remedy::DropRegions));
    }
    if problem.fixed.iter().any(|list| !list.is_empty()) {
        let mut changed = problem.clone();
        changed.fixed.iter_mut().for_each(Vec::clear);
        remedies.extend(works(Some(changed)).then_some(Remedy::FreeFixed));
    }
    remedies
}

/// The smallest value from `low` to `high` that passes, if larger ones pass whenever smaller ones do.
fn smallest(low: u32, high: u32, passes: impl Fn(u32) -> bool) -> Option<u32> {
    if low > high || !passes(high) {
        return None;
    }
    let (mut low, mut high) = (low, high);
    while low < high {
        let middle = low + (high - low) / 2;
        if passes(middle) { high = middle } else { low = middle + 1 }
    }
    Some(high)
}

fn with_most(problem: &Problem, most: u32) -> Problem {
    let mut changed = problem.clone();
    changed.reviewers.iter_mut().for_each(|one| one.most = one.most.max(most));
    changed
}

fn with_least(problem: &Problem, least: u32) -> Problem {
    let mut changed = problem.clone();
    changed.reviewers.iter_mut().for_each(|one| one.least = one.least.min(least));
    changed
}

fn with_reviews(problem: &Problem, reviews: u32) -> Problem {
    let mut changed = problem.clone();
    changed.applications.iter_mut().for_each(|one| one.reviews = one.reviews.max(reviews));
    changed
}

/// `None` if fixed pairs or two regions need more.
fn with_fewer(problem: &Problem, reviews: u32) -> Option<Problem> {
    let mut changed = problem.clone();
    changed.applications.iter_mut().for_each(|one| one.reviews = one.reviews.min(reviews));
    let fixed = changed.applications.iter().zip(&changed.fixed).all(|(one, fixed)| fixed.len() <= one.reviews as usize);
    (fixed && !(problem.rules.two_regions && reviews == 1)).then_some(changed)
}

/// New reviewers have no conflict and, under the rule of two regions, count as from elsewhere.
fn with_more(problem: &Problem, count: u32, most: u32) -> Option<Problem> {
    let mut changed = problem.clone();
    let (height, width) = (problem.applications.len(), problem.reviewers.len() + count as usize);
    if height.checked_mul(width)? > 4 * super::problem::MOST_PAIRS {
        return None;
    }
    changed.affinity = Grid::new(height, width, None);
    for row in 0..height {
        let old = problem.affinity.row(row).iter().copied();
        let cells = old.chain((0..count).map(|_| Some(0)));
        changed.affinity.row_mut(row).iter_mut().zip(cells).for_each(|(target, value)| *target = value);
    }
    for _ in 0..count {
        changed.reviewers.push(Reviewer { id: String::new(), least: 0, most, region: None });
        changed.region.push(None);
    }
    Some(changed)
}

/// `3 applications (a, b, c)`, with the first ten names.
fn counted(noun: &str, names: &[String], all: bool) -> String {
    let plural = if names.len() == 1 { "" } else { "s" };
    if all && names.len() > 1 {
        return format!("all {} {noun}s", names.len());
    }
    let shown = names.iter().take(10).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if names.len() > 10 { format!(" and {} more", names.len() - 10) } else { String::new() };
    format!("{} {noun}{plural} ({shown}{more})", names.len())
}

fn verb(names: &[String], one: &'static str, many: &'static str) -> &'static str {
    if names.len() == 1 { one } else { many }
}

impl fmt::Display for Shortage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let applications = counted("application", &self.applications, self.all_applications);
        let reviewers = counted("reviewer", &self.reviewers, self.all_reviewers);
        let others = self.possible.saturating_sub(self.from_named);
        let (needed, possible, named) = (self.needed, self.possible, self.from_named);
        if self.of_reviews {
            let needs = verb(&self.applications, "needs", "together need");
            write!(f, "Reviews: {applications} {needs} {needed}, but only {possible} can be given: ")?;
            if self.reviewers.is_empty() {
                write!(f, "that is how many pairs without a conflict there are.")?;
            } else {
                write!(f, "{reviewers} can take {named} within the load limit")?;
                write!(f, "{}", if others > 0 { format!(", and the others without a conflict {others}.") } else { ".".to_owned() })?;
            }
        } else {
            let takes = verb(&self.reviewers, "is to get", "together are to get");
            write!(f, "Loads: {reviewers} {takes} at least {needed} reviews, but only {possible} can be given: ")?;
            if self.applications.is_empty() {
                write!(f, "that is how many pairs without a conflict there are.")?;
            } else {
                write!(f, "{applications} {} {named}", verb(&self.applications, "needs", "together need"))?;
                write!(f, "{}", if others > 0 { format!(", and the others without a conflict {others}.") } else { ".".to_owned() })?;
            }
        }
        match self.remedies.as_slice() {
            [] => write!(f, " No single change of a limit makes it possible; look at the conflicts of those named."),
            [one] => write!(f, " This makes it possible: {one}."),
            many => {
                let many: Vec<String> = many.iter().map(ToString::to_string).collect();
                write!(f, " Any one of these makes it possible: {}.", many.join("; "))
            }
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RaiseMost(most) => write!(f, "raise load-max to {most}"),
            Self::AddReviewers(1, most) => write!(f, "add 1 reviewer without conflicts who takes up to {most}"),
            Self::AddReviewers(count, most) => write!(f, "add {count} reviewers without conflicts who take up to {most} each"),
            Self::LowerReviews(reviews) => write!(f, "lower per-application to {reviews}"),
            Self::LowerLeast(least) => write!(f, "lower load-min to {least}"),
            Self::RaiseReviews(reviews) => write!(f, "raise per-application to {reviews}"),
            Self::DropRegions => write!(f, "drop the rule of two regions"),
            Self::FreeFixed => write!(f, "take back the choices made by hand"),
        }
    }
}
