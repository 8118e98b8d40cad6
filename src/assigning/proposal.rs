//! The nouns: who would review what, and how much each person would have.

use super::Wish;
use crate::intake::Application;
use crate::kernel::Id;
use crate::panel::Absence;
use crate::people::Account;
use crate::review::Assignment;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Somebody for an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The account.
    pub account: Id<Account>,
    /// The name.
    pub name: String,
    /// What they know of what the application is about; nothing where its city is withheld.
    pub knows: Vec<String>,
    /// Whether it was taken from them before, and nobody else can.
    pub is_returned: bool,
}

/// One application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The application.
    pub application: Id<Application>,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// What it is about, as far as the panel knows something of it; nothing where the city is withheld.
    pub subjects: Vec<String>,
    /// Who reviews it already and goes on.
    pub kept: Vec<String>,
    /// The open review that is taken back, where somebody is replaced.
    pub taken_back: Option<Id<Assignment>>,
    /// Who would review it too.
    pub added: Vec<Pick>,
    /// Reviews that cannot be given.
    pub missing: u32,
}

/// One person on the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// The account.
    pub account: Id<Account>,
    /// The name.
    pub name: String,
    /// Reviews that they have and keep, in all the round, as far as it is open to whoever assigns.
    pub before: u32,
    /// Reviews that they would get.
    pub added: u32,
    /// The most that they take.
    pub most: u32,
    /// When they are away.
    pub absence: Option<Absence>,
    /// Whether they are away on the day on which the reviews are due, and get none.
    pub is_away: bool,
}

/// A whole assignment that nobody has carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Every application, by reference.
    pub lines: Vec<Line>,
    /// Everybody on the panel, by name.
    pub loads: Vec<Load>,
    /// How many groups of reviews do not hang together: 1 where all can be compared.
    pub parts: usize,
    /// In the fair mode, where nobody gets again what was taken from them: whether no assignment is fairer.
    pub is_fairest: Option<bool>,
}

impl Proposal {
    /// How many reviews would be given.
    #[must_use]
    pub fn added(&self) -> usize {
        self.lines.iter().map(|line| line.added.len()).sum()
    }

    /// How many reviews cannot be given.
    #[must_use]
    pub fn missing(&self) -> u32 {
        self.lines.iter().map(|line| line.missing).sum()
    }

    /// How many reviews would be taken back.
    #[must_use]
    pub fn taken_back(&self) -> usize {
        self.lines.iter().filter(|line| line.taken_back.is_some()).count()
    }

    /// The digest of what would be done, so that what is carried out is what was looked at.
    #[must_use]
    pub fn digest(&self, wish: Wish) -> String {
        let mut digest = Sha256::new();
        digest.update(wish.due_on.map(|day| day.to_string()).unwrap_or_default());
        for line in &self.lines {
            digest.update(format!("\n{} {}", line.application, line.taken_back.map(|id| id.text()).unwrap_or_default()));
            for pick in &line.added {
                digest.update(format!(" {}", pick.account));
            }
        }
        HEXLOWER.encode(&digest.finalize())
    }
}
