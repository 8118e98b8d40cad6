//! What happened to bills and reopenings, with every value a letter will show.

use crate::kernel::{Fact, Money, Subject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Somebody asked to bill a cost that is not allowed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BillAsked {
    /// The bill.
    pub bill_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The expense of which it is a part.
    pub expense_id: String,
    /// The category's code.
    pub category: String,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
}

impl Fact for BillAsked {
    const NAME: &'static str = "bill.asked";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// Another person did not bill it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BillRefused {
    /// The bill.
    pub bill_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// Who refused.
    pub refused_by: String,
}

impl Fact for BillRefused {
    const NAME: &'static str = "bill.refused";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// A cost that is not allowed was billed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CostBilled {
    /// The bill.
    pub bill_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The category's code.
    pub category: String,
    /// What the expense was for; empty in facts from before it was told.
    #[serde(default)]
    pub cost: String,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// By when.
    pub due_on: NaiveDate,
    /// From when on it is a late debt.
    pub delinquent_on: NaiveDate,
    /// Where the days come from.
    pub citation: String,
    /// Who asked.
    pub asked_by: String,
    /// Who approved.
    pub approved_by: String,
    /// The journal.
    pub journal_seq: i64,
}

impl Fact for CostBilled {
    const NAME: &'static str = "cost.billed";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// A part of an accepted cost was taken back before it was paid, so that nobody owes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CostWithdrawn {
    /// The bill.
    pub bill_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// What the expense was for.
    pub cost: String,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
    /// Who approved.
    pub approved_by: String,
    /// The journal.
    pub journal_seq: i64,
}

impl Fact for CostWithdrawn {
    const NAME: &'static str = "cost.withdrawn";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// Money for a bill came in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CostCollected {
    /// The bill.
    pub bill_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// How much.
    pub amount: Money,
    /// What is still owed of the bill.
    pub left: Money,
    /// The day on which it came.
    pub received_on: NaiveDate,
    /// What the bank calls it.
    pub evidence: String,
    /// The journal.
    pub journal_seq: i64,
}

impl Fact for CostCollected {
    const NAME: &'static str = "cost.collected";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// What a city owes on a bill was referred to debt collection.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DebtReferred {
    /// The bill.
    pub bill_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// What was owed.
    pub amount: Money,
    /// Why it was referred.
    pub reason: String,
    /// Who referred it.
    pub referred_by: String,
}

impl Fact for DebtReferred {
    const NAME: &'static str = "cost.referred";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// Somebody asked to open a closed award.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReopeningAsked {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
}

impl Fact for ReopeningAsked {
    const NAME: &'static str = "award.reopening_asked";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// A closed award stays closed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReopeningRefused {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// Who refused.
    pub refused_by: String,
}

impl Fact for ReopeningRefused {
    const NAME: &'static str = "award.reopening_refused";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// A closed award was opened again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AwardReopened {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
    /// Who approved.
    pub approved_by: String,
}

impl Fact for AwardReopened {
    const NAME: &'static str = "award.reopened";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}
