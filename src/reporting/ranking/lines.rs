//! The rows of a ranking in their order, on the page and in files alike: by expected rank, or by the plain mean where there is
//! none; where scores were given on different scales there is no order at all. Each says where it stands to the line that the money draws.

use super::{Candidate, Round};
use crate::kernel::Money;
use crate::scoring::evaluate::{Ranked, Standing, View};
use std::collections::BTreeMap;

/// Where an application stands to the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Its whole interval is above.
    Above,
    /// The line cuts its interval: scores do not tell it from its neighbours.
    Cut,
    /// Its whole interval is below.
    Below,
    /// There are no intervals; by the plain mean the money reaches it.
    AboveByMean,
    /// There are no intervals; by the plain mean the money does not reach it.
    BelowByMean,
    /// Nothing is asked for, so that there is no line.
    NoLine,
    /// The scores were given on different scales, so that there is neither an order nor a line.
    NoOrder,
}

impl Group {
    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Above => "Above the line",
            Self::Cut => "Cut by the line",
            Self::Below => "Below the line",
            Self::AboveByMean => "Above the line by the plain mean",
            Self::BelowByMean => "Below the line by the plain mean",
            Self::NoLine => "No line is drawn",
            Self::NoOrder => "No order: other scales",
        }
    }
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its place, from 1; where there is no order, that in the order of receipt.
    pub place: usize,
    /// The application.
    pub candidate: &'a Candidate,
    /// What the evaluation says of it.
    pub ranked: Option<&'a Ranked>,
    /// All amounts down to it, if the money reaches so far.
    pub sum: Option<Money>,
    /// Where it stands.
    pub group: Group,
}

impl Round {
    /// The rows. Without a view they stand by the plain mean, and without an order as they were received.
    #[must_use]
    pub fn lines<'a>(&'a self, view: Option<&'a View>) -> Vec<Line<'a>> {
        let (mut sum, mut reaches) = (Money::ZERO, self.mixed_scales.is_none());
        let order = self.order(view).into_iter().zip(1..);
        order
            .map(|((candidate, ranked), place)| {
                // The line is walked without skipping, and what it does not reach has no sum.
                let next = sum.plus(candidate.amount).ok().filter(|next| reaches && *next <= self.budget);
                reaches = next.is_some();
                sum = next.unwrap_or(sum);
                Line { place, candidate, ranked, sum: next, group: self.group(ranked, reaches) }
            })
            .collect()
    }

    fn order<'a>(&'a self, view: Option<&'a View>) -> Vec<(&'a Candidate, Option<&'a Ranked>)> {
        let Some(view) = view.filter(|view| view.unranked.is_none()) else {
            return self.ranked.iter().map(|candidate| (candidate, None)).collect();
        };
        let by_reference: BTreeMap<&str, &Candidate> = self.ranked.iter().map(|c| (c.reference.as_str(), c)).collect();
        view.applications.iter().filter_map(|ranked| Some((*by_reference.get(ranked.id.as_str())?, Some(ranked)))).collect()
    }

    fn group(&self, ranked: Option<&Ranked>, reaches: bool) -> Group {
        match ranked.and_then(|ranked| ranked.standing) {
            _ if self.mixed_scales.is_some() => Group::NoOrder,
            _ if self.line_budget().is_none() => Group::NoLine,
            Some(Standing::Direct) => Group::Above,
            Some(Standing::Band) => Group::Cut,
            Some(Standing::Out) => Group::Below,
            None if reaches => Group::AboveByMean,
            None => Group::BelowByMean,
        }
    }
}
