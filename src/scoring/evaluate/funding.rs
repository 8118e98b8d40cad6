//! The funding line: the budget is walked down the expected ranks, and each application's
//! interval of ranks is above the line, crosses it, or is below (the decision rule of Heyard et al. 2022). Money is
//! whole cents.

use super::report::{ApplicationLine, nine};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// Money, or a count of applications where there are no costs.
#[derive(Clone, Debug)]
pub enum Budget {
    /// So many applications.
    Applications(u64),
    /// Cents, with the cost of each application in cents.
    Cents {
        /// The budget.
        budget: u64,
        /// By application.
        costs: BTreeMap<String, u64>,
    },
}

/// Why there is no funding line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FundingError {
    /// A scored application has no cost.
    #[error("The costs do not name application “{0}”. Add a row for it.")]
    NoCost(String),
}

/// Where an application stands to the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Its whole interval is above the line.
    Direct,
    /// The line crosses its interval: the panel, or an announced lottery, decides.
    Band,
    /// Its whole interval is below the line.
    Out,
}

/// The line and the three groups.
#[derive(Debug, Serialize)]
pub struct Funding {
    /// The budget: dollars, or a count of applications.
    pub budget: String,
    /// The last application that the budget reaches; `null` if it reaches none, all, or there are no ranks.
    pub line: Option<Line>,
    /// How many applications the budget reaches, going down the expected ranks.
    pub reached: usize,
    /// What those cost.
    pub reached_cost: String,
    /// Those above the line, by expected rank.
    pub direct: Vec<String>,
    /// Those that the line crosses: they cannot be told apart well enough.
    pub band: Vec<String>,
    /// Those below the line.
    pub out: Vec<String>,
    /// What those above the line cost.
    pub direct_cost: String,
    /// What those in the band would cost.
    pub band_cost: String,
    /// What the budget leaves for the band.
    pub left_for_band: String,
}

/// The funding line.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// The last application that the budget reaches.
    pub application: String,
    /// Its expected rank, against which the intervals are held.
    pub expected_rank: f64,
}

/// An amount as it is printed: dollars with two digits, or a count.
struct Amount(u128, bool);

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.1 { write!(f, "{}.{:02}", self.0 / 100, self.0 % 100) } else { write!(f, "{}", self.0) }
    }
}

impl Budget {
    pub(super) fn limit(&self) -> u128 {
        match self {
            Self::Applications(count) => u128::from(*count),
            Self::Cents { budget, .. } => u128::from(*budget),
        }
    }

    fn amount(&self, amount: u128) -> String {
        Amount(amount, matches!(self, Self::Cents { .. })).to_string()
    }

    fn cost(&self, application: &str) -> Result<u128, FundingError> {
        match self {
            Self::Applications(_) => Ok(1),
            Self::Cents { costs, .. } => {
                costs.get(application).map(|cents| u128::from(*cents)).ok_or_else(|| FundingError::NoCost(application.to_owned()))
            }
        }
    }
}

/// How many of these costs, in order, the limit reaches without a gap.
pub(super) fn reached(costs: &[u128], limit: u128) -> usize {
    let mut sum = 0_u128;
    costs
        .iter()
        .take_while(|cost| {
            sum = sum.saturating_add(**cost);
            sum <= limit
        })
        .count()
}

/// The cost of every line, in order.
pub(super) fn costs<'a>(ids: impl Iterator<Item = &'a str>, budget: &Budget) -> Result<Vec<u128>, FundingError> {
    ids.map(|id| budget.cost(id)).collect()
}

/// Draws the line through `lines`, which stand in the order of expected ranks, and marks each.
pub(super) fn draw_line(lines: &mut [ApplicationLine], budget: &Budget) -> Result<Funding, FundingError> {
    let costs = costs(lines.iter().map(|line| line.id.as_str()), budget)?;
    let ranked = lines.iter().take_while(|line| line.expected_rank.is_some()).count();
    let reached = reached(costs.get(..ranked).unwrap_or(&[]), budget.limit());
    let last = reached.checked_sub(1).and_then(|last| lines.get(last));
    let line = last
        .filter(|_| reached < ranked)
        .and_then(|last| Some(Line { application: last.id.clone(), expected_rank: last.expected_rank.and_then(nine)? }));
    let mut groups = [(Standing::Direct, Vec::new(), 0_u128), (Standing::Band, Vec::new(), 0), (Standing::Out, Vec::new(), 0)];
    for (at, (entry, cost)) in lines.iter_mut().zip(&costs).enumerate() {
        let standing = match (&line, entry.expected_rank, entry.rank_low.zip(entry.rank_high)) {
            _ if at >= ranked => Standing::Out,
            (Some(line), Some(expected), Some(ends)) => stand(line.expected_rank, expected, ends),
            _ if reached == ranked => Standing::Direct,
            _ => Standing::Out,
        };
        if ranked > 0 && at < ranked {
            entry.funding = Some(standing);
        }
        if matches!(budget, Budget::Cents { .. }) {
            entry.cost = Some(budget.amount(*cost));
        }
        for (kind, ids, sum) in &mut groups {
            if *kind == standing && at < ranked {
                ids.push(entry.id.clone());
                *sum = sum.saturating_add(*cost);
            }
        }
    }
    let [(_, direct, direct_cost), (_, band, band_cost), (_, out, _)] = groups;
    let amount = |amount: u128| budget.amount(amount);
    Ok(Funding {
        budget: amount(budget.limit()),
        line,
        reached,
        reached_cost: amount(costs.iter().take(reached).sum()),
        direct,
        band,
        out,
        direct_cost: amount(direct_cost),
        band_cost: amount(band_cost),
        left_for_band: amount(budget.limit().saturating_sub(direct_cost)),
    })
}

/// Where an application stands to a line. Its interval is taken to hold its expected rank too, which a narrow interval of whole
/// ranks may miss: so nobody whom the budget reaches is out, and nobody whom it does not reach is direct.
fn stand(line: f64, expected: f64, (low, high): (usize, usize)) -> Standing {
    if (high as f64).max(expected) < line {
        Standing::Direct
    } else if (low as f64).min(expected) > line {
        Standing::Out
    } else {
        Standing::Band
    }
}
