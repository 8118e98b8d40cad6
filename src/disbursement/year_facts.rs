//! What happens once in the life of a fund, or once a year. Recorded; nobody is written to.

use crate::kernel::{Fact, Money, Subject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A fund began with balances from other books.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FundOpened {
    /// The fund.
    pub fund: String,
    /// The day from which the balances count.
    pub on: NaiveDate,
    /// SHA-256 of the file they were taken from.
    pub sha256: String,
    /// How many lines it has.
    pub lines: usize,
    /// Received in all.
    pub received: Money,
    /// Obligated in all.
    pub obligated: Money,
    /// Who approved it.
    pub approved_by: String,
    /// The opening entry.
    pub journal_seq: i64,
}
impl Fact for FundOpened {
    const NAME: &'static str = "fund.opened";
    fn subject(&self) -> Subject {
        Subject::new("fund", &self.fund)
    }
}

/// A year of a fund was closed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FundYearClosed {
    /// The fund.
    pub fund: String,
    /// The last day of the year.
    pub last_day: NaiveDate,
    /// What became of money that was not obligated.
    pub unobligated: String,
    /// The closing entries.
    pub journals: Vec<i64>,
    /// Who approved it.
    pub approved_by: String,
}
impl Fact for FundYearClosed {
    const NAME: &'static str = "fund.year_closed";
    fn subject(&self) -> Subject {
        Subject::new("fund", &self.fund)
    }
}

/// Optional posting rules are in force from a day on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RulesAdopted {
    /// The rule set.
    pub rule_set: String,
    /// The first day.
    pub from_day: NaiveDate,
    /// Who approved it.
    pub approved_by: String,
}
impl Fact for RulesAdopted {
    const NAME: &'static str = "ledger.rules_adopted";
    fn subject(&self) -> Subject {
        Subject::new("ledger", &self.rule_set)
    }
}
