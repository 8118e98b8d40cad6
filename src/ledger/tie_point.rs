//! Tie-points: sums of accounts that must agree after every journal, such as
//! `141000 = 480200` per award and category. Written as data, parsed once,
//! evaluated over balances by the verifier and by the tests.

use super::account::{AccountKey, Balance, Dimension, Side, difference};
use super::chart::{Chart, ChartAccount};
use super::rules::RawTiePoint;
use crate::kernel::Money;
use std::collections::{BTreeMap, BTreeSet};

/// One term of a sum: `480200`, `101000:bank` or, for open holds, `461000.held`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    negative: bool,
    number: String,
    held: bool,
    normal: Side,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Equal,
    AtMost,
}

/// A tie-point of a rule set.
#[derive(Clone, Debug)]
pub struct TiePoint {
    /// Its name, such as `L28`.
    pub id: String,
    /// What it holds for: each combination of these values.
    pub per: Vec<Dimension>,
    /// As written.
    pub text: String,
    left: Vec<Term>,
    relation: Relation,
    right: Vec<Term>,
}

/// A tie-point that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{id} does not hold for {scope}: {text} ({left} against {right})")]
pub struct Untied {
    /// Which tie-point.
    pub id: String,
    /// For which values.
    pub scope: String,
    /// As written.
    pub text: String,
    /// The left sum.
    pub left: Money,
    /// The right sum.
    pub right: Money,
}

impl TiePoint {
    pub(super) fn parse(raw: RawTiePoint, chart: &Chart) -> Result<Self, String> {
        let (left, relation, right) = if let Some((left, right)) = raw.tie.split_once("<=") {
            (left, Relation::AtMost, right)
        } else if let Some((left, right)) = raw.tie.split_once('=') {
            (left, Relation::Equal, right)
        } else {
            return Err(format!("the tie-point {} needs “=” or “<=”", raw.id));
        };
        let sum = |text: &str| terms(text, &raw.per, chart).map_err(|m| format!("tie-point {}: {m}", raw.id));
        let (left, right) = (sum(left)?, sum(right)?);
        Ok(Self { left, relation, right, id: raw.id, per: raw.per, text: raw.tie })
    }

    fn terms(&self) -> impl Iterator<Item = &Term> {
        self.left.iter().chain(&self.right)
    }

    pub(super) fn watches(&self, account: &ChartAccount) -> bool {
        self.terms().any(|t| (t.number == account.code || t.number == account.number()) && !t.held)
    }

    pub(super) fn watches_holds(&self, code: &str) -> bool {
        self.terms().any(|t| t.number == code && t.held)
    }

    /// Evaluates it for every combination of values that occurs.
    #[must_use]
    pub fn untied(&self, balances: &BTreeMap<AccountKey, Balance>) -> Vec<Untied> {
        let mut sums: BTreeMap<Vec<&str>, (i128, i128)> = BTreeMap::new();
        for (key, balance) in balances {
            let scope: Vec<&str> = self.per.iter().map(|d| key.dims.get(*d).unwrap_or_default()).collect();
            let (left, right) = (value(&self.left, key, balance), value(&self.right, key, balance));
            if left != 0 || right != 0 {
                let sum = sums.entry(scope).or_default();
                *sum = (sum.0 + left, sum.1 + right);
            }
        }
        let broken = |(left, right): &(i128, i128)| match self.relation {
            Relation::Equal => left != right,
            Relation::AtMost => left > right,
        };
        let money = |sum: i128| Money::from_cents(i64::try_from(sum).unwrap_or(i64::MAX));
        sums.iter()
            .filter(|(_, sum)| broken(sum))
            .map(|(scope, (left, right))| Untied {
                id: self.id.clone(),
                scope: scope.join(" "),
                text: self.text.clone(),
                left: money(*left),
                right: money(*right),
            })
            .collect()
    }
}

fn value(terms: &[Term], key: &AccountKey, balance: &Balance) -> i128 {
    let mut sum = 0;
    for term in terms {
        let number = key.code.split(':').next().unwrap_or_default();
        if term.number == key.code || term.number == number {
            let amount =
                if term.held { balance.held(term.normal) } else { difference(balance.dr_settled, balance.cr_settled, term.normal) };
            sum += i128::from(amount.cents()) * if term.negative { -1 } else { 1 };
        }
    }
    sum
}

/// Reads `411900 - 480200 - 490200`, or `0`.
fn terms(text: &str, per: &[Dimension], chart: &Chart) -> Result<Vec<Term>, String> {
    let mut terms = Vec::new();
    let mut negative = false;
    let mut wants_term = true;
    for word in text.split_whitespace() {
        match (word, wants_term) {
            ("+" | "-", false) => (negative, wants_term) = (word == "-", true),
            ("0", true) => wants_term = false,
            (word, true) => {
                terms.push(term(word, negative, per, chart)?);
                wants_term = false;
            }
            (word, false) => return Err(format!("write + or - before “{word}”")),
        }
    }
    if wants_term { Err(format!("“{}” ends too early", text.trim())) } else { Ok(terms) }
}

fn term(word: &str, negative: bool, per: &[Dimension], chart: &Chart) -> Result<Term, String> {
    let (number, held) = word.strip_suffix(".held").map_or((word, false), |number| (number, true));
    let accounts: Vec<_> = chart.of_number(number).collect();
    let Some(first) = accounts.first() else {
        return Err(format!("account {number} is not in the chart; correct the code"));
    };
    let taken: BTreeSet<_> = accounts.iter().flat_map(|a| &a.dims).collect();
    if let Some(dimension) = per.iter().find(|d| !taken.contains(d)) {
        return Err(format!("account {number} is not kept per {dimension}; leave it out of “per”"));
    }
    Ok(Term { negative, number: number.to_owned(), held, normal: first.normal })
}
