//! Who prepares feedback, who looks at it, and which of the cities' people read it. Pure; who stepped back from a case is
//! known to `process`.

use crate::intake::{self, Application};
use crate::kernel::Id;
use crate::people::{Actor, FundRole as R, Organisation};
use crate::process::Stage;

/// Those who prepare and release.
const WRITERS: &[R] = &[R::ProgramOfficer, R::Chair];
/// Those who look at it.
const READERS: &[R] = &[R::ProgramOfficer, R::Chair, R::ApprovingOfficial, R::Auditor];

/// Whether the person prepares and releases feedback.
#[must_use]
pub fn may_prepare(actor: &Actor) -> bool {
    actor.account.is_some() && actor.has_any(WRITERS)
}

/// Whether the person looks at what is prepared.
#[must_use]
pub fn may_look(actor: &Actor) -> bool {
    actor.account.is_some() && actor.may_enter(READERS)
}

/// Whether the person reads the letter: as the outcome is read, by the people of the lead city and whoever entered the
/// application for it; and by those of its partners.
#[must_use]
pub fn may_read(actor: &Actor, application: &Application, partners: &[Id<Organisation>]) -> bool {
    intake::policy::is_of_city(actor, application) || partners.iter().any(|city| actor.belongs_to(*city))
}

/// Whether feedback is prepared on a case that stands here: its reviews are in.
#[must_use]
pub fn is_prepared_at(stage: Stage) -> bool {
    matches!(stage, Stage::Panel | Stage::Recommended) || is_released_at(stage)
}

/// Whether a letter is released on a case that stands here: it is decided.
#[must_use]
pub fn is_released_at(stage: Stage) -> bool {
    stage == Stage::Decided || TOLD.contains(&stage)
}

/// Where a case stands whose city was told the decision.
pub(super) const TOLD: &[Stage] = &[Stage::Approved, Stage::Active, Stage::Closed, Stage::Declined, Stage::Appealed];

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn officers_and_chairs_prepare_and_nothing_goes_out_before_the_decision_is_told() {
        let account = crate::kernel::IdSource::seeded(1).id(crate::kernel::Timestamp::from_micros(0));
        let who = |role| Actor { account: Some(account), fund_roles: vec![role], ..Actor::anonymous() };
        let holders = |may: fn(&Actor) -> bool| R::VARIANTS.iter().copied().filter(|role| may(&who(*role))).collect::<Vec<_>>();
        assert_eq!(holders(may_prepare), [R::Chair, R::ProgramOfficer]);
        assert_eq!(holders(may_look), [R::Chair, R::ProgramOfficer, R::ApprovingOfficial, R::Auditor]);
        assert!(!may_look(&Actor::anonymous()) && !may_prepare(&Actor::system()));
        let open = [Stage::Draft, Stage::Submitted, Stage::Returned, Stage::Invited, Stage::InReview, Stage::Ineligible, Stage::Withdrawn];
        assert!(open.iter().all(|stage| !is_prepared_at(*stage) && !is_released_at(*stage)));
        assert!(is_prepared_at(Stage::Panel) && !is_released_at(Stage::Panel));
        assert!(is_released_at(Stage::Decided) && !TOLD.contains(&Stage::Decided), "W17");
    }
}
