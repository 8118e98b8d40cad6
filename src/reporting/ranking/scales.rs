//! Whether the scores of a round can be put in one order: only those of one scale and one direction can. Six points of ten are no
//! more than five of five.

use crate::db::{Conn, Error};
use crate::opportunity::{self, Scale};
use std::collections::BTreeSet;

/// Why the scores of these versions cannot be put in one order, if they cannot.
pub(super) fn mixed(conn: &mut Conn, versions: &BTreeSet<String>) -> Result<Option<String>, Error> {
    let mut found = Vec::new();
    for version in versions {
        found.push((opportunity::version_number(conn, version)?, opportunity::definition(conn, version)?.rubric.scale()));
    }
    Ok(sentence(found))
}

/// The versions by number, each with its scale.
fn sentence(mut found: Vec<(i32, Scale)>) -> Option<String> {
    found.sort_unstable_by_key(|(number, _)| *number);
    let (_, first) = found.first().copied()?;
    if found.iter().all(|(_, scale)| *scale == first) {
        return None;
    }
    let told: Vec<String> = found.iter().map(|(number, scale)| format!("version {number}: {scale}")).collect();
    Some(format!(
        "The scores of these applications cannot be put in one order: the versions of the round under which cities applied score on \
         different scales ({}). Decide those of one version first; the others are ranked then.",
        told.join("; ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opportunity::Direction;

    #[test]
    fn scores_of_one_scale_alone_are_put_in_order() {
        let scale = |max, direction| Scale { min: 1, max, direction };
        let (five, ten) = (scale(5, Direction::HigherIsBetter), scale(10, Direction::HigherIsBetter));
        assert_eq!((sentence(vec![]), sentence(vec![(1, five), (3, five)])), (None, None));
        let told = sentence(vec![(2, ten), (1, five)]).expect("six of ten is no more than five of five");
        assert!(
            told.contains("(version 1: 1 to 5 with the highest as the best; version 2: 1 to 10 with the highest as the best). Decide"),
            "{told}"
        );
        let turned = sentence(vec![(1, five), (2, scale(5, Direction::LowerIsBetter))]).expect("another direction");
        assert!(turned.contains("version 2: 1 to 5 with the lowest as the best"), "{turned}");
    }
}
