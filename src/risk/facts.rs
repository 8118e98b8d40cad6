//! What happened before an award, with every value that a letter or an auditor will want.

use crate::kernel::{Fact, Subject, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A person of the fund attested what they found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attested {
    /// The application in whose course it was looked up.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub organisation: String,
    /// Its name.
    pub city: String,
    /// The attestation.
    pub attestation: String,
    /// The name of the check.
    pub check: String,
    /// The name of the answer.
    pub outcome: String,
    /// Whether the check is passed with it.
    pub clears: bool,
    /// What it adds to the risk.
    pub risk: String,
    /// The identifier, where the answer asks for one.
    pub identifier: Option<String>,
    /// What the person wrote.
    pub note: String,
    /// The name of the file that shows it.
    pub evidence: Option<String>,
    /// The digest of its bytes.
    pub evidence_sha256: Option<String>,
    /// The version of the checks.
    pub policy_version: String,
    /// The last day on which it counts.
    pub valid_until: NaiveDate,
}

/// A specific condition was imposed on an award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionImposed {
    /// The application, whose award it binds.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The condition.
    pub condition: String,
    /// What the city must do or not do.
    pub text: String,
    /// Why.
    pub reason: String,
    /// What ends it.
    pub remedy: String,
    /// Where the fund may ask for it.
    pub citation: String,
    /// The attestation it follows from.
    pub attestation: Option<String>,
    /// Who imposed it.
    pub imposed_by: String,
    /// When.
    pub imposed_at: Timestamp,
    /// The last day on which the city may do what ends it.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// Whether it holds back payments.
    #[serde(default)]
    pub gates_payment: bool,
    /// Whether the city knows of an award and was told at once.
    pub city_told: bool,
}

/// A specific condition was lifted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionLifted {
    /// The application, whose award it bound.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The condition.
    pub condition: String,
    /// What it said.
    pub text: String,
    /// Why it ended.
    pub reason: String,
    /// Who had imposed it.
    pub imposed_by: String,
    /// Who lifted it.
    pub lifted_by: String,
    /// When.
    pub lifted_at: Timestamp,
    /// Whether the city knows of an award and was told at once.
    pub city_told: bool,
}

/// The city says that it did what ends a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionMet {
    /// The application, whose award it binds.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The condition.
    pub condition: String,
    /// What it says.
    pub text: String,
    /// What was done, in the words of the city.
    pub note: String,
    /// The name of the file that shows it.
    pub evidence: Option<String>,
    /// The digest of its bytes.
    pub evidence_sha256: Option<String>,
    /// Who says so.
    pub met_by: String,
    /// When.
    pub met_at: Timestamp,
}

impl Fact for ConditionMet {
    const NAME: &'static str = "condition.met";
    fn subject(&self) -> Subject {
        Subject::new("application", &self.application)
    }
}

impl Fact for Attested {
    const NAME: &'static str = "risk.attested";
    fn subject(&self) -> Subject {
        Subject::new("application", &self.application)
    }
}

impl Fact for ConditionImposed {
    const NAME: &'static str = "condition.imposed";
    fn subject(&self) -> Subject {
        Subject::new("application", &self.application)
    }
}

impl Fact for ConditionLifted {
    const NAME: &'static str = "condition.lifted";
    fn subject(&self) -> Subject {
        Subject::new("application", &self.application)
    }
}
