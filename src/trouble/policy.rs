//! Who reads and who answers what was told of trouble. Pure.

use super::report::Trouble;
use crate::people::{Actor, FundRole};

/// Whether the person reads the queue.
#[must_use]
pub fn may_see_all(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::Administrator, FundRole::Auditor])
}

/// Whether the person reads this report: who told it does, and whoever reads the queue, if it is not about an application
/// that is closed to them. What was told without signing in is read by whoever has its address.
#[must_use]
pub fn may_see(actor: &Actor, trouble: &Trouble) -> bool {
    let is_own = trouble.account.is_some() && trouble.account == actor.account;
    is_own || (is_open(actor, trouble) && (may_see_all(actor) || trouble.account.is_none()))
}

/// Whether a report is about no application that is closed to the person because of a conflict of interest.
#[must_use]
pub fn is_open(actor: &Actor, trouble: &Trouble) -> bool {
    let about = trouble.application.is_none_or(|id| !actor.is_kept_from(id));
    let words = [Some(&trouble.told), trouble.page.as_ref(), trouble.reference.as_ref()];
    about && !words.into_iter().flatten().any(|text| actor.walls.are_named_in(text))
}

/// Whether the person answers.
#[must_use]
pub fn may_answer(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::Administrator])
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn officers_and_administrators_answer_and_auditors_read() {
        let who = |role| Actor { fund_roles: vec![role], ..Actor::anonymous() };
        let holders = |may: fn(&Actor) -> bool| FundRole::VARIANTS.iter().copied().filter(|role| may(&who(*role))).collect::<Vec<_>>();
        assert_eq!(holders(may_answer), [FundRole::ProgramOfficer, FundRole::Administrator]);
        assert_eq!(holders(may_see_all), [FundRole::ProgramOfficer, FundRole::Auditor, FundRole::Administrator]);
        assert!(!may_see_all(&Actor::anonymous()));
    }
}
