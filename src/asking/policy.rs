//! Who reads the queue of questions, and who answers. Pure.

use super::Inquiry;
use crate::people::{Actor, FundRole};

/// Whether the person reads every question.
#[must_use]
pub fn may_see_all(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::Auditor])
}

/// Whether the person reads this question as it was asked: who asked it does, and whoever reads all. What was
/// asked without signing in is read by whoever has its address.
#[must_use]
pub fn may_see(actor: &Actor, inquiry: &Inquiry) -> bool {
    may_see_all(actor) || inquiry.account.is_none() || inquiry.account == actor.account
}

/// Whether the person answers.
#[must_use]
pub fn may_answer(actor: &Actor) -> bool {
    actor.has(FundRole::ProgramOfficer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn officers_answer_and_auditors_read() {
        let who = |role| Actor { fund_roles: vec![role], ..Actor::anonymous() };
        let holders = |may: fn(&Actor) -> bool| FundRole::VARIANTS.iter().copied().filter(|role| may(&who(*role))).collect::<Vec<_>>();
        assert_eq!(holders(may_answer), [FundRole::ProgramOfficer]);
        assert_eq!(holders(may_see_all), [FundRole::ProgramOfficer, FundRole::Auditor]);
        assert!(!may_see_all(&Actor::anonymous()));
    }
}
