//! Tells those concerned of a step's facts. Whom, depends on the fact; what, was
//! fixed by the step at its instant.

use super::case::Case;
use crate::audit;
use crate::db::{Error, Tx};
use crate::kernel::Fact;
use crate::outbox::{self, Recipient, Side};
use crate::people::{self, Actor, CityRole, FundRole};

type Announce = Box<dyn Fn(&mut Tx<'_>, &[Recipient]) -> Result<(), Error>>;

/// A recorded fact that a step can tell.
pub(super) struct News {
    name: &'static str,
    announce: Announce,
}

impl News {
    /// Records the fact, and keeps it to be told if the definition says so.
    pub(super) fn record<F: Fact + 'static>(tx: &mut Tx<'_>, actor: &Actor, fact: F) -> Result<Self, Error> {
        audit::record(tx, &actor.doer(), &fact)?;
        Ok(Self { name: F::NAME, announce: Box::new(move |tx, to| outbox::announce(tx, &fact, to)) })
    }
}

/// Queues the letters of one fact of a step.
pub(super) fn announce(tx: &mut Tx<'_>, case: &Case, fact: &str, told: &[News]) -> Result<(), Error> {
    let news = told.iter().find(|news| news.name == fact).ok_or_else(|| Error::Broken(format!("the step has no fact {fact}")))?;
    let to = audience(tx, case, fact)?;
    (news.announce)(tx, &to)
}

/// Everybody who holds one of these roles: those of the city in the city of the case.
pub(super) fn holders(tx: &mut Tx<'_>, case: &Case, roles: &[String]) -> Result<Vec<Recipient>, Error> {
    let city: Vec<CityRole> = roles.iter().filter_map(|role| role.parse().ok()).collect();
    let fund: Vec<FundRole> = roles.iter().filter_map(|role| role.parse().ok()).collect();
    told(tx, case, &city, &fund)
}

const WRITERS: &[CityRole] = &[CityRole::Preparer, CityRole::AuthorizedOfficial];

/// Who is told of a fact.
fn audience(tx: &mut Tx<'_>, case: &Case, fact: &str) -> Result<Vec<Recipient>, Error> {
    let (city, fund): (&[CityRole], &[FundRole]) = match fact {
        "award.recommended" => (&[], &[FundRole::ApprovingOfficial]),
        "award.sent_back" => (&[], &[FundRole::ProgramOfficer]),
        "award.lapsed" => (&[], &[FundRole::ProgramOfficer, FundRole::ApprovingOfficial]),
        "application.appealed" => (WRITERS, &[FundRole::ProgramOfficer, FundRole::ApprovingOfficial]),
        "award.offer_expired" => (WRITERS, &[FundRole::ProgramOfficer]),
        "award.accepted" => (WRITERS, &[FundRole::ProgramOfficer, FundRole::FinanceOfficer]),
        "award.offer_declined" => (WRITERS, &[FundRole::ProgramOfficer, FundRole::ApprovingOfficial]),
        _ => (WRITERS, &[]),
    };
    told(tx, case, city, fund)
}

fn told(tx: &mut Tx<'_>, case: &Case, city: &[CityRole], fund: &[FundRole]) -> Result<Vec<Recipient>, Error> {
    let mut told = Vec::new();
    if !city.is_empty() {
        let people = people::account::list_with_city_roles(tx, case.application.city, city)?;
        told.extend(people.iter().map(|p| p.recipient(Side::City)));
        let more = crate::intake::mailbox_of_entry(tx, &case.application)?;
        told.extend(more.into_iter().filter(|one| people.iter().all(|known| known.email != one.email)));
    }
    if !fund.is_empty() {
        let of_fund = people::account::list_open_to(tx, case.application.id, fund)?;
        told.extend(of_fund.iter().map(|person| person.recipient(Side::Fund)));
    }
    Ok(told)
}
