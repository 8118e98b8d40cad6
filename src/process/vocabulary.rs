//! The workflows this program ships, and what a definition may refer to.

use super::known;
use super::stage::Stage;
use super::subject::BINDABLE;
use crate::kernel::Family;
use crate::workflow::{self, ParseError, Source, Vocabulary};

/// What a definition may refer to: the roles of `people`, what this module can do, the events of
/// the posting rules (and whether each must come after an approval), the facts that steps tell
/// and those that guards ask for.
#[must_use]
pub fn vocabulary() -> Vocabulary {
    Vocabulary {
        roles: ROLES,
        acts: ACTS,
        stages: Stage::NAMES,
        ledger_events: LEDGER_EVENTS,
        told: TOLD,
        facts: known::types(),
        bindable: BINDABLE,
        // Letters come later in the order of modules: whoever knows them adds them.
        letters: Vec::new(),
    }
}

const ROLES: &[&str] = &[
    "preparer",
    "authorized_official",
    "viewer",
    "reviewer",
    "chair",
    "program_officer",
    "approving_official",
    "finance_officer",
    "releasing_officer",
    "auditor",
    "administrator",
];

const ACTS: &[&str] = &[
    "submit",
    "withdraw",
    "return_for_changes",
    "invite",
    "lapse_invitation",
    "find_ineligible",
    "reopen",
    "pass_screening",
    "clear_conflicts",
    "enter_review",
    "call_panel",
    "reopen_reviews",
    "recommend",
    "decline",
    "approve",
    "annul_approval",
    "send_back",
    "lapse",
    "reject",
    "tell_award",
    "tell_decline",
    "accept_agreement",
    "decline_offer",
    "expire_offer",
    "appeal",
    "let_stand",
    "uphold_appeal",
    "dismiss_appeal",
    "submit_report",
    "return_report",
    "accept_report",
    "close",
];

const LEDGER_EVENTS: &[(&str, bool)] = &[
    ("award.reserve", false),
    ("award.release", false),
    ("hold.expire", false),
    ("award.commit", true),
    ("award.decommit", true),
    ("award.obligate", true),
    ("award.deobligate", true),
];

const TOLD: &[&str] = &[
    "application.returned",
    "application.invited",
    "application.invitation_lapsed",
    "application.found_ineligible",
    "application.reopened",
    "application.entered_review",
    "application.declined",
    "application.appealed",
    "application.appeal_upheld",
    "application.appeal_dismissed",
    "award.recommended",
    "award.offered",
    "award.sent_back",
    "award.lapsed",
    "award.accepted",
    "award.offer_declined",
    "award.offer_expired",
    "award.closed",
];

const FILES: [(&str, &str); 3] = [
    ("grant-standard.toml", include_str!("../../config/workflows/grant-standard.toml")),
    ("fast-track.toml", include_str!("../../config/workflows/fast-track.toml")),
    ("two-stage.toml", include_str!("../../config/workflows/two-stage.toml")),
];

/// Which of it a folder of definitions may change. Letters come later in the order of modules: whoever knows them
/// checks by [`check_files`] with them.
pub const DEFINITION: Family = Family::single("workflows", &FILES, |files| check_files(files, &vocabulary()));

/// Holds the files of workflows against what they may refer to.
///
/// # Errors
/// The faults of the first that has any, with file and line.
pub fn check_files(files: &[(&str, &str)], vocabulary: &Vocabulary) -> Result<(), String> {
    files.iter().try_for_each(|file| workflow::read_sound(*file, &FILES, vocabulary).map(drop))
}

/// The workflows that the program ships, or those of the folder of definitions in their place, each with name and text.
pub(super) fn carried() -> impl Iterator<Item = (&'static str, &'static str)> {
    DEFINITION.files().into_iter().map(|(file, text)| (file.strip_suffix(".toml").unwrap_or(file), text))
}

/// The shipped workflow with this name, or that of the folder of definitions in its place, parsed.
///
/// # Errors
/// [`ParseError`] when there is none, or it cannot be read.
pub fn shipped(name: &str) -> Result<Source, ParseError> {
    let unknown = || ParseError {
        file: format!("{name}.toml"),
        line: 1,
        message: format!("there is no workflow “{name}”; correct the name in the opportunity"),
    };
    let (_, text) = carried().find(|(known, _)| *known == name).ok_or_else(unknown)?;
    workflow::parse(&format!("config/workflows/{name}.toml"), text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{CityRole, FundRole};
    use strum::VariantArray;

    #[test]
    fn every_shipped_workflow_passes_its_checks() {
        for (name, _) in carried() {
            let found = workflow::check(&shipped(name).expect("parses"), &vocabulary());
            assert!(found.iter().all(|finding| !finding.is_fault()), "{found:#?}");
        }
    }

    #[test]
    fn the_roles_are_those_of_people_and_the_places_those_of_stage() {
        let mut roles: Vec<String> = CityRole::VARIANTS.iter().map(ToString::to_string).collect();
        roles.extend(FundRole::VARIANTS.iter().map(ToString::to_string));
        assert_eq!(vocabulary().roles, roles);
    }
}
