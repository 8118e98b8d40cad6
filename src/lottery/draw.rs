//! The noun: a draw by lot as it was announced, and what became of it. Pure.

use crate::intake::Application;
use crate::kernel::{Deadline, Id, Money, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::Account;
use crate::scoring::draw::{Method, Record};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// How names come from the key, as records call it.
pub const METHOD: &str = "sha256-fisher-yates";
/// The same for the program.
pub(super) const BY: Method = Method::Sha256;

/// One application in a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// The application.
    pub application: Id<Application>,
    /// Its reference number: its name in the pool.
    pub reference: String,
    /// What it asked for when the pool was made.
    pub amount: Money,
}

/// A draw by lot of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Its identifier.
    pub id: Id<Draw>,
    /// The round.
    pub round: Id<Opportunity>,
    /// Which draw of the round, counted from 1.
    pub n: i32,
    /// Why there is another one; empty for the first.
    pub reason: String,
    /// The pool, in the order of its numbers.
    pub lots: Vec<Lot>,
    /// The root over the pool, in hex.
    pub pool_root: String,
    /// How many names are drawn: all, where money says how many are chosen.
    pub count: usize,
    /// The money that says how many of the order drawn are chosen, if it is not their number.
    pub money: Option<Money>,
    /// SHA-256 of the secret, in hex.
    pub commitment: String,
    /// Which public number decides, and where it is published.
    pub source: String,
    /// When that number is public, in the zone of the round.
    pub public: Deadline,
    /// The digest of the ranking that the pool is of.
    pub ranking_sha256: String,
    /// The version of the round that announced it.
    pub definition_sha256: String,
    /// Who prepared it.
    pub by: Id<Account>,
    /// Their name then.
    pub by_name: String,
    /// When it was announced.
    pub at: Timestamp,
    /// What became of it.
    pub end: Option<End>,
}

/// What became of a draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It was made.
    Drawn(Box<Drawn>),
    /// It was called off.
    Cancelled(Cancelled),
}

/// A draw that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The public number, in its one form.
    pub number: String,
    /// Where it was read.
    pub origin: String,
    /// The secret.
    pub secret: String,
    /// The record.
    pub record: Record,
    /// The record word for word, as it is published.
    pub text: String,
    /// How many of the order drawn are chosen.
    pub chosen: usize,
    /// Who made it, by the name of then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}

/// A draw that was called off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    /// Why.
    pub reason: String,
    /// The secret, so that everybody sees what it would have drawn.
    pub secret: Option<String>,
    /// Who called it off, by the name of then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}

impl Draw {
    /// Whether it is neither made nor called off.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.end.is_none()
    }

    /// How it was made, if it was.
    #[must_use]
    pub fn drawn(&self) -> Option<&Drawn> {
        match &self.end {
            Some(End::Drawn(drawn)) => Some(drawn),
            Some(End::Cancelled(_)) | None => None,
        }
    }

    /// The names of the pool, in the order of their numbers.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.lots.iter().map(|lot| lot.reference.clone()).collect()
    }

    /// The pool as a file: one name a line.
    #[must_use]
    pub fn pool_text(&self) -> String {
        self.lots.iter().map(|lot| format!("{}\n", lot.reference)).collect()
    }

    /// As which an application was drawn, from 1, and whether it is chosen.
    #[must_use]
    pub fn place_of(&self, reference: &str) -> Option<(usize, bool)> {
        let drawn = self.drawn()?;
        let place = drawn.record.chosen.iter().position(|name| name == reference)?;
        Some((place + 1, place < drawn.chosen))
    }

    /// By which rule it is said who is chosen.
    #[must_use]
    pub fn rule(&self) -> String {
        let size = self.lots.len();
        match self.money {
            None if self.count == 1 => format!("One of the {size} applications is drawn, and chosen."),
            None => format!("{} of the {size} applications are drawn, and chosen.", self.count),
            Some(money) => format!(
                "All {size} applications are drawn, one after the other. From the first on, as many are chosen as {money} pays; the \
                 first whose amount is more than what is left ends it, and none is passed over."
            ),
        }
    }
}

/// The key of a draw: the public number and the secret.
pub(super) fn key(number: &str, secret: &str) -> String {
    format!("{number}/{secret}")
}

/// What is published of a secret before the draw: SHA-256 of its letters, in hex.
pub(super) fn commitment(secret: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(secret.as_bytes()))
}

/// How many of these amounts, in order, the money pays without passing over any.
pub(super) fn paid(amounts: impl IntoIterator<Item = Money>, money: Money) -> usize {
    let mut sum = Money::ZERO;
    let fits = |amount: &Money| match sum.plus(*amount) {
        Ok(next) if next <= money => {
            sum = next;
            true
        }
        _ => false,
    };
    amounts.into_iter().take_while(fits).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_pays_from_the_first_on_and_passes_over_none() {
        let paid =
            |amounts: &[i64], money: i64| paid(amounts.iter().map(|dollars| Money::from_dollars(*dollars)), Money::from_dollars(money));
        assert_eq!([paid(&[6, 6, 6], 13), paid(&[6, 8, 1], 13), paid(&[14, 1], 13), paid(&[6, 7], 13), paid(&[], 13)], [2, 1, 0, 2, 0]);
    }

    #[test]
    fn the_commitment_is_what_a_command_line_says() {
        // printf %s abc | sha256sum
        assert_eq!(commitment("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(key("4-8-15", "abc"), "4-8-15/abc");
    }

    #[test]
    fn the_method_has_the_name_that_records_give_it() {
        assert_eq!(serde_json::to_value(BY).expect("a name"), serde_json::json!(METHOD));
    }
}
