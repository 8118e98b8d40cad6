//! What an application is called where reviewers do not see who applies: a letter and a number, drawn by lot among those that
//! its round has left. It says nothing of when the application came, and nobody comes from it to the reference number.

use super::facts::LabelDrawn;
use super::store;
use crate::audit;
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::Id;
use crate::opportunity::Opportunity;
use crate::people::Actor;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Without those that are read as numbers.
const LETTERS: [char; 24] =
    ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z'];
/// Numbers of two digits.
const NUMBERS: i64 = 90;
/// Lots in a round, unless it has many applications.
const LOTS: i64 = 24 * NUMBERS;
/// For what nobody was asked to review and no meeting is about: it has none.
const NONE: &str = "Not named yet";

/// `K42`; with two letters from the 2,161st on.
fn words(lot: i64) -> String {
    let number = 10 + lot.rem_euclid(NUMBERS);
    let mut rest = usize::try_from(lot.div_euclid(NUMBERS)).unwrap_or(0);
    let mut letters: Vec<char> = Vec::new();
    loop {
        letters.extend(LETTERS.get(rest % LETTERS.len()));
        match (rest / LETTERS.len()).checked_sub(1) {
            Some(left) => rest = left,
            None => break,
        }
    }
    letters.iter().rev().collect::<String>() + &number.to_string()
}

/// One of the lots that nobody has, each as likely as any other.
fn free(taken: &BTreeSet<i64>, chance: u64) -> i64 {
    let count = i64::try_from(taken.len()).unwrap_or(i64::MAX / 4);
    let mut lots = LOTS;
    while lots < 2 * count {
        lots *= 2;
    }
    let left: Vec<i64> = (0..lots).filter(|lot| !taken.contains(lot)).collect();
    let at = usize::try_from(chance % u64::try_from(left.len()).unwrap_or(1).max(1)).unwrap_or(0);
    left.get(at).copied().unwrap_or(lots)
}

/// Draws the labels of those of these applications of a round that have none, each with its record: when somebody is asked to
/// review one, and when one is put on the agenda of a meeting.
///
/// # Errors
/// The database's refusal.
pub fn draw(tx: &mut Tx<'_>, actor: &Actor, (round, applications): (Id<Opportunity>, &[Id<Application>])) -> Result<(), Error> {
    let known = store::list_lots(tx, applications)?;
    let without: BTreeSet<Id<Application>> = applications.iter().copied().filter(|id| !known.contains_key(id)).collect();
    if without.is_empty() {
        return Ok(());
    }
    let mut taken = store::list_taken(tx, round)?;
    for application in without {
        // An identifier holds more chance than is needed.
        let drawn = Sha256::digest(tx.id::<Application>().text().as_bytes());
        let chance = drawn.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let lot = free(&taken, chance);
        store::insert_lot(tx, (application, round), lot)?;
        taken.insert(lot);
        let fact = LabelDrawn { application: application.text(), opportunity: round.text(), label: words(lot) };
        audit::record(tx, &actor.doer(), &fact)?;
    }
    Ok(())
}

/// What an application is called.
///
/// # Errors
/// The database's refusal.
pub fn label(conn: &mut Conn, application: Id<Application>) -> Result<String, Error> {
    Ok(labels(conn, &[application])?.remove(&application).unwrap_or_else(|| NONE.to_owned()))
}

/// What each of these applications is called.
///
/// # Errors
/// The database's refusal.
pub fn labels(conn: &mut Conn, applications: &[Id<Application>]) -> Result<BTreeMap<Id<Application>, String>, Error> {
    let mut found: BTreeMap<_, _> = applications.iter().map(|id| (*id, NONE.to_owned())).collect();
    found.extend(store::list_lots(conn, applications)?.into_iter().map(|(id, lot)| (id, words(lot))));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_has_one_label() {
        let some = [0, 1, 89, 90, LOTS - 1, LOTS, 25 * LOTS - 1, 25 * LOTS].map(words);
        assert_eq!(some, ["A10", "A11", "A99", "B10", "Z99", "AA10", "ZZ99", "AAA10"]);
        let all: BTreeSet<String> = (0..3 * LOTS).map(words).collect();
        assert_eq!(i64::try_from(all.len()), Ok(3 * LOTS));
    }

    #[test]
    fn a_lot_is_drawn_once() {
        let mut taken = BTreeSet::new();
        for n in 0..3_000_u64 {
            let lot = free(&taken, n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            assert!(lot >= 0 && taken.insert(lot), "{lot}");
        }
        let all_but_one: BTreeSet<i64> = (0..LOTS).filter(|lot| *lot != 7).collect();
        assert!((0..200).all(|chance| !all_but_one.contains(&free(&all_but_one, chance))));
    }
}
