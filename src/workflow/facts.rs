//! What happened to the versions of a workflow, with every value a letter or an auditor wants.

use crate::kernel::{Fact, Subject, Timestamp};
use serde::{Deserialize, Serialize};

/// A version was proposed and waits for another person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WorkflowProposed {
    /// The proposal.
    pub proposal_id: String,
    /// The workflow.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The version proposed.
    pub version: String,
    /// SHA-256 of what was proposed.
    pub definition_hash: String,
    /// What it changes in the version in use, each as a sentence.
    pub changes: Vec<String>,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
}
impl Fact for WorkflowProposed {
    const NAME: &'static str = "workflow.proposed";
    fn subject(&self) -> Subject {
        Subject::new("workflow", &self.name)
    }
}

/// Another person published a version: new cases begin on it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WorkflowPublished {
    /// The proposal.
    pub proposal_id: String,
    /// The workflow.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The version published.
    pub version: String,
    /// SHA-256 of what was published.
    pub definition_hash: String,
    /// What it changes in the version in use before, each as a sentence.
    pub changes: Vec<String>,
    /// Who proposed it.
    pub proposed_by: String,
    /// Who published it.
    pub published_by: String,
    /// When.
    pub published_at: Timestamp,
}
impl Fact for WorkflowPublished {
    const NAME: &'static str = "workflow.published";
    fn subject(&self) -> Subject {
        Subject::new("workflow", &self.name)
    }
}

/// Another person refused a version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WorkflowRefused {
    /// The proposal.
    pub proposal_id: String,
    /// The workflow.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The version refused.
    pub version: String,
    /// SHA-256 of what was refused.
    pub definition_hash: String,
    /// Who proposed it.
    pub proposed_by: String,
    /// Who refused it.
    pub refused_by: String,
    /// When.
    pub refused_at: Timestamp,
    /// Why.
    pub reason: String,
}
impl Fact for WorkflowRefused {
    const NAME: &'static str = "workflow.refused";
    fn subject(&self) -> Subject {
        Subject::new("workflow", &self.name)
    }
}
