//! The part of the auditor's walk that rebuilds what sealed periods were sealed over:
//! the balances at the end of each, from the journals that stood when it was sealed.

use super::account::AccountKey;
use super::period::{Period, Seal, balances_root};
use super::store::PostingRow;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A sealed period on the way.
struct Rebuilt {
    id: String,
    first_day: NaiveDate,
    last_day: NaiveDate,
    seal: Seal,
    balances: BTreeMap<AccountKey, (i64, i64)>,
}

/// Every sealed period.
#[derive(Default)]
pub(super) struct SealWalk(Vec<Rebuilt>);

impl SealWalk {
    pub(super) fn new(periods: Vec<Period>) -> Self {
        let sealed = |p: Period| {
            let Period { id, first_day, last_day, seal, .. } = p;
            seal.map(|seal| Rebuilt { id, first_day, last_day, seal, balances: BTreeMap::new() })
        };
        Self(periods.into_iter().filter_map(sealed).collect())
    }

    /// Counts one journal; names the sealed period that it came too late for.
    pub(super) fn journal(&mut self, seq: i64, day: NaiveDate, lines: &[PostingRow]) -> Option<String> {
        let mut late = None;
        for period in &mut self.0 {
            if seq > period.seal.at_seq {
                if (period.first_day..=period.last_day).contains(&day) {
                    late = Some(period.id.clone());
                }
            } else if day <= period.last_day {
                for line in lines.iter().filter(|line| line.layer == "settled") {
                    let sum = period.balances.entry(line.account.key.clone()).or_default();
                    let side = if line.side == "dr" { &mut sum.0 } else { &mut sum.1 };
                    *side = side.saturating_add(line.amount_cents);
                }
            }
        }
        late
    }

    /// What the seals say and the journals do not.
    pub(super) fn end(&mut self) -> Vec<String> {
        let wrong = |p: Rebuilt| {
            let root = balances_root(p.balances.into_iter().collect());
            (root != p.seal.root).then(|| format!("the balances of the period {} are not those it was sealed over", p.id))
        };
        std::mem::take(&mut self.0).into_iter().filter_map(wrong).collect()
    }
}
