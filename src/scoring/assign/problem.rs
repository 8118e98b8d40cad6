//! What is to be solved: applications that need reviews, reviewers who can take some,
//! and what speaks for or against each pair. Made once, checked whole, sorted by id, so
//! that the order in which a table names things cannot matter.

use super::grid::Grid;
use super::shake::Chance;
use std::collections::BTreeMap;

/// At most so many pairs of an application and a reviewer (each takes 16 bytes several times over).
pub const MOST_PAIRS: usize = 4_000_000;

/// No affinity may be larger than this, in its units (see [`super::Scale`]).
pub const LARGEST_AFFINITY: i64 = 1_000_000_000_000_000;

/// An application and how many reviews it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its name; ties are broken by it.
    pub id: String,
    /// How many different reviewers it needs.
    pub reviews: u32,
}

/// A reviewer and how much they can take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewer {
    /// Their name; ties are broken by it.
    pub id: String,
    /// The fewest reviews they are to get (design §8, lower bound of the load).
    pub least: u32,
    /// The most reviews they can take.
    pub most: u32,
    /// Where they come from; only for the rule of two regions. Reviewers without one count as
    /// different from everybody.
    pub region: Option<String>,
}

/// What is known of one application with one reviewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The application's id.
    pub application: String,
    /// The reviewer's id.
    pub reviewer: String,
    /// How well they fit, in units of the scale; more is better.
    pub affinity: i64,
    /// A conflict of interest: never assigned (C1).
    pub conflict: bool,
    /// Chosen by a person: assigned whatever else happens.
    pub fixed: bool,
}

/// Rules that hold for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// A pair that is not listed is impossible. Without it: affinity 0 and no conflict.
    pub only_listed: bool,
    /// The reviewers of an application come from two regions at least.
    pub two_regions: bool,
}

/// Why there is nothing to solve.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProblemError {
    /// Nothing to assign or nobody to assign to.
    #[error("There are {0} applications and {1} reviewers; at least one of each is needed.")]
    Empty(usize, usize),
    /// Two things of one name.
    #[error("“{0}” is named twice.")]
    Twice(String),
    /// A pair names something that is not there.
    #[error("The pair of “{0}” and “{1}” names an application or a reviewer that is not among those to assign.")]
    Unknown(String, String),
    /// The same pair twice.
    #[error("The pair of application “{0}” and reviewer “{1}” is given twice; keep one.")]
    PairTwice(String, String),
    /// C1.
    #[error(
        "Application “{0}” is fixed to reviewer “{1}”, who has a conflict of interest (or is not listed for it). Take back the choice: a conflict is never assigned."
    )]
    FixedConflict(String, String),
    /// More fixed pairs than wanted.
    #[error("“{0}” has {1} fixed reviews, but {2} is the most it can have. Take some back or raise the limit.")]
    TooManyFixed(String, u32, u32),
    /// A load that nobody can have.
    #[error("Reviewer “{0}” is to take at least {1} and at most {2} reviews: the least is above the most.")]
    Load(String, u32, u32),
    /// An application that needs no review, or more than the method allows.
    #[error("Application “{0}” needs {1} reviews; between 1 and 100 can be asked for.")]
    Reviews(String, u32),
    /// Two regions with one review.
    #[error("Application “{0}” gets one review, which cannot come from two regions. Ask for two reviews or drop the rule.")]
    OneRegion(String),
    /// An affinity that is too large to be summed exactly.
    #[error("The affinity of “{0}” and “{1}” is larger than the method can add up exactly.")]
    TooLarge(String, String),
    /// Too many pairs.
    #[error("{0} applications and {1} reviewers are {2} pairs; at most {MOST_PAIRS} can be solved at once.")]
    TooMany(usize, usize, usize),
}

/// A checked problem; indices are places in the sorted lists.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(super) applications: Vec<Application>,
    pub(super) reviewers: Vec<Reviewer>,
    /// By application and reviewer; `None` where it may not be assigned.
    pub(super) affinity: Grid<Option<i64>>,
    /// By application: its fixed reviewers, in order.
    pub(super) fixed: Vec<Vec<usize>>,
    /// By reviewer: a number for their region.
    pub(super) region: Vec<Option<usize>>,
    pub(super) rules: Rules,
}

impl Problem {
    /// Checks and sorts.
    ///
    /// # Errors
    /// [`ProblemError`] naming what cannot be.
    pub fn new(
        mut applications: Vec<Application>,
        mut reviewers: Vec<Reviewer>,
        pairs: &[Pair],
        rules: Rules,
    ) -> Result<Self, ProblemError> {
        let (height, width) = (applications.len(), reviewers.len());
        if height == 0 || width == 0 {
            return Err(ProblemError::Empty(height, width));
        }
        let cells = height.saturating_mul(width);
        if cells > MOST_PAIRS {
            return Err(ProblemError::TooMany(height, width, cells));
        }
        applications.sort_by(|a, b| a.id.cmp(&b.id));
        reviewers.sort_by(|a, b| a.id.cmp(&b.id));
        let region = numbered(&reviewers);
        let affinity = Grid::new(height, width, None);
        let mut problem = Self { applications, reviewers, affinity, fixed: vec![Vec::new(); height], region, rules };
        problem.check_ids()?;
        problem.fill(pairs)?;
        problem.check_fixed()?;
        Ok(problem)
    }

    fn check_ids(&self) -> Result<(), ProblemError> {
        for (one, next) in self.applications.iter().zip(self.applications.iter().skip(1)) {
            if one.id == next.id {
                return Err(ProblemError::Twice(one.id.clone()));
            }
        }
        for (one, next) in self.reviewers.iter().zip(self.reviewers.iter().skip(1)) {
            if one.id == next.id {
                return Err(ProblemError::Twice(one.id.clone()));
            }
        }
        for reviewer in &self.reviewers {
            if reviewer.least > reviewer.most {
                return Err(ProblemError::Load(reviewer.id.clone(), reviewer.least, reviewer.most));
            }
        }
        for application in &self.applications {
            if application.reviews == 0 || application.reviews > 100 {
                return Err(ProblemError::Reviews(application.id.clone(), application.reviews));
            }
            if application.reviews == 1 && self.rules.two_regions {
                return Err(ProblemError::OneRegion(application.id.clone()));
            }
        }
        Ok(())
    }

    fn fill(&mut self, pairs: &[Pair]) -> Result<(), ProblemError> {
        if !self.rules.only_listed {
            for row in 0..self.applications.len() {
                self.affinity.row_mut(row).fill(Some(0));
            }
        }
        let mut seen = Grid::new(self.applications.len(), self.reviewers.len(), false);
        for pair in pairs {
            let names = || (pair.application.clone(), pair.reviewer.clone());
            let (Some(row), Some(column)) = (self.application(&pair.application), self.reviewer(&pair.reviewer)) else {
                let (application, reviewer) = names();
                return Err(ProblemError::Unknown(application, reviewer));
            };
            if seen.at(row, column) {
                let (application, reviewer) = names();
                return Err(ProblemError::PairTwice(application, reviewer));
            }
            if pair.affinity.unsigned_abs() > LARGEST_AFFINITY.unsigned_abs() {
                let (application, reviewer) = names();
                return Err(ProblemError::TooLarge(application, reviewer));
            }
            seen.set(row, column, true);
            self.affinity.set(row, column, (!pair.conflict).then_some(pair.affinity));
            if let Some(fixed) = self.fixed.get_mut(row).filter(|_| pair.fixed) {
                fixed.push(column);
            }
        }
        self.fixed.iter_mut().for_each(|list| list.sort_unstable());
        Ok(())
    }

    fn check_fixed(&self) -> Result<(), ProblemError> {
        let mut loads = vec![0_u32; self.reviewers.len()];
        for (row, (application, fixed)) in self.applications.iter().zip(&self.fixed).enumerate() {
            let count = u32::try_from(fixed.len()).unwrap_or(u32::MAX);
            if count > application.reviews {
                return Err(ProblemError::TooManyFixed(application.id.clone(), count, application.reviews));
            }
            for &column in fixed {
                if self.affinity.at(row, column).is_none() {
                    let reviewer = self.reviewers.get(column).map(|r| r.id.clone()).unwrap_or_default();
                    return Err(ProblemError::FixedConflict(application.id.clone(), reviewer));
                }
                if let Some(load) = loads.get_mut(column) {
                    *load += 1;
                }
            }
        }
        for (reviewer, load) in self.reviewers.iter().zip(loads) {
            if load > reviewer.most {
                return Err(ProblemError::TooManyFixed(reviewer.id.clone(), load, reviewer.most));
            }
        }
        Ok(())
    }

    /// Makes the pairs impossible that a draw leaves out; choices by hand stay.
    pub fn shake(&mut self, chance: Chance, seed: u64) {
        for (row, application) in self.applications.iter().enumerate() {
            let fixed = self.fixed.get(row).map_or(&[][..], Vec::as_slice);
            for (column, (cell, reviewer)) in self.affinity.row_mut(row).iter_mut().zip(&self.reviewers).enumerate() {
                if !fixed.contains(&column) && !chance.allows(seed, &application.id, &reviewer.id) {
                    *cell = None;
                }
            }
        }
    }

    /// The place of an application.
    pub(super) fn application(&self, id: &str) -> Option<usize> {
        self.applications.binary_search_by(|one| one.id.as_str().cmp(id)).ok()
    }

    /// The place of a reviewer.
    pub(super) fn reviewer(&self, id: &str) -> Option<usize> {
        self.reviewers.binary_search_by(|one| one.id.as_str().cmp(id)).ok()
    }

    /// All applications, sorted by id.
    #[must_use]
    pub fn applications(&self) -> &[Application] {
        &self.applications
    }

    /// All reviewers, sorted by id.
    #[must_use]
    pub fn reviewers(&self) -> &[Reviewer] {
        &self.reviewers
    }

    /// How many reviews all applications need together.
    #[must_use]
    pub fn reviews_needed(&self) -> u64 {
        self.applications.iter().map(|one| u64::from(one.reviews)).sum()
    }

    /// How many of an application's reviewers may come from one region: all but one under the rule of two regions.
    pub(super) fn region_limit(&self, application: usize) -> Option<u32> {
        let reviews = self.applications.get(application)?.reviews;
        self.rules.two_regions.then(|| reviews.saturating_sub(1))
    }
}

/// A number for each region, by its name.
fn numbered(reviewers: &[Reviewer]) -> Vec<Option<usize>> {
    let mut numbers = BTreeMap::new();
    for region in reviewers.iter().filter_map(|one| one.region.as_deref()) {
        let next = numbers.len();
        numbers.entry(region).or_insert(next);
    }
    reviewers.iter().map(|one| one.region.as_deref().and_then(|region| numbers.get(region).copied())).collect()
}
