//! What the bank said, and what came of it. Account numbers of the fund appear only masked.

use crate::kernel::{Fact, Money, Subject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A bank statement was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StatementImported {
    /// The statement.
    pub statement_id: String,
    /// The file's name.
    pub name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its format.
    pub format: String,
    /// The account: `•••• 6789`.
    pub account_masked: String,
    /// How many lines were kept.
    pub lines: usize,
    /// How many were known from an earlier statement.
    pub skipped: usize,
    /// How many were matched by themselves.
    pub matched: usize,
    /// How many could not be taken, so that somebody must look at them.
    pub exceptions: usize,
}
impl Fact for StatementImported {
    const NAME: &'static str = "bank.statement_imported";
    fn subject(&self) -> Subject {
        Subject::new("bank_statement", &self.statement_id)
    }
}

/// A file of returns or notices was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReturnsImported {
    /// The file.
    pub inbox_id: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// How many payments came back.
    pub returned: usize,
    /// How many notices of change were kept for a second person.
    pub notices: usize,
    /// How many test entries came back.
    pub test_entries: usize,
    /// How many entries need somebody to look at them.
    pub exceptions: usize,
}
impl Fact for ReturnsImported {
    const NAME: &'static str = "bank.returns_imported";
    fn subject(&self) -> Subject {
        Subject::new("bank_inbox", &self.inbox_id)
    }
}

/// A finance officer says what a line of the bank stands for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MatchProposed {
    /// The proposal.
    pub proposal_id: String,
    /// The line.
    pub bank_line_id: String,
    /// The payments; none for money that came in.
    pub payments: Vec<String>,
    /// The award for which money came in.
    #[serde(default)]
    pub award_id: Option<String>,
    /// The bill for which it came.
    #[serde(default)]
    pub bill_id: Option<String>,
    /// The line's amount.
    pub amount: Money,
    /// Why.
    pub reason: String,
}
impl Fact for MatchProposed {
    const NAME: &'static str = "bank.match_proposed";
    fn subject(&self) -> Subject {
        Subject::new("bank_line", &self.bank_line_id)
    }
}

/// Another finance officer decided what a line stands for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MatchDecided {
    /// The proposal.
    pub proposal_id: String,
    /// The line.
    pub bank_line_id: String,
    /// The payments; none for money that came in.
    pub payments: Vec<String>,
    /// The award for which money came in.
    #[serde(default)]
    pub award_id: Option<String>,
    /// The bill for which it came.
    #[serde(default)]
    pub bill_id: Option<String>,
    /// Who proposed it.
    pub proposed_by: String,
    /// Whether it was confirmed.
    pub is_confirmed: bool,
}
impl Fact for MatchDecided {
    const NAME: &'static str = "bank.match_decided";
    fn subject(&self) -> Subject {
        Subject::new("bank_line", &self.bank_line_id)
    }
}

/// A line of the bank was recorded as a refund of an advance.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LineRefunded {
    /// The line.
    pub bank_line_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// The day on which it came.
    pub received_on: NaiveDate,
}
impl Fact for LineRefunded {
    const NAME: &'static str = "bank.line_refunded";
    fn subject(&self) -> Subject {
        Subject::new("bank_line", &self.bank_line_id)
    }
}

/// A line of the bank shows money that finance had recorded before.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LineTied {
    /// The line.
    pub bank_line_id: String,
    /// `refund`, `collection` or `interest`.
    pub kind: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// Who had recorded it.
    pub recorded_by: String,
    /// By which rule, or by hand.
    pub rule: String,
    /// The journal that booked it.
    pub journal_seq: i64,
}
impl Fact for LineTied {
    const NAME: &'static str = "bank.line_tied";
    fn subject(&self) -> Subject {
        Subject::new("bank_line", &self.bank_line_id)
    }
}

/// A line of the bank is no payment of a city and was set aside.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LineSetAside {
    /// The line.
    pub bank_line_id: String,
    /// Its amount.
    pub amount: Money,
    /// Its day.
    pub value_on: NaiveDate,
    /// What the bank wrote.
    pub words: String,
    /// Why.
    pub reason: String,
}
impl Fact for LineSetAside {
    const NAME: &'static str = "bank.line_set_aside";
    fn subject(&self) -> Subject {
        Subject::new("bank_line", &self.bank_line_id)
    }
}

/// A line of the bank that had been set aside is looked at again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LineTakenBack {
    /// The line.
    pub bank_line_id: String,
    /// Its amount.
    pub amount: Money,
    /// Its day.
    pub value_on: NaiveDate,
    /// What the bank wrote.
    pub words: String,
    /// Who had set it aside.
    pub set_aside_by: String,
    /// Why it is looked at again.
    pub reason: String,
}
impl Fact for LineTakenBack {
    const NAME: &'static str = "bank.line_taken_back";
    fn subject(&self) -> Subject {
        Subject::new("bank_line", &self.bank_line_id)
    }
}

/// Somebody dealt with what could not be done by itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExceptionSettled {
    /// The exception.
    pub exception_id: String,
    /// What it was.
    pub words: String,
    /// What was done.
    pub how: String,
}
impl Fact for ExceptionSettled {
    const NAME: &'static str = "bank.exception_settled";
    fn subject(&self) -> Subject {
        Subject::new("bank_exception", &self.exception_id)
    }
}
