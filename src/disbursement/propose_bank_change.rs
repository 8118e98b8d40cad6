//! A notice of change of the bank is kept, sealed, for a second person to decide. Everybody who signs for the city is
//! told, so that a forged notice redirects no money unseen. The same notice twice is one.

use super::bank_details::{AccountKind, Done};
use super::bank_facts::BankProposed;
use super::bank_proposal::{BankProposal, notice_words, place};
use super::payment::Payment;
use super::prenote::prenote_by_trace;
use super::routing::{RoutingNumber, parse_account, shown_of};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal, legible};
use crate::people::{Actor, FundRole, Organisation, organisation};
use crate::spending::audience;
use crate::{audit, outbox};

/// What a notice says.
#[derive(Clone)]
pub struct NoticeOfChange {
    /// The payment that it is about; none for a test entry.
    pub payment: Option<Id<Payment>>,
    /// The city whose account it is about.
    pub organisation: Id<Organisation>,
    /// `C01`.
    pub code: String,
    /// The right routing number.
    pub routing_number: Option<String>,
    /// The right account number.
    pub account_number: Option<String>,
    /// The right kind of account.
    pub kind: Option<AccountKind>,
    /// The right name.
    pub holder: Option<String>,
    /// The trace of the entry that it is about.
    pub trace: String,
}

impl std::fmt::Debug for NoticeOfChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NoticeOfChange({} of {})", self.code, self.trace)
    }
}

/// Why a notice was not kept.
#[derive(Debug, thiserror::Error)]
pub enum ProposeError {
    /// Not a finance officer.
    #[error("Only a finance officer can read notices of the bank in.")]
    NotFinance,
    /// No account that could be changed.
    #[error("The city of this notice has no bank details.")]
    NoBankDetails,
    /// It names nothing that is kept of an account.
    #[error("The notice names nothing that could be corrected.")]
    NothingToCorrect,
    /// What it says is right cannot be.
    #[error("{0}")]
    Wrong(String),
    /// The number could not be sealed.
    #[error("The account number could not be stored safely. Nothing was kept.")]
    Sealing(String),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ProposeError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::NoBankDetails | Self::NothingToCorrect | Self::Wrong(_) => Kind::Conflict,
            Self::Sealing(_) => Kind::Broken,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Keeps a notice of the bank for a second person. One that was read before is that one.
///
/// # Errors
/// [`ProposeError`].
pub fn propose_bank_change(tx: &mut Tx<'_>, actor: &Actor, from: &NoticeOfChange) -> Result<Id<BankProposal>, ProposeError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(ProposeError::NotFinance)?;
    if actor.walls.hide_account_of(from.organisation) {
        return Err(db::Error::Missing.into());
    }
    if let Some(known) = store::find_proposal_of(tx, &from.trace, &from.code)? {
        return Ok(known.id);
    }
    let sent_to = match from.payment {
        Some(id) => store::payment(tx, id)?.bank_details,
        None => prenote_by_trace(tx, &from.trace)?.map(|prenote| prenote.details.id),
    };
    let details = match sent_to {
        Some(id) => store::bank_details(tx, id)?,
        None => store::find_current_bank_details(tx, from.organisation)?.ok_or(ProposeError::NoBankDetails)?,
    };
    if details.organisation != from.organisation {
        return Err(db::Error::Missing.into());
    }
    let right = check(from)?;
    let id = tx.id::<BankProposal>();
    let account_sealed = match &right.account {
        Some(number) => Some(tx.vault()?.seal(place(&id.text()), number).map_err(|e| ProposeError::Sealing(e.to_string()))?),
        None => None,
    };
    let proposal = BankProposal {
        id,
        organisation: from.organisation,
        details: details.id,
        payment: from.payment,
        code: from.code.clone(),
        trace: from.trace.clone(),
        routing_number: right.routing,
        account_sealed,
        account_last4: right.account.as_deref().map(shown_of),
        kind: from.kind,
        holder: right.holder,
        found: Done { by: account.text(), name: actor.name.clone(), at: tx.now() },
        decision: None,
    };
    store::insert_proposal(tx, &proposal)?;
    let city = organisation::city(tx, from.organisation)?;
    let fact = BankProposed {
        proposal_id: proposal.id.text(),
        organisation_id: from.organisation.text(),
        city: city.full_name(),
        account_masked: details.masked(),
        code: proposal.code.clone(),
        meaning: notice_words(&proposal.code).to_owned(),
        trace: proposal.trace.clone(),
        found_at: tx.now(),
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let mut to = audience::city(tx, from.organisation)?;
    to.extend(audience::fund_for_city(tx, from.organisation, &[FundRole::FinanceOfficer])?);
    outbox::announce(tx, &fact, &to)?;
    Ok(proposal.id)
}

/// What is right, in the form in which it is kept.
struct Right {
    routing: Option<String>,
    account: Option<String>,
    holder: Option<String>,
}

fn check(from: &NoticeOfChange) -> Result<Right, ProposeError> {
    let is_code = |code: &str| code.len() == 3 && code.starts_with('C') && code.bytes().skip(1).all(|b| b.is_ascii_digit());
    if !is_code(&from.code) || from.trace.is_empty() || from.trace.len() > 40 {
        return Err(ProposeError::Wrong("The notice has no code such as C01, or no trace.".into()));
    }
    let routing = from.routing_number.as_deref().map(RoutingNumber::parse).transpose().map_err(|e| ProposeError::Wrong(e.to_string()))?;
    let account = from.account_number.as_deref().map(parse_account).transpose().map_err(|e| ProposeError::Wrong(e.to_owned()))?;
    let holder = from.holder.as_deref().map(|name| legible(name).trim().to_owned()).filter(|name| !name.is_empty());
    if holder.as_ref().is_some_and(|name| name.chars().count() > 80) {
        return Err(ProposeError::Wrong("The name in the notice is longer than 80 characters.".into()));
    }
    if routing.is_none() && account.is_none() && holder.is_none() && from.kind.is_none() {
        return Err(ProposeError::NothingToCorrect);
    }
    Ok(Right { routing: routing.map(|number| number.digits().to_owned()), account, holder })
}
