//! The city's authorized official enters or changes where money goes. Everybody
//! who signs for the city is told, so that a stolen account cannot redirect a grant.
//! Where the policy asks another person of the city to confirm it, they are asked.

use super::bank_details::{AccountKind, BankDetails, Done, Source};
use super::bank_facts::BankConfirmAsked;
use super::facts::BankDetailsChanged;
use super::routing::{RoutingNumber, parse_account, shown_of};
use super::terms::Terms;
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::outbox::Side;
use crate::people::{Actor, City, CityRole, FundRole, Organisation, account, organisation};
use crate::spending::audience;
use crate::vault::{Place, Vault};
use crate::{audit, outbox};

/// What the official typed.
#[derive(Clone, Debug)]
pub struct NewBankDetails {
    /// The city.
    pub organisation: Id<Organisation>,
    /// In whose name the account is.
    pub holder: String,
    /// Nine digits.
    pub routing_number: String,
    /// The account number.
    pub account_number: String,
    /// The account number again.
    pub account_number_again: String,
    /// `checking` or `savings`.
    pub kind: String,
}

/// Why the details were not taken.
#[derive(Debug, thiserror::Error)]
pub enum EnterBankDetailsError {
    /// Not the city's authorized official.
    #[error("Only the city's authorized official can enter bank details.")]
    NotOfficial,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The number could not be sealed.
    #[error("The account number could not be stored safely. Nothing was changed.")]
    Sealing(String),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for EnterBankDetailsError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficial => Kind::Missing,
            Self::Fields(_) => Kind::Invalid,
            Self::Sealing(_) => Kind::Broken,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Stores a new version, unverified, and tells everybody who signs for the city
/// and the finance officers who verify.
///
/// # Errors
/// [`EnterBankDetailsError`].
pub fn enter_bank_details(
    tx: &mut Tx<'_>,
    vault: &Vault,
    actor: &Actor,
    new: &NewBankDetails,
) -> Result<BankDetails, EnterBankDetailsError> {
    let account = actor.account.filter(|_| policy::may_ask_for(actor, new.organisation)).ok_or(EnterBankDetailsError::NotOfficial)?;
    let (routing, number, kind) = check(new)?;
    let city = organisation::city(tx, new.organisation)?;
    let current = store::find_current_bank_details(tx, new.organisation)?;
    let id = tx.id::<BankDetails>();
    let account_sealed = vault.seal(place(&id.text()), &number).map_err(|e| EnterBankDetailsError::Sealing(e.to_string()))?;
    let details = BankDetails {
        id,
        organisation: new.organisation,
        number: current.map_or(1, |c| c.number + 1),
        holder: new.holder.trim().to_owned(),
        routing_number: routing.digits().to_owned(),
        account_sealed,
        account_last4: shown_of(&number),
        kind,
        entered: Done { by: account.text(), name: actor.name.clone(), at: tx.now() },
        verified: None,
        how_verified: None,
        confirmed: None,
        usable_from: None,
        awaits_prenote: false,
        source: Source::City,
        blocked_reason: None,
        frozen_at: None,
    };
    store::insert_bank_details(tx, &details)?;
    // Without a policy nothing can be verified or paid either; the pages of the fund say that there is none.
    let rules = Terms::at(tx.now()).ok().map(|terms| terms.bank_details);
    let fact = changed(tx, &details, &city, (&actor.name, rules.map_or(0, |rules| rules.rest_days(details.number))));
    audit::record(tx, &actor.doer(), &fact)?;
    let mut to = audience::city(tx, new.organisation)?;
    to.extend(audience::fund_for_city(tx, new.organisation, &[FundRole::FinanceOfficer])?);
    outbox::announce(tx, &fact, &to)?;
    if rules.is_some_and(|rules| rules.city_confirms(details.number)) {
        ask_to_confirm(tx, actor, &details, &city)?;
    }
    Ok(details)
}

/// The fact that a city has new bank details.
pub(super) fn changed(tx: &Tx<'_>, details: &BankDetails, city: &City, (by, rest_days): (&str, u16)) -> BankDetailsChanged {
    BankDetailsChanged {
        organisation_id: details.organisation.text(),
        city: city.full_name(),
        holder: details.holder.clone(),
        account_masked: details.masked(),
        changed_by: by.to_owned(),
        changed_at: tx.now(),
        rest_days,
        notice: None,
        zone: city.zone.to_string(),
    }
}

/// Asks everybody else who writes for the city.
fn ask_to_confirm(tx: &mut Tx<'_>, actor: &Actor, details: &BankDetails, city: &City) -> Result<(), db::Error> {
    let fact = BankConfirmAsked {
        organisation_id: details.organisation.text(),
        city: city.full_name(),
        changed_by: actor.name.clone(),
        changed_at: tx.now(),
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let writers = account::list_with_city_roles(tx, details.organisation, &[CityRole::AuthorizedOfficial, CityRole::Preparer])?;
    let to: Vec<_> = writers.iter().filter(|p| p.id.text() != details.entered.by).map(|p| p.recipient(Side::City)).collect();
    outbox::announce(tx, &fact, &to)
}

/// What a sealed account number is bound to, so that it cannot be moved to another row.
pub(super) fn place(row: &str) -> Place<'_> {
    Place { table: "bank_details", column: "account_sealed", row }
}

fn check(new: &NewBankDetails) -> Result<(RoutingNumber, String, AccountKind), EnterBankDetailsError> {
    let mut mistakes = Vec::new();
    let holder = new.holder.trim();
    if holder.is_empty() || holder.chars().count() > 80 || holder.chars().any(char::is_control) {
        mistakes.push(FieldError::new("holder", "Enter the name on the account, in at most 80 characters."));
    }
    let routing =
        RoutingNumber::parse(&new.routing_number).map_err(|e| mistakes.push(FieldError::new("routing_number", e.to_string()))).ok();
    let number = parse_account(&new.account_number).map_err(|e| mistakes.push(FieldError::new("account_number", e))).ok();
    if number.is_some() && parse_account(&new.account_number_again).ok() != number {
        mistakes.push(FieldError::new("account_number_again", "The two account numbers differ. Type the number again."));
    }
    let kind = new.kind.parse().map_err(|_| mistakes.push(FieldError::new("kind", "Choose checking or savings."))).ok();
    match (routing, number, kind) {
        (Some(routing), Some(number), Some(kind)) if mistakes.is_empty() => Ok((routing, number, kind)),
        _ => Err(EnterBankDetailsError::Fields(mistakes)),
    }
}
