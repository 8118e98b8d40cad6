//! Where an application stands among those of its round on one criterion, in thirds. Exact: means are compared as
//! fractions. Pure.

use crate::scoring::Mean;

/// Among fewer than these nobody is placed: a third would give a single rank away.
pub(super) const LEAST: usize = 6;

/// A third of the applications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Third {
    Upper,
    Middle,
    Lower,
}

/// The third in which a mean lies among all means, its own included; equal ones lie together. `None` among fewer than
/// [`LEAST`].
pub(super) fn third(own: Mean, all: &[Mean]) -> Option<Third> {
    if all.len() < LEAST {
        return None;
    }
    let better = all.iter().filter(|other| **other > own).count();
    let equal = all.iter().filter(|other| **other == own).count();
    // The middle of those who are equal, from the best: twice it, over twice their number.
    let middle = 2 * better + equal;
    Some(match (3 * middle, 2 * all.len()) {
        (place, whole) if place < whole => Third::Upper,
        (place, whole) if place > 2 * whole => Third::Lower,
        _ => Third::Middle,
    })
}

impl Third {
    /// The same where the fewest points are the best.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Upper => Self::Lower,
            Self::Middle => Self::Middle,
            Self::Lower => Self::Upper,
        }
    }
}

/// `In the upper third of the 24 applications on “Results for the city”.`
pub(super) fn sentence(third: Third, (count, title): (usize, &str)) -> String {
    let which = match third {
        Third::Upper => "upper",
        Third::Middle => "middle",
        Third::Lower => "lower",
    };
    format!("In the {which} third of the {count} applications on “{title}”.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::{Points, summarise};

    fn means(scores: &[i64]) -> Vec<Mean> {
        scores.iter().filter_map(|score| summarise(&[Points(score * 10_000)])).map(|summary| summary.mean).collect()
    }

    #[test]
    fn thirds_are_even_where_nobody_is_equal() {
        let all = means(&[9, 8, 7, 6, 5, 4, 3, 2, 1]);
        let counts =
            [Third::Upper, Third::Middle, Third::Lower].map(|wanted| all.iter().filter(|own| third(**own, &all) == Some(wanted)).count());
        assert_eq!(counts, [3, 3, 3]);
        assert_eq!(third(all[0], &all[..5]), None, "too few to say it");
        assert_eq!(third(all[0], &all[..6]), Some(Third::Upper));
    }

    #[test]
    fn equal_ones_lie_together() {
        let same = means(&[4; 7]);
        assert_eq!(third(same[0], &same), Some(Third::Middle));
        assert_eq!(third(same[0], &same).map(Third::turned), Some(Third::Middle));
        let most = means(&[5, 5, 5, 5, 5, 1, 1]);
        assert_eq!((third(most[0], &most), third(most[6], &most)), (Some(Third::Middle), Some(Third::Lower)));
        let few = means(&[5, 5, 3, 3, 3, 3]);
        assert_eq!((third(few[0], &few), third(few[5], &few)), (Some(Third::Upper), Some(Third::Middle)));
    }

    #[test]
    fn a_place_is_a_sentence() {
        assert_eq!(sentence(Third::Lower, (24, "Results")), "In the lower third of the 24 applications on “Results”.");
    }
}
