//! A notice of change of the bank: it says that something in a city's bank details is wrong, and what is right. Kept
//! sealed like the details themselves; nothing changes until a second person takes it over.

use super::bank_details::{AccountKind, BankDetails, Done};
use super::payment::Payment;
use super::routing::masked;
use super::store;
use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::people::{Actor, Organisation};
use crate::vault::Place;

/// So many notices are listed at most.
const MOST: i64 = 200;

/// What was decided about a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Who decided, and when.
    pub done: Done,
    /// The version that was made of it, where it was taken over.
    pub new_details: Option<Id<BankDetails>>,
    /// Why it was set aside.
    pub reason: Option<String>,
}

/// One notice of the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankProposal {
    /// Its identifier.
    pub id: Id<BankProposal>,
    /// The city.
    pub organisation: Id<Organisation>,
    /// The version of its details that the notice is about.
    pub details: Id<BankDetails>,
    /// The payment that it is about; none for a test entry.
    pub payment: Option<Id<Payment>>,
    /// `C01`.
    pub code: String,
    /// The trace of the entry that it is about.
    pub trace: String,
    /// The right routing number, where it was wrong.
    pub routing_number: Option<String>,
    /// The right account number as the vault sealed it, where it was wrong.
    pub account_sealed: Option<String>,
    /// What may be shown of it.
    pub account_last4: Option<String>,
    /// The right kind of account, where it was wrong.
    pub kind: Option<AccountKind>,
    /// The right name, where it was wrong.
    pub holder: Option<String>,
    /// Who read it in.
    pub found: Done,
    /// What was decided.
    pub decision: Option<Decision>,
}

impl BankProposal {
    /// What the bank says is right, each as what it is about and the value to show.
    #[must_use]
    pub fn corrections(&self) -> Vec<(&'static str, String)> {
        let parts = [
            ("Name on the account", self.holder.clone()),
            ("Routing number", self.routing_number.clone()),
            ("Account", self.account_last4.as_deref().map(masked)),
            ("Kind", self.kind.map(|kind| kind.label().to_owned())),
        ];
        parts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
    }
}

/// What a code of a notice of change means (Nacha Operating Rules, notification of change).
#[must_use]
pub fn notice_words(code: &str) -> &'static str {
    match code {
        "C01" => "the account number is wrong",
        "C02" => "the routing number is wrong",
        "C03" => "the routing number and the account number are wrong",
        "C04" => "the name of the receiver is wrong",
        "C05" => "the kind of account is wrong",
        "C06" => "the account number and the kind of account are wrong",
        "C07" => "the routing number, the account number and the kind of account are wrong",
        "C09" => "the identification of the receiver is wrong",
        _ => "the bank asks for a change",
    }
}

/// What the sealed account number of a notice is bound to.
pub(super) fn place(row: &str) -> Place<'_> {
    Place { table: "bank_proposals", column: "account_sealed", row }
}

/// The notices to decide about cities whose account is open to the person, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_bank_proposals(conn: &mut Conn, actor: &Actor) -> Result<Vec<BankProposal>, Error> {
    let mut all = store::list_open_proposals(conn, MOST)?;
    all.retain(|proposal| !actor.walls.hide_account_of(proposal.organisation));
    Ok(all)
}

/// One notice, if its city's account is open to the person.
///
/// # Errors
/// [`Error::Missing`] when there is none for them.
pub fn open_bank_proposal(conn: &mut Conn, actor: &Actor, id: Id<BankProposal>) -> Result<BankProposal, Error> {
    let proposal = store::bank_proposal(conn, id)?;
    if actor.walls.hide_account_of(proposal.organisation) { Err(Error::Missing) } else { Ok(proposal) }
}
