//! What is wanted of an assignment.

use crate::kernel::Id;
use crate::people::Account;
use chrono::NaiveDate;

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// How many reviews each application gets, those included that it has.
    pub reviews: u32,
    /// The fewest reviews of each person on the panel, as far as they take so many.
    pub least: u32,
    /// By when new reviews are wanted.
    pub due_on: Option<NaiveDate>,
    /// The application whose reviewers fit least is to fit as well as it can.
    pub fair: bool,
    /// The reviewers of an application work in two regions at least.
    pub two_regions: bool,
    /// All reviews hang together, so that the severity of any two reviewers can be compared.
    pub connect: bool,
    /// If not every review can be given, as many as possible.
    pub partial: bool,
    /// Instead of filling up: whose open reviews are given to others.
    pub replaced: Option<Id<Account>>,
}
