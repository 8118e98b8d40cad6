//! Judges an assignment without the solver: it reads the pairs themselves and names
//! every broken promise (invariants C1 and C2, regions, choices by hand).

use super::problem::{Application, Pair, Reviewer, Rules};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with an assignment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Broken {
    /// A name that nobody gave.
    #[error("“{0}” or “{1}” is nobody to assign")]
    Unknown(String, String),
    /// The same pair twice.
    #[error("{0} has {1} twice")]
    Twice(String, String),
    /// C1: a conflict, or a pair that is impossible because it is not listed.
    #[error("{0} has {1}, who may not review it (C1)")]
    Forbidden(String, String),
    /// C2: the wrong number of reviews.
    #[error("{0} has {1} reviews and {2} are missing, but it needs {3} (C2)")]
    Reviews(String, u32, u32, u32),
    /// C2: a load outside its limits.
    #[error("{0} has {1} reviews, not {2} to {3} (C2)")]
    Load(String, u32, u32, u32),
    /// A choice by hand that was not kept.
    #[error("{0} has lost {1}, who was chosen by hand")]
    Fixed(String, String),
    /// All reviewers of one region.
    #[error("all reviewers of {0} come from {1}")]
    OneRegion(String, String),
}

/// What is judged.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// All applications with what they need.
    pub applications: &'a [Application],
    /// All reviewers with their limits.
    pub reviewers: &'a [Reviewer],
    /// All that is known of pairs.
    pub pairs: &'a [Pair],
    /// The rules for all.
    pub rules: Rules,
    /// The assignment: application and reviewer.
    pub assigned: &'a [(&'a str, &'a str)],
    /// The stated number of missing reviews by application; none where it is not named.
    pub shortfall: &'a BTreeMap<&'a str, u32>,
}

/// Everything that is wrong, sorted; empty if the assignment keeps its promises.
#[must_use]
pub fn check(judged: &Judged<'_>) -> Vec<Broken> {
    let mut broken = Vec::new();
    let known: BTreeMap<(&str, &str), &Pair> =
        judged.pairs.iter().map(|pair| ((pair.application.as_str(), pair.reviewer.as_str()), pair)).collect();
    let mut reviewers_of: BTreeMap<&str, BTreeSet<&str>> =
        judged.applications.iter().map(|one| (one.id.as_str(), BTreeSet::new())).collect();
    let mut loads: BTreeMap<&str, u32> = judged.reviewers.iter().map(|one| (one.id.as_str(), 0)).collect();
    for &(application, reviewer) in judged.assigned {
        let names = (application.to_owned(), reviewer.to_owned());
        let (Some(list), Some(load)) = (reviewers_of.get_mut(application), loads.get_mut(reviewer)) else {
            broken.push(Broken::Unknown(names.0, names.1));
            continue;
        };
        *load += 1;
        if !list.insert(reviewer) {
            broken.push(Broken::Twice(names.0.clone(), names.1.clone()));
        }
        let allowed = known.get(&(application, reviewer)).map_or(!judged.rules.only_listed, |pair| !pair.conflict);
        if !allowed {
            broken.push(Broken::Forbidden(names.0, names.1));
        }
    }
    broken.extend(judged.reviewers.iter().filter_map(|one| {
        let load = loads.get(one.id.as_str()).copied().unwrap_or(0);
        (load < one.least || load > one.most).then(|| Broken::Load(one.id.clone(), load, one.least, one.most))
    }));
    for application in judged.applications {
        let list = reviewers_of.get(application.id.as_str()).cloned().unwrap_or_default();
        broken.extend(of_application(judged, application, &list));
    }
    broken.extend(judged.pairs.iter().filter(|pair| pair.fixed).filter_map(|pair| {
        let kept = reviewers_of.get(pair.application.as_str()).is_some_and(|list| list.contains(pair.reviewer.as_str()));
        (!kept).then(|| Broken::Fixed(pair.application.clone(), pair.reviewer.clone()))
    }));
    broken.sort();
    broken
}

fn of_application(judged: &Judged<'_>, application: &Application, list: &BTreeSet<&str>) -> Vec<Broken> {
    let mut broken = Vec::new();
    let count = u32::try_from(list.len()).unwrap_or(u32::MAX);
    let missing = judged.shortfall.get(application.id.as_str()).copied().unwrap_or(0);
    if count.checked_add(missing) != Some(application.reviews) {
        broken.push(Broken::Reviews(application.id.clone(), count, missing, application.reviews));
    }
    let whole = count >= application.reviews;
    if judged.rules.two_regions && whole {
        let mut regions = judged.reviewers.iter().filter(|one| list.contains(one.id.as_str())).map(|one| one.region.as_deref());
        let first = regions.next().flatten();
        if let Some(first) = first.filter(|first| regions.all(|other| other == Some(first))) {
            broken.push(Broken::OneRegion(application.id.clone(), first.to_owned()));
        }
    }
    broken
}
